"""Small doors of the site itself: elder mode, search, health and readiness, error pages."""

import sys
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from wagtail.models import Page

from cms import outages, readiness
from cms.context_processors import ELDER_COOKIE
from cms.logs import request_number
from suggestions.residents.doors import posted_from
from suggestions.residents.origins import from_own_pages

YEAR = 365 * 24 * 3600


@from_own_pages
@posted_from(lambda request: "/", told="请按页面上方的“大字版”。")
def elder(request: HttpRequest) -> HttpResponse:
    """Switch elder mode and come back to the same page; remembered for a year.

    The button says what it wants: pressed twice, or on a page kept by the browser, it does not
    undo itself.
    """
    sheet = request.GET.get("sheet")  # typed words that go back to their form, by the same POST
    target = sheet or request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target, preserve_request=bool(sheet))
    wanted = request.POST.get("elder")
    if wanted not in ("on", "off"):  # a form that does not say: the other one
        wanted = "off" if request.COOKIES.get(ELDER_COOKIE) == "on" else "on"
    if wanted == "on":
        response.set_cookie(ELDER_COOKIE, "on", max_age=YEAR, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The site's pages by words; suggestions have a list of their own with filters."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:100]
    found = Page.objects.live().public().search(query) if query else Page.objects.none()
    page = Paginator(found, 10).get_page(request.GET.get("page"))
    context = {"query": query, "page_obj": page, "page_query": urlencode({"q": query})}
    return render(request, "cms/search.html", context)


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives; whether it has what it needs, `readyz` tells."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served, and which parts are missing, in plain words."""
    parts, ready = readiness.parts(at=timezone.now())
    told = {"ready": ready, "degraded": readiness.degraded(parts), **parts}
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    response.status_code = 200 if ready else 503
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay open too long, or a browser without cookies: say what to do."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return outages.too_large(request)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Rendered without the request: whatever broke may lie in a context processor.
    error = sys.exc_info()[1]
    if outages.is_outage(error):
        return outages.later(request, error)
    # Whoever reports it names the first digits of the number that its lines in the log carry.
    number = "-".join(filter(None, ("500", request_number.get()[:8])))
    return HttpResponse(render_to_string("500.html", {"number": number}), status=500)
