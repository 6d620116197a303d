"""Sentences of a public text, and fingerprints by which one is found again and never stored."""

import hashlib
import re
from collections.abc import Collection, Iterable
from functools import lru_cache

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;”’」』）)]*")
MASK = re.compile("［[^［］]{1,6}］")
# How letters begin before they come to the matter.
OPENING = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的)?\S{0,8}(?:您好|你好|大家好)|(?:尊敬的|敬爱的|亲爱的)"
    r"|我(?:想|要)?(?:说|反映|提)(?:一件|一个|个)(?:事|问题|建议)"
)
GREETING = 16  # characters; a longer sentence goes on to say something
MEANT = 6  # characters that a sentence has beside its masks
LEAST, MOST = 4, 60  # characters; sentences of one text that can be chosen


def sentences(*texts: str) -> list[str]:
    """The sentences of a suggestion's texts in order, each once.

    >>> sentences("装充电桩", "楼下没地方充电。大家只好飞线！")
    ['装充电桩', '楼下没地方充电。', '大家只好飞线！']
    """
    found = (one.strip() for text in texts for one in SENTENCE.findall(text))
    return list(dict.fromkeys(one for one in found if len(one) >= LEAST))[:MOST]


def first_meant(body: str) -> list[str]:
    """The first sentence that says something: no greeting, no mask alone, else nothing.

    >>> first_meant("您好！尊敬的领导：我想说一件事。楼下没地方充电。大家只好飞线！")
    ['楼下没地方充电。']
    """
    said = [one for one in sentences(body) if len(one) > GREETING or not OPENING.match(one)]
    return [one for one in said if len(MASK.sub("", one)) >= MEANT][:1]


@lru_cache(maxsize=20_000)  # a guide's page asks for the same sentences every time
def fingerprint(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:20]


def quoted(marks: Collection[str], texts: Iterable[str]) -> list[str]:
    """Those sentences that are still there word for word."""
    if not marks:
        return []
    return [one for one in sentences(*texts) if fingerprint(one) in marks]
