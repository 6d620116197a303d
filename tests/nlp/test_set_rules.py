"""Set rules, people's catalogue, themes that keep their numbers."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Message, ThemeSeed, group, rules, seeded, vectors
from tests.nlp.made_letters import letters


def totals(seed, groups=12, width=30):
    rng = np.random.default_rng(seed)
    return sp.csr_matrix(rng.exponential(1, (groups, width)) ** 2)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_after_merging_no_pair_at_all_breaks_a_rule(seed):
    total = totals(seed)
    goal = rules.merge_alike(total)
    merged = np.zeros((goal.max() + 1, total.shape[1]))
    np.add.at(merged, goal, total.toarray())
    centres = vectors.unit_rows(sp.csr_matrix(merged))
    cosine = (centres @ centres.T).toarray()
    np.fill_diagonal(cosine, 0)
    assert cosine.max(initial=0) <= rules.ALIKE + 1e-5
    assert rules.overlapping_pairs(centres, rules.OVERLAP).nnz == 0


def test_overlap_is_the_share_of_common_telling_words():
    rows = np.zeros((2, 40), np.float32)
    rows[0, :20] = 1
    rows[1, 4:24] = 1
    pairs = rules.overlapping_pairs(sp.csr_matrix(rows), 0.5)
    assert pairs[0, 1] == pytest.approx(16 / 20)


def test_two_groups_of_few_words_do_not_overlap_by_these():
    rows = sp.csr_matrix(np.array([[1, 1, 1, 0], [1, 1, 1, 1.0]], np.float32))
    assert rules.overlapping_pairs(rows, rules.OVERLAP).nnz == 0


def test_a_small_theme_goes_into_the_nearest():
    total = sp.csr_matrix(np.array([[9, 0], [0, 9], [1, 0.2]]))
    assert rules.merge_small(total, np.array([9, 9, 2]), 5).tolist() == [0, 1, 0]


def test_alone_a_theme_may_be_small():
    assert rules.merge_small(sp.csr_matrix([[1.0]]), np.array([2]), 5).tolist() == [0]


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


CATALOGUE = [
    ThemeSeed(4, "环境保护", ("噪音", "污染")),
    ThemeSeed(9, "物业管理", ("电梯", "物业", "充电")),
]


def test_messages_go_into_the_themes_that_people_gave():
    found = group([*letters(8), Message("x", "春天的海棠开了")], catalogue=CATALOGUE)
    by_id = {p.id: p.theme for p in found.placements}
    assert by_id["噪音-0"] == 4
    assert by_id["电梯-0"] == 9
    assert by_id["x"] == 10
    names = {theme.number: theme.name for theme in found.themes}
    assert names[4] == "环境保护"
    assert names[10] == seeded.OTHER
    assert set(names) <= {4, 9, 10}


def test_peoples_own_theme_for_the_rest_is_used():
    found = group(
        [*letters(6), Message("x", "春天的海棠开了")],
        catalogue=[ThemeSeed(1, seeded.OTHER), *CATALOGUE],
    )
    assert {p.id: p.theme for p in found.placements}["x"] == 1


@pytest.mark.parametrize(
    ("catalogue", "themes", "needle"),
    [
        ([], None, "no theme"),
        ([ThemeSeed(1, "甲"), ThemeSeed(1, "乙")], None, "twice"),
        (CATALOGUE, 3, "either"),
    ],
)
def test_a_senseless_catalogue_is_refused(catalogue, themes, needle):
    with pytest.raises(ValueError, match=needle):
        group(letters(1), catalogue=catalogue, themes=themes)


def test_a_catalogue_without_a_word_of_the_corpus_places_all_in_the_rest():
    found = group(letters(4), catalogue=[ThemeSeed(2, "航天", ("火箭",))])
    assert {p.theme for p in found.placements} == {3}


def test_themes_keep_their_numbers_when_messages_are_added():
    first = group(letters(6), themes=3)
    last = {p.id: p.theme + 20 for p in first.placements}
    second = group(letters(9), themes=3, previous_themes=last)
    now = {p.id: p.theme for p in second.placements}
    assert {key: now[key] for key in last} == last
    assert {theme.number for theme in second.themes} == set(last.values())


def test_a_theme_of_new_messages_gets_a_number_above_all():
    first = [m for m in letters(6) if m.id.startswith("电梯")]
    last = {m.id: 7 for m in first}
    second = group(letters(12), themes=4, previous_themes=last)
    fresh = {theme.number for theme in second.themes} - {7}
    assert fresh
    assert min(fresh) > 7
