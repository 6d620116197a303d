"""The pictures beside a topic."""

import datetime as dt

import pytest

from suggestions.staff import charts


@pytest.mark.parametrize(
    ("span", "unit"), [(0, "日"), (45, "日"), (46, "周"), (370, "周"), (371, "月")]
)
def test_the_trend_chooses_a_unit_that_can_be_told_apart(span, unit):
    first = dt.date(2026, 1, 1)
    found = charts.trend([first, first + dt.timedelta(days=span)])
    assert found.unit == unit
    assert sum(bar.value for bar in found.bars) == 2
    assert all(bar.x >= 0 and bar.x + bar.width <= charts.WIDTH for bar in found.bars)


def test_gaps_in_time_are_gaps_in_the_picture():
    found = charts.trend([dt.date(2026, 1, 30), dt.date(2026, 2, 2)])
    assert [bar.value for bar in found.bars] == [1, 0, 0, 1]
    assert charts.trend([]) is None


def test_shares_stand_in_order_and_survive_zero():
    assert [s.label for s in charts.shares([("少", 1), ("多", 4)])] == ["多", "少"]
    assert charts.shares([("无", 0)])[0].percent == 0
