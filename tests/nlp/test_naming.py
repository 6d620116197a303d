"""Names that people can read."""

import re

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import group, naming
from tests.nlp.made_letters import letters

PIECES = [
    "金桂花园",
    "电梯",
    "停运",
    "张先生",
    "王某",
    "2019年",
    "13812345678",
    "的",
    "在",
    "KTV",
    "，",
    "物业",
]


def test_a_name_is_a_whole_phrase_with_place_and_problem():
    titles = ["反映金桂花园电梯停运", "金桂花园电梯停运没人管", "金桂花园的电梯停运半个月"]
    words = [("电梯", 1.0), ("停运", 0.9), ("金桂", 0.8), ("花园", 0.7)]
    assert naming.name_group(titles, words) == "金桂花园电梯停运"


def test_a_bare_place_is_told_what_is_wrong_there():
    words = [("搅拌站", 1.0), ("丽水", 0.9), ("新城", 0.8)]
    assert naming.name_group(["丽水新城", "丽水新城"], words) == "丽水新城搅拌站"


def test_two_groups_never_share_a_name_where_there_is_another():
    words = [("路灯", 1.0), ("不亮", 0.8), ("望江", 0.7)]
    first = naming.name_group(["望江路路灯不亮"], words)
    assert naming.name_group(["望江路路灯不亮"], words, {first}) != first


@pytest.mark.parametrize("title", ["13812345678", "张先生李女士", "2019 2020", ""])
def test_a_person_or_a_number_is_no_name(title):
    assert naming.name_group([title], []) == naming.OTHER


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=4))
def test_a_name_is_short_readable_and_nobody(titles):
    name = naming.name_group(titles, [("电梯", 1.0), ("物业", 0.5)])
    assert naming.MIN_NAME <= len(name) <= naming.MAX_NAME
    assert not re.search(r"某|先生|\d{4}|，", name)


def test_the_names_of_a_grouping_say_what_it_is_about():
    found = group(letters())
    names = " ".join(topic.name for topic in found.topics)
    for word in ("电梯", "搅拌站", "路灯", "充电", "幼儿园"):
        assert word in names
    assert all(4 <= len(topic.name) <= 14 for topic in found.topics)


def test_class_weights_prefer_what_one_group_says_alone():
    said = sp.csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]], float))
    members = sp.csr_matrix(np.array([[1, 1, 0, 0], [0, 0, 1, 1]], np.float32))
    weights = naming.class_weights(said, members).toarray()
    assert weights[0, 1] > weights[0, 0] > weights[0, 2] == 0


def test_a_word_inside_a_heavier_one_is_no_second_keyword():
    weights = sp.csr_matrix(np.array([[3.0, 2.0, 1.0]]))
    told = naming.keywords(weights, 0, ["地铁站", "地铁", "公交"])
    assert [word for word, _ in told] == ["地铁站", "公交"]


def test_the_shorter_of_two_equally_central_texts_stands_for_the_group():
    worth = naming.worth(np.array([0.8, 0.8, 0.2]), np.array([900, 40, 10]))
    assert np.argsort(-worth).tolist() == [1, 0, 2]


def test_how_many_is_no_keyword():
    weights = sp.csr_matrix([[0.9, 0.8, 0.7, 0.6]])
    words = ["五个", "每天", "充电桩", "十三号线"]
    assert [word for word, _ in naming.keywords(weights, 0, words)] == ["充电桩", "十三号线"]
