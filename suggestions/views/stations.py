"""征集站: where one can say it to somebody's face, what came of it, and the code at the door."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import Area, Station
from suggestions.residents.stations import FIELD, poster_facts
from suggestions.telling import stations
from suggestions.views.choose import open_campaigns

PER_PAGE = 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All that are open, in the order of the city; by a few words, and by district."""
    words = request.GET.get("q", "").replace("\0", "").strip()[: stations.LONGEST]
    districts = list(stations.districts())
    chosen = _named(districts, request.GET.get("area", ""))
    rows = stations.listed(words, chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    counted = stations.figures([one.pk for one in shown])
    asked = {"q": words, "area": chosen.code if chosen else ""}
    context = {
        "section": "submit",
        "crumbs": [{"title": "征集站"}],
        "q": words,
        "districts": districts,
        "chosen": chosen,
        "page_obj": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "lines": [(one, counted[one.pk]) for one in shown],
    }
    return render(request, "suggestions/stations.html", context)


def _named(districts: list[Area], code: str) -> Area | None:
    return next((area for area in districts if area.code == code), None)


@require_safe
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it lies, when it is open, what was said there; closed it says so, and where else."""
    one = get_object_or_404(Station.objects.select_related("area"), pk=pk)
    is_open = one.status == Station.Status.OPEN
    context = {
        "section": "submit",
        "crumbs": [
            {"title": "征集站", "url": reverse("suggestions:stations")},
            {"title": one.name},
        ],
        "station": one,
        "is_open": is_open,
        "figures": stations.figures([one.pk])[one.pk],
        **_doors(is_open),
        "others": list(stations.others_near(one)),
    }
    return render(request, "suggestions/station.html", context)


def _doors(is_open: bool) -> dict:
    """The everyday form first; what asks about one matter, folded away behind it."""
    found = open_campaigns(timezone.now()) if is_open else []
    first = [one for one in found if one.is_everyday] or found[:1]
    return {"doors": first, "more_doors": [one for one in found if one not in first]}


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """One A4 that anybody may print: its code leads to the form with the station named."""
    one = get_object_or_404(Station.objects.standing(), pk=pk)
    facts = {**poster_facts(one), "back": one.get_absolute_url()}
    return render(request, "suggestions/station_poster.html", facts)


@require_safe
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The code at the door: to the everyday form, or to what is open; closed, to the page."""
    one = get_object_or_404(Station, pk=pk)
    campaigns = open_campaigns(timezone.now()) if one.status == Station.Status.OPEN else []
    door = next((found for found in campaigns if found.is_everyday), None)
    if door is None:
        return HttpResponseRedirect(one.get_absolute_url())
    form = reverse("suggestions:submit", args=[door.slug])
    return HttpResponseRedirect(f"{form}?{urlencode({FIELD: one.pk})}")
