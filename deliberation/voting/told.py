"""What the entitled of a vote were told, put together as the rules judge it.

A council's own members are told by the notices of its meeting; whoever else votes, by what was
recorded for the vote itself.
"""

import datetime as dt
from collections import Counter

from django.db.models import F
from django.utils.timezone import localdate

from deliberation.models import Entry, Motion, Notice, NoticeProof, Roll
from deliberation.rules import Noticed, Told, read_notice
from deliberation.voting import counting


def noticed(motion: Motion, at: dt.datetime, reason: str = "") -> Noticed | None:
    """How it stands with the notice if voting opened now; None where the rule asks for none."""
    rule = counting.rule_of(motion, at)
    if rule.notice is None:
        return None
    days, held = rule.notice.days, localdate(motion.opened_at or at)
    if rule.statutory:
        people, told = _entitled(motion.roll), _recorded(motion)
    else:
        days = motion.item.meeting.notice_days
        people, told, given = _seats(motion)
        reason = given or reason
    excusable = bool(rule.notice.exempt)
    return Noticed(
        days, rule.notice.law, held, people, told, reason if excusable else "", excusable
    )


def as_opened(motion: Motion) -> Noticed | None:
    """The notice as opening froze it; None for a draft, and for votes older than the record."""
    if not motion.notice or motion.opened_at is None:
        return None
    rule = counting.rule_of(motion, motion.opened_at)
    return read_notice(motion.notice, rule, localdate(motion.opened_at))


def _entitled(roll: Roll | None) -> int:
    return roll.entries.count() if roll else 0


def _recorded(motion: Motion) -> tuple[Told, ...]:
    rows = NoticeProof.objects.standing().filter(motion=motion).order_by("told_on", "pk")
    return tuple(Told(row.channel, row.told_on, row.reached) for row in rows)


def _seats(motion: Motion) -> tuple[int, tuple[Told, ...], str]:
    """How many seats there are, how they were told of the meeting, and why if not all were."""
    meeting = motion.meeting
    day = localdate(meeting.starts_at)
    seats = meeting.council.seats.in_force(day).filter(substitute_for=None)
    sent = Notice.objects.filter(
        meeting=meeting, about=Notice.About.MEETING, round=F("meeting__sequence"), seat__in=seats
    ).exclude(sent_at=None)
    days: Counter[tuple[dt.date, str]] = Counter()
    for channel, sent_at in sent.filter(status=Notice.Status.SENT).values_list(
        "channel", "sent_at"
    ):
        days[localdate(sent_at), channel] += 1
    told = tuple(Told(how, on, n) for (on, how), n in sorted(days.items()))
    last = Entry.objects.filter(meeting=meeting, kind="meeting.noticed").order_by("-seq").first()
    return seats.count(), told, (last.data.get("reason", "") if last else "")
