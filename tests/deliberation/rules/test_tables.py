"""The judge against the oracle on every pair, and the printed table against the judge."""

from __future__ import annotations

import doctest
import importlib
import io
import json
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.rules import RULES, UNVERIFIED, Condition, judge, rule_in_force
from deliberation.rules.__main__ import describe_rule, main
from tests.deliberation import oracle

ROOT = Path(__file__).resolve().parents[3]
GROUPS = ("eligible", "present", "for", "against", "abstain")
MOST = 200
PAIRS = [(present, eligible) for eligible in range(1, MOST + 1) for present in range(eligible + 1)]
EDGE_PAIRS = [(p, e) for p, e in PAIRS if -3 <= 2 * p - e <= 3 or -4 <= 3 * p - 2 * e <= 4 or p < 2]
RULE_IDS = tuple(dict.fromkeys(rule.id for rule in RULES))
COUNCIL = {
    "seats": 9,
    "required_parties": ["党组织", "物业"],
    "parties_present": ["党组织", "物业"],
    "threshold": "majority",
}
ENOUGH = {"1/2": oracle.over_half, "2/3": oracle.two_thirds, "3/4": oracle.three_quarters}


def case_of(rule: str, sums: oracle.Sums, **more: Any) -> dict[str, Any]:
    """Write the oracle's whole numbers (area in hundredths) as a case."""
    groups = {
        group: {
            base: f"{count // 100}.{count % 100:02d}" if base == "area" else count
            for base, count in figures.items()
        }
        for group, figures in sums.items()
    }
    return {"rule": rule, "on": "2026-11-20"} | groups | more


def sums_of(rule: str, eligible: int, present: int, votes: int) -> oracle.Sums:
    bases = {"owners-ordinary": ("people", "area"), "owners-special": ("people", "area")}
    counts = {"eligible": eligible, "present": present, "for": votes, "against": 0, "abstain": 0}
    return {
        group: dict.fromkeys(bases.get(rule, ("people",)), count) for group, count in counts.items()
    }


def full(sums: oracle.Sums) -> oracle.Sums:
    return {g: {"people": 0, "households": 0, "area": 0} | sums[g] for g in GROUPS}


# The oracle ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    sorted(
        {c for rule in RULES for way in rule.ways for c in (*way.quorum, *way.passing)}
        | {c for rule in RULES for _, c in rule.thresholds if c.share != 1},
        key=str,
    ),
    ids=lambda c: f"{c.base}-{c.of}-{c.share}".replace("/", "of"),
)
def test_every_bound_agrees_with_the_oracle_on_every_pair_to_200(condition: Condition) -> None:
    enough = ENOUGH[str(condition.share)]
    wrong = [pair for pair in PAIRS if condition.met(*pair) is not enough(*pair)]
    assert wrong == []
    if condition.base != "area":
        for whole in range(MOST + 1):
            assert condition.needed(whole) == oracle.smallest(enough, whole)


