"""The demo content is data; these tests read the files and nothing else."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

DEMO = Path(__file__).resolve().parents[2] / "cms" / "demo"
KINDS = {"suggestion", "complaint", "thanks", "consultation"}
CHANNELS = {"网络", "书信", "电话", "走访", "座谈", "12345", "问卷", "直播"}
PARENT_LEVEL = {"区": "市", "街镇": "区", "居村": "街镇", "小区": "居村"}
ADOPTIONS = {
    "惠民举措",
    "改进工作",
    "法规规章政策立改废释",
    "人大监督项目",
    "代表议案建议",
    "决策参考",
    "其他",
}
# Numbers that nobody owns: an invented mobile block and an invented exchange.
FICTITIOUS_PHONE = re.compile(r"1380000\d{4}|021-5555\d{4}")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}")
PII = {
    "mobile": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "idcard": re.compile(r"(?<!\d)\d{17}[\dX](?!\d)"),
    "bankcard": re.compile(r"(?<!\d)6\d{15,18}(?!\d)"),
    "plate": re.compile(r"沪[A-Z]·[A-Z0-9]{5,6}"),
    "wechat": re.compile(r"微信号?\s?[A-Za-z][\w-]{5,}"),
    "address": re.compile(r"\d+号楼?\d{3,4}(?:室|，|的)"),
}


def load(name: str):
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


def areas() -> dict[str, dict[str, str]]:
    with (DEMO / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["code"]: row for row in rows}
    assert len(found) == len(rows), "an area code occurs twice"
    return found


@pytest.fixture(scope="module")
def suggestions() -> list[dict]:
    return load("suggestions.json")


@pytest.fixture(scope="module")
def campaigns() -> dict[str, dict]:
    return {row["slug"]: row for row in load("campaigns.json")["campaigns"]}


@pytest.fixture(scope="module")
def doors(campaigns) -> dict[str, dict]:
    """What takes suggestions: the campaigns, and the everyday door that never closes."""
    everyday = load("campaigns.json")["everyday"]
    return {**campaigns, everyday["slug"]: {**everyday, "closes_days": 0}}


def id_card_is_valid(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return number[17] == "10X98765432"[total % 11]


def bank_card_is_valid(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[1::2]]
    return (sum(digits[0::2]) + sum(doubled)) % 10 == 0


def test_every_area_hangs_under_an_area_one_level_above():
    tree = areas()
    for row in tree.values():
        if row["level"] == "市":
            assert row["parent_code"] == ""
        else:
            assert tree[row["parent_code"]]["level"] == PARENT_LEVEL[row["level"]], row
    assert sum(row["parent_code"] == "310000" for row in tree.values()) == 16
    assert any(row["name"] == "狮子山小区" for row in tree.values())


def test_there_are_enough_suggestions_from_enough_places(suggestions):
    tree = areas()
    assert len(suggestions) >= 240
    assert len({row["id"] for row in suggestions}) == len(suggestions)
    assert all(row["area_code"] in tree for row in suggestions)
    assert len({row["area_code"][:9] for row in suggestions}) >= 12
    assert {row["channel"] for row in suggestions} == CHANNELS
    assert sum(row["contact"] is not None for row in suggestions) >= len(suggestions) // 4


def test_every_suggestion_respects_the_settings_of_its_campaign(suggestions, doors):
    for row in suggestions:
        campaign = doors[row["campaign"]]
        settings = campaign["settings"]
        last_day = max(0, -campaign["closes_days"])
        assert last_day <= row["days_ago"] <= -campaign["opens_days"], row["id"]
        assert 0 <= row["hour"] <= 23
        assert row["audience"] in {"", *campaign["audiences"]}, row["id"]
        assert settings["allow_anonymous"] or not row["anonymous"], row["id"]
        assert settings["ask_solution"] or not row["solution"], row["id"]
        assert not (row["anonymous"] and row["contact"]), row["id"]
        assert row["title"] and row["body"] and row["author"], row["id"]


def test_only_a_campaign_that_has_not_opened_has_few_suggestions(suggestions, campaigns):
    counts = Counter(row["campaign"] for row in suggestions)
    upcoming = {slug for slug, row in campaigns.items() if row["opens_days"] > 0}
    assert len(upcoming) == 1
    assert not upcoming & set(counts)
    assert all(counts[slug] >= 10 for slug in set(campaigns) - upcoming), counts


def test_there_is_a_campaign_in_every_state_of_the_calendar(campaigns):
    rows = campaigns.values()
    assert any(0 <= row["closes_days"] <= 5 for row in rows)
    closed = [row for row in rows if row["closes_days"] < 0]
    assert closed and all(len(row["result"]["paragraphs"]) == 4 for row in closed)
    for row in rows:
        assert row["opens_days"] < row["closes_days"]
        assert 3 <= len(row["background"]) <= 5 and 4 <= len(row["themes"]) <= 6
        assert row["summary"] and row["gate_text"] and row["lead_organ"] and row["ways"]
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row["slug"])


def test_the_series_are_one_six_one_and_four(campaigns):
    content = load("campaigns.json")
    sizes = {row["slug"]: row["campaigns"] for row in content["series"]}
    assert len(sizes["renmin-chengshi"]) == 6 + 1 and len(sizes["dacheng-xiaoshi"]) == 4
    assert {slug for slugs in sizes.values() for slug in slugs} == set(campaigns)
    assert [row["series"] for row in content["live_events"]] == ["renmin-chengshi"]
    assert content["pages"]["privacy"]["version"] == "2026-12"
    assert {"home", "about", "guide", "privacy", "accessibility"} <= set(content["pages"])


def test_no_text_occurs_twice_except_in_the_marked_floods(suggestions):
    by_id = {row["id"]: row for row in suggestions}
    originals = [row for row in suggestions if "duplicate_of" not in row["note"]]
    for part in ("body", "title"):
        repeated = [text for text, n in Counter(r[part] for r in originals).items() if n > 1]
        assert repeated == []
    copies = [row for row in suggestions if "duplicate_of" in row["note"]]
    assert len(copies) >= 6
    for row in copies:
        assert row["body"] == by_id[row["note"]["duplicate_of"]]["body"]


def test_a_near_duplicate_points_at_a_message_of_the_same_topic(suggestions):
    by_id = {row["id"]: row for row in suggestions}
    near = [row for row in suggestions if "near_duplicate_of" in row["note"]]
    assert len(near) >= 8
    for row in near:
        original = by_id[row["note"]["near_duplicate_of"]]
        assert row["campaign"] == original["campaign"]
        assert row["note"]["topic_hint"] == original["note"]["topic_hint"], row["id"]


def test_suggestions_carry_kinds_and_enough_topics_to_check_grouping(suggestions):
    kinds = Counter(row["note"]["kind"] for row in suggestions)
    assert set(kinds) <= KINDS and kinds["complaint"] >= 20
    topics = Counter(row["note"]["topic_hint"] for row in suggestions)
    assert topics.pop("") >= 40
    assert len(topics) >= 25 and min(topics.values()) >= 5


def test_what_is_marked_as_personal_data_is_really_in_the_text(suggestions):
    marked = [row for row in suggestions if row["note"].get("pii")]
    assert len(marked) >= 20
    for row in marked:
        for kind in row["note"]["pii"]:
            assert PII[kind].search(row["body"]), (row["id"], kind)


def test_phone_numbers_are_fictitious_and_card_numbers_have_a_valid_check_digit(suggestions):
    files = ["suggestions.json", "campaigns.json", "story.json"]
    text = "\n".join((DEMO / name).read_text(encoding="utf-8") for name in files)
    for number in PHONE.findall(text):
        assert FICTITIOUS_PHONE.fullmatch(number), number
    bodies = "\n".join(row["body"] for row in suggestions)
    identity = PII["idcard"].findall(bodies)
    assert identity and all(id_card_is_valid(number) for number in identity)
    cards = set(PII["bankcard"].findall(bodies))
    assert cards and all(bank_card_is_valid(number) for number in cards)


def test_departments_are_named_once_with_duties_and_keywords():
    rows = load("departments.json")
    assert len(rows) >= 16
    assert len({row["short_name"] for row in rows}) == len(rows)
    assert all(row["name"] and row["duties"] and len(row["keywords"]) >= 5 for row in rows)


def test_the_story_refers_to_suggestions_and_departments_that_exist(suggestions):
    by_id = {row["id"]: row for row in suggestions}
    departments = {row["short_name"] for row in load("departments.json")}
    topics = load("story.json")["topics"]
    for topic in topics:
        assert {topic["lead"], *topic["supporting"]} <= departments
        for key in topic["suggestions"]:
            assert by_id[key]["campaign"] == topic["campaign"]
            assert by_id[key]["days_ago"] > topic["referred_days_ago"]
        for rating in topic["ratings"]:
            assert rating["suggestion"] in topic["suggestions"]
    assert sum(topic["objection"] is not None for topic in topics) == 1
    assert sum(topic["extension"] is not None for topic in topics) == 1


def test_the_answers_are_specific_and_were_rated_honestly():
    answered = [topic for topic in load("story.json")["topics"] if topic["answer"]]
    assert len(answered) >= 4
    for topic in answered:
        answer = topic["answer"]
        assert answer["adoption"] in ADOPTIONS
        assert 150 <= len(answer["text"]) <= 400
        assert answer["days_ago"] < topic["signed_days_ago"] <= topic["referred_days_ago"]
        assert len(topic["ratings"]) >= 2
        assert all(rating["days_ago"] < answer["days_ago"] for rating in topic["ratings"])
    scores = {rating["score"] for topic in answered for rating in topic["ratings"]}
    assert scores == {"满意", "基本满意", "不满意"}


def test_every_series_and_campaign_has_a_light_cover_and_words_for_it():
    rows = load("campaigns.json")["series"] + load("campaigns.json")["campaigns"]
    covers = {f"{row['slug']}.png" for row in rows}
    assert covers == {file.name for file in (DEMO / "pictures").glob("*.png")}
    assert all(len(row["cover"]) > 8 for row in rows)
    assert len({row["cover"] for row in rows}) == len(rows)
    assert all(file.stat().st_size <= 60_000 for file in (DEMO / "pictures").iterdir())


def test_a_guides_reason_names_the_clauses_that_its_second_version_changes():
    for guide in load("guides.json"):
        clauses = [one for chapter in guide["chapters"] for one in chapter["clauses"]]
        changed = {number for number, one in enumerate(clauses, 1) if "first_text" in one}
        if "dropped" in guide:
            changed.add(len(clauses) + 1)
        named = {int(number) for number in re.findall(r"第 (\d+) 条", guide["changes"])}
        assert named == changed, guide["title"]
