"""Files that lie whole under their name or not at all."""

import contextlib
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Django's leaves behind what it had written when the disk became full."""

    def _save(self, name: str, content: Any) -> str:
        there = self.exists(name)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not there:
                with contextlib.suppress(OSError):
                    self.delete(name)
            raise
        return saved
