"""Wagtail's database search, taught Chinese: texts and queries are cut into words first.

As shipped it finds nothing in Chinese on either database: both engines split at blanks only.
"""

from django.db import connection
from modelsearch.query import And, Or, PlainText, SearchQuery

from suggestions.text.language import search_tokens

if connection.vendor == "postgresql":
    from modelsearch.backends.database.postgres import postgres as base

    _Backend = base.PostgresSearchBackend
else:
    from modelsearch.backends.database.sqlite import sqlite as base

    _Backend = base.SQLiteSearchBackend


class _Indexer(base.ObjectIndexer):
    def prepare_value(self, value):
        return " ".join(search_tokens(super().prepare_value(value)))


QUERY_LIMIT = 100

# The index reads this name when it adds objects; it offers no other seam.
base.ObjectIndexer = _Indexer


def _meaning(query: str) -> SearchQuery | str:
    """All things asked for, each by any of the words for it."""
    from suggestions.text.asking import read  # the index is set up before there are models

    asked = read(query[:QUERY_LIMIT])
    things = [Or([_all(word) for word in thing.words]) for thing in asked.things]
    if asked.place:
        things.append(_all(asked.place))
    return And(things) if things else " ".join(search_tokens(query))


def _all(word: str) -> SearchQuery:
    return PlainText(" ".join(search_tokens(word)), operator="and")


class SearchBackend(_Backend):  # type: ignore[valid-type, misc]  # chosen by the database
    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        if isinstance(query, str):
            query = _meaning(query)
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)
