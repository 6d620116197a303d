"""A council's public page and the page of one meeting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.hall.screen import meeting_context
from deliberation.hall.steps import standings
from deliberation.models import Council, Meeting, Resolution
from deliberation.telling.councils import council_context, council_crumbs


@require_safe
def council(request: HttpRequest, slug: str) -> HttpResponse:
    """The council's page; where editors have published their own, it is there."""
    found = get_object_or_404(Council.objects.select_related("area", "page"), slug=slug)
    page = getattr(found, "page", None)
    if page and page.live:
        return redirect(page.get_url(request))
    return render(request, "deliberation/council.html", council_context(found))


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, what for, what was decided, and its record."""
    rows = Meeting.objects.select_related("council__area", "format")
    found = get_object_or_404(rows, pk=pk)
    at = timezone.now()
    items = found.items.select_related("matter__topic", "matter__proposal").prefetch_related(
        "motions__resolution"
    )
    around = meeting_context(found, at)
    talks = {talk.item.pk: talk for talk in around["talks"]}
    context = {
        **around,
        "section": "yishi",
        "crumbs": [
            *council_crumbs(found.council),
            {"title": f"{found.month:%Y年%-m月}{found.called}"},
        ],
        "meeting": found,
        "council": found.council,
        "items": [(item, talks[item.pk]) for item in items],
        "steps": standings(found),
        "at": at,
        "today": localdate(at),
        "resolutions": Resolution.objects.public().filter(motion__item__meeting=found),
    }
    return render(request, "deliberation/meeting.html", context)
