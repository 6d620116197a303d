"""What anybody may read of a live event's questions, for its page and the presenter's screen."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db.models import Count, QuerySet

from cms.models import LiveEventPage, LiveQuestion, LiveQuestionSupport
from suggestions.models import Suggestion
from suggestions.text.language import masked

ON_PAGE, ON_SCREEN = 100, 3  # of the screen: as many as fit it in large letters
# A file is opened at a moment by a media fragment (W3C), a site's page by its own parameter.
FILES = (".mp4", ".m4v", ".webm", ".mp3", ".m4a", ".ogg", ".m3u8")


@dataclass(frozen=True)
class Told:
    """One question in the words that may be read."""

    pk: int
    words: str
    answered: bool
    wanted: int
    stamp: str
    moment_url: str
    wanted_by_me: bool = False


def words_of(suggestion: Suggestion) -> str:
    """What an officer wrote for the public, else the question with personal data masked."""
    return suggestion.public_body if suggestion.is_public else masked(suggestion.body)


def for_page(event: LiveEventPage, supporter_key: str) -> list[Told]:
    """Newest first: three queries, however many."""
    rows = list(_public(event).order_by("-shown_at", "-pk")[:ON_PAGE])
    mine: set[int] = set()
    if supporter_key and rows:
        supports = LiveQuestionSupport.objects.filter(
            supporter_key=supporter_key, question__in=rows
        )
        mine = set(supports.values_list("question_id", flat=True))
    return [_told(event, row, row.pk in mine) for row in rows]


def for_screen(event: LiveEventPage) -> list[Told]:
    """What is to be answered next: what most want to know, the earlier first of as many."""
    rows = _public(event).filter(status=LiveQuestion.Status.SHOWN).order_by("-wanted", "pk")
    return [_told(event, row) for row in rows[:ON_SCREEN]]


def stamp(seconds: int | None) -> str:
    """`12:34`, or `1:02:03`; nothing where nobody knows."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def at_second(url: str, seconds: int) -> str:
    """The recording, opened where the answer begins."""
    parts = urlsplit(url)
    if parts.path.lower().endswith(FILES):
        return urlunsplit(parts._replace(fragment=f"t={seconds}"))
    query = f"{parts.query}&t={seconds}" if parts.query else f"t={seconds}"
    return urlunsplit(parts._replace(query=query))


def _public(event: LiveEventPage) -> QuerySet[Any]:
    rows = LiveQuestion.objects.public().filter(event=event).select_related("suggestion")
    return rows.annotate(wanted=Count("supports"))


def _told(event: LiveEventPage, row: Any, mine: bool = False) -> Told:
    answered = row.status == LiveQuestion.Status.ANSWERED
    seconds = row.seconds if answered else None
    opens = bool(event.recording_url) and seconds is not None
    return Told(
        pk=row.pk,
        words=words_of(row.suggestion),
        answered=answered,
        wanted=row.wanted,
        stamp=stamp(seconds),
        moment_url=at_second(event.recording_url, seconds or 0) if opens else "",
        wanted_by_me=mine,
    )
