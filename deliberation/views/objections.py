"""公示意见: said on the resolution's page, answered by code like every other word of a resident."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions, keepsakes
from deliberation.models import Objection, Resolution
from deliberation.views.follow_forms import ObjectionForm
from deliberation.views.resolution import resolution_page, shown_resolution
from suggestions import limits, receipts, visitors
from suggestions.views.receipt import private, qr_code
from suggestions.views.submit import TRAP


@require_POST
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    resolution, at = shown_resolution(pk), timezone.now()
    key = visitors.valid_key(request.POST.get("key", "")) or visitors.new_key()
    form = ObjectionForm(request.POST)
    if request.POST.get(TRAP):
        form.add_error(None, "没有提交成功，请再按一次“提交意见”。")
    if not form.is_valid():
        return resolution_page(request, resolution, objecting=form, key=key, status=422)
    if _too_many(request, resolution, key, at):
        words = f"这个网络这一小时提交得太多了，请过 {limits.wait(at)} 分钟再试。"
        form.add_error(None, words)
        return resolution_page(request, resolution, objecting=form, key=key, status=429)
    try:
        objection, _ = actions.object_to(resolution, text=form.cleaned_data["text"], key=key, at=at)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return resolution_page(request, resolution, objecting=form, key=key, status=409)
    response = HttpResponseRedirect(reverse("deliberation:objection_mine", args=[objection.pk]))
    response.status_code = 303
    keepsakes.remember(request, response, objection)
    keepsakes.show_code(response, key)
    return response


def _too_many(request: HttpRequest, resolution: Resolution, key: str, at) -> bool:
    """A repetition of what is here already does not count."""
    if Objection.objects.filter(key=key, resolution=resolution).exists():
        return False
    return limits.count(request, "objection", at=at) > settings.SUBMISSIONS_PER_HOUR


@require_safe
def objection_mine(request: HttpRequest, pk: int) -> HttpResponse:
    """For the browser that sent it or has shown its code: the words and the answer."""
    objection = Objection.objects.select_related("resolution__council").filter(pk=pk).first()
    if objection is None or not keepsakes.holds(request, objection):
        messages.info(request, "请先输入查询码，再看这条意见的答复。")
        return redirect("suggestions:track")
    code = ""
    if keepsakes.just_sent(request) == str(objection.key):
        code = receipts.grouped(receipts.issue(f"objection:{objection.key}"))
    context = {
        "section": "track",
        "crumbs": [
            {"title": objection.resolution.title, "url": objection.resolution.get_absolute_url()},
            {"title": "我的意见"},
        ],
        "objection": objection,
        "resolution": objection.resolution,
        "code": code,
        "groups": code.split("-"),
        "spoken": "，".join(" ".join(group) for group in code.split("-")),
        "qr": qr_code(receipts.normal(code)) if code else "",
    }
    return private(render(request, "deliberation/objection_mine.html", context))


def follow(request: HttpRequest, digest: str) -> HttpResponse | None:
    """The receipt box of the whole site asks here whose code it is."""
    objection = Objection.objects.filter(receipt_hash=digest).first()
    if objection is None:
        return None
    response = HttpResponseRedirect(reverse("deliberation:objection_mine", args=[objection.pk]))
    response.status_code = 303
    keepsakes.remember(request, response, objection)
    return response
