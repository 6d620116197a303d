"""Following a suggestion: the code opens its page, the page tells everything and asks back."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_http_methods, require_safe

from suggestions.actions import answering, linking, rules, submitting
from suggestions.models import Contact, Suggestion, Topic
from suggestions.news import links
from suggestions.residents import limits, receipts, visitors
from suggestions.residents.doors import posted_from
from suggestions.residents.forms import NamingForm, RatingForm, WithdrawForm
from suggestions.residents.origins import from_own_pages
from suggestions.residents.sheets import SeeOther
from suggestions.telling import (
    adopted,
    clause_opinions,
    continuation,
    figures,
    recognition,
    timeline,
    voices,
)
from suggestions.telling.progress import parts_of, told_whole
from suggestions.views import drafts, questionnaires
from suggestions.views.receipt import hidden_kinds, private

# Only for what has the shape of a code; what has not is helped by `receipts.slip`.
UNKNOWN = "没有找到这串查询码，请对照回执再看一遍：一共 16 位，分成四组。"
GONE = "这个链接已经失效。请输入查询码查看；没有查询码的，请打 {} 找征集办。"
NOT_HERE = "请先输入查询码，再看这条建议的进度。"
# Looked up where the typed text is no code at all, so that both cases take the same time.
NOBODY = "0" * receipts.LENGTH


@from_own_pages
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The box for the code, and what this browser already follows."""
    if request.method == "POST":
        return _look_up(request, request.POST.get("code", ""))
    return box(request)


@require_safe
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """The address in the QR code: opens the suggestion and leaves the code out of the address."""
    return _look_up(request, code)


