"""Questionnaires: freeze a version, hand in a sheet, count the sheets."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q

from suggestions.actions.rules import Refused
from suggestions.models import (
    AnswerSheet,
    OpenAnswer,
    Option,
    Question,
    QuestionnairePage,
    QuestionnaireVersion,
    SheetAnswer,
    SheetCount,
    User,
)
from suggestions.questionnaires.frozen import Asked, Sheet, digest, frozen, read
from suggestions.residents import receipts
from suggestions.text.language import masked

CLOSED = "“{}”现在不在填写时间内，没有交上。您写的都还在这一页，可以抄下来或者拍张照。"
FULL = "“{}”的名额刚刚收满，没有交上。您写的都还在这一页，可以抄下来或者拍张照。"
CHANGED = "这份问卷刚才已经交上了。您现在的答案与上次不同：如果是替另一位填的，请再按一次“交卷”。"
Gate = Callable[[], None]
# What the rows of a sheet hold beside the sheet.
ANSWER = ("question_id", "row", "code", "number")
TEXT = ("question_id", "option_id", "text")


class Changed(Refused):
    """The same form came again with other answers."""


@dataclass(frozen=True)
class SheetReceipt:
    sheet: AnswerSheet
    code: str
    again: bool = False


# --- versions ---------------------------------------------------------------------------------


def version_of(page: QuestionnairePage, *, at: dt.datetime) -> QuestionnaireVersion:
    """The version of the questions that stand on the page now: made by whoever asks first."""
    asked = frozen(page.questions.get_prep_value())
    known = page.versions.filter(digest=digest(asked)).first()
    if known is not None:
        return known
    last = page.versions.aggregate(last=Max("number"))["last"] or 0
    row = QuestionnaireVersion(
        questionnaire=page, number=last + 1, digest=digest(asked), questions=asked, at=at
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            SheetCount.objects.get_or_create(questionnaire=page)
            register(page, read(asked))
    except IntegrityError:  # somebody else asked at the same moment
        return version_of(page, at=at)
    return row


@dataclass(frozen=True)
class Keys:
    """The rows under which answers are kept: of questions by their id, of options by both."""

    questions: dict[str, int]
    options: dict[tuple[str, str], int]


def register(page: QuestionnairePage, questions: Iterable[Asked]) -> Keys:
    """Rows for every question and option, old ones where they are known."""
    asked = list(questions)
    wanted = [
        Question(questionnaire=page, block=one.id, kind=one.kind, shape=one.shape) for one in asked
    ]
    Question.objects.bulk_create(wanted, ignore_conflicts=True)
    rows = {(row.block, row.kind, row.shape): row for row in page.asked.all()}
    found = {one.id: rows[one.id, one.kind, one.shape] for one in asked}
    options = [
        Option(question=found[one.id], block=choice) for one in asked for choice in one.names()
    ]
    Option.objects.bulk_create(options, ignore_conflicts=True)
    return _keys(found)


def keys_of(version: QuestionnaireVersion) -> Keys:
    asked = read(version.questions)
    rows = Question.objects.filter(questionnaire=version.questionnaire_id)
    known = {(row.block, row.kind, row.shape): row for row in rows}
    return _keys({one.id: known[one.id, one.kind, one.shape] for one in asked})


def _keys(found: dict[str, Question]) -> Keys:
    blocks = {row.pk: block for block, row in found.items()}
    options = Option.objects.filter(question__in=blocks).values_list("question", "block", "pk")
    return Keys(
        {block: row.pk for block, row in found.items()},
        {(blocks[question], block): pk for question, block, pk in options},
    )


# --- handing in -------------------------------------------------------------------------------


def hand_in(
    version: QuestionnaireVersion,
    sheet: Sheet,
    *,
    key: str,
    at: dt.datetime,
    gate: Gate | None = None,
    way: str = AnswerSheet.Way.ONLINE,
    by: User | None = None,
) -> SheetReceipt:
    """Take in one sheet. The same `key` gives the same receipt, however often it comes."""
    page = version.questionnaire
    row = AnswerSheet(
        questionnaire=page, version=version, way=way, area_id=sheet.area, submitted_at=at,
        key=uuid.UUID(key), payload_hash=sheet.digest(), by=by,
        quotable=sheet.quotable and way == AnswerSheet.Way.ONLINE,  # elsewhere nobody is asked
        receipt_hash=receipts.digest(receipts.issue(key)),
    )  # fmt: skip
    if not page.accepts(at):
        return _earlier(row, key) or _refuse(CLOSED, page)
    keys = keys_of(version)
    answers, texts = rows_of(row, read(version.questions), sheet, keys)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            SheetAnswer.objects.bulk_create(answers)
            OpenAnswer.objects.bulk_create(texts)
            if gate:
                gate()
            take_place(page)  # last: everybody waits for this one row
    except IntegrityError:
        if earlier := _earlier(row, key):
            return earlier
        raise
    except Full as refusal:
        return _earlier(row, key) or _refuse(str(refusal), page)
    return SheetReceipt(row, receipts.issue(key))


class Full(Refused):
    """No place is left."""


def _refuse(words: str, page: QuestionnairePage) -> SheetReceipt:
    raise Refused(words.format(page.title))


def take_place(page: QuestionnairePage, number: int = 1) -> None:
    """Count sheets where the quota leaves room for them: one conditional UPDATE decides."""
    room = Q() if page.quota is None else Q(taken__lte=page.quota - number)
    counts = SheetCount.objects.filter(room, questionnaire=page)
    if not counts.update(taken=F("taken") + number):
        raise Full(FULL)


def _earlier(row: AnswerSheet, key: str) -> SheetReceipt | None:
    found = AnswerSheet.objects.filter(key=row.key).first()
    if found is None:
        return None
    if (found.payload_hash, found.questionnaire_id) != (row.payload_hash, row.questionnaire_id):
        raise Changed(CHANGED)
    return SheetReceipt(found, receipts.issue(key), again=True)


def rows_of(
    row: AnswerSheet, questions: Sequence[Asked], sheet: Sheet, keys: Keys
) -> tuple[list[SheetAnswer], list[OpenAnswer]]:
    """The typed rows of a sheet."""
    answers, texts = values_of({one.id: one for one in questions}, sheet, keys, masks=masked)
    return (
        [SheetAnswer(sheet=row, **dict(zip(ANSWER, one, strict=True))) for one in answers],
        [OpenAnswer(sheet=row, **dict(zip(TEXT, one, strict=True))) for one in texts],
    )


def values_of(
    asked: Mapping[str, Asked], sheet: Sheet, keys: Keys, *, masks: Callable[[str], str]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What stands in them (`ANSWER`, `TEXT`): ids become keys, own words are masked."""
    answers = [
        (keys.questions[question], keys.options.get((question, below), 0),
         *_code(asked[question], code, keys))
        for question, below, code in sheet.codes
    ]  # fmt: skip
    texts = [
        (keys.questions[question], keys.options.get((question, option)), masks(text))
        for question, option, text in sheet.texts
    ]
    return answers, texts


def _code(one: Asked, code: Any, keys: Keys) -> tuple[int, Decimal | None]:
    if isinstance(code, Decimal):
        return one.band(code), code
    return (code if isinstance(code, int) else keys.options[one.id, code]), None
