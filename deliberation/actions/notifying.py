"""会议通知: one to each seat, each with its proof, in time or said to be late."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from deliberation.actions.apology_links import apology_url
from deliberation.actions.notice_words import called, own_words, spoken
from deliberation.actions.record import Fact, note, note_all
from deliberation.actions.wording import open_words
from deliberation.models import AgendaItem, Meeting, Notice, Seat
from suggestions.actions.outbox import send_queue
from suggestions.actions.rules import Overtaken, Refused, move, move_all
from suggestions.models import User

BATCH = 200  # meetings whose notices are written in one transaction
# Both tell of a meeting; only the first is the proof that a seat was told.
OF_MEETING = (Notice.About.MEETING, Notice.About.STAND_IN)
STALE = "会议已改期或取消，不再发送。"


def current(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """The notices that tell of a meeting as it stands now."""
    return notices.filter(about=Notice.About.MEETING, round=F("meeting__sequence"))


def _current_of_meeting() -> QuerySet[Notice]:
    return Notice.objects.filter(
        meeting=OuterRef("pk"), about=Notice.About.MEETING, round=OuterRef("sequence")
    )


# --- queueing --------------------------------------------------------------------------------


def send_notices(*, at: dt.datetime, meetings: QuerySet[Meeting] | None = None) -> int:
    """Queue one notice for each seat of the meetings whose notices are due; gives how many.

    Twice is harmless: a meeting that has its notices is passed over, and of two processes at
    once the constraint lets only one write them. What cannot be sent waits for the secretary.
    """
    due = Meeting.objects.to_tell(at) if meetings is None else meetings
    due = due.exclude(Exists(_current_of_meeting())).select_related("council", "format")
    rows = list(due.order_by("council_id", "pk"))
    return sum(_queue_batch(rows[i : i + BATCH], at) for i in range(0, len(rows), BATCH))


def _queue_batch(meetings: Sequence[Meeting], at: dt.datetime) -> int:
    councils = {meeting.council_id for meeting in meetings}
    seats: dict[int, list[Seat]] = {}
    for seat in Seat.objects.full().filter(council__in=councils):
        seats.setdefault(seat.council_id, []).append(seat)
    instead: dict[int, list[Seat]] = {}
    for seat in Seat.objects.exclude(substitute_for=None).filter(council__in=councils):
        instead.setdefault(seat.substitute_for_id or 0, []).append(seat)
    agenda, own = agendas(meetings), own_words(councils)
    rows = []
    for meeting in meetings:
        day = timezone.localdate(meeting.starts_at)
        words = called(meeting, agenda.get(meeting.pk, ()), own.get(meeting.council_id))
        sitting = [s for s in seats.get(meeting.council_id, ()) if _sits(s, day)]
        rows += [_calling(meeting, seat, words, at) for seat in sitting]
        rows += [n for s in sitting for n in _standing_in(meeting, s, instead, words, at)]
    with transaction.atomic():
        before = _count(meetings)
        Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        return _count(meetings) - before


def _count(meetings: Sequence[Meeting]) -> int:
    return current(Notice.objects.filter(meeting__in=[m.pk for m in meetings])).count()


def agendas(meetings: Sequence[Meeting]) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = {}
    items = AgendaItem.objects.filter(meeting__in=[m.pk for m in meetings], status="listed")
    for pk, title in items.values_list("meeting", "matter__title").order_by("order", "pk"):
        titles.setdefault(pk, []).append(title)
    return titles


def words_for(meeting: Meeting) -> tuple[str, str]:
    """Subject and text for one meeting alone."""
    titles = agendas([meeting]).get(meeting.pk, [])
    return called(meeting, titles, own_words([meeting.council_id]).get(meeting.council_id))


def _sits(seat: Seat, day: dt.date) -> bool:
    return seat.since <= day and (seat.until is None or seat.until >= day)


def _calling(meeting: Meeting, seat: Seat, words: tuple[str, str], at: dt.datetime) -> Notice:
    """The notice with the link by which this seat asks for leave."""
    return _notice(meeting, seat, (words[0], words[1] + leave_line(meeting, seat)), at)


def leave_line(meeting: Meeting, seat: Seat) -> str:
    """What every notice ends with, whoever worded it."""
    return f"不能到会的，由替补代替出席，或者在这里请假：{apology_url(meeting, seat)}"


def _standing_in(
    meeting: Meeting,
    taken: Seat,
    instead: Mapping[int, Sequence[Seat]],
    words: tuple[str, str],
    at: dt.datetime,
) -> Iterator[Notice]:
    """The same for who may take a seat; it proves nothing for the seat, and counts nowhere.

    Nobody can write to who left no number: the secretary tells them, and sees it on the page.
    """
    day = timezone.localdate(meeting.starts_at)
    role = f"您是{taken.holder}席位的替补：本人不能到会时，请您代替出席。"
    for seat in instead.get(taken.pk, ()):
        if (seat.phone or seat.email) and _sits(seat, day):
            told = _notice(meeting, seat, (words[0], words[1] + role), at)
            told.about = Notice.About.STAND_IN
            told.key = f"stand-in-{meeting.pk}-{meeting.sequence}-{seat.pk}"
            yield told


def _notice(meeting: Meeting, seat: Seat, words: tuple[str, str], at: dt.datetime) -> Notice:
    channels = Notice.Channel
    way = channels.SMS if seat.phone else channels.EMAIL if seat.email else channels.HAND
    return Notice(
        meeting=meeting,
        seat=seat,
        round=meeting.sequence,
        channel=way,
        key=f"meeting-{meeting.pk}-{meeting.sequence}-{seat.pk}",
        subject=words[0],
        body=words[1],
        queued_at=at,
        try_at=at,
    )


def tell_newcomer(seat: Seat, *, at: dt.datetime) -> None:
    """Somebody took a seat after the others were told: the same notice for them."""
    if seat.substitute_for_id:
        return
    told = (
        Meeting.objects.upcoming(at)
        .filter(council=seat.council)
        .select_related("council", "format")
    )
    rows = [
        _calling(meeting, seat, words_for(meeting), at)
        for meeting in told.filter(Exists(_current_of_meeting()))
        if _sits(seat, timezone.localdate(meeting.starts_at))
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def drop_stale(meeting: Meeting) -> None:
    """What was not yet sent of an earlier round must not leave any more."""
    waiting = Notice.objects.filter(
        meeting=meeting,
        about__in=OF_MEETING,
        round__lt=meeting.sequence,
        status=Notice.Status.QUEUED,
    )
    move_all(waiting, Notice.Status.FAILED, error=STALE)


def tell_of_cancelling(meeting: Meeting, *, at: dt.datetime) -> None:
    """Who was told of the meeting, or is being told, hears that it is off; nobody else."""
    told = Notice.objects.filter(meeting=meeting, about__in=OF_MEETING)
    reached = [Notice.Status.SENT, Notice.Status.SENDING]
    heard = told.filter(status__in=reached).values("seat")
    words = (
        f"会议取消：{meeting.council.name}{spoken(meeting.starts_at)}"[:120],
        f"原定{spoken(meeting.starts_at)}的{meeting.council.name}{meeting.called}"
        f"取消，原因：{meeting.cancelled_because}。",
    )
    seats = Seat.objects.filter(pk__in=heard, council=meeting.council)
    Notice.objects.bulk_create([_notice(meeting, seat, words, at) for seat in seats])


# --- sending and proof -----------------------------------------------------------------------


def deliver_notices(*, at: dt.datetime, limit: int = 500) -> int:
    """Send what is due, then see which meetings everybody has been told of."""
    machine = Notice.objects.exclude(channel=Notice.Channel.HAND)
    sent = send_queue(machine, _address, at=at, limit=limit)
    settle_notices(at=at)
    return sent


def _address(notice: Notice) -> str:
    seat = Seat.objects.get(pk=notice.seat_id)
    return seat.email if notice.channel == Notice.Channel.EMAIL else seat.phone


def settle_notices(*, at: dt.datetime, meetings: QuerySet[Meeting] | None = None) -> int:
    """筹备中 → 已通知 where each seat has its proof; gives how many meetings."""
    unproven = _current_of_meeting().exclude(status=Notice.Status.SENT)
    among = Meeting.objects.all() if meetings is None else meetings
    ready = (
        among.filter(Exists(_current_of_meeting()), status=Meeting.Status.PLANNED)
        .exclude(Exists(unproven))
        .order_by("pk")
    )
    rows = list(ready.select_related("council"))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        with transaction.atomic():
            # The meetings' rows before the councils': the order of every writer.
            keys = [meeting.pk for meeting in batch]
            still = ready.filter(pk__in=keys).select_related("council")
            told = [meeting for meeting, _ in move_all(still, Meeting.Status.NOTICED)]
            proofs = _proofs(told)
            facts = [Fact(m.council, m, m, proofs[m.pk]) for m in told]
            note_all(facts, "meeting.noticed", at=at)
    return len(rows)


def _proofs(meetings: Sequence[Meeting], reason: str = "") -> dict[int, dict[str, Any]]:
    """How each meeting was told, in the words of the record."""
    found: dict[int, dict[str, Any]] = {
        m.pk: {
            "seats": 0,
            "by_sms": 0,
            "by_email": 0,
            "by_hand": 0,
            "late": 0,
            "without": [],
            "due": f"{timezone.localtime(m.notice_by):%Y-%m-%d}",
            **({"reason": reason} if reason else {}),
        }
        for m in meetings
    }
    by_pk = {m.pk: m for m in meetings}
    rows = current(Notice.objects.filter(meeting__in=by_pk))
    for notice in rows.select_related("seat__party").order_by("pk"):
        fact = found[notice.meeting_id]
        fact["seats"] += 1
        if notice.status == Notice.Status.SENT:
            fact[f"by_{notice.channel}"] += 1
            due = by_pk[notice.meeting_id].notice_by
            fact["late"] += notice.sent_at is not None and notice.sent_at > due
        else:
            fact["without"].append(notice.seat.party.name)
    return found


def hand_over(notices: Sequence[Notice], *, when: dt.datetime, by: User, at: dt.datetime) -> None:
    """当面送达: the secretary says who was told in person, and when; that is the proof."""
    if not notices:
        raise Refused("请先勾选送达了哪些席位。")
    if when > at:
        raise Refused("送达时间不能在现在之后。")
    meeting = notices[0].meeting
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        for notice in notices:
            channel = Notice.Channel.HAND
            move(notice, Notice.Status.SENT, channel=channel, sent_at=when, by=by, error="")
        data = {
            "seats": [notice.seat.public_name for notice in notices],
            "parties": [notice.seat.party.name for notice in notices],
            "when": f"{timezone.localtime(when):%Y-%m-%d %H:%M}",
        }
        note(meeting, "notice.handed", at=at, by=by, data=data)
        # This meeting alone: locking others after this council could cross another writer.
        settle_notices(at=at, meetings=Meeting.objects.filter(pk=meeting.pk))


def send_again(notice: Notice, *, at: dt.datetime) -> None:
    """A message that failed for good goes out once more."""
    if notice.channel == Notice.Channel.HAND or notice.error == STALE:
        raise Refused("这份通知不能再发送，请当面送达后登记。")
    move(notice, Notice.Status.QUEUED, attempts=0, try_at=at, error="")


def accept_gaps(meeting: Meeting, *, reason: str, by: User, at: dt.datetime) -> None:
    """Hold the meeting although some seats were not told: with a reason, and for all to read."""
    reason = open_words(reason, "理由", 300)
    with transaction.atomic():
        proof = _proofs([meeting], reason)[meeting.pk]
        if not proof["seats"]:
            raise Refused("还没有发出会议通知，请先通知各席位。")
        mine = Meeting.objects.filter(
            pk=meeting.pk, status=Meeting.Status.PLANNED, sequence=meeting.sequence
        )
        if not move_all(mine, Meeting.Status.NOTICED):
            raise Overtaken("这次会议现在不在筹备中，请刷新页面后再看。")
        note(meeting, "meeting.noticed", at=at, by=by, data=proof)
    meeting.refresh_from_db()
