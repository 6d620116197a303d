"""Running numbers of a council's papers, and sums of money as people type them."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Manager, Max, QuerySet

from suggestions.actions.rules import Refused

CENT = Decimal("0.01")
MOST = Decimal("999999999.99")
# A city's money for its communities is some 1.77 billion yuan (17.7 亿元): more than a pledge.
MOST_OF_FUNDS = Decimal("999999999999.99")


def next_number(rows: QuerySet[Any] | Manager[Any], field: str = "number") -> int:
    """The number after the highest of `rows`, under a lock that the caller holds.

    Whoever counts a council's papers locks the council before, whoever counts what belongs to a
    meeting the meeting: two who count at once follow each other. A constraint on the number
    refuses it where somebody forgot.
    """
    return (rows.aggregate(last=Max(field))["last"] or 0) + 1


def yuan(amount: Decimal | str | int, what: str = "金额", most: Decimal = MOST) -> Decimal:
    """An amount to the cent, above zero. Floats do not come in: they are no money."""
    try:
        value = Decimal(amount) if not isinstance(amount, float) else Decimal("NaN")
    except (InvalidOperation, TypeError, ValueError):
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0 or value > most:
        raise Refused(f"{what}应当是大于零的数，最多精确到分。")
    if value != value.quantize(CENT):
        raise Refused(f"{what}最多精确到分。")
    return value.quantize(CENT)


def cents(amount: Decimal) -> int:
    """Whole cents of an amount that `yuan` has let through."""
    return int(amount * 100)


def fen(amount: Decimal | str | int, what: str = "金额") -> int:
    """An amount of yuan in whole 分, above zero; as large as a city's funds."""
    return cents(yuan(amount, what, MOST_OF_FUNDS))


def written(cents: int) -> str:
    """Whole 分 as the record keeps an amount: "12000.50"."""
    return str(CENT * cents)
