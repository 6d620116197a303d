"""Themes that are found."""

import numpy as np
import pytest

from nlp.grouping import themes
from tests.nlp.made_rows import unit


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_themes_are_never_more_than_the_limit(limit):
    rows = unit(n=120)
    found = themes.find_themes(rows, None, np.ones(120, int), limit=limit, exact=True)
    assert len(set(found.tolist()) - {-1}) <= limit


def test_the_default_number_of_themes_grows_slowly():
    assert [themes.default_themes(n) for n in (0, 1, 5, 27_000)] == [1, 1, 6, 39]
