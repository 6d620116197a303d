"""Issues: topics and lone texts that tell one kind of problem."""

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import unit_rows
from nlp.grouping.graph import neighbours
from nlp.grouping.issues import Spoken, find_issues


def spoken(*rows):
    kind = unit_rows(sp.csr_matrix(np.array(rows, dtype=np.float32)))
    return Spoken(kind, neighbours(kind, floor=0.01))


def test_topics_that_speak_alike_are_one_issue_as_a_whole():
    says = spoken([1, 0.3, 0, 0], [1, 0.4, 0, 0], [1, 0, 0.4, 0], [1, 0, 0.3, 0], [0, 0, 0, 1])
    found = find_issues(says, np.array([0, 0, 1, 1, -1]))
    assert found.tolist() == [0, 0, 0, 0, 1]


def test_a_lone_text_goes_with_those_that_it_is_like_and_else_stays_alone():
    says = spoken([1, 0.3, 0, 0], [1, 0.4, 0, 0], [1, 0, 1, 0], [0, 0.1, 0, 1])
    assert find_issues(says, np.array([0, 0, -1, -1])).tolist() == [0, 0, 0, 1]


def test_two_lone_texts_that_share_a_little_are_not_made_one():
    other = [0.0] * 6
    says = spoken([1, 1.6, 0, *other], [1, 0, 1.6, *other])  # a cosine of 0.28: few, but enough
    assert find_issues(says, np.array([-1, -1])).tolist() == [0, 0]
    says = spoken([1, 2, 0, *other], [1, 0, 2, *other])  # 0.2: above the link, below the offer
    assert find_issues(says, np.array([-1, -1])).tolist() == [0, 1]


def test_an_issue_of_the_last_run_stays_while_its_parts_still_fit():
    says = spoken([1, 3.2, 0], [1, 3.2, 0], [1, 0, 3.2], [1, 0, 3.2], [1, 3.2, 0.1])
    topics = np.array([0, 0, 1, 1, -1])
    assert find_issues(says, topics).tolist() == [0, 0, 1, 1, 0]
    held = np.array([5, 5, 5, 5, -1])
    assert find_issues(says, topics, held=held).tolist() == [0, 0, 0, 0, 0]


def test_no_text_has_no_issue():
    nothing = sp.csr_matrix((0, 4), dtype=np.float32)
    none = sp.csr_matrix((0, 0), dtype=np.float32)
    assert find_issues(Spoken(nothing, none), np.empty(0, int)).tolist() == []
