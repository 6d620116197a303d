"""指标公式: a whitelist reads them, whole fractions reckon them, refusals are in Chinese."""

import unicodedata
from fractions import Fraction

import pytest

from deliberation.rules.formula import LENGTH, FormulaError, read, shown

KNOWN = {"甲", "乙", "丙"}
COUNTS = {"甲": 3, "乙": 4, "丙": 2}


def value(text, counts=COUNTS):
    formula = read(text, KNOWN)
    return formula.value(*formula.parts(counts))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("甲 / 乙", Fraction(3, 4)),
        ("甲 / 乙 * 100", 75),
        ("100 * 甲 / 乙", 75),
        ("100 × 甲 ÷ 乙", 75),
        ("（甲 ＋ 丙）÷ 乙", Fraction(5, 4)),
        ("(甲 - 丙) / (乙 + 丙) * 1000 / 2", Fraction(500, 6)),
        ("min(甲, 乙, 丙) / max(乙, 1)", Fraction(1, 2)),
        ("-甲 / 乙", Fraction(-3, 4)),
        ("(甲 / 丙) / 乙", Fraction(3, 8)),
        ("0.1 * 甲 / 乙", Fraction(3, 40)),
    ],
)
def test_the_arithmetic_is_exact(text, wanted):
    assert value(text) == wanted


def test_the_number_in_front_is_no_part_of_the_numerator():
    formula = read("1000 * (甲 + 丙) / 乙", KNOWN)
    assert formula.parts(COUNTS) == (5, 4) and formula.times == 1000
    assert formula.names == KNOWN


def test_without_a_denominator_there_is_no_value_and_not_0():
    assert value("甲 / 乙 * 100", {"甲": 0, "乙": 0}) is None
    assert value("甲 / 乙 * 100", {"甲": 0, "乙": 1}) == 0
    assert value("甲 / 乙", {}) is None


def test_a_quotient_inside_without_a_denominator_is_told():
    with pytest.raises(ZeroDivisionError):
        value("甲 / 丙 / 乙", {"甲": 1, "乙": 1, "丙": 0})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "请填写公式"),
        ("甲 /", "看不懂"),
        ("甲 / (乙", "看不懂"),
        ("甲", "分子 / 分母"),
        ("甲 + 乙", "分子 / 分母"),
        ("甲 / 100", "分子 / 分母"),
        ("甲 / (1 + 1)", "分母里至少要有一个计数"),
        ("100 / 乙", "分子里至少要有一个计数"),
        ("甲 / 丁", "没有名为“丁”的计数"),
        ("甲 ** 9 / 乙", "只能有数字"),
        ("甲 // 乙", "只能有数字"),
        ("__import__('os').system('x') / 乙", "只能有数字"),
        ("甲.__class__ / 乙", "只能有数字"),
        ("甲[0] / 乙", "只能有数字"),
        ("(lambda: 甲)() / 乙", "只能有数字"),
        ("'甲' / 乙", "只能有数字"),
        ("True / 乙", "只能有数字"),
        ("1e999 * 甲 / 乙", "数字太大"),
        ("9999999999 * 甲 / 乙", "数字太大"),
        ("甲 if 甲 else 乙", "只能有数字"),
        ("eval(甲) / 乙", "只能有数字"),
        ("min(甲) / 乙", "至少要有两项"),
        ("min(*甲, 乙) / 乙", "至少要有两项"),
        ("min / 乙", "后面要跟括号"),
        ("min(甲, 乙, key=丙) / 乙", "只能有数字"),
        ("甲 + " * 60 + "甲 / 乙", "公式太长"),
        ("甲" * (LENGTH + 1), f"最多 {LENGTH} 个字"),
        ("甲 / 乙\x00", "看不懂"),
    ],
)
def test_anything_else_is_refused_in_words(text, said):
    with pytest.raises(FormulaError, match=said):
        read(text, KNOWN)


def test_many_brackets_are_brackets():
    assert value("(" * 140 + "甲" + ")" * 140 + "/乙") == Fraction(3, 4)


def test_people_read_it_with_their_own_signs():
    assert shown("(甲+乙)  / 丙 * 100") == "（甲+乙） ÷ 丙 × 100"
    assert unicodedata.normalize("NFKC", shown("甲 / 乙")) == "甲 ÷ 乙"
