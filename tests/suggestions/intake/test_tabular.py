"""Lists as people really save them go in; what leaves is safe to open."""

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.tabular import Unreadable, csv_chunks, open_table, parse_moment, safe_cell
from suggestions.tabular.moments import CHINA
from suggestions.tabular.writing import CELL_LIMIT, workbook_file


def read(data, **_):
    with open_table(io.BytesIO(data if isinstance(data, bytes) else data.encode())) as table:
        return table.headers, list(table.lines())


def cells(data):
    return [line.cells for line in read(data)[1]]


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_csv_reads_alike_in_every_usual_encoding(encoding):
    text = "编号,标题\r\n1,楼道里的灯不亮了\r\n2,垃圾桶太少\r\n"
    assert read(text.encode(encoding))[0] == ("编号", "标题")
    assert cells(text.encode(encoding)) == [("1", "楼道里的灯不亮了"), ("2", "垃圾桶太少")]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_separator_is_found(mark):
    text = f"编号{mark}标题{mark}内容\n1{mark}路灯{mark}不亮，请修\n"
    assert cells(text) == [("1", "路灯", "不亮，请修")]


def test_one_broken_byte_spoils_one_row_and_not_the_file():
    data = ("编号,标题\n1,路灯坏了\n2,".encode() + b"\xff" + "垃圾桶太少太少\n".encode()) + (
        "3,电梯老旧需要更换\n" * 20
    ).encode()
    rows = cells(data)
    assert rows[0] == ("1", "路灯坏了") and "\ufffd" in rows[1][1]
    assert rows[2] == ("3", "电梯老旧需要更换")


def test_bytes_that_are_no_text_are_refused_in_words():
    with pytest.raises(Unreadable, match="编码"):
        read(bytes([0x81, 0x20, 0xFF, 0xFE, 0xFF, 0x81, 0x00, 0xFF]) * 500)


def test_a_quote_that_never_closes_costs_one_row():
    text = '编号,标题\n1,"没有合上的引号\n2,第二条\n3,"有,逗号"\n4,第四条\n'
    headers, lines = read(text)
    assert [line.number for line in lines] == [2, 3, 4, 5]
    assert "引号" in lines[0].fault
    assert [line.cells for line in lines[1:]] == [
        ("2", "第二条"),
        ("3", "有,逗号"),
        ("4", "第四条"),
    ]


def test_line_breaks_and_doubled_quotes_inside_a_cell_are_kept():
    assert cells('编号,内容\n1,"第一行\n第二行，他说""好"""\n') == [
        ("1", '第一行\n第二行，他说"好"')
    ]


def test_a_lone_quote_inside_plain_text_is_just_a_character():
    assert cells('编号,内容\n1,要买 5" 的水管\n2,好\n') == [("1", '要买 5" 的水管'), ("2", "好")]


def test_titles_above_the_header_and_empty_rows_are_passed_over_with_true_row_numbers():
    headers, lines = read("2026年建议汇总,\n,\n编号,标题\n1,甲\n\n,\n2,乙\n")
    assert headers == ("编号", "标题")
    assert [(line.number, line.cells[0]) for line in lines] == [(4, "1"), (7, "2")]


def test_too_many_cells_are_a_fault_and_too_few_are_filled():
    _, lines = read("编号,标题\n1,甲,多\n2\n")
    assert "列数" in lines[0].fault and lines[1].cells == ("2", "")


def test_repeated_and_empty_headers_get_names_of_their_own():
    assert read("标题,,标题\na,b,c\n")[0] == ("标题", "第2列", "标题（2）")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b"\n\n", "没有内容"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版"),
        (b"%PDF-1.7 ....", "不是表格"),
        (b"PK\x03\x04 broken", "损坏"),
    ],
)
def test_what_is_no_list_is_refused_with_a_reason(data, words):
    with pytest.raises(Unreadable, match=words):
        read(data)


def test_a_workbook_gives_dates_whole_numbers_and_texts():
    moment = dt.datetime(2019, 2, 28, 11, 25, 5)
    data = workbook(["编号", "时间", "内容"], [188006.0, moment, "好"], [2.5, "前天", True])
    assert cells(data) == [("188006", moment, "好"), ("2.5", "前天", "是")]


