"""The figures of a run: how many of what, how much of the last run stands, the set rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from nlp.grouping import set_rules
from nlp.grouping.centres import Centres
from nlp.grouping.placing import Known
from nlp.reading.corpus import Corpus
from nlp.records import Grouping
from nlp.telling.changes import stability


def counts(found: Grouping, corpus: Corpus, known: Known) -> dict[str, Any]:
    """Return how many messages and groups there are, and what stands of the last run."""
    placed = sum(p.topic is not None for p in found.placements)
    offered = sum(p.topic is None and p.issue is not None for p in found.placements)
    report: dict[str, Any] = {
        "counts": {
            "messages": len(found.placements),
            "distinct_texts": len(corpus.titles),
            "placed": placed,
            "offered": offered,
            "shelf": len(found.placements) - placed - offered,
            "themes": len(found.themes),
            "issues": len(found.issues),
            "topics": len(found.topics),
            "largest_issue": max((issue.size for issue in found.issues), default=0),
            "largest_topic": max((topic.size for topic in found.topics), default=0),
            "floods": int((corpus.sizes > 1).sum()),
            "largest_flood": int(corpus.sizes.max(initial=0)),
        }
    }
    if known.previous:
        topics = {placed.id: placed.topic for placed in found.placements}
        report["stability"] = stability(known.previous, topics)
    if known.issues:
        issues = {placed.id: placed.issue for placed in found.placements}
        report["stability_of_issues"] = stability(known.issues, issues)
    return report


def set_rules_kept(
    topics: Centres, issues: Centres, themes: Centres, places: np.ndarray, messages: int
) -> dict[str, Any]:
    """Return what was measured of the set rules: pairs above the limits, worst pairs, sizes."""
    sizes = np.bincount(themes.index[themes.index >= 0], minlength=len(themes.numbers))
    told: dict[str, Any] = {
        "limit_alike": set_rules.MOST_ALIKE,
        "limit_overlap": set_rules.MOST_OVERLAP,
        "smallest_theme": int(sizes.min(initial=messages)) if len(sizes) else 0,
        "smallest_theme_allowed": set_rules.least_size(messages),
    }
    for name, group in (("topics", topics), ("issues", issues), ("themes", themes)):
        for rule, found in set_rules.measured(group.rows, group.numbers).items():
            told[f"{name}_{rule}"] = found.pop("above")
            told[f"{name}_{rule}_worst"] = found
    split = set_rules.split_pairs(topics.rows, places).nnz // 2
    told["topics_split"] = split
    told["topics_split_share"] = round(split / max(len(topics.numbers), 1), 4)
    return told
