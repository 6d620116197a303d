"""Find personal data in Chinese text and put a readable mark in its place."""

from nlp.mask.found import Found, Kind
from nlp.mask.masking import MARKS, Masked, find, mask

__all__ = ["MARKS", "Found", "Kind", "Masked", "find", "mask"]
