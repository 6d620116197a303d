"""Telling by hand: calls and letters, which count only once somebody has written them down."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from suggestions.actions.outbox import note_told
from suggestions.actions.rules import Overtaken, Refused, move, move_all, overtaken, record
from suggestions.models import Call, Contact, OutboxMessage, Suggestion, User, Verb
from suggestions.text.language import clean_text

Channel, Status, Outcome = OutboxMessage.Channel, OutboxMessage.Status, Call.Outcome
MORNING = 9
OVER = {Outcome.DEAD: "空号，打不通", Outcome.REFUSED: "本人不愿意接听"}


def note_call(
    message: OutboxMessage,
    *,
    outcome: str,
    by: User,
    at: dt.datetime,
    again_at: dt.datetime | None = None,
    note: str = "",
) -> Call:
    """回电: one try and how it ended. Told: delivered. Missed: tomorrow again."""
    if message.channel != Channel.CALL or message.status != Status.QUEUED:
        raise overtaken(message)
    if outcome not in Outcome.values:
        raise Refused("请选择这次电话的结果。")
    if outcome == Outcome.LATER and (again_at is None or again_at <= at):
        raise Refused("改约的，请填写约定的时间，要晚于现在。")
    note = clean_text(note, limit=200)
    with transaction.atomic():
        call = Call.objects.create(
            message=message,
            outcome=outcome,
            again_at=_again(outcome, again_at, at),
            note=note,
            by=by,
            at=at,
        )
        if outcome in (Outcome.MISSED, Outcome.LATER):
            rows = OutboxMessage.objects.filter(bundle=message.bundle, status=Status.QUEUED)
            if not rows.filter(pk=message.pk).exists():
                raise Overtaken("别的同事刚刚登记过这个电话，请刷新页面后再看。")
            rows.update(try_at=call.again_at)
        else:
            _settle(message, at, why=OVER.get(Outcome(outcome), ""))
        reason = f"{call.get_outcome_display()}。{note}"
        record(Verb.CALLED, _suggestion(message), at=at, by=by, reason=reason)
    return call


def _again(outcome: str, again_at: dt.datetime | None, at: dt.datetime) -> dt.datetime | None:
    if outcome == Outcome.MISSED:
        tomorrow = localtime(at) + dt.timedelta(days=1)
        return tomorrow.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return again_at if outcome == Outcome.LATER else None


def _settle(message: OutboxMessage, at: dt.datetime, *, why: str = "") -> None:
    """All that waited for this person went in one call or letter; `why` it did not."""
    move(message, Status.SENDING, attempts=message.attempts + 1)
    rest = OutboxMessage.objects.filter(bundle=message.bundle, status=Status.QUEUED)
    move_all(rest, Status.JOINED, joined_to=message)
    if why:
        move(message, Status.FAILED, error=why)
        return
    move(message, Status.SENT, sent_at=at, error="")
    note_told(message, at=at)


def _suggestion(message: OutboxMessage) -> Suggestion:
    return Suggestion.objects.get(messages=message)


def letter_sent(message: OutboxMessage, *, by: User, at: dt.datetime, note: str = "") -> None:
    """寄出: the letter is in the post."""
    if message.channel != Channel.LETTER or message.status != Status.QUEUED:
        raise overtaken(message)
    note = clean_text(note, limit=200)
    with transaction.atomic():
        _settle(message, at)
        record(Verb.LETTER_SENT, _suggestion(message), at=at, by=by, reason=note)


def write_instead(message: OutboxMessage, *, address: str, by: User, at: dt.datetime) -> None:
    """要书面答复: what was to be said on the telephone goes out on paper, and all that follows."""
    if message.channel != Channel.CALL or message.status != Status.QUEUED:
        raise overtaken(message)
    suggestion = _suggestion(message)
    waiting = OutboxMessage.objects.filter(bundle=message.bundle, status=Status.QUEUED)
    paper = f"s{suggestion.pk}-{Channel.LETTER}"
    with transaction.atomic():
        choose_way(suggestion, way=Contact.Way.LETTER, address=address, by=by, at=at)
        if not waiting.update(channel=Channel.LETTER, bundle=paper, try_at=at):
            raise Overtaken("别的同事刚刚登记过这个电话，请刷新页面后再看。")


def choose_way(
    suggestion: Suggestion, *, way: str, by: User, at: dt.datetime, address: str = ""
) -> None:
    """改定告知方式: somebody asked to be called, or to get paper; from the next step on."""
    if way not in Contact.Way.values:
        raise Refused("请选择怎样告知。")
    address = clean_text(address, limit=200, lines=False)
    contact = Contact.objects.filter(suggestion=suggestion).first()
    if contact is None:
        raise Refused("这条建议没有留下联系方式。")
    if way == Contact.Way.LETTER and not (address or contact.address):
        raise Refused("要寄信，请填写通信地址。")
    if way == Contact.Way.CALL and not contact.phone:
        raise Refused("建议人没有留电话，不能改为打电话。")
    changes = {"way": way, **({"address": address} if address else {})}
    with transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**changes)
        record(Verb.WAY_CHOSEN, suggestion, at=at, by=by, reason=Contact.Way(way).label)


def send_again(message: OutboxMessage, *, by: User, at: dt.datetime) -> None:
    """重发: what failed goes out once more, the same text under the same key."""
    if message.status != Status.FAILED or message.channel in OutboxMessage.BY_HAND:
        raise overtaken(message)
    move(message, Status.QUEUED, attempts=1, try_at=at, error="")


def by_hand_instead(message: OutboxMessage, *, by: User, at: dt.datetime) -> OutboxMessage:
    """改为打电话 or 寄信: a message that did not arrive is told by a person."""
    contact = Contact.objects.filter(suggestion=message.suggestion_id).first()
    lost = message.receipt == OutboxMessage.Receipt.LOST
    if contact is None or not (message.status == Status.FAILED or lost):
        raise Refused("只有没有送到、建议人又留了电话或地址的消息，才能改为人工告知。")
    if not (contact.phone or contact.address):
        raise Refused("建议人没有留电话和地址，不能改为人工告知。")
    channel = Channel.CALL if contact.phone else Channel.LETTER
    try:
        with transaction.atomic():
            return OutboxMessage.objects.create(
                key=f"{message.key}-hand",
                suggestion_id=message.suggestion_id,
                event_id=message.event_id,
                kind=message.kind,
                channel=channel,
                subject=message.subject,
                body=message.body,
                then=message.then,
                bundle=f"s{message.suggestion_id}-{channel}",
                queued_at=at,
                try_at=at,
            )
    except IntegrityError as error:
        raise Refused("这条消息已经改为人工告知了。") from error
