"""纪要: written by the record, confirmed by who was there, frozen with the head of the chain."""

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from deliberation.actions.minutes_asking import ask, drop_links
from deliberation.actions.numbering import next_number
from deliberation.actions.record import lock, note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.minutes.composing import compose, words_of
from deliberation.minutes.parties import attended, words_by_party
from deliberation.minutes.sentences import of
from deliberation.models import (
    Confirmation,
    Meeting,
    Minutes,
    Motion,
    Seat,
    StepTaken,
)
from deliberation.verify import canonical
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import User, WorkCalendar
from suggestions.work.clocks import Term

LAW = "议事会议事规则"
ADDED_LIMIT, DISSENT_LIMIT = 5000, 2000
MINUTE = "minute"  # 纪要明责


# --- the draft --------------------------------------------------------------------------------


def draft_minutes(meeting: Meeting, *, by: User, at: dt.datetime) -> Minutes:
    """Write the minutes of a closed meeting from what was noted; numbered, once a meeting."""
    if meeting.status != Meeting.Status.CLOSED:
        raise Refused("散会以后才能写纪要。")
    year = localdate(meeting.starts_at).year
    council = meeting.council
    _refuse_unanswered(meeting)
    try:
        with transaction.atomic():
            lock([council])
            number = next_number(Minutes.objects.filter(council=council, year=year))
            minutes = Minutes(meeting=meeting, council=council, year=year, number=number)
            minutes.content = compose(
                meeting, recorder=str(by), number=minutes.full_number, recorded_by=of(by)
            )
            minutes.save(force_insert=True)
            note(minutes, "minutes.drafted", by=by, at=at, data={"number": minutes.full_number})
    except IntegrityError as error:
        raise Overtaken("这次会议的纪要已经写好了。请刷新页面后再看。") from error
    return minutes


def _refuse_unanswered(meeting: Meeting) -> None:
    """纪要明责: what was carried stands in the minutes with who does it, and by when."""
    titles = Motion.objects.filter(item__meeting=meeting).unanswered().order_by("pk")
    if names := "、".join(f"“{motion}”" for motion in titles):
        raise Refused(f"{names}表决通过了，还没有写明谁来办、何时办好。请先形成决议，再写纪要。")


def rewrite_minutes(minutes: Minutes, *, by: User, at: dt.datetime, added: str = "") -> None:
    """Gather the record anew, with what the secretary adds in words."""
    added = open_words_if_any(added, "补充的内容", ADDED_LIMIT)
    recorder = minutes.content.get("recorder") or str(by)
    content = compose(
        minutes.meeting,
        recorder=recorder,
        number=minutes.full_number,
        recorded_by=minutes.content.get("recorder_of") or of(by),
    )
    with transaction.atomic():
        rows = Minutes.objects.filter(pk=minutes.pk, status=Minutes.Status.DRAFT)
        if not rows.update(content=content, added=added):
            raise Overtaken("纪要已经送各方确认，不能直接改；要改请用“更正”。")
        minutes.content, minutes.added = content, added


# --- confirming -------------------------------------------------------------------------------


def send_minutes(
    minutes: Minutes, *, by: User, at: dt.datetime, confirm_by: dt.date | None = None
) -> int:
    """Ask everybody who was there; gives how many messages were queued.

    `confirm_by` is typed where no table of working days reaches.
    """
    confirm_by = _confirm_by(minutes, at, confirm_by)
    seats = attended(minutes)
    if not seats:
        raise Refused("这次会议没有签到记录，没有人能确认纪要。请先补登签到，再送确认。")
    _refuse_unanswered(minutes.meeting)
    with transaction.atomic():
        # Gathered once more: nothing that was noted since the draft is left out.
        rewrite_minutes(minutes, by=by, at=at, added=minutes.added)
        turn = minutes.round + 1
        move(minutes, Minutes.Status.CONFIRMING, confirm_by=confirm_by, round=turn)
        move(minutes.meeting, Meeting.Status.CONFIRMING)
        data = {
            "number": minutes.full_number,
            "round": turn,
            "confirm_by": confirm_by.isoformat(),
            "content": content_hash(minutes),
        }
        note(minutes, "minutes.sent", by=by, at=at, data=data)
        return ask(minutes, seats, due=confirm_by, at=at)


def _confirm_by(minutes: Minutes, at: dt.datetime, typed: dt.date | None) -> dt.date:
    today = localdate(at)
    if typed:
        if typed <= today:
            raise Refused("确认期限要晚于今天。")
        return typed
    term = Term(minutes.meeting.council.confirm_days, "day", LAW)
    return WorkCalendar.load(today.year).ends(today, term)


