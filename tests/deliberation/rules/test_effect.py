"""效果评估: its day, what counts as reached, what counts as worse."""

import datetime as dt
from decimal import Decimal

import pytest

from deliberation.rules import effect

DAYS = [dt.date(2026, 8, 1) + dt.timedelta(days=n) for n in range(800)]


@pytest.mark.parametrize(
    ("done", "due"),
    [
        ("2026-10-29", "2027-01-29"),
        ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"),
        ("2026-12-31", "2027-03-31"),
    ],
)
def test_it_is_due_on_the_same_day_three_months_later(done, due):
    assert effect.due_day(dt.date.fromisoformat(done)) == dt.date.fromisoformat(due)


def test_the_latest_day_that_is_due_is_the_latest_one():
    """Found by looking at every day."""
    for on in DAYS[400:]:
        wanted = max(day for day in DAYS if effect.due_day(day) <= on)
        assert effect.latest_done(on) == wanted, on


@pytest.mark.parametrize(
    ("after", "more", "said"),
    [("10", True, True), ("9.99", True, False), ("10", False, True), ("10.01", False, False)],
)
def test_what_was_promised_is_reached_at_the_number_itself(after, more, said):
    assert effect.reached(Decimal(after), Decimal(10), more=more) is said


@pytest.mark.parametrize(
    ("better", "same", "worse", "said"),
    [(0, 0, 2, False), (0, 0, 3, True), (3, 0, 3, False), (2, 0, 3, True), (1, 2, 3, False)],
)
def test_worse_is_three_and_more_than_half(better, same, worse, said):
    assert effect.said_worse(better, same, worse) is said
