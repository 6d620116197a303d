"""Files as people really send them: read right, or refused in words; never half, never garbled."""

import datetime as dt
import io
import os
import zipfile
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from suggestions.intake.incoming import FIELDS, KNOWN, RowReader, guess
from suggestions.tabular import RowFault, Unreadable, open_table, parse_moment, plausible
from suggestions.tabular.moments import CHINA
from tests.suggestions.intake.sent import read, workbook

pytestmark = pytest.mark.django_db
HEADER = ["编号", "标题", "内容", "时间"]
ROW = ["A1", "楼道灯坏了", "请尽快修好。", "2026-03-02 08:30"]
TEXT = "编号,标题,内容\r\n1,楼道里的灯不亮,请派人来看看\r\n2,垃圾桶太少,希望多放几个\r\n"
CASES = Path(os.environ.get("JIANYAN_CASES", "../shared/cases")) / "files"
NOW = dt.datetime(2026, 11, 1, tzinfo=CHINA)


def outcome(data, mapping=None):
    """What each row becomes: a title, or why it cannot be taken, with its cell."""
    with open_table(io.BytesIO(data), known=KNOWN) as table:
        reader = RowReader(
            mapping or guess(table.headers),
            table.headers,
            channel="phone",
            at=NOW,
            publishes=False,
        )
        told = []
        for line in table.lines():
            try:
                told.append(reader.read(line, reader.external_id(line)))
            except RowFault as fault:
                told.append(f"{reader.mapped.cell(line, fault.key)} {fault}")
        return told


# --- encodings and dialects ------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "gb18030"])
def test_a_text_without_its_mark_is_read_all_the_same(encoding):
    table, lines = read(TEXT.encode(encoding))
    assert table.headers == ("编号", "标题", "内容")
    assert [line.cells[1] for line in lines] == ["楼道里的灯不亮", "垃圾桶太少"]


def test_big5_is_read_and_what_is_no_chinese_is_refused():
    text = "編號,標題,內容\r\n1,樓道的燈不亮,請派人來看\r\n"
    assert read(text.encode("cp950"))[1][0].cells[1] == "樓道的燈不亮"
    french = "héllo wörld, çà et là: déjà vu, très élégant\n".encode("latin-1") * 9
    japanese = "番号,件名\n1,ひらがなとカタカナのぶんしょう\n".encode("shift_jis") * 5
    for other in (french, japanese):
        with pytest.raises(Unreadable, match="编码"):
            read(other)


def test_the_line_for_excel_names_the_separator_and_is_no_row():
    table, lines = read("\ufeffsep=|\r\n" + TEXT.replace(",", "|"))
    assert table.headers[0] == "编号" and [line.number for line in lines] == [2, 3]


def test_the_wrappings_of_spreadsheet_programs_are_taken_off():
    rows = outcome('编号,标题,内容\n="0012",甲一,好\n\'0013,乙二,好\n"\t0014",丙三,好\n'.encode())
    assert [row["external_id"] for row in rows] == ["0012", "0013", "0014"]


def test_escaped_line_breaks_become_line_breaks():
    data = workbook(HEADER, ["A1", "灯坏了", "第一行_x000D_\n第二行", "2026-01-01"])
    assert outcome(data)[0]["body"] == "第一行\n第二行"


def test_a_web_page_called_xls_is_read_with_its_joined_cells():
    page = """<html><head><style>td{}</style></head><body><table>
      <tr><th rowspan=2>编号</th><th colspan=2>来信</th></tr><tr><th>标题</th><th>内容</th></tr>
      <tr><td>1</td><td>路灯</td><td>第一行<br>第二行&amp;完</td></tr></table></body></html>"""
    table, lines = read(page)
    assert table.headers == ("编号", "标题", "内容")
    assert lines[0].cells == ("1", "路灯", "第一行\n第二行&完")


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive("mimetype", "content.xml"), "ODS"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (archive("Index/Document.iwa"), "Numbers"),
        (archive("[Content_Types].xml", "word/document.xml"), "不是 Excel"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "另存为"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
         "另存为"),
        (b"<html><body><p>no table</p></body></html>", "没有表格"),
    ],
)  # fmt: skip
def test_other_programs_files_are_refused_with_what_to_do(data, words):
    with pytest.raises(Unreadable, match=words):
        read(data)


# --- sheets and headers ----------------------------------------------------------------------


