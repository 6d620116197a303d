"""Results and sheets as tables: one row a count, one row a sheet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from suggestions.models import (
    AnswerSheet,
    OpenAnswer,
    Option,
    Question,
    QuestionnairePage,
    QuestionnaireVersion,
    SheetAnswer,
)
from suggestions.questionnaires.frozen import Asked, read

CHUNK = 1_000
HIDDEN = "人数少，不显示"


def results_table(questions: Sequence[Any]) -> tuple[list[str], Iterator[list[Any]]]:
    """Of each question its lines; told apart, a line for each group."""
    header = ["题号", "题目", "分组", "行", "选项", "人数", "答这题的人", "百分比"]
    return header, _lines(questions)


def _lines(questions: Sequence[Any]) -> Iterator[list[Any]]:
    for one in questions:
        if one.table:
            for group, size, cells in one.table.rows:
                for name, cell in zip(one.table.columns, cells, strict=True):
                    told = [HIDDEN if n is None else n for n in (cell, size)]
                    known = cell is not None and size is not None
                    told.append(_share(cell, size) if known else "")
                    yield [one.number, one.asked.text, group, "", name, *told]
            continue
        for line in one.lines:
            share = _share(line.count, one.answered)
            yield [one.number, one.asked.text, "", line.row, line.name, line.count, one.answered,
                   share]  # fmt: skip
        if one.in_words:
            yield [one.number, one.asked.text, "", "", "", "", one.answered, ""]


def _share(part: int, whole: int) -> float:
    return round(part * 100 / whole, 1) if whole else 0.0


def sheets_table(page: QuestionnairePage) -> tuple[list[str], Iterator[list[Any]]]:
    """One row a sheet under the questions of all versions; nothing tells whose it is."""
    known = Columns(page)
    return ["答卷", "交卷时间", "怎样来的", "居住地区", *known.header], known.rows()


class Columns:
    """The questions of all versions, the latest words of each, and how an answer reads there."""

    def __init__(self, page: QuestionnairePage) -> None:
        self.page = page
        self.asked: dict[tuple[str, str, str], Asked] = {}
        for version in QuestionnaireVersion.objects.filter(questionnaire=page).order_by("number"):
            for one in read(version.questions):
                if one.kind != "area":
                    self.asked[one.id, one.kind, one.shape] = one
        rows = Question.objects.filter(questionnaire=page)
        keys = {(row.block, row.kind, row.shape): row.pk for row in rows}
        self.asked_as = {keys[key]: one for key, one in self.asked.items()}
        options = Option.objects.filter(question__questionnaire=page)
        self.ids = {(row.question_id, row.block): row.pk for row in options}
        self.names = {
            row.pk: self.asked_as[row.question_id].names().get(row.block, "")
            for row in options
            if row.question_id in self.asked_as
        }
        self.columns = list(self._columns())
        self.header = [heading for _, _, heading in self.columns]

    def _columns(self) -> Iterator[tuple[int, int, str]]:
        """Question, row, heading: a 矩阵 has a column for each row, a 排序 for each option."""
        for key, one in self.asked_as.items():
            parts = {"matrix": one.rows, "rank": one.options}.get(one.kind, ())
            for part in parts:
                yield key, self.ids[key, part.id], f"{one.text}：{part.text}"
            if not parts:
                yield key, 0, one.text

    def rows(self) -> Iterator[list[Any]]:
        last = 0
        while True:
            sheets = AnswerSheet.objects.filter(questionnaire=self.page, pk__gt=last)
            found = list(sheets.select_related("area").order_by("pk")[:CHUNK])
            if not found:
                return
            last = found[-1].pk
            yield from self._piece(found)

    def _piece(self, sheets: list[AnswerSheet]) -> Iterator[list[Any]]:
        cells: dict[tuple[int, int, int], list[Any]] = defaultdict(list)
        for answer in SheetAnswer.objects.filter(sheet__in=sheets).order_by("pk"):
            place = (answer.sheet_id, answer.question_id, answer.row)
            cells[place].append(self._said(answer))
        for word in OpenAnswer.objects.filter(sheet__in=sheets).order_by("pk"):
            cells[word.sheet_id, word.question_id, 0].append(word.text)
        for sheet in sheets:
            said = [_cell(cells[sheet.pk, question, row]) for question, row, _ in self.columns]
            at = localtime(sheet.submitted_at).replace(tzinfo=None)
            area = sheet.area.full_name if sheet.area else ""
            yield [sheet.pk, at, sheet.get_way_display(), area, *said]

    def _said(self, answer: SheetAnswer) -> str | int | float:
        one = self.asked_as[answer.question_id]
        if one.kind == "number":
            return _plain(answer.number)
        if one.kind in ("rank", "scale"):
            return answer.code
        return self.names.get(answer.code, "")


def _plain(number: Decimal | None) -> str | int | float:
    if number is None:
        return ""
    return int(number) if number == number.to_integral_value() else float(number)


def _cell(said: list[Any]) -> Any:
    """One answer as it is, a number as a number; several in a row of words."""
    return said[0] if len(said) == 1 else "；".join(map(str, said))
