"""Whom the minutes are sent to, and the signed link by which each of them answers."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse

from deliberation.models import Minutes, Notice, Seat
from suggestions.actions.rules import move_all

SALT = "deliberation.minutes"


def ask(minutes: Minutes, seats: list[Seat], *, due: dt.date, at: dt.datetime) -> int:
    """A message with its own link to every seat that left an address."""
    rows = []
    for seat in seats:
        text = (
            f"{minutes.meeting}的纪要{minutes.full_number}已写好，您到会参加了会议，请在"
            f"{due.month}月{due.day}日前确认，或者写下保留意见：{sign_url(minutes, seat)}"
        )
        if seat.phone or seat.email:
            rows.append(_notice(minutes, seat, text, at))
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def drop_links(minutes: Minutes) -> None:
    """Messages that have not left yet would carry links that no longer open anything."""
    waiting = Notice.objects.filter(meeting=minutes.meeting_id, about=Notice.About.MINUTES)
    queued = waiting.filter(status=Notice.Status.QUEUED)
    move_all(queued, Notice.Status.FAILED, error="纪要已更正，不再发送。")


def _notice(minutes: Minutes, seat: Seat, text: str, at: dt.datetime) -> Notice:
    return Notice(
        meeting=minutes.meeting,
        about=Notice.About.MINUTES,
        seat=seat,
        round=minutes.round,
        channel=Notice.Channel.SMS if seat.phone else Notice.Channel.EMAIL,
        key=f"minutes-{minutes.pk}-{minutes.round}-{seat.pk}",
        subject="请确认会议纪要",
        body=text,
        queued_at=at,
        try_at=at,
    )


def sign_url(minutes: Minutes, seat: Seat) -> str:
    """The link by which one seat signs this version; a later version has another."""
    token = signing.Signer(salt=SALT).sign_object([minutes.pk, seat.pk, minutes.round])
    return settings.SITE_URL + reverse("deliberation:sign_minutes", args=[token])


def read_link(token: str) -> tuple[Minutes, Seat] | None:
    """Whose link it is, or None for a forged one and for one of an earlier version."""
    try:
        pk, seat, turn = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    minutes = Minutes.objects.select_related("meeting__council").filter(pk=pk, round=turn).first()
    holder = Seat.objects.select_related("party").filter(pk=seat).first()
    return (minutes, holder) if minutes and holder else None
