"""补送: a press is done once, however often the device has to send it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from deliberation.actions.conducting import locked
from deliberation.models import Meeting, Press
from suggestions.models import User

Result = TypeVar("Result")
KEPT = dt.timedelta(days=30)  # a device that comes back later than this finds the meeting over
# What is held on a phone longer than an evening is told with the time at which it arrives.
LONGEST = dt.timedelta(hours=6)


def once(
    key: uuid.UUID,
    run: Callable[[], tuple[Result, bool]],
    *,
    meeting: Meeting,
    verb: str,
    by: User,
    at: dt.datetime,
    waited: dt.timedelta = dt.timedelta(),
) -> Result | None:
    """What `run` gives, with whether it was done; None where this press had been done before.

    The key is written with what was done, in one transaction: neither stands without the other. A
    press that was refused may be sent again.
    """
    row = {"meeting": meeting, "verb": verb, "at": at, "waited": int(waited.total_seconds())}
    with transaction.atomic():
        locked(meeting)  # first of all: the key's row refers to it, and two would wait crosswise
        _, first = Press.objects.get_or_create(key=key, by_id=by.pk, defaults=row)
        if not first:
            return None
        result, done = run()
        if not done:
            transaction.set_rollback(True)
        return result


def pressed_at(meeting: Meeting, *, at: dt.datetime, waited: dt.timedelta) -> dt.datetime:
    """When it was pressed: never before what stands in the meeting's record already."""
    if not dt.timedelta() < waited <= LONGEST:
        return at
    last = meeting.record.order_by("-seq").values_list("at", flat=True).first()
    return min(at, max(at - waited, last or meeting.opened_at or at))


def drop_old(*, at: dt.datetime) -> int:
    """Keys that no device will send again."""
    return Press.objects.filter(at__lt=at - KEPT).delete()[0]