def confirm_minutes(
    minutes: Minutes,
    *,
    seat: Seat,
    at: dt.datetime,
    dissent: str = "",
    by: User | None = None,
) -> Confirmation:
    """The word of one who was there: confirmed, or a dissent in their own words. The last freezes.

    By their own link, or noted by the secretary (`by`) from a signed paper. What a neighbour of
    the same party has said before takes nobody's word away.
    """
    dissent = open_words_if_any(dissent, "保留意见", DISSENT_LIMIT)
    word = Confirmation.Word.DISSENT if dissent else Confirmation.Word.CONFIRMED
    if seat not in attended(minutes):
        raise Refused(f"{seat.holder}没有到会，不能确认这次会议的纪要。")
    said = Confirmation(
        minutes=minutes, party=seat.party, seat=seat, word=word, signer=seat.holder, text=dissent,
        by=by, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            minutes = _locked(minutes, at)
            said.save(force_insert=True)
            data = {"party": seat.party.name, "word": word, "text": dissent, "round": minutes.round}
            note(minutes, "minutes.confirmed", by=by, actor=seat.public_name, at=at, data=data)
            if not any(party.waiting for party in words_by_party(minutes)):
                _freeze(minutes, at=at)
    except IntegrityError as error:
        raise Overtaken(f"{seat.holder}已经表过态了。请刷新页面后再看。") from error
    return said


def _locked(minutes: Minutes, at: dt.datetime) -> Minutes:
    """The row held until the transaction ends: the last two parties do not miss each other."""
    rows = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__council")
    held = rows.get(pk=minutes.pk)
    if held.status != Minutes.Status.CONFIRMING or held.round != minutes.round:
        raise Refused("纪要现在不在确认中：可能正在更正，或者已经定稿。")
    if held.confirm_by and localdate(at) > held.confirm_by:
        raise Refused("确认期限已经过了，按逾期未表态记录。")
    return held


def correct_minutes(minutes: Minutes, *, reason: str, by: User, at: dt.datetime) -> None:
    """Back to the draft: what parties have said of the wrong version no longer counts."""
    reason = open_words(reason, "更正的原因", 500)
    with transaction.atomic():
        move(minutes, Minutes.Status.DRAFT, confirm_by=None)
        move(minutes.meeting, Meeting.Status.CLOSED)
        undone = minutes.confirmations.all().delete()[0]
        drop_links(minutes)
        data = {"reason": reason, "round": minutes.round, "undone": undone}
        note(minutes, "minutes.corrected", by=by, at=at, data=data)


# --- freezing ---------------------------------------------------------------------------------


def freeze_due_minutes(*, at: dt.datetime, limit: int = 500) -> int:
    """Freeze what has waited long enough; gives how many. Daily, harmless to repeat."""
    due = Minutes.objects.filter(
        status=Minutes.Status.CONFIRMING, confirm_by__lt=localdate(at)
    ).values_list("pk", flat=True)[:limit]
    frozen = 0
    for pk in list(due):
        with transaction.atomic():
            rows = Minutes.objects.select_for_update(of=("self",))
            minutes = rows.select_related("meeting__council").get(pk=pk)
            late = minutes.confirm_by is not None and minutes.confirm_by < localdate(at)
            if minutes.status != Minutes.Status.CONFIRMING or not late:
                continue
            silent = Confirmation.Word.SILENT
            Confirmation.objects.bulk_create(
                Confirmation(
                    minutes=minutes,
                    party=seat.party,
                    seat=seat,
                    word=silent,
                    signer=seat.holder,
                    at=at,
                )  # fmt: skip
                for party in words_by_party(minutes)
                for seat in party.waiting
            )
            _freeze(minutes, at=at)
            frozen += 1
    return frozen


def _freeze(minutes: Minutes, *, at: dt.datetime) -> None:
    """定稿: what everybody said becomes part of the content, whose hash enters the chain."""
    minutes.content["confirmations"] = words_of(minutes)
    minutes.content["added"] = minutes.added
    data = {
        "number": minutes.full_number,
        "content": content_hash(minutes),
        "words": {row.party.name: row.word for row in words_by_party(minutes)},
    }
    entry = note(minutes, "minutes.frozen", at=at, data=data)
    frozen = Minutes.Status.FROZEN
    move(minutes, frozen, frozen_at=at, head=entry.hash, content=minutes.content)
    move(minutes.meeting, Meeting.Status.FILED)
    _take_step(minutes, at=at)


def _take_step(minutes: Minutes, *, at: dt.datetime) -> None:
    """纪要明责 is done for every matter of the meeting that came to a resolution."""
    on = localdate(at)
    resolved = minutes.meeting.items.filter(motions__resolution__isnull=False).distinct()
    for item in resolved.select_related("matter__procedure", "matter__council__procedure"):
        for step in item.matter.steps_to_take.filter(code=MINUTE):
            words = {"note": f"见纪要{minutes.full_number}。", "on": on, "at": at}
            StepTaken.objects.get_or_create(matter_id=item.matter_id, step=step, defaults=words)


def content_hash(minutes: Minutes) -> str:
    """SHA-256 of all that the minutes say: private names enter the record only as this."""
    return hashlib.sha256(
        canonical({"content": minutes.content, "added": minutes.added})
    ).hexdigest()
