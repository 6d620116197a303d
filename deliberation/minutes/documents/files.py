"""Minutes as bytes of a kind: what is in the paper, and where it lies once it is printed."""

import datetime as dt

from deliberation.minutes.documents.lines import minutes_lines
from deliberation.models import Minutes
from suggestions.documents import keeping
from suggestions.documents.files import PrintedAs


def printed_as(minutes: Minutes, kind: str, *, public: bool) -> PrintedAs:
    """The paper; its dates are those of the minutes, so that printing twice gives the same."""
    at = minutes.frozen_at or minutes.meeting.closed_at or minutes.meeting.starts_at
    at = at.astimezone(dt.UTC)  # however it was read
    lines = tuple(minutes_lines(minutes, public=public))
    content = minutes.content
    return PrintedAs(kind, lines, content["title"], content["council"], at)


def kept(minutes: Minutes, kind: str, *, public: bool) -> bytes | None:
    """The paper if it has been printed before."""
    return keeping.kept(printed_as(minutes, kind, public=public))


def printed(minutes: Minutes, kind: str, *, public: bool) -> bytes:
    """DOCX or PDF, composed now unless it lies there."""
    return keeping.printed(printed_as(minutes, kind, public=public))
