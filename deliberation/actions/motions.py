"""表决事项: drafted, opened with its text frozen, withdrawn, annulled and put again."""

import datetime as dt
from typing import Any

from django.db import transaction

from deliberation.actions.conducting import locked
from deliberation.actions.drafting import MotionDraft, checked, matching
from deliberation.actions.ending import opening_facts, refuse_short
from deliberation.actions.noticing import refuse_change, told_in_time
from deliberation.actions.numbering import next_number
from deliberation.actions.record import note
from deliberation.actions.rolls import freeze_roll, roll_from_seats
from deliberation.models import (
    AgendaItem,
    Ballot,
    Meeting,
    Motion,
    Resolution,
    Roll,
    Voter,
)
from deliberation.rules import ballots
from deliberation.verify import text_hash
from deliberation.voting import counting
from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken
from suggestions.models import User

BATCH = 500
REASON = 1000
DRAFTABLE = (Meeting.Status.PLANNED, Meeting.Status.NOTICED, Meeting.Status.OPEN)


def draft_motion(item: AgendaItem, *, draft: MotionDraft, by: User, at: dt.datetime) -> Motion:
    """Write down what is to be decided; nothing is frozen yet."""
    if item.meeting.status not in DRAFTABLE:
        raise Refused("会议已经结束或取消，不能再加表决事项。")
    changes = checked(item, draft, at)
    with transaction.atomic():
        motion = Motion.objects.create(item=item, number=_next(item), drafted_by=by, **changes)
        note(motion, "motion.drafted", by=by, at=at)
    return motion


def edit_motion(motion: Motion, *, draft: MotionDraft, by: User, at: dt.datetime) -> None:
    """Change a draft; once voting is open nothing of it changes."""
    changes = checked(motion.item, draft, at)
    with transaction.atomic():
        drafts = Motion.objects.filter(pk=motion.pk, status=Motion.Status.DRAFT)
        held = Motion.objects.select_for_update().get(pk=motion.pk)
        refuse_change(held, changes)
        _refuse_unmoved(held, changes)
        if not drafts.update(**changes):
            raise overtaken(motion)
        motion.refresh_from_db()
        note(motion, "motion.edited", by=by, at=at)


def _refuse_unmoved(motion: Motion, changes: dict[str, Any]) -> None:
    """Once somebody has moved an amendment, the words change by amendments alone."""
    same = all(changes[name] == getattr(motion, name) for name in ("text", "form", "answers"))
    if motion.version > 1 and not same:
        raise Refused(
            f"表决内容已经是第{motion.version}稿，再改请用“登记修改稿”，写明由谁提出、为什么改。"
        )


def _next(item: AgendaItem) -> int:
    """The next number on an item, whose row is locked so that two drafts get two numbers."""
    AgendaItem.objects.select_for_update().only("pk").get(pk=item.pk)
    return next_number(item.motions)


def withdraw_motion(motion: Motion, *, by: User, at: dt.datetime) -> None:
    """It is not put to the vote."""
    with transaction.atomic():
        move(motion, Motion.Status.WITHDRAWN)
        note(motion, "motion.withdrawn", by=by, at=at)


# --- opening ---------------------------------------------------------------------------------


def open_motion(motion: Motion, *, by: User, at: dt.datetime, reason: str = "") -> None:
    """Freeze the text and the roll, and let everybody on the roll vote.

    Everybody on the roll was told in time, or `reason` says publicly why not, where that is
    allowed.
    """
    meeting = motion.item.meeting
    with transaction.atomic():
        move(motion, Motion.Status.OPEN, opened_at=at)
        # Read again behind the conditional UPDATE: what was typed until then is what is frozen.
        motion.refresh_from_db()
        _may_open(motion, meeting, at)
        if motion.rule == "council" and motion.roll is None:
            motion.roll = _seats_roll(meeting, by=by, at=at)
        if motion.roll is None:
            raise Refused("请先选择名册，再开始表决。")
        matching(motion.item, motion.rule, motion.roll)
        freeze_roll(motion.roll, at=at)
        motion.notice = told_in_time(motion, at=at, reason=reason)
        motion.text_hash = text_hash(frozen(motion))
        motion.save(update_fields=["roll", "notice", "text_hash"])
        _make_voters(motion)
        note(motion, "motion.opened", by=by, at=at, data=_opening(motion, at))


def _may_open(motion: Motion, meeting: Meeting, at: dt.datetime) -> None:
    counting.rule_of(motion, at)
    if motion.closes_at and motion.closes_at <= at:
        raise Refused("预定的截止时间已经过了，请先改到以后。")
    refuse_short(motion, at)
    if motion.rule in counting.BY_AREA:
        # Owners are asked in writing over days; that need not be while the council sits.
        if meeting.status == Meeting.Status.CANCELLED:
            raise Refused("会议已经取消，不能开始表决。")
    elif locked(meeting).status != Meeting.Status.OPEN:
        raise Refused("会议还没有开始或者已经散会，只能在会上开始表决。")


