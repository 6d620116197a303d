"""催办 of many departments at once."""

import datetime as dt

from django.db import transaction

from suggestions.actions.rules import event, needed, record_all
from suggestions.models import Event, Referral, User, Verb
from suggestions.models.referrals import ReferralQuerySet

QUIET = dt.timedelta(days=1)  # who was urged so lately has heard it


def remind_all(rows: ReferralQuerySet, *, note: str, by: User, at: dt.datetime) -> tuple[int, int]:
    """催办 of many at once: how many, and how many heard it within a day and are left in peace."""
    note = needed(note, "催办内容", 500)
    with transaction.atomic():
        found = rows.filter(status__in=Referral.WITH_DEPARTMENT).select_related("topic")
        held = list(found.order_by("pk").select_for_update(of=("self",), no_key=True))
        lately = Event.objects.filter(
            verb__in=[Verb.REMINDED, Verb.ESCALATED], referral__in=held, at__gt=at - QUIET
        )
        heard = set(lately.values_list("referral", flat=True))
        left = [row for row in held if row.pk not in heard]
        record_all(event(Verb.REMINDED, row, row.topic, at=at, by=by, reason=note) for row in left)
    return len(left), len(heard)
