"""The sheet on which a resident asks a live event something: no account, no contact."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cms import asking
from cms.models import LiveEventPage
from suggestions.actions.rules import Refused
from suggestions.residents import fields, limits, sheets, visitors

QUESTION_LIMIT = 300


class QuestionForm(forms.Form):
    text = fields.long_text(
        4,
        label="您想问什么",
        limit=QUESTION_LIMIT,
        help_text="一次问一件事。不要写姓名、电话和门牌号。",
        error_messages={"required": "请写下您想问的事。"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet; what was sent is a suggestion at once, and its receipt is shown."""
    at = timezone.now()
    event = get_object_or_404(LiveEventPage.objects.live().select_related("campaign"), pk=pk)
    if request.method != "POST":
        if not event.takes_questions(at):
            raise Http404
        return _page(request, event, QuestionForm(), visitors.new_key())
    key, form = sheets.key_of(request), QuestionForm(request.POST)
    sheets.spring_trap(request, form, button="提问")
    if not form.is_valid():
        return _page(request, event, form, key, 422)
    try:
        receipt = asking.ask(
            event,
            text=form.cleaned_data["text"],
            key=key,
            at=at,
            gate=lambda: sheets.count(request, "submit", at=at),
        )
    except limits.TooMany:
        form.add_error(None, sheets.come_back("再按一次“提问”", at=at))
        return _page(request, event, form, key, 429)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, event, form, visitors.new_key(), 409)
    response = sheets.SeeOther(reverse("suggestions:receipt"))
    visitors.remember(request, response, receipt.suggestion)
    visitors.show_receipt(response, key)
    return response


def _page(
    request: HttpRequest, event: LiveEventPage, form: QuestionForm, key: str, status: int = 200
) -> HttpResponse:
    crumbs = [{"title": event.title, "url": event.get_url(request)}, {"title": "提问"}]
    context = {"section": "campaigns", "event": event, "form": form, "key": key, "crumbs": crumbs}
    response = render(request, "cms/live_ask.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
