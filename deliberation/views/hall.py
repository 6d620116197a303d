"""The screen of the hall, for the computer that stands there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.hall import passes
from deliberation.hall.screen import screen
from deliberation.models import Meeting


@require_safe
def hall(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Read-only, without a login, for whoever holds the link: the computer of the hall."""
    meeting = get_object_or_404(Meeting.objects.select_related("council", "format"), pk=pk)
    if not passes.may_watch(meeting, token):
        raise Http404
    return screen(request, meeting, at=timezone.now())
