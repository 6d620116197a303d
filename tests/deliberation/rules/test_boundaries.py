"""The boundary cases of the laws, one named test each; a wrong sign anywhere turns one red."""

from __future__ import annotations

from typing import Any

import pytest

from deliberation.rules import RuleError, Verdict, judge

MEETING_DAY = "2026-11-20"


def figures(people: int = 0, households: int = 0, area: str = "0") -> dict[str, Any]:
    return {"people": people, "households": households, "area": area}


def verdict_of(rule: str, on: str = MEETING_DAY, **groups: Any) -> Verdict:
    """Judge a case; ``votes`` stands for the group named ``for``."""
    case = {"rule": rule, "on": on, "against": figures(), "abstain": figures()} | groups
    case["for"] = case.pop("votes", figures())
    return judge(case)


def representatives(present: int, votes: int = 0, against: int = 0) -> Verdict:
    return verdict_of(
        "residents-representatives",
        eligible=figures(45),
        present=figures(present),
        votes=figures(votes),
        against=figures(against),
    )


def owners(rule: str, present: tuple[int, str], votes: tuple[int, str]) -> Verdict:
    """120 owners with 9,000 square metres between them."""
    return verdict_of(
        rule,
        eligible=figures(120, area="9000"),
        present=figures(present[0], area=present[1]),
        votes=figures(votes[0], area=votes[1]),
    )


def council(
    present: int, votes: int, abstain: int = 0, members: int = 9, **settings: Any
) -> Verdict:
    facts = {
        "seats": 9,
        "required_parties": ["党组织", "物业"],
        "parties_present": ["党组织", "物业", "居民代表"],
        "threshold": "majority",
    } | settings
    return verdict_of(
        "council",
        eligible=figures(members),
        present=figures(present),
        votes=figures(votes),
        abstain=figures(abstain),
        **facts,
    )


def test_thirty_of_forty_five_representatives_open_the_meeting() -> None:
    verdict = representatives(30)
    assert verdict.valid
    assert verdict.as_dict()["quorum"] == [
        {"base": "people", "needed": "30", "have": "30", "met": True}
    ]
    assert verdict.still_needed.people == 0


def test_twenty_nine_of_forty_five_representatives_do_not_open_the_meeting() -> None:
    verdict = representatives(29, votes=29)
    assert (verdict.valid, verdict.passed, verdict.still_needed.people) == (False, False, 1)
    assert verdict.worked == (
        "应到45人，三分之二以上为30人，实到29人，未达到会人数，本次会议不能表决。"
    )


def test_fifteen_of_thirty_votes_do_not_carry() -> None:
    verdict = representatives(30, votes=15, against=15)
    assert (verdict.valid, verdict.passed) == (True, False)
    assert "过半数为16人（恰好一半不算）" in verdict.worked


def test_sixteen_of_thirty_votes_carry() -> None:
    assert representatives(30, votes=16, against=14).passed


def test_a_member_who_is_present_and_does_not_vote_counts_in_the_whole() -> None:
    assert not representatives(30, votes=15).passed


def test_special_matters_at_exactly_three_quarters_of_both_carry() -> None:
    assert owners("owners-special", (80, "6000"), (60, "4500")).passed


def test_special_matters_one_head_short_of_three_quarters_do_not_carry() -> None:
    verdict = owners("owners-special", (80, "6000"), (59, "4500"))
    assert (verdict.valid, verdict.passed) == (True, False)


def test_special_matters_a_hundredth_of_a_metre_short_of_three_quarters_do_not_carry() -> None:
    assert not owners("owners-special", (80, "6000"), (60, "4499.99")).passed


def test_ordinary_matters_at_exactly_half_of_both_do_not_carry() -> None:
    verdict = owners("owners-ordinary", (80, "6000"), (40, "3000"))
    assert (verdict.valid, verdict.passed) == (True, False)
    assert "多于3000平方米（恰好3000平方米不算）" in verdict.worked


@pytest.mark.parametrize("votes", [(41, "3000"), (40, "3000.01")])
def test_ordinary_matters_over_half_of_only_one_base_do_not_carry(votes: tuple[int, str]) -> None:
    assert not owners("owners-ordinary", (80, "6000"), votes).passed


def test_ordinary_matters_just_over_half_of_both_carry() -> None:
    assert owners("owners-ordinary", (80, "6000"), (41, "3000.01")).passed


def test_two_thirds_of_area_with_one_head_short_is_no_valid_vote() -> None:
    verdict = owners("owners-ordinary", (79, "6000"), (79, "6000"))
    assert (verdict.valid, verdict.passed) == (False, False)
    assert verdict.still_needed.as_dict() == {"people": 1, "area": "0"}
    assert verdict.worked.endswith("本次表决无效。")


def test_two_thirds_of_heads_with_a_hundredth_of_a_metre_short_is_no_valid_vote() -> None:
    verdict = owners("owners-special", (80, "5999.99"), (80, "5999.99"))
    assert not verdict.valid
    assert verdict.still_needed.as_dict() == {"people": 0, "area": "0.01"}


def test_a_third_without_finite_decimal_is_rounded_up_to_the_unit_of_the_case() -> None:
    def present(area: str) -> Verdict:
        return verdict_of(
            "owners-ordinary",
            eligible=figures(3, area="1000"),
            present=figures(2, area=area),
        )

    assert present("666.67").valid
    assert present("666.66").as_dict()["quorum"][0]["needed"] == "666.67"
    assert present("666.6666").still_needed.as_dict()["area"] == "0.0001"
    assert "2000/3" in present("666.66").worked


