"""The plan as a workbook: read some lines at a time, written as they come."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

from deliberation.telling.plan import Asked, Line, keys, lines
from suggestions.tabular import workbook_file

HEADER = (
    "区域", "议事会", "类别", "事项", "属于", "负责", "开始", "期限", "完成", "办理情况",
    "超期天数",
)  # fmt: skip
PIECE = 500


def book(asked: Asked, on: dt.date) -> BinaryIO:
    return workbook_file(HEADER, sheet(asked, on), title="行动计划")


def sheet(asked: Asked, on: dt.date) -> Iterator[list[Any]]:
    """A row a piece of work, in the order of the list."""
    found = list(keys(asked, on))
    for start in range(0, len(found), PIECE):
        for line in lines(found[start : start + PIECE], asked, on):
            yield _row(line)


def _row(line: Line) -> list[Any]:
    late = -line.days if line.state == "late" else ""
    return [
        line.council.area.full_name, line.council.name, line.kind_label, line.title, line.whole,
        line.lead, line.starts, line.due_on, line.done_on or "", line.state_label, late,
    ]  # fmt: skip
