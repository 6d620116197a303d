"""会前意见: taken in, read by the secretary before anybody else, numbered, noted in the meeting."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max

from deliberation.actions.asking import ask_for_resident
from deliberation.actions.disputing import CHANGED
from deliberation.actions.record import note
from deliberation.actions.speaking import GIST, note_remark
from deliberation.actions.wording import open_words
from deliberation.models import AgendaItem, Comment, Meeting, Party, Remark
from suggestions.actions.rules import Overtaken, Refused, move, needed
from suggestions.actions.submitting import Changed
from suggestions.models import User
from suggestions.residents import receipts
from suggestions.text.language import masked
from suggestions.work.clocks import CONTACT_KEPT

LIMIT = GIST  # it may become a remark of the meeting as it stands
WAITING = 200  # unread ones of one item: more nobody reads before the meeting
OVER = "会议已经开始或者取消，不再收会前意见。"
TO_COME = (Meeting.Status.PLANNED, Meeting.Status.NOTICED)
Status = Comment.Status


def takes_comments(item: AgendaItem, at: dt.datetime) -> bool:
    """On a published agenda, until the meeting opens."""
    meeting = item.meeting
    coming = meeting.status in TO_COME and meeting.starts_at > at
    return coming and item.status == AgendaItem.Status.LISTED


def comment(
    item: AgendaItem,
    *,
    text: str,
    key: str,
    at: dt.datetime,
    party: Party | None = None,
    gate: Callable[[], None] | None = None,
) -> Comment:
    """Take in one; the same `key` finds the same one. Nothing is public before it was read."""
    text = needed(text, "您的意见", LIMIT)
    if earlier := Comment.objects.filter(key=key).first():
        return _same(earlier, item, text, party)
    made = Comment(
        item=item,
        text=text,
        party=party,
        public_text=masked(text)[:LIMIT],
        key=key,
        receipt_hash=receipts.digest(code_of(key)),
        at=at,
    )
    try:
        with transaction.atomic():
            _bounded(item, at)
            made.save(force_insert=True)
            if gate:
                gate()
    except IntegrityError:
        return _same(Comment.objects.get(key=key), item, text, party)
    return made


def code_of(key: str) -> str:
    return receipts.issue(f"comment:{key}")


def _same(earlier: Comment, item: AgendaItem, text: str, party: Party | None) -> Comment:
    said = (item.pk, text, party.pk if party else None)
    if (earlier.item_id, earlier.text, earlier.party_id) != said:
        raise Changed(CHANGED)
    return earlier


def _bounded(item: AgendaItem, at: dt.datetime) -> None:
    """Within the transaction: those who come at one moment wait for each other. The meeting may
    have opened since the page was asked for."""
    rows = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting")
    if not takes_comments(rows.get(pk=item.pk), at):
        raise Refused(OVER)
    if item.comments.filter(status=Status.PENDING).count() >= WAITING:
        raise Refused("这一项等着看的意见已经很多了，请到会上说，或者打社区电话。")


# --- the secretary ---------------------------------------------------------------------------


def show_comments(meeting: Meeting, *, picked: Iterable[Comment], by: User, at: dt.datetime) -> int:
    """先审后发: these from now on under a number, in the masked words; many at once."""
    shown = 0
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)  # numbers in a row
        for one in picked:
            _show(one, by=by, at=at)
            shown += 1
    return shown


def show_reworded(comment: Comment, *, text: str, by: User, at: dt.datetime) -> None:
    """One of them in other words than the mask left: what could tell who wrote it taken out."""
    text = open_words(text, "公开的意见", LIMIT)
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=comment.item.meeting_id)
        _show(comment, by=by, at=at, public_text=text)


def _show(comment: Comment, *, by: User, at: dt.datetime, **words: str) -> None:
    last = comment.item.comments.aggregate(last=Max("number"))["last"] or 0
    move(comment, Status.SHOWN, number=last + 1, decided_by=by, decided_at=at, **words)
    data = {"number": comment.number, "text": comment.public_text, "item": comment.item_id}
    note(comment, "comment.shown", at=at, by=by, data=data)
    ask_for_resident(comment, by=by, at=at)


def leave_out(
    meeting: Meeting, *, picked: Iterable[Comment], reason: str, by: User, at: dt.datetime
) -> int:
    """不公开: who wrote it reads the reason under the receipt code."""
    reason = open_words(reason, "不公开的理由", 200)
    left = 0
    with transaction.atomic():
        for one in picked:
            move(one, Status.DECLINED, declined_because=reason, decided_by=by, decided_at=at)
            note(one, "comment.declined", at=at, by=by, data={"reason": reason})
            left += 1
    return left


def note_comment(comment: Comment, *, by: User, at: dt.datetime) -> Remark:
    """记入发言: what was written becomes a remark of the meeting, once, and so of its minutes."""
    if comment.status != Status.SHOWN:
        raise Refused("只有公开的会前意见才能记入。")
    with transaction.atomic():
        held = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
        if held.remark_id:
            raise Overtaken("这条会前意见已经记入了。")
        name = f"会前意见{held.number}号"
        remark = note_remark(
            comment.item,
            gist=held.public_text,
            name=name,
            beforehand=held.number,
            by=by,
            at=at,
        )
        Comment.objects.filter(pk=held.pk).update(remark=remark)
    return remark


def drop_originals(*, at: dt.datetime) -> int:
    """What was written unmasked goes when it has served its purpose (PIPL 19)."""
    over = Comment.objects.filter(at__lt=at - dt.timedelta(days=CONTACT_KEPT.days))
    return over.exclude(text="").update(text="")
