"""The clocks: pure, and honest about years they do not know."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.clocks import Calendar, CalendarMissing, Term

NEW_YEAR, NATIONAL_DAY = dt.date(2026, 1, 1), dt.date(2026, 10, 1)
TABLE = Calendar({NEW_YEAR: False, NATIONAL_DAY: False, dt.date(2026, 10, 10): True})


def test_a_year_with_a_single_entry_is_not_known():
    assert not Calendar({NEW_YEAR: False}).known(2026)
    with pytest.raises(CalendarMissing, match="2026年的工作日历"):
        Calendar({NEW_YEAR: False}).is_working(dt.date(2026, 6, 1))


def test_the_first_day_is_not_counted_and_a_day_off_at_the_end_moves():
    assert TABLE.ends(dt.date(2026, 9, 16), Term(15, "day", "")) == dt.date(2026, 10, 2)
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