@pytest.mark.parametrize("rule", ["residents-representatives", "villagers-assembly"])
def test_the_judge_agrees_with_the_oracle_on_every_pair_to_200(rule: str) -> None:
    wrong = []
    for number, (present, eligible) in enumerate(PAIRS):
        votes = min(present, present // 2 + number % 3)
        sums = sums_of(rule, eligible, present, votes)
        verdict = judge(case_of(rule, sums))
        if (verdict.valid, verdict.passed) != oracle.opinion(rule, full(sums)):
            wrong.append((present, eligible, votes))
    assert wrong == []


@pytest.mark.parametrize("rule", RULE_IDS)
def test_the_judge_agrees_with_the_oracle_near_every_bound(rule: str) -> None:
    wrong = []
    for number, (present, eligible) in enumerate(EDGE_PAIRS):
        votes = max(0, (present // 2, present * 3 // 4, eligible // 2)[number % 3] + number % 2)
        votes = min(present, votes)
        sums = sums_of(rule, eligible, present, votes)
        more = COUNCIL | {"seats": eligible} if rule == "council" else {}
        facts = {"seats": eligible, "missing": False, "threshold": "majority"} if more else {}
        verdict = judge(case_of(rule, sums, **more))
        if (verdict.valid, verdict.passed) != oracle.opinion(rule, full(sums), **facts):
            wrong.append((present, eligible, votes))
    assert wrong == []


@st.composite
def possible_sums(draw: st.DrawFn) -> oracle.Sums:
    sums: oracle.Sums = {group: {} for group in GROUPS}
    for base, most in (("people", 300), ("households", 120), ("area", 2_000_000)):
        left = sums["eligible"][base] = draw(st.integers(1, most))
        left = sums["present"][base] = draw(st.integers(left // 3, left))
        for group in ("for", "against", "abstain"):
            part = sums[group][base] = draw(st.integers(0, left))
            left -= part
    return sums


@settings(max_examples=300, deadline=None)
@given(
    rule=st.sampled_from(RULE_IDS),
    sums=possible_sums(),
    threshold=st.sampled_from(["majority", "two-thirds", "unanimous"]),
    missing=st.booleans(),
)
def test_the_judge_agrees_with_the_oracle_on_any_possible_case(
    rule: str, sums: oracle.Sums, threshold: str, missing: bool
) -> None:
    seats = sums["eligible"]["people"]
    facts: dict[str, Any] = {"seats": seats, "missing": missing, "threshold": threshold}
    more = COUNCIL | {"seats": seats, "threshold": threshold}
    more["parties_present"] = ["党组织"] if missing else ["党组织", "物业"]
    council = rule == "council"
    verdict = judge(case_of(rule, sums, **(more if council else {})))
    assert (verdict.valid, verdict.passed) == oracle.opinion(
        rule, sums, **(facts if council else {})
    )
    assert verdict.reasons and verdict.worked
    if not missing or not council:
        still = verdict.still_needed
        assert verdict.valid is (still.people == 0 and still.area == 0)


@settings(max_examples=150, deadline=None)
@given(sums=possible_sums())
def test_what_is_still_needed_is_exactly_enough(sums: oracle.Sums) -> None:
    case = case_of("owners-special", sums)
    still = judge(case).as_dict()["still_needed"]
    fuller = case["present"] | {
        "people": case["present"]["people"] + still["people"],
        "area": Decimal(case["present"]["area"]) + Decimal(still["area"]),
    }
    assert judge(case | {"present": fuller}).valid
    if Decimal(still["area"]):
        short = fuller | {"area": fuller["area"] - Decimal("0.01")}
        assert not judge(case | {"present": short}).valid


# The table ----------------------------------------------------------------------------------


def test_the_list_names_law_article_and_dates_of_every_rule() -> None:
    out = io.BytesIO()
    assert main(["list"], io.BytesIO(), out) == 0
    rules = json.loads(out.getvalue())
    assert len(rules) == len(RULES)
    assert {rule["id"] for rule in rules} == set(RULE_IDS)
    for rule in rules:
        assert list(rule["law"]) == ["name", "article", "from", "to"]
        assert rule["law"]["name"] and rule["law"]["article"] and rule["law"]["from"]
        assert rule["quorum"] and rule["pass"]


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_versions_of_a_rule_follow_each_other_without_gap_or_overlap(rule_id: str) -> None:
    versions = [rule.law for rule in RULES if rule.id == rule_id]
    assert versions[-1].end is None
    for earlier, later in pairwise(versions):
        assert earlier.end is not None
        assert earlier.end + timedelta(days=1) == later.start
    for law in versions:
        assert rule_in_force(rule_id, law.start).law is law


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}-{rule.law.start}")
def test_every_article_was_read_in_a_named_copy_or_has_no_number(rule) -> None:
    law = rule.law
    assert bool(law.source.strip()) is not (law.article == UNVERIFIED)
    if not law.source:
        assert "第" not in law.article and "条款号待核" in describe_rule(rule)["source"]
    for term in filter(None, (rule.notice, rule.open_days)):
        assert term.law and term.days > 0


def test_the_article_that_no_copy_confirms_has_no_number() -> None:
    old = [rule for rule in RULES if rule.id == "village-group" and rule.law.end]
    assert [rule.law.article for rule in old] == [UNVERIFIED]


def printed_rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if "| `" in line
    ]
    return [row for row in rows if row[0].startswith("`")]


def row_of(rule: dict[str, Any]) -> list[str]:
    law = rule["law"]
    notice = f"{rule['notice_days']}天" if rule["notice_days"] else "–"
    return [
        f"`{rule['id']}`",
        rule["title"],
        law["name"],
        law["article"],
        law["from"],
        law["to"] or "–",
        "；或者".join(rule["quorum"]),
        "；或者".join(rule["pass"]),
        rule["convene"],
        notice,
        rule["note"] or "–",
    ]


def test_the_printed_table_is_the_table_that_judges() -> None:
    assert printed_rows() == [row_of(describe_rule(rule)) for rule in RULES]


def test_the_examples_of_the_command_line_run() -> None:
    """Collecting doctests skips ``__main__.py``, so its examples are run here."""
    result = doctest.testmod(importlib.import_module("deliberation.rules.__main__"))
    assert (result.attempted > 0, result.failed) == (True, 0)
