"""Names beside names and names again: a row of them, and every place of one that is known."""

import re
from collections.abc import Iterable, Iterator

from nlp.mask.announced import HAN, NO_END
from nlp.mask.found import Found
from nlp.mask.people import CALLED_AFTER
from nlp.mask.roles import COURTESY, role_before, roles
from nlp.mask.words import (
    EVERYDAY,
    NEVER,
    PLAIN,
    SELDOM_LAST,
    all_surnames,
    common_given,
    given_too,
    known_to_all,
    rare_given,
    word_tags,
)

__all__ = ["beside_names", "named_again"]

_JOINS = "、和及与跟 "
_ROW = re.compile(
    r"(?<=[㐀-鿿])[、 ](?=(?P<first>[㐀-鿿]{3,4})[、 ](?P<second>[㐀-鿿]{3,4})"
    r"(?=[、 ，。；;）)等\n]|$))"
)
_MOST_NAMES = 20
_CLOSES = ("", *"、 ，。,;；）)\n等和及共")


def beside_names(text: str, names: Iterable[Found]) -> Iterator[Found]:
    """Yield the other members of a list in which one member is a name: 闵大勇 郏小虎、雒春生.

    Parameters
    ----------
    text : str
        The original text.
    names : iterable of Found
        The names found so far.

    Yields
    ------
    Found
        Members before and behind them, as far as the list goes.
    """
    names = [*names, *_rows(text)]
    known = {one.start: one.end for one in names}
    ends = {end: start for start, end in known.items()}
    for one in names:
        yield one
        at = one.end
        while text[at : at + 1] and text[at] in _JOINS and at + 1 not in known:
            end = _member_end(text, at + 1, text[at])
            if end is None:
                break
            known[at + 1] = end
            yield Found("name", at + 1, end)
            at = end
        at = one.start
        while at and text[at - 1] in "、 " and at - 1 not in ends:
            start = _member_start(text, at - 1)
            if start is None:
                break
            ends[at - 1] = start
            yield Found("name", start, at - 1)
            at = start


def _rows(text: str) -> Iterator[Found]:
    """Yield two that stand in a row with others and both look like names: 闻大成 郎小兵 储春梅."""
    for match in _ROW.finditer(text):
        pair = [match.span(part) for part in ("first", "second")]
        if all(_is_sure_member(text[start:end]) for start, end in pair):
            yield from (Found("name", *span) for span in pair)


def _is_sure_member(name: str) -> bool:
    family = 2 if name[:2] in all_surnames() else 1
    given = name[family:]
    listed = set(given) <= rare_given() | common_given()
    return (
        len(given) == 2 and listed and name[:family] in all_surnames() and _is_member(name, family)
    )


def named_again(text: str, names: Iterable[Found]) -> Iterator[Found]:
    """Yield the other places of names found: who is announced once is named again.

    Parameters
    ----------
    text : str
        The original text.
    names : iterable of Found
        The names found so far.

    Yields
    ------
    Found
        Places of the same characters; of an everyday word only those behind a word for a person.
    """
    words = {text[one.start : one.end] for one in names}
    words = {
        word
        for word in words
        if word[0] not in EVERYDAY or set(word[1:]) & rare_given() or word_tags()(word)
    }
    words = set(sorted(word for word in words if 2 <= len(word) <= 10)[:_MOST_NAMES])
    if not words:
        return
    for start, end in _places(text, words):
        # 杨书 of 杨书记, 康庭 of 康庭公司
        if CALLED_AFTER.match(text, end) or COURTESY.match(text, end - 1):
            continue
        across = word_tags()(text[end - 1 : end + 1]) not in ("", "person")
        if not (word_tags()(text[start:end]) or across) or role_before(text, start):
            yield Found("name", start, end)


def _places(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where words stand, the longest of one place, as a pattern of them all would.

    To compile such a pattern for every text costs more than all that is searched in it.
    """
    places: list[tuple[int, int]] = []
    for word in words:
        start = text.find(word)
        while start >= 0:
            places.append((start, start + len(word)))
            start = text.find(word, start + 1)
    last = 0
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if start >= last:
            last = end
            yield start, end


def _member_end(text: str, start: int, join: str) -> int | None:
    family = 2 if text[start : start + 2] in all_surnames() else 1
    for size in (family + 2, family + 1):
        end = start + size
        closed = text[end : end + 1] in _CLOSES and end <= len(text)
        if closed and _is_member(text[start:end], family):
            return end
    return None


def _member_start(text: str, end: int) -> int | None:
    for size in (4, 3, 2):
        start = end - size
        if start < 0 or (
            start and HAN.match(text[start - 1]) and text[start - 1] not in "有是为括由和叫"
        ):
            continue
        family = 2 if text[start : start + 2] in all_surnames() else 1
        if size - family in (1, 2) and _is_member(text[start:end], family):
            return start
    return None


def _is_member(name: str, family: int) -> bool:
    tag = word_tags()
    if name[:family] not in all_surnames() or len(name) <= family or NEVER & set(name[family:]):
        return False
    if not all(HAN.match(char) for char in name) or name in roles() or name in known_to_all():
        return False
    given = set(name[family:]) & (rare_given() | common_given())
    last = name[-2:]
    word = tag(last) not in ("", "person") and last not in given_too() and len(name) < 3
    if name[-1] in NO_END or (word and name[:family] not in PLAIN):
        return False
    return tag(name) in ("", "person") and bool(given) and (name[-1] not in SELDOM_LAST)
