"""Who may enter a screen of the meeting desk: the secretary of this council, and overseers to look.

Deny by default. A secretary sees their own councils; who oversees sees all and changes none.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation.desk.rights import OVERSEE, RIGHTS, RUN, SECRETARY
from deliberation.models import Council
from suggestions.models import User
from suggestions.staff.access import DeskMixin
from suggestions.staff.verbs import RecordPage


def visible_councils(user: User) -> QuerySet[Council]:
    """The councils that a member of staff may look at."""
    if user.has_perm(OVERSEE):
        return Council.objects.all()
    if user.has_perm(RUN):
        return Council.objects.run_by(user)
    return Council.objects.none()


class CouncilMixin(DeskMixin):
    """A screen below one council, named by `council` in its address.

    Reading needs sight of the council; every POST needs its secretary.
    """

    permission: str | tuple[str, ...] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        user = request.user
        if not isinstance(user, User) or not (user.has_perm(RUN) or user.has_perm(OVERSEE)):
            raise PermissionDenied
        self.permission = RUN if user.has_perm(RUN) else OVERSEE
        seen = visible_councils(user).prefetch_related("secretaries")
        self.council = get_object_or_404(seen, pk=kwargs["council"])
        self.runs = SECRETARY.holds(user, self.council)
        if request.method not in ("GET", "HEAD") and not self.runs:
            raise PermissionDenied
        super().setup(request, *args, **kwargs)


class SightMixin(DeskMixin):
    """A screen over all councils that a person may look at."""

    permission: str | tuple[str, ...] = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.permission = RUN if request.user.has_perm(RUN) else OVERSEE
        super().setup(request, *args, **kwargs)

    def councils(self) -> QuerySet[Council]:
        return visible_councils(self.request.user)


class CouncilScreen(CouncilMixin, WagtailAdminTemplateMixin, View):
    """A screen of one council, with the way back to it."""

    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *self.way(), {"url": "", "label": self.get_page_title()}]

    def way(self) -> list[dict[str, Any]]:
        """What lies between the desk and this screen."""
        return way_to(self.council)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(council=self.council, runs=self.runs, **kwargs)
        found.setdefault("at", self.request.at)
        return found


class CouncilRecord(CouncilScreen, RecordPage):
    """A record below a council with its buttons: only its secretary is offered any."""

    rights = RIGHTS

    @property
    def ward(self) -> Council:
        return self.council

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        found["media"] += AdminDateTimeInput().media
        return found


def way_to(council: Council) -> list[dict[str, Any]]:
    return [
        {"url": reverse("desk_councils:index"), "label": "议事会"},
        {"url": council_url(council), "label": council.name},
    ]


def council_url(council: Council) -> str:
    return reverse("desk_councils:page", args=[council.pk])
