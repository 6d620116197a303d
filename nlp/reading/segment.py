"""Cutting Chinese text into words: one private tokenizer per process, two engines, one result.

jieba is the reference.  Where ``rjieba`` (the same algorithm and dictionary in Rust) is
installed it does the work about twenty times faster.  Neither shares state with ``jieba.dt``,
so that a host program's own user words and ours never meet.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import tempfile
import threading
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Protocol

from nlp.reading.simplified import simplified

Engine = Literal["auto", "jieba", "rjieba"]

MAX_RUN = 256
"""A run of characters without punctuation is cut in pieces of this length.

jieba's hidden Markov model copies its path for every character, so one run of 160,000
unknown characters takes it most of a minute; real sentences are far shorter than this.
"""

SLOW_LIMIT = 10_000
"""What jieba (pure Python) cuts of one text; the rest is split at every Han character."""

MAX_WORD = 16
"""A longer 'word' is a web address, a number or a run of rare characters: not a word."""

DIALECT_WEIGHT = 300
"""As much as a seldom word of the dictionary: enough against a guess of the hidden model."""

_LONG_RUN = re.compile(r"[^\s，。！？；：、,.!?;:()（）“”\"'《》]" + f"{{{MAX_RUN + 1},}}")
_PIECE = re.compile(f".{{1,{MAX_RUN}}}", re.DOTALL)
_PLAIN = re.compile(r"[0-9A-Za-z_]{1,64}|\s+|.", re.DOTALL)
_HAS_LETTER = re.compile(r"[^\W\d_]")


class Tokenizer(Protocol):
    """What both engines can do."""

    def cut(self, text: str) -> Iterable[str]: ...

    def cut_for_search(self, text: str) -> Iterable[str]: ...

    def add_word(self, word: str, freq: int | None, tag: str | None) -> Any: ...


class _Jieba(Tokenizer, Protocol):
    """What jieba can do besides."""

    tmp_dir: str

    def initialize(self) -> None: ...


def _data(name: str) -> list[str]:
    text = resources.files("nlp").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say nothing about what a message is about.

    >>> "我们" in stop_words(), "电梯" in stop_words()
    (True, False)
    """
    return frozenset(word for line in _data("stopwords.txt") for word in line.split()) | dialect()


@cache
def dialect() -> frozenset[str]:
    """Return the function words that people of one region say: 阿拉, 莫得, 嘅."""
    return frozenset(word for line in _data("dialect.txt") for word in line.split())


@cache
def single_words() -> frozenset[str]:
    """Return the single characters that are words of their own (狗, 桥): others are dropped."""
    return frozenset(word for line in _data("single.txt") for word in line.split())


@cache
def civic_words() -> tuple[tuple[str, int], ...]:
    """Return the words of city life with the weight that makes them come out whole.

    Raises
    ------
    ValueError
        If a line is not ``word weight``.
    """
    pairs = []
    for line in _data("civic.txt"):
        word, weight = line.split()
        pairs.append((word, int(weight)))
    return tuple(pairs)


