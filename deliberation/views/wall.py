"""挂图作战: the plan on a wall, read from across a room; it turns its own screens without a script.

Everything that it shows is in its address, so that a reload, a power cut or another device shows
the same again.
"""

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from deliberation.telling import plan
from suggestions.models import Area

ROWS = 8  # places on one screen
STANDS = 20  # seconds before the next screen, or the same one anew
CACHED = 15


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Due, late and done of each place below, each beside what it is a part of."""
    at = timezone.now()
    code = request.GET.get("area", "")
    area = get_object_or_404(Area, code=code) if code else None
    places = _places(area, at)
    page = Paginator(places, ROWS).get_page(request.GET.get("screen"))
    still = "still" in request.GET
    following = page.number + 1 if page.has_next() else 1
    context = {
        "area": area,
        "page": page,
        "tally": plan.whole(places),
        "now": localtime(at),
        "still": still,
        "next": _address(code, following),
        "held": _address(code, page.number) + "&still=1",
        "seconds": STANDS,
        "theme": "dark" if request.GET.get("theme") == "dark" else "light",
    }
    return render(request, "deliberation/wall.html", context)


def _address(code: str, screen: int) -> str:
    return f"?{f'area={code}&' if code else ''}screen={screen}"


def _places(area: Area | None, at) -> list[plan.Place]:
    """Counted anew every quarter of a minute, however many walls there are."""
    on = localdate(at)
    name = connection.settings_dict["NAME"]  # tests and tenants share a process
    key = f"deliberation.wall.{name}.{area.pk if area else 0}.{on}"
    found = cache.get(key)
    if found is None:
        found = plan.places(plan.Asked(area=area), on)
        cache.set(key, found, CACHED)
    return found
