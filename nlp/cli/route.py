"""``python -m nlp route train|predict``: recommend a department or field from history."""

from __future__ import annotations

import argparse
import sys

from nlp.cli.csv_files import InputError, add_text_option, read_rows, write_rows
from nlp.intervals import told

COLUMNS = ("id", "rank", "label", "score")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ``route`` command with its two parts."""
    parser = subparsers.add_parser("route", help="recommend a department from history")
    parts = parser.add_subparsers(metavar="train|predict", required=True)
    train = parts.add_parser("train", help="learn from labelled letters")
    train.add_argument("labelled", metavar="LABELLED.csv")
    train.add_argument("model", metavar="MODEL")
    _add_text(train)
    train.add_argument("--label", required=True, metavar="COLUMN")
    train.add_argument(
        "--semantic",
        choices=("auto", "off", "on"),
        default="auto",
        help="learn what the openings mean too; auto: where the extra is installed",
    )
    train.set_defaults(run=run_train)
    predict = parts.add_parser(
        "predict",
        help="recommend labels",
        description="OUT has the columns id, rank (from 1), label and score (calibrated).",
    )
    predict.add_argument("model", metavar="MODEL")
    predict.add_argument("input", metavar="IN.csv")
    predict.add_argument("output", metavar="OUT.csv")
    _add_text(predict, default=["title", "body"])
    predict.add_argument("--id", default="id", metavar="COLUMN", help="default: id")
    predict.add_argument("--top", type=_positive, default=3, metavar="N")
    predict.add_argument(
        "--abstain",
        action="store_true",
        help="one line 不确定 (rank 0) before the labels of a letter that the model is unsure of",
    )
    predict.set_defaults(run=run_predict)


def _add_text(parser: argparse.ArgumentParser, default: list[str] | None = None) -> None:
    add_text_option(parser, default)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 1 to 1000")
    return int(text)


def _letter(row: dict[str, str], columns: list[str]) -> tuple[str, str]:
    """Return body and title."""
    if len(columns) == 1:
        return row[columns[0]], ""
    return "\n".join(row[column] for column in columns[1:]), row[columns[0]]


def run_train(options: argparse.Namespace) -> int:
    """Learn, save, and say how good the model is on letters it has not seen."""
    from nlp.route import ModelError, Router

    rows = read_rows(options.labelled, [*options.text, options.label])
    rows = [row for row in rows if row[options.label].strip()]
    letters = [_letter(row, options.text) for row in rows]
    try:
        labels = [row[options.label].strip() for row in rows]
        router = Router.train(letters, labels, semantic=options.semantic)
        router.save(options.model)
    except (ModelError, ImportError) as error:
        raise InputError(f"{options.labelled}: {error}") from error
    except OSError as error:
        raise InputError(f"{options.model}: {error.strerror or error}") from error
    figures = router.figures
    shown = ", ".join(
        f"{name} {told(figures[name], (figures[f'{name}_low'], figures[f'{name}_high']))}"
        for name in ("top1", "top3", "at_90_percent")
    )
    sys.stderr.write(
        f"{len(router.labels)} labels, {figures['letters']} letters; on unseen ones, with 95 % "
        f"intervals: {shown}\n"
    )
    return 0


def run_predict(options: argparse.Namespace) -> int:
    """Load, recommend, write."""
    from nlp.route import UNSURE, ModelError, Router

    try:
        router = Router.load(options.model)
    except ModelError as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(f"{options.model}: {error.strerror or error}") from error
    rows = read_rows(options.input, [*options.text, options.id])
    advice = router.predict([_letter(row, options.text) for row in rows], top=options.top)
    answers: list[tuple[str, int, str, str]] = []
    for row, one in zip(rows, advice, strict=True):
        if options.abstain and not one.sure:
            answers.append((row[options.id], 0, UNSURE, f"{one.labels[0][1]:.4f}"))
        for rank, (label, score) in enumerate(one.labels, start=1):
            answers.append((row[options.id], rank, label, f"{score:.4f}"))
    write_rows(options.output, COLUMNS, answers)
    return 0
