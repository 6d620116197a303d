"""How right the engine is: themes, stability, likeness."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from nlp.likeness import ALIKE, SAME, SimilarIndex
from tests.bench import nlp_peers
from tests.bench.nlp_rows import DATA, Row, Table, run, table, write

TEXTS = ("--text", "title", "body", "--id")


def _level(path: Path, level: str) -> dict[str, Hashable]:
    return {row["id"]: row[level] for row in table(path) if row[level]}


def themes(told: Table, folder: Path) -> None:
    """Agreement of themes with labels that the engine never sees."""
    rows = table(DATA / "titles_20000.csv")
    short = random.Random(0).sample(rows, min(10_000, len(rows)))
    write(
        folder / "titles.csv",
        ["id", "title", "label"],
        [(row["id"], row["title"], row["label"]) for row in short],
    )
    _agreement(told, folder, DATA / "labelled_train.csv", ("title", "body"), 7, "0.57", "0.62")
    _agreement(told, folder, folder / "titles.csv", ("title",), 10, "0.40", "0.58")


def _agreement(
    told: Table, folder: Path, source: Path, text: Sequence[str], many: int, off: str, on: str
) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    rows = table(source)
    labels = [row["label"] for row in rows]

    def score(found: Sequence[object]) -> str:
        return f"{adjusted_mutual_info_score(labels, found):.3f}"

    texts = [" ".join(row[column] for column in text) for row in rows]
    peers = (
        f"K-means plain {score(nlp_peers.kmeans(texts, many))}, "
        f"tuned {score(nlp_peers.tuned_kmeans(texts, many))}"
    )
    for layer, wanted in (("off", off), ("auto", on)):
        out = folder / "themes.csv"
        timed = run(
            "nlp", "group", source, out, "--text", *text, "--id", "id", "--themes", many,
            "--semantic", layer, "--threads", 2,
        )  # fmt: skip
        found = score([row["theme"] for row in table(out)])
        what = f"themes of {len(rows):,} × {many}, {layer}: AMI"
        told.add(what, f"≥ {wanted}", f"{found} ({timed})", peers if layer == "off" else "")


def stability(told: Table, folder: Path) -> None:
    """Group a part, then more of it again: who keeps the number of the topic?"""
    rows = table(DATA / "labelled_train.csv") + table(DATA / "messages_4326.csv")
    letters = [(f"{n}", row["title"], row["body"]) for n, row in enumerate(rows)][:7000]
    random.Random(0).shuffle(letters)
    header = ["id", "title", "body"]
    part = write(folder / "part.csv", header, letters[:5000])
    whole = write(folder / "whole.csv", header, letters)
    old, new = folder / "part_out.csv", folder / "whole_out.csv"
    off = ("--semantic", "off")
    run("nlp", "group", part, old, *TEXTS, "id", *off)
    run("nlp", "group", whole, new, *TEXTS, "id", "--previous", old, *off)
    for level in ("topic", "issue"):
        before, after = _level(old, level), _level(new, level)
        kept = sum(after.get(key) == group for key, group in before.items()) / len(before)
        told.add(
            f"5,000 messages, 2,000 more: old ones keep their {level}", "≥ 95 %", f"{kept:.1%}"
        )
    run("nlp", "group", write(part, header, letters[::-1]), new, *TEXTS, "id", "--threads", 1, *off)
    again = folder / "again.csv"
    run("nlp", "group", write(whole, header, letters), again, *TEXTS, "id", "--threads", 2, *off)
    same = sorted(map(str, table(new))) == sorted(map(str, table(again)))
    told.add("rows turned round, 1 or 2 threads", "same partition", "same" if same else "DIFFERENT")


def likeness(told: Table, issues: dict[str, set[str]] | None) -> None:
    """Pairs of one issue: found among the five most like? And by trigrams?"""
    if not issues:
        told.add("similar: recall@5", "≥ 0.80", "no list of issues (--reference FILE)")
        return
    rows = {row["message_id"]: row for row in table(DATA / "messages_4326.csv")}
    index = SimilarIndex((key, row["body"], row["title"]) for key, row in rows.items())
    pairs: list[tuple[float, bool, float]] = []

    def ask(key: str) -> list[str]:
        found = index.query(rows[key]["body"], top=11, title=rows[key]["title"])
        others = [hit for hit in found if hit.id != key][:10]
        mine = next(members for members in issues.values() if key in members)
        pairs.extend((hit.score, hit.id in mine, 1 / len(mine)) for hit in others)
        return [hit.id for hit in others[:5]]

    found = _recall(issues, ask)
    url = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        trigrams = nlp_peers.Trigrams(
            url, [(key, f"{row['title']} {row['body']}") for key, row in rows.items()]
        )
    except Exception as error:  # noqa: BLE001 - whatever a missing server raises
        peer = f"pg_trgm: no server ({type(error).__name__})"
    else:
        some = {name: members for name, members in list(issues.items())[::8] if len(members) < 20}

        def by_trigrams(key: str) -> list[str]:
            text = f"{rows[key]['title']} {rows[key]['body']}"
            return [other for other in trigrams.query(text, 6) if other != key][:5]

        peer = (
            f"pg_trgm {_recall(some, by_trigrams):.3f} on {len(some)} issues, "
            f"ours on the same {_recall(some, ask):.3f}"
        )
        trigrams.close()
    told.add("similar: recall@5 of pairs of one issue", "≥ 0.80", f"{found:.3f}", peer)
    for name, least in (("ALIKE", ALIKE), ("SAME", SAME)):
        above = [(right, weight) for score, right, weight in pairs if score >= least]
        right = sum(weight for ok, weight in above if ok)
        precision = right / sum(weight for _, weight in above)
        recall = right / sum(weight for _, ok, weight in pairs if ok)
        told.add(
            f"similar: score ≥ {least} ({name})",
            "",
            f"precision {precision:.2f}, recall {recall:.2f}",
        )


def _recall(issues: dict[str, set[str]], ask: Callable[[str], list[str]]) -> float:
    shares = []
    for members in issues.values():
        for key in members:
            others = members - {key}
            shares.append(len(others.intersection(ask(key))) / min(5, len(others)))
    return sum(shares) / len(shares)


def speed_of_likeness(told: Table, source: Path) -> None:
    """Build, ask and change one, on made rows, in processor time; trigrams beside it."""
    rows = table(source)
    began = time.process_time()
    index = SimilarIndex((row["id"], row["body"], row["title"]) for row in rows)
    built = time.process_time() - began
    asked = random.Random(1).sample(rows, 200)
    spent = [_seconds(index, row) for row in asked]
    began = time.process_time()
    for number, row in enumerate(asked):
        index.add(f"new {number}", row["body"], row["title"])
        index.remove(row["id"])
    changed = (time.process_time() - began) / len(asked)
    size = f"{len(rows):,}"
    told.add(f"similar: build {size}", "≤ 30 s (280,000)", f"{built:.1f} s")
    url = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    try:
        trigrams = nlp_peers.Trigrams(url, [(r["id"], f"{r['title']} {r['body']}") for r in rows])
        theirs = trigrams.seconds([f"{r['title']} {r['body']}" for r in asked[:8]])
        peer = f"pg_trgm p50 {1000 * sorted(theirs)[len(theirs) // 2]:.0f} ms"
        trigrams.close()
    except Exception as error:  # noqa: BLE001 - whatever a missing server raises
        peer = f"pg_trgm: no server ({type(error).__name__})"
    told.add(
        f"similar: query among {size}",
        "p95 ≤ 15 ms",
        f"p50 {1000 * sorted(spent)[100]:.1f} ms, p95 {1000 * sorted(spent)[190]:.1f} ms, "
        f"one changed in {1000 * changed:.1f} ms",
        peer,
    )


def _seconds(index: SimilarIndex, row: Row) -> float:
    began = time.process_time()
    index.query(row["body"], title=row["title"])
    return time.process_time() - began
