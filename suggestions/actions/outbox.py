"""News to residents: queued with what it tells, sent afterwards, each exactly once."""

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import models
from django.utils import timezone

from suggestions.models import Contact, OutboxMessage, Suggestion
from suggestions.outbox import channel_for

logger = logging.getLogger(__name__)

# Attempts wait 1, 4, 16, 64 minutes; then a person has to look.
ATTEMPTS, FIRST_WAIT = 5, dt.timedelta(minutes=1)
# A sender that has held a message this long has died with it.
LEASE = dt.timedelta(minutes=10)

NEWS = {
    "answered": (
        "您的建议有答复了",
        "您提出的建议“{title}”（{number}）已有答复。请打开 {url} ，输入查询码查看，"
        "并告诉我们您是否满意、事情是不是真的办好了。",
    ),
    "ask_again": (
        "事情真的办好了吗？",
        "您提出的建议“{title}”（{number}）答复已有一段时间。事情真的办好了吗？"
        "请打开 {url} ，输入查询码告诉我们。",
    ),
}


def queue_news(kind: str, suggestions: Sequence[Suggestion], *, token: str, at: dt.datetime) -> int:
    """Write one message per suggestion and channel; `token` makes a repetition harmless."""
    subject, body = NEWS[kind]
    url = f"{settings.SITE_URL}/track/"
    by_pk = {s.pk: s for s in suggestions}
    rows = []
    for contact in Contact.objects.filter(suggestion_id__in=list(by_pk)):
        suggestion = by_pk[contact.suggestion_id]
        text = body.format(title=suggestion.public_title, number=suggestion.number, url=url)
        for channel in OutboxMessage.Channel:
            if address_of(contact, channel):
                rows.append(
                    OutboxMessage(
                        key=f"{token}-{suggestion.pk}-{channel}",
                        suggestion=suggestion,
                        channel=channel,
                        subject=subject,
                        body=text,
                        queued_at=at,
                        try_at=at,
                    )
                )
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def address_of(contact: Contact, channel: str) -> str:
    return contact.email if channel == OutboxMessage.Channel.EMAIL else contact.phone


def send_outbox(*, at: dt.datetime, limit: int = 500) -> int:
    """Send what is due; gives how many went out. Safe to run in several processes."""
    return send_queue(OutboxMessage.objects.all(), _resident, at=at, limit=limit)


def _resident(message: OutboxMessage) -> str:
    contact = Contact.objects.filter(suggestion_id=message.suggestion_id).first()
    return address_of(contact, message.channel) if contact else ""


def send_queue(
    rows: models.QuerySet,
    address: Callable[[models.Model], str],
    *,
    at: dt.datetime,
    limit: int = 500,
) -> int:
    """Send what is due of a queue: rows with the columns of an `OutboxMessage`.

    A row is claimed by one conditional UPDATE and held for a LEASE, so that several senders
    share the work; one that died gives its row back. No address, no message.
    """
    queued, sending = OutboxMessage.Status.QUEUED, OutboxMessage.Status.SENDING
    rows.filter(status=sending, try_at__lte=at).update(status=queued)
    sent = 0
    for message in rows.filter(status=queued, try_at__lte=at).order_by("pk")[:limit]:
        claimed = rows.filter(pk=message.pk, status=queued).update(
            status=sending, attempts=message.attempts + 1, try_at=timezone.now() + LEASE
        )
        if claimed:
            message.attempts += 1
            sent += _send(message, address(message))
    return sent


def _send(message: models.Model, address: str) -> bool:
    mine = type(message)._base_manager.filter(pk=message.pk, status=OutboxMessage.Status.SENDING)
    if not address:
        mine.update(status=OutboxMessage.Status.FAILED, error="联系方式已删除，不再发送。")
        return False
    try:
        channel_for(message.channel).send(message, address)
    except Exception as error:  # whatever a gateway raises: note it, try later, go on
        logger.exception("message %s was not delivered", message.pk)
        over = message.attempts >= ATTEMPTS
        mine.update(
            status=OutboxMessage.Status.FAILED if over else OutboxMessage.Status.QUEUED,
            try_at=timezone.now() + FIRST_WAIT * 4 ** (message.attempts - 1),
            error=f"{type(error).__name__}：{error}"[:500],
        )
        return False
    mine.update(status=OutboxMessage.Status.SENT, sent_at=timezone.now(), error="")
    return True
