"""Which of the two ways: by what `DATABASE_URL` names."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db import connection

from cms.backup import postgres, sqlite
from cms.backup.databases import Snapshot


class Vendor(Protocol):
    """What `sqlite` and `postgres` do, each in its way."""

    def snapshot(self) -> AbstractContextManager[Snapshot]: ...

    def is_empty(self) -> bool: ...

    def fill(self, parts: Iterator[bytes]) -> None: ...

    def scratch(self) -> AbstractContextManager[dict[str, Any]]: ...


def vendor() -> Vendor:
    return postgres if connection.vendor == "postgresql" else sqlite
