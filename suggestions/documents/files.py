"""A paper as bytes of a kind, from its one list of lines."""

import datetime as dt
import hashlib
from typing import Any, NamedTuple

from suggestions.documents.lines import Line
from suggestions.documents.pdf import PAPER, pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
TYPES = {"docx": DOCX, "pdf": PDF}


class PrintedAs(NamedTuple):
    """Everything that is in a printed paper: equal ones give equal bytes.

    `look` is that of the PDF: an official paper, or a certificate to be hung up.
    """

    kind: str
    lines: tuple[Line, ...]
    title: str
    author: str
    at: dt.datetime
    look: str = PAPER


def composed(paper: PrintedAs) -> bytes:
    """DOCX or PDF, set anew."""
    from suggestions.documents.word import docx  # late: slow to import, seldom printed

    facts: dict[str, Any] = {"title": paper.title, "author": paper.author, "at": paper.at}
    if paper.kind == "docx":
        return docx(paper.lines, **facts)
    return pdf(paper.lines, look=paper.look, **facts)


def digest(data: bytes) -> str:
    """The fingerprint of a file or of a text's bytes."""
    return hashlib.sha256(data).hexdigest()
