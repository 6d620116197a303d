"""The clock's door: what deliberation does by itself, called by `manage.py work`."""

import datetime as dt
import logging

from django.core.cache import cache
from django.utils import timezone

from deliberation.actions import (
    accepting,
    minuting,
    notifying,
    planning,
    pressing,
    proposing,
    seconding,
)

logger = logging.getLogger(__name__)

# A meeting on the first of a month is noticed ten days before, so its month is made by then.
AHEAD = dt.timedelta(days=25)
DAY = 24 * 3600


def keep_clocks(*, at: dt.datetime) -> None:
    """Everything that is due, each part by itself harmless to repeat."""
    plan_ahead(at=at)
    notifying.send_notices(at=at)
    notifying.deliver_notices(at=at)
    proposing.drop_proposal_contacts(at=at)
    seconding.drop_codes(at=at)
    pressing.drop_old(at=at)
    minuting.freeze_due_minutes(at=at)
    accepting.escalate_overdue(at=at)


def plan_ahead(*, at: dt.datetime) -> planning.Planned | None:
    """Once a day the months that begin within AHEAD; nothing where today's is done."""
    today = timezone.localdate(at)
    key = f"deliberation-planned-{today}"
    if cache.get(key):
        return None
    planned = planning.plan_month(today + AHEAD, at=at)
    cache.set(key, 1, DAY)
    for council, why in planned.failed:
        logger.warning("no meeting for %s: %s", council, why)
    return planned
