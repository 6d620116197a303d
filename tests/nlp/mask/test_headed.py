"""The short ways of masking lead where the long ones do, on any text."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.mask import Found, accounts, address, find, numbers, people, rows, services, shadow
from nlp.mask.headed import Headed, both_cases

ROOMS = ("accounts", "address", "announced", "names", "numbers", "papers", "people")
ROOMS += ("residents", "services")


def headed() -> dict[str, Headed]:
    found = {"people._candidates": people._candidates()}
    for room in ROOMS:
        for name, value in vars(import_module(f"nlp.mask.{room}")).items():
            parts = value if isinstance(value, tuple) else (value,)
            several = {f"{room}.{name}.{at}": part for at, part in enumerate(parts)}
            found |= {key: part for key, part in several.items() if isinstance(part, Headed)}
    return found


HEADED = headed()
LINES = [
    re.sub(r"\{\w+:([^}]*)\}", r"\1", line)
    for line in Path(__file__).with_name("lines.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
# Digits of other scripts, letters that ignoring case takes for others, all that divides numbers.
ODD = "0123456789٣３一二零〇幺 -—./~*,，、。；:：()（）@#\n"
ODD += "qQvVwWxXsſkKiıİA京沪牌号弄栋室楼家住信生年月日寿"
upto = st.integers(0, 40)
pieces = st.one_of(
    st.builds(
        lambda line, a, b: line[a : a + b], st.sampled_from(LINES), *[st.integers(0, 40)] * 2
    ),
    st.text(ODD, max_size=20),
    st.builds(str.upper, st.sampled_from(LINES)),
)
texts = st.lists(pieces, min_size=1, max_size=5).map("".join)


def test_there_are_many_such_patterns() -> None:
    assert len(HEADED) >= 25


@pytest.mark.parametrize("name", HEADED)
def test_a_headed_pattern_finds_what_the_pattern_finds_on_every_line(name: str) -> None:
    for line in LINES:
        at = [place.start() for place in HEADED[name].places(line)]
        assert at == [i for i in range(len(line)) if HEADED[name].whole.match(line, i)], line


@given(texts)
@settings(max_examples=150, deadline=None)
def test_a_headed_pattern_finds_what_the_pattern_finds(text: str) -> None:
    for name, one in HEADED.items():
        found = [(match.span(), match.groups()) for match in one.finditer(text)]
        assert found == [(m.span(), m.groups()) for m in one.whole.finditer(text)], name


GATES = ((numbers, "_SEVEN_DIGITS"), (numbers, "_TEN_SAID"), (accounts, "_MAY_HOLD"))


def the_long_way(text: str) -> list[Found]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Headed, "finditer", lambda self, text: self.whole.finditer(text))
        for room, name in GATES:
            patch.setattr(room, name, re.compile(""))
        return find(text)


@given(texts)
@settings(max_examples=100, deadline=None)
def test_masking_without_any_short_way_is_the_same(text: str) -> None:
    assert find(text) == the_long_way(text)


def test_masking_every_line_without_any_short_way_is_the_same() -> None:
    for line in (*LINES, "电话 5512-3456", "加 wx：abcde12", "+7 (912) 345 67", "wechat: lily_88"):
        assert find(line) == the_long_way(line), line


@pytest.mark.parametrize(
    ("pattern", "may"),
    [
        (numbers._BICYCLE, lambda text: "牌" in text),
        (services._PAGE, lambda text: "/" in text),
        (address._DASHES.whole, lambda text: "-" in text),
        (address._LIKE_A_ROOM, lambda text: "-" in text),
        (address._DORMITORY, lambda text: "宿舍" in text or "寝室" in text),
    ],
)
def test_what_is_looked_for_first_stands_in_all_that_is_found(
    pattern: re.Pattern[str], may: Callable[[str], bool]
) -> None:
    for line in ["；".join(LINES), *LINES]:
        assert may(line) or not pattern.search(line)
        assert all(may(line[max(0, m.start() - 2) : m.end()]) for m in pattern.finditer(line))


@given(texts)
def test_characters_are_exchanged_as_a_table_would(text: str) -> None:
    assert shadow.plain(text) == text.translate(shadow._PLAIN)
    assert shadow.chinese_digits(text) in (None, text.translate(shadow._DIGITS))


@given(
    st.sets(st.text("张三丰a.", min_size=1, max_size=4), min_size=1),
    st.text("张三丰a.", max_size=60),
)
def test_words_are_found_as_one_pattern_of_them_would(words: set[str], text: str) -> None:
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    assert [*rows._places(text, words)] == [m.span() for m in re.finditer(pattern, text)]


def test_every_letter_that_ignoring_case_takes_for_another_is_among_both_cases() -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz":
        alike = {c for c in map(chr, range(0x3000)) if re.fullmatch(letter, c, re.IGNORECASE)}
        assert alike == set(both_cases(letter)), letter
