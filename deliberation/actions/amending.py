"""登记修改稿: the words of a draft are changed as somebody moved, and what they were is kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from deliberation.actions.drafting import TEXT, answers_of
from deliberation.actions.noticing import refuse_change
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Amendment, Motion, Seat
from suggestions.actions.rules import Overtaken, Refused, needed, overtaken
from suggestions.models import User

WHO, WHY = 40, 200
MOST = 50


@dataclass(frozen=True)
class Words:
    """What a vote would say, who moves it and why; `seen` is the version that was looked at."""

    text: str
    because: str
    seen: int
    answers: Sequence[str] = ()
    seat: Seat | None = None
    name: str = ""


def amend(motion: Motion, *, words: Words, by: User, at: dt.datetime) -> Amendment:
    """The next version of a draft. Nobody writes over a version that they have not seen."""
    mover = _mover(motion, words)
    because = open_words(words.because, "理由", WHY)
    text = needed(words.text, "表决内容", limit=TEXT)
    answers = answers_of(motion.form, words.answers)
    with transaction.atomic():
        held = Motion.objects.select_for_update().get(pk=motion.pk)
        if held.status != Motion.Status.DRAFT:
            raise overtaken(held)
        if held.version != words.seen:
            raise Overtaken(f"刚刚有人登记了第{held.version}稿，请看过以后再登记。")
        if held.version >= MOST:
            raise Refused(f"一个表决事项最多有 {MOST} 稿，请另起一个。")
        refuse_change(
            held, {"title": held.title, "text": text, "answers": answers, "roll": held.roll}
        )
        before = held.words
        if (text, answers) == (held.text, held.answers):
            raise Refused("内容没有变，不用登记修改稿。")
        motion.text, motion.answers, motion.version = text, answers, held.version + 1
        motion.save(update_fields=["text", "answers", "version"])
        made = Amendment.objects.create(
            motion=motion,
            number=motion.version,
            seat=words.seat,
            mover=mover,
            because=because,
            before=before,
            after=motion.words,
            by=by,
            at=at,
        )
        note(motion, "motion.amended", by=by, at=at, data=_told(motion, made))
    return made


def _mover(motion: Motion, words: Words) -> str:
    seat = words.seat
    if seat is None:
        return open_words(words.name, "由谁提出", WHO)
    if seat.council_id != motion.item.meeting.council_id:
        raise Refused(f"{seat.holder}不是本议事会的成员。")
    return seat.public_name


def _told(motion: Motion, made: Amendment) -> dict[str, Any]:
    return {
        "version": made.number,
        "mover": made.mover,
        "because": made.because,
        "text": motion.text,
        "options": motion.answers,
    }
