"""Rolls: read whole or not at all, looked at twice, frozen when the first vote opens."""

import io
from decimal import Decimal

import pytest

from deliberation.actions import rolls
from deliberation.actions.rolls import fingerprint
from deliberation.models import Entry, Roll, RollEntry, Unit
from deliberation.voting.roll_sheet import read_roll, template
from suggestions.actions.lists import FaultyList
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.notices import OWNERS_OPEN


def imported(council, sheet, by, kind, rows):
    return rolls.import_roll(council, kind=kind, name="名册", file=sheet(kind, rows), by=by, at=NOW)


def test_an_owner_with_several_units_is_one_head_with_their_areas_summed(council, sheet, secretary):
    rows = [
        ["1-101", "100", "张三", "", "", "13800000001"],
        ["1-102", "89.57", "张三", "", "", "13800000001"],
        ["1-103", "50", "李四", "王五、赵六", "王五", "13800000002"],
    ]
    roll = imported(council, sheet, secretary, "owners", rows)
    assert [(e.name, e.area) for e in roll.entries.all()] == [
        ("张三", Decimal("189.57")),
        ("王五", Decimal("50.00")),
    ]
    assert (roll.people, roll.area) == (2, Decimal("239.57"))
    assert Unit.objects.get(label="1-103").co_owners == ["李四", "赵六"]


def test_equal_names_without_a_phone_stay_two_heads(council, sheet, secretary):
    rows = [["1", "100", "张伟", "", "", ""], ["2", "100", "张伟", "", "", ""]]
    assert imported(council, sheet, secretary, "owners", rows).people == 2


FAULTY = [
    ("owners", ["1-101", "0", "张三", "", "", ""], "面积应当大于 0"),
    ("owners", ["1-101", "很大", "张三", "", "", ""], "应当是数字"),
    ("owners", ["1-101", "NaN", "张三", "", "", ""], "面积应当大于 0"),
    ("owners", ["1-101", "1e9", "张三", "", "", ""], "面积应当大于 0"),
    ("owners", ["", "80", "张三", "", "", ""], "没有写房号"),
    ("owners", ["1-101", "80", "", "", "", ""], "没有写业主"),
    ("owners", ["1-101", "80", "张三", "李四", "王五", ""], "不在业主和共有人里面"),
    ("owners", ["1-101", "80", "张三", "", "", "123"], "手机号应当是"),
    ("owners", ["1-100", "80", "张三", "", "", ""], "房号“1-100”重复：第 2 行"),
    ("owners", ["1-101", "80", "王芳 李强", "", "", ""], "是一个人还是2个人"),
    ("owners", ["1-101", "80", "王芳等2人", "", "", ""], "请把每个人的姓名写全"),
    ("owners", ["1-101", "80", "13800000001", "", "", ""], "不像姓名"),
    ("residents", ["", "", "1户", "", ""], "没有写姓名"),
    ("residents", ["x", "张三", "", "", ""], "编号应当是正整数"),
    ("residents", ["2", "张三", "", "是", ""], "户代表必须写明户号"),
    ("residents", ["2", "张三", "0户", "是", ""], "的户代表重复"),
    ("residents", ["1", "张三", "", "", ""], "编号 1重复"),
    ("residents", ["2", "首行", "", "", "13900000000"], "相同的人重复"),
    ("residents", ["2", "张三", "", "也许", ""], "只写“是”"),
    ("residents", ["", "张三", "", "", ""], "没有写编号"),
]
FIRST = {
    "owners": ["1-100", "80", "首行", "", "", "13900000000"],
    "residents": ["1", "首行", "0户", "是", "13900000000"],
}


@pytest.mark.parametrize(("kind", "row", "why"), FAULTY)
def test_a_faulty_row_is_told_by_its_number_and_nothing_is_written(
    council, sheet, secretary, kind, row, why
):
    with pytest.raises(FaultyList) as refused:
        imported(council, sheet, secretary, kind, [FIRST[kind], row])
    (fault,) = refused.value.faults
    assert fault.row == 3 and why in fault.why
    assert not Roll.objects.exists() and not RollEntry.objects.exists()
    assert not Entry.objects.exists()


