"""The clocks: pure, and honest about years they do not know."""

import bisect
import datetime as dt
import random

import pytest
from chinese_calendar.constants import holidays, workdays
from hypothesis import given
from hypothesis import strategies as st

from suggestions.work.clocks import Calendar, CalendarMissing, Term

ANNOUNCED = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
DAYS = {day: working for day, working in ANNOUNCED.items() if day.year == 2026}
TABLE = Calendar(DAYS)


@pytest.mark.parametrize("year", range(2014, 2027))
def test_every_year_as_it_was_announced_is_known(year):
    assert Calendar(ANNOUNCED).known(year)


@pytest.mark.parametrize(
    ("days", "lack"),
    [
        ([dt.date(2026, 1, 1)], "没有春节、清明节、劳动节、端午节、国庆节"),
        # New Year and National Day alone, as a year was once taken for known.
        ([dt.date(2026, 1, 1), *(dt.date(2026, 10, d) for d in range(1, 5))], "没有春节"),
        (
            [dt.date(2026, *day) for day in ((1, 1), (2, 17), (4, 6), (5, 1), (6, 19), (10, 1))],
            "法定节假日有 13 天，放假日减去调休上班日只有 6 天",
        ),
        (
            [day for day, working in DAYS.items() if not working],
            "放假日减去调休上班日有 19 天，法定节假日只有 13 天，调休上班日没有录全",
        ),
    ],
)
def test_a_year_that_is_not_whole_is_not_known_and_says_what_it_lacks(days, lack):
    table = Calendar(dict.fromkeys(days, False))
    assert not table.known(2026) and lack in table.lacks(2026)
    with pytest.raises(CalendarMissing, match="2026年的工作日历还没有录全") as missing:
        table.is_working(dt.date(2026, 6, 1))
    assert lack in str(missing.value)
    with pytest.raises(CalendarMissing, match="2027年的工作日历还没有录入"):
        table.is_working(dt.date(2027, 6, 1))


def test_one_forgotten_day_is_missed():
    for day in (dt.date(2026, 2, 18), dt.date(2026, 6, 19)):
        assert not Calendar({d: w for d, w in DAYS.items() if d != day}).known(2026)


def test_the_first_day_is_not_counted_and_a_day_off_at_the_end_moves():
    assert TABLE.ends(dt.date(2026, 9, 16), Term(15, "day", "")) == dt.date(2026, 10, 8)
    assert TABLE.ends(dt.date(2026, 9, 30), Term(2, "workday", "")) == dt.date(2026, 10, 9)
    assert TABLE.ends(dt.date(2026, 6, 1), Term(5, "workday", "")) == dt.date(2026, 6, 8)


def test_a_saturday_worked_is_a_working_day():
    assert TABLE.is_working(dt.date(2026, 10, 10))
    assert not TABLE.is_working(dt.date(2026, 10, 17))


@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2026, 11, 1)),
    st.integers(1, 30),
    st.sampled_from(["day", "workday"]),
)
def test_every_term_ends_on_a_working_day_and_not_too_early(start, days, unit):
    try:
        end = TABLE.ends(start, Term(days, unit, ""))
    except CalendarMissing as missing:
        assert missing.year == 2027
        return
    assert TABLE.is_working(end)
    assert end >= start + dt.timedelta(days=days)
    if unit == "workday":
        between = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
        assert sum(map(TABLE.is_working, between)) == days


# --- an oracle -----------------------------------------------------------------------------------

WORKED = sorted(
    day
    for day in (dt.date(2013, 12, 31) + dt.timedelta(n) for n in range(1, 13 * 365))
    if ANNOUNCED.get(day, day.weekday() < 5)
)


def told_otherwise(start: dt.date, term: Term) -> dt.date:
    """The same question put to a list of all days on which people worked."""
    if term.unit == "workday":
        return WORKED[bisect.bisect_right(WORKED, start) + term.days - 1]
    return WORKED[bisect.bisect_left(WORKED, start + dt.timedelta(term.days))]


def test_ten_thousand_deadlines_agree_with_an_oracle():
    dice, calendar = random.Random(20), Calendar(ANNOUNCED)
    first, last = dt.date(2014, 1, 1).toordinal(), dt.date(2026, 8, 31).toordinal()
    wrong = []
    for _ in range(10_000):
        start = dt.date.fromordinal(dice.randint(first, last))
        term = Term(dice.randint(1, 60), dice.choice(["day", "workday"]), "")
        if calendar.ends(start, term) != told_otherwise(start, term):
            wrong.append((start, term))
    assert wrong == []
