"""还没听到谁: of a campaign, by group and place, with what would bring them in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from suggestions.models import CampaignPage
from suggestions.telling import hearing


@require_safe
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """The table, the shortfalls, and how to read them; only where somebody entered targets."""
    if "\0" in slug:
        raise Http404
    rows = CampaignPage.objects.live().public().defer("body", "ways", "result")
    page = get_object_or_404(rows, slug=slug)
    whole = hearing.whole(page.pk)
    if not whole.cells:
        raise Http404("nobody has said how many there are")
    context = {
        "section": "campaigns",
        "crumbs": [{"title": page.title, "url": page.get_url(request)}, {"title": "还没听到谁"}],
        "campaign": page,
        "whole": whole,
        "source": whole.cells[0].target.source,
        "read": hearing.totals([page.pk]).read,
        "session": hearing.SESSION,
        "visit": hearing.VISIT,
    }
    return render(request, "suggestions/heard.html", context)
