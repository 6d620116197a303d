"""承办单位: who handles what people suggest, how soon, and what residents say of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.models import Department, Referral
from suggestions.telling import units

PER_PAGE, LATE_SHOWN = 20, 20


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All departments in the order of names: no ranking."""
    context = {
        "section": "list",
        "crumbs": [{"title": "承办单位"}],
        "units": list(units.table(at=timezone.now()).values()),
        "minutes": units.COUNTED // 60,
    }
    return render(request, "suggestions/units.html", context)


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One department: its figures with their wholes, what is late now, its answers."""
    at = timezone.now()
    department = get_object_or_404(Department, pk=pk)
    found = units.table(at=at).get(department.pk)
    if found is None:
        raise Http404("a department that never had anything and is no longer in use")
    rows = units.answers().filter(referral__department=department)
    rows = rows.select_related("topic", "referral__department").order_by("-decided_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    late = Referral.objects.overdue(at).filter(department=department).select_related("topic")
    context = {
        "section": "list",
        "crumbs": [
            {"title": "承办单位", "url": reverse("suggestions:units")},
            {"title": department.name},
        ],
        "department": department,
        "unit": found,
        "late": late.order_by("due_on", "pk")[:LATE_SHOWN],
        "page_obj": page,
        "answers": units.answer_cards(list(page.object_list), at=at),
        "minutes": units.COUNTED // 60,
    }
    return render(request, "suggestions/unit.html", context)
