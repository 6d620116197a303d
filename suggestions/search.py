"""Full-text search over public suggestions, on both databases, in words that jieba cuts.

A table of our own (made in a migration) instead of Wagtail's index: that one knows neither
Chinese words nor 27,000 rows added at once. SQLite: FTS5 with bm25; PostgreSQL: a tsvector
under GIN. Tokens are already words, so both engines only split at blanks.
"""

from collections.abc import Iterable

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from suggestions.language import search_tokens, words
from suggestions.models import Suggestion

TABLE, WORDS = "suggestions_search", "suggestions_words"
TITLE_WEIGHT = 3  # a word of the title counts as often as three in the text


def document(title: str, body: str, solution: str) -> str:
    """The words by which public texts are found, as the index stores them."""
    tokens = search_tokens(title) * TITLE_WEIGHT + search_tokens(f"{body}\n{solution}")
    return " ".join(plain(token) for token in tokens)


def plain(token: str) -> str:
    """A token as the index spells it."""
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


def ranked(tokens: list[str], *, limit: int, within: QuerySet | None = None) -> list[int]:
    """Keys of the suggestions that hold every token, best first.

    `within` narrows before ranking, so that the limit cuts only what was asked for.
    """
    where, values = _holds(tokens)
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


def _holds(tokens: list[str]) -> tuple[str, list]:
    """The condition on the table, with its value; empty where no token is left."""
    tokens = [token for token in map(plain, tokens) if token]
    if not tokens:
        return "", []
    if connection.vendor == "sqlite":
        query = " AND ".join(f'"{token}"' for token in tokens)
        return "tokens MATCH %s", [query]
    query = " & ".join(f"'{token}'" for token in tokens)
    return "tokens @@ to_tsquery('simple', %s)", [query]


def query_tokens(query: str) -> list[str]:
    """What typed search words are looked up by."""
    return list(dict.fromkeys(words(query) or search_tokens(query)))


def holding(queryset: QuerySet, query: str) -> QuerySet:
    """The part of `queryset` that holds all words of `query`, in its own order."""
    where, values = _holds(query_tokens(query))
    if not where:
        return queryset.none()
    keys = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {where}", values)  # noqa: S611
    return queryset.filter(pk__in=keys)


# --- how common words are ---------------------------------------------------------------------

GROWN = 1.05  # counted anew when the index has grown or shrunk by a twentieth


def word_counts(names: list[str]) -> tuple[int, dict[str, int]]:
    """How many texts were indexed when last counted, and how many of them held each word."""
    marks = ",".join("%s" for _ in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT term, doc FROM {WORDS} WHERE term IN ('', {marks})",
            names,
        )
        counts = dict(cursor.fetchall())
    return counts.pop("", 0), counts


def count_words() -> bool:
    """Count the words anew where much has come or gone since; says whether it did."""
    sqlite = connection.vendor == "sqlite"
    rows = f"{TABLE}_docsize" if sqlite else TABLE
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {rows}),"
            f" COALESCE((SELECT doc FROM {WORDS} WHERE term = ''), 0)"
        )
        now, then = cursor.fetchone()
        if max(now, then) <= min(now, then) * GROWN:
            return False
        if not sqlite:
            # Readers go on with the old counts meanwhile.
            cursor.execute(f"REFRESH MATERIALIZED VIEW CONCURRENTLY {WORDS}")
            return True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {WORDS}")
        cursor.execute(f"INSERT INTO {WORDS} SELECT term, doc FROM suggestions_vocabulary")
        cursor.execute(f"INSERT INTO {WORDS} VALUES ('', %s)", [now])
    return True
