"""What typed search words ask for: things, each by all the words for it; a place; a number.

一次搜索: the words are cut, joined to the groups of 近义词, read as pinyin where they are letters,
and as places where the area tree knows them. A few indexed look-ups; the corpus is not read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from suggestions.models import Area, SynonymGroup, SynonymWord
from suggestions.text import sounds
from suggestions.text.language import cut, search_tokens, simplified, words

THINGS = 8  # what one search asks for together; the rest is left out
WIDEST = 12  # words for one thing
LONGEST = 10  # characters of a group's word that are looked for
JOINED = 3  # words that may be one place
PLACES = 5  # areas of one name
NUMBER = re.compile(r"\s*(?:(?P<year>\d{4})-(?P<long>\d{1,9})|(?P<short>\d{1,9}))\s*")
_ENDS = ("新区", "街道", "社区", "居委会", "区", "镇", "县", "市", "乡", "村")
_LEVELS = [level for level in Area.Level if level != Area.Level.CITY]
_LETTERS = re.compile(r"([a-zü]+)")


@dataclass(frozen=True)
class Thing:
    """One thing asked for: what was typed, and the words by which it is found, it first."""

    typed: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A search: things, a place (tree paths and the name typed), or a suggestion's number."""

    things: tuple[Thing, ...] = ()
    place: str = ""
    paths: tuple[str, ...] = ()
    number: int | None = None
    year: int | None = None

    @property
    def words(self) -> list[str]:
        """All that may be marked in what was found, the longest first."""
        found = {word for thing in self.things for word in (thing.typed, *thing.words)}
        if self.place:
            found.add(self.place)
        return sorted(found, key=lambda word: (-len(word), word))


def read(query: str) -> Asked:
    """What somebody who typed this asks for."""
    query = simplified(query.lower())
    place, paths = _place([piece for piece in cut(query) if piece.isalnum()])
    things = _things(query.replace(place, " ", 1) if place else query)
    if not things and not place:
        things = [Thing(token, (token,)) for token in search_tokens(query)]
    found = NUMBER.fullmatch(query)
    return Asked(
        tuple(things[:THINGS]),
        place,
        paths,
        int(found["long"] or found["short"]) if found else None,
        int(found["year"]) if found and found["year"] else None,
    )


def _things(query: str) -> list[Thing]:
    """The words of groups in it, the longest first; then what else carries meaning."""
    groups = _groups(_within(query))
    spans: list[tuple[int, int]] = []
    for start, end in sorted(_within(query).values(), key=lambda s: (s[0] - s[1], s[0])):
        if query[start:end] in groups and all(end <= s or start >= e for s, e in spans):
            spans.append((start, end))
    found, at = [], 0
    for start, end in [*sorted(spans), (len(query), len(query))]:
        found += [Thing(word, (word,)) for word in _pieces(query[at:start])]
        if name := query[start:end]:
            found.append(Thing(name, _wide(name, groups[name])))
        at = end
    return list({thing.typed: thing for thing in _heard(found)}.values())


def _wide(typed: str, more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([typed, *more]))[: WIDEST + 1]


def _pieces(text: str) -> list[str]:
    """The words that carry meaning, each run of letters whole."""
    found: list[str] = []
    for part in _LETTERS.split(text):
        found += [part] if _LETTERS.fullmatch(part) else words(part)
    return found


def _within(query: str) -> dict[str, tuple[int, int]]:
    """What may be a word of a group: two letters only where a word begins or ends there."""
    edges, at = {0}, 0
    for piece in cut(query):
        at += len(piece)
        edges.add(at)
    return {
        query[start:end]: (start, end)
        for start in range(len(query))
        for end in range(start + 2, min(start + LONGEST, len(query)) + 1)
        if end - start > 2 or start in edges or end in edges
    }


def _groups(names: Iterable[str]) -> dict[str, list[str]]:
    """Word → the other words of the groups in use that hold it: one look-up."""
    asked = set(names)
    used = SynonymGroup.objects.filter(status=SynonymGroup.Status.USED, words__word__in=asked)
    rows = SynonymWord.objects.filter(group__in=used.values("pk")).order_by("pk")
    members: dict[int, list[str]] = {}
    for group, word in rows.values_list("group_id", "word"):
        members.setdefault(group, []).append(word)
    found: dict[str, list[str]] = {}
    for group_words in members.values():
        for name in asked.intersection(group_words):
            found.setdefault(name, []).extend(word for word in group_words if word != name)
    return found


# --- pinyin -----------------------------------------------------------------------------------


def _heard(things: Sequence[Thing]) -> list[Thing]:
    """Typed pinyin with the site's words that are spoken so, also where typed in two parts."""
    typed = [thing.typed if _LETTERS.fullmatch(thing.typed) else "" for thing in things]
    joined = {a + b: at for at, (a, b) in enumerate(pairwise(typed)) if a and b}
    keys = {name: sounds.spoken(name) for name in [*typed, *joined] if len(name) > 2}
    if not keys:
        return list(things)
    said = sounds.said_like(list(keys.values()))
    groups = _groups({word for heard in said.values() for word in heard})
    found, skip = [], False
    for at, thing in enumerate(things):
        both = typed[at] + typed[at + 1] if at + 1 < len(typed) and typed[at + 1] else ""
        if skip:
            skip = False
            continue
        skip = bool(typed[at] and both) and keys[both] in said if both in keys else False
        name = both if skip else thing.typed
        heard = said.get(keys.get(name, ""), [])
        more = [word for near in heard for word in (near, *groups.get(near, ()))]
        found.append(Thing(name, _wide(name, [*more, *thing.words])) if heard else thing)
    return found


# --- places -----------------------------------------------------------------------------------


def _place(pieces: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The first word that names an area, with or without 区, 街道 or 镇, and the areas' paths."""
    names = [
        "".join(pieces[start:end])
        for start in range(len(pieces))
        for end in range(min(start + JOINED, len(pieces)), start, -1)
    ]
    # The longer name wins: 张桥街道 as typed, not 张桥 with an end of ours.
    shortest = sorted((name for name in names if len(name) > 1), key=len)
    full = {name + end: name for name in shortest for end in ("", *_ENDS)}
    rows = Area.objects.filter(name__in=list(full), level__in=_LEVELS).order_by("path")
    paths: dict[str, list[str]] = {}
    for name, path in rows.values_list("name", "path"):
        paths.setdefault(full[name], []).append(path)
    found = next((name for name in names if name in paths), "")
    return found, tuple(paths.get(found, [])[:PLACES])


def looked_up(word: str) -> list[str]:
    """The tokens that a text must hold for a word to stand in it."""
    return words(word) or search_tokens(word)
