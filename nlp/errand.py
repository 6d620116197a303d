"""The whole errand: messages in, themes, issues and topics out."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from threadpoolctl import threadpool_limits

from nlp.grouping.dense_graph import NEAR_FLOOR, WEIGHT, dense_neighbours
from nlp.grouping.given_themes import place, with_other
from nlp.grouping.graph import MUTUAL, neighbours
from nlp.grouping.issues import Spoken
from nlp.grouping.placing import Known, Parted
from nlp.grouping.set_rules import apart
from nlp.grouping.standing import Stood, completed, standing, stood
from nlp.grouping.themes import default_themes, find_themes
from nlp.grouping.topics import MEANING_ADDS, RESOLUTION, find_topics
from nlp.reading import segment
from nlp.reading.corpus import Corpus, read
from nlp.reading.form import headlines
from nlp.reading.meaning import Layer, kept_in, meanings, wanted
from nlp.reading.weights import Features, text_features
from nlp.records import Grouping, Message, ThemeSeed
from nlp.telling.outcome import outcome

if TYPE_CHECKING:
    from nlp.bulk.cluster import Cluster

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a run.

    Attributes
    ----------
    themes
        How many themes; None: as many as the texts show, at most ``ceil(log5(n) * 6)``.
    known
        The last run's groups and what people decided: groups keep their numbers by overlap;
        what people fixed is returned exactly as given, and so is what was seen (``previous``
        names it, also with None) and has nothing new near it.
    catalogue
        Themes that people gave, with numbers, names and words: every message is placed into
        one of them, or into "其他" (its number is the next after theirs).
    seed
        Same messages and seed, same outcome, whatever ``threads`` is.
    threads
        Threads of the neighbour search and processes that cut a large corpus into words.
    layer
        Whether a graph of sentence vectors is added.
    vectors
        Folder in which sentence vectors are kept from run to run.
    cluster
        Machines that cut the texts and search and score the pairs (see `nlp.bulk.cluster`).
    """

    themes: int | None
    known: Known
    catalogue: tuple[ThemeSeed, ...]
    seed: int
    threads: int
    layer: bool
    vectors: Path | None
    cluster: Cluster | None = None


@dataclass
class _Clock:
    """Seconds per stage, and the news of it."""

    tell: Progress | None
    seconds: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _since: float = field(default_factory=time.perf_counter)

    def start(self, stage: str, fraction: float, text: str) -> None:
        self.stop()
        self._stage, self._since = stage, time.perf_counter()
        if self.tell:
            self.tell(fraction, text)

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
    previous_issues: Mapping[str, int] | None = None,
    fixed_issues: Mapping[int, int] | None = None,
    previous_themes: Mapping[str, int] | None = None,
    loose: Collection[str] = (),
    catalogue: Sequence[ThemeSeed] | None = None,
    seed: int = 0,
    threads: int = 1,
    semantic: Layer = "off",
    vector_cache: Path | None = None,
    cluster: Cluster | None = None,
    on_progress: Progress | None = None,
) -> Grouping:
    """Group messages, in any order, into specific topics, kinds of issues and broad themes.

    `Wishes` and `Known` tell what each word means; ``semantic`` is ``"on"``, ``"auto"`` (where
    the extra is installed) or ``"off"``; ``on_progress`` is called with a fraction 0..1 and what
    is being done, in Chinese. A wish that makes no sense or an id that stands twice is a
    ValueError, ``semantic="on"`` without the extra an ImportError.

    >>> from nlp import Message, group
    >>> texts = ["幸福小区电梯停运", "幸福小区电梯又停运了", "和平路路灯不亮", "和平路路灯坏了不亮"]
    >>> found = group([Message(str(i), text) for i, text in enumerate(texts)])
    >>> [placed.topic for placed in found.placements]
    [2, 2, 1, 1]
    """
    given = _given(themes, threads, catalogue)
    known = Known(
        previous or {},
        fixed or {},
        previous_issues or {},
        fixed_issues or {},
        previous_themes or {},
        frozenset(loose),
    )
    layer = wanted(semantic)
    wishes = Wishes(themes, known, given, seed, threads, layer, vector_cache, cluster)
    clock = _Clock(on_progress)
    # The linear algebra would take every core, however many were asked for; on a busy machine
    # its threads wait for each other and a small matrix takes seconds.
    with threadpool_limits(threads):
        found = _run(messages, wishes, clock)
    if on_progress:
        on_progress(1.0, "完成")
    return replace(found, report=_report(wishes, clock, found))


