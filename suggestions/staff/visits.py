"""Which rounds of visits a member of staff sees: who runs them those of their areas, a visitor the
own 居村 alone; a visitor for whom nobody has confirmed an area sees none."""

from typing import Any

from django.db.models import QuerySet

from suggestions.models import VisitDevice, VisitRound
from suggestions.models.scope import narrowed, whole_city
from suggestions.staff.access import allowed

VIEW, RUN, VISIT = "view_visitround", "change_visitround", "add_visit"


def rounds(user: Any) -> QuerySet[VisitRound]:
    rows = narrowed(VisitRound.objects.all(), user)
    if whole_city(user) and not allowed(user, RUN):
        return rows.none()
    return rows.select_related("area", "version__questionnaire")


def devices(user: Any) -> QuerySet[VisitDevice]:
    return narrowed(VisitDevice.objects.all(), user).select_related("user", "area", "revoked_by")
