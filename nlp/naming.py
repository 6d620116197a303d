"""What a group is called: keywords with weights, a readable name, messages that stand for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

import numpy as np
import scipy.sparse as sp

from nlp import segment

MIN_NAME, MAX_NAME = 4, 14
OTHER = "其他事项"
_TITLES_READ = 12
_CANDIDATES = 3
TITLE_READ = 60
_FIELD_WORDS = 3
_SPOKEN = re.compile(r"[，。！？；：、,.!?;:()（）“”\"'《》【】\[\]…—\s]+")
_NAME_PART = re.compile(r"[\u4e00-\u9fff0-9a-zA-Z]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_PERSON = re.compile(
    r"某|[\u4e00-\u9fff](?:总|姐|哥|叔|姨|嫂|师傅|先生|女士|小姐|老师|医生|同志|书记|主任|阿姨|大爷)"
)
_LONG_NUMBER = re.compile(r"\d{4,}")
# 五个, 三十年, 每天: how many or how often says nothing about what.
_COUNTED = re.compile(
    r"[一二三四五六七八九十百千万两几数半每\d]+[个位次年月天号部条台块点分元名只层栋家间辆人]?"
)


def class_weights(
    counts: sp.csr_matrix, members: sp.csr_matrix, *, least: float = 0.0
) -> sp.csr_matrix:
    """Return class-based TF-IDF: what each group says more than the others do.

    Parameters
    ----------
    counts : csr matrix, shape (n_texts, n_words)
        In how many ways each text says each word (0/1 or counts).
    members : csr matrix, shape (n_groups, n_texts)
        0/1: who is in which group.
    least
        Words in a smaller share of the group's texts get nothing.

    Returns
    -------
    csr matrix, shape (n_groups, n_words)
        Share of the group's texts with the word × log(1 + mean / frequency); 0 for a word that
        only one of more than two texts has.

    References
    ----------
    Grootendorst (2022), BERTopic, arXiv:2203.05794, eq. 2.
    """
    present = counts.copy()
    present.data = np.ones_like(present.data, dtype=np.float32)
    by_group = (members @ present).tocsr().astype(np.float64)
    texts = np.repeat(np.diff(members.indptr), np.diff(by_group.indptr))
    by_group.data[(by_group.data < np.maximum(2, least * texts)) & (texts > 2)] = 0
    total = np.asarray(present.sum(0)).ravel()
    sizes = np.maximum(np.asarray(members.sum(1)).ravel(), 1)
    rarity = np.log1p(max(present.shape[0], 1) / np.maximum(total, 1))
    share = np.repeat(1 / sizes, np.diff(by_group.indptr))
    by_group.data *= share * rarity[by_group.indices]
    return by_group


def keywords(
    weights: sp.csr_matrix, group: int, vocabulary: Sequence[str], *, top: int = 10
) -> tuple[tuple[str, float], ...]:
    """Return the ``top`` heaviest words of one group, heaviest first, ties by the word."""
    row = slice(weights.indptr[group], weights.indptr[group + 1])
    data, index = weights.data[row], weights.indices[row]
    if len(data) > 4 * top:
        near = np.argpartition(-data, 4 * top)[: 4 * top]
        data, index = data[near], index[near]
    pairs = sorted(
        (-round(float(d), 6), vocabulary[i]) for d, i in zip(data, index, strict=True) if d > 0
    )
    chosen: list[tuple[str, float]] = []
    for weight, word in pairs:
        if not (_COUNTED.fullmatch(word) or any(word in other for other, _ in chosen)):
            chosen.append((word, round(-weight, 4)))
        if len(chosen) == top:
            break
    return tuple(chosen)


def name_group(
    titles: Sequence[str], words: Sequence[tuple[str, float]], taken: set[str] | None = None
) -> str:
    """Name a group from the titles that carry it: a phrase of 4 to 14 characters.

    Parameters
    ----------
    titles
        Titles (or first sentences) of members, the most central first.
    words
        The group's keywords with weights.
    taken
        Names given already: another phrase is chosen where there is one.

    Returns
    -------
    str
        A run of whole words from one of the titles, neither a person's name nor a number, or
        the heaviest keywords joined where no title has such a run.

    Examples
    --------
    >>> name_group(["反映幸福小区电梯停运", "幸福小区电梯停运无人管"],
    ...            [("电梯", 1.0), ("停运", 0.8), ("幸福", 0.7), ("小区", 0.2)])
    '幸福小区电梯停运'
    """
    return chosen_name(candidates(titles, words), titles, words, taken)


def candidates(titles: Sequence[str], words: Sequence[tuple[str, float]]) -> list[str]:
    """Return the phrases of the titles that may be the name, the most telling first."""
    weight = dict(words)
    found: Counter[str] = Counter()
    tokens: dict[str, tuple[str, ...]] = {}
    for title in titles[:_TITLES_READ]:
        phrases = _phrases(title)
        found.update(phrases.keys())
        tokens.update(phrases)
    scored = sorted((-_worth(tokens[p], count, weight), p) for p, count in found.items())
    names: dict[str, None] = {}
    for _, phrase in scored[:_CANDIDATES]:
        names[_with_problem(_whole(phrase, found), words).upper()] = None
    return list(names)


def chosen_name(
    names: Sequence[str],
    titles: Sequence[str],
    words: Sequence[tuple[str, float]],
    taken: set[str] | None = None,
) -> str:
    """Return the first of the candidates that is free, or what the words or titles give."""
    free = (name for name in names if name not in (taken or ()))
    return next(free, "") or _joined(words, taken or set()) or _opening(titles) or OTHER


def _with_problem(phrase: str, words: Sequence[tuple[str, float]]) -> str:
    """Add what is wrong to a bare place: 丽水新城小区 becomes 丽水新城小区搅拌站."""
    for word, weight in words[:4]:
        if len(phrase) + len(word) > MAX_NAME or weight < 0.5 * words[0][1]:
            continue
        strange = set(word) & set(phrase) or len(word) < 2 or not _HAN.fullmatch(word)
        if not strange and _readable(phrase + word):
            return phrase + word
    return phrase


def _opening(titles: Sequence[str]) -> str:
    """Return the first words of a title that are long enough for a name, if any are."""
    for title in titles[:3]:
        opening = ""
        for token in segment.cut(_SPOKEN.split(title)[0][:TITLE_READ]):
            if len(opening) + len(token) > MAX_NAME:
                break
            opening += token
        if len(opening) >= MIN_NAME and _readable(opening) and _HAN.search(opening):
            return opening.upper()
    return ""


def name_field(words: Sequence[tuple[str, float]], taken: set[str] | None = None) -> str:
    """Name a broad theme by its heaviest words: a field has no phrase of its own.

    Examples
    --------
    >>> name_field([("学校", 1.0), ("教师", 0.8), ("补课", 0.5)])
    '学校、教师、补课'
    """
    chosen: list[str] = []
    name = ""
    for word, _ in words:
        if len(word) > 1 and _readable(word) and len("、".join([*chosen, word])) <= MAX_NAME:
            chosen.append(word)
        name = "、".join(chosen).upper()
        if len(chosen) == _FIELD_WORDS and name not in (taken or ()):
            break
    return name if len(name) >= MIN_NAME else OTHER


def _whole(phrase: str, found: Counter[str]) -> str:
    """Return the longest phrase around this one that most titles with it have: no cut names."""
    longer = [
        (len(other), other)
        for other, count in found.items()
        if phrase in other and count >= 0.6 * found[phrase]
    ]
    return min(longer, key=lambda pair: (-pair[0], pair[1]))[1]


def _phrases(title: str) -> dict[str, tuple[str, ...]]:
    """Return the runs of whole words in one title that may be a name, with their words."""
    found: dict[str, tuple[str, ...]] = {}
    for part in _SPOKEN.split(title):
        if len(part) < MIN_NAME:
            continue
        tokens = segment.cut(part[:TITLE_READ])
        kinds = [_kind(token) for token in tokens]
        clean = _readable(part)
        for start, (first, edge, named) in enumerate(kinds):
            if not (edge and named) or first < 2:
                continue
            length = 0
            for stop in range(start, min(start + 9, len(tokens))):
                size, edge, named = kinds[stop]
                length += size
                if length > MAX_NAME or not named:
                    break
                if length >= MIN_NAME and edge:
                    run = tuple(tokens[start : stop + 1])
                    phrase = "".join(run)
                    if clean or _readable(phrase):
                        found[phrase] = run
    return found


@lru_cache(maxsize=65_536)
def _kind(token: str) -> tuple[int, bool, bool]:
    """Return the length of a word, whether a name may begin or end with it, or have it inside."""
    return len(token), segment.keep(token.lower()), bool(_NAME_PART.fullmatch(token))


def _readable(phrase: str) -> bool:
    return not (_PERSON.search(phrase) or _LONG_NUMBER.search(phrase))


def _worth(run: Sequence[str], count: int, weight: dict[str, float]) -> float:
    tokens = [token.lower() for token in run]
    known = {token: weight[token] for token in tokens if token in weight}
    filler = sum(len(token) for token in tokens if token not in weight)
    return sum(known.values()) * (1 + log(count)) / (1 + 0.06 * filler)


def _joined(words: Sequence[tuple[str, float]], taken: set[str]) -> str:
    chosen = ""
    for word, _ in words[:10]:
        if not _readable(word) or len(chosen) + len(word) > MAX_NAME:
            continue
        chosen += word
        if len(chosen) >= MIN_NAME and chosen.upper() not in taken:
            return chosen.upper()
    return ""


def worth(scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return how well each member stands for its group: central, and short where it is equal.

    Parameters
    ----------
    scores : array, shape (n_members,)
        Cosine to the centre.
    lengths : array, shape (n_members,)
        Characters of each text.

    Examples
    --------
    >>> worth(np.array([0.8, 0.8, 0.2]), np.array([900, 40, 10])).argsort()[::-1].tolist()
    [1, 0, 2]
    """
    return np.round(scores - 0.04 * np.log1p(lengths / 100), 6)
