"""The floor of an item: who speaks next, and what was said, in a sentence or two."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from deliberation.actions.conducting import in_session
from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import AgendaItem, Meeting, Party, Remark, Seat, Speaker
from suggestions.actions.rules import Overtaken, Refused, move, move_all, needed, overtaken
from suggestions.models import User

GIST = 500
# Remarks are completed after the meeting, until its minutes go round.
NOTING = (Meeting.Status.OPEN, Meeting.Status.CLOSED)


def _who(item: AgendaItem, seat: Seat | None, name: str, party: Party | None) -> dict[str, Any]:
    """A speaker from the seats, or a typed name of a guest."""
    if seat is None:
        return {"seat": None, "name": needed(name, "发言人", 40), "party": party}
    if seat.council_id != item.meeting.council_id:
        raise Refused(f"{seat.holder}不是本议事会的成员。")
    return {"seat": seat, "name": seat.holder, "party": seat.party}


# --- the speakers' list -----------------------------------------------------------------------


def add_speaker(
    item: AgendaItem,
    *,
    by: User,
    at: dt.datetime,
    seat: Seat | None = None,
    name: str = "",
    party: Party | None = None,
) -> Speaker:
    """登记发言. Nobody waits twice for the same item."""
    who = _who(item, seat, name, party)
    with transaction.atomic():
        in_session(item.meeting)
        item.refresh_from_db(fields=["status"])
        if item.status not in (AgendaItem.Status.LISTED, AgendaItem.Status.CURRENT):
            raise overtaken(item)
        waiting = item.speakers.filter(status=Speaker.Status.WAITING)
        if waiting.filter(seat=seat, name=who["name"], party=who["party"]).exists():
            raise Overtaken(f"{who['name']}已经在等待发言。")
        row = Speaker.objects.create(item=item, at=at, **who)
        note(row, "speaker.added", at=at, by=by)
    return row


def call_speaker(speaker: Speaker, *, by: User, at: dt.datetime) -> None:
    """请发言: whoever was speaking has finished."""
    with transaction.atomic():
        meeting = in_session(speaker.item.meeting)
        if meeting.current_item_id != speaker.item_id:
            raise Refused("这一项还没有开始议，或者已经议完了。")
        before = Speaker.objects.filter(item=speaker.item_id, status=Speaker.Status.SPEAKING)
        move_all(before.exclude(pk=speaker.pk), Speaker.Status.DONE)
        try:
            with transaction.atomic():
                move(speaker, Speaker.Status.SPEAKING)
        except IntegrityError as error:
            raise Overtaken("刚刚已经请另一位发言了，请刷新页面后再看。") from error
        note(speaker, "speaker.called", at=at, by=by)


def finish_speaker(speaker: Speaker, *, by: User, at: dt.datetime) -> None:
    """发言完毕."""
    _step(speaker, Speaker.Status.DONE, "speaker.finished", by=by, at=at)


def withdraw_speaker(speaker: Speaker, *, by: User, at: dt.datetime) -> None:
    """放弃发言."""
    _step(speaker, Speaker.Status.LEFT, "speaker.withdrew", by=by, at=at)


def _step(speaker: Speaker, to: str, kind: str, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        in_session(speaker.item.meeting)
        move(speaker, to)
        note(speaker, kind, at=at, by=by)


# --- what was said ----------------------------------------------------------------------------


def note_remark(
    item: AgendaItem,
    *,
    gist: str,
    by: User,
    at: dt.datetime,
    seat: Seat | None = None,
    name: str = "",
    party: Party | None = None,
    beforehand: int | None = None,
) -> Remark:
    """记要点. The gist is read by everybody; `beforehand` is the number of the 会前意见 it was."""
    who = _who(item, seat, name, party)
    gist = open_words(gist, "发言要点", GIST)
    with transaction.atomic():
        in_session(item.meeting, *NOTING)
        item.refresh_from_db(fields=["status"])
        if item.status == AgendaItem.Status.LISTED:
            raise Refused("这一项还没有开始议，不能记发言要点。")
        row = Remark.objects.create(
            item=item, gist=gist, beforehand=beforehand, by=by, at=at, **who
        )
        note(row, "remark.noted", at=at, by=by, data={"gist": gist})
    return row


def revise_remark(remark: Remark, *, gist: str, seen: str, by: User, at: dt.datetime) -> None:
    """改要点; `seen` is what the secretary was looking at, and stays in the record."""
    gist = open_words(gist, "发言要点", GIST)
    with transaction.atomic():
        in_session(remark.item.meeting, *NOTING)
        if not Remark.objects.filter(pk=remark.pk, gist=seen).update(gist=gist):
            raise Overtaken("这条要点刚刚有人改过，请看新的内容。")
        remark.gist = gist
        note(remark, "remark.revised", at=at, by=by, data={"gist": gist, "was": seen})
