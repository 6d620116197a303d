"""How right the engine is: topics, themes, stability, set rules, likeness."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from nlp.similar import ALIKE, SAME, SimilarIndex
from tests.bench import nlp_peers
from tests.bench.nlp_rows import DATA, Row, Table, run, table, write

F = "best-match F (issues ≥ 5)"
TEXTS = ("--text", "title", "body", "--id")


def best_match(issues: dict[str, set[str]], topic_of: dict[str, Hashable]) -> dict[str, float]:
    """Return for every issue the F of the topic that fits it best."""
    sizes = Counter(topic_of.values())
    found = {}
    for name, members in issues.items():
        shared = Counter(topic_of[member] for member in members if member in topic_of)
        found[name] = max(
            (2 * hits / (len(members) + sizes[topic]) for topic, hits in shared.items()), default=0
        )
    return found


def _told(issues: dict[str, set[str]], topic_of: dict[str, Hashable]) -> str:
    found = best_match(issues, topic_of)
    large = [f for name, f in found.items() if len(issues[name]) >= 5]
    return f"{sum(found.values()) / len(found):.3f} ({sum(large) / max(len(large), 1):.3f})"


def _topics(path: Path) -> dict[str, Hashable]:
    return {row["id"]: row["topic"] for row in table(path) if row["topic"]}


def topics(told: Table, folder: Path, issues: dict[str, set[str]] | None) -> None:
    """Group the real messages with both layers; judge the topics by issues found by hand."""
    source, out, report = DATA / "messages_4326.csv", folder / "real.csv", folder / "real.json"
    for layer in ("off", "auto"):
        timed = run(
            "nlp", "group", source, out, *TEXTS, "message_id", "--semantic", layer,
            "--report", report, "--threads", 2,
        )  # fmt: skip
        what = f"4,326 real messages, semantic {layer}"
        told.add(what, "", f"{timed}; {timed.said.split(':')[1].rsplit(',', 1)[0].strip()}")
        if issues:
            told.add(
                f"topics, {layer}: best-match F (of ≥ 5)", "≥ 0.88", _told(issues, _topics(out))
            )
    rules = json.loads(report.read_text(encoding="utf-8"))["set_rules"]
    told.add(
        "set rules: pairs too alike, overlapping; smallest theme",
        "0, 0; ≥ 5",
        f"{rules['topics_alike'] + rules['themes_alike']}, "
        f"{rules['topics_overlap'] + rules['themes_overlap']}; {rules['smallest_theme']}",
    )
    if not issues:
        told.add("topics: best-match F", "≥ 0.88", "no list of issues (--reference FILE)")
        return
    rows = table(source)
    texts = [f"{row['title']} {row['body']}" for row in rows]
    ids = [row["message_id"] for row in rows]
    peers = {
        "plain K-means 50": nlp_peers.kmeans(texts, 50),
        "plain K-means 900": nlp_peers.kmeans(texts, 900),
        "HDBSCAN over SVD": nlp_peers.over_svd(texts, 2),
    }
    for name, found in peers.items():
        place = {i: k for i, k in zip(ids, found, strict=True) if k >= 0}
        told.add(f"topics: {F}", "", "", f"{name}: {_told(issues, place)}")


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
    before, after = _topics(old), _topics(new)
    kept = sum(after.get(key) == topic for key, topic in before.items()) / len(before)
    told.add("5,000 messages, 2,000 more: old ones keep their topic", "≥ 95 %", f"{kept:.1%}")
    run("nlp", "group", write(part, header, letters[::-1]), new, *TEXTS, "id", *off)
    again = folder / "again.csv"
    run("nlp", "group", write(whole, header, letters), again, *TEXTS, "id", "--threads", 2, *off)
    same = {row["id"]: row["topic"] for row in table(new)} == {
        row["id"]: row["topic"] for row in table(again)
    }
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


def issues_of(path: Path | None) -> dict[str, set[str]] | None:
    """Read ``issue,message_id``."""
    if path is None:
        return None
    issues: defaultdict[str, set[str]] = defaultdict(set)
    for row in table(path):
        issues[row["issue"]].add(row["message_id"])
    return dict(issues)
