"""Issues (类问题): one kind of problem wherever it is, told by topics and lone texts alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import dots, row_sums
from nlp.grouping.communities import indicator, renumber
from nlp.grouping.linking import Parts, leading, linked, tied

LINK, LINK_WITH_MEANING = 0.11, 0.14
"""Mean likeness of the pairs of texts of two parts above which they are one issue."""

OFFER, OFFER_OF_FEW, FEW = 0.2, 0.25, 3
"""Cosine to the rest of an issue from which on it is offered to a text without a topic, and to
the rest of one of so few texts: two strangers share a word more easily than one shares many's."""

STAY = 0.5
"""What was one issue in the last run stays one down to this share of the link and the offer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the texts say.

    Attributes
    ----------
    kind : csr matrix, shape (n_texts, m)
        Unit rows (`nlp.reading.weights.Features.kind`).
    graph : csr matrix, shape (n_texts, n_texts)
        Who is near whom: only what it ties is compared.
    meaning : float32 array, shape (n_texts, width), or None
        Unit sentence vectors.
    """

    kind: sp.csr_matrix
    graph: sp.csr_matrix
    meaning: np.ndarray | None = None

    def link(self) -> float:
        """Return the likeness above which two parts are one issue."""
        return LINK if self.meaning is None else LINK_WITH_MEANING


def find_issues(
    spoken: Spoken, topic_of: np.ndarray, *, held: np.ndarray | None = None
) -> np.ndarray:
    """Return the issue of every text, numbered 0.. by first text; some have one of their own.

    Topics and lone texts are merged by average link, the best pair first.

    Parameters
    ----------
    spoken
        What the texts say.
    topic_of : int array, shape (n_texts,)
        The topic of each text, -1 for none.
    held : int array, shape (n_texts,), optional
        The issue that each text had in the last run, -1 for none: it is left only for good reason.
    """
    n = len(topic_of)
    if not n:
        return topic_of
    part_of = renumber(np.where(topic_of >= 0, topic_of, n + np.arange(n)))
    parts = Parts(spoken.kind, spoken.meaning, np.ones(n)).merged(part_of)
    one, two = tied(part_of, spoken.graph)
    least = spoken.link()
    if held is None or held.max(initial=-1) < 0:
        found = renumber(linked(parts, one, two, least)[part_of])
        return _offered(spoken.kind, topic_of, found, np.ones(n))
    before = leading(held, part_of)
    first = renumber(_together(parts, before, STAY * least))
    labels, parts = leading(before, first), parts.merged(first)
    found = renumber(linked(parts, first[one], first[two], least, labels)[first][part_of])
    stays = (held >= 0) & (held == leading(held, found)[found])
    return _offered(spoken.kind, topic_of, found, np.where(stays, STAY, 1))


def _offered(
    rows: sp.csr_matrix, topic_of: np.ndarray, labels: np.ndarray, share: np.ndarray
) -> np.ndarray:
    """Part with the texts without a topic that are too far from the rest of theirs.

    ``share`` is which part of the `OFFER` each of them needs.
    """
    few = np.bincount(labels)[labels] <= FEW
    least = np.where(few, OFFER_OF_FEW, OFFER) * share
    total = (indicator(labels, int(labels.max()) + 1) @ rows).tocsr()
    length = row_sums(total, np.square(total.data, dtype=np.float64))
    whole, own = dots(rows, total, labels), row_sums(rows, np.square(rows.data, dtype=np.float64))
    near = (whole - own) / np.sqrt(np.maximum(length[labels] - 2 * whole + own, 1e-9))
    strays = (topic_of < 0) & (near < least)
    return renumber(np.where(strays, len(labels) + np.arange(len(labels)), labels))


def _together(parts: Parts, before: np.ndarray, least: float) -> np.ndarray:
    """Return labels by which those of one issue of the last run that still fit it are one."""
    alone = len(before) + np.arange(len(before))
    inside = np.flatnonzero(before >= 0)
    if not len(inside):
        return alone
    mine = parts.of(inside)
    place = renumber(before[inside])
    whole = mine.merged(place)
    each = np.arange(len(inside))
    others = mine.alike(each, whole, place) - mine.alike(each, mine, each)
    pairs = mine.sizes * (whole.sizes[place] - mine.sizes)
    fits = inside[(pairs == 0) | (others > least * pairs)]
    labels = alone
    labels[fits] = before[fits]
    return labels
