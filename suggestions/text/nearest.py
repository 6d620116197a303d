"""The suggestions most like a text, with the database as the only memory.

Several web workers must not each hold an index of their own truth, nor 280,000 texts. So the
search table proposes candidates by the rarest words of the text, and those few are read and rated
as in `nlp.likeness`: how likely it is that both are about the same matter.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from suggestions.models import Suggestion
from suggestions.text.language import comparison
from suggestions.text.search import TABLE, plain, word_counts

if TYPE_CHECKING:
    from suggestions.text.language import Weighed

# Below it two texts share words, not a concern. On 500 of 4,326 real messages, against the topics
# of a run: of those that have a like, 67 % are shown one (65 % by the title alone), and of what is
# shown 65 % (66 %) is of the very same topic; a stray is shown something once in five.
LEAST = 0.3
READ = 600  # the beginning of a text says what it is about; the rest would only cost time
LOOKED_AT, CANDIDATES = 1_000, 30
POSTINGS = 2_000  # what the search for candidates may read, in rows
NEIGHBOURS = 7  # who speak for the topic of a text
# A neighbour so near says the same: of 500 real messages among 4,326 this puts 38 of 100 into a
# topic, 88 of 100 into the one where a run over all puts it, and 4 that a run would shelve.
SURE = 0.5


@dataclass(frozen=True)
class Near:
    """A suggestion like the text: how likely it is the same matter, and the shared words."""

    pk: int
    score: float
    words: tuple[str, ...]


def nearest(
    rows: QuerySet, *, title: str = "", body: str = "", top: int = 5, least: float = LEAST
) -> list[Near]:
    """The public suggestions among `rows` most like a text, best first, none below `least`."""
    asked = comparison(body[:READ], title[:READ])
    if not asked.names:
        return []
    asked.weigh(*word_counts(sorted(asked.names)))
    shown = _read(_candidates(rows, asked.weighed))
    rated = zip(shown, asked.rate(list(shown.values())), strict=True)
    found = [Near(pk, near.score, near.words) for pk, near in rated if near.score >= least]
    return sorted(found, key=lambda near: (-near.score, near.pk))[:top]


def elected(hits: Sequence[tuple[int, float]], topics: Mapping[int, int]) -> tuple[int, int] | None:
    """The topic for which the hits (key, score; best first) speak, and which hit of its is first.

    `topics`: of each suggestion that is in one.
    """
    votes: dict[int, float] = defaultdict(float)
    for pk, score in hits:
        if pk in topics:
            votes[topics[pk]] += score
    if not votes:
        return None
    topic = max(votes, key=lambda key: votes[key])
    return topic, next(n for n, (pk, _) in enumerate(hits) if topics.get(pk) == topic)


def _read(pks: list[int]) -> dict[int, tuple[str, str]]:
    """How the public text of every candidate begins, and its title."""
    begins = [Substr(name, 1, READ) for name in ("public_body", "public_solution")]
    rows = Suggestion.objects.filter(pk__in=pks).values_list("pk", "public_title", *begins)
    return {pk: (f"{body}\n{solution}", title) for pk, title, body, solution in rows}


def _candidates(rows: QuerySet, asked: "Sequence[Weighed]") -> list[int]:
    """Those that hold most of the rarest words, whatever else they hold."""
    chosen: list[Weighed] = []
    cost = 0
    for word in sorted((w for w in asked if plain(w.text)), key=lambda word: word.texts):
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
    wanted = [v for w in chosen for v in (w.weight, f"{quote}{plain(w.text)}{quote}", POSTINGS)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, LOOKED_AT, *values, CANDIDATES])
        return [pk for (pk,) in cursor.fetchall()]
