"""Which runs of a title's words say what the texts of a group have in common, and how well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from nlp.telling.clauses import Clause, clauses
from nlp.telling.words import CONSEQUENCE, GOVERNING, HEADS, TAKING, word_of

__all__ = ["MAX_NAME", "MIN_NAME", "Group", "Reading", "Span", "Text"]

MIN_NAME, MAX_NAME = 4, 14

_SHARED = 0.6
"""A word counts for a name if it stands in more than this share of the texts that have the
second most common word, and against it if in fewer."""

_AGAINST = 0.5
_BODY = 0.85
"""What it counts that a word stands in bodies only."""

_FEW, _HALF = 0.34, 0.501
"""A place that fewer of the texts name is not theirs; an issue's is one that most of them name."""

_OWN, _COUPLE = 0.7, 2
_NO_MATTER, _OWN_MATTER, _GAP, _GOVERNED, _NOWHERE = 0.18, 0.5, 0.93, 0.4, 0.7
_ODD = 0.75
"""What takes from a phrase: only a place, only a name, something left out, a cut behind 被, no
place where the texts share one."""

_SHORT, _JOINED, _BEGINS = 0.8, 0.65, 0.35

_STRANGE, _STRANGE_TO_ISSUE = 0.4, 0.05
"""What takes from it most: a place that is not theirs."""

_GOOD = 0.9
"""From here on an end is one: of the clause, or before words that only weigh or ask."""

_BRIEF = tuple(
    {4: 0.78, 5: 0.86}.get(size, 1 - 0.02 * max(0, size - 8)) for size in range(MAX_NAME + 1)
)

Text = tuple[str, str]
"""Title and body of a text."""

Span = tuple[float, float, tuple[str, ...]]
"""What a run of words covers, how well it reads, and the words."""


@dataclass(slots=True)
class Reading:
    """The texts of all groups that are named in one go, each taken apart once.

    Attributes
    ----------
    rarity : mapping of str to float
        How much each word of the corpus tells; an unknown one counts 1.
    placeless : bool
        Whether the groups are issues: no place that only some of the texts name.
    """

    rarity: Mapping[str, float]
    placeless: bool = False
    _read: dict[str, list[Clause]] = field(default_factory=dict)
    _last: Counter[str] = field(default_factory=Counter)
    _seen: Counter[str] = field(default_factory=Counter)
    _texts: Counter[str] = field(default_factory=Counter)

    def clauses(self, text: Text) -> list[Clause]:
        """Return the clauses of the title, or of the body's opening where it has none."""
        title, body = text
        found = self._read.get(title or body)
        if found is None:
            found = self._read[title or body] = clauses(title or body, title=bool(title))
            for clause in found:
                self._seen.update(clause.words)
                self._last[clause.words[-1]] += 1
            self._texts.update({word for clause in found for word in clause.words})
        return found

    def closing(self, word: str) -> float:
        """Return how often a word that is read stands last: 扰民 does, the name of a place not."""
        return (self._last[word] + 0.6) / (self._seen[word] + 2)

    def own(self, word: str, texts: int) -> bool:
        """Tell whether hardly any text has a word but these: the name of a place or a firm."""
        return texts > _OWN * self._texts[word]


