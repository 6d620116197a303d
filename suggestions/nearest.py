"""The suggestions most like a text, scored exactly, with the database as the only memory.

Several web workers must not each hold an index of their own truth, nor 280,000 texts. So the
search table proposes candidates by the rarest words of the text, and those few are scored by
BM25 as in `nlp.similar`: what a suggestion reaches in what the text could reach at most.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from suggestions.language import words
from suggestions.search import TABLE, TITLE_WEIGHT, plain, word_counts

# Below it two texts share words, not a concern. On 4,326 real messages, against the topics of a
# run: of those that have a like, 74 % are shown one (87 % by the title alone), and of what is
# shown 55 % (36 %) is of the very same topic.
LEAST = 0.25
READ = 600  # the beginning of a text says what it is about; the rest would only cost time
WORDS = 24  # the heaviest words of a text that take part
LOOKED_AT, CANDIDATES = 1_000, 30
POSTINGS = 2_000  # what the search for candidates may read, in rows
UNSAID = 8  # rare words that a title leaves unsaid: few words shared are weak evidence
SATURATION, LENGTH = 2.0, 0.75  # BM25's k1 and b
ALL, DISTINCT = 500, 200  # tokens that a suggestion of ordinary length has in the index


@dataclass(frozen=True)
class Near:
    """A suggestion like the text: `score` 0 to 1, and the shared words, weightiest first."""

    pk: int
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Word:
    text: str
    texts: int  # in how many suggestions it stands
    rarity: float
    weight: float


def nearest(
    rows: QuerySet, *, title: str = "", body: str = "", top: int = 5, least: float = LEAST
) -> list[Near]:
    """The public suggestions among `rows` most like a text, best first, none below `least`."""
    asked = _weighed(title[:READ], body[:READ])
    if not asked:
        return []
    candidates = _candidates(rows, asked)
    whole = sum(word.weight for word in asked) + UNSAID * max(word.rarity for word in asked)
    found = []
    for pk, counts, length in _counted(candidates, asked):
        parts = {w.text: w.weight * _saturated(counts.get(w.text, 0), length) for w in asked}
        score = round(min(sum(parts.values()) / whole, 1.0), 4)
        if score >= least:
            shared = sorted((w for w in parts if parts[w]), key=lambda w: (-parts[w], w))
            found.append(Near(pk, score, tuple(shared)))
    return sorted(found, key=lambda near: (-near.score, near.pk))[:top]


def _weighed(title: str, body: str) -> list[_Word]:
    """The heaviest words of a text. A word nobody has used weighs as much as one used once."""
    counts = Counter({word: TITLE_WEIGHT * n for word, n in Counter(words(title)).items()})
    counts.update(words(body))
    counts = Counter({plain(word): n for word, n in counts.items() if plain(word)})
    if not counts:
        return []
    total, texts = word_counts(list(counts))
    found = []
    for word, count in counts.items():
        held = texts.get(word, 0)
        rarity = math.log1p((max(total, held, 1) - max(held, 1) + 0.5) / (max(held, 1) + 0.5))
        found.append(_Word(word, held, rarity, rarity * _once(count)))
    return sorted(found, key=lambda word: (-word.weight, word.text))[:WORDS]


def _once(count: int) -> float:
    return count * (SATURATION + 1) / (count + SATURATION)


def _saturated(count: int, length: float) -> float:
    norm = 1 - LENGTH + LENGTH * length
    return count * (SATURATION + 1) / (count + SATURATION * norm)


def _candidates(rows: QuerySet, asked: Sequence[_Word]) -> list[int]:
    """Those that hold most of the rarest words, whatever else they hold."""
    chosen, cost = [], 0
    for word in sorted(asked, key=lambda word: word.texts):
        if chosen and cost + word.texts > POSTINGS:
            break
        chosen.append(word)
        cost += word.texts
    try:
        # Asked row by row: the list of a whole campaign would cost more than all the rest.
        mine = rows.order_by().filter(pk=RawSQL("best.rowid", ())).values("pk")
        inside, values = mine.query.sql_with_params()
    except EmptyResultSet:
        return []
    sqlite = connection.vendor == "sqlite"
    holds = "tokens MATCH %s" if sqlite else "tokens @@ %s::tsquery"
    one = f"SELECT * FROM (SELECT rowid, %s AS w FROM {TABLE} WHERE {holds} LIMIT %s) p"  # noqa: S608
    sql = (
        "SELECT rowid FROM (SELECT rowid, sum(w) AS held FROM ("  # noqa: S608
        + " UNION ALL ".join(one for _ in chosen)
        + ") lists GROUP BY rowid ORDER BY held DESC, rowid DESC LIMIT %s) best"
        f" WHERE EXISTS ({inside}) ORDER BY held DESC, rowid DESC LIMIT %s"
    )
    quote = '"' if sqlite else "'"
    wanted = [v for w in chosen for v in (w.weight, f"{quote}{w.text}{quote}", POSTINGS)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, LOOKED_AT, *values, CANDIDATES])
        return [pk for (pk,) in cursor.fetchall()]


def _counted(pks: list[int], asked: Sequence[_Word]) -> list[tuple[int, dict[str, int], float]]:
    """Key, how often it holds each word, and length (1: ordinary) of every candidate."""
    if not pks:
        return []
    names = [word.text for word in asked]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ",".join("%s" for _ in pks)
            sql = f"SELECT rowid, tokens FROM {TABLE} WHERE rowid IN ({marks})"  # noqa: S608
            cursor.execute(sql, pks)
            return [_split(pk, tokens, names) for pk, tokens in cursor.fetchall()]
        cursor.execute(
            "SELECT s.rowid, array_agg(t.lexeme), array_agg(cardinality(t.positions)),"  # noqa: S608
            f" length(s.tokens) FROM {TABLE} s, unnest(s.tokens) t"
            " WHERE s.rowid = ANY(%s) AND t.lexeme = ANY(%s) GROUP BY s.rowid",
            [pks, names],
        )
        return [
            (pk, dict(zip(held, often, strict=True)), distinct / DISTINCT)
            for pk, held, often, distinct in cursor.fetchall()
        ]


def _split(pk: int, tokens: str, names: list[str]) -> tuple[int, dict[str, int], float]:
    # Blanks doubled, so that two equal words side by side are both counted.
    tokens = f" {tokens.replace(' ', '  ')} "
    counts = {name: tokens.count(f" {name} ") for name in names}
    return pk, counts, tokens.count("  ") / ALL
