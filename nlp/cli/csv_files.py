"""CSV in and out, with one clear line where something is wrong."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

_FIELD_LIMIT = 64 * 1024 * 1024


class InputError(Exception):
    """What the person at the keyboard has to mend, in one line."""


def add_text_option(parser: argparse.ArgumentParser, default: Sequence[str] | None = None) -> None:
    """The ``--text`` of the commands that read letters with a title and a body."""
    parser.add_argument(
        "--text",
        nargs="+",
        required=default is None,
        default=default,
        metavar="COLUMN",
        help="title and body columns; with one, it is the body; more are joined to the body",
    )


def read_rows(path: str, needed: Sequence[str]) -> list[dict[str, str]]:
    """Read a UTF-8 CSV with a header; missing cells are empty.

    Raises
    ------
    InputError
        If there is no such file, it is not UTF-8 or no CSV, or a needed column is missing.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            columns = reader.fieldnames or []
            missing = [name for name in needed if name not in columns]
            if missing:
                have = ", ".join(columns) or "none"
                raise InputError(f"{path}: no column {', '.join(missing)} (there are: {have})")
            return list(reader)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except csv.Error as error:
        raise InputError(f"{path}: no CSV: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


@contextmanager
def replacing(path: str) -> Iterator[IO[str]]:
    """Open a file that takes the place of ``path`` only once it is complete."""
    target = Path(path)
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, delete=False, prefix=".part-"
        ) as file:
            try:
                yield file
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(file.name, 0o666 & ~umask)
        os.replace(file.name, target)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def write_rows(path: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV in one piece: nothing is left half-written.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    with replacing(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
