"""Full-text search over public suggestions, on both databases, in words that jieba cuts.

A table of our own (made in a migration) instead of Wagtail's index: that one knows neither
Chinese words nor 27,000 rows added at once. SQLite: FTS5 with bm25; PostgreSQL: a tsvector
under GIN. Tokens are already words, so both engines only split at blanks.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Case, FloatField, QuerySet, Value, When

from suggestions.language import search_tokens, words
from suggestions.models import Suggestion

TABLE = "suggestions_search"
TITLE_WEIGHT = 3  # a word of the title counts as often as three in the text


def _document(suggestion: Suggestion) -> str:
    title = search_tokens(suggestion.public_title) * TITLE_WEIGHT
    text = search_tokens(f"{suggestion.public_body}\n{suggestion.public_solution}")
    return " ".join(_plain(token) for token in [*title, *text])


def _plain(token: str) -> str:
    return "".join(c for c in token if c.isalnum())


def index(suggestions: Iterable[Suggestion]) -> None:
    """Put public suggestions into the index, replacing what stands there."""
    rows = [(suggestion.pk, _document(suggestion)) for suggestion in suggestions]
    if not rows:
        return
    remove([pk for pk, _ in rows])
    sql = (
        f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s)"
        if connection.vendor == "sqlite"
        else f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, to_tsvector('simple', %s))"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def remove(pks: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk in pks])


def ranked(tokens: list[str], *, every: bool, limit: int) -> list[int]:
    """Keys of the suggestions that hold `every` token (or any), best first."""
    tokens = [token for token in map(_plain, tokens) if token]
    if not tokens:
        return []
    if connection.vendor == "sqlite":
        sql = f"SELECT rowid FROM {TABLE} WHERE tokens MATCH %s ORDER BY bm25({TABLE}) LIMIT %s"
        query = (" AND " if every else " OR ").join(f'"{token}"' for token in tokens)
        values = [query, limit]
    else:
        sql = (
            f"SELECT rowid FROM {TABLE}, to_tsquery('simple', %s) q WHERE tokens @@ q "
            "ORDER BY ts_rank(tokens, q, 1) DESC, rowid DESC LIMIT %s"
        )
        query = (" & " if every else " | ").join(f"'{token}'" for token in tokens)
        values = [query, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]


def matching(queryset: QuerySet, query: str, *, limit: int = 1000) -> QuerySet:
    """The part of `queryset` that holds all words of `query`, best first."""
    pks = ranked(list(dict.fromkeys(words(query) or search_tokens(query))), every=True, limit=limit)
    return _in_order(queryset, pks)


def nearest(queryset: QuerySet, text: str, *, top: int = 5) -> QuerySet:
    """The public suggestions most like a text that is being written."""
    tokens = list(dict.fromkeys(words(text)))[:40]
    pks = ranked(tokens, every=False, limit=top * 20)
    return _in_order(queryset, pks)[:top]


def _in_order(queryset: QuerySet, pks: list[int]) -> QuerySet:
    if not pks:
        return queryset.none()
    place = Case(
        *(When(pk=pk, then=Value(float(i))) for i, pk in enumerate(pks)),
        default=Value(float(len(pks))),
        output_field=FloatField(),
    )
    return queryset.filter(pk__in=pks).order_by(place, "-pk")
