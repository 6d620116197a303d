"""缺项清单 in public: what is missing, in work and there, place by place, and as a file."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.telling import gaps
from suggestions.models import Area
from suggestions.staff.downloads import XLSX, attachment
from suggestions.tabular import workbook_file

PAGE = 30
TEXT = 40


def _area(request: HttpRequest) -> Area | None:
    code = request.GET.get("area", "")
    return get_object_or_404(Area, code=code) if code else None


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    area, state = _area(request), request.GET.get("state", "")
    unread = "" if state in ("", *gaps.STATES) else "没有这种情况，下面是全部。"
    text = request.GET.get("q", "").strip()[:TEXT]
    rows = gaps.standing(area)
    if state in gaps.STATES:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(kind__icontains=text) | Q(place__icontains=text)
        )
    page = Paginator(gaps.shown(rows), PAGE).get_page(request.GET.get("page"))
    places = gaps.places(area)
    here = reverse("deliberation:gaps")
    code = f"area={area.code}&" if area else ""
    context = {
        "section": "yishi",
        "crumbs": _crumbs(area),
        "area": area,
        "unread": unread,
        "asked": text,
        "state": state,
        "states": [
            {"title": title, "url": f"{here}?{code}state={key}".rstrip("&"), "here": key == state}
            for key, title in (("", "全部"), *gaps.STATES.items())
        ],
        "page_obj": page,
        "lines": [(gap, gaps.STATES[gap.state], gaps.PILLS[gap.state]) for gap in page],
        "query": urlencode({"area": area.code if area else "", "state": state, "q": text}),
        "tally": gaps.whole(places),
        "places": places,
    }
    return render(request, "deliberation/gaps.html", context, status=400 if unread else 200)


def _crumbs(area: Area | None) -> list[dict[str, str]]:
    here = reverse("deliberation:gaps")
    rows = [{"title": "社区议事", "url": reverse("deliberation:board")}]
    rows.append({"title": "缺项清单", "url": here})
    for above in [*area.get_ancestors(), area] if area else []:
        rows.append({"title": above.name, "url": f"{here}?area={above.code}"})
    return [*rows[:-1], {"title": rows[-1]["title"]}]


@require_safe
def gap_file(request: HttpRequest) -> HttpResponseBase:
    area = _area(request)
    book = workbook_file(gaps.HEADER, gaps.sheet(gaps.standing(area)), title="缺项清单")
    on = localdate(timezone.now())
    name = f"缺项清单-{area.name if area else '全部'}-{on:%Y%m%d}.xlsx"
    return attachment(FileResponse(book, content_type=XLSX), name)
