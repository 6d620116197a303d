"""附议: a visitor without an account says "me too", once."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from suggestions import actions, limits, visitors
from suggestions.models import Suggestion


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Count it and go back to where the button stood, or hand the script a fragment."""
    at = timezone.now()
    if limits.count(request, "support", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    suggestion = get_object_or_404(Suggestion.objects.public(), pk=pk)
    script = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse() if script else HttpResponseRedirect(_way_back(request, pk))
    key = visitors.supporter_key(request) or visitors.new_supporter(response)
    try:
        new = actions.support(suggestion, supporter_key=key, at=at)
    except actions.Refused as refusal:
        # Taken out of sight between our look and the verb's.
        raise Http404(str(refusal)) from refusal
    if script:
        return _fragment(request, response, suggestion, new)
    said = "已经记上您的附议，谢谢！" if new else "您已经附议过这条建议了，谢谢！"
    messages.success(request, said)
    return response


def _fragment(
    request: HttpRequest, response: HttpResponse, suggestion: Suggestion, new: bool
) -> HttpResponse:
    context = {"count": suggestion.support_count + new, "supported": True}
    page = render(request, "components/support_button.html", context)
    page.cookies.update(response.cookies)
    page["Cache-Control"] = "no-store"
    return page


def _way_back(request: HttpRequest, pk: int) -> str:
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return reverse("suggestions:detail", args=[pk])