def test_the_sheet_with_the_names_is_read_and_another_can_be_asked_for():
    data = workbook(说明=[["导出日期", "导出人"], ["今天", "某人"]], 明细=[HEADER, ROW])
    table, lines = read(data)
    assert (table.sheets, table.sheet) == (["说明", "明细"], "明细") and lines[0].cells[0] == "A1"
    assert read(data, "说明")[0].headers == ("导出日期", "导出人")
    with pytest.raises(Unreadable, match="没有“别的”"):
        read(data, "别的")


def test_joined_rows_of_a_header_are_one_header():
    def merge(sheet):
        for place in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
            sheet.merge_cells(place)

    rows = [["三月来信汇总"], ["编号", "来信内容", None, "时间"], [None, "标题", "内容", None], ROW]
    table, lines = read(workbook(*rows, change=merge))
    assert table.headers == ("编号", "标题", "内容", "时间") and len(lines) == 1
    table, lines = read("编号,来信内容,,时间\n,标题,内容,\nA1,灯坏了,修,2026-01-01\n")
    assert table.headers == ("编号", "标题", "内容", "时间") and len(lines) == 1


def test_of_two_columns_of_one_name_the_part_above_tells_which():
    rows = [["编号", "来信人", None, "承办人", None], [None, "姓名", "电话", "姓名", "电话"],
            ["1", "甲", "1", "乙", "2"]]  # fmt: skip

    def merge(sheet):
        for place in ("A1:A2", "B1:C1", "D1:E1"):
            sheet.merge_cells(place)

    table, _ = read(workbook(*rows, change=merge))
    assert table.headers == ("编号", "来信人 姓名", "来信人 电话", "承办人 姓名", "承办人 电话")


def test_no_column_is_cut_off_however_many_there_are():
    wide = [*HEADER, *(f"选项{n}" for n in range(300))]
    table, lines = read(workbook(wide, [*ROW, *[""] * 299, "最后"]))
    assert len(table.headers) == 304 and lines[0].cells[303] == "最后"
    with pytest.raises(Unreadable, match="1000 列"):
        read(workbook([f"第{n}项" for n in range(1_001)], ["x"]))


def test_rows_that_are_no_data_are_told_and_not_read():
    rows = [HEADER, ROW, HEADER, ["A2", *ROW[1:]], ["合计", None, "共2条"], ["制表人：某某"],
            ["注：数据来自热线"]]  # fmt: skip
    table, lines = read(workbook(*rows))
    assert [line.cells[0] for line in lines] == ["A1", "A2"]
    told = [(row.number, row.kind) for row in table.passed]
    assert told == [(3, "表头重复"), (5, "合计行"), (6, "表尾说明"), (7, "表尾说明")]


def test_what_only_looks_like_a_footer_in_the_middle_is_data():
    rows = [HEADER, ["说明：小区门口", None, None, None], ROW, ["合计", "算错了", "请核对", None]]
    assert [line.cells[0] for line in read(workbook(*rows))[1]] == ["说明：小区门口", "A1", "合计"]


# --- cells that cannot be meant ---------------------------------------------------------------


@pytest.mark.parametrize("number", [20260501000123456.0, 20260501000123456, 12.5])
def test_a_number_that_lost_its_digits_is_refused_by_its_reason(number):
    rows = [[number, *ROW[1:]], [number, *ROW[1:]]]
    told = outcome(workbook(HEADER, *rows))
    assert [words[:2] for words in told] == ["A2", "A3"]
    assert all("编号被 Excel 改成了科学计数法" in words for words in told)


def test_a_code_keeps_its_zeros_and_a_date_in_its_place_is_refused():
    def change(sheet):
        sheet["A2"].number_format = "00000"
        sheet["A3"].number_format = "m-d"

    rows = [[12, *ROW[1:]], [dt.datetime(2026, 1, 10), *ROW[1:]], ["1.2E+10", *ROW[1:]]]
    first, second, third = outcome(workbook(HEADER, *rows, change=change))
    assert first["external_id"] == "00012"
    assert "改成了日期" in second and "科学计数法" in third


