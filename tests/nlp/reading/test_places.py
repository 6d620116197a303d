"""Which words name a place."""

import numpy as np

from nlp.reading.places import place_words
from nlp.reading.tokens import tokenize


def test_a_word_names_a_place_by_its_end_or_by_what_mostly_follows_it():
    tokens = tokenize(
        ["金桂小区停水", "金桂小区停电", "麓谷广场停电", "停电没有人管", "文化路停水"]
    )
    named = {tokens.vocabulary[at] for at in np.flatnonzero(place_words(tokens))}
    assert "金桂" in named
    assert not named & {"停水", "停电", "小区"}


def test_what_follows_in_the_next_text_is_not_what_follows():
    tokens = tokenize(["我们这里停水", "小区停电"])
    assert not place_words(tokens)[tokens.vocabulary.index("停水")]
