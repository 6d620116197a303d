"""Copy-paste floods: texts that say the same in the same words, counted and read once (同文 N 份).

Equal texts are found by hashing.  Near-equal ones (another name, another house number, a greeting
more) by MinHash over pieces of three characters: one pass over the characters, whatever the number
of texts, then a check of the true overlap wherever two sketches meet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from nlp.reading.clean import fold

__all__ = ["COPIED", "copies"]

COPIED = 0.8
"""Two texts are copies where they share this much (Jaccard) of their pieces of characters."""

LEAST = 12
"""Letters a text needs to be a near copy of another; shorter ones must be equal."""

_PIECE = 3
_BINS = 32
_BAND = 4
_CHUNK = 2_000_000
_READ = 4_000
_NONE = np.uint64(2**64 - 1)
_BASE = np.uint64(1_000_003)


def copies(texts: Sequence[str], *, same: float = COPIED) -> list[int]:
    """Return for each text which flood it belongs to: the index of the first text of it.

    Parameters
    ----------
    texts : sequence of str
        Titles and bodies joined, in any order.  Case, width, blanks and punctuation do not count.
    same : float
        The share of pieces of three characters that two copies have in common, above 0 to 1.

    Returns
    -------
    list of int
        ``result[i] == i`` for a text that is the first of its kind, or the only one.

    Notes
    -----
    MinHash in one permutation, split into bins (Li, Owen and Zhang 2012), empty bins filled from
    their neighbour (Shrivastava and Li 2014), compared in bands: two texts that share 80 % of
    their pieces meet with a probability of 98 %, and what meets is checked exactly.  Time and
    memory grow linearly with the characters.

    Examples
    --------
    >>> copies(["和平路路灯坏了三天，晚上看不见路！", "停水了", "和平路路灯坏了三天 晚上看不见路"])
    [0, 1, 0]
    """
    if not 0 < same <= 1:
        raise ValueError("same must be above 0 and at most 1")
    folded = [fold(text[:_READ]) for text in texts]
    first: dict[str, int] = {}
    leader = [first.setdefault(text, at) for at, text in enumerate(folded)]
    distinct = [at for at, own in enumerate(leader) if at == own and len(folded[at]) >= LEAST]
    above = _near([folded[at] for at in distinct], same)
    up = {at: distinct[above[place]] for place, at in enumerate(distinct)}
    return [up.get(own, own) for own in leader]


def _near(texts: list[str], same: float) -> list[int]:
    """Group distinct folded texts; the earliest of a group stands for it."""
    above = list(range(len(texts)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = above[at]
        return at

    sketches = _sketches(texts)
    for start in range(0, _BINS, _BAND):
        met: defaultdict[bytes, list[int]] = defaultdict(list)
        for at, key in enumerate(sketches[:, start : start + _BAND]):
            met[key.tobytes()].append(at)
        for group in met.values():
            pieces = _pieces(texts[group[0]]) if len(group) > 1 else set()
            for other in group[1:]:
                one, two = sorted((top(group[0]), top(other)))
                if one != two and _overlap(pieces, _pieces(texts[other])) >= same:
                    above[two] = one
    return [top(at) for at in range(len(texts))]


def _pieces(text: str) -> set[str]:
    return {text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)}


def _overlap(one: set[str], two: set[str]) -> float:
    both = len(one & two)
    return both / (len(one) + len(two) - both)


def _sketches(texts: list[str]) -> np.ndarray:
    """Return the smallest hash of every text's pieces in each bin."""
    sketch = np.full((len(texts), _BINS), _NONE)
    start, size = 0, 0
    for at, text in enumerate(texts):
        size += len(text)
        if size >= _CHUNK or at == len(texts) - 1:
            _sketch(texts[start : at + 1], sketch[start : at + 1])
            start, size = at + 1, 0
    for _ in range(_BINS):
        empty = sketch == _NONE
        if not empty.any():
            break
        sketch[empty] = np.roll(sketch, -1, axis=1)[empty]
    return sketch


def _sketch(texts: list[str], sketch: np.ndarray) -> None:
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    count = len(letters) - _PIECE + 1
    hashes = np.zeros(count, np.uint64)
    for shift in range(_PIECE):
        hashes = hashes * _BASE + letters[shift : shift + count]
    # splitmix64's finish: neighbouring pieces get unrelated numbers.
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(texts)), lengths)[:count]
    inside = np.arange(count) + _PIECE <= ends[owner]
    hashes, owner = hashes[inside], owner[inside]
    np.minimum.at(sketch, (owner, (hashes % np.uint64(_BINS)).astype(np.int64)), hashes)
