"""The command line: ``python -m deliberation.rules judge < case.json`` and ``… list``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO

from deliberation.rules import words
from deliberation.rules.judging import judge
from deliberation.rules.model import UNVERIFIED, Rule, RuleError
from deliberation.rules.tables import RULES

USAGE = (
    "用法：python -m deliberation.rules judge < 表决情况.json，"
    "或者 python -m deliberation.rules list"
)
MOST_BYTES = 1_000_000
REFUSED = 2


def main(arguments: Sequence[str], source: BinaryIO, target: BinaryIO) -> int:
    """Run one command on byte streams; return the exit status, 2 when the input is refused.

    The streams are bytes so that the answer is UTF-8 whatever the terminal's locale is.
    """
    try:
        answer = _answer(arguments, source)
        status = 0
    except RuleError as refusal:
        answer, status = {"error": str(refusal)}, REFUSED
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    # A lone surrogate cannot be UTF-8; written as \udXXX it is still correct JSON.
    target.write(text.encode("utf-8", "backslashreplace") + b"\n")
    target.flush()
    return status


def _answer(arguments: Sequence[str], source: BinaryIO) -> Any:
    if list(arguments) == ["judge"]:
        return judge(read_json(source.read(MOST_BYTES + 1))).as_dict()
    if list(arguments) == ["list"]:
        return [describe_rule(rule) for rule in RULES]
    raise RuleError(f"{USAGE}。")


def read_json(data: bytes) -> Any:
    """Parse JSON strictly: no NaN, no Infinity, no key twice.

    Raises
    ------
    RuleError
        If the bytes are not such JSON, or are too many.

    Examples
    --------
    >>> read_json(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    ...
    deliberation.rules.model.RuleError: “a”写了两次，不知道该用哪一个。
    """
    if len(data) > MOST_BYTES:
        raise RuleError("内容太长，一次只能判断一项表决。")
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
        )
    except RuleError:
        raise
    except UnicodeDecodeError:
        raise RuleError("文字编码不是 UTF-8，读不出来。") from None
    except RecursionError:
        raise RuleError("括号套得太深，读不出来。") from None
    except ValueError:  # malformed text, or an integer of thousands of digits
        raise RuleError("不是正确的 JSON，读不出来。") from None


def describe_rule(rule: Rule) -> dict[str, Any]:
    """Return what ``list`` says of one version of a rule."""
    passing = [words.describe(way.passing, rule) for way in rule.ways if way.passing]
    passing += [f"{name}：{words.describe((c,), rule)}" for name, c in rule.thresholds]
    return {
        "id": rule.id,
        "title": rule.title,
        "law": rule.law.as_dict(),
        "quorum": [words.describe(way.quorum, rule) for way in rule.ways],
        "parties": rule.parties,
        "pass": passing,
        "convene": rule.convene,
        "notice_days": rule.notice_days,
        "notice_law": rule.notice.law if rule.notice else "",
        "open_days": rule.open_days.days if rule.open_days else None,
        "open_days_law": rule.open_days.law if rule.open_days else "",
        "readings": list(rule.readings),
        "source": rule.law.source or UNVERIFIED,
        "note": rule.note,
        "statutory": rule.statutory,
    }


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RuleError(f"“{key[:40]}”写了两次，不知道该用哪一个。")
        found[key] = value
    return found


def _refuse_constant(name: str) -> Any:
    raise RuleError(f"{name} 不是一个数，不能用来判断。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
