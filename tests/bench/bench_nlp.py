"""Grouping in numbers: ``python tests/bench/bench_nlp.py [--large]``.

Reads the data folder from ``JIANYAN_DATA`` or the sibling ``../shared/data``; prints one table.
The engine and its peer (plain jieba + TfidfVectorizer + KMeans) run on the same rows.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp import Message, group  # noqa: E402

DATA = Path(os.environ.get("JIANYAN_DATA", ROOT.parent / "shared" / "data")) / "messages"
_SENTENCE = re.compile("[。！？]")


def table(name: str) -> list[dict[str, str]]:
    csv.field_size_limit(2**26)
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def say(*cells: object) -> None:
    """Print one row of the table."""
    print(" | ".join(str(cell) for cell in cells), flush=True)


def timed(run: Callable[[], Any]) -> tuple[Any, float, float]:
    """Return the result, wall seconds and processor seconds of a call."""
    wall, processor = time.perf_counter(), time.process_time()
    result = run()
    return result, time.perf_counter() - wall, time.process_time() - processor


def peer(messages: list[Message], clusters: int) -> list[int]:
    """Cluster as most do: jieba, TfidfVectorizer, KMeans."""
    import jieba
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [" ".join(jieba.cut(f"{m.title} {m.body}")) for m in messages]
    rows = TfidfVectorizer(max_features=20_000).fit_transform(texts)
    return KMeans(clusters, n_init=1, random_state=0).fit_predict(rows).tolist()


def made(count: int) -> list[Message]:
    """Make rows of about 140 characters from the sentences of the messages, seeded."""
    rows = table("messages_4326.csv")
    titles = [row["title"] for row in rows]
    parts = [p for row in rows for p in _SENTENCE.split(row["body"].strip()) if 5 < len(p) < 80]
    chance = random.Random(0)
    result = []
    for number in range(count):
        body: list[str] = []
        while sum(map(len, body)) < 105:
            body.append(chance.choice(parts))
        result.append(Message(str(number), chance.choice(titles), "。".join(body)))
    return result


def speed(count: int) -> None:
    messages = made(count)
    found, wall, processor = timed(lambda: group(messages, threads=2))
    topics = found.report["counts"]["topics"]
    say(f"group {count} made rows", f"{wall:.1f} s", f"{processor:.1f} s CPU", f"{topics} topics")
    if count <= 27_000:
        _, wall, processor = timed(lambda: peer(messages, 50))
        say(f"jieba + KMeans(50), {count} rows", f"{wall:.1f} s", f"{processor:.1f} s CPU", "")


def agreement(name: str, themes: int, most: int) -> None:
    """Print how well themes agree with the labels of a file (which the engine never sees)."""
    from sklearn.metrics import adjusted_mutual_info_score

    rows = table(name)
    if len(rows) > most:
        rows = random.Random(0).sample(rows, most)
    labels = [row["label"] for row in rows]
    messages = [Message(str(i), row["title"], row.get("body") or "") for i, row in enumerate(rows)]
    runs: list[tuple[str, Callable[[], list[Any]]]] = [
        ("off", lambda: themes_of(messages, themes, "off")),
        ("auto", lambda: themes_of(messages, themes, "auto")),
        ("jieba + KMeans", lambda: peer(messages, themes)),
    ]
    for told, run in runs:
        found, wall, processor = timed(run)
        score = adjusted_mutual_info_score(labels, found)
        say(f"{name}, {themes} themes, {told}", f"{wall:.1f} s", f"{processor:.1f} s CPU",
            f"AMI {score:.3f}")  # fmt: skip


def themes_of(messages: list[Message], themes: int, layer: str) -> list[int]:
    found = group(messages, themes=themes, semantic=layer, threads=2)  # type: ignore[arg-type]
    return [placed.theme or 0 for placed in found.placements]


def stability() -> None:
    rows = table("messages_4326.csv")
    messages = [Message(row["message_id"], row["title"], row["body"]) for row in rows]
    random.Random(0).shuffle(messages)
    first = messages[: len(messages) * 5 // 7]
    before = {p.id: p.topic for p in group(first).placements if p.topic is not None}
    report = group(messages, previous=before).report["stability"]
    say("5 of 7 parts, then all: old messages that keep their topic", "", "", report["share"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="280,000 rows too")
    options = parser.parse_args()
    if not DATA.is_dir():
        say(f"skipped: no data at {DATA} (set JIANYAN_DATA)")
        return 0
    say("what", "wall", "CPU", "result")
    rows = table("messages_4326.csv")
    messages = [Message(row["message_id"], row["title"], row["body"]) for row in rows]
    for layer in ("off", "auto"):
        found, wall, processor = timed(lambda layer=layer: group(messages, semantic=layer))
        counts = found.report["counts"]
        say(f"group 4,326 real messages, {layer}", f"{wall:.1f} s", f"{processor:.1f} s CPU",
            f"{counts['topics']} topics, {counts['shelf']} on the shelf")  # fmt: skip
    agreement("labelled_train.csv", 7, 10_000)
    agreement("titles_20000.csv", 10, 10_000)
    stability()
    speed(27_000)
    if options.large:
        speed(280_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())
