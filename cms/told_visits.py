"""Who came to live events, in numbers: counted by the browser, once an event, and told to all."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from cms.models import LiveEventPage, LiveVisit
from suggestions.residents import limits, visitors

HOW = (
    "直播期间打开活动页的浏览器，每场各算一次；同一个人换了手机或浏览器、看了两场，就各算一次。"
    "一个网络一小时里新来的最多算 {most} 个。只记一个看不懂的标记，不记是谁。"
)


def how() -> str:
    return HOW.format(most=settings.LOOKUPS_PER_HOUR)


def count(
    event: LiveEventPage, request: HttpRequest, response: HttpResponse, *, at: dt.datetime
) -> None:
    """Count this visitor while the event runs. What is kept differs from event to event, so that
    nobody can tell from two events who was at both."""
    if request.method != "GET" or not event.starts_at <= at < event.ends_at or event.cancelled:
        return
    number = visitors.supporter_key(request)
    if not number:
        if limits.count(request, "live_visit", at=at) > settings.LOOKUPS_PER_HOUR:
            return
        number = visitors.new_supporter(response)
    key = salted_hmac("cms.told_visits", f"{event.pk}:{number}", algorithm="sha256").hexdigest()
    mine = LiveVisit.objects.filter(event=event, visitor_key=key)
    if not mine.exists():
        row = LiveVisit(event=event, visitor_key=key, at=at)
        LiveVisit.objects.bulk_create([row], ignore_conflicts=True)


def of(event: LiveEventPage) -> list[dict[str, Any]]:
    """For the event's own page once it is over."""
    visits = event.visits.count()
    return [{"label": "参与人次", "value": visits, "unit": "人次"}] if visits else []


def figures(*, at: dt.datetime) -> list[dict[str, Any]]:
    """For the page of figures: apart from the suggestions, with its way of counting."""
    over = LiveEventPage.objects.live().filter(ends_at__lte=at, cancelled="")
    visits = LiveVisit.objects.filter(event__in=over).count()
    if not visits:
        return []
    items = [
        {"label": "办过的直播", "value": over.count(), "unit": "场"},
        {"label": "参与人次", "value": visits, "unit": "人次"},
    ]
    words = f"参与人次：{how()}和上面的建议分开数，不相加。"
    return [{"id": "live-events", "title": "直播活动", "items": items, "how": words}]
