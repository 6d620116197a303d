"""What stands from the last run: an unchanged corpus keeps its groups, whatever people changed."""

import random

import numpy as np
import scipy.sparse as sp

from nlp import Message, group
from nlp.grouping.placing import Known
from nlp.grouping.standing import NEAR, Stood, completed, stood
from nlp.reading.corpus import read
from tests.nlp.made_letters import cars, letters


def again(messages, before, **wishes):
    """A run after another: what it is told as a caller would tell it."""
    return group(
        messages,
        previous={p.id: p.topic for p in before.placements},
        previous_issues={p.id: p.issue for p in before.placements if p.topic is not None},
        **wishes,
    )


def places(found):
    return {p.id: (p.topic, p.issue if p.topic is not None else None) for p in found.placements}


def grown():
    """A corpus that came in four times, each run knowing the one before."""
    whole = [*letters(16), *cars()]
    random.Random(5).shuffle(whole)
    found = group(whole[:20])
    for size in (40, 60, len(whole)):
        found = again(whole[:size], found)
    return whole, found


def test_a_run_over_an_unchanged_corpus_finds_what_the_last_one_found():
    whole, found = grown()
    assert places(again(whole, found)) == places(found)


def test_whatever_groups_stand_they_stand_while_nothing_new_comes():
    """People part and mix topics as no machine would; the next run has no better idea."""
    whole = letters(12)
    chance = random.Random(3)
    stood_so = {m.id: chance.choice([1, 2, 3, None]) for m in whole}
    issues = {key: 1 + n % 2 for key, n in stood_so.items() if n}
    found = group(whole, previous=stood_so, previous_issues=issues)
    assert {p.id: p.topic for p in found.placements} == stood_so
    assert {t.number: t.issue for t in found.topics} == {1: 2, 2: 1, 3: 2}


def test_copies_of_a_text_stay_in_the_topics_that_people_parted_them_into():
    same = [Message(str(n), "和平路路灯坏了不亮") for n in range(4)]
    found = group(same, previous={"0": 1, "1": 1, "2": 2, "3": None}, fixed={"2": 2})
    assert [p.topic for p in found.placements] == [1, 1, 2, None]


def test_a_further_copy_joins_the_topic_of_its_text_and_moves_no_other():
    whole, found = grown()
    first = next(p for p in found.placements if p.topic is not None)
    twin = next(m for m in whole if m.id == first.id)
    after = again([*whole, Message("twin", twin.title, twin.body)], found)
    assert places(after) == {**places(found), "twin": places(found)[first.id]}


def test_a_loose_copy_of_a_text_that_stands_goes_where_its_text_is():
    same = [Message(str(n), "和平路路灯坏了不亮") for n in range(3)]
    asked = {"previous": {"0": 1, "1": 1, "2": 2}}
    assert [p.topic for p in group(same, **asked).placements] == [1, 1, 2]
    assert [p.topic for p in group(same, **asked, loose=["2"]).placements] == [1, 1, 1]


def test_what_is_named_loose_is_looked_at_as_if_it_were_new():
    whole = letters(8)
    wrong = {m.id: 2 if m.id.startswith("路灯") else 1 for m in whole}
    assert {p.topic for p in group(whole, previous=wrong).placements} == {1, 2}
    found = group(whole, previous=wrong, loose=[m.id for m in whole])
    assert len({p.topic for p in found.placements}) == 5


def test_new_letters_come_into_the_topic_that_they_are_near_to_and_others_stand():
    whole, found = grown()
    new = [m for m in letters(18) if m.id in ("路灯-16", "路灯-17")]
    after = places(again([*whole, *new], found))
    assert {key: after[key] for key in places(found)} == places(found)
    assert {after[m.id] for m in new} == {after["路灯-0"]}


def test_only_the_topics_that_strong_ties_lead_to_are_stirred():
    messages = [Message(str(n), f"文{n}") for n in range(6)]
    messages.append(Message("6", "文2"))  # a further copy stirs nothing
    edges = sp.lil_matrix((6, 6), dtype=np.float32)
    for one, two, weight in ((0, 1, 0.9), (2, 3, 0.9), (4, 0, NEAR), (4, 2, NEAR / 2)):
        edges[one, two] = edges[two, one] = weight
    known = Known({"0": 1, "1": 1, "2": 2, "3": 2, "5": None}, {}, {}, {}, {})
    was = stood([m.id for m in messages], read(messages), edges.tocsr(), known)
    assert was.stirred.tolist() == [True, True, False, False, True, False]


def test_labels_of_what_was_looked_at_never_mix_with_those_that_stand():
    was = Stood(np.array([0, 0, 1, -1, 1]), np.array([False, False, True, False, True]))
    assert completed(np.array([0, 0]), was).tolist() == [0, 0, 1, 2, 1]
    assert completed(np.array([0, 1]), was).tolist() == [0, 0, 1, 2, 3]
