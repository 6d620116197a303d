"""A number that might tell who wrote is not shown, and cannot be reckoned back from the total."""

import itertools

import pytest

from suggestions.telling import funnel_tables
from suggestions.telling.funnel import Line, Stages
from suggestions.telling.small_cells import FLOOR, hidden, is_small


def test_numbers_under_five_are_hidden_and_none_is_not():
    assert [is_small(number) for number in (0, 1, 4, 5, 100)] == [False, True, True, False, False]
    assert hidden([0, 7, 9]) == set()


def test_a_single_hidden_cell_takes_the_smallest_other_with_it():
    assert hidden([3, 90, 7, 0]) == {0, 2}


def test_two_hidden_ones_that_are_a_small_number_together_take_a_third():
    assert hidden([1, 1, 90, 7]) == {0, 1, 3}
    assert hidden([4, 4, 90, 7]) == {0, 1}


@pytest.mark.parametrize("size", [2, 3, 4])
def test_no_small_cell_follows_from_the_others_and_the_total(size):
    for column in itertools.product((0, 1, 3, 4, 5, 6, 50), repeat=size):
        places = hidden(column)
        assert {i for i, n in enumerate(column) if is_small(n)} <= places
        total = sum(column)
        if places and not is_small(total):
            assert len(places) > 1
            assert sum(column[i] for i in places) >= FLOOR


def cells(*lines):
    made = funnel_tables.table([Line(str(i), Stages(*line)) for i, line in enumerate(lines)])
    return [[text for _, text in row.cells] for row in [*made.rows, made.total]]


def test_shares_stand_with_their_whole():
    first, *_, total = cells((100, 80, 60, 40, 20, 10), (100, 90, 50, 50, 40, 30))
    assert first == ["100", "80（80%）", "60（75%）", "40（50%）", "20（50%）", "10（25%）"]
    assert total == ["200", "170（85%）", "110（65%）", "90（53%）", "60（67%）", "40（44%）"]


def test_no_share_gives_its_hidden_whole_away():
    rows = cells((100, 80, 60, 40, 20, 10), (3, 3, 0, 0, 0, 0), (10, 9, 9, 9, 9, 9))
    assert rows[1] == ["少于5", "少于5", "0", "0", "0", "0"]
    assert rows[2][:3] == ["不公布", "不公布", "9"]


def test_a_total_that_is_small_is_hidden_itself():
    rows = cells((2, 1, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0))
    assert rows[-1] == ["少于5", "少于5", "0", "0", "0", "0"]
