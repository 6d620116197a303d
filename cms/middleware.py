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
        if request.path.startswith(admin) and not request.path.startswith(doors):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return super().process_response(request, response)


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
