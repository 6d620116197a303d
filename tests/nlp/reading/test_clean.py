"""Cleaning: what may be stored, shown and compared."""

import pickle
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.reading.clean import TextTooLong, clean_text, fold

ANY_CHARACTER = st.characters(codec=None, exclude_categories=())
NASTY = st.sampled_from(
    "\x00\t\r\n \u3000\u200b\u200d\ufe0f\ufeff\u202e\u2066\ud83d\ude00\ufffe\u2028\u0301\u0344"
    "\u3164\u2800\x85👩👧🏴\U000e0067\U000e007f建议a１"
)
ANY_TEXT = st.text(ANY_CHARACTER) | st.text(NASTY) | st.text(ANY_CHARACTER | NASTY)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("加装电梯", "加装电梯"),
        ("加装\x00电\x07梯\x9f", "加装电梯"),
        ("电话138\u200b0013\u20608000", "电话13800138000"),
        ("\u202e倒着写\u202c", "倒着写"),
        ("\u2067左\u2069右\u200e\u200f", "左右"),
        ("一\ud83d二", "一二"),
        ("笑\ud83d\ude00", "笑😀"),
        ("a\ufffeb\uffffc\U0001fffed\ufdd0", "abcd"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("列一\t列二", "列一 列二"),
        ("行尾有空格 \u3000\n下一行", "行尾有空格\n下一行"),
        ("上\n\n\n\n\n\n下", "上\n\n\n下"),
        ("上\n\n\n下", "上\n\n\n下"),
        ("  前后空白  ", "前后空白"),
        ("第一段\n\u3000\u3000第二段缩进", "第一段\n\u3000\u3000第二段缩进"),
        ("全角ＡＢＣ１２３，不改", "全角ＡＢＣ１２３，不改"),
        ("cafe\u0301", "café"),
        ("全家👨\u200d👩\u200d👧来", "全家👨\u200d👩\u200d👧来"),
        ("建\u200d议", "建议"),
        ("☀\ufe0f晴", "☀\ufe0f晴"),
        ("🏴\U000e0067\U000e0062\U000e007f旗", "🏴\U000e0067\U000e0062\U000e007f旗"),
        ("藏\U000e0041\U000e0042字", "藏字"),
        ("软\u00ad连字符", "软连字符"),
        ("", ""),
        ("\u200b\u200b", ""),
        (" \n\t\u3000\r\n", ""),
        ("\u3164\u2800\ufe0f", ""),
        ("\u0301\u0302", ""),
        ("。", "。"),
        ("🙏", "🙏"),
    ],
)
def test_a_text_is_cleaned_as_written_here(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


def test_a_title_is_put_on_one_line() -> None:
    assert clean_text(" 关于\r\n停车 \t\n 难 ", lines=False) == "关于 停车 难"


def test_a_text_at_the_limit_is_taken() -> None:
    assert clean_text("建议。" + "\u200b" * 10, limit=3) == "建议。"


def test_a_text_over_the_limit_is_refused_with_its_length_after_cleaning() -> None:
    with pytest.raises(TextTooLong, match="最多3字，您写了5字，请删减后再提交") as caught:
        clean_text("五个字的话\x00  ", limit=3)
    assert (caught.value.limit, caught.value.length) == (3, 5)
    assert isinstance(caught.value, ValueError)


def test_length_counts_code_points_so_an_emoji_is_one() -> None:
    assert clean_text("😀😀", limit=2) == "😀😀"


def test_the_refusal_survives_a_process_boundary() -> None:
    copy = pickle.loads(pickle.dumps(TextTooLong(10, 12)))
    assert (copy.limit, copy.length, str(copy)) == (10, 12, str(TextTooLong(10, 12)))


def test_two_writings_of_the_same_words_fold_alike() -> None:
    assert fold("Ａ座，３号楼！\n（电梯）") == fold("a座3号楼电梯") == "a座3号楼电梯"


def test_folding_punctuation_alone_leaves_nothing() -> None:
    assert fold("……！？ 🙏") == ""


@given(ANY_TEXT)
@settings(max_examples=400)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(ANY_TEXT)
@settings(max_examples=400)
def test_a_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert not set(cleaned) & set("\u200b\u200c\u200e\u200f\u202a\u202e\u2066\u2069\ufeff")
    assert not [c for c in cleaned if ord(c) & 0xFFFE == 0xFFFE]
    assert all(line == line.rstrip() for line in cleaned.split("\n"))
    assert "\n\n\n\n" not in cleaned


@given(ANY_TEXT)
def test_a_one_line_field_holds_one_line(text: str) -> None:
    cleaned = clean_text(text, lines=False)
    assert "\n" not in cleaned
    assert cleaned == clean_text(cleaned, lines=False)


@given(ANY_TEXT)
def test_folded_texts_fold_to_themselves(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "pattern",
    ["\u0301\u0316", " ", "a\u200d", "\n", "\u0f71\u0f72", "👩\u200d", "\ud83d"],
)
def test_a_million_hostile_characters_cost_about_a_second(pattern: str) -> None:
    text = (pattern * 1_000_000)[:1_000_000] + "尾"
    start = time.process_time()
    assert clean_text(text).endswith("尾")
    assert time.process_time() - start < 3
