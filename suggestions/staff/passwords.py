"""Passwords that people here would guess first: names, places, years, walks over the keyboard.

No list of somebody else's passwords: a password is cut into what everybody knows (each piece counts
as one character, however long) and what is one's own (each character counts). Twelve characters are
asked for, eight must be left.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from anyascii import anyascii
from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.datastructures import OrderedSet

OWN = 8
WEAK = (
    "这样的密码容易猜到：名字、地名、年份、生日、键盘上连着的键和常见的词都不算数。"
    "可以把几个不相干的词连起来，比如一句只有您知道的话。"
)
HELP = "名字、地名、年份、生日、键盘上连着的键和常见的词不算数；几个不相干的词连起来最好记。"

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p")
LUCKY = ("1314", "5201314", "520", "521", "168", "518", "1688", "888", "666", "999", "123", "886")
HABITS = Path(__file__).with_name("habits.txt")
LOOKS_LIKE = str.maketrans({"@": "a", "0": "o", "3": "e", "$": "s", "!": "i", "1": "i", "5": "s"})
YEAR = r"(?:19|20)\d\d"
DATE = (
    rf"{YEAR}(?:0?[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
REPEATED = r"(.{1,4}?)\1{2,}|(.)\2+"


@cache
def _known(names: tuple[str, ...] = ()) -> re.Pattern[str]:
    lines = HABITS.read_text("utf8").splitlines()
    habits = " ".join(line for line in lines if not line.startswith("#")).split()
    walks = {*COLUMNS, *LUCKY, *habits, *names}
    for row in (*KEYBOARD, "".join(COLUMNS)):
        for line in (row, row[::-1]):
            walks |= {line[a:b] for a in range(len(line)) for b in range(a + 3, len(line) + 1)}
    longest_first = sorted(walks, key=lambda word: (-len(word), word))
    return re.compile("|".join([DATE, *map(re.escape, longest_first), YEAR, REPEATED, r"[\W_]+"]))


def own_length(password: str, names: tuple[str, ...] = ()) -> int:
    """How many characters are one's own, each known piece counted as one.

    >>> [own_length(word) for word in ("jianyan2026", "woaini1314", "P@ssw0rd2026!!")]
    [2, 2, 6]
    >>> own_length("Shanghai19900101."), own_length("kvx7-tmu2-hdw9")
    (3, 14)
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    return min(_count(plain, names), _count(plain.translate(LOOKS_LIKE), names))


def _count(plain: str, names: tuple[str, ...]) -> int:
    return len(_known(names).sub("\0", plain))


def names_of(user: Any) -> tuple[str, ...]:
    """What others know of a person: login, name in letters, unit, and what the site is called."""
    told = [settings.SITE_NAME]
    if user is not None:
        told += [user.username, user.get_full_name(), (user.email or "").partition("@")[0]]
        told += [user.department.short_name] if user.department_id else []
    found: OrderedSet[str] = OrderedSet()
    for one in filter(None, told):
        letters = anyascii(one).casefold().replace(" ", "")
        given = anyascii(one[1:]).casefold() if not one.isascii() else ""
        for word in (one.casefold(), letters, given):
            if len(word) > 2 or (len(word) == 2 and not word.isascii()):
                found.add(word)
    return tuple(found)


class LongEnough(MinimumLengthValidator):
    """Django's own, in Chinese."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要 {self.min_length} 位。"


class NoHabits:
    """Among the validators of passwords."""

    def validate(self, password: str, user: Any = None) -> None:
        if own_length(password, names_of(user)) < OWN:
            raise ValidationError(WEAK, code="habits")

    def get_help_text(self) -> str:
        return HELP
