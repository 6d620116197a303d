"""``python -m nlp screen``: recommend what kind of letter every row of a CSV is."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from nlp import intervals
from nlp.cli.csv_files import add_text_option, read_rows, write_rows

COLUMNS = ("id", "kind", "score", "words")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ``screen`` command."""
    parser = subparsers.add_parser(
        "screen",
        help="recommend what kind of letter each text is",
        description="OUT has the columns id, kind (建议, 诉求, 咨询, 法定途径, 紧急 or 无效), "
        "score (0 to 1) and words (those that speak for it, separated by ';').",
    )
    parser.add_argument("input", metavar="IN.csv")
    parser.add_argument("output", metavar="OUT.csv")
    add_text_option(parser)
    parser.add_argument("--id", metavar="COLUMN", help="default: the number of the row")
    parser.add_argument(
        "--truth",
        metavar="COLUMN",
        help="kinds decided by people: count agreement on stderr, with macro F1",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, screen, write; return the exit status."""
    from nlp.screen import KINDS, judging, screen

    wanted = [*options.text, *(column for column in (options.id, options.truth) if column)]
    rows = read_rows(options.input, wanted)
    title, bodies = options.text[0], options.text[1:]
    answers = []
    seen: Counter[tuple[str, str]] = Counter()
    decided: list[tuple[str, str]] = []
    for number, row in enumerate(rows, start=1):
        if bodies:
            found = screen("\n".join(row[body] for body in bodies), row[title])
        else:
            found = screen(row[title])
        name = row[options.id] if options.id else number
        answers.append((name, found.kind, f"{found.score:.4f}", ";".join(found.words)))
        if options.truth:
            seen[row[options.truth], found.kind] += 1
            if row[options.truth] in KINDS:
                decided.append((row[options.truth], found.kind))
    write_rows(options.output, COLUMNS, answers)
    for (truth, kind), count in sorted(seen.items()):
        sys.stderr.write(f"{truth or '-'}\t{kind}\t{count}\n")
    if decided:
        figure = judging.judged([t for t, _ in decided], [[found for _, found in decided]])
        told = intervals.told(*figure)
        sys.stderr.write(f"macro F1 of {len(decided)} with 95 % interval: {told}\n")
    return 0
