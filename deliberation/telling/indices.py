"""睦邻指数 as it is told: figures with their numerator and denominator, small ones hidden.

An area's figure is the sum of numerators over the sum of denominators of its councils. Places
stand in the order of their codes: nobody is ranked.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Substr

from deliberation.indicators import COUNTS
from deliberation.indicators.counts import Count as Named
from deliberation.models import Council, Figure, IndexMonth, Indicator
from deliberation.rules.formula import FormulaError, read, shown
from deliberation.telling.figures import MONTHS, month_before
from deliberation.telling.untold import Untold
from suggestions.models import Area

CENT = Decimal("0.01")
HALF = Decimal("0.5")
HUNDRED = Decimal(100)
WIDTH, HEIGHT = 360, 100  # of a drawing; a month is a slot of its width


@dataclass(frozen=True)
class Shown:
    """A figure as anybody may read it; `words` say why there is no number."""

    indicator: Indicator
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    words: str = ""
    key: int | None = None  # of the figure, where it is one council's

    @property
    def points(self) -> Decimal | None:
        """Between 0 and 100, straight between the indicator's two numbers."""
        if self.value is None:
            return None
        worst, best = self.indicator.worst, self.indicator.best
        part = (self.value - worst) / (best - worst) * HUNDRED
        return min(max(part, Decimal(0)), HUNDRED).quantize(CENT)


@dataclass(frozen=True)
class Index:
    """The weighted mean of points; without a value where less than half of the weight is there."""

    value: Decimal | None
    weight: int
    whole: int
    number: int
    all: int


@dataclass(frozen=True)
class Place:
    """An area or a council below, with one figure each."""

    name: str
    figure: Shown
    area: Area | None = None
    council: Council | None = None


@dataclass(frozen=True)
class Point:
    """One month of a trend; a gap where there is no number."""

    month: dt.date
    figure: Shown | None
    x: float
    height: float | None

    @property
    def y(self) -> float:
        """Where its bar begins, from above."""
        return round(HEIGHT - (self.height or 0), 2)


# --- one figure -------------------------------------------------------------------------------


def show(
    indicator: Indicator,
    numerator: Decimal | None,
    denominator: Decimal | None,
    key: int | None = None,
    *,
    untold: bool = False,
) -> Shown:
    """Hidden below the least denominator or where it is `untold` for the sake of such a one,
    missing without a denominator; never 0 for want of anything. Why it is hidden is not told.
    """
    if denominator is None:
        return Shown(indicator, words="这个月没有计算", key=key)
    if not denominator:
        return Shown(indicator, numerator, denominator, words="没有可算的", key=key)
    if untold or abs(denominator) < indicator.least:
        return Shown(indicator, words=hidden_words(indicator), key=key)
    times = times_of(indicator)
    value = (Decimal(numerator or 0) / denominator * times).quantize(CENT)
    return Shown(indicator, numerator, denominator, value, key=key)


def hidden_words(indicator: Indicator) -> str:
    return f"数量不足 {indicator.least}，或者能推算出这样的数，不显示"


def times_of(indicator: Indicator) -> Decimal:
    """What the fraction is multiplied by; 1 where the formula can no longer be read."""
    try:
        times = read(indicator.formula, COUNTS).times
    except FormulaError:
        return Decimal(1)
    return Decimal(times.numerator) / Decimal(times.denominator)


def explained(indicator: Indicator) -> tuple[str, list[Named]]:
    """The formula in people's signs, and its counts in the order of the registry."""
    try:
        names = read(indicator.formula, COUNTS).names
    except FormulaError:
        names = frozenset()
    return shown(indicator.formula), [one for name, one in COUNTS.items() if name in names]


def index_of(figures: Iterable[Shown]) -> Index:
    """Of those that have a number and a weight."""
    rows = [one for one in figures if one.indicator.weight]
    there = [(one.indicator.weight, one.points) for one in rows if one.points is not None]
    whole = sum(one.indicator.weight for one in rows)
    weight = sum(w for w, _ in there)
    enough = whole and Decimal(weight) / whole >= HALF
    total = sum((w * points for w, points in there if points is not None), Decimal(0))
    value = (total / weight).quantize(Decimal("0.1")) if enough and weight else None
    return Index(value, weight, whole, len(there), len(rows))


# --- months -----------------------------------------------------------------------------------


def months() -> list[dt.date]:
    """The months that were reckoned, the latest first."""
    return list(IndexMonth.objects.values_list("month", flat=True))


def indicators_of(month: dt.date) -> list[Indicator]:
    """Those that were reckoned in a month, in their order."""
    used = Figure.objects.filter(month=month).order_by().values("indicator").distinct()
    return list(Indicator.objects.filter(pk__in=used).order_by("order", "code"))


# --- a council, an area -----------------------------------------------------------------------


def of_council(council: Council, month: dt.date) -> list[Shown]:
    """All figures of one council."""
    rows = council.figures.filter(month=month).select_related("indicator")
    rows = rows.order_by("indicator__order", "indicator__code")
    untold = Untold.of(month)
    return [_shown(row, untold) for row in rows]


def _shown(row: Figure, untold: Untold) -> Shown:
    """One council's figure."""
    hidden = untold.council(row.month, row.indicator_id, row.council_id)
    return show(row.indicator, row.numerator, row.denominator, row.pk, untold=hidden)


