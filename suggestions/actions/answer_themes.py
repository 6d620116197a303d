"""开放回答归出主题: group what fits no topic among itself, and people's word on the groups.

A theme holds answers alone. It is named, confirmed or set aside by a person, counted apart from
suggestions, and may be tied to a clause. What people decided no later run touches.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from suggestions.actions.answer_topics import running
from suggestions.actions.rules import Overtaken, Refused, move, move_all, needed
from suggestions.models import (
    AnswerPlace,
    AnswerRun,
    AnswerTheme,
    OpenAnswer,
    QuestionnairePage,
    User,
)
from suggestions.text.language import Message, Standing, group_messages
from suggestions.work.turns import let_others_write

if TYPE_CHECKING:
    from suggestions.text.language import Grouping

PIECE, REASON = 2_000, 1_000
LEAST = 5  # answers of a theme; not less than a small number (`small_cells.FLOOR`)
MOST = 200  # themes of one run, the largest
WORDS = 6
WRITING = 90  # percent of a run at which the engine has ended and the writing begins
BUSY = "这份问卷的意见正在归入或者归出主题，请等它完成后再办。"
FEW = f"还没归入问题的开放回答不到 {LEAST} 条，归不出主题。"
Status = AnswerTheme.Status


def queue_run(page: QuestionnairePage, *, by: User | None, at: dt.datetime) -> AnswerRun:
    """Ask for themes. A questionnaire has one reading at a time, of either kind."""
    if free_answers(page)[:LEAST].count() < LEAST:
        raise Refused(FEW)
    try:
        with transaction.atomic():
            return AnswerRun.objects.create(
                questionnaire=page, kind=AnswerRun.Kind.THEMES, started_by=by, queued_at=at
            )
    except IntegrityError as error:
        raise Refused(BUSY) from error


def free_answers(page: QuestionnairePage | int) -> QuerySet[OpenAnswer]:
    """What lies in no topic and nobody has decided about; what was only proposed for a theme is
    grouped anew."""
    rows = OpenAnswer.objects.said_in(page)
    placed = AnswerPlace.objects.filter(questionnaire=page)
    decided = placed.filter(by__isnull=False) | placed.filter(topic__isnull=False)
    return rows.exclude(pk__in=decided.values("pk"))


def run(reading: AnswerRun, *, at: dt.datetime) -> None:
    """Group them, and put what was found in the place of what was only proposed before."""
    with running(reading, heartbeat_at=at, progress=0):
        page = reading.questionnaire_id
        rows = free_answers(page).order_by("pk").values_list("pk", "text")
        messages = [Message(str(pk), body=text) for pk, text in rows.iterator()]
        found = group_messages(messages, known=Standing({}, {}, {}, {}), on_progress=_note(reading))
        _clear(page)
        for name, words, answers in themes_of(found):
            _write(page, name, words, answers, at=at)
        move(
            reading, AnswerRun.Status.DONE, answers=len(messages), progress=100, stage="已完成",
            finished_at=timezone.now(),
        )  # fmt: skip


def _note(reading: AnswerRun) -> Callable[[float, str], None]:
    def note(fraction: float, stage: str) -> None:
        AnswerRun.objects.filter(pk=reading.pk).update(
            progress=int(fraction * WRITING), stage=stage[:60], heartbeat_at=timezone.now()
        )

    return note


def themes_of(found: "Grouping") -> list[tuple[str, list[str], list[int]]]:
    """The kinds of things that several said, largest first: name, words, keys of the answers."""
    members: dict[int, list[int]] = defaultdict(list)
    for placed in found.placements:
        if placed.topic is not None and placed.issue is not None:
            members[placed.issue].append(int(placed.id))
    large = [one for one in found.issues if len(members[one.number]) >= LEAST]
    large.sort(key=lambda one: (-len(members[one.number]), one.number))
    return [
        (
            one.name[: AnswerTheme.NAME],
            [word for word, _ in one.keywords[:WORDS]],
            members[one.number],
        )
        for one in large[:MOST]
    ]


def _clear(page: int) -> None:
    """Take back what was only proposed. Whoever confirms one at this moment keeps it: a theme is
    taken by the same conditional update as by people."""
    own = AnswerTheme.objects.filter(questionnaire=page)
    move_all(own.filter(status=Status.PROPOSED), Status.REPLACED)
    for theme in own.filter(status=Status.REPLACED):
        while keys := list(theme.places.values_list("pk", flat=True)[:PIECE]):
            AnswerPlace.objects.filter(pk__in=keys, theme=theme).delete()
            let_others_write()
        theme.delete()


def _write(
    page: int, name: str, words: list[str], answers: Sequence[int], *, at: dt.datetime
) -> None:
    theme = AnswerTheme.objects.create(questionnaire_id=page, name=name, words=words, made_at=at)
    for start in range(0, len(answers), PIECE):
        let_others_write()
        keys = answers[start : start + PIECE]
        rows = [
            AnswerPlace(answer_id=key, questionnaire_id=page, theme=theme, at=at) for key in keys
        ]
        AnswerPlace.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


# --- people -----------------------------------------------------------------------------------


def confirm(theme: AnswerTheme, *, name: str, by: User, at: dt.datetime) -> int:
    """This is one matter, and so it is called. Gives how many answers it holds."""
    name = needed(name, "主题的名称", AnswerTheme.NAME)
    _refuse_busy(theme)
    with transaction.atomic():
        move(theme, Status.CONFIRMED, name=name, by=by, at=at, reason="")
        theme.places.filter(by=None).update(by=by, at=at)
        return theme.places.count()


def rename(theme: AnswerTheme, *, name: str, by: User, at: dt.datetime) -> None:
    name = needed(name, "主题的名称", AnswerTheme.NAME)
    if name == theme.name:
        raise Refused("名称没有改动。")
    same = AnswerTheme.objects.filter(pk=theme.pk, status=Status.CONFIRMED, name=theme.name)
    if not same.update(name=name, by=by, at=at):
        raise Overtaken("同事刚刚办过这个主题，请刷新页面后再看。")


def set_aside(theme: AnswerTheme, *, reason: str, by: User, at: dt.datetime) -> None:
    """No matter of its own, or not to be told: nobody sees it, and no later run proposes it."""
    reason = needed(reason, "搁置的理由", REASON)
    _refuse_busy(theme)
    with transaction.atomic():
        move(theme, Status.SET_ASIDE, reason=reason, by=by, at=at)
        theme.places.filter(by=None).update(by=by, at=at)


def _refuse_busy(theme: AnswerTheme) -> None:
    """While a run writes, a theme may hold a part of its answers only."""
    if theme.status == Status.PROPOSED and busy(theme.questionnaire_id):
        raise Refused(BUSY)


def busy(page: int) -> bool:
    running = AnswerRun.Status.QUEUED, AnswerRun.Status.RUNNING
    return AnswerRun.objects.filter(questionnaire=page, status__in=running).exists()
