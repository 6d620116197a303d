"""Cutting: two engines, one result, never slow."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reading import segment

HAN = "老旧小区加装电梯的事，谁来管一管？充电桩起火、楼道堆物、夜间施工扰民都要说。"


def test_both_engines_cut_chinese_the_same():
    sentences = [
        HAN,
        "请问幸福路的路灯什么时候能修好",
        "业委会换届选举公示太短",
        "骑手进不了小区大门",
    ]
    for text in sentences:
        assert segment.cut(text, engine="jieba") == segment.cut(text, engine="rjieba")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=HAN, max_size=80))
def test_both_engines_agree_on_any_run_of_common_characters(text):
    assert segment.cut(text, engine="jieba") == segment.cut(text, engine="rjieba")


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_every_civic_word_comes_out_whole(engine):
    broken = [w for w, _ in segment.civic_words() if segment.cut(w, engine=engine) != [w]]
    assert broken == []


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=400))
def test_the_words_joined_are_the_text(engine, text):
    assert "".join(segment.cut(text, engine=engine)) == text


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(0x3400 + i % 6000) for i in range(160_000)),
        "龘" * 160_000,
        "测试一下" * 40_000,
        "a" * 160_000,
        "😀" * 160_000,
    ],
    ids=["rare", "one", "common", "latin", "emoji"],
)
def test_jieba_itself_cuts_a_huge_text_in_linear_time(text):
    segment.words("先载入词典", engine="jieba")
    spent = min(_seconds(text) for _ in range(3))
    assert spent < 0.5  # 0.1 s on an idle machine; quadratic would be a minute


def _seconds(text: str) -> float:
    start = time.process_time()
    assert len("".join(segment.cut(text, engine="jieba"))) == len(text)
    return time.process_time() - start


def test_stop_words_punctuation_and_numbers_are_left_out():
    assert segment.words("尊敬的领导：您好！我们希望在2019年……") == []


def test_words_are_lower_case_and_keep_single_characters_that_are_words():
    assert segment.words("KTV，狗") == ["ktv", "狗"]


def test_a_search_index_gets_the_short_words_inside_long_ones():
    assert {"维修", "资金"} <= set(segment.cut_for_search("专项维修资金"))


def test_the_shared_tokenizer_of_jieba_is_left_alone():
    import jieba

    segment.cut("电梯", engine="jieba")
    assert segment.tokenizer("jieba")[1] is not jieba.dt
    assert not jieba.dt.initialized or jieba.dt.FREQ.get("生命通道", 0) == 0


def test_the_cache_folder_is_private(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = segment._cache_dir()
    assert made == str(tmp_path / "jianyan-nlp")
    (tmp_path / "jianyan-nlp").chmod(0o777)
    assert segment._cache_dir() != made


def test_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="unknown engine"):
        segment.cut("电梯", engine="thulac")


def test_jieba_takes_over_where_rjieba_is_missing(monkeypatch):
    def missing():
        raise ImportError("rjieba")

    monkeypatch.setattr(segment, "_loaded", {})
    monkeypatch.setattr(segment, "_load_rjieba", missing)
    assert segment.engine_name("auto") == "jieba"
    assert segment.words("小区充电桩") == ["小区", "充电桩"]
    with pytest.raises(ImportError):
        segment.cut("电梯", engine="rjieba")
