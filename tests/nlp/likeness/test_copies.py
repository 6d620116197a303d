"""Copy-paste floods."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.likeness.copies import LEAST, copies
from nlp.reading.clean import fold

FLOOD = (
    "我是幸福里小区的业主，三号楼的电梯已经停运半个月，老人下不了楼，请有关部门督促物业尽快修好。"
)


def test_near_copies_are_found_and_others_are_not():
    texts = [
        FLOOD,
        "停水了",
        FLOOD.replace("三号楼", "五号楼"),
        f"您好！{FLOOD}谢谢",
        "我是和平里小区的业主，我们小区的路灯已经坏了一个月，晚上回家看不见路，请有关部门派人来修。",
        "停 水 了！",
        "停电了",
    ]
    assert copies(texts) == [0, 1, 0, 0, 4, 1, 6]


def test_copies_of_nothing():
    assert copies([]) == []
    assert copies(["", "。。", "x"]) == [0, 0, 2]
    with pytest.raises(ValueError, match="same"):
        copies(["a"], same=0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_copies_point_at_the_first_of_their_kind(texts):
    found = copies(texts)
    for at, leader in enumerate(found):
        assert leader <= at and found[leader] == leader
        if leader != at and fold(texts[at]) != fold(texts[leader]):
            assert len(fold(texts[at])) >= LEAST


def test_copies_take_linear_time():
    texts = [f"{FLOOD}{number}{'很急' * (number % 30)}" for number in range(8000)]
    began = time.process_time()
    copies(texts[:2000])
    small = time.process_time() - began
    began = time.process_time()
    copies(texts)
    assert time.process_time() - began < 8 * small + 0.5
