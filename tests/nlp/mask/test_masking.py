"""Masking: what must never be published, and what must stay readable."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.mask import MARKS, Found, find, mask
from nlp.mask.numbers import id_card_is_valid, luhn_is_valid

MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def read_line(line: str) -> tuple[str, set[Found]]:
    text, expected, at = "", set(), 0
    for part in MARKED.finditer(line):
        text += line[at : part.start()]
        expected.add(Found(part.group(1), len(text), len(text) + len(part.group(2))))
        text += part.group(2)
        at = part.end()
    return text + line[at:], expected


LINES = [
    read_line(line)
    for line in Path(__file__).with_name("lines.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_the_hand_written_lines_are_many_and_of_both_sorts() -> None:
    assert sum(bool(expected) for _, expected in LINES) >= 200
    assert sum(not expected for _, expected in LINES) >= 200
    assert {found.kind for _, expected in LINES for found in expected} == set(MARKS)


def test_nearly_everything_personal_is_found_and_nearly_nothing_else() -> None:
    right = missed = wrong = 0
    failures = []
    for text, expected in LINES:
        found = set(find(text))
        right += len(found & expected)
        missed += len(expected - found)
        wrong += len(found - expected)
        if found != expected:
            failures.append((text, expected ^ found))
    assert right / (right + missed) >= 0.98, failures
    assert right / (right + wrong) >= 0.95, failures


# Where an address begins to lead to a door; estate and road before it may stay.
DOOR = re.compile(
    r"[A-Za-z]?\d|[A-Z甲乙丙丁](?:座|栋|幢|单元)"
    r"|[一二三四五六七八九十百零]+(?:号|栋|幢|弄|单元|组|楼|座|门|排)"
)


def door_of(text: str, start: int, end: int, kind: str) -> set[int]:
    door = DOOR.search(text, start, end) if kind == "address" else None
    return set(range(door.start() if door else start, end))


@pytest.mark.parametrize(
    ("name", "least"), [("fresh_lines.jsonl", 0.97), ("second_lines.jsonl", 0.97)]
)
def test_lines_of_somebody_who_knew_no_rule_are_nearly_all_masked(name: str, least: float) -> None:
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    wanted = covered = found = right = 0
    for line in map(json.loads, lines):
        at = {n for one in find(line["text"]) for n in range(one.start, one.end)}
        spans = [door_of(line["text"], *span) for span in line["spans"]]
        wanted += len(spans)
        covered += sum(span <= at for span in spans)
        for one in find(line["text"]):
            found += 1
            right += any(span & set(range(one.start, one.end)) for span in spans)
    assert covered / wanted >= least
    assert right / found >= 0.98


@pytest.mark.parametrize(
    "text",
    ["王阿姨", "找李师傅说", "业主王先生", "联系张经理", "住户欧阳女士", "陈主任答应过"],
)
def test_a_family_name_with_a_title_alone_tells_nobody_apart(text: str) -> None:
    assert find(text) == []


def test_a_name_that_was_announced_once_is_masked_wherever_it_stands_again() -> None:
    text = "我叫种秋生。上次是种秋生本人去的，种秋生路不是他"
    assert mask(text).text == "我叫［姓名］。上次是［姓名］本人去的，种秋生路不是他"


def test_an_everyday_word_announced_as_a_name_is_one_only_behind_a_word_for_a_person() -> None:
    text = "我大舅计划，名字就叫计划。我们有计划地改"
    assert mask(text).text == "我大舅［姓名］，名字就叫［姓名］。我们有计划地改"


@pytest.mark.parametrize("text", ["包工头来了", "户名写成了单位", "抄表员时常说", "会计高兴地说"])
def test_a_word_for_a_person_makes_no_name_of_what_follows(text: str) -> None:
    assert find(text) == []


def test_lanes_and_blocks_before_a_door_go_with_it_and_the_estate_stays() -> None:
    assert mask("家住和平里二巷18号附3号").text == "家住和平里［门牌］"
    assert mask("住翠湖国际城B区9栋2单元1104").text == "住翠湖国际城［门牌］"


def test_an_identity_number_said_with_a_cross_is_told_by_its_check_digit() -> None:
    assert find("报了一一零一零五一九四九一二三一零零二叉")[0].kind == "id_card"
    assert not find("报了一一零一零五一九四九一二三一零零三叉")


def test_a_row_of_names_is_masked_where_two_of_them_look_like_names() -> None:
    assert mask("欠薪的是：闻大成 郎小兵 储春梅").text == "欠薪的是：［姓名］ ［姓名］ ［姓名］"
    assert find("经过朱桥、双江口、柏家坪") == []


def test_what_stood_hidden_behind_a_finding_is_looked_for_near_it_only() -> None:
    far = "。" + "小区的路灯坏了" * 40 + "。"
    text = f"我叫李强{far}电话13800138000{far}住3栋2单元501"
    assert [one.kind for one in find(text)] == ["name", "mobile", "address"]
    assert find(mask(text).text) == []


@pytest.mark.parametrize("number", ["12-3-402", "12-402", "B-1203"])
def test_a_number_like_a_room_is_a_door_only_beside_who_lives_there(number: str) -> None:
    assert find(f"第{number}条") == []
    assert mask(f"{number}的业主").text == "［门牌］的业主"
    assert mask(f"邻居{number}").text == "邻居［门牌］"


@pytest.mark.parametrize(("text", "expected"), [line for line in LINES if not line[1]][:150])
def test_public_numbers_and_places_stay_readable(text: str, expected: set[Found]) -> None:
    assert mask(text).text == text
    assert not expected


def test_the_marks_are_chinese_words_in_place_of_the_data() -> None:
    masked = mask("我叫王小明，住幸福小区3栋2单元501，电话１３８００１３８０００，微信wang_1975。")
    assert masked.text == "我叫［姓名］，住幸福小区［门牌］，电话［电话］，微信［微信号］。"
    assert [one.kind for one in masked.found] == ["name", "address", "mobile", "wechat"]


def test_offsets_count_code_points_so_an_emoji_is_one() -> None:
    assert find("😀😀电话13800138000") == [Found("mobile", 4, 15)]


def test_a_text_without_personal_data_is_the_same_object_in_value() -> None:
    assert mask("希望小区加装电梯") == mask("希望小区加装电梯")
    assert mask("").text == ""
    assert mask("").found == ()


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x"])
def test_the_check_digit_of_an_identity_card_may_be_a_small_letter(number: str) -> None:
    assert id_card_is_valid(number)


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # check digit
        "11010519491331002X",  # month
        "99010519491231002X",  # region
        "1101051949123100",  # length
    ],
)
def test_a_number_that_only_looks_like_an_identity_card_is_not_one(number: str) -> None:
    assert not id_card_is_valid(number)
    assert find(f"回执{number}") == []


def test_an_old_identity_number_needs_the_word_before_it() -> None:
    assert find("身份证310101490307123")[0].kind == "id_card"
    assert find("回执310101490307123") == []


def test_a_card_number_is_told_by_luhn() -> None:
    assert luhn_is_valid("4111111111111111")
    assert not luhn_is_valid("4111111111111112")
    assert find("打到4111111111111111")[0].kind == "bank_card"
    assert find("回执4111111111111112") == []


@given(st.integers(3, 9), st.text("0123456789", min_size=9, max_size=9))
def test_every_mobile_number_is_found_however_it_is_written(second: int, rest: str) -> None:
    number = f"1{second}{rest}"
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spoken = number.translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
    for written in (number, wide, spoken, spaced, spaced.replace(" ", "-")):
        found = find(f"电话{written}，谢谢")
        assert [(one.start, one.end) for one in found] == [(2, 2 + len(written))], written


SCRAPS = (
    "我叫 王小明 业主 3栋 2单元 501 室 138 0013 8000 一三八 微信 abc_123 @ 163.com 沪A 12345 号"
    " ， 。 住 - 家 弄 主任 61 身份证 \n 😀 的 老师"
)
PIECES = st.sampled_from(SCRAPS.split(" "))


@given(st.lists(PIECES, max_size=12).map("".join) | st.text())
@settings(max_examples=300)
def test_findings_are_in_order_inside_the_text_and_apart(text: str) -> None:
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    masked = mask(text)
    rebuilt, at = "", 0
    for one in masked.found:
        rebuilt += text[at : one.start] + MARKS[one.kind]
        at = one.end
    assert masked.text == rebuilt + text[at:]


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=300)
def test_no_mobile_number_is_left_in_a_masked_text(text: str) -> None:
    once = mask(text).text
    assert not [one for one in find(once) if one.kind in ("mobile", "id_card", "email")]


@given(st.lists(PIECES | st.sampled_from([text for text, _ in LINES]), max_size=6).map("".join))
@settings(max_examples=300)
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@given(st.sampled_from([line for line in LINES if line[1]]), st.text("，。 \n😀建议", max_size=20))
@settings(max_examples=200)
def test_offsets_move_with_the_text_before(line: tuple[str, set[Found]], before: str) -> None:
    text = f"{before}。\n"
    moved = [(one.kind, one.start - len(text), one.end - len(text)) for one in find(text + line[0])]
    assert [one for one in moved if one[0] != "name"] == [
        (one.kind, one.start, one.end) for one in find(line[0]) if one.kind != "name"
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "小区的电梯又坏了，我们希望物业尽快修好。",
        "1",
        "a",
        "@",
        "3栋2单元",
        "家住",
        "我叫王",
        "一",
        "电话13800138000，",
        "-",
        "张",
        "张小",
        "1-",
        "护照",
        "抖音号",
        "阿",
        "王建国、",
        "包工头来",
        "种秋生 ",
        "二巷",
    ],
)
def test_a_long_text_costs_time_in_proportion_to_its_length(piece: str) -> None:
    find("我叫李强")  # loads the dictionary
    seconds = []
    for size in (60_000, 240_000):
        text = (piece * size)[: size // len(piece.encode()) * len(piece)]
        start = time.process_time()
        find(text)
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * seconds[0] + 0.5


def run_command(lines: bytes, *arguments: str) -> tuple[int, list[dict]]:
    done = subprocess.run(
        [sys.executable, "-m", "nlp", "mask", *arguments], input=lines, capture_output=True
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_command_answers_line_by_line() -> None:
    status, answers = run_command('{"text": "电话13800138000"}\n\n{"text": ""}\n'.encode())
    assert status == 0
    assert answers == [
        {"masked": "电话［电话］", "found": [{"kind": "mobile", "start": 2, "end": 13}]},
        {"masked": "", "found": []},
    ]


def test_a_bad_line_is_told_and_the_rest_goes_on() -> None:
    bad = [b"{", b'{"text": 5}', b"[]", b"\xff", b"[" * 100_000]
    good = b'{"text": "\\ud83d 110"}'
    status, answers = run_command(b"\n".join([*bad, good]))
    assert status == 1
    assert [answer["error"][:7] for answer in answers[:5]] == [f"line {n}:" for n in range(1, 6)]
    assert answers[5] == {"masked": "\ud83d 110", "found": []}


def test_a_missing_file_is_told_in_one_line() -> None:
    assert run_command(b"", "no-such-file.jsonl") == (2, [])
