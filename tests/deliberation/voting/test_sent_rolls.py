"""Rolls as property offices keep them: read, or refused with the reason at its cell."""

import datetime as dt
import io
import os
from decimal import Decimal
from pathlib import Path

import pytest

from deliberation.models import Council
from deliberation.voting.roll_sheet import read_roll, roll_list
from suggestions.tabular import Unreadable, guess, open_table
from suggestions.tabular.lists import join, look
from tests.suggestions.intake.sent import workbook

HEADER = ["房号", "面积", "业主", "共有人", "代表", "手机"]
CASES = Path(os.environ.get("JIANYAN_CASES", "../shared/cases")) / "files"


def owners(*rows, change=None):
    return read_roll(io.BytesIO(workbook(*rows, change=change)), "owners")


def told(found):
    return [(head.name, head.phone, str(head.area)) for head in found.items]


def labels(found):
    return [unit.label for head in found.items for unit in head.units]


@pytest.mark.parametrize(
    "header",
    [
        ["房屋坐落", "建筑面积（㎡）", "产权人", "手机号码"],
        ["*室号", "面 积", "权利人姓名", "联系电话"],
        ["门牌号", "产权面积(平方米)", "*业主姓名", "电话"],
    ],
)
def test_headers_are_known_by_what_offices_call_them(header):
    found = owners(header, ["1-101", 89.5, "王芳", "13800000001"])
    assert told(found) == [("王芳", "13800000001", "89.50")] and labels(found) == ["1-101"]


def test_building_entrance_and_room_are_one_room_joined_or_not():
    header = ["楼栋", "单元", "室号", "面积", "业主"]
    rows = [["1号楼", "2单元", "101室", 80, "甲某"], [1, 2.0, 102, 80, "乙某"],
            ["1", "2", "1-2-103", 80, "丙某"]]  # fmt: skip
    assert labels(owners(header, *rows)) == ["1-2-101", "1-2-102", "1-2-103"]


def test_a_room_that_excel_made_a_date_is_refused_and_a_float_is_read():
    rows = [[dt.datetime(2026, 1, 10), 80, "甲某"], [102.0, 80, "乙某"], ["１０３", 80, "丙某"]]
    found = owners(["房号", "面积", "业主"], *rows)
    assert [(f.cell, f.why[:14]) for f in found.faults] == [("A2", "房号被 Excel 改成了日")]
    assert labels(found) == ["102", "103"]


def test_spaces_in_a_name_do_not_count_and_two_names_are_co_owners():
    rows = [
        ["1-1", 80, "王　芳", "", "", "13800000001"],
        ["1-2", 80, "王芳", "", "", "13800000001"],
        ["1-3", 80, "李强/赵敏", "钱 进"],
        ["1-4", 80, "某某（上海）有限公司"],
        ["1-5", 80, "Li Wei"],
    ]
    found = owners(HEADER, *rows)
    assert [(h.name, len(h.units)) for h in found.items] == [
        ("王芳", 2), ("李强", 1), ("某某（上海）有限公司", 1), ("Li Wei", 1),
    ]  # fmt: skip
    assert found.items[1].units[0].co_owners == ("赵敏", "钱进")
    assert any("第 4 行" in note and "共有人" in note for note in found.notes)


def test_one_row_per_co_owner_is_asked_about_and_then_one_flat():
    data = workbook(HEADER, ["1-1", 80, "王芳", "", "", "13800000001"], ["1-1", "", "李强"],
                    ["1-2", 90, "赵敏"], ["1-2", 91, "钱进"])  # fmt: skip
    with open_table(io.BytesIO(data)) as table:
        kind = roll_list("owners")
        found = look(table, kind, guess(table.headers, kind.columns))
    assert {f.cell for f in found.faults} == {"B3", "A5"}
    with open_table(io.BytesIO(data)) as table:
        kind = roll_list("owners")
        kind.answers = {"again": "co"}
        found = look(table, kind, guess(table.headers, kind.columns))
    assert [(f.cell, "不同" in f.why) for f in found.faults] == [("B5", True)]
    assert found.items[0].area == Decimal(80)
    assert found.items[0].units[0].co_owners == ("李强",)


