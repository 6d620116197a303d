"""The live event before, during and after: the clock decides what its page says."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from cms import embedding, told_visits
from cms.embedding import Frame
from cms.live_list import EVERY
from cms.models import LiveEventPage
from cms.told_questions import Told, for_page
from suggestions.residents import visitors

QUESTIONS = (
    "工作人员看过的提问会放在这一页和直播的大屏上，由主持人挑选来答。没答到的一样办理、一样答复。"
)
WATCH_LATER = "打开直播网页"  # whether it keeps a recording we do not know

# status, label, sentence, words on the link, invitation to write
BEFORE = (
    "upcoming",
    "即将开始",
    "还没有开始。想说的现在就可以写下来，一样办理、一样答复。",
    "到时在这里观看",
    "开播前就可以写下来，不用等到直播。",
)
DURING = (
    "live",
    "正在直播",
    "正在直播，现在就可以看。",
    "打开直播",
    "看着直播想到了什么，随时写下来。",
)
AFTER = (
    "ended",
    "已经结束",
    "直播已经结束，谢谢每一位参加的人。",
    "看回放",
    "没赶上直播也没关系，现在写一样有人看、有人办。",
)
CALLED_OFF = (
    "cancelled",
    "已取消",
    "这场活动取消了。",
    "",
    "想说的照样可以写，一样有人看、有人办。",
)


def live_context(page: LiveEventPage, request: HttpRequest) -> dict:
    at = timezone.now()
    status, label, sentence, link_label, ask = _words(page, at)
    takes, ended = bool(page.pk) and page.takes_questions(at), status == AFTER[0]
    parent = page.get_parent() if page.pk else None
    crumbs = [{"title": parent.title, "url": parent.get_url(request)}] if parent else []
    return {
        "section": "campaigns",
        "crumbs": [*crumbs, {"title": page.title}],
        "live": {
            "status": status,
            "label": label,
            "sentence": sentence,
            "link_label": link_label if not ended or page.recording_url else WATCH_LATER,
            "link": "" if page.cancelled else (ended and page.recording_url) or page.watch_url,
            "ask": QUESTIONS if takes and not ended else ask,
            "takes_questions": takes,
            "questions": _questions(page, request),
            "every": EVERY,
            "comes_in": bool(page.pk) and not ended and (takes or status == DURING[0]),
            "frame": frame(page, at),
            "visits": told_visits.of(page) if page.pk and ended else [],
            "visits_how": told_visits.how(),
            "ends_label": _ends(page),
            "registers": page.pk and page.registers(at),
            "places": _places(page) if page.pk and page.registers(at) else "",
            "guests": [line.strip() for line in page.guests.splitlines() if line.strip()],
        },
    }


def served(page: LiveEventPage, request: HttpRequest, response: HttpResponse) -> None:
    """What goes with the page: it may frame the stream's host, and its visitor is counted."""
    at = timezone.now()
    if shown := frame(page, at):
        embedding.permit(response, shown)
    told_visits.count(page, request, response, at=at)


def frame(page: LiveEventPage, at: dt.datetime) -> Frame | None:
    """The stream while it runs, the recording afterwards."""
    if page.cancelled or at < page.starts_at:
        return None
    return embedding.frame_of(page.watch_url if at < page.ends_at else page.recording_url)


def _words(page: LiveEventPage, at: dt.datetime) -> tuple[str, str, str, str, str]:
    if page.cancelled:
        return CALLED_OFF
    return BEFORE if at < page.starts_at else DURING if at < page.ends_at else AFTER


def _questions(page: LiveEventPage, request: HttpRequest) -> list[Told]:
    return for_page(page, visitors.supporter_key(request)) if page.pk else []


def _places(page: LiveEventPage) -> str:
    """Whether there is room; how many exactly only where it is little."""
    if page.capacity is None:
        return ""
    free = page.capacity - page.registrations.active().persons()
    if free <= 0:
        return "名额满了，现在报名排候补：有人取消，就按先后补上。"
    return f"一共 {page.capacity} 个名额，还有 {free} 个。"


def _ends(page: LiveEventPage) -> str:
    """The hour alone where it ends on the day it began."""
    ends = localtime(page.ends_at)
    same_day = localdate(page.starts_at) == ends.date()
    return f"{ends:%H:%M}" if same_day else f"{ends.month}月{ends.day}日 {ends:%H:%M}"
