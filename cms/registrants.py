"""What those who registered are written: the event in words, and the door that is theirs."""

import datetime as dt
import hashlib

from django.utils.timezone import localtime

from cms.models import LiveEventPage, LiveRegistration
from suggestions.models import OutboxMessage
from suggestions.news import event_kinds, followers, wording
from suggestions.news.facts import sentence
from suggestions.news.followable import NAME_LIMIT, Door, Followable, Thing, by_key
from suggestions.news.kinds import Kind

NAME = "live"
DAYS = "一二三四五六日"


def find(target: str) -> Thing | None:
    row = by_key(LiveEventPage.objects.live().public(), target[:18])
    if not isinstance(row, LiveEventPage):
        return None
    return Thing(row.title[:NAME_LIMIT], row.get_url() or "/")


KINDS = (
    Followable(
        NAME,
        "这场直播",
        find,
        "前一天和前一小时提醒，改时间、改地点、取消都告诉您",
        Door(
            confirm="cms:live_register_confirm",
            mine="cms:live_registration",
            end="cms:live_registration",
            asks=event_kinds.EVENT_CONFIRM,
            known=event_kinds.EVENT_KNOWN,
            why="您收到这封信，是因为您报了名。看报名，或者取消报名：",
            leave="看报名、取消报名",
        ),
    ),
)


def moment(at: dt.datetime) -> str:
    """12月3日（星期四）19:00"""
    local = localtime(at)
    return f"{local.month}月{local.day}日（星期{DAYS[local.weekday()]}）{local:%H:%M}"


def mark(event: LiveEventPage) -> str:
    """What everybody who registered has to know, in short: another mark, another message."""
    facts = "|".join((event.starts_at.isoformat(), event.place, str(bool(event.cancelled))))
    return hashlib.sha256(facts.encode()).hexdigest()[:32]


def messages(
    event: LiveEventPage,
    rows: list[LiveRegistration],
    kind: Kind,
    *,
    token: str,
    at: dt.datetime,
    url: str,
    urgent: bool = False,
) -> list[OutboxMessage]:
    """One message a registration; what goes to one of them at once is one text."""
    told = wording.of([kind] if rows else [])
    braces = {
        "活动": event.title[:NAME_LIMIT],
        "时间": moment(event.starts_at),
        "地点": f"地点：{event.place}" if event.place else "在网上看",
        "原因": sentence(event.cancelled),
    }
    made = []
    for row in rows:
        words = told[kind.name].filled({**braces, "人数": str(row.persons)})
        key = f"live{row.pk}-{kind.name}-{token}"
        one = followers.message(row.follow, kind, words, key=key, at=at, url=url, urgent=urgent)
        one.bundle = f"v{row.follow_id}"
        made.append(one)
    return made
