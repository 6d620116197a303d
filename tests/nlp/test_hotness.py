"""The table of hot topics, copy-paste floods, and the place and people phrase."""

import csv
import json
import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.__main__ import main
from nlp.clean import fold
from nlp.copies import LEAST, copies
from nlp.hotness import Voice, rank_topics
from nlp.whereabouts import whereabouts
from tests.nlp.made_letters import ISSUES, letters

NOW = datetime(2026, 6, 1)
DAY = timedelta(days=1)


def ranked(*voices: Voice) -> list[int]:
    return [hot.topic for hot in rank_topics(voices, at=NOW)]


def test_many_people_outweigh_one_who_writes_often():
    many = [Voice(1, "路灯不亮", person=f"p{n}", at=NOW) for n in range(4)]
    one = [Voice(2, "电梯停运", person="q", at=NOW) for _ in range(9)]
    table = rank_topics([*one, *many], at=NOW)
    assert [hot.topic for hot in table] == [1, 2]
    assert [(hot.people, hot.messages) for hot in table] == [(4, 4), (1, 9)]
    assert table[0].heat == 100 > table[1].heat > 0


def test_unknown_people_are_each_their_own():
    assert rank_topics([Voice(1, "停水"), Voice(1, "又停水")], at=NOW)[0].people == 2


def test_supports_count_by_their_root():
    tapped = Voice(1, "停水", person="a", at=NOW, supports=100)
    assert ranked(tapped, *(Voice(2, "停电", person=f"p{n}", at=NOW) for n in range(5))) == [1, 2]
    assert ranked(tapped, *(Voice(2, "停电", person=f"p{n}", at=NOW) for n in range(20))) == [2, 1]


def test_the_new_is_hotter_than_the_old_and_the_old_does_not_vanish():
    old = [Voice(1, "停水", person=f"o{n}", at=NOW - 900 * DAY) for n in range(3)]
    new = [Voice(2, "停电", person=f"n{n}", at=NOW - n * 30 * DAY) for n in range(3)]
    table = rank_topics([*old, *new], at=NOW)
    assert [hot.topic for hot in table] == [2, 1]
    assert table[1].heat > 20


def test_a_burst_is_told_from_a_busy_time_for_everybody():
    background = [Voice(9, "别的事", at=NOW - n * DAY) for n in range(300)]
    sudden = [Voice(1, "停水", at=NOW - 100 * DAY + n * DAY / 4) for n in range(12)]
    steady = [Voice(2, "停电", at=NOW - n * 25 * DAY) for n in range(12)]
    burst = {hot.topic: hot.burst for hot in rank_topics(background + sudden + steady, at=NOW)}
    assert burst[1] > 0.6 > 0.2 > burst[2] >= 0
    rush = [Voice(topic, "停水", at=NOW + n * DAY) for n in range(10) for topic in (1, 2, 3)]
    assert all(hot.burst == 0 for hot in rank_topics(rush, at=NOW))


def test_the_span_of_time_and_messages_without_a_time():
    voices = [Voice(1, "停水", at=NOW), Voice(1, "停水了"), Voice(1, "水", at=NOW - DAY)]
    (hot,) = rank_topics(voices, at=NOW)
    assert (hot.since, hot.until) == (NOW - DAY, NOW)
    (hot,) = rank_topics([Voice(1, "停水")], at=NOW)
    assert (hot.since, hot.until, hot.burst) == (None, None, 0)


def test_nothing_to_rank():
    assert rank_topics([], at=NOW) == []


voice = st.builds(
    Voice,
    topic=st.integers(1, 4),
    title=st.sampled_from(["停水", "停电", "和平路路灯不亮", ""]),
    person=st.sampled_from(["", "a", "b", "c"]),
    at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 1)),
    supports=st.integers(-3, 5000),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(voice, min_size=1, max_size=20), st.integers(1, 5))
