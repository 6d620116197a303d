"""Checks an exported record of a council; imports nothing but the standard library.

The one definition of how an entry is hashed lives here, so that what writes the record and what
checks it cannot differ, and anybody may run this file alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """One spelling for one value: sorted keys, no blanks, UTF-8 (after RFC 8785)."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of an entry without its own ``hash``; ``previous`` is part of it."""
    return hashlib.sha256(canonical({k: v for k, v in body.items() if k != "hash"})).hexdigest()