def _look_up(request: HttpRequest, typed: str) -> HttpResponse:
    at = timezone.now()
    if limits.exhausted(request, "lookup", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    code = receipts.normal(typed)
    stored = receipts.digest(code or NOBODY)
    suggestion = Suggestion.objects.filter(receipt_hash=stored).only("pk", "receipt_hash").first()
    if suggestion is None and (response := _elsewhere(request, stored)):
        return private(response)
    if code is None or suggestion is None:
        limits.count(request, "lookup", at=at)
        return box(request, typed=typed, error=receipts.slip(typed) or UNKNOWN, status=404)
    response = SeeOther(reverse("suggestions:tracked", args=[suggestion.pk]))
    visitors.remember(request, response, suggestion)
    return private(response)


@require_safe
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a message: opens this one suggestion and leaves itself out of the address."""
    at = timezone.now()
    if limits.exhausted(request, "lookup", settings.LOOKUPS_PER_HOUR, at=at):
        return limits.refuse(request, at=at)
    named = links.read(links.PERSONAL, token, at=at)
    if named is None or not _opens(named):
        limits.count(request, "lookup", at=at)
        return box(request, error=GONE.format(settings.HOTLINE), status=404)
    response = SeeOther(reverse("suggestions:tracked", args=[named.key]))
    visitors.remember_link(request, response, named.key, named.serial)
    return private(response)


def _opens(named: links.Link) -> bool:
    """Whether its suggestion's links have not been ended since."""
    rows = Contact.objects.filter(suggestion=named.key, link_serial=named.serial)
    return rows.exists()


def _elsewhere(request: HttpRequest, digest: str) -> HttpResponse | None:
    """Drafts have codes of the same kind, and so have other packages: settings name them."""
    doors = [
        drafts.follow,
        questionnaires.follow,
        *(import_string(path) for path in settings.RECEIPT_DOORS),
    ]
    return next((found for door in doors if (found := door(request, digest))), None)


def box(
    request: HttpRequest, *, typed: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The box for a code, with what this browser follows."""
    context = {
        "section": "track",
        "error": error,
        "code": typed[: receipts.LONGEST],
        "mine": _mine(request),
        "crumbs": [{"title": "查进度"}],
    }
    return private(render(request, "suggestions/track.html", context, status=status))


def _mine(request: HttpRequest) -> list[Suggestion]:
    """What this browser holds, newest first."""
    held = visitors.mine(request)
    if not held:
        return []
    rows = Suggestion.objects.filter(pk__in=held).only(
        "title", "status", "submitted_at", "receipt_hash"
    )
    return [row for row in rows if visitors.holds(request, row)]


@posted_from("suggestions:track")
def forget(request: HttpRequest) -> HttpResponse:
    """For a computer that others use as well."""
    response = redirect("suggestions:track")
    visitors.forget(response)
    messages.success(request, "这台设备上不再留有您的建议，以后凭查询码查看。")
    return response


# --- for holders ------------------------------------------------------------------------------


def held(request: HttpRequest, pk: int) -> Suggestion | None:
    """The suggestion, for the browser that has shown its code or opened its link."""
    kept = Contact.objects.filter(suggestion=OuterRef("pk"))
    rows = Suggestion.objects.annotate(has_contact=Exists(kept))
    rows = rows.select_related("campaign", "area", "audience", "closed_elsewhere").defer(
        "campaign__body", "campaign__ways", "campaign__result"
    )
    suggestion = rows.filter(pk=pk).first()
    return suggestion if suggestion and visitors.holds(request, suggestion) else None


@require_safe
def tracked(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one suggestion, for the browser that has shown its code."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    return _page(request, suggestion)


def _page(
    request: HttpRequest,
    suggestion: Suggestion,
    *,
    form: RatingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    file = timeline.read(suggestion)
    waiting = file.unrated()
    context = {
        "section": "track",
        "crumbs": [
            {"title": "查进度", "url": reverse("suggestions:track")},
            {"title": suggestion.number},
        ],
        "suggestion": suggestion,
        "course": timeline.course(file, at=timezone.now()),
        "journeys": continuation.of_topics([file.topic.pk]).get(file.topic.pk, [])
        if file.topic
        else [],
        "together": _together(suggestion, file),
        "answers": [
            told_whole(delivery.answer, file.referrals, at=delivery.at)
            for delivery in file.deliveries
        ],
        "parts": parts_of(file.topic),
        "written_in": adopted.of_suggestion(suggestion),
        "about": clause_opinions.about(suggestion),
        "photos": list(suggestion.photos.all()),
        "hidden": hidden_kinds(suggestion),
        "naming": _naming(suggestion),
        "rating_form": (form or RatingForm()) if waiting else None,
        "second_round": bool(waiting and waiting.asked_again_at),
        "may_withdraw": _may_withdraw(suggestion),
    }
    return private(render(request, "suggestions/tracked.html", context, status=status))


def _naming(suggestion: Suggestion) -> dict | None:
    """What its author is asked when it was recognised."""
    one = recognition.of_author(suggestion) if suggestion.is_public else None
    if one is None:
        return None
    wish = {"wish": "named" if one.shown_name else "nameless"} if one.answered_at else {}
    return {"one": one, "form": NamingForm(initial={**wish, "name": one.shown_name})}


def _together(suggestion: Suggestion, file: timeline.File) -> str:
    """Whose voices of other campaigns its topic holds as well: 12 条来自《…》."""
    if file.topic is None or file.topic.status in Topic.HIDDEN:
        return ""
    held = voices.by_campaign(figures.members(file.topic.pk))
    return voices.elsewhere(held, here=suggestion.campaign_id).get(file.topic.pk, "")


@posted_from("suggestions:tracked")
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """满意、基本满意、不满意, and whether it was really done."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    delivery = timeline.read(suggestion).unrated()
    if delivery is None:
        messages.info(request, "您已经评价过了，或者现在还没有新的答复。谢谢！")
        return redirect("suggestions:tracked", pk=pk)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, suggestion, form=form, status=422)
    try:
        rating = answering.rate(delivery, at=timezone.now(), **form.cleaned_data)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            "您的意见收到了，我们会重新打开这件事。" if rating.is_bad else "谢谢您的评价！",
        )
    return redirect("suggestions:tracked", pk=pk)


@posted_from("suggestions:tracked")
def end_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever has got hold of a message opens nothing with it any more."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    by_link = not visitors.holds_code(request, suggestion)
    try:
        linking.end_links(suggestion, at=timezone.now())
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "以前发给您的链接都失效了；以后的消息里会有新的链接。")
    if by_link:  # this page was opened by one of them
        return redirect("suggestions:track")
    return redirect("suggestions:tracked", pk=pk)


def _may_withdraw(suggestion: Suggestion) -> bool:
    return Suggestion.Status.WITHDRAWN in Suggestion.NEXT[Suggestion.Status(suggestion.status)]


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once whether it is really meant; then it is gone from public sight."""
    suggestion = held(request, pk)
    if suggestion is None:
        return box(request, error=NOT_HERE, status=404)
    if not _may_withdraw(suggestion):
        messages.info(request, "这条建议现在不能撤回。")
        return redirect("suggestions:tracked", pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _confirm(request, suggestion, form)
    try:
        submitting.withdraw(suggestion, at=timezone.now(), **form.cleaned_data)
    except rules.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "您的建议已经撤回，留下的联系方式也删除了。")
    return redirect("suggestions:tracked", pk=pk)


def _confirm(request: HttpRequest, suggestion: Suggestion, form: WithdrawForm) -> HttpResponse:
    context = {"section": "track", "suggestion": suggestion, "form": form}
    page = render(
        request, "suggestions/withdraw.html", context, status=422 if form.is_bound else 200
    )
    return private(page)