def test_residents_assembly_needs_more_than_half_of_residents() -> None:
    half = {"eligible": figures(100), "votes": figures(50)}
    assert not verdict_of("residents-assembly", present=figures(50), **half).valid
    assert verdict_of("residents-assembly", present=figures(51), **half).passed


def test_households_carry_the_assembly_and_then_votes_count_by_household() -> None:
    case = {"eligible": figures(1000, 400), "present": figures(300, 201)}
    lost = verdict_of("residents-assembly", votes=figures(200, 100), **case)
    assert (lost.valid, lost.passed) == (True, False)
    assert [check.base for check in lost.passing] == ["households"]
    assert verdict_of("residents-assembly", votes=figures(0, 101), **case).passed


def test_heads_decide_when_both_bases_carry_and_both_were_counted() -> None:
    case = {"eligible": figures(100, 40), "present": figures(60, 30)}
    verdict = verdict_of("residents-assembly", votes=figures(30, 30), **case)
    assert [check.base for check in verdict.passing] == ["people"]
    assert not verdict.passed


def test_households_decide_when_both_bases_carry_and_only_households_voted() -> None:
    case = {"eligible": figures(100, 40), "present": figures(60, 30)}
    verdict = verdict_of("residents-assembly", votes=figures(0, 16), **case)
    assert [check.base for check in verdict.passing] == ["households"]
    assert verdict.passed


def test_the_nearest_way_says_how_many_must_still_come() -> None:
    case = {"eligible": figures(1000, 400), "present": figures(300, 200)}
    assert verdict_of("residents-assembly", **case).still_needed.people == 1


def test_villagers_need_over_half_of_heads_or_two_thirds_of_households() -> None:
    eligible = figures(900, 300)
    assert not verdict_of("villagers-assembly", eligible=eligible, present=figures(450, 199)).valid
    assert verdict_of("villagers-assembly", eligible=eligible, present=figures(451, 0)).valid
    assert verdict_of("villagers-assembly", eligible=eligible, present=figures(0, 200)).valid


def test_village_group_needs_two_thirds_of_either() -> None:
    eligible = figures(90, 30)
    assert not verdict_of("village-group", eligible=eligible, present=figures(59, 19)).valid
    assert verdict_of("village-group", eligible=eligible, present=figures(60, 0)).valid
    assert verdict_of("village-group", eligible=eligible, present=figures(0, 20)).valid


def test_owners_committee_needs_over_half_of_all_members_not_of_those_present() -> None:
    case = {"eligible": figures(9), "present": figures(5)}
    assert not verdict_of("owners-committee", votes=figures(4), **case).passed
    assert verdict_of("owners-committee", votes=figures(5), **case).passed
    assert not verdict_of("owners-committee", eligible=figures(8), present=figures(4)).valid


def test_a_council_without_a_required_party_is_not_valid_however_many_came() -> None:
    verdict = council(9, 9, parties_present=["党组织"])
    assert (verdict.valid, verdict.passed) == (False, False)
    assert "必到的物业没有到会。" in verdict.reasons
    assert verdict.as_dict()["quorum"][-1] == {
        "base": "parties",
        "needed": "2",
        "have": "1",
        "met": False,
    }


def test_a_council_counts_its_quorum_on_seats_not_on_members() -> None:
    assert not council(4, 4).valid
    assert council(5, 5).valid
    assert not council(4, 4, members=4).valid


@pytest.mark.parametrize(
    ("threshold", "votes", "abstain", "passed"),
    [
        ("majority", 3, 0, False),
        ("majority", 4, 0, True),
        ("two-thirds", 3, 3, False),
        ("two-thirds", 4, 2, True),
        ("unanimous", 5, 1, False),
        ("unanimous", 6, 0, True),
    ],
)
def test_a_council_passes_by_its_own_threshold(
    threshold: str, votes: int, abstain: int, passed: bool
) -> None:
    verdict = council(6, votes, abstain, threshold=threshold)
    assert verdict.passed is passed
    assert "不是法定表决" in verdict.worked


def test_the_day_of_the_meeting_chooses_the_version_of_the_law() -> None:
    case = {"eligible": figures(100), "present": figures(51), "votes": figures(26)}
    old = verdict_of("residents-assembly", on="2025-12-31", **case)
    new = verdict_of("residents-assembly", on="2026-01-01", **case)
    assert old.law.as_dict()["to"] == "2025-12-31"
    assert new.law.as_dict() == {
        "name": "城市居民委员会组织法（2025年修订）",
        "article": "第二十六条、第二十七条",
        "from": "2026-01-01",
        "to": None,
    }
    assert old.passed and new.passed


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("residents-assembly", "1989-12-31"),
        ("residents-representatives", "2025-12-31"),
        ("villagers-assembly", "2010-10-27"),
        ("owners-ordinary", "2020-12-31"),
        ("owners-special", "2020-12-31"),
    ],
)
def test_a_day_before_any_version_is_refused(rule: str, day: str) -> None:
    case = {"eligible": figures(9, area="9"), "present": figures(9, area="9")}
    with pytest.raises(RuleError, match="收录的最早版本自"):
        verdict_of(rule, on=day, **case)