def test_errors_and_formulas_without_a_result_are_faults_of_their_row():
    (told,) = outcome(workbook(HEADER, ["A1", '="路"&"灯"', "内容", "2026-01-01"]))
    assert told.startswith("B2 标题：公式没有算出结果")
    for error in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!"):
        (told,) = outcome(workbook(HEADER, ["A1", error, *ROW[2:]]))
        assert told.startswith(f"B2 标题：这一格是 Excel 的错误值 {error}")
        (told,) = outcome(f"编号,标题,内容\n1,灯坏了,{error}\n".encode())
        assert told.startswith("C2")


def test_a_column_that_nobody_chose_may_hold_anything():
    rows = outcome("编号,标题,内容,备注\n1,灯坏了,修,#N/A\n".encode())
    assert rows[0]["title"] == "灯坏了"


WRITTEN = [
    *("26-5-1 10:30", "5/1/26 10:30", "2026年5月1日 上午10:30", "２０２６年５月１日１０时３０分"),
    *("1777602600", "1777602600000", "20260501103000", "202605011030", "2026/5/1周五 10:30"),
    *("二〇二六年五月一日 10:30", "Fri May  1 10:30:00 CST 2026", "2026-05-01 10:30:00+08"),
    *("2026-05-01T02:30:00Z", "2026-05-01 10:30:00 +0800", "2026-05-01 10：30", "46143.4375"),
    *("1 May 2026 10:30", "May 1, 2026 10:30 AM", "2026-05-01 10:29:59.7", "2026年5月1日10点半"),
    "Fri May 01 2026 10:30:00 GMT+0800 (中国标准时间)",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_moment_is_right_to_the_second(text):
    assert parse_moment(text) == dt.datetime(2026, 5, 1, 10, 30, tzinfo=CHINA)


def test_the_end_of_a_day_is_the_beginning_of_the_next():
    next_day = dt.datetime(2026, 5, 2, tzinfo=CHINA)
    assert parse_moment("2026-05-01 24:00:00") == parse_moment("46143.9999999") == next_day


@pytest.mark.parametrize("text", ["0.4375", "5/6/07", "二〇二六年", "2026-05-01 25:00", "24:30"])
def test_what_may_mean_several_days_or_none_is_asked_for_again(text):
    assert parse_moment(text) is None


def test_a_workbook_that_counts_from_1904_is_read_by_its_own_count():
    def change(sheet):
        sheet.parent.epoch = CALENDAR_MAC_1904

    rows = [*ROW[:3], 44681.4375], ["A2", *ROW[1:3], dt.datetime(2026, 5, 1, 10, 30)]
    told = outcome(workbook(HEADER, *rows, change=change))
    assert {row["submitted_at"] for row in told} == {"2026-05-01T10:30:00+08:00"}


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [("+86 138 0000 0001", ["13800000001"]), ("１３８００００００６６", ["13800000066"]),
     ("13800000007.0", ["13800000007"]), ("021-5555 5555", ["021-55555555"]), ("无", []),
     ("/", []), ("13900000005/13800000005", ["13900000005", "13800000005"])],
)  # fmt: skip
def test_phones_are_read_however_they_are_written(cell, numbers):
    assert plausible.phone(cell, "手机") == numbers


@pytest.mark.parametrize("cell", ["1380000001", "1.38E+10", "问物业", "138000000012"])
def test_what_is_no_phone_is_refused(cell):
    with pytest.raises(plausible.Implausible, match="手机"):
        plausible.phone(cell, "手机")


# --- the shared cases -------------------------------------------------------------------------

REFUSED = {"24"}
FAULTY = {"07": 3, "12": 3, "12b": 3, "13d": 1, "15": 1, "25": 1}


@pytest.mark.skipif(not CASES.exists(), reason="the example files are not here")
def test_the_example_files_are_read_or_refused():
    for path in sorted(CASES.glob("[012]*")):
        name = path.name.partition("-")[0]
        try:
            told = outcome(path.read_bytes(), None if name != "24" else {"title": "x"})
        except Unreadable:
            assert name in REFUSED, path.name
            continue
        assert name not in REFUSED and told, path.name
        faults = [row for row in told if isinstance(row, str)]
        assert len(faults) == FAULTY.get(name, 0), (path.name, faults)
        for row in told:
            shown = row if isinstance(row, str) else row["title"] + row["body"]
            assert "\ufffd" not in shown and "_x000D_" not in shown, path.name


def test_every_field_has_a_name_of_its_own():
    names = [name for field in FIELDS for name in field.known]
    assert len(names) == len(set(names))
