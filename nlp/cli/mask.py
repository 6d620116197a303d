"""``python -m nlp mask``: JSON lines in, JSON lines with personal data masked out."""

from __future__ import annotations

import argparse
import json
import sys
from typing import BinaryIO

from nlp.cli.csv_files import InputError


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ``mask`` command."""
    parser = subparsers.add_parser(
        "mask",
        help="put readable marks in the place of personal data",
        description='Read one JSON object {"text": …} per line and write {"masked": …, "found": '
        '[{"kind", "start", "end"}, …]} for each; offsets count code points of the original text. '
        'A line that cannot be read gives {"error": …}; the rest goes on; the exit status is 1.',
    )
    parser.add_argument("input", nargs="?", default="-", metavar="IN", help="default: stdin")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Mask line by line, so that a pipe of any length needs no memory."""
    if options.input == "-":
        return _stream(sys.stdin.buffer, sys.stdout.buffer)
    try:
        with open(options.input, "rb") as lines:
            return _stream(lines, sys.stdout.buffer)
    except OSError as error:
        raise InputError(f"{options.input}: {error.strerror or error}") from error


def _stream(lines: BinaryIO, out: BinaryIO) -> int:
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _masked(line)
        except (ValueError, RecursionError) as error:
            status = 1
            answer = {"error": f"line {number}: {error}"}
        out.write(_line(answer))
        out.flush()
    return status


def _masked(line: bytes) -> dict[str, object]:
    from nlp.mask import mask

    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} (character {error.pos})") from error
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str):
        raise ValueError('no object with a string "text"')
    masked = mask(text)
    found = [{"kind": f.kind, "start": f.start, "end": f.end} for f in masked.found]
    return {"masked": masked.text, "found": found}


def _line(answer: dict[str, object]) -> bytes:
    try:
        return json.dumps(answer, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, which only an escape can carry
        return json.dumps(answer).encode() + b"\n"
