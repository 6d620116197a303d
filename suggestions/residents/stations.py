"""The station a form is written at: its code opened the form, and the form carries it along."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from suggestions.models import Station
from suggestions.residents.qr import qr_drawing

FIELD = "station"


def door_of(station: Station) -> str:
    """Where the code at its door leads."""
    return settings.SITE_URL + reverse("suggestions:station_write", args=[station.pk])


def poster_facts(station: Station) -> dict[str, Any]:
    """What stands on its poster, at the desk and in public."""
    return {"station": station, "qr": qr_drawing(door_of(station)), "site": settings.SITE_URL}


def written_at(request: HttpRequest) -> Station | None:
    """The open station that the form names; what names none is a form written anywhere."""
    named = request.POST if request.method == "POST" else request.GET
    key = named.get(FIELD, "")
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        return None
    return Station.objects.standing().select_related("area").filter(pk=int(key)).first()
