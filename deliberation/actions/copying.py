"""抄上月: what the last 议事日 had and the next needs; never what was said, voted or who came."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from deliberation.actions.agenda import arrange
from deliberation.actions.conducting import in_session, set_chair
from deliberation.actions.matters import raise_matter
from deliberation.actions.notifying import current
from deliberation.actions.planning import moment, move_meeting, plan_one
from deliberation.actions.record import note
from deliberation.models import AgendaItem, Council, Guest, Matter, Meeting, Notice
from suggestions.actions.rules import Refused, needed
from suggestions.models import User
from suggestions.text.language import clean_text

TO_COME = (Meeting.Status.PLANNED, Meeting.Status.NOTICED)
OVER = (Meeting.Status.CLOSED, Meeting.Status.CONFIRMING, Meeting.Status.FILED)
NOTHING = "还没有开过的议事日可以抄。"
TOLD = "各席位已经通知过，时间和地点没有改；要改请到“通知与改期”办理"


@dataclass(frozen=True)
class Last:
    """The last regular meeting that was held, and what may come again; each matter once."""

    meeting: Meeting
    guests: Sequence[Guest]
    items: Sequence[AgendaItem]

    def ticked(self) -> list[int]:
        """What is offered ticked: what comes every month, and what was left for next time."""
        left = AgendaItem.Status.POSTPONED
        return [item.pk for item in self.items if item.monthly or item.status == left]


@dataclass(frozen=True)
class Wanted:
    """What of the last meeting is to be taken over; `picked` are items of it."""

    place: bool = False
    hour: bool = False
    chair: bool = False
    guests: bool = False
    picked: Iterable[AgendaItem] = ()


@dataclass
class Copied:
    """What was taken over, in words; `left` says of what was not why."""

    meeting: Meeting
    taken: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def last_of(council: Council, *, before: dt.datetime) -> Last | None:
    """What can be copied into a meeting that begins at `before`; three queries.

    Items of meetings since then that were cancelled count as well: they were left for next time.
    A matter that stands on another agenda, went elsewhere or was dropped is not offered.
    """
    held = council.meetings.filter(kind=Meeting.Kind.REGULAR, status__in=OVER, starts_at__lt=before)
    meeting = held.order_by("-starts_at").first()
    if meeting is None:
        return None
    rows = AgendaItem.objects.filter(
        meeting__council=council,
        meeting__starts_at__gte=meeting.starts_at,
        meeting__starts_at__lt=before,
        matter__council=council,
    ).exclude(matter__status__in=[Matter.Status.ARRANGED, Matter.Status.DROPPED])
    newest: dict[int, AgendaItem] = {}
    for item in rows.select_related("matter", "meeting").order_by("meeting__starts_at", "order"):
        if item.monthly or item.matter.status in (Matter.Status.RAISED, Matter.Status.DISCUSSED):
            newest[item.matter_id] = item
    return Last(meeting, list(meeting.guests.all()), list(newest.values()))


def copy_month(
    council: Council, *, month: dt.date, wanted: Wanted, by: User, at: dt.datetime
) -> Copied:
    """抄上月 into a month: its 议事日 is planned by the calendar's rule where there is none yet."""
    month = month.replace(day=1)
    with transaction.atomic():
        kind = Meeting.Kind.REGULAR
        meeting = council.meetings.filter(month=month, kind=kind).select_related("council").first()
        if meeting is None:
            last = last_of(council, before=moment(month, dt.time()))
            if last is None:
                raise Refused(NOTHING)
            source = last.meeting
            starts = timezone.localtime(source.starts_at).time() if wanted.hour else None
            place = source.place if wanted.place else ""
            meeting = plan_one(council, month, starts=starts, place=place, by=by, at=at)
        return copy_last(meeting, wanted=wanted, by=by, at=at)


def copy_last(meeting: Meeting, *, wanted: Wanted, by: User, at: dt.datetime) -> Copied:
    """抄上月 into a meeting to come. What cannot be taken over is told, the rest is."""
    last = last_of(meeting.council, before=meeting.starts_at)
    if last is None:
        raise Refused(NOTHING)
    with transaction.atomic():
        fresh = in_session(meeting, *TO_COME)
        copied = Copied(fresh)
        _when_and_where(fresh, last.meeting, wanted, copied, by, at)
        _people(fresh, last, wanted, copied, by, at)
        for item in wanted.picked:
            _item(fresh, item, copied, by, at)
        if copied.taken or copied.titles:
            note(fresh, "meeting.copied", at=at, by=by, data=_told(last.meeting, copied))
    if not (copied.taken or copied.titles or copied.left):
        raise Refused("没有勾选要抄的内容，或者这些已经和上次一样。")
    return copied


