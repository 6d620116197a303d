"""Numbers that last from run to run."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.grouping import numbering

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
    given_numbers = numbering.number_groups(groups, previous)
    assert len(set(given_numbers)) == len(groups)


@given(groupings, numbers, st.dictionaries(ids, st.none() | st.integers(1, 12)))
def test_a_number_is_either_inherited_or_larger_than_all_before(sets, previous, fixed):
    groups = disjoint(sets)
    used = {n for n in [*previous.values(), *fixed.values()] if n is not None}
    for members, number in zip(
        groups, numbering.number_groups(groups, previous, fixed), strict=True
    ):
        inherited = {previous.get(m) for m in members} | {fixed.get(m) for m in members}
        assert number in inherited or number > max(used, default=0)


@given(groupings, numbers)
def test_the_same_groups_keep_their_numbers(sets, previous):
    groups = disjoint(sets)
    once = numbering.number_groups(groups, previous)
    last = {m: n for members, n in zip(groups, once, strict=True) for m in members}
    assert numbering.number_groups(groups[::-1], last)[::-1] == once


def test_the_larger_overlap_inherits_the_number():
    assert numbering.number_groups([["a"], ["b", "c"]], {"a": 4, "b": 4, "c": 4}) == [5, 4]


def test_half_of_the_votes_claims_nothing():
    assert numbering.claims([["a", "b"]], {"a": 1, "b": 2}) == {}
    assert numbering.claims([["a", "b"]], {"a": 1, "b": None}) == {}


def test_two_groups_claimed_by_one_topic_share_its_number():
    fixed = {"a": 3, "c": 3}
    assert numbering.number_groups([["a", "b"], ["c", "d"]], fixed=fixed) == [3, 3]


def test_a_topic_of_people_keeps_its_old_machine_members_number():
    previous = {"a": 3, "b": 3, "z": 8}
    assert numbering.number_groups([["a", "b"], ["z"]], previous, {"z": 3}) == [9, 3]
