"""The changes of a run, each by itself: what moves, why, and nothing twice."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from suggestions.text.regrouping import SHELF, Known, changes

A, B = Known(10, 1, "路灯", held=False), Known(20, 2, "电梯", held=False)
KNOWN = {1: A, 2: B}
NAMES = {1: "路灯", 2: "电梯", 3: "遛狗"}


def told(now, found, known=KNOWN):
    return [(c.kind, c.topic, len(c.moves)) for c in changes(now, found, known, NAMES)]


def test_nothing_new_is_no_change():
    assert changes({1: 10, 2: 20, 3: SHELF}, {1: 1, 2: 2, 3: None}, KNOWN, NAMES) == []


def test_new_ones_join_a_topic_or_go_on_the_shelf():
    found = {1: 1, 2: 2, 3: 1, 4: None}
    assert told({1: 10, 2: 20}, found) == [("shelved", None, 1), ("grown", 10, 1)]


def test_a_new_group_is_born_and_one_out_of_an_old_topic_is_a_split():
    born = changes({1: 10, 2: 20}, {1: 1, 2: 2, 3: 3, 4: 3}, KNOWN, NAMES)
    assert [(c.kind, c.name, c.group) for c in born] == [("born", "遛狗", 3)]
    (split,) = changes({1: 10, 2: 20, 3: 20, 4: 20}, {1: 1, 2: 2, 3: 3, 4: 3}, KNOWN, NAMES)
    assert (split.kind, split.others) == ("split", [(20, "电梯", 2)])
    assert "“电梯”里有 2 条" in split.reason


def test_a_topic_ends_into_another_or_falls_apart():
    (merged,) = changes({1: 10, 2: 20, 3: 20}, {1: 1, 2: 1, 3: 1}, KNOWN, NAMES)
    assert (merged.kind, merged.topic, merged.others) == ("merged", 20, [(10, "路灯", 2)])
    (faded,) = changes({1: 10, 2: 20, 3: 20}, {1: 1, 2: None, 3: None}, KNOWN, NAMES)
    assert (faded.kind, faded.topic) == ("faded", 20)


def test_a_topic_that_people_hold_does_not_end():
    held = {1: A, 2: Known(20, 2, "电梯", held=True)}
    assert told({1: 10, 2: 20}, {1: 1, 2: None}, held) == [("shrunk", 20, 1)]


places = st.dictionaries(st.integers(1, 30), st.sampled_from([10, 20, SHELF]))
groups = st.dictionaries(st.integers(1, 30), st.sampled_from([1, 2, 3, 4, None]))


@given(places, groups)
def test_every_move_is_in_one_change_and_all_of_them_lead_to_what_was_found(now, found):
    names = {**NAMES, 4: "停车"}
    made = changes(now, found, KNOWN, names)
    assert max(Counter(pk for c in made for pk, *_ in c.moves).values(), default=1) == 1
    after = dict(now)
    for change in made:
        for pk, origin, to in change.moves:
            assert now.get(pk) == origin
            after[pk] = to if to is not None else ("new", change.group)
    goal = {1: 10, 2: 20, None: SHELF}
    assert {pk: after[pk] for pk in found} == {
        pk: goal.get(n, ("new", n)) for pk, n in found.items()
    }
    assert all(change.reason for change in made)
    digests = [change.digest(1) for change in made]
    assert len(set(digests)) == len(digests)
