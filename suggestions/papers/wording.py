"""First and last sentences of a kind of paper: the shipped ones, or the office's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from suggestions.models import PaperWording
from suggestions.news.wording import BRACE
from suggestions.papers.kinds import Shape


@dataclass(frozen=True)
class Sentences:
    opening: str
    closing: str

    def filled(self, braces: Mapping[str, str]) -> "Sentences":
        """Filled once: what a value brings along is text, whatever it looks like."""

        def fill(text: str) -> str:
            return BRACE.sub(lambda found: braces.get(found[1], ""), text)

        return Sentences(fill(self.opening), fill(self.closing))


def unknown(shape: Shape, *texts: str) -> list[str]:
    """Braces that nothing fills, in the order of the text."""
    found = [name for text in texts for name in BRACE.findall(text)]
    return list(dict.fromkeys(name for name in found if name not in shape.braces))


def of(shape: Shape) -> Sentences:
    """The sentences in force. What was written for braces that are no more is passed over."""
    own = PaperWording.objects.filter(kind=shape.kind).first()
    if own and not unknown(shape, own.opening, own.closing):
        return Sentences(own.opening, own.closing)
    return Sentences(shape.opening, shape.closing)
