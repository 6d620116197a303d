"""同文和近似的一起办: a look at all of them side by side, then one decision."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import deciding
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Suggestion
from suggestions.models.scope import narrowed
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.text.copied import copies_of

SHOWN = 200


class Copies(DeskMixin, WagtailAdminTemplateMixin, View):
    permission = rights.LOOK
    for_areas = True
    template_name = "suggestions/desk/copies.html"
    page_title = "同文和近似的"
    header_icon = "copy"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Suggestion.objects.select_related("campaign", "sorting")
        self.subject = get_object_or_404(narrowed(rows, request.user), pk=kwargs["pk"])

    def found(self) -> QuerySet[Suggestion]:
        """The waiting copies, and the suggestion itself where it waits too."""
        waiting = narrowed(Suggestion.objects.waiting(), self.request.user)
        keys = copies_of(self.subject, waiting)
        return waiting.filter(pk__in=[self.subject.pk, *keys])

    def get(self, request: DeskRequest, pk: int) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: DeskRequest, pk: int) -> HttpResponse:
        if not allowed(request.user, rights.SCREEN):
            raise PermissionDenied
        asked = {int(key) for key in request.POST.getlist("picked") if key.isdecimal()}
        picked = [row.pk for row in self.found().only("pk") if row.pk in asked]
        try:
            decision = deciding.choose_all(
                Suggestion.objects.filter(pk__in=picked),
                words=f"与“{self.subject.title[:60]}”同文或近似的",
                by=request.user,
                at=request.at,
            )
        except Refused:
            messages.error(request, "请先勾选要一起办的建议。")
            return self.render_to_response(self.get_context_data(), status=UNPROCESSABLE)
        return redirect("desk_bulk:page", decision.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.found().select_related("sorting").order_by("submitted_at", "pk")[:SHOWN]
        own = getattr(self.subject, "sorting", None)
        key = own.text_key if own else ""
        listed = [(row, bool(key) and _key(row) == key) for row in rows]
        may = allowed(self.request.user, rights.SCREEN)
        return super().get_context_data(
            subject=self.subject, listed=listed, may_screen=may, **kwargs
        )


def _key(row: Suggestion) -> str:
    sorting = getattr(row, "sorting", None)
    return sorting.text_key if sorting else ""
