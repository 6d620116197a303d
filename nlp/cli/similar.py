"""``python -m nlp similar``: for every row of one CSV the most similar rows of another."""

from __future__ import annotations

import argparse
import sys
import time

from nlp.cli.csv_files import add_text_option, read_rows, write_rows

COLUMNS = ("query_id", "id", "rank", "score")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ``similar`` command."""
    parser = subparsers.add_parser(
        "similar",
        help="find the most similar messages",
        description="OUT has the columns query_id, id, rank (from 1) and score. A message of the "
        "corpus that has the id of the query is not offered to it.",
    )
    parser.add_argument("corpus", metavar="CORPUS.csv")
    parser.add_argument("queries", metavar="QUERIES.csv")
    parser.add_argument("output", metavar="OUT.csv")
    add_text_option(parser)
    parser.add_argument("--id", required=True, metavar="COLUMN")
    parser.add_argument("--top", type=_positive, default=5, metavar="N")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, ask, write; return the exit status."""
    from nlp.likeness import SimilarIndex

    wanted = [*options.text, options.id]
    corpus = read_rows(options.corpus, wanted)
    queries = read_rows(options.queries, wanted)
    began = time.perf_counter()
    index = SimilarIndex((row[options.id], *_text(row, options.text)) for row in corpus)
    built = time.perf_counter()
    answers = []
    for row in queries:
        body, title = _text(row, options.text)
        hits = index.query(body, top=options.top + 1, title=title)
        others = [hit for hit in hits if hit.id != row[options.id]][: options.top]
        for rank, hit in enumerate(others, start=1):
            answers.append((row[options.id], hit.id, rank, f"{hit.score:.4f}"))
    asked = time.perf_counter() - built
    write_rows(options.output, COLUMNS, answers)
    sys.stderr.write(
        f"{len(index)} messages indexed in {built - began:.2f} s, "
        f"{len(queries)} queries in {asked:.2f} s\n"
    )
    return 0


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to 1000")
    return int(text)


def _text(row: dict[str, str], columns: list[str]) -> tuple[str, str]:
    """Return body and title."""
    if len(columns) == 1:
        return row[columns[0]], ""
    return "\n".join(row[column] for column in columns[1:]), row[columns[0]]
