"""The model file: a zip of JSON and plain arrays. Nothing in it is executed.

Version 2 holds a second table for letters without a title and, where it was learned, one of
meanings; a file of version 1 has neither and is read as it was.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nlp.reading.meaning import WIDTH
from nlp.route.rows import BLOCKS, UNTITLED

FORMAT, VERSION = "jianyan-route", 2
_READ = (1, 2)
_ALWAYS = ("weights", "idf")
_PERHAPS = ("untitled", "meaning")
_LARGEST_FILE = 512 * 1024 * 1024

Arrays = Mapping[str, np.ndarray]


class ModelError(ValueError):
    """A model file or its training data cannot be used; the message says why."""


def write_model(path: str | os.PathLike[str], state: dict[str, Any], arrays: Arrays) -> None:
    """Write the file in one piece."""
    target = Path(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False, prefix=".part-") as file:
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                whole = {**state, "format": FORMAT, "version": VERSION}
                archive.writestr("model.json", json.dumps(whole, ensure_ascii=False))
                for name, array in arrays.items():
                    buffer = io.BytesIO()
                    np.save(buffer, array, allow_pickle=False)
                    archive.writestr(f"{name}.npy", buffer.getvalue())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(file.name, 0o666 & ~umask)
    os.replace(file.name, target)


def read_model(path: str | os.PathLike[str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return state and arrays, checked.

    Raises
    ------
    ModelError
        If it is no model file, of an unknown version, damaged or unreasonably large.
    OSError
        If it cannot be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > _LARGEST_FILE:
                raise ModelError(f"{path}: larger than a model can be")
            state = json.loads(archive.read("model.json"))
            there = set(archive.namelist())
            arrays = {
                name: np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False)
                for name in (*_ALWAYS, *(one for one in _PERHAPS if f"{one}.npy" in there))
            }
    except ModelError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError, EOFError) as error:
        raise ModelError(f"{path}: no model file ({error})") from error
    _check_state(path, state, arrays)
    return state, arrays


def _check_state(path: object, state: Any, arrays: Arrays) -> None:
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ModelError(f"{path}: no model file of this program")
    if state.get("version") not in _READ:
        raise ModelError(
            f"{path}: model version {state.get('version')}, this program reads "
            f"{' and '.join(map(str, _READ))}: train it anew"
        )
    try:
        sound = _sound(state, arrays)
    except (KeyError, TypeError) as error:
        raise ModelError(f"{path}: damaged model file") from error
    if not sound:
        raise ModelError(f"{path}: damaged model file")


def _sound(state: dict[str, Any], arrays: Arrays) -> bool:
    sizes = [len(names) for names in state["vocabularies"]]
    labels = len(state["labels"])
    shapes = {
        "weights": (sum(sizes) + 1, labels),
        "idf": (sum(sizes),),
        "untitled": (sum(sizes[block] for block in UNTITLED) + 1, labels),
        "meaning": (WIDTH + 1, labels),
    }
    return (
        len(sizes) == len(BLOCKS)
        and isinstance(state["figures"], dict)
        and isinstance(state["threshold"], float)
        and all(array.dtype == np.float32 for array in arrays.values())
        and all(array.shape == shapes[name] for name, array in arrays.items())
        and ("meaning" not in arrays or _numbers_of_meaning(state["meaning"]))
    )


def _numbers_of_meaning(said: dict[str, Any]) -> bool:
    """Tell whether the words' threshold and divisor, and the encoder, are named."""
    return (
        isinstance(said["threshold"], float)
        and isinstance(said["divisor"], float)
        and said["divisor"] > 0
        and isinstance(said["encoder"], str)
    )
