"""Reading a case: what cannot have happened is refused here and never reaches the judge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from deliberation.rules.chosen import Chosen, read_chosen
from deliberation.rules.model import BASES, Base, Number, Rule, RuleError, Way, Whole
from deliberation.rules.notice import Noticed, read_notice
from deliberation.rules.tables import rule_in_force

Group = Literal["eligible", "present", "for", "against", "abstain"]

GROUPS: dict[Group, str] = {
    "eligible": "应到",
    "present": "到会",
    "for": "同意",
    "against": "反对",
    "abstain": "弃权",
}
BASE_LABELS: dict[Base, str] = {"people": "人数", "households": "户数", "area": "面积"}
MOST_PEOPLE = 1_000_000_000
MOST_PARTIES = 50
PLAIN_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Counts = dict[Group, dict[Base, Number]]


@dataclass(frozen=True, slots=True)
class Case:
    """A possible meeting, read and checked; ``ways`` are those whose base has anybody in it."""

    rule: Rule
    ways: tuple[Way, ...]
    counts: Counts
    seats: int = 0
    missing_parties: tuple[str, ...] = ()
    required_parties: tuple[str, ...] = ()
    notice: Noticed | None = None
    chosen: Chosen | None = None

    def count(self, group: Group, base: Base) -> Number:
        """Return one figure of the case; 0 where the rule does not look at it."""
        return self.counts[group][base]

    def whole(self, of: Whole, base: Base) -> Number:
        """Return the whole that a condition takes its share of."""
        return self.seats if of == "seats" else self.counts[of][base]


def read_case(case: Mapping[str, Any]) -> Case:
    """Check a case and look up the version of its rule that was in force.

    Raises
    ------
    RuleError
        If a field is missing or malformed, the figures contradict each other, the base
        that the rule needs is empty, or no version of the rule was in force on the day.
    """
    if not isinstance(case, Mapping):
        raise RuleError("表决情况应当是一个 JSON 对象（用花括号括起来）。")
    rule_id = _required(case, "rule")
    if not isinstance(rule_id, str):
        raise RuleError("rule（表决规则）应当是文字。")
    held = _read_date(_required(case, "on"))
    rule = rule_in_force(rule_id, held)
    notice = read_notice(case.get("notice"), rule, held)
    given, counts = _read_counts(case)
    chosen = read_chosen(case.get("choice"), rule)
    if chosen and counts["for"]["people"] != chosen.outcome.votes:
        raise RuleError("选出的一项的票数和同意的人数不符，请核对。")
    ways = _ways_in_use(rule, counts)
    _refuse_missing_counts(ways, given)
    _refuse_contradictions(counts)
    if not rule.parties:
        return Case(rule, ways, counts, notice=notice, chosen=chosen)
    return replace(_read_council(case, rule, ways, counts), notice=notice, chosen=chosen)


def _required(case: Mapping[str, Any], key: str) -> Any:
    if key not in case:
        raise RuleError(f"缺少 {key} 这一项。")
    return case[key]


def _read_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not PLAIN_DATE.fullmatch(value):
        raise RuleError("on（会议日期）应当写成“年-月-日”，例如 2026-11-20。")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RuleError(f"日历上没有 {value} 这一天，请核对会议日期。") from None


def _read_counts(case: Mapping[str, Any]) -> tuple[dict[Group, set[str]], Counts]:
    given: dict[Group, set[str]] = {}
    counts: Counts = {}
    for group in GROUPS:
        figures = _required(case, group)
        if not isinstance(figures, Mapping):
            raise RuleError(f"{group}（{GROUPS[group]}）应当是一个对象，写明人数、户数或面积。")
        for key in figures:
            if key not in BASES:
                raise RuleError(f"{group}（{GROUPS[group]}）里有不认识的项“{str(key)[:40]}”。")
        given[group] = set(figures)
        counts[group] = {
            base: _read_count(figures[base], group, base) if base in figures else 0
            for base in BASES
        }
    return given, counts


def _read_count(value: Any, group: Group, base: Base) -> Number:
    where = f"{group}.{base}（{GROUPS[group]}{BASE_LABELS[base]}）"
    return _read_area(value, where) if base == "area" else _read_people(value, where)


def _read_people(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleError(f"{where}应当是整数。")
    if value < 0:
        raise RuleError(f"{where}不能是负数。")
    if value > MOST_PEOPLE:
        raise RuleError(f"{where}大得不合常理，请核对。")
    return value


def _read_area(value: Any, where: str) -> Fraction:
    """Take a decimal string (or an exact int or Decimal); a float is not exact and refused."""
    if isinstance(value, Decimal):
        # An exponent such as 1E+999999 would otherwise be written out digit by digit.
        exponent = value.as_tuple().exponent  # a letter where it is no number
        small = isinstance(exponent, int) and -15 <= exponent <= 15
        value = format(value, "f") if small and value.adjusted() <= 15 else "NaN"
    elif isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**15 else "NaN"
    if not isinstance(value, str):
        raise RuleError(f'{where}应当用文字写的小数，例如 "89.50"。')
    if value.startswith("-"):
        raise RuleError(f"{where}不能是负数。")
    if not PLAIN_DECIMAL.fullmatch(value):
        raise RuleError(f'{where}不是一个可用的小数，请写成 "89.50" 这样的形式。')
    return Fraction(value)


def _refuse_contradictions(counts: Counts) -> None:
    for base in BASES:
        label = BASE_LABELS[base]
        if counts["present"][base] > counts["eligible"][base]:
            raise RuleError(f"到会{label}多于应到{label}，这不可能，请核对。")
        cast = sum(counts[group][base] for group in ("for", "against", "abstain"))
        if cast > counts["present"][base]:
            raise RuleError(f"同意、反对、弃权的{label}加起来多于到会{label}，这不可能，请核对。")


def _ways_in_use(rule: Rule, counts: Counts) -> tuple[Way, ...]:
    """Keep the ways all of whose bases have somebody entitled; with none, refuse."""
    eligible = counts["eligible"]
    ways = tuple(way for way in rule.ways if all(eligible[base] for base in way.bases))
    if ways:
        return ways
    joint = "和".join(BASE_LABELS[base] for base in rule.ways[0].bases)
    either = "或者".join(BASE_LABELS[way.bases[0]] for way in rule.ways)
    needed = either if len(rule.ways) > 1 else joint
    raise RuleError(f"“{rule.title}”要按{needed}计算，应到的{needed}不能是零。")


def _refuse_missing_counts(ways: tuple[Way, ...], given: dict[Group, set[str]]) -> None:
    for base in (base for way in ways for base in way.bases):
        for group, bases in given.items():
            if base not in bases:
                raise RuleError(f"缺少 {group}.{base}（{GROUPS[group]}{BASE_LABELS[base]}）。")


def _read_council(
    case: Mapping[str, Any], rule: Rule, ways: tuple[Way, ...], counts: Counts
) -> Case:
    """Read what a council sets for itself: seats, required parties and the threshold."""
    seats = _read_people(_required(case, "seats"), "seats（席位数）")
    if not seats:
        raise RuleError("seats（席位数）不能是零。")
    if counts["present"]["people"] > seats:
        raise RuleError("到会人数多于席位数，这不可能，请核对。")
    required = _read_parties(case, "required_parties", "必到方")
    present = _read_parties(case, "parties_present", "到会方")
    threshold = _required(case, "threshold")
    choices = dict(rule.thresholds)
    if not isinstance(threshold, str) or threshold not in choices:
        raise RuleError(f"threshold（通过比例）只能是 {'、'.join(choices)} 之一。")
    missing = tuple(party for party in required if party not in present)
    with_threshold = tuple(Way(way.quorum, (choices[threshold],)) for way in ways)
    return Case(rule, with_threshold, counts, seats, missing, required)


def _read_parties(case: Mapping[str, Any], key: str, label: str) -> tuple[str, ...]:
    value = _required(case, key)
    if not isinstance(value, list | tuple):
        raise RuleError(f'{key}（{label}）应当是名单，例如 ["党组织", "物业"]。')
    if len(value) > MOST_PARTIES:
        raise RuleError(f"{key}（{label}）超过{MOST_PARTIES}个，请核对。")
    if not all(isinstance(party, str) and 0 < len(party.strip()) <= 40 for party in value):
        raise RuleError(f"{key}（{label}）里每一方都要有名称，且不超过40个字。")
    return tuple(dict.fromkeys(party.strip() for party in value))