def test_a_cell_merged_downwards_counts_for_every_row_it_covers():
    data = workbook(
        ["区域", "标题"],
        ["徐汇区", "甲"],
        [None, "乙"],
        ["静安区", "丙"],
        change=lambda sheet: sheet.merge_cells("A2:A3"),
    )
    assert cells(data) == [("徐汇区", "甲"), ("徐汇区", "乙"), ("静安区", "丙")]


def test_a_row_at_the_bottom_of_a_giant_sheet_is_found_quickly():
    data = workbook(["标题"], ["甲"], change=lambda s: s.cell(row=1_000_000, column=1, value="乙"))
    began = time.monotonic()
    lines = read(data)[1]
    assert [line.number for line in lines] == [2, 1_000_000]
    assert time.monotonic() - began < 10


def bomb(size=300_000_000):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(size // 1_000_000):
                member.write(b"0" * 1_000_000)
    return file.getvalue()


def test_a_decompression_bomb_is_refused_before_it_is_unpacked():
    data = bomb()
    assert 200_000 < len(data) < 400_000
    began = time.monotonic()
    with pytest.raises(Unreadable, match="大得反常"):
        read(data)
    assert time.monotonic() - began < 2


def test_a_zip_of_thousands_of_members_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for i in range(2_100):
            archive.writestr(f"xl/{i}.xml", "")
        archive.writestr("xl/workbook.xml", "")
    with pytest.raises(Unreadable):
        read(file.getvalue())


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-28 11:25:05",
        "2019/2/28 11:25:05",
        "2019.02.28 11:25:05",
        "2019年2月28日 11时25分05秒",
        "2019年2月28日 上午11:25:05",
        "2019-02-28T11:25:05+08:00",
        "2019-02-28T03:25:05Z",
        "２０１９-０２-２８ １１：２５：０５",
        "2019-02-28 星期四 11:25:05",
        "20190228112505",
        "2019-02-28 11:25:05.0",
    ],
)
def test_a_moment_is_understood_however_it_is_written(text):
    assert parse_moment(text) == dt.datetime(2019, 2, 28, 11, 25, 5, tzinfo=CHINA)


def test_days_serial_numbers_and_afternoons_are_understood_too():
    assert parse_moment("2019/2/28") == dt.datetime(2019, 2, 28, tzinfo=CHINA)
    assert parse_moment("43524.5") == dt.datetime(2019, 2, 28, 12, tzinfo=CHINA)
    assert parse_moment("2019年2月28日下午3点") == dt.datetime(2019, 2, 28, 15, tzinfo=CHINA)


@pytest.mark.parametrize(
    "text", ["", "前天", "2019-02-30", "28/2/2019", "2019-2", "25:00", "一九年"]
)
def test_what_is_no_moment_is_none(text):
    assert parse_moment(text) is None


@given(st.text())
def test_no_text_can_crash_the_reading_of_moments(text):
    moment = parse_moment(text)
    assert moment is None or moment.tzinfo is not None


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n@", "＝", "\x00="])
def test_no_cell_leaves_as_a_formula(sign):
    assert safe_cell(f"{sign}1+cmd|' /C calc'!A0").startswith("'")


@given(st.text())
def test_a_safe_cell_holds_nothing_that_a_workbook_refuses(text):
    cell = safe_cell(text)
    assert len(cell) <= CELL_LIMIT
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cell.replace("\r", ""))
    list(csv_chunks(["a"], [[text]]))


def test_numbers_stay_numbers_and_long_texts_say_that_they_were_cut():
    assert safe_cell(-3) == -3 and safe_cell(None) == ""
    long = safe_cell("长" * 40_000)
    assert len(long) == CELL_LIMIT and long.endswith("全文请在系统内查看）")


def test_what_is_written_can_be_read_again():
    rows = [["1", "楼道,灯\n不亮", '他说"好"'], ["2", "=1+1", ""]]
    data = b"".join(csv_chunks(["编号", "标题", "内容"], rows))
    assert data.startswith(b"\xef\xbb\xbf")
    assert cells(data) == [("1", "楼道,灯\n不亮", '他说"好"'), ("2", "'=1+1", "")]


def test_a_written_workbook_opens_and_runs_nothing():
    file = workbook_file(["标题"], [["=1+1"], ["坏\x0b字符\ufffe"]], title="a/b")
    sheet = openpyxl.load_workbook(file).active
    assert [cell.value for cell in sheet["A"]] == ["标题", "'=1+1", "坏字符"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
