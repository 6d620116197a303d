"""A city's own catalogue of themes, read from a table: what people fixed, the engine fills."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.reading import segment
from nlp.records import ThemeSeed

__all__ = ["CatalogueError", "read_catalogue"]

_APART = re.compile(r"[;；,，、\s]+")
_EMPTY = frozenset(("其他", "其它", "综合", "一般", "有关", "相关"))


class CatalogueError(ValueError):
    """The catalogue cannot be read; the message says why, in one line."""


def read_catalogue(rows: Sequence[Mapping[str, str]]) -> list[ThemeSeed]:
    """Return the themes of a catalogue.

    Parameters
    ----------
    rows : sequence of mappings
        Either with the columns ``number, name, words`` (words parted by ; or blanks; number and
        words may be missing) or with the levels of a subject catalogue, ``level1, level2, …``:
        then each distinct ``level1`` is a theme, numbered in order, and the lower levels are
        its words.

    Raises
    ------
    CatalogueError
        If there is neither a ``name`` nor a ``level1`` column, no row, an empty name, a number
        that is none, or one that stands twice.

    Examples
    --------
    >>> read_catalogue([{"number": "3", "name": "交通出行", "words": "公交；路灯"}])
    [ThemeSeed(number=3, name='交通出行', words=('交通', '出行', '公交', '路灯'))]
    >>> read_catalogue([{"level1": "城乡建设", "level2": "物业管理", "level3": "其他"}])
    [ThemeSeed(number=1, name='城乡建设', words=('城乡建设', '城乡', '建设', '物业管理', '物业'))]
    """
    if not rows:
        raise CatalogueError("the catalogue has no row")
    if "name" in rows[0]:
        return _named(rows)
    if "level1" in rows[0]:
        return _levels(rows)
    raise CatalogueError("a catalogue has the columns number, name, words or level1, level2, …")


def _named(rows: Sequence[Mapping[str, str]]) -> list[ThemeSeed]:
    seeds: dict[int, ThemeSeed] = {}
    for place, row in enumerate(rows, start=1):
        name = (row["name"] or "").strip()
        number = _number(row.get("number"), place)
        if not name:
            raise CatalogueError(f"theme {number} has no name")
        if number in seeds:
            raise CatalogueError(f"theme {number} stands twice")
        given = [word for word in _APART.split(row.get("words") or "") if word]
        seeds[number] = ThemeSeed(number, name, _words([name, *given]))
    return list(seeds.values())


def _number(text: str | None, place: int) -> int:
    text = (text or "").strip()
    if not text:
        return place
    if not text.isdecimal() or not 0 < int(text) < 2**31:
        raise CatalogueError(f"number {text!r} is no whole number above 0")
    return int(text)


def _levels(rows: Sequence[Mapping[str, str]]) -> list[ThemeSeed]:
    lower = sorted(name for name in rows[0] if name.startswith("level") and name != "level1")
    under: dict[str, list[str]] = {}
    for row in rows:
        name = (row["level1"] or "").strip()
        if not name:
            raise CatalogueError("a row has no level1")
        under.setdefault(name, []).extend((row[level] or "").strip() for level in lower)
    return [
        ThemeSeed(number, name, _words([name, *phrases]))
        for number, (name, phrases) in enumerate(under.items(), start=1)
    ]


def _words(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return the meaningful words of phrases, and the words inside long ones, each once."""
    found: dict[str, None] = {}
    for phrase in phrases:
        for word in segment.words(phrase):
            parts = [part for part in segment.cut_for_search(word) if segment.keep(part)]
            found.update(dict.fromkeys([word, *parts]))
    return tuple(word for word in found if word not in _EMPTY)
