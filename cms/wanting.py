"""我也想问: a visitor without an account says so of a live event's question, once."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms import hosting
from cms.models import LiveQuestion
from suggestions.actions.rules import Refused
from suggestions.residents import limits, visitors
from suggestions.residents.doors import posted_from
from suggestions.residents.origins import from_own_pages


def _event(request: HttpRequest, pk: int) -> str:
    """Where the question stands."""
    rows = LiveQuestion.objects.public().filter(event__live=True).select_related("event")
    return f"{get_object_or_404(rows, pk=pk).event.get_url(request)}#question-{pk}"


@from_own_pages
@posted_from(_event)
def want(request: HttpRequest, pk: int) -> HttpResponse:
    """Count it, and go back to the event, where the question stands."""
    at = timezone.now()
    if limits.count(request, "support", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    rows = LiveQuestion.objects.public().filter(event__live=True).select_related("event")
    question = get_object_or_404(rows, pk=pk)
    response = HttpResponseRedirect(f"{question.event.get_url(request)}#question-{question.pk}")
    key = visitors.supporter_key(request) or visitors.new_supporter(response)
    try:
        new = hosting.support(question, supporter_key=key, at=at)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    told = "记下了：您也想问这个问题，谢谢！" if new else "您已经说过也想问这个问题了，谢谢！"
    messages.success(request, told)
    return response