def test_an_owner_merged_over_several_flats_is_one_head_also_without_a_phone():
    rows = [["1-1", 80, "王芳"], ["1-2", 70, None], ["1-3", 60, "王芳"]]
    found = owners(HEADER[:3], *rows, change=lambda sheet: sheet.merge_cells("C2:C3"))
    assert told(found) == [("王芳", "", "150.00"), ("王芳", "", "60.00")]


def test_owners_on_one_sheet_and_flats_on_another_are_read_together():
    people = [["房号", "业主", "手机"], ["1-1", "王芳", ""], ["1-9", "李强", ""]]
    data = workbook(业主=people, 房屋=[["室号", "建筑面积"], ["1-1", 80], ["1-2", 90]])
    with open_table(io.BytesIO(data), sheet="业主") as table, open_table(
        io.BytesIO(data), sheet="房屋"
    ) as other:  # fmt: skip
        kind = roll_list("owners")
        mapping = guess(table.headers, kind.columns)
        join(kind, mapping, [other])
        found = look(table, kind, mapping)
    assert told(found) == [("王芳", "", "80.00")]
    assert [(f.row, f.why) for f in found.faults] == [(3, "另一张工作表里没有“1-9”")]
    assert "取自工作表“房屋”" in found.notes[-1] or "取自工作表“房屋”" in found.notes[0]


def test_phones_areas_and_footers_are_read_or_told():
    rows = [
        ["1-1", 89.505, "甲某", "", "", "021-55555555"],
        ["1-2", "１,089.50㎡", "乙某", "", "", "/"],
        ["1-3", 80, "丙某", "", "", "13800000001/13900000001"],
        ["1-4", "约89", "丁某"],
        ["合计", 1259, None],
        ["制表人：某某", None, "审核人：某某"],
    ]
    found = owners(HEADER, *rows)
    assert told(found) == [
        ("甲某", "", "89.51"), ("乙某", "", "1089.50"), ("丙某", "13800000001", "80.00"),
    ]  # fmt: skip
    assert [fault.cell for fault in found.faults] == ["B5"]
    notes = " ".join(found.notes)
    for words in ("座机", "记为 89.51", "有 2 个号码", "合计行", "表尾说明"):
        assert words in notes


def test_what_is_not_known_is_asked_for_by_name():
    with pytest.raises(Unreadable, match="“面积”、“业主”在哪一列"):
        owners(["房号", "甲", "乙"], ["1-1", 80, "王芳"])


@pytest.mark.skipif(not CASES.exists(), reason="the example files are not here")
@pytest.mark.parametrize(
    ("name", "heads", "faults"),
    [("30", 1, 0), ("31", 3, 0), ("32", 2, 0), ("34", 13, 1), ("35", 7, 4), ("37", 1, 1),
     ("38", 2, 0), ("39", 1, 0), ("42-roll-header-0", 1, 0), ("42-roll-header-1", 1, 0),
     ("42-roll-header-2", 1, 0)],
)  # fmt: skip
def test_the_example_rolls_are_read_or_refused(name, heads, faults):
    (path,) = CASES.glob(f"{name}*")
    with path.open("rb") as file:
        found = read_roll(file, "owners")
    assert (len(found.items), len(found.faults)) == (heads, faults), found


def test_a_list_of_councils_is_read_cell_by_cell(area, secretary, tmp_path, capsys):
    from django.core.management import call_command

    rows = [
        ["议事会名称", "区划代码", "层级", "每月几日", "开始时间"],
        ["甲", "３１０１０４００８", "街道", "20日", "晚上7点"],
        ["乙", 310104008.0, "街镇", 21.0, dt.time(14, 30)],
        ["丙", "310104008 ", "镇", "22", 0.791666666666667],
        ["丁", "310104008", "街道", "二十", "19：00"],
    ]
    path = tmp_path / "councils.xlsx"
    path.write_bytes(workbook(*rows))
    call_command("import_councils", str(path))
    assert "第 5 行：每月几日应当是整数" in capsys.readouterr().out
    told = sorted(Council.objects.values_list("name", "level", "day", "starts_at"))
    assert told == [
        ("丙", "street", 22, dt.time(19)), ("乙", "street", 21, dt.time(14, 30)),
        ("甲", "street", 20, dt.time(19)),
    ]  # fmt: skip