def of_figure(figure: Figure) -> Shown:
    """One figure by itself, hidden where the lists hide it."""
    return _shown(figure, Untold.of(figure.month, code=figure.indicator.code))


def of_area(area: Area | None, month: dt.date) -> list[Shown]:
    """All indicators of an area, of the whole city without one."""
    rows = _within(Figure.objects.filter(month=month), area)
    sums = {key: (n, d) for key, n, d in _summed(rows, F("indicator"))}
    found = [one for one in indicators_of(month) if one.pk in sums]
    untold, path = Untold.of(month), area.path if area else ""
    return [show(x, *sums[x.pk], untold=untold.area(month, x.pk, path)) for x in found]


def _within(rows: QuerySet[Figure], area: Area | None) -> QuerySet[Figure]:
    return rows.filter(council__area__path__startswith=area.path) if area else rows


def _summed(rows: QuerySet[Figure], key: Any) -> Iterable[tuple[Any, Decimal, Decimal]]:
    grouped = rows.order_by().annotate(_key=key).values_list("_key")
    return grouped.annotate(_n=Sum("numerator"), _d=Sum("denominator"))


# --- places below -----------------------------------------------------------------------------


def places(area: Area | None, indicator: Indicator, month: dt.date) -> list[Place]:
    """The places below an area, or its councils where there are none, in the order of codes."""
    below, untold = areas_below(area), Untold.of(month, code=indicator.code)
    rows = _within(Figure.objects.filter(month=month, indicator=indicator), area)
    if below:
        sums = _by_key(_summed(rows, Substr("council__area__path", 1, _length(below))))
        there = [a for a in below if a.path in sums]
        hidden = {a.path for a in there if untold.area(month, indicator.pk, a.path)}
        return [
            Place(a.name, show(indicator, *sums[a.path], untold=a.path in hidden), area=a)
            for a in there
        ]
    figures = rows.select_related("council", "indicator")
    figures = figures.order_by("council__area__path", "council__name")
    return [Place(f.council.name, _shown(f, untold), council=f.council) for f in figures]


def areas_below(area: Area | None) -> list[Area]:
    """One level deeper; a city that stands alone is opened at once."""
    if area is None:
        roots = list(Area.get_root_nodes())
        return list(roots[0].get_children()) if len(roots) == 1 else roots
    return list(area.get_children()) if area.level not in ("community", "estate") else []


def _length(below: Sequence[Area]) -> int:
    return below[0].depth * Area.steplen


def _by_key(rows: Iterable[tuple[Any, Decimal, Decimal]]) -> Mapping[Any, tuple[Decimal, Decimal]]:
    return {key: (n, d) for key, n, d in rows}


# --- a year -----------------------------------------------------------------------------------


def trend(
    indicator: Indicator,
    month: dt.date,
    *,
    area: Area | None = None,
    council: Council | None = None,
) -> list[Point]:
    """Twelve months until this one, of the same code: a new wording shows as it was reckoned."""
    first = month_before(month, MONTHS - 1)
    rows = Figure.objects.filter(indicator__code=indicator.code, month__gte=first, month__lte=month)
    rows = rows.filter(council=council) if council else _within(rows, area)
    grouped = rows.order_by().values_list("month", "indicator")
    sums = {
        m: (i, n, d) for m, i, n, d in grouped.annotate(n=Sum("numerator"), d=Sum("denominator"))
    }
    known = {one.pk: one for one in Indicator.objects.filter(code=indicator.code)}
    untold = Untold.of(first, month, code=indicator.code)
    path = area.path if area else ""
    figures = {
        m: show(
            known[i], n, d,
            untold=untold.council(m, i, council.pk) if council else untold.area(m, i, path),
        )
        for m, (i, n, d) in sums.items()
    }  # fmt: skip
    top = max((f.value for f in figures.values() if f.value is not None), default=Decimal(0))
    return [
        _point(month_before(month, MONTHS - 1 - n), n, figures, max(top, Decimal(1)))
        for n in range(MONTHS)
    ]


def _point(month: dt.date, place: int, figures: Mapping[dt.date, Shown], top: Decimal) -> Point:
    figure = figures.get(month)
    value = figure.value if figure else None
    height = None if value is None else round(float(max(value, Decimal(0)) / top) * HEIGHT, 2)
    return Point(month, figure, round((place + 0.15) * WIDTH / MONTHS, 2), height)


# --- a file -----------------------------------------------------------------------------------

HEADER = (
    "月份", "区域", "议事会", "指标", "公式", "分子", "分母", "数值", "单位", "说明", "依据",
)  # fmt: skip


def sheet(area: Area | None, month: dt.date) -> Iterable[list[Any]]:
    """A row a council and indicator, as the pages show them, by area."""
    rows = _within(Figure.objects.filter(month=month), area)
    rows = rows.select_related("council__area", "indicator")
    rows = rows.order_by("council__area__path", "council__name", "indicator__order")
    untold = Untold.of(month)
    for row in rows.iterator(2_000):
        figure = _shown(row, untold)
        yield [
            f"{month:%Y-%m}", row.council.area.full_name, row.council.name, row.indicator.name,
            shown(row.indicator.formula), *map(_cell, (figure.numerator, figure.denominator)),
            _cell(figure.value), row.indicator.unit, figure.words, row.indicator.source,
        ]  # fmt: skip


def _cell(number: Decimal | None) -> float | str:
    return "" if number is None else float(number)
