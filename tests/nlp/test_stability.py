"""Numbers that last from run to run."""

from hypothesis import given
from hypothesis import strategies as st

from nlp import stability

ids = st.integers(0, 30).map(str)
groupings = st.lists(st.sets(ids, min_size=1, max_size=6), max_size=8)
numbers = st.dictionaries(ids, st.integers(1, 12))


def disjoint(sets):
    seen, groups = set(), []
    for members in sets:
        fresh = sorted(members - seen)
        seen |= members
        if fresh:
            groups.append(fresh)
    return groups


@given(groupings, numbers)
def test_without_people_every_group_has_a_number_of_its_own(sets, previous):
    groups = disjoint(sets)
    given_numbers = stability.number_groups(groups, previous)
    assert len(set(given_numbers)) == len(groups)


@given(groupings, numbers, st.dictionaries(ids, st.none() | st.integers(1, 12)))
def test_a_number_is_either_inherited_or_larger_than_all_before(sets, previous, fixed):
    groups = disjoint(sets)
    used = {n for n in [*previous.values(), *fixed.values()] if n is not None}
    for members, number in zip(
        groups, stability.number_groups(groups, previous, fixed), strict=True
    ):
        inherited = {previous.get(m) for m in members} | {fixed.get(m) for m in members}
        assert number in inherited or number > max(used, default=0)


@given(groupings, numbers)
def test_the_same_groups_keep_their_numbers(sets, previous):
    groups = disjoint(sets)
    once = stability.number_groups(groups, previous)
    last = {m: n for members, n in zip(groups, once, strict=True) for m in members}
    assert stability.number_groups(groups[::-1], last)[::-1] == once


def test_the_larger_overlap_inherits_the_number():
    assert stability.number_groups([["a"], ["b", "c"]], {"a": 4, "b": 4, "c": 4}) == [5, 4]


def test_half_of_the_votes_claims_nothing():
    assert stability.claims([["a", "b"]], {"a": 1, "b": 2}) == {}
    assert stability.claims([["a", "b"]], {"a": 1, "b": None}) == {}


def test_two_groups_claimed_by_one_topic_share_its_number():
    fixed = {"a": 3, "c": 3}
    assert stability.number_groups([["a", "b"], ["c", "d"]], fixed=fixed) == [3, 3]


def test_a_topic_of_people_keeps_its_old_machine_members_number():
    previous = {"a": 3, "b": 3, "z": 8}
    assert stability.number_groups([["a", "b"], ["z"]], previous, {"z": 3}) == [9, 3]


def test_every_kind_of_change_is_told_with_its_reason():
    previous = {"a": 1, "b": 1, "c": 2, "d": 3, "e": 3, "f": 3, "g": 3, "h": 4, "i": 4}
    current = {"a": 1, "b": 1, "x": 1, "c": 1, "d": 3, "e": 3, "f": 5, "g": 5, "h": None, "i": None}
    told = [(c["kind"], c["topic"]) for c in stability.changes(previous, current)]
    assert told == [("merged", 2), ("split", 3), ("grown", 1), ("born", 5), ("faded", 4)]
    assert all(c["reason"] for c in stability.changes(previous, current))


def test_nothing_changed_tells_nothing():
    assert stability.changes({"a": 1, "b": 1}, {"a": 1, "b": 1}) == []
