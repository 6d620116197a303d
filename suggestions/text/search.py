"""Full-text search over public suggestions, on both databases, in words that jieba cuts.

A table of our own (made in a migration) instead of Wagtail's index: that one knows neither
Chinese words nor 27,000 rows added at once. SQLite: FTS5 with bm25; PostgreSQL: a tsvector
under GIN. Tokens are already words, so both engines only split at blanks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.timezone import localtime

from suggestions.models import Area, Suggestion
from suggestions.text import sounds
from suggestions.text.asking import Asked, Thing, looked_up, read
from suggestions.text.language import cut, search_tokens, simplified

TABLE, WORDS = "suggestions_search", "suggestions_words"
# What is not public: only the staff search there, and its words are counted for nobody.
UNREAD = "suggestions_unread"
TITLE_WEIGHT = 3  # a word of the title counts as often as three in the text


def document(title: str, body: str, solution: str) -> str:
    """The words by which public texts are found, as the index stores them."""
    tokens = search_tokens(title) * TITLE_WEIGHT + search_tokens(f"{body}\n{solution}")
    # Asked for each token of an import: nearly all are spelt as they stand.
    return " ".join([token if token.isalnum() else plain(token) for token in tokens])


def plain(token: str) -> str:
    """A token as the index spells it."""
    return token if token.isalnum() else "".join(filter(str.isalnum, token))


def index(suggestions: Iterable[Suggestion]) -> None:
    """Put public suggestions into the index, replacing what stands there."""
    rows = documents(suggestions)
    remove([pk for pk, _ in rows])
    add(rows)


def index_unread(suggestions: Iterable[Suggestion]) -> None:
    """Put suggestions that are not public, or no longer, where only the staff search."""
    rows = documents(suggestions)
    remove([pk for pk, _ in rows])
    add(rows, UNREAD)


def documents(suggestions: Iterable[Suggestion]) -> list[tuple[int, str]]:
    return [(s.pk, document(s.public_title, s.public_body, s.public_solution)) for s in suggestions]


def add(rows: list[tuple[int, str]], table: str = TABLE) -> None:
    """Put documents of suggestions into an index in which they do not stand yet."""
    if not rows:
        return
    value = "%s" if connection.vendor == "sqlite" else "to_tsvector('simple', %s)"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} (rowid, tokens) VALUES (%s, {value})", rows)


def remove(pks: list[int], tables: Sequence[str] = (TABLE, UNREAD)) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in pks])


# --- finding ----------------------------------------------------------------------------------

PIECES, JOINED, DOUBTFUL = 12, 3, 6  # what is looked up where words may be mistyped
# Of what more texts hold, the newest of them are ranked: to weigh every second text of a city would
# take seconds, and nobody leafs through it.
RANKED = 2_000
PART_LIMIT = 100  # of what holds only a part of what was asked for, the best


@dataclass(frozen=True)
class Hits:
    """What was found, in order; `part`: nothing holds all that was asked for, these a part.

    Where nothing was asked for, the keys are a query not yet run.
    """

    keys: Any
    part: bool = False


def ranked(asked: Asked, *, limit: int, within: QuerySet | None = None) -> Hits:
    """Keys of the suggestions that hold every thing asked for, best first; else of those that
    hold most.

    `within` narrows before ranking, so that the limit cuts only what was asked for.
    """
    if asked.place:
        within = in_place(asked, Suggestion.objects.public() if within is None else within)
        if not asked.things:
            return Hits(
                list(within.order_by("-published_at", "-pk").values_list("pk", flat=True)[:limit])
            )
    found: dict[int, None] = {}
    for where, values, part in _conditions(asked):
        found |= dict.fromkeys(_ranked(where, values, PART_LIMIT if part else limit, within))
        if found and not part:
            return Hits(list(found))
    return Hits(list(found)[:PART_LIMIT], part=bool(found))


def _ranked(where: str, values: list, limit: int, within: QuerySet | None) -> list[int]:
    values = [*values]
    query = values[0]
    if within is not None:
        try:
            inside, more = within.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        # The plus keeps SQLite from asking the full-text table once for every row inside.
        rowid = "+rowid" if connection.vendor == "sqlite" else "rowid"
        where, values = f"{where} AND {rowid} IN ({inside})", [*values, *more]
    newest = f"SELECT rowid FROM {TABLE} WHERE {where} ORDER BY rowid DESC LIMIT %s"
    if connection.vendor == "sqlite":
        sql = f"SELECT rowid FROM {TABLE} WHERE {where} ORDER BY bm25({TABLE}) LIMIT %s"
        asked = [*values, limit]
    else:
        best = "ts_rank(tokens, to_tsquery('simple', %s), 1) DESC, rowid DESC"
        sql = f"SELECT rowid FROM {TABLE} WHERE rowid IN ({newest}) ORDER BY {best} LIMIT %s"
        asked = [*values, RANKED, query, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return [pk for (pk,) in cursor.fetchall()]


def ordered(asked: Asked, rows: QuerySet) -> Hits:
    """The same in the order of `rows`."""
    if asked.place:
        rows = in_place(asked, rows)
        if not asked.things:
            return Hits(list(rows.values_list("pk", flat=True)))
    for where, values, part in _conditions(asked):
        # The full-text table is asked once: counting and leafing then need no second look.
        if keys := list(rows.filter(pk__in=_inside(where, values)).values_list("pk", flat=True)):
            return Hits(keys, part)
    return Hits([])


def numbered(asked: Asked, rows: QuerySet) -> int | None:
    """The suggestion whose number was typed, where it is among `rows`."""
    if asked.number is None:
        return None
    found = rows.filter(pk=asked.number).only("submitted_at").first()
    if found and asked.year in (None, localtime(found.submitted_at).year):
        return int(found.pk)
    return None


def in_place(asked: Asked, rows: QuerySet) -> QuerySet:
    """The part of `rows` from the place asked for and below it, or that names it."""
    below = Q(pk__in=[])
    for path in asked.paths:
        below |= Q(path__startswith=path)
    inside = Q(area_id__in=Area.objects.filter(below).order_by().values("pk"))
    where, values = _holding([Thing(asked.place, (asked.place,))])
    return rows.filter(inside | Q(pk__in=_inside(where, values)) if where else inside)


def _inside(where: str, values: list) -> RawSQL:
    return RawSQL(f"SELECT rowid FROM {TABLE} WHERE {where}", values)  # noqa: S611


def _in_tables(things: Sequence[Thing], tables: Sequence[str]) -> Q:
    """All these things in what is public or in what is not."""
    where, values = _holding(things)
    if not where:
        return Q(pk__in=[])
    each = " UNION ALL ".join(f"SELECT rowid FROM {table} WHERE {where}" for table in tables)
    # PostgreSQL asks each index once, to its end, and looks rows up in what was found: left to
    # itself it reads a whole table, or asks the index anew for each row. That it stands beside
    # another condition keeps it from turning this into a join.
    sql = f"WITH found AS MATERIALIZED ({each}) SELECT rowid FROM found"
    found = RawSQL(sql, values * len(tables))  # noqa: S611
    return Q(pk__in=found) | Q(pk=0)


def for_staff(asked: Asked, rows: QuerySet, *, public: bool = True) -> QuerySet:
    """The part of `rows`, public or not, that holds all that is asked for.

    `public`: whether any of `rows` can be public; where none can, half the work is done.
    """
    tables = (TABLE, UNREAD) if public else (UNREAD,)
    if asked.place:
        below = Q(pk__in=[])
        for path in asked.paths:
            below |= Q(path__startswith=path)
        inside = Q(area_id__in=Area.objects.filter(below).order_by().values("pk"))
        rows = rows.filter(inside | _in_tables([Thing(asked.place, (asked.place,))], tables))
    elif not asked.things:
        return rows.none()
    return rows.filter(_in_tables(asked.things, tables)) if asked.things else rows


def number_for_staff(asked: Asked) -> int | None:
    """How many of all suggestions hold what is asked for, by the two indexes alone: each stands in
    one of them. None where a place is asked for, or the database does not vouch that what an index
    holds exists."""
    where, values = _holding(asked.things)
    if asked.place or not where or connection.vendor == "sqlite":
        return None
    each = [f"(SELECT count(*) FROM {table} WHERE {where})" for table in (TABLE, UNREAD)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' + '.join(each)}", values * 2)
        return int(cursor.fetchone()[0])


def holding(queryset: QuerySet, query: str) -> QuerySet:
    """The part of `queryset` that holds all that is asked for, in its own order."""
    return queryset.filter(all_of(read(query)))


def all_of(asked: Asked) -> Q:
    """The condition that a public suggestion holds every thing asked for."""
    where, values = _holding(asked.things)
    return Q(pk__in=_inside(where, values)) if where else Q(pk__in=[])


def _conditions(asked: Asked) -> Iterator[tuple[str, list, bool]]:
    """From all that was asked for to any of it, each only asked where the one before found none."""
    things = asked.things
    levels = [0, *([1] if len(things) > 2 else []), *([len(things) - 1] if len(things) > 1 else [])]
    for missing in levels:
        where, values = _holding(things, missing)
        if where:
            yield where, values, missing > 0


def _holding(things: Sequence[Thing], missing: int = 0) -> tuple[str, list]:
    """The condition on the table that all things but so many are there, with its value."""
    both, either = (" AND ", " OR ") if connection.vendor == "sqlite" else (" & ", " | ")
    quote = '"' if connection.vendor == "sqlite" else "'"

    def word(text: str) -> str:
        tokens = [token for token in map(plain, looked_up(text)) if token]
        return both.join(f"{quote}{token}{quote}" for token in tokens)

    found = [[f"({w})" for w in map(word, thing.words) if w] for thing in things]
    wanted = [either.join(words) for words in found if words]
    if not wanted:
        return "", []
    every = combinations(wanted, max(len(wanted) - missing, 1))
    query = either.join(f"({both.join(f'({one})' for one in some)})" for some in every)
    if connection.vendor == "sqlite":
        return "tokens MATCH %s", [query]
    return "tokens @@ to_tsquery('simple', %s)", [query]


def meant(query: str) -> str:
    """The query with its unknown words replaced by the known ones that were probably meant."""
    better = query = simplified(query.lower())
    pieces = cut(query)[:PIECES]
    joined = {
        "".join(pieces[start:end]): pieces[start:end]
        for end in range(1, len(pieces) + 1)
        for start in range(max(0, end - JOINED), end)
    }
    known = word_counts([*joined])[1]
    doubtful = [
        word
        for word, parts in joined.items()
        if word not in known and any(len(part) == 1 or part not in known for part in parts)
    ]
    for word in sorted(doubtful, key=len, reverse=True)[:DOUBTFUL]:
        if word in better and (near := sounds.meant(word)):
            better = better.replace(word, near)
    return better if better != query else ""


# --- how common words are ---------------------------------------------------------------------

PIECE = 500  # words that SQLite counts at a time
GROWN = 1.05  # counted anew when the index has grown or shrunk by a twentieth


def word_counts(names: list[str]) -> tuple[int, dict[str, int]]:
    """How many texts were indexed when last counted, and how many of them held each word."""
    marks = ",".join("%s" for _ in ("", *names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT term, doc FROM {WORDS} WHERE term IN ({marks})",
            ["", *names],
        )
        counts = dict(cursor.fetchall())
    return counts.pop("", 0), counts


def count_words(*, anyway: bool = False) -> bool:
    """Count the words anew where much has come or gone since; says whether it did."""
    sqlite = connection.vendor == "sqlite"
    rows = f"{TABLE}_docsize" if sqlite else TABLE
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {rows}),"
            f" COALESCE((SELECT doc FROM {WORDS} WHERE term = ''), 0)"
        )
        now, then = cursor.fetchone()
        if not anyway and max(now, then) <= min(now, then) * GROWN:
            return False
        if not sqlite:
            # Readers go on with the old counts meanwhile.
            cursor.execute(f"REFRESH MATERIALIZED VIEW CONCURRENTLY {WORDS}")
    if sqlite:
        counted = [*_counted(), ("", now)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {WORDS}")
            cursor.executemany(f"INSERT INTO {WORDS} VALUES (%s, %s)", counted)
    sounds.write(sounds.vocabulary())
    return True


def _counted() -> Iterator[tuple[str, int]]:
    """The words of SQLite's index and how many texts hold each, read some at a time: counting all
    of a city at once would hold the write lock, or keep who writes from ending, for seconds."""
    last = ""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term, doc FROM suggestions_vocabulary WHERE term > %s"
                " ORDER BY term LIMIT %s",
                [last, PIECE],
            )
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < PIECE:
            return
        last = rows[-1][0]
