"""Figures for whoever watches over the site, in the words of Prometheus.

Each process counts into files of its own below `METRICS_DIR`; whichever is asked adds them up.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from cms import readiness
from cms.networks import within
from suggestions.residents.limits import client_address

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_LABELS = ("method", "route")
ANSWERED = Counter("jianyan_answers", "Answers by kind of status", (*_LABELS, "status"))
TOOK = Histogram(
    "jianyan_answer_seconds",
    "Time until an answer began",
    _LABELS,
    buckets=(0.05, 0.15, 0.4, 1, 3, 10),
)


class CountingMiddleware:
    """Counts each answer by the name of its address: never by the address, which may be a key."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        found = request.resolver_match
        route = (found.view_name or "unnamed") if found else "none"
        TOOK.labels(method, route).observe(time.perf_counter() - began)
        ANSWERED.labels(method, route, f"{response.status_code // 100}xx").inc()
        return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For the networks of `METRICS_NETWORKS` alone; to others there is no such page."""
    if not within(client_address(request), settings.METRICS_NETWORKS):
        raise Http404
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    told, ready = readiness.parts(at=timezone.now())
    gauge = Gauge("jianyan_ready", "1: this part is well", ["part"], registry=registry)
    failing = readiness.degraded(told)  # a site that needs no Redis lacks nothing
    for part in told:
        gauge.labels(part).set(part not in failing)
    gauge.labels("site").set(ready)
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response
