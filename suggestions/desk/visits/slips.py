"""敲门未遇: a slip for the door where nobody opened, with the way to fill in the form alone."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.desk import rights
from suggestions.desk.visits.phone import OnPhone
from suggestions.models import VisitRound
from suggestions.residents.qr import qr_drawing
from suggestions.staff import visits
from suggestions.staff.access import DeskRequest

ON_A_SHEET = 4


def slips_url(subject: VisitRound, request: DeskRequest) -> str:
    """Where they are printed; nowhere while nobody could fill in the form alone."""
    page = subject.version.questionnaire
    is_open = subject.status == VisitRound.Status.OPEN and page.live and page.accepts(request.at)
    return reverse("desk_visits:slips", args=[subject.pk]) if is_open else ""


class Slips(OnPhone, WagtailAdminTemplateMixin, View):
    """Four on one A4. Nothing of a door stands on them: they are the same for all.

    What is handed in by their code counts as 网上; the door stays as the visitor left it.
    """

    permission = rights.VISITS
    for_areas = True
    template_name = "suggestions/desk/visit_slips.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        subject = get_object_or_404(visits.rounds(self.request.user), pk=pk)
        if not slips_url(subject, self.request):
            raise Http404
        page = subject.version.questionnaire
        door = settings.SITE_URL + reverse("suggestions:questionnaire", args=[page.pk])
        return self.render_to_response(
            self.get_context_data(
                round=subject,
                questionnaire=page,
                qr=qr_drawing(door),
                door=door,
                slips=range(ON_A_SHEET),
                back=reverse("desk_visits:page", args=[subject.pk]),
            )
        )
