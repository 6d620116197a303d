"""The questions on a live event's page, which it asks for again while somebody looks at it.

The same for everybody: made every two seconds for all of them, and who has it already is told so
(304). No cookie comes or goes; what is a visitor's own, the page itself keeps.
"""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from cms.live_screen import FRESH, answered
from cms.models import LiveEventPage
from cms.told_questions import for_page

EVERY = 10  # seconds between two looks of one page


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    key = f"live-list-{pk}"
    found: str | None = cache.get(key)
    if found is None:
        event = get_object_or_404(LiveEventPage.objects.live().public(), pk=pk)
        context = {"questions": for_page(event, "")}
        found = render_to_string("cms/live_questions_list.html", context)
        cache.set(key, found, FRESH)
    return answered(request, found)
