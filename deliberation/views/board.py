"""The public board: how many councils met this month, and what became of what they decided."""

import datetime as dt

from django import forms
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.models import Resolution
from deliberation.telling import figures, finding
from suggestions.models import Area
from suggestions.residents.doors import posted_from

LATEST = 6
FIRST_YEAR = 2000
CACHED = 60  # seconds


class PlaceForm(forms.Form):
    """Where a phone says that it is."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """找我的议事会: by a name or words of an address; the only one found is opened at once."""
    text = request.GET.get("q", "").strip()[: finding.LENGTH]
    found = finding.councils(text)
    script = request.headers.get("X-Requested-With") == "fetch"
    if len(found) == 1 and not script:
        return redirect(found[0].get_absolute_url())
    context = {
        "section": "yishi",
        "crumbs": [
            {"title": "社区议事", "url": reverse("deliberation:board")},
            {"title": "找议事会"},
        ],
        "asked": text,
        "councils": found[: finding.SHOWN],
        "more": len(found) > finding.SHOWN,
        "located": not script and finding.located().exists(),
    }
    page = "deliberation/parts/found.html" if script else "deliberation/find.html"
    return render(request, page, context)


@posted_from("deliberation:find", told="请在这里找您的议事会。")
def near(request: HttpRequest) -> HttpResponse:
    """The councils nearest to where a phone is: sent when its owner pressed, and not kept.

    In the body and not in the address: addresses stand in logs and histories.
    """
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return HttpResponse("没有得到位置。", status=400, content_type="text/plain; charset=utf-8")
    found = finding.nearest(**form.cleaned_data)
    response = render(request, "deliberation/parts/near.html", {"found": found})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def board(request: HttpRequest, code: str = "") -> HttpResponse:
    """The city, a district, a street: the same page, one level deeper."""
    today = localdate(timezone.now())
    area = get_object_or_404(Area, code=code) if code else None
    month, unread = _month(request.GET.get("month", ""), today)
    shown = _board(area, month, today)
    latest = Resolution.objects.public().select_related("council")
    if area:
        latest = latest.filter(council__area__path__startswith=area.path)
    context = {
        "section": "yishi",
        "crumbs": _crumbs(area),
        "area": area,
        "board": shown,
        "columns": figures.drawn(shown.columns),
        "stats": _stats(shown),
        "latest": latest.order_by("-passed_at", "-pk")[:LATEST],
        "before": figures.month_before(month),
        "after": figures.month_before(month, -1) if month < today.replace(day=1) else None,
        "unread": unread,
        "today": today,
        "this_month": month == today.replace(day=1),
    }
    status = 400 if unread else 200
    return render(request, "deliberation/board.html", context, status=status)


def _board(area: Area | None, month: dt.date, today: dt.date) -> figures.Board:
    """Reckoned once a minute for all visitors: it reads a year of meetings."""
    name = connection.settings_dict["NAME"]  # tests and tenants share a process
    key = f"deliberation.board.{name}.{area.pk if area else 0}.{month}.{today}"
    shown = cache.get(key)
    if shown is None:
        shown = figures.board(area, month=month, on=today)
        cache.set(key, shown, CACHED)
    return shown


def _month(text: str, today: dt.date) -> tuple[dt.date, str]:
    """The month asked for, and what is wrong with it; a month to come has no figures."""
    this = today.replace(day=1)
    if not text:
        return this, ""
    try:
        asked = dt.datetime.strptime(text, "%Y-%m").date()
        if asked.year < FIRST_YEAR:
            raise ValueError
    except ValueError:
        return this, "月份写成“2026-09”这样才能查。下面是本月的情况。"
    if asked > this:
        return this, "这个月还没有到。下面是本月的情况。"
    return asked, ""


def _crumbs(area: Area | None) -> list[dict]:
    crumbs = [{"title": "社区议事", "url": reverse("deliberation:board")}]
    if area is None:
        return [{"title": "社区议事"}]
    for above in area.get_ancestors():
        crumbs.append({"title": above.name, "url": reverse("deliberation:area", args=[above.code])})
    return [*crumbs, {"title": area.name}]


def _stats(shown: figures.Board) -> list[dict]:
    whole = shown.whole
    return [
        {
            "label": f"{shown.month:%-m}月开了议事日，占 {whole.councils} 个议事会的"
            f" {whole.met_share}",
            "value": whole.met,
            "unit": "个",
        },
        {"label": f"正在落实，其中超期 {whole.overdue} 项", "value": whole.open, "unit": "项"},
        {"label": "已办完，等居民确认", "value": whole.done, "unit": "项"},
        {
            "label": f"居民确认办好，占全部 {whole.decided} 项决议的 {whole.confirmed_share}",
            "value": whole.confirmed,
            "unit": "项",
        },
    ]
