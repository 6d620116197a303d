"""What stands from the last run: looked at again is only what something new comes near to.

Whatever is drawn anew comes out a little differently, the more so where people have changed it
meanwhile.  A run over what the last one has seen must find what the last one found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from nlp.bulk.sparse import top_entries
from nlp.grouping.centres import Centres
from nlp.grouping.communities import indicator, renumber
from nlp.grouping.placing import Known
from nlp.reading.corpus import Corpus

NEAR = 0.30
"""Weight of the ties by which something new stirs up what stands: less holds no topic together."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What the texts are known by.

    Attributes
    ----------
    held : int array, shape (n_texts,)
        The place of each text's topic of the last run, -1 for none.
    stirred : bool array, shape (n_texts,)
        What is to be looked at: the new, what lies near to it, and the whole of its topics.
    """

    held: np.ndarray
    stirred: np.ndarray


def stood(ids: Sequence[str], corpus: Corpus, graph: sp.csr_matrix, known: Known) -> Stood:
    """Return what is known of the texts, and what of it is to be looked at again."""
    held = corpus.known({**known.previous, **known.fixed}, ids)
    loose = _loose(ids, corpus, held, known)
    if loose.all():
        return Stood(held, loose)
    near = graph[np.flatnonzero(loose)].tocsr()
    strong = near.indices[near.data >= NEAR]
    groups = int(held.max(initial=-1)) + 1
    touched = np.zeros(groups + 1, bool)  # the last: none
    touched[held[strong]] = True
    touched[held[loose]] = True
    if groups:
        ties = (near @ indicator(held, groups).T).tocsr()
        most = top_entries(ties, 1)[0]  # a wide topic is left and entered by many weak ties
        touched[ties.indices[most[ties.data[most] >= NEAR]]] = True
    touched[groups] = False
    stirred = loose | touched[held]
    stirred[strong] = True
    return Stood(held, stirred)


def _loose(ids: Sequence[str], corpus: Corpus, held: np.ndarray, known: Known) -> np.ndarray:
    """Return which texts are new; a further copy of one that has a topic is not."""
    seen, unseen = np.zeros((2, len(corpus.titles)), bool)
    for key, text in zip(ids, corpus.owner.tolist(), strict=True):
        if key not in known.loose and (key in known.previous or key in known.fixed):
            seen[text] = True
        else:
            unseen[text] = True
    return ~seen | (unseen & (held < 0))


def completed(found: np.ndarray, was: Stood) -> np.ndarray:
    """Return the labels of all texts from those of the stirred ones: the others stand."""
    labels = np.where(was.held >= 0, was.held, len(was.held) + np.arange(len(was.held)))
    labels[was.stirred] = 2 * len(labels) + found
    return renumber(labels)


def standing(
    ids: Sequence[str], corpus: Corpus, labels: np.ndarray, was: Stood, known: Known
) -> np.ndarray:
    """Return which messages stay where the last run put them.

    ``labels`` are the topics of the texts: what was merged with something that was looked at
    does not stand.
    """
    mixed = np.zeros(int(labels.max(initial=-1)) + 1, bool)
    mixed[labels[was.stirred]] = True
    still = ~mixed[labels]
    return np.fromiter(
        (
            key in known.previous and key not in known.loose and still[text]
            for key, text in zip(ids, corpus.owner.tolist(), strict=True)
        ),
        bool,
        len(ids),
    )


def with_standing_issues(
    ids: Sequence[str], topics: Centres, stands: np.ndarray, known: Known
) -> Known:
    """Return what is known, the issues of the topics that stand as a whole among what is fixed."""
    inside = np.flatnonzero(topics.index >= 0)
    whole = np.ones(len(topics.numbers), bool)
    placed = np.fromiter((key in known.fixed for key in ids), bool, len(ids)) | stands
    whole[topics.index[inside[~placed[inside]]]] = False
    issues: dict[int, int] = {}
    for at in inside[whole[topics.index[inside]]].tolist():
        if ids[at] in known.issues:
            issues.setdefault(int(topics.numbers[topics.index[at]]), known.issues[ids[at]])
    return replace(known, fixed_issues={**issues, **known.fixed_issues})