def _given(
    themes: int | None, threads: int, catalogue: Sequence[ThemeSeed] | None
) -> tuple[ThemeSeed, ...]:
    """Return the themes that people gave, with one for the rest; refuse what makes no sense."""
    if themes is not None and themes < 1:
        raise ValueError("themes must be at least 1")
    if threads < 1:
        raise ValueError("threads must be at least 1")
    if themes is not None and catalogue is not None:
        raise ValueError("either a number of themes or a catalogue")
    return () if catalogue is None else tuple(with_other(catalogue))


def _run(messages: Sequence[Message], wishes: Wishes, clock: _Clock) -> Grouping:
    """Go through the stages, one after the other."""
    clock.start("read", 0.0, "读取文本")
    corpus, ids = read(messages), [message.id for message in messages]
    clock.start("segment", 0.05, "分词")
    features = text_features(
        corpus.titles,
        corpus.bodies,
        corpus.sizes,
        processes=wishes.threads,
        cluster=wishes.cluster,
    )
    heads = headlines(corpus.titles, corpus.bodies) if wishes.layer or wishes.catalogue else []
    graph, meaning = _ties(features, heads, wishes, clock)
    clock.start("topics", 0.6, "归并具体问题")
    was = stood(ids, corpus, graph, wishes.known)
    topics, merges = _topics(features, graph, meaning is not None, was, wishes)
    stands = standing(ids, corpus, topics, was, wishes.known)
    clock.start("themes", 0.7, "归并主题")
    limit = wishes.themes or default_themes(len(messages))
    themes = _themes(ids, corpus, features, heads, meaning, limit, wishes)
    clock.start("present", 0.8, "归并类问题，命名与整理")
    spoken = Spoken(features.kind, graph, meaning)
    found = outcome(
        ids,
        corpus,
        Parted(features, spoken, topics, themes, wishes.catalogue, merges, stands),
        limit=limit,
        known=wishes.known,
        processes=wishes.threads,
    )
    clock.stop()
    return found


def _topics(
    features: Features, graph: sp.csr_matrix, with_meaning: bool, was: Stood, wishes: Wishes
) -> tuple[np.ndarray, int]:
    """Return the topic of each text and how many were merged; what nothing stirs stands."""
    resolution = RESOLUTION + MEANING_ADDS if with_meaning else RESOLUTION
    picked = np.flatnonzero(was.stirred)
    part = graph if len(picked) == graph.shape[0] else graph[picked][:, picked].tocsr()
    found = find_topics(
        features.near[picked],
        part,
        resolution=resolution,
        seed=wishes.seed,
        held=was.held[picked],
    )
    return apart(features.rows, completed(found, was), features.places, among=was.stirred)


def _ties(
    features: Features, heads: Sequence[str], wishes: Wishes, clock: _Clock
) -> tuple[sp.csr_matrix, np.ndarray | None]:
    """Return the graph of who is near whom, and the meanings where they are asked for."""
    clock.start("graph", 0.3, "查找相近的留言")
    near = neighbours(features.near, threads=wishes.threads, mutual=MUTUAL, cluster=wishes.cluster)
    if not wishes.layer:
        return near, None
    clock.start("semantic", 0.4, "比较句意")
    meaning = meanings(heads, cache=kept_in(wishes.vectors) if wishes.vectors else None)
    like = dense_neighbours(meaning, floor=NEAR_FLOOR)
    return (near + like * np.float32(WEIGHT)).tocsr(), meaning


def _themes(
    ids: Sequence[str],
    corpus: Corpus,
    features: Features,
    heads: Sequence[str],
    meaning: np.ndarray | None,
    limit: int,
    wishes: Wishes,
) -> np.ndarray:
    """Return each text's theme: one of those that people gave, or of those that are found."""
    if wishes.catalogue:
        return place(features.rows, features.words, wishes.catalogue[:-1], heads)
    before = wishes.known.themes
    return find_themes(
        features.rows,
        meaning,
        corpus.sizes,
        limit=limit,
        exact=wishes.themes is not None,
        seed=wishes.seed,
        threads=wishes.threads,
        held=corpus.known(before, ids) if before else None,
    )


def _report(wishes: Wishes, clock: _Clock, found: Grouping) -> dict[str, Any]:
    return {
        "parameters": {
            "themes": wishes.themes,
            "catalogue": len(wishes.catalogue),
            "seed": wishes.seed,
            "threads": wishes.threads,
            "semantic": "on" if wishes.layer else "off",
            "engine": segment.engine_name(),
        },
        "versions": _versions(),
        "seconds": {**clock.seconds, "total": round(sum(clock.seconds.values()), 4)},
        **found.report,
    }


def _versions() -> dict[str, str]:
    names = ("jieba", "rjieba", "numpy", "scipy", "sparse-dot-topn", "graspologic-native")
    found = {"python": platform.python_version()}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found
