"""Each request has a number, and one line in the log when `LOG_ACCESS` asks for it."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.logs import request_number
from suggestions.actions.braking import network
from suggestions.residents.limits import client_address

logger = logging.getLogger("cms.access")
HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")


class RequestMiddleware:
    """Numbers a request, or takes the number of our own proxy, and writes down what became of it.

    Whose address it was is told as far as its network. The proxy's own log has the whole one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
        held = request_number.set(given if _GIVEN.fullmatch(given) else uuid.uuid4().hex)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request_number.get()
            if logger.isEnabledFor(logging.INFO):
                logger.info(
                    "%s %s", request.method, request.path, extra=_facts(request, response, began)
                )
            return response
        finally:
            request_number.reset(held)


def _facts(request: HttpRequest, response: HttpResponse, began: float) -> dict[str, object]:
    user = getattr(request, "user", None)
    return {
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - began) * 1000),
        "network": network(client_address(request).partition("/")[0]),
        "user": user.pk if user is not None and user.is_authenticated else None,
    }
