"""关注: ask, confirm, manage and end, all without an account; the address itself is the key."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from suggestions.actions import following
from suggestions.actions.rules import Refused
from suggestions.models import Follow
from suggestions.news import followable, letters, links
from suggestions.residents import limits
from suggestions.residents.follow_forms import FollowForm, take_code
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private

GONE = "这个链接已经失效，或者不完整。"
CODE = "code"  # what a page for typing in the digits is signed for: it opens nothing by itself


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, kind: str) -> HttpResponse:
    """The form beside a thing, and its one answer whether or not the address is known."""
    at = timezone.now()
    target = request.POST.get("target") or request.GET.get("target", "")
    thing = followable.find(kind, target[:300])
    if thing is None or kind not in followable.common():
        raise Http404("nothing to follow")
    context = {
        "thing": thing,
        "target": target,
        "kind": followable.kinds()[kind],
        "crumbs": [{"title": thing.title, "url": thing.url}, {"title": "关注"}],
    }
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "suggestions/follow.html", {**context, "form": form}, status=status)
    if request.POST.get("website"):  # a program has filled in what people do not see
        return render(request, "suggestions/follow_asked.html", context)
    if limits.count(request, "follow", at=at) > settings.FOLLOWS_PER_HOUR:
        return limits.refuse(request, at=at)
    asked = following.ask(kind, target, at=at, **form.arguments())
    if asked.channel == Follow.Channel.EMAIL:
        return private(render(request, "suggestions/follow_asked.html", context))
    token = links.sign(CODE, asked.pk, at=at, days=1)
    return private(SeeOther(reverse("suggestions:follow_code", args=[token])))


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Type in the six digits of the text message."""
    at = timezone.now()
    found = _named(CODE, token)
    if found is None:
        return _gone(request)
    form, answer = take_code(
        request,
        confirm=lambda code: following.confirm_code(found, code, at=at),
        done=lambda: private(render(request, "suggestions/follow_done.html", _said(found))),
        at=at,
    )
    if answer:
        return answer
    status = 422 if form.is_bound else 200
    return private(render(request, "suggestions/follow_code.html", {"form": form}, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter shows a button: programs that look at links confirm nothing."""
    found = _named(links.CONFIRM, token)
    if found is None:
        return _gone(request)
    context = _said(found)
    if request.method != "POST":
        return private(render(request, "suggestions/follow_confirm.html", context))
    try:
        following.confirm(found, at=timezone.now())
    except Refused as refusal:
        return _gone(request, str(refusal))
    return private(render(request, "suggestions/follow_done.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that one address follows: change how often, end one, end all."""
    found = _named(links.MANAGE, token)
    if found is None:
        return _gone(request)
    rows = following.of_reader(found)
    if request.method == "POST":
        _change(request, rows)
        return private(redirect("suggestions:follow_mine", token=token))
    context = {
        "token": token,
        "rows": [(row, followable.find(row.kind, row.target)) for row in rows],
        "paces": Follow.Pace.choices,
    }
    return private(render(request, "suggestions/follow_mine.html", context))


def _change(request: HttpRequest, rows: list[Follow]) -> None:
    """What was pressed; of rows of this reader alone."""
    chosen = request.POST.get("follow", "")
    one = next((row for row in rows if str(row.pk) == chosen), None)
    try:
        if request.POST.get("do") == "end_all":
            following.end(*rows)
            messages.success(request, "全部取消了，地址也删除了。")
        elif one and request.POST.get("do") == "end":
            following.end(one)
            messages.success(request, "取消了这项关注。")
        elif one:
            following.set_pace(one, pace=request.POST.get("pace", ""))
            messages.success(request, "改好了。")
    except Refused as refusal:
        messages.error(request, str(refusal))


@csrf_exempt  # the reader's mail program presses it by itself (RFC 8058); the link is the key
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """One-click unsubscribing: GET shows a page, POST ends all that this address follows."""
    found = _named(links.MANAGE, token)
    if found is None:
        return _gone(request)
    if request.method != "POST":
        return private(render(request, "suggestions/follow_end.html", {"token": token}))
    following.end(*following.of_reader(found))
    return private(render(request, "suggestions/follow_ended.html"))


def _named(purpose: str, token: str) -> Follow | None:
    named = links.read(purpose, token, at=timezone.now())
    mine = Follow.objects.filter(kind__in=followable.common())
    return mine.filter(pk=named.key).first() if named else None


def _said(found: Follow) -> dict:
    token = links.sign(links.MANAGE, found.pk, at=timezone.now())
    return {
        "thing": followable.find(found.kind, found.target),
        "pace": found.get_pace_display(),
        "mine": reverse("suggestions:follow_mine", args=[token]),
        "days": letters.CONFIRM_DAYS,
    }


def _gone(request: HttpRequest, words: str = GONE) -> HttpResponse:
    return private(render(request, "suggestions/follow_gone.html", {"words": words}, status=404))
