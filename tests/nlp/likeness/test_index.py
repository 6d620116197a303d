"""The index behind "did you mean to say the same?"."""

import csv
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.likeness import ALIKE, SAME, Hit, SimilarIndex

MESSAGES = [
    ("1", "小区门口的路灯坏了，晚上一片漆黑", "路灯不亮"),
    ("2", "老人上下楼不方便，希望加装电梯", "加装电梯"),
    ("3", "广场舞音响太吵，孩子没法写作业", "广场舞噪音"),
    ("4", "菜场门口乱停车，消防通道被占", "乱停车"),
    ("5", "电梯经常停运，维修要等好几天", "电梯维修"),
]
PHRASES = ["路灯不亮", "加装电梯", "广场舞噪音", "消防通道", "垃圾分类", "", "的", "1234", "🙂"]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def test_the_nearest_message_comes_first() -> None:
    hits = SimilarIndex(MESSAGES).query("我们这里路灯好几天不亮了")
    assert hits[0].id == "1"
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(0 < hit.score <= 1 for hit in hits)


def test_the_same_text_scores_near_one_and_an_unlike_one_is_not_returned() -> None:
    index = SimilarIndex(MESSAGES)
    hit = index.query(MESSAGES[2][1], title=MESSAGES[2][2])[0]
    assert hit.id == "3"
    assert hit.score > 0.8
    assert index.query("申请公租房") == []


def test_a_phrase_that_is_cut_in_another_way_is_found() -> None:
    assert ids(SimilarIndex([("a", "门口路灯不亮")]).query("路灯坏了，不亮")) == ["a"]


def test_a_message_is_found_as_soon_as_it_is_added_and_not_after_it_is_removed() -> None:
    index = SimilarIndex(MESSAGES)
    index.add("6", "楼道路灯不亮，老人摔跤", "路灯")
    assert "6" in ids(index.query("路灯不亮"))
    assert len(index) == 6
    index.remove("6")
    index.remove("6")
    assert "6" not in ids(index.query("路灯不亮"))
    assert "6" not in index


def test_adding_an_id_again_replaces_its_text() -> None:
    index = SimilarIndex(MESSAGES)
    index.add("2", "垃圾分类投放时间太短")
    assert len(index) == 5
    assert "2" not in ids(index.query("加装电梯"))
    assert ids(index.query("垃圾分类"))[0] == "2"


def test_an_empty_index_and_an_empty_query_give_nothing() -> None:
    assert SimilarIndex().query("路灯") == []
    index = SimilarIndex([("1", ""), ("2", "的了")])
    assert index.query("的") == []
    assert SimilarIndex(MESSAGES).query("") == []
    with pytest.raises(ValueError, match="at least 1"):
        index.query("路灯", top=0)


def test_two_indexes_of_the_same_messages_answer_the_same() -> None:
    first, second = SimilarIndex(MESSAGES), SimilarIndex(MESSAGES)
    assert first.query("电梯停运", title="电梯") == second.query("电梯停运", title="电梯")


def test_settling_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.likeness.index._PENDING_MOST", 3)
    index = SimilarIndex(MESSAGES[:1])
    for one in MESSAGES[1:]:
        index.add(*one)
    index.remove("3")
    index.add("7", "消防通道不能停车")
    index.add("8", "消防通道要划线")
    assert "3" not in ids(index.query("广场舞"))
    assert set(ids(index.query("消防通道"))) == {"4", "7", "8"}
    assert set(ids(index.query("电梯"))) == {"2", "5"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["add", "remove"]), st.sampled_from("abcd"), st.sampled_from(PHRASES)
        ),
        max_size=15,
    )
)
@settings(max_examples=60, deadline=None)
def test_an_index_changed_step_by_step_finds_what_a_new_one_finds(
    steps: list[tuple[str, str, str]],
) -> None:
    index, texts = SimilarIndex(), {}
    for step, id_, text in steps:
        if step == "add":
            index.add(id_, text)
            texts[id_] = text
        else:
            index.remove(id_)
            texts.pop(id_, None)
    fresh = SimilarIndex(texts.items())
    assert len(index) == len(fresh) == len(texts)
    for phrase in PHRASES:
        assert set(ids(index.query(phrase))) == set(ids(fresh.query(phrase)))


def test_a_query_costs_milliseconds_among_many() -> None:
    texts = [f"{MESSAGES[n % 5][1]}，第{n}号楼{n % 97}组" for n in range(20_000)]
    index = SimilarIndex((str(n), text) for n, text in enumerate(texts))
    start = time.process_time()
    for text in texts[:20]:
        assert len(index.query(text)) == 5
    assert (time.process_time() - start) / 20 < 0.1


def test_the_command_offers_every_query_others_than_itself(tmp_path: Path) -> None:
    source = tmp_path / "messages.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["no", "body", "title"])
        writer.writerows(MESSAGES)
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "nlp", "similar", str(source), str(source), str(out)]
    subprocess.run([*command, "--text", "title", "body", "--id", "no"], check=True)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["query_id", "id", "rank", "score"]
    assert ("2", "5", "1") in [(row["query_id"], row["id"], row["rank"]) for row in rows]
    assert all(row["query_id"] != row["id"] for row in rows)


def test_a_score_says_how_likely_the_same_matter_is():
    made = [
        (f"{place}{number}号{what}，{how}，请处理", f"{place}{what}")
        for number, (place, what) in enumerate(
            (place, what)
            for place in ("金桂花园", "青石桥", "望江路", "和平新村", "云栖苑", "梧桐里", "海棠湾")
            for what in ("电梯停运", "夜间施工噪音", "路灯不亮", "飞线充电", "油烟扰民", "停车难")
        )
        for how in ("已经半个月", "多次投诉无果")
    ]
    index = SimilarIndex((str(n), body, title) for n, (body, title) in enumerate(made))
    best = index.query(made[4][0], title=made[4][1])
    assert best[0].score >= SAME > ALIKE
    assert index.query("停车")[0].score < ALIKE
    assert all(0 < hit.score < 1 for hit in best)
