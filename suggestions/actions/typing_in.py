"""录入纸质答卷: a sheet of paper typed by one person, or by two who do not see each other's."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from suggestions.actions import sheets
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.actions.visiting import sheet_key
from suggestions.models import (
    AnswerSheet,
    Area,
    QuestionnaireVersion,
    TypedSheet,
    User,
    VisitRound,
)
from suggestions.questionnaires.frozen import Sheet, read
from suggestions.questionnaires.typed import (
    FIRST,
    SECOND,
    Difference,
    combined,
    differences,
    plain,
    sheet_of,
)

Status = TypedSheet.Status
NUMBER, REASON = 20, 200
SAME_PERSON = "第一遍是您录的。第二遍要请另一位同事对着原件再录，不看第一遍。"
NO_JUDGE = "第一遍是您录的，请另一位同事对着原件核定。"
GONE = {"first": None, "second": None}  # once it counts, or never will


def type_first(
    version: QuestionnaireVersion,
    sheet: Sheet,
    *,
    number: str,
    key: str,
    by: User,
    at: dt.datetime,
    subject: VisitRound | None = None,
) -> TypedSheet:
    """Type one sheet. It counts at once, or waits for a second person where the page asks so.

    The same `key` is done once, however often it comes.
    """
    number = "".join(needed(number, "编号", NUMBER).split()).upper()
    page = version.questionnaire
    row = TypedSheet(
        questionnaire=page, version=version, round=subject, number=number, key=uuid.UUID(key),
        digest=sheet.digest(), first=plain(sheet), first_by_id=by.pk, first_at=at,
    )  # fmt: skip
    if earlier := _earlier(row):
        return earlier
    if not page.accepts(at):
        raise Refused(f"“{page.title}”现在不在填写时间内，不能再录。")
    if not page.typed_twice:
        row.status, row.first = Status.COUNTED, None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            if not page.typed_twice:
                _count(row, sheet)
    except IntegrityError:  # the same number, or the same press a second time
        if earlier := _earlier(row):
            return earlier
        raise Refused(_known(row)) from None
    return row


def _earlier(row: TypedSheet) -> TypedSheet | None:
    found = TypedSheet.objects.filter(key=row.key).first()
    if found is None:
        return None
    if (found.digest, found.number, found.first_by_id) != (row.digest, row.number, row.first_by_id):
        raise Refused("这一张刚才已经录过了，内容和现在的不一样。请重新打开录入页面。")
    return found


def _known(row: TypedSheet) -> str:
    rows = TypedSheet.objects.filter(questionnaire=row.questionnaire_id, number=row.number)
    found = rows.exclude(status=Status.DROPPED).select_related("first_by").first()
    who = f"由{found.first_by}" if found else ""
    waits = found is not None and found.status == Status.ONCE
    more = "第二遍请在“纸质答卷”里打开这个编号再录。" if waits else "请核对编号。"
    return f"编号 {row.number} 已经{who}录过了。{more}"


def type_second(subject: TypedSheet, sheet: Sheet, *, by: User, at: dt.datetime) -> TypedSheet:
    """The second person's; where both say the same it counts."""
    if subject.status != Status.ONCE:
        raise Overtaken("这一张刚才已经录过第二遍，或者作废了。请刷新页面后再看。")
    if subject.first_by_id in by.counts_as:
        raise Refused(SAME_PERSON)
    found = _differing(subject, _typed(subject, FIRST), sheet)
    facts: dict[str, Any] = {"second_by_id": by.pk, "second_at": at, "differing": len(found)}
    with transaction.atomic():
        if found:
            move(subject, Status.DIFFERS, second=plain(sheet), **facts)
        else:
            move(subject, Status.COUNTED, **facts, **GONE)
            _count(subject, sheet)
    return subject


def settle(
    subject: TypedSheet, *, chosen: Mapping[str, str], by: User, at: dt.datetime
) -> TypedSheet:
    """核定: question by question which of the two is on the paper. Not by who typed it first."""
    if subject.status != Status.DIFFERS:
        raise Overtaken("这一张刚才已经核定或者作废了。请刷新页面后再看。")
    if subject.first_by_id in by.counts_as:
        raise Refused(NO_JUDGE)
    for one in differing(subject):
        if chosen.get(one.asked.id) not in (FIRST, SECOND):
            raise Refused(f"第 {one.number} 题还没有选哪一遍对。")
    both = (_typed(subject, FIRST), _typed(subject, SECOND))
    sheet = combined(read(subject.version.questions), *both, chosen)
    with transaction.atomic():
        move(subject, Status.COUNTED, settled_by_id=by.pk, settled_at=at, **GONE)
        _count(subject, sheet)
    return subject


def drop(subject: TypedSheet, *, reason: str, by: User, at: dt.datetime) -> None:
    """作废: it never counted; its number may be typed anew."""
    reason = needed(reason, "作废的原因", REASON)
    move(subject, Status.DROPPED, reason=reason, settled_by_id=by.pk, settled_at=at, **GONE)


def differing(subject: TypedSheet) -> list[Difference]:
    """What is to be decided of a sheet whose two typings differ."""
    if subject.status != Status.DIFFERS:
        return []
    return _differing(subject, _typed(subject, FIRST), _typed(subject, SECOND))


def _differing(subject: TypedSheet, first: Sheet, second: Sheet) -> list[Difference]:
    areas = Area.objects.in_bulk([pk for pk in (first.area, second.area) if pk])
    questions = read(subject.version.questions)
    return differences(questions, first, second, place=lambda pk: str(areas.get(pk, "")))


def _typed(subject: TypedSheet, which: str) -> Sheet:
    kept = getattr(subject, which)
    if kept is None:
        raise Refused("这一张的内容读不出来了（密钥已更换）。请作废以后重录。")
    return sheet_of(read(subject.version.questions), kept)


def _count(subject: TypedSheet, sheet: Sheet) -> None:
    """As of when it was typed first: the second person may be later than the end."""
    sheets.hand_in(
        subject.version, sheet, key=sheet_key(subject.key), at=subject.first_at,
        way=AnswerSheet.Way.PAPER, by=None,
    )  # fmt: skip
