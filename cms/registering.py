"""Registering for a live event: asked, confirmed by the address itself, given up again.

The address, its confirmation and its end are a `Follow`'s; here stands who has a place.
"""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from cms import registrants
from cms.models import LiveEventPage, LiveRegistration
from suggestions.actions import following
from suggestions.actions.rules import Refused
from suggestions.models import Follow, OutboxMessage
from suggestions.news import event_kinds

CLOSED = "这场活动现在不能报名：可能已经开始、取消，或者没有开放报名。"


def ask(
    event: LiveEventPage, *, channel: str, address: str, persons: int, at: dt.datetime
) -> Follow:
    """Somebody registers; nothing counts before the address has confirmed.

    Says the same whether the address was known or not: what is confirmed changes only for who
    reads that address.
    """
    if not event.registers(at):
        raise Refused(CLOSED)
    if event.capacity is not None and persons > event.capacity:
        raise Refused(f"这场活动一共 {event.capacity} 个名额，请把人数改少。")
    with transaction.atomic():
        follow = following.ask(
            registrants.NAME,
            str(event.pk),
            channel=channel,
            address=address,
            pace=Follow.Pace.AT_ONCE,
            at=at,
        )
        if follow.status == Follow.Status.ASKED:
            anew = {"place_at": None, "told": "", "told_at": None, "reminded_at": None}
            LiveRegistration.objects.update_or_create(
                follow=follow, defaults={"event": event, "persons": persons, **anew}
            )
    return follow


def confirm(registration: LiveRegistration, *, at: dt.datetime) -> None:
    """The link came back from the address."""
    _may_confirm(registration, at)
    following.confirm(registration.follow, at=at)
    settle(registration.event_id, at=at)


def confirm_code(registration: LiveRegistration, code: str, *, at: dt.datetime) -> None:
    """The digits of the text message were typed in."""
    _may_confirm(registration, at)
    following.confirm_code(registration.follow, code, at=at)
    settle(registration.event_id, at=at)


def cancel(registration: LiveRegistration, *, at: dt.datetime) -> None:
    """Given up: the address is forgotten at once, and who waits moves up."""
    with transaction.atomic():
        held(registration.event_id)
        if following.end(registration.follow):
            LiveRegistration.objects.filter(pk=registration.pk).update(place_at=None)
    settle(registration.event_id, at=at)


def settle(event_pk: int, *, at: dt.datetime) -> int:
    """Give places in the order of confirming and tell it; gives how many messages.

    Nobody is passed over: a group for which there is no room lets nobody by.
    """
    with transaction.atomic():
        event = held(event_pk)
        if event is None or not event.registers(at):
            return 0
        rows = event.registrations.waiting().select_related("follow")
        waiting = list(rows)
        free = _free(event) if waiting else None
        made: list[OutboxMessage] = []
        for row in waiting:
            if free is None or row.persons <= free:
                row.place_at = at
                free = None if free is None else free - row.persons
            else:
                free = 0
            made += _told_of_place(event, row, at)
        LiveRegistration.objects.bulk_update(waiting, ["place_at", "told", "told_at"])
        OutboxMessage.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def held(event_pk: int) -> LiveEventPage | None:
    """The event, held: places are given and news is told by one process at a time."""
    rows = LiveEventPage.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=event_pk).first()


def _free(event: LiveEventPage) -> int | None:
    """Places left; nothing where there is no limit."""
    if event.capacity is None:
        return None
    return max(event.capacity - event.registrations.active().persons(), 0)


def _told_of_place(
    event: LiveEventPage, row: LiveRegistration, at: dt.datetime
) -> list[OutboxMessage]:
    """Registered, on the list, or moved up from it; who waits on hears nothing again."""
    new = row.told_at is None
    if row.place_at is None and not new:
        return []
    kind = event_kinds.WAITING
    url = event.get_url() or "/"
    if row.place_at:
        kind = event_kinds.REGISTERED if new else event_kinds.SEATED
        url = reverse("cms:live_calendar", args=[event.pk])
    row.told, row.told_at = registrants.mark(event), at
    token = f"{row.follow.confirmed_at:%Y%m%d%H%M%S%f}"
    return registrants.messages(event, [row], kind, token=token, at=at, url=url, urgent=new)


def _may_confirm(registration: LiveRegistration, at: dt.datetime) -> None:
    active = registration.follow.status == Follow.Status.ACTIVE
    if not active and not registration.event.registers(at):
        raise Refused(CLOSED)
