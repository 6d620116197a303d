"""Personal links: made invalid all at once, by their reader or by the office."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from suggestions.actions.rules import Refused, record
from suggestions.models import Contact, OutboxMessage, Suggestion, User, Verb
from suggestions.models.history import RESIDENT
from suggestions.news import facts, kinds, wording
from suggestions.residents import receipts

LOST_SENT = 5  # suggestions of one person that are sent a link


def end_links(suggestion: Suggestion, *, at: dt.datetime, by: User | None = None) -> None:
    """Every link sent so far opens nothing any more; the next message brings a new one."""
    with transaction.atomic():
        if not drop_links(suggestion):
            raise Refused("这条建议没有留下联系方式，也就没有发过链接。")
        actor = "" if by else RESIDENT
        record(Verb.LINKS_ENDED, suggestion, at=at, by=by, actor=actor, public=True)


def send_links(address: str, *, at: dt.datetime) -> int:
    """To whoever has lost the code: a link to each of the newest that were left this address.

    At most one message a suggestion and hour, however often it is asked for.
    """
    key = receipts.person_key(address)
    email = "@" in address
    left = Contact.objects.filter(email_key=key) if email else Contact.objects.filter(phone_key=key)
    open_still = left.filter(suggestion__erased_at=None).order_by("-suggestion_id")
    rows = open_still.values_list("suggestion_id", "suggestion__submitted_at")[:LOST_SENT]
    words = wording.of([kinds.LOST])[kinds.LOST.name]
    channel = OutboxMessage.Channel.EMAIL if email else OutboxMessage.Channel.SMS
    hour = int(at.timestamp()) // 3600
    messages = []
    for pk, submitted_at in rows:
        told = words.filled({"编号": facts.number(pk, submitted_at)})
        messages.append(
            OutboxMessage(
                key=f"lost-{pk}-{hour}-{channel}",
                suggestion_id=pk,
                kind=kinds.LOST.name,
                channel=channel,
                subject=told.subject,
                body=told.body,
                then=told.then,
                bundle=f"l{pk}-{channel}",
                urgent=True,  # somebody sits there and waits
                queued_at=at,
                try_at=at,
            )
        )
    OutboxMessage.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def drop_links(suggestion: Suggestion) -> int:
    mine = Contact.objects.filter(suggestion=suggestion)
    return mine.update(link_serial=F("link_serial") + 1)
