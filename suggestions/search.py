"""Full-text search over public suggestions, on both databases, in words that jieba cuts.

A table of our own (made in a migration) instead of Wagtail's index: that one knows neither
Chinese words nor 27,000 rows added at once. SQLite: FTS5 with bm25; PostgreSQL: a tsvector
under GIN. Tokens are already words, so both engines only split at blanks.
"""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, FloatField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from suggestions.language import search_tokens, words
from suggestions.models import Suggestion

TABLE = "suggestions_search"
TITLE_WEIGHT = 3  # a word of the title counts as often as three in the text


def document(title: str, body: str, solution: str) -> str:
    """The words by which public texts are found, as the index stores them."""
    tokens = search_tokens(title) * TITLE_WEIGHT + search_tokens(f"{body}\n{solution}")
    return " ".join(_plain(token) for token in tokens)


def _plain(token: str) -> str:
    return "".join(c for c in token if c.isalnum())


def index(suggestions: Iterable[Suggestion]) -> None:
    """Put public suggestions into the index, replacing what stands there."""
    rows = [(s.pk, document(s.public_title, s.public_body, s.public_solution)) for s in suggestions]
    remove([pk for pk, _ in rows])
    add(rows)


def add(rows: list[tuple[int, str]]) -> None:
    """Put documents of suggestions into the index that do not stand there yet."""
    if not rows:
        return
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


def ranked(
    tokens: list[str], *, every: bool, limit: int, within: QuerySet | None = None
) -> list[int]:
    """Keys of the suggestions that hold `every` token (or any), best first.

    `within` narrows before ranking, so that the limit cuts only what was asked for.
    """
    where, values = _holds(tokens, every=every)
    if not where:
        return []
    if within is not None:
        try:
            inside, more = within.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        # The plus keeps SQLite from asking the full-text table once for every row inside.
        rowid = "+rowid" if connection.vendor == "sqlite" else "rowid"
        where, values = f"{where} AND {rowid} IN ({inside})", [*values, *more]
    if connection.vendor == "sqlite":
        best = f"bm25({TABLE})"
    else:
        best = "ts_rank(tokens, to_tsquery('simple', %s), 1) DESC, rowid DESC"
        values.append(values[0])
    sql = f"SELECT rowid FROM {TABLE} WHERE {where} ORDER BY {best} LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return [pk for (pk,) in cursor.fetchall()]


def _holds(tokens: list[str], *, every: bool) -> tuple[str, list]:
    """The condition on the table, with its value; empty where no token is left."""
    tokens = [token for token in map(_plain, tokens) if token]
    if not tokens:
        return "", []
    if connection.vendor == "sqlite":
        query = (" AND " if every else " OR ").join(f'"{token}"' for token in tokens)
        return "tokens MATCH %s", [query]
    query = (" & " if every else " | ").join(f"'{token}'" for token in tokens)
    return "tokens @@ to_tsquery('simple', %s)", [query]


def query_tokens(query: str) -> list[str]:
    """What typed search words are looked up by."""
    return list(dict.fromkeys(words(query) or search_tokens(query)))


def holding(queryset: QuerySet, query: str) -> QuerySet:
    """The part of `queryset` that holds all words of `query`, in its own order."""
    where, values = _holds(query_tokens(query), every=True)
    if not where:
        return queryset.none()
    keys = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {where}", values)  # noqa: S611
    return queryset.filter(pk__in=keys)


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
