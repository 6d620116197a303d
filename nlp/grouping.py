"""The whole errand: messages in, themes and topics out."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal

import numpy as np

from nlp import segment, vectors
from nlp.corpus import read
from nlp.graph import MUTUAL, neighbours
from nlp.model import Grouping, Message, ThemeSeed
from nlp.placing import Found, Known
from nlp.present import present
from nlp.rules import apart
from nlp.seeded import place, with_other
from nlp.semantic import NEAR_FLOOR, WEIGHT, dense_neighbours, kept_in, meanings, wanted
from nlp.themes import default_themes, find_themes
from nlp.topics import MEANING_ADDS, RESOLUTION, find_topics

Progress = Callable[[float, str], None]
Layer = Literal["auto", "off", "on"]


class _Clock:
    """Seconds per stage, and the news of it."""

    def __init__(self, tell: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._tell = tell
        self._stage = ""
        self._since = time.perf_counter()

    def start(self, stage: str, fraction: float, text: str) -> None:
        self.stop()
        self._stage, self._since = stage, time.perf_counter()
        if self._tell:
            self._tell(fraction, text)

    def stop(self) -> None:
        if self._stage:
            self.seconds[self._stage] = round(time.perf_counter() - self._since, 4)
        self._stage = ""


def group(
    messages: Sequence[Message],
    *,
    themes: int | None = None,
    previous: Mapping[str, int | None] | None = None,
    fixed: Mapping[str, int | None] | None = None,
    previous_themes: Mapping[str, int] | None = None,
    catalogue: Sequence[ThemeSeed] | None = None,
    seed: int = 0,
    threads: int = 1,
    semantic: Layer = "off",
    vector_cache: Path | None = None,
    on_progress: Progress | None = None,
) -> Grouping:
    """Group messages into specific topics and broad themes.

    Parameters
    ----------
    messages
        Messages with distinct ids, in any order: the outcome does not depend on it.
    themes
        How many themes; by default as many as the texts show, at most
        ``ceil(log5(n) * 6)``.
    previous
        Id → topic number of the last run, None for the shelf: topics keep their numbers by
        overlap.
    fixed
        Id → topic number that people decided, None for the shelf.  Returned exactly as given.
    previous_themes
        Id → theme number of the last run: themes keep their numbers by overlap, too.
    catalogue
        Themes that people gave, with numbers, names and words: every message is placed into
        one of them, or into "其他" (its number is the next after theirs).
    seed
        Same messages and seed, same outcome, whatever ``threads`` is.
    threads
        Threads of the neighbour search and processes that cut a large corpus into words.
    semantic
        ``"on"`` adds a graph of sentence vectors (the ``semantic`` extra), ``"auto"`` does
        where it is installed, ``"off"`` does not.
    vector_cache
        Folder in which sentence vectors are kept from run to run.
    on_progress
        Called with a fraction 0..1 and what is being done, in Chinese.

    Returns
    -------
    Grouping
        Placements in the order given, themes, topics and a report that fits into JSON.

    Raises
    ------
    ValueError
        If an id stands twice, ``themes`` or ``threads`` is below 1, the catalogue is empty or
        has a number twice, or both ``themes`` and a catalogue are given.
    ImportError
        If ``semantic="on"`` and the extra is not installed.

    Examples
    --------
    >>> from nlp import Message, group
    >>> texts = ["幸福小区电梯停运", "幸福小区电梯又停运了", "和平路路灯不亮", "和平路路灯坏了不亮"]
    >>> found = group([Message(str(i), text) for i, text in enumerate(texts)])
    >>> [placed.topic for placed in found.placements]
    [2, 2, 1, 1]
    """
    if themes is not None and themes < 1:
        raise ValueError("themes must be at least 1")
    if threads < 1:
        raise ValueError("threads must be at least 1")
    if themes is not None and catalogue is not None:
        raise ValueError("either a number of themes or a catalogue")
    given = () if catalogue is None else tuple(with_other(catalogue))
    layer = wanted(semantic)
    clock = _Clock(on_progress)
    clock.start("read", 0.0, "读取文本")
    corpus = read(messages)
    clock.start("segment", 0.05, "分词")
    features = vectors.text_features(corpus.titles, corpus.bodies, corpus.sizes, processes=threads)
    clock.start("graph", 0.3, "查找相近的留言")
    near = neighbours(features.near, threads=threads, mutual=MUTUAL)
    heads = vectors.headlines(corpus.titles, corpus.bodies) if layer or given else []
    meaning = None
    if layer:
        clock.start("semantic", 0.4, "比较句意")
        meaning = meanings(heads, cache=kept_in(vector_cache) if vector_cache else None)
        like = dense_neighbours(meaning, floor=NEAR_FLOOR)
        near = (near + like * np.float32(WEIGHT)).tocsr()
    clock.start("topics", 0.6, "归并具体问题")
    held = corpus.known({**(previous or {}), **(fixed or {})}, messages)
    resolution = RESOLUTION + (MEANING_ADDS if layer else 0)
    topics = find_topics(features.near, near, resolution=resolution, seed=seed, held=held)
    topics, merges = apart(features.rows, topics)
    clock.start("themes", 0.75, "归并主题")
    limit = themes or default_themes(len(messages))
    if given:
        theme_of = place(features.rows, features.words, given[:-1], heads)
    else:
        theme_of = find_themes(
            features.rows,
            meaning,
            corpus.sizes,
            limit=limit,
            exact=themes is not None,
            seed=seed,
            threads=threads,
            held=corpus.known(previous_themes, messages) if previous_themes else None,
        )
    clock.start("present", 0.85, "命名与整理")
    found = present(
        [message.id for message in messages],
        corpus,
        Found(features.rows, features.words, topics, theme_of, given, merges),
        limit=limit,
        known=Known(previous or {}, fixed or {}, previous_themes or {}),
        processes=threads,
    )
    clock.stop()
    report = {
        "parameters": {
            "themes": themes,
            "catalogue": len(given),
            "seed": seed,
            "threads": threads,
            "semantic": "on" if layer else "off",
            "engine": segment.engine_name(),
        },
        "versions": _versions(),
        "seconds": {**clock.seconds, "total": round(sum(clock.seconds.values()), 4)},
        **found.report,
    }
    if on_progress:
        on_progress(1.0, "完成")
    return Grouping(found.placements, found.themes, found.topics, report)


def _versions() -> dict[str, str]:
    names = ("jieba", "rjieba", "numpy", "scipy", "sparse-dot-topn", "graspologic-native")
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