class Group:
    """What the texts of one group have in common, word by word."""

    def __init__(
        self, reading: Reading, read: Sequence[list[Clause]], shares: Mapping[str, float]
    ) -> None:
        """Take the clauses of each text, and in which share of the texts words stand."""
        self._reading = reading
        count = max(len(read), 1)
        in_text = [{word for clause in found for word in clause.words} for found in read]
        self._have = Counter(word for words in in_text for word in words)
        self._share = self._shares(read, count)
        self._support = {
            word: max(share, _BODY * shares.get(word, 0)) for word, share in self._share.items()
        }
        self._value = self._values()
        self._pairs = Counter(
            pair
            for found in (read if count > 1 else ())
            for pair in {p for clause in found for p in pairwise(clause.words)}
        )
        self._odd: set[str] = set()
        self._lone, self._common = self._places(read, count)
        if count > _COUPLE:  # a firm that one of several names is not theirs either
            own = (w for w, texts in self._have.items() if texts == 1 and len(w) > 1)
            self._odd = {w for w in own if w in self._value and reading.own(w, 1)}
        self._strange = _STRANGE_TO_ISSUE if reading.placeless else _STRANGE

    def _shares(self, read: Sequence[list[Clause]], count: int) -> dict[str, float]:
        """Return in which share of the texts each word stands.

        It is looked for within longer words as well, for jieba cuts now so, now so.
        """
        texts = ["，".join("".join(clause.words) for clause in found) for found in read]
        return {
            word: (sum(word in text for text in texts) if len(word) > 1 else have) / count
            for word, have in self._have.items()
        }

    def _values(self) -> dict[str, float]:
        """Return what each word of meaning adds to a name, or takes from it."""
        kept = {word: share for word, share in self._support.items() if word_of(word).keep}
        top = sorted(kept.values(), reverse=True)[:2]
        least = _SHARED * top[-1] if top else 0
        rarity = self._reading.rarity
        found = {word: rarity.get(word, 1.0) * (share - least) for word, share in kept.items()}
        return {word: value if value > 0 else _AGAINST * value for word, value in found.items()}

    def _places(self, read: Sequence[list[Clause]], count: int) -> tuple[set[str], set[str]]:
        """Return the words of places that few of the texts name, and those that most do."""
        named = {
            word
            for found in read
            for clause in found
            for word, place in zip(clause.words, clause.places, strict=True)
            if place and not word_of(word).bare
        }
        if count < _COUPLE:
            return set(), set()
        few = _HALF if self._reading.placeless else max(_FEW, 1.5 / count)
        lone = {word for word in named if self._share[word] < few}
        return lone, {word for word in named if len(word) > 1 and self._share[word] > _SHARED}

    def short(self, clause: Clause) -> list[Span]:
        """Return what a title of one short word is called: 违建问题."""
        word = clause.words[0]
        if len(clause.words) > 1 or word in HEADS or not 1 < len(word) < MIN_NAME:
            return []
        return [(self._value[word], _SHORT, (word, "问题"))] if word in self._value else []

    def spans(self, clause: Clause, least: float) -> list[Span]:
        """Return the runs of a clause that begin and end at least so well."""
        words, since = clause.words, clause.since
        found: list[Span] = []
        ends = self._ends(clause)
        lengths = list(map(len, words))
        values = [self._value.get(word, 0.0) for word in words]
        matters, tails = self._matters(clause), self._tails(words, ends)
        faults = self._faults(clause, ends)
        for start, begin in enumerate(self._begins(clause)):
            if not begin:
                continue
            size, worth, matter = 0, 0.0, _NO_MATTER
            for stop in range(start, len(words)):
                size += lengths[stop]
                if size > MAX_NAME or since[stop] < start:
                    break
                worth += values[stop]
                if matters[stop] > matter:
                    matter = matters[stop]
                if size >= MIN_NAME and begin * ends[stop] >= least:
                    quality = begin * tails[stop] * matter * _BRIEF[size]
                    for latest, factor in faults[stop]:
                        if latest >= start:
                            quality *= factor
                    found.append((worth, quality, words[start : stop + 1]))
        return found

    def joined(self, clause: Clause) -> list[Span]:
        """Return a place that most texts name with what the clause ends in, where it is too long.

        What is left out between them is not longer than what it ends in, and neither negates
        nor governs it: 幸福里小区[老年活动室东边]路口红绿灯常年不亮.
        """
        words, last = clause.words, len(clause.words) - 1
        place = self._place_before(clause)
        if not place or clause.ends[last] < _GOOD or sum(map(len, words)) <= MAX_NAME:
            return []
        head, found = "".join(words[:place]), []
        matters, tail = self._matters(clause), self._tails(words[last:], clause.ends[last:])[0]
        for start in range(place + 1, last):
            between, end = "".join(words[place:start]), "".join(words[start:])
            size = len(head) + len(end)
            bound = not GOVERNING.isdisjoint(words[place:start]) or clause.since[last] < start
            bound = bound or clause.begins[start] < _BEGINS or words[start - 1] in TAKING
            bound = bound or words[start] in CONSEQUENCE
            if size <= MAX_NAME and len(between) <= len(end) and not bound:
                run = (*words[:place], *words[start:])
                worth = sum(self._value.get(word, 0.0) for word in run)
                found.append((worth, _JOINED * tail * max(matters[start:]) * _BRIEF[size], run))
        return found

    def _place_before(self, clause: Clause) -> int:
        """Return how many words the place has that a clause begins with, 0 if it is not theirs."""
        found = 0
        for place, word in enumerate(clause.words):
            if not clause.places[place]:
                break
            if word_of(word).strong and place:
                found = place + 1
        named = {word for word in clause.words[:found] if not word_of(word).bare}
        return found if named and named <= self._common else 0

    def _begins(self, clause: Clause) -> list[float]:
        """Return how well a name begins with each word: better where the texts part before it."""
        found = list(clause.begins)
        for place, pair in enumerate(pairwise(clause.words), start=1):
            if found[place]:
                found[place] = self._parted(found[place], pair, self._have[pair[1]], 0.6, 0.3)
        return found

    def _ends(self, clause: Clause) -> list[float]:
        """Return how well a name ends with each word: better where the texts part behind it."""
        found = list(clause.ends)
        for place, pair in enumerate(pairwise(clause.words)):
            if found[place]:
                found[place] = self._parted(found[place], pair, self._have[pair[0]], 0.5, 0.15)
        return found

    def _parted(
        self, quality: float, pair: tuple[str, str], have: int, good: float, bad: float
    ) -> float:
        """Return a better quality where two words seldom meet, a worse one where they always do."""
        if have > 1 and quality < _GOOD:
            meet = self._pairs[pair]
            if meet <= have / 2:
                return max(quality, good if have > _COUPLE else good / 2)
            if meet == max(self._have[pair[0]], self._have[pair[1]]):
                return min(quality, bad)
        return quality

    def _matters(self, clause: Clause) -> list[float]:
        """Return how well each word tells the matter: no name does, and what all say does best."""
        found = []
        for word, place in zip(clause.words, clause.places, strict=True):
            if word not in self._value or place:
                found.append(_NO_MATTER)
            elif self._reading.own(word, self._have[word]):
                found.append(_OWN_MATTER)
            else:
                closing = min(1, 2 * self._reading.closing(word))
                found.append(0.5 + 0.25 * closing + 0.25 * self._support[word])
        return found

    def _tails(self, words: Sequence[str], ends: Sequence[float]) -> list[float]:
        """Return how well each word closes a name: as it closes titles, and as many have it."""
        found = []
        for word, end in zip(words, ends, strict=True):
            if end:
                closing = self._reading.closing(word)
                end *= 0.5 + 0.5 * closing if end >= _GOOD else 0.3 + 0.7 * closing
                end *= 0.7 + 0.3 * self._support[word]
            found.append(end)
        return found

    def _faults(self, clause: Clause, ends: Sequence[float]) -> list[list[tuple[int, float]]]:
        """Return what takes from each run that ends here and begins at a word or before it."""
        found: list[list[tuple[int, float]]] = []
        lone = odd = gap = governing = common = -1
        whole = 1.0 if not self._common else _NOWHERE
        for place, word in enumerate(clause.words):
            odd = place if word in self._odd else odd
            lone = place if clause.places[place] and word in self._lone else lone
            gap = place if clause.gaps[place] else gap
            governing = place if word in GOVERNING else governing
            common = place if word in self._common else common
            faults = [(place, whole), (common, 1 / whole)]  # made up for by a place of theirs
            if lone >= 0:
                faults.append((lone, self._strange))
            if odd >= 0:
                faults.append((odd, _ODD))
            if gap > 0:
                faults.append((gap - 1, _GAP))
            if governing >= 0 and ends[place] <= _GOOD:
                faults.append((governing, _GOVERNED))
            found.append(faults)
        return found