def test_all_faulty_rows_are_told_at_once(council, sheet, secretary):
    rows = [FIRST["owners"], ["", "80", "张三", "", "", ""], ["2", "x", "张三", "", "", ""]]
    with pytest.raises(FaultyList) as refused:
        imported(council, sheet, secretary, "owners", rows)
    assert [fault.row for fault in refused.value.faults] == [3, 4]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "空文件"),
        (b"%PDF-1.4", "不是表格文件"),
        (b"PK\x03\x04rubbish", "损坏"),
        ("面积,业主\n80,张三\n".encode(), "“房号”在哪一列"),
        ("房号,面积,业主\n".encode(), "没有内容"),
    ],
)
def test_what_is_no_roll_is_refused_in_words(council, secretary, data, why):
    with pytest.raises(Refused, match=why):
        rolls.import_roll(
            council, kind="owners", name="名册", file=io.BytesIO(data), by=secretary, at=NOW
        )


@pytest.mark.parametrize("kind", [k for k in Roll.Kind.values if k != "seats"])
def test_the_template_can_be_read_as_it_is(kind):
    found = read_roll(template(kind), kind)
    assert not found.faults and found.items[0].name == "张三"


def test_households_are_counted_where_somebody_speaks_for_them(council, sheet, secretary):
    rows = [["", "甲", "1户", "是", ""], ["", "乙", "1户", "", ""], ["", "丙", "2户", "", ""]]
    roll = imported(council, sheet, secretary, "residents", rows)
    assert (roll.people, roll.households) == (3, 2)
    roll = imported(council, sheet, secretary, "residents", [["", "甲", "1户", "", ""]])
    assert (roll.people, roll.households) == (1, 0)


def test_the_second_look_is_somebody_elses(make_roll, secretary, colleague):
    roll = make_roll(check=False)
    with pytest.raises(Refused, match="不能自己核对自己"):
        rolls.check_roll(roll, by=secretary, at=NOW)
    rolls.check_roll(roll, by=colleague, at=NOW)
    assert roll.status == "checked" and roll.checked_by == colleague
    with pytest.raises(Overtaken):
        rolls.check_roll(roll, by=colleague, at=NOW)
    rolls.uncheck_roll(roll, by=secretary, at=NOW)
    assert Roll.objects.get(pk=roll.pk).status == "draft"


def test_a_roll_that_nobody_used_can_be_thrown_away_and_the_record_knows(
    make_roll, make_vote, secretary, council
):
    roll, used = make_roll(), make_roll()
    make_vote(roll=used)
    rolls.discard_roll(roll, by=secretary, at=NOW)
    assert not Roll.objects.filter(pk=roll.pk).exists()
    assert council.record.filter(kind="roll.discarded").count() == 1
    with pytest.raises(Refused, match="已经有表决事项"):
        rolls.discard_roll(used, by=secretary, at=NOW)


def test_opening_freezes_the_roll_with_its_totals_and_fingerprint(make_roll, make_vote):
    roll = make_roll()
    make_vote(roll=roll)
    roll.refresh_from_db()
    assert roll.status == "frozen" and roll.frozen_at == NOW - OWNERS_OPEN
    assert (roll.people, roll.area) == (3, Decimal("300.00"))
    assert roll.fingerprint == fingerprint(roll)
    make_vote(roll=roll)  # a second vote on the same roll changes nothing
    assert Roll.objects.get(pk=roll.pk).fingerprint == roll.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        lambda e: setattr(e, "name", "别人"),
        lambda e: setattr(e, "area", Decimal("100.01")),
        lambda e: setattr(e, "number", 99),
        lambda e: setattr(e, "phone_key", "0" * 64),
        lambda e: setattr(e, "heads_household", True),
    ],
)
def test_whatever_changes_on_a_roll_changes_its_fingerprint(make_roll, change):
    roll = make_roll()
    before, entry = fingerprint(roll), roll.entries.first()
    change(entry)
    entry.save()
    assert fingerprint(roll) != before


def test_the_phone_is_stored_encrypted_and_found_by_its_key(make_roll):
    from django.db import connection

    roll = make_roll()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM deliberation_rollentry WHERE roll_id = %s", [roll.pk])
        stored = [row[0] for row in cursor.fetchall()]
    assert stored and not any("138" in text for text in stored)
    assert roll.entries.first().phone == "13800000001"


def test_the_seats_of_the_day_are_a_roll(seats, make_seat, meeting, secretary):
    import datetime as dt

    make_seat("早已卸任", until=dt.date(2026, 3, 1))
    make_seat("替补", substitute_for=seats[0])
    roll = rolls.roll_from_seats(meeting, by=secretary, at=NOW)
    assert roll.people == 10 and roll.kind == "seats" and roll.status == "checked"
    assert set(roll.entries.values_list("seat", flat=True)) == {seat.pk for seat in seats}