def _when_and_where(
    meeting: Meeting, last: Meeting, wanted: Wanted, copied: Copied, by: User, at: dt.datetime
) -> None:
    """The hour and the place: a change of what is in the calendar already, told as such."""
    local = timezone.localtime
    place = last.place if wanted.place and last.place else meeting.place
    starts_at = meeting.starts_at
    if wanted.hour:
        starts_at = moment(local(starts_at).date(), local(last.starts_at).time())
    if (starts_at, place) != (meeting.starts_at, meeting.place):
        if meeting.status != Meeting.Status.PLANNED or _being_told(meeting):
            copied.left.append(TOLD)
            return
        why = f"时间和地点同{local(last.starts_at):%-m月%-d日}的会议"
        move_meeting(meeting, starts_at=starts_at, place=place, reason=why, by=by, at=at)
    copied.taken += ["时间"] * wanted.hour + ["地点"] * bool(wanted.place and last.place)


def _being_told(meeting: Meeting) -> bool:
    return current(Notice.objects.filter(meeting=meeting)).exists()


def _people(
    meeting: Meeting, last: Last, wanted: Wanted, copied: Copied, by: User, at: dt.datetime
) -> None:
    if wanted.chair and last.meeting.chair:
        set_chair(meeting, name=last.meeting.chair, by=by, at=at)
        copied.taken.append("主持人")
    if wanted.guests and last.guests:
        rows = [Guest(meeting=meeting, name=one.name, unit=one.unit) for one in last.guests]
        Guest.objects.bulk_create(rows, ignore_conflicts=True)
        copied.taken.append(f"{len(rows)} 位列席客人")


def _item(meeting: Meeting, item: AgendaItem, copied: Copied, by: User, at: dt.datetime) -> None:
    """One matter onto the agenda, as the thread it is; a settled one begins a new thread."""
    matter = item.matter
    try:
        if matter.status in (Matter.Status.RESOLVED, Matter.Status.CONCLUDED):
            matter = _anew(meeting.council, matter, by, at)
        placed = arrange(meeting, matter, minutes=item.minutes, by=by, at=at)
    except Refused as refusal:
        copied.left.append(f"“{matter}”没有列入：{str(refusal).rstrip('。')}")
        return
    if item.monthly and not placed.monthly:
        AgendaItem.objects.filter(pk=placed.pk).update(monthly=True)
    copied.titles.append(matter.title)


def _anew(council: Council, settled: Matter, by: User, at: dt.datetime) -> Matter:
    """The thread that follows a settled one: begun once, however often the month is copied."""
    begun = council.matters.unsettled().filter(title=settled.title).first()
    return begun or raise_matter(council, title=settled.title, body=settled.body, by=by, at=at)


def _told(last: Meeting, copied: Copied) -> dict[str, Any]:
    """In the record: guests by their number, never by name."""
    return {
        "from": f"{timezone.localdate(last.starts_at):%Y-%m-%d}",
        "taken": copied.taken,
        "titles": copied.titles,
    }


def invite(meeting: Meeting, *, name: str, unit: str = "", by: User, at: dt.datetime) -> Guest:
    """邀请列席: noted with the meeting; the record says who came, not who was asked."""
    name = " ".join(needed(name, "姓名", 40).split())
    unit = clean_text(unit, limit=40, lines=False)
    with transaction.atomic():
        fresh = in_session(meeting, *TO_COME, Meeting.Status.OPEN)
        if fresh.guests.filter(name=name, unit=unit).exists():
            raise Refused(f"{unit}{name}已经在列席名单里了。")
        return Guest.objects.create(meeting=fresh, name=name, unit=unit)


def uninvite(guest: Guest, *, by: User, at: dt.datetime) -> None:
    """Taken off the list of guests; twice is harmless."""
    Guest.objects.filter(pk=guest.pk).delete()
