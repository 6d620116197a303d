"""评议结果: what residents gave for work that was done, by department and by council."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from deliberation.telling import ratings


@require_safe
def rated(request: HttpRequest) -> HttpResponse:
    """Both lists stand by name; a mean is never without its slips."""
    on = localdate(timezone.now())
    context = {
        "section": "yishi",
        "crumbs": [
            {"title": "社区议事", "url": reverse("deliberation:board")},
            {"title": "评议结果"},
        ],
        "departments": ratings.by_department(on),
        "councils": ratings.by_council(on),
    }
    return render(request, "deliberation/ratings.html", context)