def _seats_roll(meeting: Meeting, *, by: User, at: dt.datetime) -> Roll:
    """The seats as they were for the meeting's first vote; later votes share that roll."""
    used = Roll.objects.filter(motions__item__meeting=meeting, kind=Roll.Kind.SEATS)
    return used.order_by("pk").first() or roll_from_seats(meeting, by=by, at=at)


def _make_voters(motion: Motion) -> None:
    """One row a head. Who was marked present in the meeting's last vote on this roll still is."""
    before = (
        Motion.objects.filter(item__meeting=motion.item.meeting, roll=motion.roll)
        .exclude(pk=motion.pk)
        .exclude(opened_at=None)
    )
    here: set[int] = set()
    if last := before.order_by("-opened_at", "-pk").first():
        marked = Voter.objects.filter(motion=last, present=True)
        here = set(marked.values_list("entry", flat=True))
    heads = counting.roll_of(motion).entries.order_by("number").values_list("pk", flat=True)
    rows = [Voter(motion=motion, entry_id=pk, present=pk in here) for pk in heads]
    Voter.objects.bulk_create(rows, batch_size=BATCH)


def frozen(motion: Motion) -> dict[str, Any]:
    """What voting freezes: the words, the way, and the very roll."""
    return {
        **({"ballot": ballot_of(motion)} if motion.chooses else {}),
        **({"version": motion.version} if motion.version > 1 else {}),
        "title": motion.title,
        "text": motion.text,
        "rule": motion.rule,
        "method": motion.method,
        "secret": motion.secret,
        "roll_fingerprint": counting.roll_of(motion).fingerprint,
    }


def ballot_of(motion: Motion) -> dict[str, Any]:
    """What is chosen from and how it is counted, as the record keeps it."""
    return {
        "form": motion.form,
        "options": motion.answers,
        "counting": ballots.COUNTED[motion.form],
    }


def _opening(motion: Motion, at: dt.datetime) -> dict[str, Any]:
    roll = counting.roll_of(motion)
    totals = {"people": roll.people, "households": roll.households, "area": f"{roll.area:.2f}"}
    return {
        **frozen(motion),
        "text_hash": motion.text_hash,
        "asked": motion.asked,
        "law": counting.rule_of(motion, at).law.as_dict(),
        "roll": {"kind": roll.kind, **totals},
        "online": motion.online,
        **({"notice": motion.notice} if motion.notice else {}),
        **opening_facts(motion, at),
    }


# --- annulling -------------------------------------------------------------------------------


def annul_motion(motion: Motion, *, reason: str, by: User, at: dt.datetime) -> None:
    """A faulty vote decides nothing; it is kept with the reason, and may be put again."""
    reason = needed(reason, "宣布无效的理由", limit=REASON)
    with transaction.atomic():
        # Whoever votes at this moment holds the row: wait, then nobody votes any more.
        held = Motion.objects.select_for_update().get(pk=motion.pk)
        decided = Resolution.objects.filter(motion=held)
        if decided.exclude(status=Resolution.Status.REPEALED).exists():
            raise Refused("根据这次表决已经形成决议，不能再宣布无效。请先处理决议。")
        move(held, Motion.Status.ANNULLED, annulled_because=reason)
        motion.refresh_from_db()
        if motion.secret:
            shuffle(motion)
        note(motion, "motion.annulled", by=by, at=at, data={"reason": reason})


def shuffle(motion: Motion) -> None:
    """Write the secret ballots anew in the order of their commitments.

    The table then lies in an order that says nothing about when anybody voted.
    """
    rows = list(Ballot.objects.filter(motion=motion, voter=None).order_by("commitment"))
    Ballot.objects.filter(motion=motion, voter=None).delete()
    fresh = [Ballot(motion=motion, choice=b.choice, commitment=b.commitment) for b in rows]
    Ballot.objects.bulk_create(fresh, batch_size=BATCH)


def repeat_motion(motion: Motion, *, by: User, at: dt.datetime) -> Motion:
    """Put an annulled vote again: a new draft with the same words, which names the old one."""
    if motion.status != Motion.Status.ANNULLED:
        raise Refused("只有宣布无效的表决才能重新表决。")
    copied = [
        "title",
        "text",
        "rule",
        "asked",
        "method",
        "secret",
        "online",
        "option",
        "roll",
        "form",
        "answers",
    ]
    with transaction.atomic():
        number = _next(motion.item)
        # The lock on the item lets one of two who press at once through.
        if Motion.objects.filter(repeats=motion).exists():
            raise Overtaken("这次表决已经有人安排重新表决了，请刷新页面。")
        again = Motion.objects.create(
            item=motion.item,
            number=number,
            drafted_by=by,
            repeats=motion,
            **{name: getattr(motion, name) for name in copied},
        )
        note(again, "motion.repeated", by=by, at=at, data={"repeats": motion.pk})
    return again
