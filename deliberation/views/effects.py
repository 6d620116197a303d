"""变好了吗? A resident's word on the effect of a resolution, on the resolution's own page."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from deliberation.actions import evaluating
from deliberation.views.follow_forms import EffectForm
from deliberation.views.resolution import resolution_page, shown_resolution
from suggestions.actions import rules
from suggestions.residents import limits, visitors
from suggestions.residents.doors import posted_from


@posted_from("deliberation:resolution", at="#effect")
def rate_effect(request: HttpRequest, pk: int) -> HttpResponse:
    """One word a visitor and round."""
    at = timezone.now()
    if limits.count(request, "effect", at=at) > settings.LOOKUPS_PER_HOUR:
        return limits.refuse(request, at=at)
    found, form = shown_resolution(pk), EffectForm(request.POST)
    if not form.is_valid():
        return resolution_page(request, found, rating=form, status=422)
    response = redirect(f"{found.get_absolute_url()}#effect")
    key = visitors.supporter_key(request) or visitors.new_supporter(
        response, request.POST.get("drawn", "")
    )
    try:
        evaluating.rate_effect(found, key=key, at=at, **form.cleaned_data)
    except rules.Overtaken as refusal:
        messages.info(request, str(refusal))
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return resolution_page(request, found, rating=form, status=422)
    else:
        messages.success(request, "记下了，谢谢您！")
    return response
