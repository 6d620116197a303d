"""How words are spoken: found by pinyin, and by the word that sounds like a mistyped one.

The words come from the counted vocabulary of the public texts, are bounded, and are written anew
whenever the words are counted; a search reads a few rows.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import product

from anyascii import anyascii
from django.db import connection, transaction
from django.db.models import Q

from suggestions.models import SpokenWord
from suggestions.models.dictionary import WORD_LIMIT

KEPT = 20_000  # the commonest words; what stands in one text of 27,000 nobody types in pinyin
LONGEST = 5
# Characters with a second sound, tones aside, as letters to a city use them; also the sound that
# `anyascii` does not give (of the 3,755 characters of GB 2312's first level it misses 15).
SECOND = {
    "地": "di", "咳": "ke", "谁": "shui", "拓": "tuo", "仔": "zai", "掺": "can", "桔": "ju",
    "行": "hang", "长": "chang", "重": "chong", "乐": "yue", "调": "tiao", "校": "jiao",
    "单": "shan", "朝": "zhao", "会": "kuai", "藏": "zang", "传": "zhuan", "便": "pian",
    "差": "chai", "弹": "tan", "降": "xiang", "角": "jue", "没": "mo", "模": "mu", "省": "xing",
    "厦": "xia", "率": "shuai", "都": "dou", "还": "huan", "识": "zhi", "宿": "xiu", "系": "ji",
    "血": "xie", "扎": "zha", "着": "zhao", "盛": "cheng", "露": "lou", "给": "ji", "折": "she",
    "薄": "bao", "大": "dai", "泊": "po", "堡": "pu", "车": "ju", "街": "gai", "参": "shen",
    "觉": "jiao", "提": "di", "尿": "sui", "塞": "sai", "圈": "juan", "粘": "nian",
}  # fmt: skip
MOST_SOUNDS, NEAR = 4, 50
_HAN = re.compile(r"[㐀-鿿]{2,5}")
# Which sounds are taken for each other: at the front and at the end of a syllable.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def sounds(word: str) -> list[str]:
    """How a word may be spoken, without tones; the usual way first."""
    heard = []
    for char in word:
        first = anyascii(char).lower()
        heard.append([first, SECOND[char]] if SECOND.get(char, first) != first else [first])
    said = dict.fromkeys("".join(parts) for parts in product(*heard))
    return list(said)[:MOST_SOUNDS]


def spoken(typed: str) -> str:
    """Typed pinyin as the table spells it: lu for lü and lv."""
    return typed.lower().replace("ü", "u").replace("v", "u")


def write(rows: Iterable[tuple[str, int]]) -> None:
    """Write the table anew from (word, number of texts), the commonest first."""
    kept = [(word, texts) for word, texts in rows if _HAN.fullmatch(word)][:KEPT]
    made = [
        SpokenWord(word=word[:WORD_LIMIT], sound=sound, texts=texts)
        for word, texts in kept
        for sound in sounds(word)
    ]
    with transaction.atomic():
        SpokenWord.objects.all().delete()
        SpokenWord.objects.bulk_create(made, batch_size=1_000, ignore_conflicts=True)


def said_like(keys: Sequence[str], each: int = 3) -> dict[str, list[str]]:
    """For every pinyin the commonest words that are spoken so."""
    found: dict[str, list[str]] = {}
    rows = SpokenWord.objects.filter(sound__in=keys).order_by("-texts", "word")
    for word, sound in rows.values_list("word", "sound")[: each * 20]:
        if len(found.setdefault(sound, [])) < each:
            found[sound].append(word)
    return found


def meant(word: str) -> str:
    """The commonest known word that sounds like this one, or differs in one character."""
    if not _HAN.fullmatch(word):
        return ""
    keys = {near for sound in sounds(word) for near in (sound, *_misheard(sound))}
    asked = Q(sound__in=keys)
    if len(word) > 2:
        for at in range(len(word)):
            asked |= Q(word__startswith=word[:at], word__endswith=word[at + 1 :])
    rows = SpokenWord.objects.filter(asked).exclude(word=word).order_by("-texts", "word")
    for near, sound in rows.values_list("word", "sound")[:NEAR]:
        if len(near) == len(word) or sound in keys:
            return near
    return ""


def _misheard(sound: str) -> list[str]:
    return [sound.replace(one, other) for one, other in _ALIKE if one in sound] + [
        sound.replace(other, one) for one, other in _ALIKE if one not in sound and other in sound
    ]


def vocabulary(limit: int = 2 * KEPT) -> list[tuple[str, int]]:
    """The counted words of the index with in how many texts they stand, the commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT term, doc FROM suggestions_words WHERE term <> '' AND length(term) BETWEEN 2"
            " AND %s ORDER BY doc DESC, term LIMIT %s",
            [LONGEST, limit],
        )
        return [(term, doc) for term, doc in cursor.fetchall()]
