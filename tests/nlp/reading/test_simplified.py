"""Traditional characters made simplified, for comparing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.likeness import SimilarIndex
from nlp.reading import segment
from nlp.reading.clean import fold
from nlp.reading.simplified import simplified


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("電梯壞了，樓梯間不乾淨", "电梯坏了，楼梯间不干净"),
        ("裡面的路燈為什么不亮", "里面的路灯为什么不亮"),
        ("電梯修好了么", "电梯修好了么"),
        ("沿著河邊裝護欄", "沿着河边装护栏"),
        ("乾隆年間的橋", "乾隆年间的桥"),
        ("係咪壞咗", "系咪坏咗"),
    ],
)
def test_characters_and_phrases_become_simplified(written, read):
    assert simplified(written) == read


@pytest.mark.parametrize(
    "text", ["", "什么时候修", "著名的乾隆桥", "\ud800电梯\x00", "ABC 123", "🙂"]
)
def test_a_simplified_text_stays_as_it_is(text):
    assert simplified(text) is text


@given(st.text(max_size=80))
def test_any_text_goes_through_and_twice_is_once(text):
    once = simplified(f"電{text}")
    assert once.startswith("电") and simplified(once) == once


def test_looking_at_a_simplified_text_costs_nearly_nothing():
    text = "小区门口的路灯坏了三天，希望有人来修。" * 20
    simplified("電")
    began = time.perf_counter()
    for _ in range(1000):
        simplified(text)
    assert time.perf_counter() - began < 0.2  # 0.003 s on an idle machine


def test_likeness_copies_and_words_do_not_tell_them_apart():
    index = SimilarIndex([("1", "小区门口路灯不亮"), ("2", "建议加装电梯")])
    assert [hit.id for hit in index.query("小區門口路燈不亮")] == ["1"]
    assert fold("小區路燈") == fold("小区路灯")
    assert segment.words("加裝電梯") == segment.words("加装电梯")


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("阿拉小区电梯坏了", ["小区", "电梯"]),
        ("侬好，路灯啥辰光修", ["路灯"]),
        ("莫得路灯啷个办", ["路灯"]),
        ("嘅路燈係咪壞咗", ["路灯"]),
        ("俺们村咋整", []),
    ],
)
def test_what_dialects_say_beside_the_matter_is_no_word(engine, said, meant):
    assert [w for w in segment.words(said, engine=engine) if w != "坏"] == meant


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_every_function_word_of_a_dialect_comes_out_whole(engine):
    assert [w for w in segment.dialect() if segment.cut(w, engine=engine) != [w]] == []
