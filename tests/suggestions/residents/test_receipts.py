"""Receipt codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.residents import receipts


@given(st.uuids().map(str))
def test_a_code_has_sixteen_symbols_that_nobody_misreads_and_checks_itself(key):
    code = receipts.issue(key)
    assert len(code) == 16 and set(code) <= set(receipts.ALPHABET)
    assert receipts.normal(receipts.grouped(code)) == code


def test_codes_carry_more_than_sixty_bits():
    assert (receipts.LENGTH - 1) * 5 >= 60
    codes = {receipts.issue(str(i)) for i in range(2000)}
    assert len(codes) == 2000
    for place in range(receipts.LENGTH - 1):
        assert len({code[place] for code in codes}) == 32


@pytest.mark.parametrize("change", [str.lower, lambda c: f" {c} ", lambda c: c.replace("-", "－")])
def test_what_people_type_for_a_code_is_understood(change):
    code = receipts.issue("key")
    assert receipts.normal(change(receipts.grouped(code))) == code


def test_lookalikes_are_read_as_what_they_look_like():
    code = next(c for c in map(receipts.issue, map(str, range(99))) if "0" in c and "1" in c)
    assert receipts.normal(code.replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_nothing(text):
    assert receipts.normal(text) is None or len(receipts.normal(text)) == 16


def test_one_wrong_symbol_is_always_noticed():
    code = receipts.issue("key")
    for place, right in enumerate(code):
        for wrong in receipts.ALPHABET:
            if wrong != right:
                assert receipts.normal(code[:place] + wrong + code[place + 1 :]) is None


# --- what people type around it, and instead of it --------------------------------------------

WRITTEN = "我的查询码是{}", "查询码：{}", "您好，回执上的号是 {} ，谢谢", "{} 是我的查询码"


@pytest.mark.parametrize("words", [*WRITTEN, "https://example.cn/c/{}", "【{}】"])
@given(key=st.uuids().map(str))
def test_words_around_the_code_do_no_harm(words, key):
    code = receipts.issue(key)
    assert receipts.normal(words.format(code)) == code
    assert receipts.normal(words.format(receipts.grouped(code))) == code
    assert receipts.slip(words.format(code)) == ""


@pytest.mark.parametrize("between", ["，", "、", " ", ",", "\u3000", "/", "。"])
def test_read_aloud_symbol_by_symbol_it_is_understood(between):
    for key in map(str, range(99)):  # also with a C between two strokes, like the address
        code = receipts.issue(key)
        assert receipts.normal(between.join(code)) == code


SAID = str.maketrans("0123456789", "洞幺二三四五六拐八九")
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in receipts.ALPHABET})


@pytest.mark.parametrize("table", [SAID, WIDE, str.maketrans("0123456789", "零一两三四五六七八勾")])
def test_digits_said_in_chinese_and_full_width_are_understood(table):
    for key in map(str, range(50)):
        code = receipts.issue(key)
        assert receipts.normal(code.translate(table)) == code


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "没有查询码"),
        ("我忘记了", "没有查询码"),
        ("2026-000012", "建议的编号"),
        ("编号 2026－000012", "建议的编号"),
        ("138 1234 5678", "手机号"),
        ("+86 13812345678", "手机号"),
        ("31010419800101123X", "身份证号"),
        ("7K3M-9QXD-2V8F-HT4", "少 1 位"),
        ("7K3M-9QXD-2V8F-HT4CKK", "多 2 位"),
        ("7K3M-9QXD-2V8F-HT4U", "没有字母 U"),
    ],
)
def test_each_slip_has_its_own_sentence(typed, words):
    assert receipts.normal(typed) is None
    assert words in receipts.slip(typed)


@given(st.uuids().map(str), st.integers(0, 15), st.integers(1, 31))
def test_one_wrong_symbol_is_called_so(key, place, step):
    code = receipts.issue(key)
    wrong = receipts.ALPHABET[(receipts.ALPHABET.index(code[place]) + step) % 32]
    assert "有一位抄错了" in receipts.slip(code[:place] + wrong + code[place + 1 :])


@given(st.text(max_size=60))
def test_a_slip_is_told_exactly_where_there_is_no_code(text):
    assert bool(receipts.slip(text)) == (receipts.normal(text) is None)
