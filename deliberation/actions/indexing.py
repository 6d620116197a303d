"""睦邻指数: a month is reckoned for all councils; who says that a figure is wrong is answered."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from deliberation.actions import withholding
from deliberation.indicators import COUNTS, Month, counted
from deliberation.models import Council, Figure, IndexMonth, Indicator
from deliberation.rules.formula import Formula, read
from suggestions.actions.rules import Refused

BATCH = 2_000
CENT = Decimal("0.01")
ZERO = Fraction(0)


@dataclass(frozen=True)
class Reckoned:
    """What came of a month."""

    month: dt.date
    councils: int
    indicators: int
    figures: int


def reckon_month(month: dt.date, *, at: dt.datetime) -> Reckoned:
    """Every indicator in force, for every active council; the same again where it runs again.

    One query a count and one upsert a batch, whatever the number of councils. A figure keeps its
    key, so that disputes of it stay with it. The month has to be over.
    """
    span = Month(month.replace(day=1))
    if span.ends > at:
        raise Refused(f"{span.first:%Y年%-m月}还没有过完，过完以后再计算。")
    known = set(COUNTS)
    formulas = [(row, read(row.formula, known)) for row in in_force(span)]
    names = {name for _, formula in formulas for name in formula.names}
    councils = list(Council.objects.active().order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        table = counted(names, span)
        rows = _figures(span, councils, formulas, table)
        Figure.objects.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["council", "month", "indicator"],
            update_fields=["numerator", "denominator", "value"],
        )
        withholding.settle(span.first)
        IndexMonth.objects.update_or_create(
            month=span.first, defaults={"councils": len(councils), "reckoned_at": at}
        )
    return Reckoned(span.first, len(councils), len(formulas), len(councils) * len(formulas))


def in_force(span: Month) -> list[Indicator]:
    """The indicators of a month: those in force on its last day, one a code."""
    rows = Indicator.objects.in_force(span.last).order_by("order", "code", "-since")
    newest: dict[str, Indicator] = {}
    for row in rows:
        newest.setdefault(row.code, row)
    return list(newest.values())


def _figures(
    span: Month,
    councils: list[int],
    formulas: list[tuple[Indicator, Formula]],
    table: dict[int, dict[str, Fraction]],
) -> Iterator[Figure]:
    for council in councils:
        counts = table.get(council, {})
        for indicator, formula in formulas:
            numerator, denominator, value = reckoned(formula, counts)
            yield Figure(
                council_id=council, month=span.first, indicator=indicator,
                numerator=numerator, denominator=denominator, value=value,
            )  # fmt: skip


def reckoned(
    formula: Formula, counts: dict[str, Fraction]
) -> tuple[Decimal, Decimal, Decimal | None]:
    """Numerator, denominator and value; where a quotient inside fails there is no value either."""
    try:
        numerator, denominator = formula.parts(counts)
    except ZeroDivisionError:
        numerator = denominator = ZERO
    value = formula.value(numerator, denominator)
    return rounded(numerator), rounded(denominator), None if value is None else rounded(value)


def rounded(number: Fraction) -> Decimal:
    """To a hundredth."""
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(CENT)
