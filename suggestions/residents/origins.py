"""Doors whose forms carry no token: whether our own page sent them, the browser tells itself.

A token belongs to one browser. A page that shows a form with one sets a cookie, is nobody else's,
and can be held by no proxy; so what stands on every public page does without.
"""

from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from suggestions.residents.doors import View


class OwnPages(CsrfViewMiddleware):
    """Django's guard of forms: `Origin`, or over HTTPS `Referer`, must be ours. Who sends neither
    needs the token after all."""

    def _check_token(self, request: HttpRequest) -> None:
        compared = "HTTP_ORIGIN" in request.META or request.is_secure()
        if not compared and not _comes_from_here(request):
            super()._check_token(request)  # type: ignore[misc]


def _comes_from_here(request: HttpRequest) -> bool:
    return urlsplit(request.META.get("HTTP_REFERER", "")).netloc == request.get_host()


def from_own_pages(view: View) -> View:
    """For a view that takes a form of our own pages; the outermost of its decorators."""
    return cast(View, csrf_exempt(decorator_from_middleware(OwnPages)(view)))
