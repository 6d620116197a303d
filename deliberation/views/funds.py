"""社区资金 in public: the funds of a council, and the account of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.actions.funding import accounts_of
from deliberation.actions.projects import takes_projects
from deliberation.models import Fund
from deliberation.telling import money
from deliberation.telling.councils import council_crumbs
from deliberation.views.calendar import named


@require_safe
def funds(request: HttpRequest, slug: str) -> HttpResponse:
    """Every year's money of one council, with what is left of it."""
    council = named(slug)
    rows = list(council.funds.order_by("-year", "name"))
    accounts = accounts_of(rows)
    context = {
        "section": "yishi",
        "crumbs": [*council_crumbs(council), {"title": "社区资金"}],
        "council": council,
        "funds": [(fund, accounts[fund.pk].whole) for fund in rows],
    }
    return render(request, "deliberation/money/funds.html", context)


@require_safe
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """The public account, to the cent."""
    found = get_object_or_404(Fund.objects.select_related("council__area"), pk=pk)
    at = timezone.now()
    context = money.fund_context(found)
    for choice in context["choices"]:
        choice.standing = money.standing(choice, at)
        choice.standing_words = money.STANDINGS[choice.standing]
    context |= {
        "section": "yishi",
        "crumbs": money.fund_crumbs(found, leaf=True),
        "takes": takes_projects(found, at),
    }
    return render(request, "deliberation/money/fund.html", context)