def test_the_table_keeps_its_word(voices, top):
    table = rank_topics(voices, at=NOW)
    assert [hot.rank for hot in table] == list(range(1, len({v.topic for v in voices}) + 1))
    assert [hot.heat for hot in table] == sorted((hot.heat for hot in table), reverse=True)
    assert table[0].heat == 100
    assert sum(hot.messages for hot in table) == len(voices)
    for hot in table:
        assert 1 <= hot.people <= hot.messages and 0 <= hot.burst < 1 and hot.heat > 0
        assert 1 <= hot.texts <= hot.messages and 1 <= hot.copies <= hot.messages
    short = [hot.topic for hot in rank_topics(voices, at=NOW, top=top)]
    assert short == [hot.topic for hot in table][:top]
    turned = rank_topics(voices[::-1], at=NOW)
    assert [(h.topic, h.heat, h.people) for h in turned] == [
        (h.topic, h.heat, h.people) for h in table
    ]


FLOOD = (
    "我是幸福里小区的业主，三号楼的电梯已经停运半个月，老人下不了楼，请有关部门督促物业尽快修好。"
)


def test_near_copies_are_found_and_others_are_not():
    texts = [
        FLOOD,
        "停水了",
        FLOOD.replace("三号楼", "五号楼"),
        f"您好！{FLOOD}谢谢",
        "我是和平里小区的业主，我们小区的路灯已经坏了一个月，晚上回家看不见路，请有关部门派人来修。",
        "停 水 了！",
        "停电了",
    ]
    assert copies(texts) == [0, 1, 0, 0, 4, 1, 6]


def test_copies_of_nothing():
    assert copies([]) == []
    assert copies(["", "。。", "x"]) == [0, 0, 2]
    with pytest.raises(ValueError, match="same"):
        copies(["a"], same=0)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_copies_point_at_the_first_of_their_kind(texts):
    found = copies(texts)
    for at, leader in enumerate(found):
        assert leader <= at and found[leader] == leader
        if leader != at and fold(texts[at]) != fold(texts[leader]):
            assert len(fold(texts[at])) >= LEAST


def test_copies_take_linear_time():
    texts = [f"{FLOOD}{number}{'很急' * (number % 30)}" for number in range(8000)]
    began = time.process_time()
    copies(texts[:2000])
    small = time.process_time() - began
    began = time.process_time()
    copies(texts)
    assert time.process_time() - began < 8 * small + 0.5


def test_places_are_read_from_the_texts():
    topics = [[(m.title, m.body) for m in letters() if m.id.startswith(name)] for name in ISSUES]
    assert whereabouts(topics) == [
        "金桂花园老人",
        "青石桥",
        "望江路",
        "和平新村",
        "云栖苑配套幼儿园业主",
    ]
    assert whereabouts([[("建议", "")], []]) == ["", ""]


def test_the_command_writes_the_table(tmp_path):
    source, out, hot = (tmp_path / name for name in ("in.csv", "out.csv", "hot.csv"))
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "body", "when", "who", "likes"])
        for number, message in enumerate(letters()):
            writer.writerow(
                [message.id, message.title, message.body, f"2026/5/{number % 28 + 1} 8:05",
                 f"p{number % 9}", "3" if "路灯" in message.id else ""]
            )  # fmt: skip
    report = tmp_path / "r.json"
    arguments = ["group", source, out, "--text", "title", "body", "--id", "id", "--hot", hot]
    options = ["--time", "when", "--person", "who", "--support", "likes", "--report", report]
    assert main([str(a) for a in [*arguments, *options, "--semantic", "off"]]) == 0
    with hot.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["热度指数"] == "100.0"
    assert {row["地点/人群"] for row in rows} >= {"望江路", "青石桥"}
    assert all(row["时间范围"].startswith("2026-05-") for row in rows)
    assert "18" in {row["附议数"] for row in rows}
    assert json.loads(report.read_text(encoding="utf-8"))["floods"][0]["copies"] == 2


@pytest.mark.parametrize(("column", "value"), [("--time", "2026年5月"), ("--support", "很多")])
def test_a_bad_cell_is_told_in_one_line(tmp_path, capsys, column, value):
    source = tmp_path / "in.csv"
    source.write_text(f"id,title,x\n1,电梯停运,{value}\n2,电梯停运,{value}\n", encoding="utf-8")
    arguments = ["group", source, tmp_path / "o.csv", "--text", "title", "--id", "id"]
    options = ["--hot", tmp_path / "h.csv", column, "x", "--semantic", "off"]
    assert main([str(a) for a in [*arguments, *options]]) == 2
    error = capsys.readouterr().err
    assert value in error and error.count("\n") == 1
