"""Results weighted to the people there are: each cell of a campaign's 应听到的人 speaks with its
share of the people, whatever number of its sheets came in (post-stratification).

A cell of fewer than five sheets, or of none, is left out with its people, and that is said. How
much the weights cost is said as the number of sheets that unweighted ones would be worth (Kish).
A share into which a small number goes is not told: beside the table by groups it could be solved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from suggestions.models import Area, HearingTarget, QuestionnairePage, Tally
from suggestions.questionnaires.frozen import Asked
from suggestions.telling.shares import share
from suggestions.telling.small_cells import FLOOR, is_small

FEWEST = 2  # cells: a single one would be told as it is
FEW = 30  # worth so many sheets, a share may be off by a fifth
TENS = 10  # what the sheets are worth is told in tens, so that it tells of no cell
HIDDEN = "—"
OLDER = (
    "有些答卷是以前统计的，没有按区域和身份合在一起数过，请系统管理员重新统计（recount_sheets）。"
)
Cell = tuple[int, int]  # of one question: row, code
Place = tuple[int, int]  # of the kept counts: district, option; 0 for any
Cells = Mapping[Place, Mapping[Cell, int]]


@dataclass(frozen=True)
class Stratum:
    """One target: its people, and the places of the kept counts that lie in it."""

    name: str
    people: int
    places: frozenset[Place]


@dataclass(frozen=True)
class Weighted:
    """One question: shares by the places of its options, and what they are worth."""

    shares: Mapping[Cell, str]
    mean: str
    worth: int
    left_out: tuple[str, ...]
    left_share: str

    @property
    def doubtful(self) -> bool:
        return self.worth < FEW


@dataclass(frozen=True)
class Weights:
    """What a questionnaire is weighted by, or why it cannot be."""

    strata: tuple[Stratum, ...] = ()
    source: str = ""
    why_not: str = ""
    cells: Mapping[int, Cells] = field(default_factory=dict)

    def of(self, question: int, one: Asked) -> Weighted | None:
        kinds = {"scale": one.kind == "scale", "several": one.kind == "many"}
        return weighted(self.strata, self.cells.get(question, {}), **kinds)


def weights_of(
    page: QuestionnairePage,
    asked: Sequence[Asked],
    keys: Mapping[str, int],
    options: Mapping[tuple[int, str], int],
) -> Weights | None:
    """None where nobody has entered how many people there are."""  # fmt: skip
    rows = HearingTarget.objects.filter(campaign=page.campaign_id or 0)
    targets = list(rows.select_related("audience", "area"))
    if not targets:
        return None
    names = {one.audience.name: 0 for one in targets if one.audience}
    parting = _parting(asked, names)
    if names and parting is None:
        wanted = "、".join(names)
        return Weights(why_not=f"没有一道“可以分开看”的单选题有这些选项：{wanted}。")
    if any(one.area for one in targets) and not any(one.kind == "area" for one in asked):
        return Weights(why_not="人数按区域登记，这份问卷没有问居住地区。")
    by_name = {}
    if parting:
        question = keys[parting.id]
        by_name = {c.text.strip(): options[question, c.id] for c in parting.options}
    cells = _cells(page)
    districts = _districts({place[0] for own in cells.values() for place in own})
    if parting and districts and _older(cells[keys[parting.id]]):
        return Weights(why_not=OLDER)
    strata = []
    for one in targets:
        path = one.area.path if one.area else ""
        inside = {pk for pk, of in districts.items() if of.startswith(path)} if path else {0}
        if path and not inside and _finer(path, districts):
            return Weights(why_not=f"“{one.area}”比问卷统计的区小，不能按它加权。")
        group = by_name[one.audience.name.strip()] if one.audience else 0
        places = frozenset((district, group) for district in inside)
        strata.append(Stratum(str(one), one.people, places))
    return Weights(tuple(strata), targets[0].source, "", cells)


def _parting(asked: Iterable[Asked], names: Iterable[str]) -> Asked | None:
    """The question by which results are told apart whose options are called like the groups."""
    wanted = {name.strip() for name in names}
    for one in asked:
        if one.groups and wanted and wanted <= {choice.text.strip() for choice in one.options}:
            return one
    return None


def _cells(page: QuestionnairePage) -> dict[int, dict[Place, dict[Cell, int]]]:
    """`{question: {(district, option): {(row, code): number}}}`, all but that of everybody."""
    rows = Tally.objects.filter(question__questionnaire=page).exclude(area=0, group=0)
    found: dict[int, dict[Place, dict[Cell, int]]] = {}
    columns = ("question", "area", "group", "row", "code", "count")
    for question, area, group, row, code, count in rows.values_list(*columns):
        found.setdefault(question, {}).setdefault((area, group), {})[row, code] = count
    return found


def _districts(keys: set[int]) -> dict[int, str]:
    return dict(Area.objects.filter(pk__in=keys - {0}).values_list("pk", "path"))


def _older(cells: Cells) -> bool:
    """Whether sheets were counted before district and group were counted together."""
    whole = sum(own.get((0, 0), 0) for (district, group), own in cells.items() if not group)
    both = sum(own.get((0, 0), 0) for (district, group), own in cells.items() if district and group)
    return both < whole


def _finer(path: str, districts: Mapping[int, str]) -> bool:
    """Whether it lies below a place that is counted as a whole."""
    return any(path.startswith(of) for of in districts.values())


# --- the reckoning ------------------------------------------------------------------------------


def weighted(
    strata: Sequence[Stratum], cells: Cells, *, scale: bool = False, several: bool = False
) -> Weighted | None:
    """Nothing where fewer than two cells may speak."""
    used: list[tuple[int, dict[Cell, int]]] = []
    left: list[Stratum] = []
    for stratum in strata:
        own: dict[Cell, int] = {}
        for place in stratum.places:
            for cell, number in cells.get(place, {}).items():
                own[cell] = own.get(cell, 0) + number
        if own.get((0, 0), 0) < FLOOR:
            left.append(stratum)
        else:
            used.append((stratum.people, own))
    if len(used) < FEWEST:
        return None
    people = sum(number for number, _ in used)
    parts = [(Decimal(number) / people, own) for number, own in used]
    codes = {cell for _, own in parts for cell in own if cell != (0, 0)}
    shares = {
        cell: sum((part * own.get(cell, 0) / own[0, 0] for part, own in parts), Decimal(0))
        for cell in codes
    }
    away = _small([own for _, own in parts], shares, adds_up=not several)
    worth = 1 / sum((part * part / own[0, 0] for part, own in parts), Decimal(0))
    mean = sum(code * part for (_, code), part in shares.items())
    all_people = sum(stratum.people for stratum in strata)
    return Weighted(
        shares={cell: HIDDEN if cell in away else _percent(s) for cell, s in shares.items()},
        mean=f"{mean:.2f}" if scale and not away else "",
        worth=int(round(worth, 6)) // TENS * TENS,
        left_out=tuple(stratum.name for stratum in left),
        left_share=share(all_people - people, all_people) if left else "",
    )


def _small(
    cells: Iterable[Mapping[Cell, int]], shares: Mapping[Cell, Decimal], *, adds_up: bool
) -> set[Cell]:
    """Options that few of some cell chose, or all but few; where the shares of a row add up,
    never one alone."""
    found = {
        cell
        for own in cells
        for cell in shares
        if is_small(own.get(cell, 0)) or is_small(own[0, 0] - own.get(cell, 0))
    }
    for row in {row for row, _ in found} if adds_up else ():
        shown = [cell for cell in shares if cell[0] == row and cell not in found]
        if shown and sum(cell[0] == row for cell in found) == 1:
            found.add(min(shown, key=lambda cell: (shares[cell], cell)))
    return found


def _percent(part: Decimal) -> str:
    """As `shares.share` says a count of a whole."""
    return share(int((part * 10**9).to_integral_value()), 10**9)
