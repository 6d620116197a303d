"""What the minutes say, sentence by sentence, each with the records that it stands on.

A source is written `model:pk:field` and kept in the content of the minutes, so that every
sentence can be asked for its record as long as the minutes exist. Those without a field are
there because the record is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from suggestions.documents.lines import Line

Sources = tuple[str, ...]


def of(record: Any) -> str:
    """The name of a record in the content: `motion:12`."""
    return f"{record._meta.model_name}:{record.pk}"


def fields(base: str, *names: str) -> Sources:
    """`motion:12:title`, …; nothing where the content is older than its sources."""
    return tuple(f"{base}:{name}" for name in names) if base else ()


@dataclass(frozen=True)
class Sentence:
    """Words of the minutes and their sources."""

    text: str
    of: Sources


@dataclass(frozen=True)
class Said:
    """A line of the minutes as its sentences; `line` is what is printed."""

    kind: str
    sentences: tuple[Sentence, ...]
    label: str = ""

    @property
    def line(self) -> Line:
        return Line(self.kind, "".join(one.text for one in self.sentences), self.label)

    @property
    def of(self) -> Sources:
        return tuple(source for one in self.sentences for source in one.of)


def said(kind: str, text: str, of: Iterable[str], label: str = "") -> Said:
    """A line of one sentence."""
    return Said(kind, (Sentence(text, tuple(of)),), label)
