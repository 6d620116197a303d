"""效果评估: when it is due, whether what was promised came true, whether residents say worse.

No law gives these numbers; they are the product's defaults.
"""

import datetime as dt
from calendar import monthrange
from decimal import Decimal

# Three months after it is called done a resolution is looked at again; residents are asked for
# the last month of them.
DUE_MONTHS, ASKED_MONTHS = 3, 2
# 居民说变差: so many say worse, and they are more than half of all who said anything.
WORSE_NEEDED = 3


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last of a shorter month.

    >>> months_on(dt.date(2026, 11, 30), 3).isoformat()
    '2027-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_day(done: dt.date) -> dt.date:
    """The day on which the effect is to be evaluated."""
    return months_on(done, DUE_MONTHS)


def asked_from(done: dt.date) -> dt.date:
    """The first day on which residents are asked and an evaluation may be entered."""
    return months_on(done, ASKED_MONTHS)


def latest_done(on: dt.date) -> dt.date:
    """The latest day of being done that is due by `on`: `due_day(d) <= on` for it and no later.

    >>> latest_done(dt.date(2027, 2, 28)).isoformat()
    '2026-11-30'
    """
    back = months_on(on, -DUE_MONTHS)
    if on.day == monthrange(on.year, on.month)[1]:
        return back.replace(day=monthrange(back.year, back.month)[1])
    return back


def reached(after: Decimal, target: Decimal, *, more: bool) -> bool:
    """Whether what was measured is at least (`more`) or at most what was promised."""
    return after >= target if more else after <= target


def said_worse(better: int, same: int, worse: int) -> bool:
    """Whether residents, as a whole, say that it became worse."""
    return worse >= WORSE_NEEDED and 2 * worse > better + same + worse


def plain(number: Decimal) -> str:
    """As people write it, without zeros behind.

    >>> [plain(Decimal(text)) for text in ("3.00", "2.50", "1200.00", "0.00")]
    ['3', '2.5', '1,200', '0']
    """
    return f"{number.normalize():,f}"
