"""Rules that the set of groups keeps."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import group
from nlp.bulk.sparse import unit_rows
from nlp.grouping import set_rules
from tests.nlp.made_letters import letters


def totals(seed, groups=12, width=30):
    rng = np.random.default_rng(seed)
    return sp.csr_matrix(rng.exponential(1, (groups, width)) ** 2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_after_merging_no_pair_at_all_breaks_a_rule(seed):
    total = totals(seed)
    goal = set_rules.merge_alike(total)
    merged = np.zeros((goal.max() + 1, total.shape[1]))
    np.add.at(merged, goal, total.toarray())
    centres = unit_rows(sp.csr_matrix(merged))
    cosine = (centres @ centres.T).toarray()
    np.fill_diagonal(cosine, 0)
    assert cosine.max(initial=0) <= set_rules.MOST_ALIKE + 1e-5
    assert set_rules.overlapping_pairs(centres, set_rules.MOST_OVERLAP).nnz == 0


@pytest.mark.parametrize(
    ("looked_at", "wanted"),
    [([], [0, 0, 1, 1, 2, 2]), ([4, 5], [0, 0, 1, 1, 2, 2]), ([2], [0, 0, 0, 0, 1, 1])],
)
def test_two_groups_that_nothing_new_came_near_stay_two_however_alike(looked_at, wanted):
    rows = sp.csr_matrix(np.repeat(np.eye(2, dtype=np.float32), [4, 2], axis=0))
    labels, among = np.array([0, 0, 1, 1, 2, 2]), np.isin(np.arange(6), looked_at)
    assert set_rules.apart(rows, labels, among=among)[0].tolist() == wanted


def test_overlap_is_the_share_of_common_telling_words():
    rows = np.zeros((2, 40), np.float32)
    rows[0, :20] = 1
    rows[1, 4:24] = 1
    pairs = set_rules.overlapping_pairs(sp.csr_matrix(rows), 0.5)
    assert pairs[0, 1] == pytest.approx(16 / 20)


def test_two_groups_of_few_words_do_not_overlap_by_these():
    rows = sp.csr_matrix(np.array([[1, 1, 1, 0], [1, 1, 1, 1.0]], np.float32))
    assert set_rules.overlapping_pairs(rows, set_rules.MOST_OVERLAP).nnz == 0


def test_a_small_theme_goes_into_the_nearest():
    total = sp.csr_matrix(np.array([[9, 0], [0, 9], [1, 0.2]]))
    assert set_rules.merge_small(total, np.array([9, 9, 2]), 5).tolist() == [0, 1, 0]


def test_alone_a_theme_may_be_small():
    assert set_rules.merge_small(sp.csr_matrix([[1.0]]), np.array([2]), 5).tolist() == [0]


def test_the_report_tells_the_worst_pairs_and_that_none_is_above():
    told = group(letters(12)).report["set_rules"]
    for name in ("topics_alike", "themes_alike", "topics_overlap", "themes_overlap"):
        assert told[name] == 0
        assert set(told[f"{name}_worst"]) == {"value", "pair"}
    assert told["topics_merged"] >= 0


def test_every_theme_is_large_enough_or_the_only_one():
    found = group(letters(8))
    least = found.report["set_rules"]["smallest_theme_allowed"]
    assert len(found.themes) == 1 or min(theme.size for theme in found.themes) >= least


def test_two_topics_of_one_place_that_are_much_alike_are_split_and_merged():
    rows = unit_rows(sp.csr_matrix([[1, 1, 0.5, 0], [1, 1, 0, 0.5]], dtype=np.float32))
    place = np.array([True, False, False, False])
    assert set_rules.split_pairs(rows, place).nnz == 2
    assert set_rules.split_pairs(rows, ~place & False).nnz == 0
    assert set_rules.merge_alike(rows).tolist() == [0, 1]
    assert set_rules.merge_alike(rows, place).tolist() == [0, 0]
