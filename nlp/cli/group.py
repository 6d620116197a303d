"""``python -m nlp group``: messages of a CSV into themes and topics."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.cli import hot
from nlp.cli.csv_files import InputError, add_text_option, read_rows, replacing, write_rows

if TYPE_CHECKING:
    from nlp.records import Grouping, Issue, Message, Theme, ThemeSeed, Topic

COLUMNS = ("id", "theme", "issue", "topic", "score", "words")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the ``group`` command."""
    parser = subparsers.add_parser(
        "group",
        help="group messages into themes and topics",
        description="Group the messages of a CSV into broad themes and specific topics. "
        "OUT has the columns id, theme, topic (empty: the shelf of those that fit nowhere), "
        "score and words (those that put the message there, separated by ';').",
    )
    parser.add_argument("input", metavar="IN.csv")
    parser.add_argument("output", metavar="OUT.csv")
    add_text_option(parser)
    parser.add_argument("--id", required=True, metavar="COLUMN")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--themes", type=_positive, metavar="N")
    given.add_argument(
        "--catalogue",
        metavar="FILE.csv",
        help="the city's own themes: number,name,words or level1,level2,…",
    )
    parser.add_argument("--previous", metavar="OLD.csv", help="OUT of the last run")
    parser.add_argument("--report", metavar="R.json")
    parser.add_argument("--seed", type=_natural, default=0, metavar="N")
    parser.add_argument(
        "--threads", type=_positive, default=_cores(), metavar="N", help="default: all cores"
    )
    parser.add_argument("--semantic", choices=("auto", "off", "on"), default="auto")
    parser.add_argument(
        "--vectors", type=Path, metavar="FOLDER", help="keep sentence vectors from run to run"
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="cut and compare on the workers of a Dask scheduler (extra: cluster)",
    )
    hot.add_options(parser)
    parser.set_defaults(run=run)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _positive(text: str) -> int:
    value = _natural(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return value


def _natural(text: str) -> int:
    if not text.isdecimal() or int(text) > 2**31:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Read, group, write; return the exit status."""
    with _without_collector():
        return _run(options)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of small objects live to the end: looking for garbage among them is lost time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run(options: argparse.Namespace) -> int:
    started = time.perf_counter()
    rows = read_rows(options.input, [options.id, *options.text, *hot.columns(options)])
    messages = _messages(options, rows)
    before = _previous(options.previous) if options.previous else {}
    catalogue = _catalogue(options.catalogue) if options.catalogue else None
    read = time.perf_counter() - started
    found = _grouped(options, messages, before, catalogue)
    write_rows(options.output, COLUMNS, _rows(found))
    wanted = options.hot or options.hot_issues
    floods = hot.write_hot(options, rows, messages, found) if wanted else None
    if options.report:
        seconds = {"csv": round(read, 4), "all": round(time.perf_counter() - started, 4)}
        _write_report(options.report, found, seconds, floods)
    counts = found.report["counts"]
    sys.stderr.write(
        f"{counts['messages']} messages: {counts['topics']} topics, {counts['issues']} issues, "
        f"{counts['themes']} themes, "
        f"{counts['shelf']} on the shelf, {time.perf_counter() - started:.1f} s\n"
    )
    return 0


def _grouped(
    options: argparse.Namespace,
    messages: list[Message],
    before: dict[str, Any],
    catalogue: list[ThemeSeed] | None,
) -> Grouping:
    from nlp.bulk.cluster import ClusterError, joined
    from nlp.errand import group

    try:
        with joined(options.cluster) if options.cluster else nullcontext() as cluster:
            return group(
                messages,
                themes=options.themes,
                **before,
                catalogue=catalogue,
                seed=options.seed,
                threads=options.threads,
                semantic=options.semantic,
                vector_cache=options.vectors,
                cluster=cluster,
            )
    except (ValueError, ImportError, OSError, ClusterError) as error:
        raise InputError(str(error)) from error


def _messages(options: argparse.Namespace, rows: list[dict[str, str]]) -> list[Message]:
    from nlp.records import Message

    *title, first = options.text[:2]
    bodies = [first, *options.text[2:]]
    seen: set[str] = set()
    messages = []
    for number, row in enumerate(rows, start=2):
        key = row[options.id].strip()
        if not key or key in seen:
            fault = "stands twice" if key else "is empty"
            raise InputError(f"{options.input}: {options.id} {key!r} {fault} (record {number})")
        seen.add(key)
        body = "\n".join(row[name] for name in bodies)
        messages.append(Message(key, row[title[0]] if title else "", body))
    return messages


def _previous(path: str) -> dict[str, Any]:
    """Return id → number of the last run for each level, for topics None on the shelf."""
    topics: dict[str, int | None] = {}
    others: dict[str, dict[str, int]] = {"issue": {}, "theme": {}}
    for row in read_rows(path, ["id", "topic"]):
        topics[row["id"]] = _numbered(path, row, "topic")
        for level, numbers in others.items():
            number = _numbered(path, row, level)
            if number is not None:
                numbers[row["id"]] = number
    return {
        "previous": topics,
        "previous_issues": others["issue"],
        "previous_themes": others["theme"],
    }


def _numbered(path: str, row: dict[str, str], column: str) -> int | None:
    text = row.get(column, "")
    try:
        return int(text) if text else None
    except ValueError as error:
        raise InputError(f"{path}: {column} {text!r} is no number") from error


def _catalogue(path: str) -> list[ThemeSeed]:
    from nlp.reading.catalogue import CatalogueError, read_catalogue

    try:
        return read_catalogue(read_rows(path, []))
    except CatalogueError as error:
        raise InputError(f"{path}: {error}") from error


def _rows(found: Grouping) -> list[tuple[object, ...]]:
    return [
        (
            placed.id,
            "" if placed.theme is None else placed.theme,
            "" if placed.issue is None else placed.issue,
            "" if placed.topic is None else placed.topic,
            f"{placed.score:.4f}",
            ";".join(placed.words),
        )
        for placed in found.placements
    ]


def _write_report(
    path: str, found: Grouping, seconds: dict[str, float], floods: list[dict[str, object]] | None
) -> None:
    report = dict(found.report)
    if floods is not None:
        report["floods"] = floods
    report["seconds"] = {**report["seconds"], **seconds}
    report["peak_memory_mb"], report["peak_memory_of_helper_mb"] = _peak_memory()
    report["themes"] = [_told(theme) for theme in found.themes]
    report["issues"] = [
        {**_told(issue), "theme": issue.theme, "score": issue.score} for issue in found.issues
    ]
    report["topics"] = [
        {**_told(topic), "theme": topic.theme, "issue": topic.issue, "score": topic.score}
        for topic in found.topics
    ]
    with replacing(path) as file:
        json.dump(report, file, ensure_ascii=False, indent=1)


def _told(one: Theme | Issue | Topic) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "size": one.size,
        "keywords": [list(pair) for pair in one.keywords],
        "representatives": list(one.representatives),
    }


def _peak_memory() -> tuple[float | None, float | None]:
    """Return what this process and the largest of its helpers held at most."""
    try:
        import resource
    except ImportError:
        return None, None
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    own, helper = (
        round(resource.getrusage(who).ru_maxrss / scale, 1)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own, helper
