"""Answers made elsewhere come in: columns are found by their questions, cells judged by them."""

import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from openpyxl import Workbook

from suggestions.actions import copying, pouring_sheets, sheets, tallying
from suggestions.models import AnswerSheet, OpenAnswer, Option, SheetAnswer, SheetCount, Tally
from suggestions.questionnaires.columns import match
from suggestions.questionnaires.frozen import Sheet, read
from suggestions.telling import questionnaires as telling
from tests.conftest import NOW
from tests.suggestions.questionnaires.conftest import ident

pytestmark = pytest.mark.django_db
WENJUANXING = [
    "序号", "提交答卷时间", "1、身份", "2、设施:长椅", "2、设施:路灯", "2、设施:厕所",
    "2、设施:其他", "3、先后:甲", "3、先后:乙", "3、先后:丙", "4、满意", "5、各处:公园",
    "5、各处:车站", "6、一句话", "7、多说几句", "8、住哪里", "9、几口人", "来源详情",
]  # fmt: skip
ROW = [1, "2026/9/1 10:00:00", "老人", 1, 0, 0, "饮水点", 2, 1, 3, 4, "好", "坏", "太暗",
       "电话13800001234", "徐汇区 · 田林街道", 3, "微信"]  # fmt: skip


@pytest.fixture
def bring(questionnaire, tmp_path, area):
    def make(header, *rows, **options):
        book = Workbook()
        book.active.title = "说明"
        book.active.append(["这是从别处导出的"])
        page = book.create_sheet("答卷")
        for row in (header, *rows):
            page.append(row)
        path = tmp_path / "list.xlsx"
        book.save(path)
        out = io.StringIO()
        call_command("import_sheets", path, questionnaire=questionnaire.slug, stdout=out, **options)
        return out.getvalue()

    return make


def rows():
    named = {row.pk: row.block for row in Option.objects.all()}
    return {
        (row.question.kind, named.get(row.row, ""), named.get(row.code, row.code))
        if row.question.kind not in ("rank", "scale", "number")
        else (row.question.kind, named.get(row.row, ""), row.code)
        for row in SheetAnswer.objects.select_related("question")
    }


EXPECTED = {
    ("single", "", ident("老人")), ("many", "", ident("长椅")), ("many", "", "other"),
    ("rank", ident("甲"), 2), ("rank", ident("乙"), 1), ("rank", ident("丙"), 3),
    ("scale", "", 4), ("matrix", ident("公园"), ident("好")),
    ("matrix", ident("车站"), ident("坏")), ("number", "", 3),
}  # fmt: skip


def test_a_list_with_a_column_for_each_option_is_read(bring, area):
    said = bring(WENJUANXING, ROW)
    assert "新增 1，已存在 0，有误 0" in said
    assert "读工作表“答卷”" in said
    assert "没有对上的列：来源详情" in said
    sheet = AnswerSheet.objects.get()
    assert (sheet.way, sheet.area, sheet.counted) == ("import", area, True)
    assert not sheet.quotable  # nobody on a list was asked
    assert f"{sheet.submitted_at:%Y-%m-%d}" == "2026-09-01"
    assert rows() == EXPECTED
    texts = set(OpenAnswer.objects.values_list("text", flat=True))
    assert {"饮水点", "太暗"} < texts
    assert not any("13800001234" in text for text in texts)


def test_a_list_with_one_column_for_several_options_is_read(bring):
    header = ["Q1_身份[单选题]", "Q2_设施[多选题]", "Q3_先后[排序题]", "Q4_满意", "Q9_几口人"]
    said = bring(header, ["老人", "长椅┋其他〖饮水点〗", "乙→甲→丙", "4", "3人"])
    assert "新增 1" in said
    assert rows() == {row for row in EXPECTED if row[0] != "matrix"}
    assert OpenAnswer.objects.get().text == "饮水点"


def test_the_same_list_twice_brings_nothing_new(bring):
    bring(WENJUANXING, ROW)
    assert "新增 0，已存在 1" in bring(WENJUANXING, ROW)
    assert SheetCount.objects.get().taken == AnswerSheet.objects.count() == 1


def test_a_number_is_one_sheet_of_each_questionnaire(bring, make_questionnaire, tmp_path):
    bring(WENJUANXING, ROW)
    other, out = make_questionnaire(), io.StringIO()
    call_command("import_sheets", tmp_path / "list.xlsx", questionnaire=other.slug, stdout=out)
    assert "新增 1，已存在 0" in out.getvalue()


def test_without_numbers_a_grown_list_is_known_as_far_as_it_goes_and_another_is_another(bring):
    header, first, second = WENJUANXING[1:], ROW[1:], [*ROW[1:-2], 4, "微信"]
    assert "新增 1，已存在 0" in bring(header, first)
    assert "新增 1，已存在 1" in bring(header, first, second)
    assert "新增 2，已存在 0" in bring(header, second, first)  # under the same name


