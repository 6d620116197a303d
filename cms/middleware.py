"""What browsers are told of every page: content policy, cookies, features; and going back."""

import hashlib
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

HOST, SECURE = "__Host-", "__Secure-"
HELD = 5  # seconds for which the proxy may show a page that it has


class ContentSecurityMiddleware(CSPMiddleware):
    """Strict wherever somebody unknown comes, the login included; workable behind it.

    Wagtail's editors still carry inline scripts, and previews are shown in their frames.
    """

    def process_response(self, request, response):
        admin = reverse("wagtailadmin_home")
        doors = (reverse("wagtailadmin_login"), reverse("wagtailadmin_password_reset"))
        said = hasattr(response, "_csp_replace")  # by the page itself, which knows better
        if request.path.startswith(admin) and not (said or request.path.startswith(doors)):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return super().process_response(request, response)


class CompressPagesMiddleware(GZipMiddleware):
    """Pages and feeds as gzip, whatever stands in front; files are sent as they are.

    Django adds a random length to each, so that its size tells nothing of a token in it.
    """

    KINDS = ("text/html", "application/atom+xml", "application/xml", "application/json")

    def process_response(self, request, response):
        if response.streaming or not response.get("Content-Type", "").startswith(self.KINDS):
            return response
        return super().process_response(request, response)


class SharedPagesMiddleware:
    """A public page that was asked for without any cookie, and sets none, is everybody's: the proxy
    may hold it for a moment, so that of a crowd one is answered by the site.

    Only what `OPEN_PAGES` names. Words that are searched for lie in nobody's cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_shared(request, response):
            return response
        response["Cache-Control"] = f"public, max-age=0, s-maxage={HELD}"
        patch_vary_headers(response, ["Cookie"])
        response["ETag"] = etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag, None, response) or response


def _is_shared(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and getattr(request, "is_everybodys", False)
        and not request.headers.get("Cookie")
        and "q" not in request.GET
        and response.status_code == 200
        and not response.cookies
        and "Cache-Control" not in response
    )


class HostCookiesMiddleware:
    """Over HTTPS every cookie is bound to this very host: a browser takes `__Host-` from nobody
    else, and what came without is not read, so that a neighbour's site cannot set ours.

    The code names them without; a cookie of one path alone can only be `__Secure-`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.HOST_COOKIES:
            return self.get_response(request)
        request.COOKIES = {
            name.removeprefix(HOST).removeprefix(SECURE): value
            for name, value in request.COOKIES.items()
            if name.startswith((HOST, SECURE))
        }
        response = self.get_response(request)
        for name, morsel in list(response.cookies.items()):
            del response.cookies[name]
            bound = morsel["path"] == "/" and not morsel["domain"]
            morsel.set(f"{HOST if bound else SECURE}{name}", morsel.value, morsel.coded_value)
            morsel["secure"] = True
            response.cookies[morsel.key] = morsel
        return response


class GoingBackMiddleware:
    """A page that answers a sent form is shown again on going back, from the browser's own store.

    `Vary: Cookie` would forbid it as soon as any cookie has changed (sending changes them), and the
    browser would show an error page. Only what its view calls private is kept, by nobody else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.get("Cache-Control") == "private":
            varies = [name.strip() for name in response.get("Vary", "").split(",")]
            kept = [name for name in varies if name and name.lower() != "cookie"]
            del response["Vary"]
            if kept:
                response["Vary"] = ", ".join(kept)
        return response


class WithinReachMiddleware:
    """A number that no column holds is no number of ours: a bad request, whatever field it was in.

    Fields that choose among rows ask the database for whatever number was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        sqlite = isinstance(error, OverflowError) and "too large to convert" in str(error)
        if sqlite or (isinstance(error, DataError) and "out of range" in str(error)):
            raise SuspiciousOperation("a number out of reach") from error
