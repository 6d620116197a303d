"""A paper as bytes of a kind, from its one list of lines."""

import datetime as dt
import hashlib
from typing import NamedTuple

from suggestions.documents.lines import Line
from suggestions.documents.pdf import pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
TYPES = {"docx": DOCX, "pdf": PDF}


class PrintedAs(NamedTuple):
    """Everything that is in a printed paper: equal ones give equal bytes."""

    kind: str
    lines: tuple[Line, ...]
    title: str
    author: str
    at: dt.datetime


def composed(paper: PrintedAs) -> bytes:
    """DOCX or PDF, set anew."""
    from suggestions.documents.word import docx  # late: slow to import, seldom printed

    make = {"docx": docx, "pdf": pdf}[paper.kind]
    return make(paper.lines, title=paper.title, author=paper.author, at=paper.at)


def digest(data: bytes) -> str:
    """The fingerprint of a file or of a text's bytes."""
    return hashlib.sha256(data).hexdigest()
