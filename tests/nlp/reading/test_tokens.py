"""All words of many texts as one array."""

import pytest

from nlp.reading import tokens


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_tokens_in_bulk_are_those_of_each_text(engine):
    texts = ["小区电梯", "", "路灯 不亮", "充电桩"]
    found = tokens.tokenize(texts, engine=engine)
    words = [[], [], [], []]
    for word, text in zip(found.ids, found.texts, strict=True):
        words[text].append(found.vocabulary[word])
    assert ["".join(w) for w in words] == texts


def test_words_cut_by_several_processes_are_the_same(monkeypatch):
    monkeypatch.setattr(tokens, "_WORTH_A_FORK", 0)
    monkeypatch.setattr(tokens, "_CHUNK", 20)
    texts = ["小区电梯停运三天了", "", "路灯不亮 晚上很黑", "充电桩太少", "电梯又停运了"] * 3
    one, two = (tokens.tokenize(texts, processes=count) for count in (1, 2))
    assert one.vocabulary == two.vocabulary
    assert (one.ids == two.ids).all()
    assert (one.texts == two.texts).all()


@pytest.mark.parametrize("engine", ["jieba", "rjieba"])
def test_a_number_is_bound_to_the_measure_word_behind_it(engine):
    pytest.importorskip(engine)
    cut = tokens.tokenize(["地铁7号线", "坐20路公交", "共有7人", "排第3", "路灯"], engine=engine)
    words = [cut.vocabulary[at] for at in cut.ids.tolist()]
    assert {"7号线", "号线", "20路"} <= set(words) or {"7号线", "20路公交"} <= set(words)
    assert "7人" not in words
    assert not any(word.startswith("3") and len(word) > 1 for word in words)
