"""发出的消息: in the demo alone, what the site has sent, so that its links can be pressed."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.actions.outbox import send_outbox
from suggestions.models import OutboxMessage
from suggestions.views.receipt import private

PAGE, NEWEST = 20, 400
# Chinese text runs up to an address without a space, so Django's `urlize` finds none.
_LINK = re.compile(r"(https?://[!-~]+)")


@dataclass(frozen=True)
class Sent:
    """One message, its text cut at the addresses in it."""

    at: datetime
    to: str
    subject: str
    pieces: list[tuple[str, bool]]

    @property
    def by_email(self) -> bool:
        return "@" in self.to


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest first; anywhere but in a demo there is no such page."""
    if settings.MODE != "demo":
        raise Http404
    # A demo has no worker that stays: who looks is the postman.
    send_outbox(at=timezone.now())
    page = Paginator(_newest(), PAGE).get_page(request.GET.get("page"))
    waiting = OutboxMessage.objects.filter(status=OutboxMessage.Status.QUEUED)
    context = {
        "crumbs": [{"title": "发出的消息"}],
        "page_obj": page,
        "letters": [_read(path) for path in page],
        "waiting": waiting.exclude(channel__in=OutboxMessage.BY_HAND).count(),
        "quiet": (settings.NEWS_QUIET_FROM, settings.NEWS_QUIET_UNTIL),
    }
    return private(render(request, "cms/demo_outbox.html", context))


def _newest() -> list[Path]:
    files = settings.OUTBOX_DIR.glob("*.json") if settings.OUTBOX_DIR.is_dir() else ()
    return sorted(files, key=lambda path: (path.stat().st_mtime, path.name), reverse=True)[:NEWEST]


def _read(path: Path) -> Sent:
    letter = json.loads(path.read_text(encoding="utf-8"))
    cut = _LINK.split(letter["body"])
    pieces = [(piece, bool(place % 2)) for place, piece in enumerate(cut) if piece]
    moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Sent(moment, letter["to"], letter["subject"], pieces)
