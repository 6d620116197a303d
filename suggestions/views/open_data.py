"""开放数据: what there is, in words, and each set as a file."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from suggestions.opening import files, pages
from suggestions.opening.dataset import Dataset, Unfit, all_sets, public_campaigns, scope_of
from suggestions.residents import limits
from suggestions.work.slots import Taken, slot

FILE_COSTS = 10  # a file counts for so many questions
FILES_AT_ONCE = 2  # on a machine: a file may take minutes, and each holds a thread from visitors
COME_BACK = 60  # seconds
SHOWN_FOR = 600  # seconds in which sizes are not counted anew
SINCE = 24  # months offered on the page


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Every set with its columns, its size and when something was added last."""
    return _page(request)


def _page(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {
        "crumbs": [{"title": "开放数据"}],
        "sets": [_told(one) for one in all_sets().values()],
        "campaigns": list(public_campaigns().values()),
        "months": _months(localdate(timezone.now())),
        "lists": pages.lists(),
        "licence": settings.DATA_LICENCE,
        "refusal": refusal,
    }
    return render(request, "suggestions/data.html", context, status=status)


def _told(one: Dataset) -> dict[str, Any]:
    return {
        "set": one,
        "size": _once(f"{one.name}.size", one.size),
        "updated": _once(f"{one.name}.updated", one.updated),
        "by_campaign": "campaign" in one.by,
        "by_month": "month" in one.by,
    }


def _once(name: str, ask: Callable[[], Any]) -> Any:
    """Sizes of whole tables are asked now and then, not by each visitor."""
    key = f"open.{connection.settings_dict['NAME']}.{name}"
    if (known := cache.get(key)) is None:
        cache.set(key, known := (ask(),), SHOWN_FOR)
    return known[0]


def _months(today: dt.date) -> list[str]:
    last = today.year * 12 + today.month - 1
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in range(last, last - SINCE, -1)]


@require_safe
def data_file(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """One campaign or one month of a set, streamed."""
    at = timezone.now()
    found = all_sets().get(name)
    if found is None or kind not in files.TYPES:
        raise Http404
    spent = limits.count(request, "open-data", at=at, times=FILE_COSTS)
    if spent > settings.OPEN_DATA_PER_HOUR:
        return limits.refuse(request, at=at)
    campaign, month = request.GET.get("campaign", ""), request.GET.get("month", "")
    held = _place()
    if held is None:
        busy = "正有别人在下载，请过一分钟再取。"
        response: HttpResponseBase = _page(request, busy, status=503)
        response["Retry-After"] = str(COME_BACK)
        return response
    try:
        scope = scope_of(found, campaign=campaign, month=month)
        pieces = files.written(found, scope, kind)
    except Unfit as refusal:
        held.close()
        return _page(request, str(refusal), status=422)
    response = StreamingHttpResponse(Held(pieces, held), content_type=files.TYPES[kind])
    parts = [found.title, campaign, month, f"{localdate(at):%Y%m%d}"]
    named = "-".join(part for part in parts if part)
    response["Content-Disposition"] = content_disposition_header(True, f"{named}.{kind}") or ""
    response["Cache-Control"] = "public, max-age=600"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _place() -> ExitStack | None:
    """One of the few places for files, until it is closed; None when all are taken."""
    held = ExitStack()
    for number in range(FILES_AT_ONCE):
        with suppress(Taken):
            held.enter_context(slot(f"open-data-{number}", wait=0))
            return held
    return None


class Held:
    """A file being sent: its place is free again when it is sent, or nobody wants it any more."""

    def __init__(self, pieces: Iterator[bytes], place: ExitStack) -> None:
        self._pieces, self._place = pieces, place

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._place.close()
