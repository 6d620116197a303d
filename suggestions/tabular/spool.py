"""A list that waits on disk: what was read and checked, until it is written all at once."""

import json
import tempfile
from collections.abc import Iterator
from typing import Any

IN_MEMORY = 2 * 1024 * 1024


class Spool:
    """Rows in, rows out, in order; small ones never touch the disk."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115 (closed with the spool)
            max_size=IN_MEMORY, mode="w+", encoding="utf-8", newline="\n"
        )
        self.count = 0

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def add(self, row: dict[str, Any]) -> None:
        self._file.write(json.dumps(row, separators=(",", ":")))
        self._file.write("\n")
        self.count += 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self._file.seek(0)
        for line in self._file:
            yield json.loads(line)
        self._file.seek(0, 2)

    def chunks(self, size: int) -> Iterator[list[dict[str, Any]]]:
        """The rows in lists of at most `size`."""
        chunk: list[dict[str, Any]] = []
        for row in self:
            chunk.append(row)
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
