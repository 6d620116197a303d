"""Which words name a place: a kind of problem is told by the others."""

from __future__ import annotations

import numpy as np

from nlp.reading.tokens import Tokens

_OFTEN = 0.3
"""A word before the end of a place's name (香山 before 路) this often is a place's name."""

_ENDS = (
    "路 街 小区 社区 街道 村 镇 县 市 区 乡 组 栋 苑 城 湾 府 期 号 巷 站 庄 "
    "家园 花园 景园 新村 新城 公寓 大道 广场 公园 国际 号线 酒店 大厦 大市场 市场 楼盘 "
    "中学 小学 学校 学院 大学 幼儿园 医院 公司 集团 银行"
)
PLACE_ENDS = tuple(_ENDS.split())


def place_words(tokens: Tokens) -> np.ndarray:
    """Tell for each word of the vocabulary whether it names a place, by what follows it.

    No list of names: a word that ends like a place (文化路) or stands before such an end.

    Examples
    --------
    >>> from nlp.reading.tokens import tokenize
    >>> tokens = tokenize(["香山 路 停电", "香山 路 停水"])
    >>> [tokens.vocabulary[at] for at in np.flatnonzero(place_words(tokens))]
    ['香山']
    """
    words = tokens.vocabulary
    ends = set(PLACE_ENDS)
    end = np.fromiter((word in ends for word in words), bool, len(words))
    named = np.fromiter((len(w) > 2 and w.endswith(PLACE_ENDS) for w in words), bool, len(words))
    blank = np.fromiter((word.isspace() for word in words), bool, len(words))
    said = ~blank[tokens.ids]
    ids, texts = tokens.ids[said], tokens.texts[said]
    before = end[ids[1:]] & (texts[1:] == texts[:-1])
    count = np.bincount(ids, minlength=len(words))
    stands = np.bincount(ids[:-1][before], minlength=len(words))
    return named | (stands > _OFTEN * np.maximum(count, 1))
