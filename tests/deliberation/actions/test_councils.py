"""Founding councils one by one and by list; seats with their terms."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from deliberation.actions import councils
from deliberation.models import Council, Entry, Party, Seat
from suggestions.actions.rules import Refused
from suggestions.models import Area
from tests.conftest import NOW

SINCE = dt.date(2026, 1, 1)


@pytest.fixture
def do(secretary):
    return {"by": secretary, "at": NOW}


@pytest.fixture
def community(area):
    return area.add_child(
        code="310104008001", name="某居委", level="community", full_name="徐汇区 · 某居委"
    )


# --- one by one ------------------------------------------------------------------------------


def test_a_council_finds_who_is_above_it(area, community, do):
    estate = community.add_child(
        code="310104008001-1", name="某小区", level="estate", full_name="某小区"
    )
    street = councils.make_council(area, name="街道议事会", level="street", **do)
    lower = councils.make_council(estate, name="小区议事会", level="estate", **do)
    assert (street.parent, lower.parent) == (None, street)
    assert (street.slug, lower.slug) == ("310104008", "310104008001-1")
    middle = councils.make_council(community, name="居村议事会", level="community", **do)
    assert middle.parent == street
    twin = councils.make_council(community, name="第二个", level="community", **do)
    assert twin.slug == "310104008001-2"
    assert Entry.objects.filter(kind="council.made", seq=1).count() == 4


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"name": "　"}, "名称"),
        ({"day": 32}, "1 到 31"),
        ({"publication_days": 14}, "不能少于 15 天"),
        ({"minutes": 0}, "时长"),
        ({"level": "galaxy"}, "级别"),
        ({"place": "长" * 81}, "地点太长"),
    ],
)
def test_rules_that_cannot_be_are_refused(area, do, rules, words):
    with pytest.raises(Refused, match=words):
        councils.make_council(area, **{"name": "甲", "level": "street", **rules}, **do)
    assert not Council.objects.exists() and not Entry.objects.exists()


def test_two_councils_of_one_area_have_two_names(area, do):
    councils.make_council(area, name="甲", level="street", **do)
    with pytest.raises(Refused, match="已经有叫“甲”的"):
        councils.make_council(area, name="甲", level="street", **do)


def test_who_is_above_stands_higher(area, do):
    street = councils.make_council(area, name="甲", level="street", **do)
    with pytest.raises(Refused, match="级别应当更高"):
        councils.make_council(area, name="乙", level="street", parent=street, **do)


def test_a_change_is_in_the_record_with_its_rules(council, do):
    councils.change_council(
        council, day=8, required_parties=Party.objects.filter(code="party"), **do
    )
    data = council.record.get().data
    assert (data["day"], data["required_parties"]) == (8, ["党组织"])


# --- seats -----------------------------------------------------------------------------------


@pytest.fixture
def seat(council, parties, do):
    return councils.add_seat(council, party=parties[0], holder="张建国", since=SINCE, **do)


def test_a_seat_is_public_as_its_holder_wants(council, seat):
    data = council.record.get().data
    assert (data["holder"], data["party"]) == ("张某", "党组织")
    assert "张建国" not in str(data)


def test_a_holder_is_replaced_and_never_overwritten(council, seat, parties, do):
    substitute = councils.add_seat(
        council, party=parties[1], holder="钱多", since=SINCE, substitute_for=seat, **do
    )
    assert substitute.party == seat.party  # of the seat's party, whatever was said
    new = councils.replace_holder(seat, holder="李新", on=dt.date(2026, 10, 1), **do)
    seat.refresh_from_db()
    substitute.refresh_from_db()
    assert (seat.holder, seat.until) == ("张建国", dt.date(2026, 9, 30))
    assert (new.party, new.since, substitute.substitute_for) == (
        seat.party,
        dt.date(2026, 10, 1),
        new,
    )
    sitting = council.seats.full().in_force(dt.date(2026, 10, 1))
    assert [one.holder for one in sitting] == ["李新"]
    with pytest.raises(Refused, match="已经结束"):
        councils.replace_holder(
            Seat.objects.get(pk=seat.pk), holder="再换", on=dt.date(2026, 11, 1), **do
        )


def test_a_term_ends_with_those_who_stand_in(council, seat, do):
    councils.add_seat(
        council, party=seat.party, holder="钱多", since=SINCE, substitute_for=seat, **do
    )
    councils.end_seat(seat, on=dt.date(2026, 9, 30), reason="工作调动", **do)
    assert not council.seats.in_force(dt.date(2026, 10, 1)).exists()
    assert council.record.last().data["reason"] == "工作调动"
    with pytest.raises(Refused, match="已经结束"):
        councils.end_seat(seat, on=dt.date(2026, 9, 30), reason="再来", **do)


def test_seats_that_cannot_be_are_refused(council, seat, parties, make_council, do):
    Party.objects.filter(pk=parties[2].pk).update(until=dt.date(2025, 12, 31))
    for fields, words in (
        ({"party": parties[2]}, "不是议事方"),
        ({"until": dt.date(2025, 1, 1)}, "不能早于"),
        ({"holder": " "}, "填写姓名"),
        ({"substitute_for": seat, "council": make_council("乙")}, "本议事会"),
    ):
        where = fields.pop("council", council)
        fields = {"party": parties[0], "holder": "甲", "since": SINCE, **fields}
        with pytest.raises(Refused, match=words):
            councils.add_seat(where, **fields, **do)
    with pytest.raises(Refused, match="晚于 2026-01-01"):
        councils.replace_holder(seat, holder="乙", on=SINCE, **do)


# --- by list ---------------------------------------------------------------------------------

HEAD = "名称,区域代码,级别,每月几日,遇节假日,开始时间,必到方,议事员,上级\n"


@pytest.fixture
def listed(tmp_path, capsys):
    """Runs the command over a list; gives what it said."""

    def run(text, *args, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        call_command("import_councils", str(path), *args)
        return capsys.readouterr().out

    return run


def test_a_list_founds_councils_and_finds_who_is_above(listed, area, community, secretary):
    text = HEAD + (
        "居村议事会,310104008001,居村,8,顺延到下一个工作日,14:30,党组织、物业,secretary,\n"
        "街道议事会,310104008,街镇,,,,,,\n"
    )
    assert "设立 2 个议事会，已经有 0 个，有误 0 行" in listed(text)
    council = Council.objects.get(name="居村议事会")
    assert (council.day, council.holiday, council.starts_at) == (8, "next", dt.time(14, 30))
    assert council.parent == Council.objects.get(name="街道议事会")
    assert [p.name for p in council.required_parties.all()] == ["党组织", "物业"]
    assert list(council.secretaries.all()) == [secretary]
    entry = council.record.get()
    assert entry.data["required_parties"] == ["党组织", "物业"]
    assert "设立 0 个议事会，已经有 2 个" in listed(text)


def test_faulty_lines_are_named_and_left_out(listed, area):
    text = HEAD + (
        "甲,999,街镇,,,,,,\n乙,310104008,街镇,40,,,,,\n丙,310104008,省,,,,,,\n"
        "丁,310104008,街镇,二十,,,,,\n戊,310104008,街镇,,,25:00,,,\n"
        "己,310104008,街镇,,,,路人,,\n庚,310104008,街镇,,,,,nobody,\n,310104008,街镇,,,,,,\n"
        "好,310104008,街镇,,,,,,\n好,310104008,街镇,,,,,,\n"
    )
    said = listed(text)
    assert "设立 1 个议事会，已经有 1 个，有误 8 行" in said
    for words in (
        "第 2 行：没有代码为“999”的区域", "第 3 行：每月几日", "第 4 行：级别“省”不认识",
        "第 5 行：每月几日应当是整数", "第 6 行：开始时间", "第 7 行：没有这样的议事方：路人",
        "第 8 行：没有这样的议事员：nobody", "第 9 行：请填写议事会的名称",
    ):  # fmt: skip
        assert words in said


def test_a_list_tells_where_the_middle_of_an_area_lies(listed, area):
    head = HEAD.replace("上级", "上级,纬度,经度")
    said = listed(
        head + "甲,310104008,街镇,,,,,,,31.177,121.4365\n乙,310104008,街镇,,,,,,,31.2,\n"
        "丙,310104008,街镇,,,,,,,131,121\n丁,310104008,街镇,,,,,,,北,121\n"
    )
    assert "设立 1 个议事会" in said and "第 3 行：纬度和经度要填就都填" in said
    assert "第 4 行：纬度应当是 90 以内的度数" in said and "第 5 行：纬度" in said
    area.refresh_from_db()
    assert (area.latitude, area.longitude) == (31.177, 121.4365)


def test_a_dry_run_writes_nothing(listed, area):
    assert "可以设立 1 个议事会" in listed(HEAD + "甲,310104008,街镇,,,,,,\n", "--dry-run")
    assert not Council.objects.exists()


def test_an_unknown_council_above_stops_all(listed, area):
    with pytest.raises(CommandError, match="第 2 行：没有更高级别的议事会叫“乌有”"):
        listed(HEAD + "甲,310104008,街镇,,,,,,乌有\n")
    assert not Council.objects.exists()


def test_a_list_that_is_none_is_refused(listed, db):
    with pytest.raises(CommandError, match="缺少这些列：区域代码、级别"):
        listed("名称,别的\n甲,乙\n")
    with pytest.raises(CommandError, match="空文件"):
        listed("")
    with pytest.raises(CommandError, match="打不开"):
        call_command("import_councils", "/nowhere.csv")


def test_a_citys_workbook_in_few_statements(listed, area, django_assert_max_num_queries):
    for number in range(100):
        area.refresh_from_db()
        area.add_child(
            code=f"3101040081{number:02d}", name=f"第{number}居委", level="community",
            full_name=f"第{number}居委",
        )  # fmt: skip
    book = Workbook()
    book.active.append(["名称", "区域代码", "级别", "每月几日", "开始时间"])
    for place in Area.objects.filter(level="community"):
        book.active.append([f"{place.name}议事会", place.code, "居村", 20, dt.time(19, 30)])
    data = io.BytesIO()
    book.save(data)
    with django_assert_max_num_queries(40):
        assert "设立 100 个议事会" in listed(data.getvalue(), name="list.xlsx")
    assert set(Council.objects.values_list("starts_at", flat=True)) == {dt.time(19, 30)}


def test_two_of_one_name_are_told_apart_by_a_word_they_agreed_to(council, parties, secretary):
    who = {"since": NOW.date(), "by": secretary, "at": NOW}
    first = councils.add_seat(council, party=parties[4], holder="张伟", apart="3号楼", **who)
    second = councils.add_seat(council, party=parties[4], holder="张伟", shown="name", **who)
    assert (first.public_name, first.named) == ("张某（3号楼）", "张伟（3号楼）")
    assert (first.hall_name, second.public_name) == ("张＊（3号楼）", "张伟")
    new = councils.replace_holder(
        second, holder="张伟", on=NOW.date() + dt.timedelta(days=9), apart="老张", shown="name",
        by=secretary, at=NOW,
    )  # fmt: skip
    assert new.public_name == "张伟（老张）"
    with pytest.raises(Refused, match="手机号"):
        councils.add_seat(council, party=parties[4], holder="张伟", apart="13812345678", **who)
