"""How right the levels are: topics and issues against problems that people found by reading.

A reference is a CSV with ``issue,message_id`` and, where there are several kinds, ``kind``
(b: broad, c: concrete, m: at many places); which file its messages are of is told by their ids.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import nlp_peers
from tests.bench.nlp_rows import DATA, Row, Table, run, table

SOURCES = {
    "messages_4326.csv": "message_id",
    "labelled_train.csv": "id",
    "board_half.csv": "message_id",
}
KINDS = {"b": ("broad", "≥ 0.88"), "c": ("concrete", "≥ 0.86"), "m": ("many places", "≥ 0.62")}
_WORST, _DRAWS = 10, 2_000

Place = Mapping[str, Hashable]


@dataclass
class Reference:
    """Problems found by reading, and the file that they are of."""

    source: Path
    key: str
    issues: dict[str, set[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        return table(self.source)


def read_references(paths: Sequence[Path]) -> list[Reference]:
    """Read references and find their files by the ids.

    Raises
    ------
    ValueError
        If no file has the messages of one.
    """
    known = {name: {r[key] for r in table(DATA / name)} for name, key in SOURCES.items()}
    found = []
    for path in paths:
        issues: defaultdict[str, set[str]] = defaultdict(set)
        kinds = {}
        for row in table(path):
            issues[row["issue"]].add(row["message_id"])
            kinds[row["issue"]] = row.get("kind") or "c"
        wanted = set().union(*issues.values())
        names = [name for name, ids in known.items() if wanted <= ids]
        if not names:
            raise ValueError(f"{path}: no file has these messages")
        found.append(Reference(DATA / names[0], SOURCES[names[0]], dict(issues), kinds))
    return found


def best_match(issues: Mapping[str, set[str]], levels: Sequence[Place]) -> dict[str, float]:
    """Return for every problem the F of the group of any level that fits it best."""
    found: dict[str, float] = dict.fromkeys(issues, 0.0)
    for level in levels:
        sizes = Counter(level.values())
        for name, members in issues.items():
            shared = Counter(level[member] for member in members if member in level)
            fits = (2 * hits / (len(members) + sizes[one]) for one, hits in shared.items())
            found[name] = max([found[name], *fits])
    return found


def interval(values: Sequence[float]) -> str:
    """Return the mean and its 95 % interval, drawn anew from the problems."""
    chance = random.Random(0)
    means = sorted(sum(chance.choices(values, k=len(values))) for _ in range(_DRAWS))
    low, high = (means[int(_DRAWS * at)] / len(values) for at in (0.025, 0.975))
    return f"{sum(values) / len(values):.3f} [{low:.2f}, {high:.2f}]"


def levels(told: Table, folder: Path, reference: Reference) -> None:
    """Group the file with both layers and judge topics, issues and the better of both."""
    out, report = folder / "levels.csv", folder / "levels.json"
    name = reference.source.stem
    for layer in ("off", "auto"):
        timed = run(
            "nlp", "group", reference.source, out, "--text", "title", "body", "--id",
            reference.key, "--semantic", layer, "--report", report,
        )  # fmt: skip
        rows = table(out)
        places = [{r["id"]: r[c] for r in rows if r[c]} for c in ("topic", "issue")]
        read = json.loads(report.read_text(encoding="utf-8"))
        counts, rules = read["counts"], read["set_rules"]
        shelf = counts["shelf"] / counts["messages"]
        told.add(f"{name}, {layer}: on the shelf", "≤ 20 %", f"{shelf:.1%} ({timed})")
        told.add(f"{name}, {layer}: topics split", "≤ 1 %", f"{rules['topics_split_share']:.1%}")
        for kind, (words, wanted) in KINDS.items():
            some = {n: m for n, m in reference.issues.items() if reference.kinds[n] == kind}
            if some:
                parts = [best_match(some, level) for level in ([places[0]], [places[1]], places)]
                shown = " · ".join(interval(list(part.values())) for part in parts)
                what = f"{name}, {layer}: {len(some)} {words}: topics · issues · better"
                told.add(what, wanted, shown)
    _worst(told, reference, places)


def _worst(told: Table, reference: Reference, places: Sequence[Place]) -> None:
    """Tell where the members of the ten that fit worst went: how many of how large a group."""
    found = best_match(reference.issues, places)
    for name in sorted(found, key=lambda one: (found[one], one))[:_WORST]:
        members = reference.issues[name]
        went = []
        for level in places:
            sizes = Counter(level.values())
            shared = Counter(level.get(member) for member in members).most_common(3)
            went.append(", ".join(f"{n} of {sizes[g] if g else 'none'}" for g, n in shared))
        what = f"worst: {reference.kinds[name]} {name} ({len(members)})"
        told.add(what, "", f"{found[name]:.2f}; topics {went[0]}; issues {went[1]}")


def peers(told: Table, reference: Reference) -> None:
    """What others find in the same file."""
    rows = reference.rows()
    texts = [f"{row['title']} {row['body']}" for row in rows]
    ids = [row[reference.key] for row in rows]
    many = max(50, len(rows) // 5)
    others = {
        "K-means 50": nlp_peers.kmeans(texts, 50),
        f"K-means {many}": nlp_peers.kmeans(texts, many),
        "HDBSCAN over SVD": nlp_peers.over_svd(texts, 2),
        "HDBSCAN over sentence vectors": nlp_peers.over_meanings(texts, 2),
    }
    for name, found in others.items():
        place = {i: k for i, k in zip(ids, found, strict=True) if k >= 0}
        fits = best_match(reference.issues, [place])
        shown = [
            f"{words} {interval([f for n, f in fits.items() if reference.kinds[n] == kind])}"
            for kind, (words, _) in KINDS.items()
            if kind in reference.kinds.values()
        ]
        told.add(f"{reference.source.stem}: best-match F", "", "", f"{name}: {'; '.join(shown)}")
