"""How right the helpers of the desk are: route, screen, mask."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp import intervals
from nlp.mask import find, mask
from nlp.route import Advice, Router
from nlp.screen import judging, screen, train
from tests.bench import nlp_peers
from tests.bench.nlp_rows import DATA, ROOT, Row, Table, table

ROUNDS = 3
_EACH, _TIMES = 10, 5  # every tenth letter, and how often all of them
KINDS = {"建言": "建议", "投诉/求助": "诉求", "咨询": "咨询"}
_MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def route(told: Table, heldback: Path | None) -> None:
    rows = table(DATA / "labelled_train.csv")
    letters = [(row["body"], row["title"]) for row in rows]
    labels = [row["label"] for row in rows]
    whole = [f"{title} {body}" for body, title in letters]
    wanted = "≥ 0.91, ≥ 0.99, ≥ 0.95"
    if heldback is not None:
        held = table(heldback)
        truth = [row["label"] for row in held]
        router = Router.train(letters, labels)
        hits = Hits(len(held))
        hits.add(range(len(held)), router.predict(_letters(held)), truth)
        texts = [f"{row['title']} {row['body']}" for row in held]
        theirs = nlp_peers.accuracy_of_svm(whole, labels, texts)
        peer = _share([a == b for a, b in zip(theirs, truth, strict=True)])
        what = f"route: top 1, top 3, at 90 % ({len(held)} held back)"
        told.add(what, wanted, str(hits), f"TF-IDF + SVM {peer}")
        return
    as_they_come, glued, theirs = _folded(letters, labels, whole)
    peer = f"TF-IDF + SVM {_share(theirs)}"
    what = f"route: top 1, top 3, at 90 % ({len(rows)}, 5 folds, {ROUNDS} times)"
    told.add(what, wanted, str(as_they_come), peer)
    told.add("the same, titles glued to the letters", wanted, str(glued))


class Hits:
    """How often the first label, one of three, and the surest 90 % were right, over rounds."""

    def __init__(self, letters: int) -> None:
        self.first, self.third = np.zeros(letters), np.zeros(letters)
        self.sure: list[bool] = []
        self.rounds = 0.0

    def add(self, places: Sequence[int], advice: Sequence[Advice], truth: Sequence[str]) -> None:
        best = [one.labels[0][1] for one in advice]
        cut = float(np.quantile(best, 0.1))
        for n, one, label in zip(places, advice, truth, strict=True):
            hit = one.labels[0][0] == label
            self.first[n] += hit
            self.third[n] += label in dict(one.labels)
            if one.labels[0][1] >= cut:
                self.sure.append(hit)
        self.rounds += len(advice) / len(self.first)

    def __str__(self) -> str:
        shares = [float(counts.mean()) / self.rounds for counts in (self.first, self.third)]
        n = len(self.first)
        shown = [intervals.told(share, intervals.of_share(share, n)) for share in shares]
        sure = sum(self.sure) / len(self.sure)
        shown.append(intervals.told(sure, intervals.of_share(sure, round(0.9 * n))))
        return ", ".join(shown)


def _folded(
    letters: list[tuple[str, str]], labels: list[str], whole: list[str]
) -> tuple[Hits, Hits, list[bool]]:
    """Judge each letter by routers that have not seen it: as it came, and its title glued to it."""
    from sklearn.model_selection import StratifiedKFold

    come, glued, theirs = Hits(len(letters)), Hits(len(letters)), []
    joined = [(f"{title}{text}", "") for text, title in letters]
    for seed in range(ROUNDS):
        folds = StratifiedKFold(5, shuffle=True, random_state=seed).split(labels, labels)
        for seen, unseen in folds:
            router = Router.train([letters[n] for n in seen], [labels[n] for n in seen])
            truth = [labels[n] for n in unseen]
            for hits, given in ((come, letters), (glued, joined)):
                hits.add(unseen, router.predict([given[n] for n in unseen]), truth)
            if not seed:  # the peer once: all of its letters, each unseen
                found = nlp_peers.accuracy_of_svm(
                    [whole[n] for n in seen],
                    [labels[n] for n in seen],
                    [whole[n] for n in unseen],
                )
                theirs += [a == b for a, b in zip(found, truth, strict=True)]
    return come, glued, theirs


def _letters(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["body"], row["title"]) for row in rows]


def _share(right: Sequence[bool]) -> str:
    share = sum(right) / len(right)
    return intervals.told(share, intervals.of_share(share, len(right)))


def screening(told: Table, heldback: Path | None) -> None:
    """The shipped weights come from own examples: every letter of the board is unseen."""
    rows = [r for r in table(heldback or DATA / "board_half.csv") if r["kind"] in KINDS]
    truth = [KINDS[row["kind"]] for row in rows]
    found = [screen(row["body"], row["title"]).kind for row in rows]
    ours = intervals.told(*judging.judged(truth, [found]))
    told.add(f"screen: macro F1 ({len(rows)} letters of a board)", "≥ 0.70", ours)
    if heldback is None:
        taught = train(_letters(rows), truth).figures
        shown = intervals.told(taught["macro_f1"], tuple(taught["interval"]))
        told.add("the same, taught by the board's own kinds (5 folds, 3 times)", "", shown)


def masking(told: Table, heldback: Path | None) -> None:
    lines = _held_lines(heldback) if heldback else _own_lines()
    right = wrong = missed = 0
    for text, spans in lines:
        found = [(one.start, one.end) for one in find(text)]
        covered = {at for start, end in found for at in range(start, end)}
        wanted = {at for start, end in spans for at in range(start, end)}
        missed += sum(not covered.issuperset(range(start, end)) for start, end in spans)
        for start, end in found:
            inside = sum(at in wanted for at in range(start, end))
            right, wrong = right + (2 * inside >= end - start), wrong + (2 * inside < end - start)
    total = sum(len(spans) for _, spans in lines)
    told.add(
        f"mask: recall, precision ({len(lines)} {'held-back' if heldback else 'own'} lines)",
        "≥ 0.98, ≥ 0.95",
        f"{_of(total - missed, total)}, {_of(right, right + wrong)}",
    )


def speed_of_masking(told: Table) -> None:
    """Processor time of one letter: of an import of a city, masking is the largest part."""
    letters = [row["body"] for row in table(DATA / "messages_4326.csv")][::_EACH]
    mask(letters[0])  # the lists of names are read
    spent = []
    for _ in range(_TIMES):
        begun = time.process_time()
        for letter in letters:
            mask(letter)
        spent.append((time.process_time() - begun) / len(letters) * 1e3)
    told.add(
        f"mask: ms of one letter, best of {_TIMES} ({len(letters)} letters)",
        "≤ 1",
        f"{min(spent):.2f}",
    )


def _of(right: int, all_: int) -> str:
    return intervals.told(right / all_, intervals.of_share(right / all_, all_))


def _held_lines(path: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [
            (one["start"], one["end"]) if isinstance(one, dict) else (one[1], one[2])
            for one in row.get("found", row.get("spans", []))
        ]
        lines.append((row["text"], spans))
    return lines


def _own_lines() -> list[tuple[str, list[tuple[int, int]]]]:
    lines = []
    path = ROOT / "tests" / "nlp" / "mask" / "lines.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, spans, at = "", [], 0
            for part in _MARKED.finditer(line):
                text += line[at : part.start()]
                spans.append((len(text), len(text) + len(part.group(2))))
                text, at = text + part.group(2), part.end()
            lines.append((text + line[at:], spans))
    return lines


def sorted_out(paths: Sequence[Path]) -> dict[str, Path]:
    """Tell held-back files apart by what they hold: labels, kinds, or lines of JSON."""
    found: defaultdict[str, Path] = defaultdict(Path)
    for path in paths:
        if path.suffix in (".jsonl", ".json"):
            found["mask"] = path
        else:
            columns = table(path)[0]
            found["route" if "label" in columns else "screen"] = path
    return dict(found)
