"""社区资金 of the city, a district, a street in public: one figure and what it is made of."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.telling import city_money
from deliberation.telling.money import shares
from suggestions.models import Area
from suggestions.staff.downloads import XLSX, attachment
from suggestions.tabular import workbook_file


def _asked(request: HttpRequest) -> tuple[Area | None, int | None, str]:
    code = request.GET.get("area", "")
    area = get_object_or_404(Area, code=code) if code else None
    today = localdate(timezone.now())
    return area, *city_money.asked_year(request.GET.get("year", ""), today)


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    area, year, unread = _asked(request)
    rows = city_money.rows(area, year)
    whole = city_money.figure(area, year)
    context = {
        "section": "yishi",
        "crumbs": _crumbs(area),
        "area": area,
        "year": year,
        "years": city_money.years(),
        "unread": unread,
        "rows": rows,
        "balance": whole,
        "shares": shares(whole),
    }
    status = 400 if unread else 200
    return render(request, "deliberation/money/city.html", context, status=status)


@require_safe
def city_file(request: HttpRequest) -> HttpResponseBase:
    """A row a fund, as XLSX."""
    area, year, unread = _asked(request)
    if unread:
        return HttpResponse(unread, status=400, content_type="text/plain; charset=utf-8")
    book = workbook_file(city_money.HEADER, city_money.sheet(area, year), title="社区资金")
    name = f"社区资金-{area.name if area else '全部'}-{year or '全部年度'}.xlsx"
    return attachment(FileResponse(book, content_type=XLSX), name)


def _crumbs(area: Area | None) -> list[dict[str, Any]]:
    here = reverse("deliberation:city_money")
    rows = [{"title": "社区议事", "url": reverse("deliberation:board")}]
    rows.append({"title": "社区资金", "url": here})
    for above in [*area.get_ancestors(), area] if area else []:
        rows.append({"title": above.name, "url": f"{here}?area={above.code}"})
    return [*rows[:-1], {"title": rows[-1]["title"]}]
