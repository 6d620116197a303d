"""The worked sum in Chinese: one sentence for who came, one for how they voted."""

from __future__ import annotations

from fractions import Fraction

from deliberation.rules.case import Case
from deliberation.rules.model import Condition, Number, Rule, Way, is_decimal
from deliberation.rules.verdict import Check, decimal_text

SHARES = {
    (Fraction(1, 2), True): "过半数",
    (Fraction(2, 3), False): "三分之二以上",
    (Fraction(3, 4), False): "四分之三以上",
    (Fraction(1), False): "全体一致",
}
BASE_UNITS = {"people": "人", "households": "户", "area": "平方米"}
WHOLES = {
    ("eligible", "people"): "应到人数",
    ("eligible", "households"): "应到户数",
    ("eligible", "area"): "专有部分总面积",
    ("present", "people"): "到会人数",
    ("present", "households"): "到会户数",
    ("present", "area"): "参与表决面积",
    ("seats", "people"): "席位数",
}
OWNERS_WHOLES = WHOLES | {
    ("eligible", "people"): "业主总人数",
    ("present", "people"): "参与表决人数",
}
NAMES = {"people": "人数", "households": "户数", "area": "面积"}


def share_words(condition: Condition) -> str:
    """Name a share as the laws do, for example 三分之二以上."""
    return SHARES[condition.share, condition.strict]


def quantity(value: Number, base: str) -> str:
    """Write a figure with its unit."""
    return f"{decimal_text(value)}{BASE_UNITS[base]}"


def describe(conditions: tuple[Condition, ...], rule: Rule) -> str:
    """Write the conditions of a rule for the list of rules.

    Examples
    --------
    >>> from deliberation.rules.tables import RULES
    >>> special = next(rule for rule in RULES if rule.id == "owners-special")
    >>> describe(special.ways[0].passing, special)
    '参与表决面积的四分之三以上，且参与表决人数的四分之三以上'
    """
    wholes = OWNERS_WHOLES if rule.owners else WHOLES
    return "，且".join(
        f"{wholes[c.of, c.base]}{'' if c.share == 1 else '的'}{share_words(c)}" for c in conditions
    )


def quorum_clause(condition: Condition, check: Check, case: Case) -> str:
    """Write who should come, how many are needed, who came, and whether it is enough."""
    whole = case.whole(condition.of, condition.base)
    came = "参与表决" if case.rule.owners else "实到"
    if condition.base == "area":
        total, verdict = f"专有部分总面积{quantity(whole, 'area')}", "面积要求"
        needed = f"不少于{quantity(check.needed, 'area')}{_rounding_note(condition, whole, check)}"
    else:
        total = f"{_entitled(condition, case)}{_entitled_count(condition, whole)}"
        verdict = "人数要求" if case.rule.owners else f"会{NAMES[condition.base]}"
        needed = quantity(check.needed, condition.base)
    reached = "已达到" if check.met else "未达到"
    have = quantity(check.have, condition.base)
    return f"{total}，{share_words(condition)}为{needed}，{came}{have}，{reached}{verdict}"


def passing_clause(condition: Condition, check: Check, case: Case) -> str:
    """Write the count of one motion on one base, with the bound that it had to reach."""
    base = condition.base
    whole = case.whole(condition.of, base)
    return (
        f"{_voters(condition, case)}{quantity(whole, base)}，"
        f"{share_words(condition)}为{_bound(condition, whole, check)}，"
        f"{_sums(condition, check, case)}"
    )


def _sums(condition: Condition, check: Check, case: Case) -> str:
    """How many said what, and whether it is enough."""
    reached = "达到通过要求" if check.met else "未达到通过要求"
    if case.chosen:
        return f"{case.chosen.sums()}{f'，{reached}' if case.chosen.outcome.winner else ''}"
    against, abstain = (
        quantity(case.count(group, condition.base), condition.base)
        for group in ("against", "abstain")
    )
    return f"同意{quantity(check.have, check.base)}、反对{against}、弃权{abstain}，{reached}"


def ending(case: Case, passed: bool) -> str:
    """What a valid vote came to."""
    if case.chosen:
        return case.chosen.end(passed)
    return "本项通过" if passed else "本项不通过"


def parties_clause(case: Case) -> str:
    """Say which required parties are missing, or that all are there."""
    if case.missing_parties:
        return f"必到的{'、'.join(case.missing_parties)}没有到会"
    return f"必到的{'、'.join(case.required_parties)}都已到会"


def quorum_reason(check: Check, rule: Rule) -> str:
    """Say in one short sentence what is missing for a valid meeting."""
    came = "参与表决" if rule.owners else "到会"
    return (
        f"{came}{NAMES[check.base]}不够：需要{quantity(check.needed, check.base)}，"
        f"实有{quantity(check.have, check.base)}，还差{quantity(check.short, check.base)}。"
    )


def passing_reason(condition: Condition, check: Check, case: Case) -> str:
    """Say in one short sentence why the votes in favour are not enough."""
    need = "需要多于" if _is_open_bound(condition) else "需要"
    if case.chosen and not case.chosen.outcome.winner:
        return f"{case.chosen.sums()}。"
    who = case.chosen.named(case.chosen.outcome.winner or 0) if case.chosen else "同意"
    return (
        f"{who}的{NAMES[check.base]}不够：{need}{quantity(check.needed, check.base)}，"
        f"实有{quantity(check.have, check.base)}。"
    )


def way_name(way: Way) -> str:
    """Name an alternative way to hold the meeting by its base."""
    return {"people": "按人数", "households": "按户代表"}[way.quorum[0].base]


def _entitled(condition: Condition, case: Case) -> str:
    if condition.of == "seats":
        return "共有"
    return "业主共" if case.rule.owners else "应到"


def _entitled_count(condition: Condition, whole: Number) -> str:
    return f"{whole}席" if condition.of == "seats" else quantity(whole, condition.base)


def _voters(condition: Condition, case: Case) -> str:
    if condition.of == "eligible":
        return "全体成员"
    if case.rule.owners:
        return "参与表决面积" if condition.base == "area" else "参与表决"
    return "到会"


def _is_open_bound(condition: Condition) -> bool:
    """A strict bound on area has no smallest figure that satisfies it."""
    return condition.base == "area" and condition.strict


def _bound(condition: Condition, whole: Number, check: Check) -> str:
    needed = quantity(check.needed, condition.base)
    if _is_open_bound(condition):
        return f"多于{needed}（恰好{needed}不算）"
    if condition.base == "area":
        return f"不少于{needed}{_rounding_note(condition, whole, check)}"
    if condition.strict and 2 * (check.needed - 1) == whole:
        return f"{needed}（恰好一半不算）"
    return needed


def _rounding_note(condition: Condition, whole: Number, check: Check) -> str:
    exact = condition.share * whole
    if is_decimal(exact):
        return ""
    return f"（精确值{exact.numerator}/{exact.denominator}，除不尽，已向上进位）"
