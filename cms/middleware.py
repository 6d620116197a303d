"""Content security, strict on public pages, workable under Wagtail's admin; and going back."""

from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class ContentSecurityMiddleware(CSPMiddleware):
    """The admin still carries inline scripts, and previews are shown in its frames."""

    def process_response(self, request, response):
        if request.path.startswith(reverse("wagtailadmin_home")):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
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
