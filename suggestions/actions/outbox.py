"""The outbox goes out: each message exactly once, what waits for one reader as one message."""

import contextlib
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from suggestions.actions.rules import Overtaken, Row, move, move_all
from suggestions.models import Delivery, OutboxMessage
from suggestions.news import hours, letters
from suggestions.news.queueing import TOGETHER
from suggestions.work import sms
from suggestions.work.channels import channel_for
from suggestions.work.redacting import redacted

logger = logging.getLogger(__name__)

# Attempts wait 1, 4, 16, 64 minutes; then a person has to look.
ATTEMPTS, FIRST_WAIT = 5, dt.timedelta(minutes=1)
# A sender that has held a message this long has died with it.
LEASE = dt.timedelta(minutes=10)

QUEUED, SENDING = OutboxMessage.Status.QUEUED, OutboxMessage.Status.SENDING
SENT, FAILED = OutboxMessage.Status.SENT, OutboxMessage.Status.FAILED
JOINED = OutboxMessage.Status.JOINED

Claim = Callable[[Any], Any]
# What else is written down of a message that a channel took: `(message, (letter, what the channel
# gave back), at)` gives the changes of its row.
Sent = Callable[[Any, tuple[Any, Any], dt.datetime], dict[str, Any]]


def sendable(at: dt.datetime) -> models.QuerySet[OutboxMessage]:
    """What the machine may send now: residents sleep at night."""
    rows = OutboxMessage.objects.exclude(channel__in=OutboxMessage.BY_HAND)
    if hours.quiet(at):
        rows = rows.filter(Q(urgent=True) | Q(suggestion=None, follow=None))
    return rows


def send_outbox(*, at: dt.datetime, limit: int = 500) -> int:
    """Send what is due; gives how many went out. Safe to run in several processes."""
    return send_queue(
        sendable(at),
        letters.address_of,
        at=at,
        limit=limit,
        claim=lambda message: _claim_bundle(message, at),
        letter=lambda message: letters.compose(message, at=at),
        sent=_sent,
    )


def send_queue(
    rows: models.QuerySet[Row],
    address: Callable[[Row], str],
    *,
    at: dt.datetime,
    limit: int = 500,
    claim: Claim | None = None,
    letter: Callable[[Any], Any] = lambda message: message,
    sent: Sent = lambda message, given, at: {},
) -> int:
    """Send what is due of a queue: rows with the columns of an `OutboxMessage`.

    A row is claimed by one conditional UPDATE and held for a LEASE, so that several senders
    share the work; one that died gives its row back. No address, no message.
    """
    move_all(rows.filter(status=SENDING, try_at__lte=at), QUEUED)
    count = 0
    due: models.QuerySet[Any] = rows.filter(status=QUEUED, try_at__lte=at).order_by("pk")[:limit]
    for message in due:
        with contextlib.suppress(Overtaken):  # another sender has it
            held = (claim or _claim)(message)
            count += _send(held, address(held), letter, sent)
    return count


def _claim(message: Any) -> Any:
    move(message, SENDING, attempts=message.attempts + 1, try_at=timezone.now() + LEASE)
    return message


def _claim_bundle(message: OutboxMessage, at: dt.datetime) -> OutboxMessage:
    """Take a message together with what else waits for the same reader by the same way.

    The rows are held in the order of their keys and the first of them speaks for all, so that
    two senders that come to the same reader make one message. A repeated attempt takes nothing
    new along: what was handed to a gateway once must be the same text again.
    """
    if message.attempts:
        return _claim(message)
    with transaction.atomic():
        waiting = OutboxMessage.objects.filter(
            Q(try_at__lte=at) | Q(queued_at__lte=message.queued_at + TOGETHER),
            bundle=message.bundle,
            status=QUEUED,
            attempts=0,
        )
        held = list(waiting.order_by("pk").select_for_update(no_key=True))
        if message not in held:
            raise Overtaken("已经有人在发送。")
        first, rest = held[0], [row.pk for row in held[1:]]
        _claim(first)
        if rest:
            move_all(OutboxMessage.objects.filter(pk__in=rest), JOINED, joined_to=first)
    return first


def _send(
    message: Any,
    address: str,
    letter: Callable[[Any], Any],
    sent: Sent,
) -> bool:
    if not address:
        move(message, FAILED, error="联系方式已删除，不再发送。")
        return False
    try:
        handed = letter(message)
        given = channel_for(message.channel).send(handed, address)
    except Exception as error:  # noqa: BLE001 - whatever a gateway raises: note it, go on
        words = redacted(f"{type(error).__name__}：{error}", address)
        logger.error("message %s was not delivered: %s", message.pk, words)
        over = message.attempts >= ATTEMPTS
        wait = FIRST_WAIT * 4 ** (message.attempts - 1)
        to = FAILED if over else QUEUED
        move(message, to, try_at=timezone.now() + wait, error=words)
        return False
    now = timezone.now()
    with transaction.atomic():
        move(message, SENT, sent_at=now, error="", **sent(message, (handed, given), now))
    return True


def _sent(
    message: OutboxMessage, taken: tuple[letters.Letter, Any], at: dt.datetime
) -> dict[str, Any]:
    """An answer counts as told when a message with it has left; a text message costs money."""
    note_told(message, at=at)
    letter, given = taken
    changes = {"gateway_id": str(given or "")[:64]}
    if message.channel != OutboxMessage.Channel.SMS:
        return changes
    parts = sms.parts(sms.signed(letter.body))
    return {**changes, "parts": parts, "cost": parts * settings.SMS_PRICE_FEN}


def note_receipt(key: str, state: str, *, at: dt.datetime) -> int:
    """What the gateway said of a message that it took; the same word twice changes nothing."""
    taken = OutboxMessage.objects.filter(key=key, channel=OutboxMessage.Channel.SMS)
    told = taken.filter(status=SENT)
    return told.filter(receipt="").update(receipt=state, receipt_at=at) or told.count()


def note_told(message: OutboxMessage, *, at: dt.datetime) -> None:
    """Write beside the answers that a message told of when their author was told."""
    steps = [message, *message.joined.select_related("event")]
    answers = [step.event.data.get("answer") for step in steps if step.event]
    mine = Delivery.objects.filter(suggestion=message.suggestion_id, told_at=None)
    if message.suggestion_id and any(answers):
        mine.filter(answer__in=[pk for pk in answers if pk]).update(told_at=at)
