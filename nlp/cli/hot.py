"""``python -m nlp group … --hot HOT.csv``: the tables of hot topics and issues (热点问题表)."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from nlp.cli.csv_files import InputError, write_rows

if TYPE_CHECKING:
    from nlp.records import Grouping, Message
    from nlp.telling.hot_table import Hot, Voice

COLUMNS = [
    "排名",
    "热度指数",
    "时间范围",
    "地点/人群",
    "问题描述",
    "问题编号",
    "名称",
    "人数",
    "留言数",
    "附议数",
    "同文份数",
    "待读数",
    "突发",
]

Rows = list[dict[str, str]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What ``--hot`` needs to know of the input."""
    parser.add_argument("--hot", metavar="HOT.csv", help="write the table of hot topics")
    parser.add_argument(
        "--hot-issues", metavar="HOT.csv", help="write the table of hot kinds of problems"
    )
    parser.add_argument(
        "--hot-rows", type=int, default=500, metavar="N", help="rows of each HOT.csv (default: 500)"
    )
    parser.add_argument("--time", metavar="COLUMN", help="when each message came (for --hot)")
    parser.add_argument("--person", metavar="COLUMN", help="who wrote it (for --hot)")
    parser.add_argument(
        "--support", nargs="+", default=[], metavar="COLUMN", help="supports, summed (for --hot)"
    )
    parser.add_argument(
        "--now", type=_moment, metavar="TIME", help="the moment of --hot; default: the last message"
    )


def columns(options: argparse.Namespace) -> list[str]:
    """Return the columns that the options name."""
    return [name for name in (options.time, options.person, *options.support) if name]


def write_hot(
    options: argparse.Namespace, rows: Rows, messages: list[Message], found: Grouping
) -> list[dict[str, object]]:
    """Rank the topics and the issues found, write the tables and return the floods of one text."""
    from nlp.likeness.copies import copies

    leaders = copies([f"{message.title}\n{message.body}" for message in messages])
    for path, level, groups in (
        (options.hot, "topic", found.topics),
        (options.hot_issues, "issue", found.issues),
    ):
        if path:
            names = {one.number: one.name for one in groups}
            places: list[int | None] = [getattr(placed, level) for placed in found.placements]
            table = _ranked(options, rows, messages, found, places, leaders)
            write_rows(path, COLUMNS, [_row(hot, names[hot.topic]) for hot in table])
    return _floods(messages, leaders)


def _ranked(
    options: argparse.Namespace,
    rows: Rows,
    messages: list[Message],
    found: Grouping,
    places: list[int | None],
    leaders: list[int],
) -> list[Hot]:
    """Rank the groups of one level; ``places`` is the group of each message."""
    from nlp.telling.hot_table import rank_topics

    order = sorted(
        (at for at, number in enumerate(places) if number is not None),
        key=lambda at: (-found.placements[at].score, messages[at].id),
    )
    voices = [_voice(options, rows[at], messages[at], places[at] or 0) for at in order]
    now = options.now or max((v.at for v in voices if v.at), default=datetime.min)
    top = max(options.hot_rows, 0)
    return rank_topics(voices, at=now, top=top, leaders=[leaders[at] for at in order])


def _voice(
    options: argparse.Namespace, row: dict[str, str], message: Message, number: int
) -> Voice:
    from nlp.telling.hot_table import Voice

    return Voice(
        number,
        message.title,
        message.body,
        row[options.person].strip() if options.person else "",
        _time(options, row) if options.time else None,
        sum(_count(options, name, row[name]) for name in options.support),
    )


def _time(options: argparse.Namespace, row: dict[str, str]) -> datetime | None:
    text = row[options.time].strip()
    if not text:
        return None
    try:
        return _moment(text)
    except argparse.ArgumentTypeError as error:
        raise InputError(f"{options.input}: {options.time}: {error}") from error


def _moment(text: str) -> datetime:
    """Read ``2026-06-01 08:30`` and the like (also ``2026/6/1``); a zone is dropped."""
    day, _, hour = text.strip().replace("/", "-").replace("T", " ").partition(" ")
    try:
        year, month, date = day.split("-")
        iso = f"{int(year):04}-{int(month):02}-{int(date):02}"
        hour = hour.strip()
        if hour[1:2] == ":":
            hour = f"0{hour}"
        return datetime.fromisoformat(f"{iso} {hour}".strip()).replace(tzinfo=None)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time like 2026-06-01 08:30") from error


def _count(options: argparse.Namespace, name: str, text: str) -> int:
    text = text.strip()
    if not text:
        return 0
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        raise InputError(f"{options.input}: {name} {text!r} is no number") from error


def _row(hot: Hot, name: str) -> tuple[object, ...]:
    return (
        hot.rank,
        f"{hot.heat:.1f}",
        _span(hot),
        hot.place,
        hot.problem,
        hot.topic,
        name,
        hot.people,
        hot.messages,
        hot.supports,
        hot.copies,
        hot.texts,
        f"{hot.burst:.2f}",
    )


def _span(hot: Hot) -> str:
    if hot.since is None or hot.until is None:
        return ""
    return f"{hot.since:%Y-%m-%d} 至 {hot.until:%Y-%m-%d}"


def _floods(
    messages: list[Message], leaders: list[int], most: int = 100
) -> list[dict[str, object]]:
    """Return the largest floods of one text: how many copies, and their ids."""
    inside: dict[int, list[str]] = {}
    for message, leader in zip(messages, leaders, strict=True):
        inside.setdefault(leader, []).append(message.id)
    sizes = Counter({leader: len(ids) for leader, ids in inside.items() if len(ids) > 1})
    largest = sorted(sizes, key=lambda leader: (-sizes[leader], leader))[:most]
    return [{"copies": sizes[leader], "ids": inside[leader]} for leader in largest]
