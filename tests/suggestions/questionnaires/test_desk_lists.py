"""答卷导入 at the desk: upload, say what each column answers, import as a job, fetch the faults."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from suggestions.actions import kept_files, sheet_lists, tallying
from suggestions.actions.rules import Refused
from suggestions.models import AnswerSheet, OpenAnswer, SheetAnswer, SheetCount, SheetList
from suggestions.questionnaires.columns import chosen, match, meanings, meant
from suggestions.questionnaires.frozen import read
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident
from tests.suggestions.questionnaires.test_importing import EXPECTED, ROW, WENJUANXING, rows

pytestmark = pytest.mark.django_db


def text(*lines, encoding="utf-8", between=","):
    made = "\n".join(between.join(map(str, line)) for line in lines)
    return SimpleUploadedFile("答卷.csv", made.encode(encoding))


@pytest.fixture
def send(desk, questionnaire):
    """Upload a file; the page it leads to."""

    def make(file):
        url = reverse("desk_questionnaires:upload", args=[questionnaire.pk])
        return desk.post(url, {"file": file})

    return make


@pytest.fixture
def press(desk, questionnaire, django_capture_on_commit_callbacks):
    """Send the mapping as it stands, but for what is said otherwise by place."""

    def make(row, *, check=False, sheet="", **otherwise):
        data = {"sheet": sheet} if sheet else {}
        data |= {f"column_{place}": what for place, what in enumerate(row.columns)}
        data |= {f"column_{name[1:]}": what for name, what in otherwise.items()}
        url = reverse("desk_questionnaires:list", args=[questionnaire.pk, row.pk])
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(url, data | ({"check": "1"} if check else {}))

    return make


def test_a_list_is_mapped_by_its_headings_and_imported(desk, send, press, area):
    page = desk.get(send(text(WENJUANXING, ROW, [2, *ROW[1:2], "老板", *ROW[3:]])).url)
    row = SheetList.objects.get()
    said = page.content.decode()
    assert "第 3 列“1、身份”" in said and "可以导入" in said and "没有这个选项：老板" in said
    assert page.context["form"].columns()[-1] == ""  # 来源详情
    assert press(row).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.rows, row.created, row.faulty) == ("done", 2, 1, 1)
    assert rows() == EXPECTED
    assert tallying.count_sheets(at=NOW) == 1  # by the worker
    told = desk.get(reverse("desk_questionnaires:list", args=[row.questionnaire_id, row.pk]))
    assert "没有这个选项：老板" in told.content.decode()
    file = desk.get(reverse("desk_questionnaires:faults", args=[row.questionnaire_id, row.pk]))
    cells = list(load_workbook(io.BytesIO(b"".join(file))).active.values)
    assert cells[0] == ("行号", "原因") and cells[1][0] == 3


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_headings_nobody_knows_are_mapped_by_hand(send, press, encoding):
    file = text(
        ["编", "是谁", "意见"], [1, "学生", "13800001234灯暗"], encoding=encoding, between=";"
    )
    assert send(file).status_code == 302
    row = SheetList.objects.get()
    assert row.columns == ["", "", ""]
    refused = press(row)
    assert refused.status_code == 422 and "没有一列对得上" in refused.content.decode()
    assert press(row, c0="number", c1=ident("身份"), c2=ident("多说几句")).status_code == 302
    assert AnswerSheet.objects.count() == SheetAnswer.objects.count() == 1
    assert "13800001234" not in OpenAnswer.objects.get().text


def several():
    """A workbook of a summary, the answers of one round, and those of another."""
    book = Workbook()
    book.active.title = "汇总"
    book.active.append(["身份", "份数"])
    for name, said in (("第一轮", ["老人"]), ("第二轮", ["学生", "老人"])):
        page = book.create_sheet(name)
        for row in ("身份", *said):
            page.append([row])
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("两轮.xlsx", file.getvalue())


def test_of_several_sheets_none_is_read_before_somebody_chose(desk, send, press):
    url = send(several()).url
    page = desk.get(url)
    said = page.content.decode()
    assert "form" not in page.context and "请选择" in said
    for name in ("汇总（1 行）", "第一轮（2 行）", "第二轮（3 行）"):
        assert name in said
    row = SheetList.objects.get()
    refused = press(row)
    assert refused.status_code == 422 and "读这张表" in refused.content.decode()
    assert not AnswerSheet.objects.exists()
    page = desk.get(url, {"sheet": "第二轮"}).content.decode()
    assert "换成这张表" in page and "工作表“第二轮”" in page and "学生" in page
    row.columns = [ident("身份")]
    assert press(row, sheet="第二轮").status_code == 302
    row.refresh_from_db()
    assert (row.status, row.sheet, row.created) == ("done", "第二轮", 2)


def test_a_sheet_that_is_not_there_is_told(desk, send):
    refused = desk.get(send(several()).url, {"sheet": "第三轮"})
    assert refused.status_code == 422 and "没有“第三轮”这张表" in refused.content.decode()


def test_a_sheet_that_was_begun_stays(send, officer):
    send(several())
    row = SheetList.objects.select_related("version").get()
    SheetList.objects.update(status="failed", sheet="第一轮")
    row.refresh_from_db()
    with pytest.raises(Refused, match="再上传一次"):
        sheet_lists.queue(row, columns=[ident("身份")], sheet="第二轮", by=officer, at=NOW)


def test_two_columns_cannot_answer_the_same(send, press):
    send(text(["身份", "别的"], ["老人", "学生"]))
    refused = press(SheetList.objects.get(), c1=ident("身份"))
    assert refused.status_code == 422 and "有两列都选了“1. 身份”" in refused.content.decode()
    assert not AnswerSheet.objects.exists()


def test_trying_once_more_imports_nothing(send, press):
    send(text(["身份", "别的"], ["老人", "灯暗"]))
    page = press(SheetList.objects.get(), check=True, c1=ident("一句话"))
    assert page.status_code == 200
    assert page.context["form"].columns() == [ident("身份"), ident("一句话")]
    assert not AnswerSheet.objects.exists()
    assert SheetList.objects.get().status == "uploaded"


def test_the_same_list_again_brings_nothing_new(send, press):
    for _ in range(2):
        send(text(WENJUANXING[:3], ROW[:3]))
        press(SheetList.objects.first())
    assert AnswerSheet.objects.count() == 1
    assert SheetList.objects.first().known == 1


def test_rows_without_a_number_are_told_from_those_of_another_list(desk, questionnaire, press):
    url = reverse("desk_questionnaires:upload", args=[questionnaire.pk])
    for name, said in (
        ("九月.csv", ["老人", "学生", "老人"]),
        ("十月.csv", ["学生", "老人", "学生"]),
    ):
        lines = "\n".join(["身份", *said]).encode()
        desk.post(url, {"file": SimpleUploadedFile(name, lines)})
        press(SheetList.objects.first())
    assert AnswerSheet.objects.count() == SheetCount.objects.get().taken == 6


def test_a_list_is_reached_through_its_own_questionnaire_alone(desk, send, make_questionnaire):
    send(text(["身份"], ["老人"]))
    row, other = SheetList.objects.get(), make_questionnaire(title="别的问卷")
    for name in ("list", "faults"):
        url = reverse(f"desk_questionnaires:{name}", args=[other.pk, row.pk])
        assert desk.get(url).status_code == 404
    url = reverse("desk_questionnaires:list", args=[other.pk, row.pk])
    assert desk.post(url, {"column_0": ident("身份")}).status_code == 404
    assert SheetList.objects.get().status == "uploaded" and not AnswerSheet.objects.exists()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["nothing", ""], "没有这一项"), (["moment", "number"], "没有一列对得上"),
        (["", ""], "没有一列对得上"), (["moment", "moment"], "有两列都选了"),
    ],
)  # fmt: skip
def test_what_columns_mean_is_judged_again_before_the_job(send, officer, columns, words):
    send(text(["时间", "身份"], ["2026-09-01", "老人"]))
    row = SheetList.objects.select_related("version").get()
    with pytest.raises(Refused, match=words):
        sheet_lists.queue(row, columns=columns, by=officer, at=NOW)
    assert SheetList.objects.get().status == "uploaded"


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("空.csv", b""),
        SimpleUploadedFile("x.xlsx", b"PK\x03\x04 not a workbook"),
        SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        SimpleUploadedFile("x.csv", b"\x00\xff\x00\xfe" * 40),
    ],
)
def test_what_is_no_list_is_refused_in_words(send, file):
    refused = send(file)
    assert refused.status_code == 422
    assert refused.context["form"].errors["file"]
    assert not SheetList.objects.exists()


def test_a_file_that_is_gone_and_a_made_up_column_are_refused(send, press, officer):
    send(text(["身份"], ["老人"]))
    row = SheetList.objects.select_related("version").get()
    assert press(row, c0="nothing").status_code == 422
    with pytest.raises(Refused, match="不一样"):
        sheet_lists.queue(row, columns=["", ""], by=officer, at=NOW)
    later = row.uploaded_at + dt.timedelta(days=400)
    assert kept_files.drop_old(at=later) == 1
    refused = press(SheetList.objects.get())
    assert refused.status_code == 422 and "重新上传" in refused.content.decode()


def test_meanings_and_columns_are_one_thing(version):
    asked = read(version.questions)
    found = match(WENJUANXING, asked)
    said = meanings(found, len(WENJUANXING))
    assert set(filter(None, said)) <= set(meant(asked))
    again = chosen(said)
    assert (again.whole, again.parts, again.moment, again.number) == (
        found.whole, found.parts, found.moment, found.number,
    )  # fmt: skip
