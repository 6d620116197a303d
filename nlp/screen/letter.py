"""One letter as it is read for screening: what rules tell of it, its cue words, its words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from nlp.reading import segment
from nlp.reading.clean import clean_text
from nlp.screen.cues import cue_values, first_sentence, totals, weighed
from nlp.screen.kinds import Screened
from nlp.screen.signs import invalid, legal, thanks, urgent

_MOST_TEXT = 20_000


@dataclass(frozen=True)
class Letter:
    """A cleaned letter; a title that is missing is its first sentence.

    Attributes
    ----------
    title, body : str
        Cleaned.
    whole : str
        Both as they came.
    rule : Screened or None
        Danger, or nothing to read: told by rules, whatever is learned.
    """

    title: str
    body: str
    whole: str
    rule: Screened | None

    @cached_property
    def shipped(self) -> Screened:
        """What the rules and weights of this package say."""
        return self.rule or self._legal or self._thanks or weighed(self.title, self.body)

    @cached_property
    def _legal(self) -> Screened | None:
        return legal(self.whole)

    @cached_property
    def _thanks(self) -> Screened | None:
        return thanks(self.whole)

    @cached_property
    def values(self) -> list[float]:
        """Return what a model may learn from besides words: cues, and what is said of them."""
        cues = cue_values(self.title, self.body)
        said = (float(one is not None) for one in (self._legal, self._thanks))
        return [*cues, *totals(cues), *said]

    @cached_property
    def words(self) -> Counter[str]:
        """Return all words, also those that say how and not what (请问, 希望)."""
        cut = segment.cut(self.whole.lower())
        return Counter(word for word in cut if word.strip() and len(word) <= segment.MAX_WORD)


def read(text: str, title: str) -> Letter:
    """Clean a letter and ask the rules that come first."""
    body, title = clean_text(text[:_MOST_TEXT]), clean_text(title[:_MOST_TEXT], lines=False)
    whole = f"{title}\n{body}"
    return Letter(title or first_sentence(body), body, whole, urgent(whole) or invalid(whole))
