"""A percentage says the same on every page: rounded half up, never all or nothing by rounding."""

import pytest

from suggestions.telling.shares import percent, share


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (0, 0, "0%"),
        (0, 3, "0%"),
        (2, 3, "67%"),
        (56, 316, "18%"),
        (316, 381, "83%"),
        (1, 8, "13%"),
        (1, 200, "不到 1%"),
        (1, 100, "1%"),
        (1, 161, "不到 1%"),
        (1, 201, "不到 1%"),
        (996, 1000, "99%"),
        (3, 3, "100%"),
        (5, 4, "125%"),
    ],
)
def test_a_share_is_rounded_and_never_to_all_or_to_nothing(part, whole, told):
    assert share(part, whole) == told


def test_the_number_is_the_one_that_is_told():
    assert all(f"{percent(n, 150)}%" == share(n, 150) for n in range(2, 151))
