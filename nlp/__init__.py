"""Chinese civic texts in, groups out: pure Python, no framework.

>>> from nlp import Message, group
>>> found = group([Message("1", "电梯停运"), Message("2", "电梯又停运了"), Message("3", "停水")])
>>> [placed.topic for placed in found.placements]
[1, 1, None]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.errand import group
    from nlp.records import Grouping, Issue, Message, Placed, Theme, ThemeSeed, Topic

__all__ = ["Grouping", "Issue", "Message", "Placed", "Theme", "ThemeSeed", "Topic", "group"]

_HOME = dict.fromkeys(__all__, "nlp.records") | {"group": "nlp.errand"}


def __getattr__(name: str) -> Any:
    """Load what is asked for: importing the package alone costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
