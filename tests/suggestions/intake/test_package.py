"""Workbooks written as their own XML: types, marks, widths and sizes, read by another program."""

import datetime as dt
import warnings
from decimal import Decimal

import openpyxl
import pytest

from suggestions.tabular import package, workbook_file


def opened(header, rows, **options):
    with warnings.catch_warnings(), workbook_file(header, rows, **options) as file:
        warnings.simplefilter("error")
        return openpyxl.load_workbook(file)


def test_numbers_stay_numbers_and_texts_texts():
    row = ["0012", 12, -3.5, True, Decimal("0.10"), None, "", float("nan"), dt.date(2026, 1, 2)]
    cells = opened([f"第{i}列" for i in range(9)], [row], title="台账").active[2]
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("0012", "s"),
        (12, "n"),
        (-3.5, "n"),
        (True, "b"),
        (0.1, "n"),
        (None, "n"),
        (None, "n"),
        ("nan", "s"),
        ("2026-01-02", "s"),
    ]


@pytest.mark.parametrize(
    "text", ["<b>&\"'", " 前后空格 ", "一行\n二行\t三", "_x0041_", "😀 龘", "]]>", "a\r\nb"]
)
def test_marks_come_back_as_they_were(text):
    value = opened(["标题"], [[text]]).active["A2"].value
    assert openpyxl.utils.escape.unescape(value) == text


def test_what_begins_like_a_formula_is_a_text_in_every_kind_of_column():
    rows = [["=1+1", "＝1+1"], ["@SUM(A1)", "-2+3"]]
    sheet = opened(["标题", "=A1"], rows, as_text=[1]).active
    found = [cell for row in sheet for cell in row]
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.value.startswith("'") for cell in found if cell.value != "标题")


def test_the_header_stays_and_columns_of_text_say_so():
    sheet = opened(["户号", "面积"], [["0012", 88.5]], as_text=[0], title="a/b[1]").active
    assert sheet.title == "a b 1 " and sheet.freeze_panes == "A2"
    assert sheet["A2"].number_format == "@" and sheet["B2"].number_format == "General"
    assert sheet.column_dimensions["A"].width == 16


def test_columns_are_called_as_programs_call_them():
    names = [openpyxl.utils.get_column_letter(at + 1) for at in range(800)]
    assert [package.letters(at) for at in range(800)] == names


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr(package, "ROWS_OF_A_SHEET", 4)
    monkeypatch.setattr(package, "AT_ONCE", 2)
    book = opened(["编号"], [[n] for n in range(7)], title="名" * 31)
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    assert [sheet["A1"].value for sheet in book] == ["编号"] * 3
    assert [len(name) <= 31 for name in book.sheetnames] == [True] * 3
    assert [row[0].value for sheet in book for row in list(sheet)[1:]] == list(range(7))


def test_an_empty_list_is_a_sheet_with_its_header():
    book = opened(["编号"], [])
    assert [cell.value for cell in book.active[1]] == ["编号"] and len(book.sheetnames) == 1


def test_rows_are_taken_as_they_are_written(monkeypatch):
    """No more than a write's worth is in memory."""
    taken = []

    def rows():
        for n in range(1_000):
            taken.append(n)
            yield [n]

    source = package._Rows(rows(), ())
    next(source.pieces())
    assert len(taken) == package.AT_ONCE
