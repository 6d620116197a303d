"""How a line of tags typed by a Chinese writer falls into tags."""

import re

_SEPARATORS = re.compile(r"[,，、;；\s]+")


def tags_from_string(text: str) -> list[str]:
    """Split at Chinese and ASCII separators; taggit itself knows only comma and space."""
    return sorted({tag for tag in _SEPARATORS.split(text) if tag})
