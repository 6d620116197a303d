"""Small doors of the site itself: elder mode, search, health, error pages."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page

from cms.context_processors import ELDER_COOKIE

YEAR = 365 * 24 * 3600


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch elder mode and come back to the same page; remembered for a year.

    The button says what it wants: pressed twice, or on a page kept by the browser, it does not
    undo itself.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that lay open too long, or a browser without cookies: say what to do."""
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Rendered without the request: whatever broke may lie in a context processor.
    return HttpResponse(render_to_string("500.html"), status=500)
