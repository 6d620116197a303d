"""社区资金 of a city, a district, a street: what its councils' ledgers come to, in whole 分.

One grouped query over the lines; `rules.fund.reckon` adds them up, here as for a single fund.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from deliberation.actions.funding import accounts_of
from deliberation.models import Council, Fund, FundLine
from deliberation.rules.fund import Balance, Line, reckon
from deliberation.telling.places import Part, split
from suggestions.models import Area

PATH = "fund__council__area__path"


@dataclass(frozen=True)
class Money:
    """The figure of a place: what came in and where it is now."""

    balance: Balance

    def __add__(self, other: "Money") -> "Money":
        return Money(added(self.balance, other.balance))


@dataclass(frozen=True)
class Row:
    """A place, or a council where there are no places below."""

    name: str
    balance: Balance
    area: Area | None = None
    council: Council | None = None


def added(one: Balance, other: Balance) -> Balance:
    """Balances are sums of lines: theirs is the sum of both."""
    sums = {f.name: getattr(one, f.name) + getattr(other, f.name) for f in fields(Balance)}
    return Balance(**sums)


def figure(
    area: Area | None = None, year: int | None = None, *, council: Council | None = None
) -> Balance:
    """The figure of an area, of the whole city without one, of one council; of all years
    without a year.
    """
    whole, lines = Balance(), _lines(area, year)
    lines = lines.filter(fund__council=council) if council else lines
    for balance in _balances(lines, PATH).values():
        whole = added(whole, balance)
    return whole


def rows(area: Area | None = None, year: int | None = None) -> list[Row]:
    """Its parts, in the order of their codes: together they are the figure, to the 分."""
    by_path = {p: Money(b) for p, b in _balances(_lines(area, year), PATH).items()}
    opened, parts = split(area, by_path)
    if parts:
        return [_row(part) for part in parts]
    found = _balances(_lines(opened, year), "fund__council")
    named = Council.objects.filter(pk__in=list(found)).order_by("area__path", "name")
    return [Row(c.name, found[c.pk], council=c) for c in named]


def _row(part: Part[Money]) -> Row:
    return Row(part.name, part.value.balance, area=part.area)


def years() -> list[int]:
    """Of which there are funds, the latest first."""
    return list(Fund.objects.order_by("-year").values_list("year", flat=True).distinct())


def _lines(area: Area | None, year: int | None) -> Any:
    found = FundLine.objects.order_by()
    if area:
        found = found.filter(**{f"{PATH}__startswith": area.path})
    return found.filter(fund__year=year) if year else found


def _balances(found: Any, key: str) -> dict[Any, Balance]:
    back = ExpressionWrapper(Q(reverses__isnull=False), BooleanField())
    sums = found.annotate(back=back).values_list(key, "kind", "back").annotate(sum=Sum("cents"))
    lines: dict[Any, list[Line]] = defaultdict(list)
    for place, kind, back_again, cents in sums:
        lines[place].append(Line(kind, int(cents), None, back_again))
    return {place: reckon(of).whole for place, of in lines.items()}


# --- a file ------------------------------------------------------------------------------------

HEADER = (
    "区域", "议事会", "年度", "资金", "拨入（元）", "上年结转（元）", "结转下年（元）",
    "已经支付（元）", "已安排未支付（元）", "还可以安排（元）",
)  # fmt: skip
PIECE = 500


def sheet(area: Area | None, year: int | None) -> Iterator[list[Any]]:
    """A row a fund, by area; its columns add up to the figure."""
    funds = Fund.objects.select_related("council__area")
    funds = funds.filter(council__area__path__startswith=area.path) if area else funds
    funds = funds.filter(year=year) if year else funds
    found = list(funds.order_by("council__area__path", "council__name", "year", "name"))
    for start in range(0, len(found), PIECE):
        piece = found[start : start + PIECE]
        accounts = accounts_of(piece)
        for fund in piece:
            yield _sheet_row(fund, accounts[fund.pk].whole)


def _sheet_row(fund: Fund, balance: Balance) -> list[Any]:
    amounts = (
        balance.allocated, balance.carried_in, balance.passed_on, balance.paid,
        balance.committed, balance.left,
    )  # fmt: skip
    council = fund.council
    cells = [cents / 100 for cents in amounts]
    return [council.area.full_name, council.name, fund.year, fund.name, *cells]


def asked_year(text: str, today: dt.date) -> tuple[int | None, str]:
    """The year of an address, and what is wrong with it."""
    if not text:
        return None, ""
    if text.isdecimal() and len(text) == 4 and 2000 <= int(text) <= today.year + 1:
        return int(text), ""
    return None, "年度写成“2026”这样才能查。下面是全部年度。"
