"""The station a form is written at: its code opened the form, and the form carries it along."""

from django.http import HttpRequest

from suggestions.models import Station

FIELD = "station"


def written_at(request: HttpRequest) -> Station | None:
    """The open station that the form names; what names none is a form written anywhere."""
    named = request.POST if request.method == "POST" else request.GET
    key = named.get(FIELD, "")
    if not (key.isascii() and key.isdecimal() and len(key) < 10):
        return None
    return Station.objects.standing().select_related("area").filter(pk=int(key)).first()
