"""What those who follow a council hear: from the rows of its record, in their transaction."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from deliberation.models import Council, Entry, Meeting, Resolution
from suggestions.news import followers

WEEKDAYS = "一二三四五六日"


def _when(meeting: Meeting) -> str:
    local = localtime(meeting.starts_at)
    return f"{local:%-m月%-d日}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def _meets(council: Council, meeting: Meeting) -> str:
    return f"{council.name}{_when(meeting)}在{meeting.place or '老地方'}议事。"


def _moved(council: Council, meeting: Meeting) -> str:
    return f"{council.name}的会议改到{_when(meeting)}。"


def _cancelled(council: Council, meeting: Meeting) -> str:
    return f"{council.name}原定{_when(meeting)}的会议取消了。"


def _minuted(council: Council, meeting: Meeting) -> str:
    return f"{council.name}{_when(meeting)}会议的纪要定稿了。"


def _published(council: Council, resolution: Resolution) -> str:
    return f"{council.name}的决议“{resolution.title}”开始公示，有意见请在公示期内提出。"


def _confirmed(council: Council, resolution: Resolution) -> str:
    return f"{council.name}的决议“{resolution.title}”办好了，居民已经确认。"


# Which rows are told, in which words; the rest of the record is there for who reads it.
MEETINGS: dict[str, Callable[[Council, Meeting], str]] = {
    "meeting.noticed": _meets,
    "meeting.moved": _moved,
    "meeting.cancelled": _cancelled,
    "minutes.frozen": _minuted,
}
RESOLUTIONS: dict[str, Callable[[Council, Resolution], str]] = {
    "resolution.published": _published,
    "resolution.confirmed": _confirmed,
}


def tell(kind: str, told: Sequence[tuple[Entry, Any]], *, at: dt.datetime) -> None:
    """Write the messages to followers; `told` are new rows with what each is about."""
    if kind not in MEETINGS and kind not in RESOLUTIONS:
        return
    news = [
        followers.News("council", str(entry.council_id), f"c{entry.pk}", *_told(kind, entry, about))
        for entry, about in told
    ]
    followers.tell_things(news, at=at)


def _told(kind: str, entry: Entry, about: Any) -> tuple[str, str]:
    """The words and the address."""
    if kind in RESOLUTIONS:
        words = RESOLUTIONS[kind](entry.council, about)
        return words, reverse("deliberation:resolution", args=[about.pk])
    meeting: Any = about if isinstance(about, Meeting) else entry.meeting
    return MEETINGS[kind](entry.council, meeting), reverse(
        "deliberation:meeting", args=[meeting.pk]
    )
