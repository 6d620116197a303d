"""附议 of a suggestion, 我也遇到了 of a topic: a visitor without an account says so, once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from suggestions.actions import rules, submitting
from suggestions.models import Suggestion, Topic
from suggestions.residents import limits, visitors
from suggestions.residents.doors import posted_from
from suggestions.residents.origins import from_own_pages
from suggestions.telling import topic_supports

Deed = Callable[[Any, str, dt.datetime], bool]


@from_own_pages
@posted_from("suggestions:detail")
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """我也这么想: count it, and go back to where the button stood, or hand over a fragment."""

    def deed(suggestion: Suggestion, key: str, at: dt.datetime) -> bool:
        return submitting.support(suggestion, supporter_key=key, at=at)

    place = reverse("suggestions:detail", args=[pk])
    said = ("已经记上您的附议，谢谢！", "您已经附议过这条建议了，谢谢！")
    return _once(
        request, pk, Suggestion.objects.public(), deed, place=place, said=said, count=_count
    )


@from_own_pages
@posted_from("suggestions:topic")
def support_topic(request: HttpRequest, pk: int) -> HttpResponse:
    """我也遇到了: the same for a topic; it counts apart from what its suggestions got."""

    def deed(topic: Topic, key: str, at: dt.datetime) -> bool:
        return submitting.support_topic(topic, supporter_key=key, at=at)

    place = reverse("suggestions:topic", args=[pk])
    said = ("记下了：您也遇到了这个问题，谢谢！", "您已经说过也遇到这个问题了，谢谢！")
    return _once(
        request,
        pk,
        Topic.objects.public(),
        deed,
        place=place,
        said=said,
        count=lambda topic, new: topic_supports.of(topic.pk),
    )


def _count(suggestion: Suggestion, new: bool) -> int:
    return suggestion.support_count + new


def _once(
    request: HttpRequest,
    pk: int,
    public: QuerySet,
    deed: Deed,
    *,
    place: str,
    said: tuple[str, str],
    count: Callable[[Any, bool], int],
) -> HttpResponse:
    at = timezone.now()
    if limits.count(request, "support", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    found = get_object_or_404(public, pk=pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse() if script else HttpResponseRedirect(_way_back(request, place))
    key = visitors.supporter_key(request) or visitors.new_supporter(response)
    try:
        new = deed(found, key, at)
    except rules.Refused as refusal:
        # Taken out of sight between our look and the verb's.
        raise Http404(str(refusal)) from refusal
    if script:
        context = {"count": count(found, new), "supported": True, "met": isinstance(found, Topic)}
        return _fragment(request, response, context)
    messages.success(request, said[0] if new else said[1])
    return response


def _fragment(request: HttpRequest, response: HttpResponse, context: dict) -> HttpResponse:
    page = render(request, "components/support_button.html", context)
    page.cookies.update(response.cookies)
    page["Cache-Control"] = "no-store"
    return page


def _way_back(request: HttpRequest, place: str) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return place
