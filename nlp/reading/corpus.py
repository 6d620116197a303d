"""The distinct texts of many messages, in an order that does not depend on theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.reading.form import normalise
from nlp.records import Message


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sorted distinct texts; a text sent by many stands once (同文 N 份).

    Attributes
    ----------
    titles, bodies : list of str
        Normalised.
    owner : int array, shape (n_messages,)
        Which text each message has.
    sizes : int array, shape (n_texts,)
        How many messages have it.
    """

    titles: list[str]
    bodies: list[str]
    owner: np.ndarray
    sizes: np.ndarray

    def known(self, numbers: Mapping[str, int | None], ids: Sequence[str]) -> np.ndarray:
        """Return the place of each text's number among the numbers given, -1 for none.

        ``ids`` are those of all messages, in their order.

        Where the copies of a text have several, the smallest counts.
        """
        places = {
            n: i for i, n in enumerate(sorted({n for n in numbers.values() if n is not None}))
        }
        held = np.full(len(self.titles), len(places))
        for key, text in zip(ids, self.owner.tolist(), strict=True):
            number = numbers.get(key)
            if number is not None:
                held[text] = min(held[text], places[number])
        return np.where(held < len(places), held, -1)


def read(messages: Sequence[Message]) -> Corpus:
    """Collapse identical texts and sort the rest.

    Raises
    ------
    ValueError
        If two messages have the same id.

    Examples
    --------
    >>> corpus = read([Message("2", "停水"), Message("1", "停电"), Message("3", "停水")])
    >>> corpus.titles, corpus.owner.tolist(), corpus.sizes.tolist()
    (['停水', '停电'], [0, 1, 0], [2, 1])
    """
    seen: set[str] = set()
    for message in messages:
        if message.id in seen:
            raise ValueError(f"id {message.id!r} stands twice")
        seen.add(message.id)
    pairs = [(normalise(message.title), normalise(message.body)) for message in messages]
    distinct = sorted(set(pairs))
    row = {pair: index for index, pair in enumerate(distinct)}
    owner = np.fromiter((row[pair] for pair in pairs), np.int64, len(pairs))
    sizes = np.bincount(owner, minlength=len(distinct))
    return Corpus([t for t, _ in distinct], [b for _, b in distinct], owner, sizes)
