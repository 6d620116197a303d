"""The clock's door: those who registered are reminded and told of changes; then it is forgotten."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from cms import registering, registrants
from cms.event_calendar import REMIND_BEFORE
from cms.models import LiveEventPage, LiveRegistration
from suggestions.actions import following
from suggestions.models import Follow, OutboxMessage
from suggestions.news import event_kinds
from suggestions.news.kinds import Kind

# After the end of the event the addresses serve nothing any more.
KEPT = dt.timedelta(days=1)
# The nearer one first: of two that are due only the later one is sent.
REMINDERS: tuple[tuple[dt.timedelta, Kind], ...] = (
    (REMIND_BEFORE[1], event_kinds.HOUR),
    (REMIND_BEFORE[0], event_kinds.DAY),
)
SOON = dt.timedelta(hours=12)  # what changes so late is told at night too


def keep_clocks(*, at: dt.datetime) -> None:
    """Everything that is due, each part by itself harmless to repeat."""
    active = LiveRegistration.objects.active()
    coming = LiveEventPage.objects.live().filter(pk__in=active.values("event"))
    for pk in list(coming.values_list("pk", flat=True)):
        registering.settle(pk, at=at)
        tell_changes(pk, at=at)
        remind(pk, at=at)
    drop_addresses(at=at)


def tell_changes(event_pk: int, *, at: dt.datetime) -> int:
    """Another time, another place, or called off: everybody who knew otherwise hears of it."""
    with transaction.atomic():
        event = registering.held(event_pk)
        if event is None or (at > event.starts_at and not event.cancelled):
            return 0
        now = registrants.mark(event)
        active = event.registrations.active().exclude(told_at=None)
        rows = list(active.exclude(told=now).select_related("follow"))
        if not rows:
            return 0
        kind = event_kinds.CALLED_OFF if event.cancelled else event_kinds.MOVED
        _take_back(rows)
        made = _messages(event, rows, kind, at, urgent=event.starts_at < at + SOON)
        keys = [row.pk for row in rows]
        LiveRegistration.objects.filter(pk__in=keys).update(told=now, told_at=at)
    return made


def remind(event_pk: int, *, at: dt.datetime) -> int:
    """A day and an hour before, who has a place and did not register later than that."""
    with transaction.atomic():
        event = registering.held(event_pk)
        if event is None or event.cancelled or at >= event.starts_at:
            return 0
        due = [(event.starts_at - before, kind) for before, kind in REMINDERS]
        moment, kind = next((one for one in due if one[0] <= at), (None, None))
        if moment is None or kind is None:
            return 0
        unreminded = Q(reminded_at=None) | Q(reminded_at__lt=moment)
        placed = event.registrations.active().filter(place_at__isnull=False, told_at__lt=moment)
        rows = list(placed.filter(unreminded).select_related("follow"))
        made = _messages(event, rows, kind, at, urgent=kind is event_kinds.HOUR)
        keys = [row.pk for row in rows]
        LiveRegistration.objects.filter(pk__in=keys).update(reminded_at=at)
    return made


def drop_addresses(*, at: dt.datetime) -> int:
    """The day after the event, or after who registered heard that it is off; or with its page."""
    mine = Follow.objects.filter(kind=registrants.NAME).exclude(status=Follow.Status.ENDED)
    over = Q(registration__event__ends_at__lt=at - KEPT)
    off = ~Q(registration__event__cancelled="") & Q(registration__told_at__lt=at - KEPT)
    off &= ~Q(messages__status=OutboxMessage.Status.QUEUED)
    return following.end(*mine.filter(over | off | Q(registration=None)).only("pk"))


def _take_back(rows: list[LiveRegistration]) -> None:
    """What waits to be sent would say what is so no longer."""
    names = [kind.name for kind in event_kinds.OVERTAKEN]
    follows = [row.follow_id for row in rows]
    waiting = OutboxMessage.objects.filter(follow__in=follows, kind__in=names, status="queued")
    waiting.filter(attempts=0).delete()


def _messages(
    event: LiveEventPage,
    rows: list[LiveRegistration],
    kind: Kind,
    at: dt.datetime,
    *,
    urgent: bool,
) -> int:
    token = f"{at:%Y%m%d%H%M%S%f}"
    url = event.get_url() or "/"
    made = registrants.messages(event, rows, kind, token=token, at=at, url=url, urgent=urgent)
    OutboxMessage.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    return len(made)
