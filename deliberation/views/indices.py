"""睦邻指数 in public: a city, a district, a street, a council, one indicator, one figure."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from deliberation.actions import disputing
from deliberation.models import Council, Dispute, Figure, Indicator
from deliberation.telling import indices, maps
from deliberation.telling.councils import council_crumbs
from deliberation.templatetags.effects import plain
from deliberation.views.follow_forms import DisputeForm
from suggestions.actions import rules
from suggestions.actions.submitting import Changed
from suggestions.models import Area
from suggestions.residents import sheets, visitors
from suggestions.residents.doors import posted_from
from suggestions.tabular import csv_chunks, workbook_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOLE = {"title": "睦邻指数"}


def _asked_month(request: HttpRequest, known: list[dt.date]) -> tuple[dt.date | None, str]:
    """The month asked for, the latest without one; in words where there is none of it."""
    latest = known[0] if known else None
    text = request.GET.get("month", "")
    if not text:
        return latest, ""
    try:
        asked = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return latest, "月份写成“2026-09”这样才能查。下面是最近算出来的情况。"
    if asked not in known:
        return latest, f"{asked:%Y年%-m月}没有算过。下面是最近算出来的情况。"
    return asked, ""


def _around(request: HttpRequest) -> dict[str, Any]:
    """The month of the page, those beside it, and what is wrong with the one asked for."""
    known = indices.months()
    month, unread = _asked_month(request, known)
    place = known.index(month) if month else 0
    return {
        "section": "yishi",
        "month": month,
        "unread": unread,
        "before": known[place + 1] if place + 1 < len(known) else None,
        "after": known[place - 1] if place else None,
        "status": 400 if unread else 200,
    }


def _crumbs(area: Area | None, *more: dict[str, str]) -> list[dict[str, str]]:
    rows = [{"title": "社区议事", "url": reverse("deliberation:board")}]
    rows.append({**WHOLE, "url": reverse("deliberation:index")})
    for above in [*area.get_ancestors(), area] if area else []:
        rows.append(
            {"title": above.name, "url": reverse("deliberation:index_area", args=[above.code])}
        )
    rows += more
    return [*rows[:-1], {"title": rows[-1]["title"]}]


def _area(code: str) -> Area | None:
    return get_object_or_404(Area, code=code) if code else None


@require_safe
def index(request: HttpRequest, code: str = "") -> HttpResponse:
    """All indicators of the city or of an area, and the places below, by their codes."""
    area, around = _area(code), _around(request)
    figures = indices.of_area(area, around["month"]) if around["month"] else []
    below = indices.areas_below(area)
    context = {
        **around,
        "crumbs": _crumbs(area),
        "area": area,
        "figures": figures,
        "index": indices.index_of(figures),
        "below": below,
        "councils": [] if below else _councils(area),
    }
    return render(request, "deliberation/index.html", context, status=around["status"])


def _councils(area: Area | None) -> list[Council]:
    rows = Council.objects.active().order_by("area__path", "name")
    return list(rows.filter(area__path__startswith=area.path) if area else rows.none())


@require_safe
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One indicator: what it is, how it went for a year, and each place below."""
    area, around = _area(request.GET.get("area", "")), _around(request)
    month = around["month"]
    rows = Indicator.objects.filter(code=name).order_by("-since")
    found = rows.filter(figures__month=month).first() if month else None
    found = found or rows.first()
    if found is None:
        raise Http404
    formula, counts = indices.explained(found)
    places = indices.places(area, found, month) if month else []
    context = {
        **around,
        "crumbs": _crumbs(area, {"title": found.name}),
        "area": area,
        "indicator": found,
        "formula": formula,
        "counts": counts,
        "places": places,
        "drawings": maps.drawings([_spot(one, around) for one in places]),
        "steps": STEPS,
        "points": indices.trend(found, month, area=area) if month else [],
        "wordings": rows,
    }
    return render(request, "deliberation/indicator.html", context, status=around["status"])


# How many points a figure has; without a number a place has no colour.
STEPS = (
    ("none", "没有数或者不显示"),
    (0, "0 到 20 分"),
    (1, "20 到 40 分"),
    (2, "40 到 60 分"),
    (3, "60 到 80 分"),
    (4, "80 到 100 分"),
)


