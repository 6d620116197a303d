"""Minutes as bytes of a kind, from the one list of lines."""

from deliberation.documents.lines import minutes_lines
from deliberation.documents.pdf import pdf
from deliberation.documents.word import docx
from deliberation.models import Minutes

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def printed(minutes: Minutes, kind: str, *, public: bool) -> bytes:
    """DOCX or PDF; its dates are those of the minutes, so that printing twice gives the same."""
    make = {"docx": docx, "pdf": pdf}[kind]
    at = minutes.frozen_at or minutes.meeting.closed_at or minutes.meeting.starts_at
    lines = minutes_lines(minutes, public=public)
    return make(lines, title=minutes.content["title"], author=minutes.content["council"], at=at)
