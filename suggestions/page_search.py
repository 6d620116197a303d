"""Wagtail's database search, taught Chinese: texts and queries are cut into words first.

As shipped it finds nothing in Chinese on either database: both engines split at blanks only.
"""

from django.db import connection

from suggestions.language import search_tokens

if connection.vendor == "postgresql":
    from modelsearch.backends.database.postgres import postgres as base

    _Backend = base.PostgresSearchBackend
else:
    from modelsearch.backends.database.sqlite import sqlite as base

    _Backend = base.SQLiteSearchBackend


class _Indexer(base.ObjectIndexer):
    def prepare_value(self, value):
        return " ".join(search_tokens(super().prepare_value(value)))


# The index reads this name when it adds objects; it offers no other seam.
base.ObjectIndexer = _Indexer


class SearchBackend(_Backend):
    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        if isinstance(query, str):
            query = " ".join(search_tokens(query))
        return super()._search(query_compiler_class, query, model_or_queryset, **kwargs)
