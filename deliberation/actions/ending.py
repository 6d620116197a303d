"""When a vote may end: not before its least time, and before its announced end only by two."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, localtime

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Motion
from deliberation.rules.notice import first_day
from deliberation.voting import counting
from suggestions.actions.rules import Overtaken, Refused, overtaken
from suggestions.models import User

REASON = 200


def least_end(motion: Motion, at: dt.datetime) -> dt.date | None:
    """The first day on which it may end (if it opened now); None where any moment will do."""
    span = counting.rule_of(motion, at).open_days
    return first_day(localdate(motion.opened_at or at), span.days) if span else None


def refuse_short(motion: Motion, at: dt.datetime) -> None:
    """An announced end before the least time is none."""
    least = least_end(motion, at)
    if least and motion.closes_at and localdate(motion.closes_at) < least:
        raise Refused(f"预定截止时间太早：{_least_words(motion, at)}请改到 {day(least)}或者以后。")


def _least_words(motion: Motion, at: dt.datetime) -> str:
    span = counting.rule_of(motion, at).open_days
    return f"这项规则的表决至少要进行 {span.days} 天（{span.law}）。" if span else ""


def day(on: dt.date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def is_early(motion: Motion, at: dt.datetime) -> bool:
    """Before the announced end of a vote that has a least time."""
    end = motion.closes_at
    return end is not None and at < end and least_end(motion, at) is not None


def ask_early(motion: Motion, *, reason: str, by: User, at: dt.datetime) -> None:
    """提出提前结束: the first of two persons, with a reason that everybody reads."""
    reason = open_words(reason, "提前结束的理由", REASON)
    if not is_early(motion, at):
        raise Refused("这次表决没有预定以后的截止时间，不用提前结束，直接结束就可以。")
    with transaction.atomic():
        rows = Motion.objects.filter(pk=motion.pk, status=Motion.Status.OPEN, early_by=None)
        if not rows.update(early_by=by, early_at=at, early_because=reason):
            raise _taken(motion)
        motion.refresh_from_db()
        data = {"asked_by": by.pk, "reason": reason}
        note(motion, "motion.early_asked", by=by, at=at, data=data)


def _taken(motion: Motion) -> Overtaken:
    fresh = Motion.objects.get(pk=motion.pk)
    if fresh.status != Motion.Status.OPEN:
        return overtaken(fresh)
    return Overtaken("已经有人提出提前结束，请由另一个人决定。")


def keep_open(motion: Motion, *, by: User, at: dt.datetime) -> None:
    """不提前结束: it goes on to its announced end; who asked may take it back as well."""
    with transaction.atomic():
        rows = Motion.objects.filter(pk=motion.pk, status=Motion.Status.OPEN)
        if not rows.exclude(early_by=None).update(early_by=None, early_at=None, early_because=""):
            raise Overtaken("没有人提出提前结束，或者表决已经结束。请刷新页面。")
        motion.refresh_from_db()
        note(motion, "motion.early_refused", by=by, at=at)


def allowed_to_end(motion: Motion, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """What closing writes down of an early end; refused while it may not end, or not by `by`.

    `motion` is the row as it is held.
    """
    least = least_end(motion, at)
    if least is None:
        return {}
    if localdate(at) < least:
        raise Refused(
            f"{_least_words(motion, at)}{day(least)}起才能结束，在那以前谁也不能结束。"
            "表决有差错的，可以宣布无效。"
        )
    if not is_early(motion, at):
        return {}
    end = localtime(motion.closes_at)
    if motion.early_by_id is None:
        raise Refused(
            f"表决预定到 {day(end.date())} {end:%H:%M} 截止。要提前结束，"
            "先由一个人“提出提前结束”、写明理由，再由另一个人结束。"
        )
    if motion.early_by_id == by.pk:
        raise Refused("提前结束是您提出的，要由另一个人来结束。")
    return {"early_confirmed_by": by}


def early_facts(motion: Motion) -> dict[str, Any]:
    """What the record keeps of an early end."""
    if motion.early_confirmed_by_id is None:
        return {}
    early = {
        "asked_by": motion.early_by_id,
        "confirmed_by": motion.early_confirmed_by_id,
        "reason": motion.early_because,
    }
    return {"early": early}


def opening_facts(motion: Motion, at: dt.datetime) -> dict[str, Any]:
    """What opening promises of the time: how long at least, and until when."""
    span = counting.rule_of(motion, at).open_days
    if span is None:
        return {}
    end = motion.closes_at
    return {
        "open_days": span.days,
        "closes_at": end.astimezone(dt.UTC).isoformat(timespec="seconds") if end else "",
    }
