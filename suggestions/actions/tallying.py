"""Count what sheets say: each sheet once, some thousands in one transaction."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from suggestions.models import (
    AnswerSheet,
    Area,
    OpenAnswer,
    Question,
    QuestionnairePage,
    QuestionnaireVersion,
    SheetAnswer,
    SheetCount,
    Tally,
)
from suggestions.models.answer_sheets import WAYS
from suggestions.questionnaires.frozen import read

BATCH = 5_000
FEWEST = 5  # fewer are never counted alone; not less than a small number (`small_cells.FLOOR`)
STEP = 10  # so many sheets are counted together, that two readings tell of nobody
Key = tuple[int, int, int, int, int]


def count_in_steps(*, at: dt.datetime, batch: int = BATCH) -> int:
    """What the worker counts: of each questionnaire whole steps, and after its end what is left.

    Never a few alone: who reads the results before and after would see what these few said. At
    least as many as a small number wait until the end.
    """
    counted = 0
    waiting = AnswerSheet.objects.filter(counted=False).order_by("questionnaire_id")
    rows = waiting.values_list("questionnaire_id", "questionnaire__closes_at").distinct()
    for page, closes_at in list(rows):
        while found := _count_some(at, batch, page=page, ended=at >= closes_at):
            counted += found
    return counted


def due(waiting: int, batch: int, *, ended: bool) -> int:
    """How many of the waiting sheets are counted together now."""
    if ended:
        rest = waiting - batch
        if rest > 0:
            return batch - FEWEST if rest < FEWEST else batch
        return waiting if waiting >= FEWEST else 0
    return min(max(0, waiting - FEWEST) // STEP, batch // STEP) * STEP


def count_sheets(*, at: dt.datetime, batch: int = BATCH) -> int:
    """Count all that are not counted yet; gives how many. Two at once share them out."""
    counted = 0
    while found := _count_some(at, batch):
        counted += found
    return counted


def recount(page: QuestionnairePage, *, batch: int = BATCH) -> int:
    """Count anew what was counted of a questionnaire, and no sheet more: what is counted today and
    was not then is there afterwards. Nobody sees the numbers in between; gives how many sheets."""
    number, after = 0, 0
    old = Tally.objects.filter(question__questionnaire=page)
    sheets = AnswerSheet.objects.filter(questionnaire=page, counted=True).order_by("pk")
    with transaction.atomic():
        while old.delete()[0]:  # again: who was counting when it began has added rows
            pass
        columns = ("pk", "area_id", "way")
        while rows := list(sheets.filter(pk__gt=after).values_list(*columns)[:batch]):
            areas, ways = {pk: area for pk, area, _ in rows}, {pk: way for pk, _, way in rows}
            _add(*_counted(list(areas), areas, ways))
            number, after = number + len(rows), rows[-1][0]
    return number


def _count_some(at: dt.datetime, batch: int, *, page: int = 0, ended: bool = False) -> int:
    with transaction.atomic():
        waiting = AnswerSheet.objects.filter(counted=False).order_by("pk")
        if page:
            waiting = waiting.filter(questionnaire=page)
            batch = due(waiting.count(), batch, ended=ended)
            # These and no others: who counts at the same time has chosen the same ones.
            chosen = list(waiting.values_list("pk", flat=True)[:batch])
            waiting = waiting.filter(pk__in=chosen)
        held = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True)
        rows = list(held.values_list("pk", "questionnaire_id", "area_id", "way")[:batch])
        if not rows:
            return 0
        pks = [pk for pk, *_ in rows]
        areas, ways = {pk: area for pk, _, area, _ in rows}, {pk: way for pk, *_, way in rows}
        _add(*_counted(pks, areas, ways))
        AnswerSheet.objects.filter(pk__in=pks).update(counted=True)
        for number_of, number in sorted(Counter(one for _, one, *_ in rows).items()):
            SheetCount.objects.filter(questionnaire=number_of).update(
                counted=F("counted") + number, counted_at=at
            )
    return len(rows)


@dataclass(frozen=True)
class Sheets:
    """What some sheets say: by their keys, in the order in which they are counted."""

    areas: Mapping[int, int | None]
    ways: Mapping[int, str]
    told: Mapping[int, Sequence[tuple[Any, ...]]]  # of question, row, code, number
    in_words: Mapping[int, Collection[int]]  # the open questions that were answered


def count_new(page: int, sheets: Sheets, *, at: dt.datetime) -> None:
    """Count sheets that are written in this very transaction, already as counted."""
    _add(*_reckoned(sheets))
    counts = SheetCount.objects.filter(questionnaire=page)
    counts.update(counted=F("counted") + len(sheets.areas), counted_at=at)


def _counted(
    pks: list[int], areas: Mapping[int, int | None], ways: Mapping[int, str]
) -> tuple[Counter[Key], dict[Key, Decimal]]:
    answers = SheetAnswer.objects.filter(sheet__in=pks).order_by("sheet")
    told: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("sheet", "question", "row", "code", "number")
    for sheet, question, row, code, number in answers.values_list(*columns):
        told[sheet].append((question, row, code, number))
    in_words: dict[int, set[int]] = defaultdict(set)
    texts = OpenAnswer.objects.filter(sheet__in=pks, option=None)
    for sheet, question in texts.values_list("sheet", "question"):
        in_words[sheet].add(question)
    return _reckoned(Sheets(areas, ways, told, in_words))


def _reckoned(sheets: Sheets) -> tuple[Counter[Key], dict[Key, Decimal]]:
    grouping, districts = _grouping(sheets.told), _districts(sheets.areas.values())
    counts: Counter[Key] = Counter()
    totals: dict[Key, Decimal] = defaultdict(Decimal)
    for pk, area in sheets.areas.items():
        told = sheets.told.get(pk, ())
        district = districts.get(area or 0, 0)
        groups = [code for question, _, code, _ in told if question in grouping]
        # Of a district and a group together: what results are weighted by (`telling/weights.py`).
        both = [(district, one) for one in groups if district]
        groups.append(WAYS[AnswerSheet.Way(sheets.ways[pk])])
        apart = [(district, 0)] if district else []
        places = [(0, 0), *apart, *((0, one) for one in groups), *both]
        answered = {question for question, *_ in told}.union(sheets.in_words.get(pk, ()))
        for where, group in places:
            for question in answered:
                counts[question, 0, 0, where, group] += 1
            for question, row, code, number in told:
                counts[question, row, code, where, group] += 1
                if number is not None:
                    totals[question, 0, 0, where, group] += number
    return counts, totals


def _grouping(by_sheet: Mapping[int, Iterable[tuple[Any, ...]]]) -> set[int]:
    """The questions by which results are told apart, of those that were answered."""
    singles = {said[0] for rows in by_sheet.values() for said in rows}
    found = Question.objects.filter(pk__in=singles, kind="single")
    rows = list(found.values_list("pk", "questionnaire", "block"))
    versions = QuestionnaireVersion.objects.filter(questionnaire__in={page for _, page, _ in rows})
    marked = {
        (version.questionnaire_id, one.id)
        for version in versions
        for one in read(version.questions)
        if one.groups
    }
    return {pk for pk, page, block in rows if (page, block) in marked}


def _districts(areas: Iterable[int | None]) -> dict[int, int]:
    """The district of each area; a city of one district tells by streets nothing."""
    rows = Area.objects.filter(pk__in={area for area in areas if area})
    paths = {row.pk: row.path for row in rows.only("path")}
    ends = {path[: Area.steplen * 2] for path in paths.values() if len(path) >= Area.steplen * 2}
    heads = dict(Area.objects.filter(path__in=ends).values_list("path", "pk"))
    return {pk: heads.get(path[: Area.steplen * 2], 0) for pk, path in paths.items()}


def _add(counts: Counter[Key], totals: Mapping[Key, Decimal]) -> None:
    """In the order of their keys, so that two who count do not wait in a circle."""
    table = Tally._meta.db_table
    sql = (
        f'INSERT INTO {table} (question_id, "row", code, area, "group", "count", total) '  # noqa: S608
        "VALUES (%s, %s, %s, %s, %s, %s, %s) "
        'ON CONFLICT (question_id, area, "group", "row", code) DO UPDATE '
        f'SET "count" = {table}."count" + excluded."count", '
        f"total = {table}.total + excluded.total"
    )
    rows = [(*key, counts[key], str(totals.get(key, Decimal(0)))) for key in sorted(counts)]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
