"""Keywords of groups."""

import numpy as np
import scipy.sparse as sp

from nlp.telling.keywords import class_weights, keywords_of


def test_class_weights_prefer_what_one_group_says_alone():
    said = sp.csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]], float))
    members = sp.csr_matrix(np.array([[1, 1, 0, 0], [0, 0, 1, 1]], np.float32))
    weights = class_weights(said, members).toarray()
    assert weights[0, 1] > weights[0, 0] > weights[0, 2] == 0


def test_a_word_inside_a_heavier_one_is_no_second_keyword():
    weights = sp.csr_matrix(np.array([[3.0, 2.0, 1.0]]))
    told = keywords_of(weights, 0, ["地铁站", "地铁", "公交"])
    assert [word for word, _ in told] == ["地铁站", "公交"]


def test_how_many_is_no_keyword():
    weights = sp.csr_matrix([[0.9, 0.8, 0.7, 0.6]])
    words = ["五个", "每天", "充电桩", "十三号线"]
    assert [word for word, _ in keywords_of(weights, 0, words)] == ["充电桩", "十三号线"]
