"""The engine in figures, beside its peers: ``python -m tests.bench.bench_nlp``.

Reads the data folder from ``JIANYAN_DATA`` or the sibling ``../shared/data``. Held-back files are
given: ``--reference`` for problems found by reading (`nlp_levels`), ``--heldback`` for labels,
kinds or lines to mask. Speed is that of the command, from CSV to CSV, in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from math import log
from pathlib import Path

from tests.bench import nlp_desk, nlp_levels, nlp_quality
from tests.bench.nlp_rows import DATA, Run, Table, made, run

SMALL, LARGE = 27_000, 280_000
LIMITS = {SMALL: "≤ 5 s", LARGE: "≤ 40 s, ≤ 1.5 GB"}


def speed(told: Table, folder: Path, count: int, source: Path) -> Run:
    """Group made rows from CSV to CSV; the plain peer on the same file."""
    out = folder / "out.csv"
    texts = ("--text", "title", "body", "--id", "id")
    ours = run("nlp", "group", source, out, *texts, "--semantic", "off", "--threads", 2)
    peer = run("tests.bench.nlp_peers", source, out, 50)
    told.add(
        f"group {count:,} made rows, CSV to CSV",
        f"{LIMITS[count]}; ≥ 4× faster",
        f"{ours}; {peer.wall / ours.wall:.1f}×",
        f"plain K-means 50: {peer}",
    )
    return ours


def speed_with_meanings(told: Table, folder: Path, source: Path) -> None:
    """The same with sentence vectors: computed, then from the cache."""
    arguments = ("nlp", "group", source, folder / "out.csv", "--text", "title", "body")
    options = ("--id", "id", "--semantic", "auto", "--threads", 2, "--vectors", folder / "vectors")
    first = run(*arguments, *options)
    again = run(*arguments, *options)
    told.add("the same with meanings: first, cached", "≤ 100 s cached", f"{first}; {again}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} rows too")
    parser.add_argument(
        "--reference",
        type=Path,
        nargs="*",
        default=[],
        metavar="FILE",
        help="issue,message_id[,kind]",
    )
    parser.add_argument("--heldback", type=Path, nargs="*", default=[], metavar="FILE")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"skipped: no data at {DATA} (set JIANYAN_DATA)")
        return 0
    told, held = Table(), nlp_desk.sorted_out(options.heldback)
    references = nlp_levels.read_references(options.reference)
    issues = next((r.issues for r in references if r.source.stem == "messages_4326"), None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = made(SMALL, folder / "small.csv")
        first = speed(told, folder, SMALL, small)
        speed_with_meanings(told, folder, small)
        for reference in references:
            nlp_levels.levels(told, folder, reference)
            nlp_levels.peers(told, reference)
        nlp_quality.themes(told, folder)
        nlp_quality.stability(told, folder)
        nlp_quality.likeness(told, issues)
        nlp_quality.speed_of_likeness(told, small)
        nlp_desk.route(told, held.get("route"))
        nlp_desk.screening(told, held.get("screen"))
        nlp_desk.masking(told, held.get("mask"))
        nlp_desk.speed_of_masking(told)
        if options.large:
            large = made(LARGE, folder / "large.csv")
            then = speed(told, folder, LARGE, large)
            power = log(then.wall / first.wall) / log(LARGE / SMALL)
            told.add("growth from 27,000 to 280,000", "≤ n^1.1", f"n^{power:.2f}")
            speed_with_meanings(told, folder, large)
            nlp_quality.speed_of_likeness(told, large)
    print(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
