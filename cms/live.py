"""The live event before, during and after: the clock decides what its page says."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from cms.models import LiveEventPage

# status, label, sentence, words on the link, invitation to write
BEFORE = (
    "upcoming",
    "即将开始",
    "还没有开始。想问的话现在就可以写下来，主持人会念其中一部分，念不到的一样办理、一样答复。",
    "到时在这里观看",
    "开播前写下来，直播里就有机会听到回答。",
)
DURING = (
    "live",
    "正在直播",
    "正在直播，现在就可以看。",
    "打开直播",
    "看着直播想到了什么，随时写下来，不会漏掉。",
)
AFTER = (
    "ended",
    "已经结束",
    "直播已经结束，谢谢每一位参加的人。",
    "看回放",
    "没赶上直播也没关系，现在写一样有人看、有人办。",
)


def live_context(page: LiveEventPage, request: HttpRequest) -> dict:
    at = timezone.now()
    words = BEFORE if at < page.starts_at else DURING if at < page.ends_at else AFTER
    status, label, sentence, link_label, ask = words
    parent = page.get_parent() if page.pk else None
    crumbs = [{"title": parent.title, "url": parent.get_url(request)}] if parent else []
    return {
        "section": "campaigns",
        "crumbs": [*crumbs, {"title": page.title}],
        "live": {
            "status": status,
            "label": label,
            "sentence": sentence,
            "link_label": link_label,
            "ask": ask,
            "ends_label": _ends(page),
            "guests": [line.strip() for line in page.guests.splitlines() if line.strip()],
        },
    }


def _ends(page: LiveEventPage) -> str:
    """The hour alone where it ends on the day it began."""
    ends = localtime(page.ends_at)
    same_day = localdate(page.starts_at) == ends.date()
    return f"{ends:%H:%M}" if same_day else f"{ends.month}月{ends.day}日 {ends:%H:%M}"
