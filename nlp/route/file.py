"""The model file: a zip of JSON and plain arrays. Nothing in it is executed."""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nlp.route.features import BLOCKS

FORMAT, VERSION = "jianyan-route", 1
_LARGEST_FILE = 512 * 1024 * 1024


class ModelError(ValueError):
    """A model file or its training data cannot be used; the message says why."""


def write_model(
    path: str | os.PathLike[str], state: dict[str, Any], weights: np.ndarray, idf: np.ndarray
) -> None:
    """Write the file in one piece."""
    target = Path(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False, prefix=".part-") as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                whole = {"format": FORMAT, "version": VERSION, **state}
                archive.writestr("model.json", json.dumps(whole, ensure_ascii=False))
                for name, array in (("weights.npy", weights), ("idf.npy", idf)):
                    buffer = io.BytesIO()
                    np.save(buffer, array, allow_pickle=False)
                    archive.writestr(name, buffer.getvalue())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(file.name, 0o666 & ~umask)
    os.replace(file.name, target)


def read_model(path: str | os.PathLike[str]) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """Return state, weights and idf, checked.

    Raises
    ------
    ModelError
        If it is no model file, of another version, damaged or unreasonably large.
    OSError
        If it cannot be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST_FILE:
                raise ModelError(f"{path}: larger than a model can be")
            state = json.loads(archive.read("model.json"))
            weights, idf = (
                np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
                for name in ("weights.npy", "idf.npy")
            )
    except ModelError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError, EOFError) as error:
        raise ModelError(f"{path}: no model file ({error})") from error
    _check_state(path, state, weights, idf)
    return state, weights, idf


def _check_state(path: object, state: Any, weights: np.ndarray, idf: np.ndarray) -> None:
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ModelError(f"{path}: no model file of this program")
    if state.get("version") != VERSION:
        raise ModelError(
            f"{path}: model version {state.get('version')}, this program reads {VERSION}: "
            "train it anew"
        )
    try:
        size = sum(len(names) for names in state["vocabularies"])
        shape = (size + 1, len(state["labels"]))
        whole = len(state["vocabularies"]) == len(BLOCKS) and isinstance(state["figures"], dict)
        numbers = isinstance(state["threshold"], float) and weights.dtype == idf.dtype == np.float32
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path}: damaged model file") from error
    if not (whole and numbers) or weights.shape != shape or idf.shape != (size,):
        raise ModelError(f"{path}: damaged model file")
