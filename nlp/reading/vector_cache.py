"""Sentence vectors that outlast a run: immutable files of keys and vectors in one folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from pathlib import Path

import numpy as np

_SHARDS = 24
"""From so many files on, a run that adds vectors puts all of them into one."""


class VectorCache:
    """Vectors by the hash of their text, on disk.

    Every run that computes new vectors leaves one more file, complete before it has its name;
    no file is ever changed.  So runs at the same time cannot harm each other: at worst two
    compute the same vector.  What cannot be read is as if it were not there.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    kind : str
        Name and version of what makes the vectors: others are neither read nor touched.
    width : int
        Numbers of each vector.

    Raises
    ------
    OSError
        If the folder cannot be made.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cache = VectorCache(Path(folder), "m1", 2)
    ...     cache.add(np.array([7], np.uint64), np.ones((1, 2), np.float16))
    ...     VectorCache(Path(folder), "m1", 2).find(np.array([7, 8], np.uint64))[1].tolist()
    [True, False]
    """

    def __init__(self, folder: Path, kind: str, width: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._kind = folder, kind
        self._type = np.dtype([("key", np.uint64), ("vector", np.float16, (width,))])
        self._paths = sorted(folder.glob(f"{kind}-*.npy"))
        self._shards = [shard for path in self._paths if (shard := self._read(path)) is not None]

    def _read(self, path: Path) -> np.ndarray | None:
        with contextlib.suppress(OSError, ValueError, EOFError):
            shard: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
            if shard.dtype == self._type and shard.ndim == 1:
                return shard
        return None

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the vectors of the keys, and which of them are known (the others are 0)."""
        found = np.zeros((len(keys), self._type["vector"].shape[0]), np.float16)
        known = np.zeros(len(keys), bool)
        for shard in self._shards:
            held = np.asarray(shard["key"])  # sorted
            place = np.minimum(np.searchsorted(held, keys), max(len(held) - 1, 0))
            if not len(held):
                continue
            hit = ~known & (held[place] == keys)
            found[hit] = shard["vector"][place[hit]]
            known |= hit
        return found, known

    def add(self, keys: np.ndarray, vectors: np.ndarray) -> None:
        """Keep vectors for later runs; with many files, put all into one."""
        if not len(keys):
            return
        parts = [self._packed(keys, vectors)]
        old = self._paths if len(self._paths) >= _SHARDS else []
        if old:
            parts += [np.asarray(shard) for shard in self._shards]
        whole = np.concatenate(parts)
        whole = whole[np.unique(whole["key"], return_index=True)[1]]
        path = self._folder / f"{self._kind}-{uuid.uuid4().hex}.npy"
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".part-", delete=False) as file:
            try:
                np.save(file, whole, allow_pickle=False)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        os.replace(file.name, path)
        for one in old:
            one.unlink(missing_ok=True)
        self._paths = [path] if old else [*self._paths, path]
        self._shards = [whole] if old else [*self._shards, whole]

    def _packed(self, keys: np.ndarray, vectors: np.ndarray) -> np.ndarray:
        part = np.empty(len(keys), self._type)
        part["key"], part["vector"] = keys, vectors
        return part