def _spot(place: indices.Place, around: dict[str, Any]) -> maps.Spot:
    """A place on the map, with its figure; it leads where its row of the table leads."""
    one, url = place.figure, ""
    if place.area:
        url = f"?month={around['month']:%Y-%m}&area={place.area.code}"
    elif one.key:
        url = reverse("deliberation:figure", args=[one.key])
    if one.value is None or one.points is None:
        return maps.Spot(place.name, "—", f"{place.name}：{one.words}", None, url, place.area)
    value = f"{plain(one.value)}{one.indicator.unit}"
    words = f"{place.name}：{value}，{plain(one.numerator)} / {plain(one.denominator)}"
    return maps.Spot(place.name, value, words, min(int(one.points // 20), 4), url, place.area)


@require_safe
def council_index(request: HttpRequest, slug: str) -> HttpResponse:
    """All figures of one council; each leads to where it comes from and may be disputed."""
    found = get_object_or_404(Council.objects.select_related("area"), slug=slug)
    around = _around(request)
    figures = indices.of_council(found, around["month"]) if around["month"] else []
    context = {
        **around,
        "crumbs": [*council_crumbs(found), WHOLE],
        "council": found,
        "figures": figures,
        "index": indices.index_of(figures),
    }
    return render(request, "deliberation/council_index.html", context, status=around["status"])


# --- one figure, and what is said against it ----------------------------------------------------


def _figure(pk: int) -> Figure:
    return get_object_or_404(Figure.objects.select_related("council__area", "indicator"), pk=pk)


@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    return _figure_page(request, _figure(pk), DisputeForm())


def _figure_page(
    request: HttpRequest, found: Figure, form: DisputeForm, *, key: str = "", status: int = 200
) -> HttpResponse:
    formula, counts = indices.explained(found.indicator)
    said = list(found.disputes.order_by("at", "pk"))
    council = found.council
    home = {"url": reverse("deliberation:council_index", args=[council.slug]), **WHOLE}
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(council), home, {"title": found.indicator.name}],
        "figure": found,
        "council": council,
        "indicator": found.indicator,
        "month": found.month,
        "shown": indices.of_figure(found),
        "formula": formula,
        "counts": counts,
        "points": indices.trend(found.indicator, found.month, council=council),
        "answered": [one for one in said if one.answer],
        "waiting": sum(not one.answer for one in said),
        "form": form,
        "key": key or visitors.new_key(),
        **sheets.standing("dispute-form", reverse("deliberation:dispute_figure", args=[found.pk])),
    }
    response = render(request, "deliberation/figure.html", context, status=status)
    response["Cache-Control"] = "private"
    return response


@posted_from("deliberation:figure", at="#dispute")
def dispute_figure(request: HttpRequest, pk: int) -> HttpResponse:
    """这个数不对: what is wrong with it, from anybody."""
    found, at = _figure(pk), timezone.now()
    key, form = sheets.key_of(request), DisputeForm(request.POST)
    if sheets.put_aside(request, form):
        return _figure_page(request, found, form, key=key)
    sheets.spring_trap(request, form, button="提出异议")
    if not form.is_valid():
        return _figure_page(request, found, form, key=key, status=422)
    if words := _too_many(request, key, at):
        form.add_error(None, words)
        return _figure_page(request, found, form, key=key, status=429)
    try:
        disputing.dispute_figure(found, text=form.cleaned_data["text"], key=key, at=at)
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        changed = isinstance(refusal, Changed)
        return _figure_page(request, found, form, key="" if changed else key, status=409)
    messages.success(request, "异议收到了。议事员核对以后，答复写在这个数字旁边。")
    return redirect(f"{found.get_absolute_url()}#dispute")


def _too_many(request: HttpRequest, key: str, at: dt.datetime) -> str:
    """Why not now; a repetition of what is here already does not count."""
    if Dispute.objects.filter(key=key).exists():
        return ""
    return sheets.why_not_now(request, "dispute", at=at)


# --- a file -------------------------------------------------------------------------------------


@require_safe
def index_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A month as CSV or XLSX: a row a council and indicator, hidden where the pages hide it."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    area, around = _area(request.GET.get("area", "")), _around(request)
    month = around["month"]
    if month is None or around["unread"]:
        return HttpResponse(
            around["unread"] or "还没有算过。",
            status=404,
            content_type="text/plain; charset=utf-8",
        )
    rows = indices.sheet(area, month)
    response: HttpResponseBase
    if kind == "xlsx":
        book = workbook_file(indices.HEADER, rows, title="睦邻指数")
        response = FileResponse(book, content_type=XLSX)
    else:
        pieces = csv_chunks(indices.HEADER, rows)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    name = f"睦邻指数-{area.name if area else '全部'}-{month:%Y%m}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
