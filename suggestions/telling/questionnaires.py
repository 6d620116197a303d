"""What the answers of a questionnaire say: counts, and counts told apart by place or group."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from suggestions.models import (
    Area,
    Option,
    Question,
    QuestionnairePage,
    QuestionnaireVersion,
    SheetCount,
    Tally,
)
from suggestions.models.answer_sheets import WAYS
from suggestions.questionnaires.frozen import Asked, read
from suggestions.telling.questionnaire_tables import Group, Table, groups, table
from suggestions.telling.shares import percent, share
from suggestions.telling.small_cells import FLOOR
from suggestions.telling.weights import Weighted, Weights, weights_of

NUMBERED = ("scale", "number")
APART = ("single", "many", "scale")
NOBODY = (0, Decimal(0))
AREAS, WAY = "area", "way"
MOST_LISTED = 200
Tallies = Mapping[tuple[int, int], tuple[int, Decimal]]


@dataclass
class Line:
    """One option (or step, or row and option) and how many chose it; `share` of who answered."""

    name: str
    count: int
    share: str
    percent: int = 0  # of the longest bar
    row: str = ""
    weighted: str = ""  # the share, weighted to the people there are


@dataclass
class Told:
    """One question with what was answered."""

    number: int
    asked: Asked
    answered: int
    lines: list[Line] = field(default_factory=list)
    blocks: list[tuple[str, list[Line]]] = field(default_factory=list)  # of a matrix, by row
    mean: str = ""
    table: Table | None = None
    whole: bool = False  # stays together although others are told apart
    weighted: Weighted | None = None

    @property
    def in_words(self) -> bool:
        return self.asked.kind in ("short", "long")


def is_full(page: QuestionnairePage) -> bool:
    counts = SheetCount.objects.filter(questionnaire=page)
    return page.quota is not None and counts.filter(taken__gte=page.quota).exists()


def questions_named(page: QuestionnairePage) -> dict[str, str]:
    """The latest words of each question that was ever asked, by its block."""
    versions = QuestionnaireVersion.objects.filter(questionnaire=page).order_by("number")
    return {one.id: one.text for version in versions for one in read(version.questions)}


def results(page: QuestionnairePage, *, by: str = "", apart: bool = True) -> dict[str, Any]:
    """All that a page of results shows; `by`: told apart by place, or by a question's id, where
    anything may be told `apart` yet."""
    counts = SheetCount.objects.filter(questionnaire=page).first() or SheetCount()
    few = counts.counted < FLOOR
    found: dict[str, Any] = {
        "counts": counts,
        "few": few,
        "questions": [],
        "by": by,
    }
    version = QuestionnaireVersion.objects.filter(questionnaire=page).order_by("number").last()
    if version is None or few:
        return found
    asked = read(version.questions)
    known = Known.of(page)
    parted = known.apart(asked, by, counts.counted) if apart else None
    numbers = {one["id"]: n for n, one in enumerate(version.questions, start=1)}
    found["questions"] = [known.told(numbers[one.id], one, parted) for one in asked]
    if apart and not parted:
        found["weights"] = known.weigh(page, found["questions"])
    choices = known.choices(asked)
    found |= {"choices": choices if apart else [], "apart_later": [] if apart else choices}
    found["by"] = by if parted else ""
    return found


@dataclass
class Apart:
    """By what results are told apart: the groups, and the questions that are not told so."""

    column: str
    groups: list[Group]
    not_of: frozenset[str] = frozenset()


class Known:
    """The kept counts of one questionnaire, read at once."""

    def __init__(self, questions: Mapping[tuple[str, str, str], int], options: Mapping) -> None:
        self.questions, self.options = questions, options
        self.tallies: dict[tuple[int, int, int], dict[tuple[int, int], tuple[int, Decimal]]] = {}

    @classmethod
    def of(cls, page: QuestionnairePage) -> "Known":
        rows = Question.objects.filter(questionnaire=page)
        questions = {(row.block, row.kind, row.shape): row.pk for row in rows}
        options = Option.objects.filter(question__questionnaire=page)
        known = cls(
            questions,
            {(row.question_id, row.block): row.pk for row in options},
        )
        tallies = Tally.objects.filter(Q(area=0) | Q(group=0), question__questionnaire=page)
        for question, area, group, row, code, count, total in tallies.values_list(
            "question", "area", "group", "row", "code", "count", "total"
        ):
            at = known.tallies.setdefault((question, area, group), {})
            at[row, code] = (count, total)
        return known

    def key(self, one: Asked) -> int:
        return self.questions.get((one.id, one.kind, one.shape), 0)

    # --- told apart ---------------------------------------------------------------------------

    def choices(self, asked: Sequence[Asked]) -> list[tuple[str, str]]:
        found = [(one.id, one.text) for one in asked if one.groups]
        if any(one.kind == AREAS for one in asked):
            found.insert(0, (AREAS, "居住地区"))
        return [*found, (WAY, "渠道")] if self.ways() else found

    def ways(self) -> dict[int, str]:
        """How sheets came, by their group; one way alone tells nothing."""
        there = {group for _, _, group in self.tallies}
        found = {WAYS[way]: str(way.label) for way in WAYS if WAYS[way] in there}
        return found if len(found) > 1 else {}

    def apart(self, asked: Sequence[Asked], by: str, everybody: int) -> Apart | None:
        if by == AREAS and any(one.kind == AREAS for one in asked):
            sizes: dict[int, int] = {}
            for (_, area, _), tallies in self.tallies.items():
                if area:
                    sizes[area] = max(sizes.get(area, 0), tallies.get((0, 0), NOBODY)[0])
            rows = Area.objects.filter(pk__in=sizes).order_by("path")
            names = {row.pk: row.name for row in rows}
            return Apart("area", groups(names, sizes, everybody))
        if by == WAY and (names := self.ways()):
            sizes = dict.fromkeys(names, 0)
            for (_, _, group), tallies in self.tallies.items():
                if group in sizes:
                    sizes[group] = max(sizes[group], tallies.get((0, 0), NOBODY)[0])
            return Apart("group", groups(names, sizes, everybody))
        parting = [one for one in asked if one.groups]
        for place, one in enumerate(parting):
            if one.id == by:
                question = self.key(one)
                names = {self.options[question, b]: text for b, text in one.names().items()}
                of = {key: self.tallies.get((question, 0, key), {}) for key in names}
                sizes = {key: tallies.get((0, 0), NOBODY)[0] for key, tallies in of.items()}
                # Two that part each other make one table, not the same table twice.
                not_of = frozenset(other.id for other in parting[: place + 1])
                return Apart("group", groups(names, sizes, everybody), not_of)
        return None

    def _at(self, question: int, apart: Apart | None, key: int) -> Tallies:
        if apart is None:
            return self.tallies.get((question, 0, 0), {})
        place = (key, 0) if apart.column == "area" else (0, key)
        return self.tallies.get((question, *place), {})

    # --- one question -------------------------------------------------------------------------

    def told(self, number: int, one: Asked, apart: Apart | None) -> Told:
        if one.kind == AREAS:
            return Told(number, one, 0)
        question = self.key(one)
        tallies = self._at(question, None, 0)
        answered, total = tallies.get((0, 0), NOBODY)
        told = Told(number, one, answered)
        cells = self._cells(question, one)
        counts = [tallies.get(place, NOBODY)[0] for _, _, place in cells]
        longest = max(counts, default=0)
        told.lines = [
            Line(name, count, share(count, answered), percent(count, longest), row)
            for (row, name, _), count in zip(cells, counts, strict=True)
        ]
        told.mean = _mean(one, told.lines, answered, total)
        if one.kind in ("matrix", "rank"):
            rows = dict.fromkeys(line.row for line in told.lines)
            told.blocks = [(row, [x for x in told.lines if x.row == row]) for row in rows]
        if apart and answered:
            if one.kind in APART and one.id not in apart.not_of and len(apart.groups) > 1:
                told.table = self._table(question, one, apart, cells)
            told.whole = told.table is None
        return told

    def weigh(self, page: QuestionnairePage, told: Sequence[Told]) -> Weights | None:
        """Lay beside each share what it is by the people there are, where that is known."""
        asked = [one.asked for one in told]
        keys = {one.id: self.key(one) for one in asked}
        weights = weights_of(page, asked, keys, self.options)
        for one in told if weights and weights.strata else ():
            one.weighted = weights.of(keys[one.asked.id], one.asked) if weights else None
            if one.weighted and one.lines:
                places = [place for *_, place in self._cells(keys[one.asked.id], one.asked)]
                for line, place in zip(one.lines, places, strict=True):
                    line.weighted = one.weighted.shares.get(place, "0%")
        return weights

    def _cells(self, question: int, one: Asked) -> list[tuple[str, str, tuple[int, int]]]:
        """`(row, name, place in the tallies)` of all that can be answered."""
        key = self.options
        if one.kind == "scale":
            return [("", str(step), (0, step)) for step in range(1, one.steps + 1)]
        if one.kind == "number":
            return [("", name, (0, band)) for band, name in enumerate(one.bands(), start=1)]
        if one.kind == "rank":
            places = range(1, len(one.options) + 1)
            return [
                (option.text, f"第 {place} 位", (key[question, option.id], place))
                for option in one.options
                for place in places
            ]
        rows = [(row.text, key[question, row.id]) for row in one.rows] or [("", 0)]
        return [
            (name, option.text, (row, key[question, option.id]))
            for name, row in rows
            for option in one.options
        ]

    def _table(self, question: int, one: Asked, apart: Apart, cells: list) -> Table:
        whole = self._at(question, None, 0)
        places = [(0, 0), *(place for _, _, place in cells)]
        left = [whole.get(place, NOBODY)[0] for place in places]
        rows: list[tuple[Group, int, list[int]]] = []
        for group in apart.groups:
            counts = list(left)  # of the rest, which comes last
            if group.keys:
                of = [self._at(question, apart, key) for key in group.keys]
                counts = [sum(at.get(place, NOBODY)[0] for at in of) for place in places]
                left = [max(0, a - b) for a, b in zip(left, counts, strict=True)]
            rows.append((group, counts[0], counts[1:]))
        return table([name for _, name, _ in cells], rows, several=one.kind == "many")


def _mean(one: Asked, lines: Sequence[Line], answered: int, total: Decimal) -> str:
    if not answered or one.kind not in NUMBERED:
        return ""
    if one.kind == "scale":
        total = Decimal(sum(int(line.name) * line.count for line in lines))
    return f"{total / answered:.2f}"


def listed(at: dt.datetime) -> dict[str, list[QuestionnairePage]]:
    """The public ones: those that are open, the next to end first, and those that ended or are
    full and whose results are public."""
    rows = QuestionnairePage.objects.live().public().defer("questions", "intro")
    rows = rows.annotate(taken=Coalesce(F("count__taken"), 0)).exclude(opens_at__gt=at)
    full = Q(quota__isnull=False, taken__gte=F("quota"))
    over = Q(closes_at__lte=at) | full
    return {
        "open_now": list(rows.exclude(over).order_by("closes_at", "pk")[:MOST_LISTED]),
        "ended": list(
            rows.filter(over, shows_results=True).order_by("-closes_at", "pk")[:MOST_LISTED]
        ),
    }
