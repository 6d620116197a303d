"""每月一题 in public: the problems of a year, and each with its tasks and what came of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from suggestions.models import MonthlyProblem
from suggestions.telling import monthly

NAME = "每月一题"


@require_safe
def listing(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """One year's; without one the latest that has any."""
    years = monthly.years()
    this_year = localdate(timezone.now()).year
    if year is not None and year not in years:
        raise Http404("a year without problems")
    shown = year or (years[0] if years else this_year)
    crumbs = [{"title": NAME, "url": reverse("suggestions:monthly")}, {"title": f"{shown}年"}]
    context = {
        "section": "list",
        "crumbs": crumbs if year else [{"title": NAME}],
        "year": shown,
        "years": years,
        "problems": monthly.of_year(shown),
    }
    return render(request, "suggestions/monthly_list.html", context)


@require_safe
def problem(request: HttpRequest, pk: int) -> HttpResponse:
    rows = MonthlyProblem.objects.public().select_related("area", "lead")
    found = get_object_or_404(rows, pk=pk)
    year = found.month.year
    context = {
        "section": "list",
        "crumbs": [
            {"title": NAME, "url": reverse("suggestions:monthly")},
            {"title": f"{year}年", "url": reverse("suggestions:monthly_year", args=[year])},
            {"title": found.title},
        ],
        "problem": found,
        "told": monthly.tell(found, at=timezone.now()),
        "policies": found.policies.all(),
        "days": monthly.SPAN.days,
    }
    return render(request, "suggestions/monthly_problem.html", context)
