"""Find the messages most like a text: an inverted index with BM25 weights, held in memory.

Built in bulk with numpy, changed one message at a time without a rebuild. The index is a pure
function of the messages given to it, so workers that read the same rows hold the same index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import scipy.sparse as sp

from nlp.likeness.counting import count_messages, stacked
from nlp.likeness.parts import counted
from nlp.likeness.scoring import Hit, best, likely, saturated, saturation

QUERY_WORDS = 32
"""The heaviest words of a query that take part; more only cost time."""

POSTINGS = 150_000
"""What one query may read; the words that come after, the lightest, are left out."""

_WORDS_LEAST = 3
_PENDING_MOST = 10_000


class SimilarIndex:
    """The messages that can be found, and how to find them.

    Parameters
    ----------
    messages : iterable of (id, text) or (id, text, title)
        All strings; a later text replaces an earlier one of the same id. The words of a title
        count three times.

    Notes
    -----
    A query costs time in proportion to the postings of its words: a few milliseconds
    among 280,000 messages of 140 characters. Memory is about 3 KB per message.

    Not thread-safe while it is being changed; queries alone may run side by side.

    Examples
    --------
    >>> index = SimilarIndex([("1", "小区门口路灯不亮"), ("2", "建议加装电梯")])
    >>> [hit.id for hit in index.query("路灯坏了，晚上不亮")]
    ['1']
    >>> index.add("3", "路灯整夜不亮"); index.remove("1")
    >>> [hit.id for hit in index.query("路灯坏了，晚上不亮")]
    ['3']
    """

    def __init__(self, messages: Iterable[tuple[str, str] | tuple[str, str, str]] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._slots: dict[str, int] = {}
        self._alive = np.zeros(0, bool)
        self._starts = np.zeros(1, np.int64)
        self._postings = np.zeros(0, np.int32)
        self._weights = np.zeros(0, np.float32)
        self._frequency = np.zeros(0, np.int64)
        self._mean_length = 1.0
        self._pending: dict[int, list[tuple[int, float]]] = {}
        self._waiting: list[Counter[int]] = []
        self._rows = sp.csr_matrix((0, 0), dtype=np.float32)
        self._build({id: (text, *rest) for id, text, *rest in messages})

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, id: str) -> bool:
        return id in self._slots

    def add(self, id: str, text: str, title: str = "") -> None:
        """Add a message, or replace the one of the same id.

        Parameters
        ----------
        id : str
            Anything that names the message.
        text, title : str
            A text of no meaningful word is kept and never found.
        """
        self.remove(id)
        parts = counted(text, title).items()
        numbers = self._numbers
        counts = Counter({numbers.setdefault(word, len(numbers)): n for word, n in parts})
        slot = len(self._ids)
        self._ids.append(id)
        self._slots[id] = slot
        self._alive = _grown(self._alive, slot + 1)
        self._alive[slot] = True
        self._frequency = _grown(self._frequency, len(self._numbers))
        length = sum(counts.values())
        for word, count in counts.items():
            weight = float(saturated(np.float64(count), np.float64(length), self._mean_length))
            self._pending.setdefault(word, []).append((slot, weight))
            self._frequency[word] += 1
        self._waiting.append(counts)
        if len(self._waiting) > _PENDING_MOST:
            self._settle()

    def remove(self, id: str) -> None:
        """Forget a message; one that is not there is no error."""
        slot = self._slots.pop(id, None)
        if slot is not None:
            # Its postings stay until the next settling, and are passed over.
            self._alive[slot] = False

    def query(self, text: str, top: int = 5, title: str = "") -> list[Hit]:
        """Return the messages most like a text, best first.

        Parameters
        ----------
        text : str
            Any text.
        top : int
            The most that are returned.
        title : str
            Its title, where it has one.

        Returns
        -------
        list of Hit
            Fewer than `top`, or none, where no more share a word; equal scores in order of
            arrival.

        Raises
        ------
        ValueError
            If `top` is below 1.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        words = self._query_words(counted(text, title))
        if not words or not self._slots:
            return []
        scores = self._scores(words)
        own = sum(weight * saturation(count) for _, weight, count in words)
        nearest = best(scores, self._alive, top)
        rarest = np.log1p((max(len(self._ids), 2) - 0.5) / 1.5)
        chances = likely(scores[nearest] / own, scores[nearest] / rarest)
        return [
            Hit(self._ids[slot], rank, round(float(score), 4))
            for rank, (slot, score) in enumerate(zip(nearest, chances, strict=True), start=1)
        ]

    def _query_words(self, counts: Counter[str]) -> list[tuple[int, float, int]]:
        """Return number, weight and count of the words of a query, heaviest first."""
        n = max(len(self._ids), 1)
        words = []
        for word, count in counts.items():
            number = self._numbers.get(word)
            if number is not None and self._frequency[number]:
                df = float(self._frequency[number])
                words.append((number, np.log1p((n - df + 0.5) / (df + 0.5)), count))
        words.sort(key=lambda w: -w[1] * saturation(w[2]))
        chosen: list[tuple[int, float, int]] = []
        cost = 0
        for number, idf, count in words[:QUERY_WORDS]:
            cost += int(self._frequency[number])
            if len(chosen) >= _WORDS_LEAST and cost > POSTINGS:
                break
            chosen.append((number, float(idf), count))
        return chosen

    def _scores(self, words: list[tuple[int, float, int]]) -> np.ndarray:
        slots, weights = [], []
        for number, idf, count in words:
            factor = np.float32(idf * saturation(count))
            if number + 1 < len(self._starts):
                span = slice(self._starts[number], self._starts[number + 1])
                slots.append(self._postings[span])
                weights.append(self._weights[span] * factor)
            pending = self._pending.get(number)
            if pending:
                slots.append(np.array([slot for slot, _ in pending], np.int32))
                weights.append(np.array([weight for _, weight in pending]) * factor)
        return np.bincount(np.concatenate(slots), np.concatenate(weights))

    def _build(self, messages: dict[str, tuple[str, ...]]) -> None:
        self._ids = list(messages)
        self._index(count_messages(list(messages.values()), self._numbers))

    def _index(self, rows: sp.csr_matrix) -> None:
        """Lay out the postings of all messages; `rows` holds their counts."""
        self._slots = {id: slot for slot, id in enumerate(self._ids)}
        self._alive = np.ones(len(self._ids), bool)
        self._rows = rows
        lengths = np.asarray(rows.sum(axis=1), np.float32).ravel()
        self._mean_length = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
        by_word = rows.tocsc()
        self._starts, self._postings = by_word.indptr, by_word.indices
        self._weights = saturated(by_word.data, lengths[by_word.indices], self._mean_length)
        self._frequency = np.diff(by_word.indptr).astype(np.int64)
        self._pending, self._waiting = {}, []

    def _settle(self) -> None:
        """Move what was added into the arrays and what was removed out of them."""
        numbers = [list(counts) for counts in self._waiting]
        indptr = np.cumsum([0, *map(len, numbers)])
        data = [count for counts in self._waiting for count in counts.values()]
        flat = [number for row in numbers for number in row]
        shape = (len(numbers), len(self._numbers))
        new = sp.csr_matrix((np.array(data, np.float32), np.array(flat, np.int32), indptr), shape)
        rows = stacked([self._rows, new], len(self._numbers))[np.flatnonzero(self._alive)]
        self._ids = [id for id, alive in zip(self._ids, self._alive, strict=True) if alive]
        self._index(rows)


def _grown(array: np.ndarray, size: int) -> np.ndarray:
    """Return the array with room for `size`, zeros behind the old values."""
    if size <= len(array):
        return array
    return np.concatenate([array, np.zeros(size - len(array), array.dtype)])
