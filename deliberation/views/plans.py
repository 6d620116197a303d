"""项目行动计划表 in public: what is being done where, as list, month, bars, map and file."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.telling import maps, plan, plan_pictures, plan_sheet
from deliberation.telling.figures import month_before
from deliberation.views.plan_form import PlanForm, month_asked
from suggestions.models import Area
from suggestions.staff.downloads import XLSX, attachment

PAGE = 30
LOOKS = {"list": "清单", "month": "月历", "bars": "进度图", "map": "地图"}


@require_safe
def plan_page(request: HttpRequest, look: str = "list") -> HttpResponse:
    """One page in four looks; the filters stay from look to look."""
    if look not in LOOKS:
        raise Http404
    on = localdate(timezone.now())
    code = request.GET.get("area", "")
    area = get_object_or_404(Area, code=code) if code else None
    form = PlanForm(request.GET)
    asked = form.asked(area=area)
    filters = form.query(area=code)
    shown, unread = LOOK[look](request, asked, on)
    places = plan.places(plan.Asked(area=area), on)
    context = {
        "section": "yishi",
        "crumbs": _crumbs(area),
        "area": area,
        "form": form,
        "look": look,
        "looks": looks(filters, look),
        "filters": filters,
        "unread": " ".join(filter(None, (form.unread, unread))),
        "tally": plan.whole(places),
        "places": places,
        "today": on,
        "here": f"{reverse('deliberation:plan')}?",
        "list_url": f"{reverse('deliberation:plan')}?{filters}&".replace("?&", "?"),
        **shown,
    }
    if look == "map":
        context["drawings"] = maps.drawings([spot(place) for place in places])
    status = 400 if context["unread"] else 200
    return render(request, "deliberation/plan.html", context, status=status)


def looks(filters: str, look: str) -> list[dict[str, Any]]:
    """The four looks and their addresses."""
    return [
        {"title": title, "url": f"{look_url(name)}?{filters}", "here": name == look}
        for name, title in LOOKS.items()
    ]


def look_url(look: str) -> str:
    if look == "list":
        return reverse("deliberation:plan")
    return reverse("deliberation:plan_look", args=[look])


def _crumbs(area: Area | None) -> list[dict[str, str]]:
    rows = [{"title": "社区议事", "url": reverse("deliberation:board")}]
    rows.append({"title": "行动计划", "url": reverse("deliberation:plan")})
    for above in [*area.get_ancestors(), area] if area else []:
        url = f"{reverse('deliberation:plan')}?area={above.code}"
        rows.append({"title": above.name, "url": url})
    return [*rows[:-1], {"title": rows[-1]["title"]}]


# --- the looks ---------------------------------------------------------------------------------


def page_of(request: HttpRequest, asked: plan.Asked, on: dt.date) -> dict[str, Any]:
    """One page of lines."""
    page = Paginator(plan.keys(asked, on), PAGE).get_page(request.GET.get("page"))
    return {"page_obj": page, "lines": plan.lines(page.object_list, asked, on)}


def _list(request: HttpRequest, asked: plan.Asked, on: dt.date) -> tuple[dict[str, Any], str]:
    return page_of(request, asked, on), ""


def bars_of(request: HttpRequest, asked: plan.Asked, on: dt.date) -> tuple[dict[str, Any], str]:
    """The same page, drawn."""
    found = page_of(request, asked, on)
    return {**found, "chart": plan_pictures.chart(found["lines"], on)}, ""


def month_of(request: HttpRequest, asked: plan.Asked, on: dt.date) -> tuple[dict[str, Any], str]:
    month, unread = month_asked(request.GET.get("month", ""), on)
    weeks = plan_pictures.month_of(asked, month, on)
    found = {"month": month, "weeks": weeks, "weekdays": plan_pictures.WEEKDAYS}
    around = {"before": month_before(month), "after": month_before(month, -1)}
    total = sum(day.number for week in weeks for day in week)
    return {**found, "total": total, **around}, unread


def _map(request: HttpRequest, asked: plan.Asked, on: dt.date) -> tuple[dict[str, Any], str]:
    return {"steps": STEPS}, ""


Look = Callable[[HttpRequest, plan.Asked, dt.date], tuple[dict[str, Any], str]]
LOOK: dict[str, Look] = {"list": _list, "month": month_of, "bars": bars_of, "map": _map}

# Shares of what is late among what is not done: below the number, in these words.
STEPS = (
    (0, "没有超期的"),
    (1, "超期的不到一成"),
    (2, "一成到两成五"),
    (3, "两成五到一半"),
    (4, "一半以上"),
)
BOUNDS = (10, 25, 50)


def step(tally: plan.Tally) -> int:
    """How dark a place is drawn."""
    if not tally.late:
        return 0
    return 1 + sum(tally.late * 100 >= bound * tally.open for bound in BOUNDS)


def spot(place: plan.Place) -> maps.Spot:
    """A place on the map: a square leads to its own page."""
    t = place.tally
    words = f"{place.name}：共 {t.all} 项，没有完成 {t.open} 项，其中超期 {t.late} 项"
    url = place.council.get_absolute_url() if place.council else ""
    if place.area:
        url = f"{look_url('map')}?area={place.area.code}"
    return maps.Spot(place.name, f"{t.late}/{t.open}", words, step(t), url, place.area)


# --- a file ------------------------------------------------------------------------------------


@require_safe
def plan_file(request: HttpRequest) -> HttpResponseBase:
    """All lines that the filters leave, as XLSX, written as they are read."""
    on = localdate(timezone.now())
    code = request.GET.get("area", "")
    area = get_object_or_404(Area, code=code) if code else None
    form = PlanForm(request.GET)
    asked = form.asked(area=area)
    if form.unread:
        return HttpResponse(form.unread, status=400, content_type="text/plain; charset=utf-8")
    name = f"行动计划-{area.name if area else '全部'}-{on:%Y%m%d}.xlsx"
    return attachment(FileResponse(plan_sheet.book(asked, on), content_type=XLSX), name)