def _cache_dir() -> str:
    """Return a folder that only this user can write: jieba unmarshals what it finds there."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(Path.home(), ".cache")
    path = Path(base, "jianyan-nlp")
    with contextlib.suppress(OSError):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = path.stat()
        own = not hasattr(os, "getuid") or mode.st_uid == os.getuid()
        if own and not mode.st_mode & 0o022 and os.access(path, os.W_OK):
            return str(path)
    return tempfile.mkdtemp(prefix="jianyan-nlp-")


def _load_jieba() -> Tokenizer:
    import jieba

    jieba.setLogLevel(logging.CRITICAL)
    made: _Jieba = jieba.Tokenizer()
    made.tmp_dir = _cache_dir()
    made.initialize()
    return made


def _load_rjieba() -> Tokenizer:
    import rjieba

    return rjieba.Jieba()


_lock = threading.Lock()
_loaded: dict[str, Tokenizer] = {}


def tokenizer(engine: Engine = "auto") -> tuple[str, Tokenizer]:
    """Return the name and the process-wide tokenizer of ``engine``, loading it once.

    Parameters
    ----------
    engine
        ``"jieba"``, ``"rjieba"``, or ``"auto"``: rjieba where it is installed.

    Raises
    ------
    ValueError
        If the engine is unknown.
    ImportError
        If ``"rjieba"`` is asked for by name and not installed.
    """
    if engine not in ("auto", "jieba", "rjieba"):
        raise ValueError(f"unknown engine {engine!r}: auto, jieba or rjieba")
    if engine == "auto" and "rjieba" in _loaded:
        return "rjieba", _loaded["rjieba"]
    with _lock:
        for name in ("rjieba", "jieba") if engine == "auto" else (engine,):
            with contextlib.suppress(*((ImportError,) if engine == "auto" else ())):
                if name not in _loaded:
                    _loaded[name] = _make(name)
                return name, _loaded[name]
    raise ImportError("neither rjieba nor jieba is installed")


def _make(name: str) -> Tokenizer:
    made = _load_jieba() if name == "jieba" else _load_rjieba()
    for word, weight in civic_words():
        made.add_word(word, weight, "n")
    for word in sorted(dialect()):
        if len(word) > 1:
            made.add_word(word, DIALECT_WEIGHT, "r")
    return made


def engine_name(engine: Engine = "auto") -> str:
    """Return which engine does the work.

    >>> engine_name("jieba")
    'jieba'
    """
    return tokenizer(engine)[0]


def _pieces(text: str) -> list[str]:
    """Split only what would be slow; nearly every text comes back whole."""
    if len(text) <= MAX_RUN:
        return [text]
    pieces: list[str] = []
    start = 0
    for match in _LONG_RUN.finditer(text):
        pieces.append(text[start : match.start()])
        pieces.extend(_PIECE.findall(match.group()))
        start = match.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece]


def _run(text: str, engine: Engine, method: str) -> list[str]:
    if not text:
        return []
    name, made = tokenizer(engine)
    if name == "rjieba":
        return list(getattr(made, method)(text))
    found: list[str] = []
    for piece in _pieces(text[:SLOW_LIMIT]):
        found.extend(getattr(made, method)(piece))
    if len(text) > SLOW_LIMIT:
        found.extend(_PLAIN.findall(text[SLOW_LIMIT:]))
    return found


def cut(text: str, *, engine: Engine = "auto") -> list[str]:
    """Cut ``text`` into words, losing nothing: the words joined are the text.

    Time grows linearly with the text, rare characters or not.

    Examples
    --------
    >>> cut("小区加装电梯")
    ['小区', '加装电梯']
    """
    return _run(text, engine, "cut")


def cut_for_search(text: str, *, engine: Engine = "auto") -> list[str]:
    """Cut ``text`` into words and the shorter words inside long ones, for a search index.

    Examples
    --------
    >>> cut_for_search("专项维修资金")
    ['专项', '维修', '资金', '专项维修资金']
    """
    return _run(text, engine, "cut_for_search")


def keep(word: str) -> bool:
    """Tell whether a lower-cased word carries meaning: no stop word, number or punctuation.

    >>> keep("电梯"), keep("的"), keep("2019"), keep("！")
    (True, False, False, False)
    """
    if len(word) == 1:
        return word in single_words()
    return len(word) <= MAX_WORD and word not in stop_words() and bool(_HAS_LETTER.search(word))


def words(text: str, *, engine: Engine = "auto") -> list[str]:
    """Cut ``text`` into the words that carry meaning, lower-cased, simplified and in order.

    Parameters
    ----------
    text
        Any text; an empty one or one of stop words gives an empty list.
    engine
        ``"auto"``, ``"jieba"`` or ``"rjieba"``.

    Examples
    --------
    >>> words("尊敬的领导：我们小區没有充電桩！")
    ['小区', '充电桩']
    """
    return [word for word in _run(simplified(text.lower()), engine, "cut") if keep(word)]