def test_trying_out_writes_nothing(bring):
    assert "没有写入" in bring(WENJUANXING, ROW, dry_run=True)
    assert not AnswerSheet.objects.exists()


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("1、身份", "老板", "没有这个选项：老板"),
        ("2、设施:长椅", "也许", "选了写 1，没选写 0"),
        ("3、先后:甲", 1, "名次要从 1 排起"),
        ("3、先后:甲", "第一", "1 到 3 的整数"),
        ("4、满意", 6, "1 到 5 的整数"),
        ("4、满意", 3.5, "1 到 5 的整数"),
        ("5、各处:公园", "很好", "没有这个选项：很好"),
        ("8、住哪里", "月球", "没有这个地方：月球"),
        ("9、几口人", "21", "1 到 20 之间"),
        ("9、几口人", "9" * 40, "1 到 20 之间"),
        ("9、几口人", "inf", "1 到 20 之间"),
        ("提交答卷时间", "昨天", "看不懂提交时间"),
        ("提交答卷时间", "2099/1/1", "还没有到"),
    ],
)
def test_a_cell_that_does_not_mean_what_its_question_asks_is_told(bring, column, value, words):
    wrong = list(ROW)
    wrong[WENJUANXING.index(column)] = value
    right = [2, *ROW[1:]]
    said = bring(WENJUANXING, wrong, right)
    assert "新增 1，已存在 0，有误 1" in said
    assert words in said
    assert AnswerSheet.objects.count() == 1


def test_faulty_rows_are_written_to_a_file(bring, tmp_path):
    wrong = [1, ROW[1], "老板", *ROW[3:]]
    bring(WENJUANXING, wrong, faults=tmp_path / "faults.csv")
    told = (tmp_path / "faults.csv").read_text(encoding="utf-8-sig")
    assert told.splitlines()[0] == "行,原因"
    assert "没有这个选项：老板" in told


def test_two_rows_of_one_number_are_told(bring):
    assert "编号和上面的一行相同" in bring(WENJUANXING, ROW, ROW)


def test_what_the_skips_would_not_have_asked_is_left_out(bring):
    bring(["身份", "设施", "满意", "一句话"], ["学生", "长椅", "4", "太暗"])
    assert {kind for kind, _, _ in rows()} == {"single", "scale"}  # 学生 goes on at the fourth
    assert OpenAnswer.objects.get().text == "太暗"


def test_a_list_of_something_else_is_refused(bring):
    with pytest.raises(CommandError, match="没有一列对得上"):
        bring(["姓名", "手机"], ["王", "1"])


def test_a_questionnaire_that_is_not_there_is_named(tmp_path, questionnaire):
    with pytest.raises(CommandError, match=questionnaire.slug):
        call_command("import_sheets", tmp_path / "x.xlsx", questionnaire="nothing")


def test_what_came_in_is_counted_as_it_is_written(bring, questionnaire, monkeypatch):
    monkeypatch.setattr(pouring_sheets, "BATCH", 3)
    bring(WENJUANXING, *([n, *ROW[1:]] for n in range(1, 8)))
    told = telling.results(questionnaire)["questions"]
    assert {line.name: line.count for line in told[0].lines}["老人"] == 7
    assert tallying.count_sheets(at=AnswerSheet.objects.first().submitted_at) == 0
    count = SheetCount.objects.get()
    assert (count.taken, count.counted) == (7, 7) and count.counted_at
    columns = ("question", "area", "group", "row", "code", "count", "total")
    kept = set(Tally.objects.values_list(*columns))
    assert tallying.recount(questionnaire) == 7
    assert set(Tally.objects.values_list(*columns)) == kept


def test_the_next_sheet_gets_the_next_key(bring, version):
    """Keys that a list takes are given to nobody else."""
    bring(WENJUANXING, ROW, [2, *ROW[1:]])
    said = Sheet((), ((ident("多说几句"), "", "灯"),))
    made = sheets.hand_in(version, said, key=str(uuid.uuid4()), at=NOW).sheet
    assert made.pk > max(AnswerSheet.objects.exclude(pk=made.pk).values_list("pk", flat=True))
    assert made.open_answers.get().pk == OpenAnswer.objects.order_by("-pk").first().pk


def test_a_batch_that_breaks_leaves_nothing(bring, questionnaire, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(tallying, "count_new", full)
    with pytest.raises(CommandError):
        bring(WENJUANXING, ROW)
    assert not AnswerSheet.objects.exists() and not SheetAnswer.objects.exists()
    assert SheetCount.objects.get().taken == 0
    monkeypatch.undo()
    assert "新增 1" in bring(WENJUANXING, ROW)
    assert "新增 0，已存在 1" in bring(WENJUANXING, ROW)


def test_a_wrong_row_is_refused_by_the_table_itself(version):
    row = (version.questionnaire_id, version.pk, "import", None, NOW, uuid.uuid4())
    row = (*row, "", "", False, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        copying.write_keyed(AnswerSheet, pouring_sheets.SHEET, [row, row])
    assert not AnswerSheet.objects.exists()


def test_a_question_whose_words_begin_like_another_is_not_mistaken(version):
    found = match(["身份", "1. 身份", "设施", "设施：长椅"], read(version.questions))
    assert found.whole == {ident("身份"): 0, ident("设施"): 2}
    assert found.parts == {ident("设施"): {ident("长椅"): 3}}
