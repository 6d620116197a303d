"""Checks an exported record of a council; imports nothing but the standard library.

    python -m deliberation.verify EXPORT.json          (or: python verify.py EXPORT.json)
    python -m deliberation.verify EXPORT.json --receipt ABCD-EFGH-JKMN-PQRS

The one definition of how an entry is hashed lives here, so that what writes the record and what
checks it cannot differ, and anybody may run this file alone. Exit status: 0 everything holds,
1 something was changed (the first bad place is named), 2 the file cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

GENESIS = "0" * 64
FORMAT = "jianyan-record/1"
# What voting freezes of a motion.
FROZEN = ("title", "text", "rule", "method", "secret", "roll_fingerprint")
# Frozen too where there is such a thing: the options to choose from, the version of the words.
FROZEN_TOO = ("ballot", "version")
BASES = ("people", "households", "area")
# The ways of telling people: one puts a notice up for all of them, the others reach so many.
POSTED = "posted"
# What people write for what they read on a receipt.
LOOKALIKES = str.maketrans("OIL", "011")
CHOICES = ("for", "against", "abstain")
EXPORT_KEYS = {"format", "council", "count", "head", "entries", "seal"}
ENTRY_KEYS = {
    "council",
    "seq",
    "meeting",
    "kind",
    "subject",
    "subject_id",
    "actor",
    "at",
    "data",
    "previous",
    "hash",
}


class Unreadable(Exception):
    """No record at all."""


class Bad(Exception):
    """The first place that does not hold."""


# --- how things are hashed -------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """One spelling for one value: sorted keys, no blanks, UTF-8 (after RFC 8785)."""
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 of an entry without its own ``hash``; ``previous`` is part of it."""
    return hashlib.sha256(canonical({k: v for k, v in body.items() if k != "hash"})).hexdigest()


def seal(export: Mapping[str, Any]) -> str:
    """SHA-256 of an export without its own ``seal``: header and entries alike."""
    return hashlib.sha256(canonical({k: v for k, v in export.items() if k != "seal"})).hexdigest()


def commitment(motion: int, choice: str, nonce: str) -> str:
    """What is published of a ballot: only who holds the nonce finds it in the list."""
    return hashlib.sha256(f"{motion}|{choice}|{nonce}".encode()).hexdigest()


def text_hash(frozen: Mapping[str, Any]) -> str:
    """SHA-256 of all that a motion says, as it was when voting opened."""
    names = [*FROZEN, *(name for name in FROZEN_TOO if name in frozen)]
    return hashlib.sha256(canonical({name: frozen[name] for name in names})).hexdigest()


# --- checking --------------------------------------------------------------------------------


def verify(export: Any) -> dict[str, int]:
    """Check everything in an export, in its order; gives what was counted.

    Raises
    ------
    Unreadable
        If it is no export of a record.
    Bad
        If anything does not hold; the message names the first such place.
    """
    if not isinstance(export, Mapping) or not isinstance(export.get("entries"), list):
        raise Unreadable("这不是议事记录的导出文件。")
    counted = {"entries": 0, "votes": 0, "ballots": 0, "movements": 0}
    opened: dict[Any, dict[str, Any]] = {}
    told: dict[Any, dict[Any, Mapping[str, Any]]] = {}
    closed: set[Any] = set()
    money = _Money()
    previous = GENESIS
    for number, entry in enumerate(export["entries"], start=1):
        with _naming(number, entry):
            _check_link(entry, number, previous, export)
            _check_notice(entry, told)
            counted["ballots"] += _check_vote(entry, opened, closed)
            counted["movements"] += money.check(entry)
        previous = entry["hash"]
        counted["entries"] += 1
    counted["votes"] = len(closed)
    with _naming(0, None):
        _check_header(export, previous)
        money.check_end()
    return counted


class _naming:
    """Puts the number and kind of an entry before whatever is wrong in it."""

    def __init__(self, number: int, entry: Any) -> None:
        kind = entry.get("kind") if isinstance(entry, Mapping) else ""
        place = f"第 {number} 条" if number else "文件头"
        self.name = f"{place}（{kind}）" if kind else place

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Bad):
            raise Bad(f"{self.name}：{error}") from error
        if isinstance(error, (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)):
            raise Bad(f"{self.name}：内容残缺或者类型不对。") from error


def _check_link(entry: Any, number: int, previous: str, export: Mapping[str, Any]) -> None:
    if not isinstance(entry, Mapping) or set(entry) != ENTRY_KEYS:
        raise Bad("字段不全，或者多出了字段。")
    if entry["hash"] != digest(entry):
        raise Bad("内容和它的指纹不符。")
    if entry["previous"] != previous:
        raise Bad("没有接在前一条后面。")
    if type(entry["seq"]) is not int or entry["seq"] != number:
        raise Bad("序号不连续。")
    if entry["council"] != export["entries"][0]["council"]:
        raise Bad("不属于这个议事会。")


def _check_header(export: Mapping[str, Any], head: str) -> None:
    if set(export) != EXPORT_KEYS or export["format"] != FORMAT:
        raise Bad("字段不全、多出了字段，或者格式不对。")
    entries = export["entries"]
    if entries and export["council"]["id"] != entries[0]["council"]:
        raise Bad("写明的议事会不是这些记录的议事会。")
    if type(export["count"]) is not int or export["count"] != len(entries):
        raise Bad("条数和写明的不符。")
    if export["head"] != head:
        raise Bad("末条指纹和写明的不符。")
    if export["seal"] != seal(export):
        raise Bad("封签不符，文件头被改过。")


def _check_notice(entry: Mapping[str, Any], told: dict[Any, dict[Any, Mapping[str, Any]]]) -> None:
    """What a vote says of its notice is what was recorded of it, and was enough when it opened."""
    data, motion = entry["data"], entry["subject_id"]
    mine = told.setdefault(motion, {}) if entry["kind"].startswith("motion.") else {}
    if entry["kind"] == "motion.notified":
        if data["proof"] in mine:
            raise Bad("同一条通知登记了两次。")
        mine[data["proof"]] = data
    elif entry["kind"] == "motion.notice_dropped":
        if mine.pop(data["proof"], None) is None:
            raise Bad("作废了没有登记过的通知。")
    elif entry["kind"] == "motion.opened" and "notice" in data:
        _check_told(data, list(mine.values()), _local_day(entry["at"]))


def _check_told(data: Mapping[str, Any], recorded: list[Mapping[str, Any]], day: date) -> None:
    notice, roll = data["notice"], data["roll"]
    people = roll["households"] if roll["kind"] == "households" else roll["people"]
    if notice["entitled"] != people or notice["held"] != day.isoformat():
        raise Bad("通知情况写的人数或日期和这次表决不符。")
    for told in notice["told"]:
        if told["days"] != (day - date.fromisoformat(told["on"])).days:
            raise Bad("通知提前的天数算得不对。")
    if roll["kind"] != "seats":
        facts = ("how", "on", "reached")
        stated = sorted([told[name] for name in facts] for told in notice["told"])
        if stated != sorted([told[name] for name in facts] for told in recorded):
            raise Bad("通知情况和登记过的通知不符。")
    early = [told for told in notice["told"] if told["days"] >= notice["needed"]]
    reached = sum(told["reached"] for told in early)
    if any(told["how"] == POSTED for told in early) or reached >= people:
        return
    if roll["kind"] != "seats" or not notice["reason"]:
        raise Bad("没有提前通知到全体有权表决的人就开始了表决。")


def _local_day(moment: str) -> date:
    """The day in China on which something was done."""
    return datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=8))).date()


def _check_vote(
    entry: Mapping[str, Any], opened: dict[Any, dict[str, Any]], closed: set[Any]
) -> int:
    """Check an entry that opens or closes a vote; gives the ballots counted again."""
    data, motion = entry["data"], entry["subject_id"]
    if entry["kind"] == "motion.amended":
        _check_amended(data, opened.get(("words", motion)))
        opened["words", motion] = data
    if entry["kind"] == "motion.opened":
        if data["text_hash"] != text_hash(data):
            raise Bad("表决内容和它的指纹不符。")
        _check_version(data, opened.get(("words", motion)))
        opened[motion] = {**data, "at": entry["at"], "asked": None}
    if entry["kind"] in ("motion.early_asked", "motion.early_refused"):
        asked = entry["kind"] == "motion.early_asked"
        opened[motion]["asked"] = data["asked_by"] if asked else None
    if entry["kind"] != "motion.closed":
        return 0
    if motion not in opened or motion in closed:
        raise Bad("没有开始就结束，或者结束了两次。")
    closed.add(motion)
    start = opened[motion]
    for name in ("text_hash", "roll_fingerprint", "method", "secret"):
        if data[name] != start[name]:
            raise Bad("表决内容、方式或名册在表决中被换过。")
    if data["case"].get("notice", start.get("notice")) != start.get("notice"):
        raise Bad("判定用的通知情况不是表决开始时的。")
    _check_time(start, data, entry["at"])
    _check_roll(start, data["case"])
    return _check_tally(start, data)


def _check_amended(data: Mapping[str, Any], last: Mapping[str, Any] | None) -> None:
    if data["version"] != (last["version"] if last else 1) + 1:
        raise Bad("修改稿的编号不连续。")


def _check_version(data: Mapping[str, Any], last: Mapping[str, Any] | None) -> None:
    """The words that are voted on are those of the last amendment."""
    if data.get("version", 1) != (last["version"] if last else 1):
        raise Bad("付表决的不是最后一稿。")
    options = data["ballot"]["options"] if "ballot" in data else []
    if last and (data["text"], options) != (last["text"], last["options"]):
        raise Bad("付表决的内容和最后一稿不符。")


def _check_time(start: Mapping[str, Any], data: Mapping[str, Any], at: str) -> None:
    """It was open as long as it had to be, and ended before its announced end only by two."""
    if "open_days" not in start:
        return
    if (_local_day(at) - _local_day(start["at"])).days < start["open_days"]:
        raise Bad("还没有满最短表决时间就结束了表决。")
    end = start["closes_at"]
    if not end or datetime.fromisoformat(at) >= datetime.fromisoformat(end):
        return
    early = data.get("early") or {}
    two = early.get("asked_by") not in (None, early.get("confirmed_by"))
    if not two or early.get("confirmed_by") is None or early["asked_by"] != start["asked"]:
        raise Bad("在预定时间以前结束，没有经过两个人。")


def _check_roll(start: Mapping[str, Any], case: Mapping[str, Any]) -> None:
    """Every figure of the entitled is the roll's own, or zero where it is no base."""
    if case["rule"] != start["rule"]:
        raise Bad("判定用的规则不是表决开始时的规则。")
    roll, some = start["roll"], False
    for base in BASES:
        have = Decimal(str(case["eligible"][base]))
        if have and have != Decimal(str(roll[base])):
            raise Bad("应到的数字和名册不符。")
        some = some or bool(have)
    if not some:
        raise Bad("应到的数字是空的。")


def _check_tally(start: Mapping[str, Any], data: Mapping[str, Any]) -> int:
    votes, case = data["votes"], data["case"]
    if "ballot" in start or "choice" in case:
        return _check_options(start, data)
    if not isinstance(votes, list) or any(vote["choice"] not in CHOICES for vote in votes):
        raise Bad("票上的选择不认识。")
    _check_once(votes, start)
    counted = 0
    for choice in CHOICES:
        mine = [vote for vote in votes if vote["choice"] == choice]
        sums = _sums(mine, start)
        for base in BASES:
            stated = Decimal(str(case[choice][base]))
            # A base on which nobody is entitled is not counted.
            wanted = sums[base] if Decimal(str(case["eligible"][base])) else 0
            if stated != wanted:
                raise Bad(f"重新计票的结果和记录不符（{choice} {base}）。")
        counted += sum(vote.get("hands", 1) for vote in mine)
    _check_bounds(case)
    return counted


def _check_bounds(case: Mapping[str, Any]) -> None:
    for base in BASES:
        cast = sum(Decimal(str(case[choice][base])) for choice in CHOICES)
        if not cast <= Decimal(str(case["present"][base])) <= Decimal(str(case["eligible"][base])):
            raise Bad("票数多于到会，或者到会多于应到。")


# --- options: counted once more from the published ballots ------------------------------------


def _check_options(start: Mapping[str, Any], data: Mapping[str, Any]) -> int:
    """The options are those of the opening, and the outcome is what the ballots make."""
    ballot, case, votes = start["ballot"], data["case"], data["votes"]
    form, options, choice = ballot["form"], ballot["options"], case["choice"]
    if (choice["form"], choice["options"]) != (form, options):
        raise Bad("判定用的选项不是表决开始时的选项。")
    _check_once(votes, start)
    read = [_numbers(vote["choice"], form, len(options)) for vote in votes]
    hands = [vote.get("hands", 1) for vote in votes]
    if any(type(n) is not int or n < 0 for n in hands):
        raise Bad("票数应当是整数。")
    found = _count(form, len(options), list(zip(read, hands, strict=True)))
    if choice["outcome"] != found:
        raise Bad("重新计票的结果和记录不符。")
    for group, n in _groups(form, found, start["method"] == "hands", sum(hands)).items():
        if case[group] != {"people": n, "households": 0, "area": "0.00"}:
            raise Bad(f"重新计票的结果和记录不符（{group}）。")
    if data["verdict"]["passed"] and not found["winner"]:
        raise Bad("没有选出哪一项，却写着选出了。")
    _check_bounds(case)
    return sum(hands)


def _numbers(text: str, form: str, options: int) -> list[int]:
    """The options on a ballot; none on one that abstains."""
    numbers = [] if text == CHOICES[2] else [int(part) for part in text.split(",")]
    known = set(numbers) <= set(range(1, options + 1)) and len(set(numbers)) == len(numbers)
    wanted = numbers if form == "rank" else sorted(numbers)
    if (
        not known
        or (form == "one" and len(numbers) > 1)
        or (text != (",".join(map(str, wanted)) or CHOICES[2]))
    ):
        raise Bad("票上的选择不认识。")
    return numbers


def _count(form: str, options: int, votes: Sequence[tuple[list[int], int]]) -> dict[str, Any]:
    """The outcome as the record states it. In an order the weakest goes until two are left."""
    left = list(range(1, options + 1))
    rounds: list[dict[str, Any]] = []
    while True:
        tally = dict.fromkeys(left, 0)
        for numbers, n in votes:
            still = [number for number in numbers if number in tally]
            for number in still[:1] if form == "rank" else still:
                tally[number] += n
        out = _out(tally, rounds, votes, options) if form == "rank" and len(left) > 2 else []
        out = [] if out == left else out
        rounds.append({"votes": [[number, tally[number]] for number in left], "out": out})
        if not out:
            break
        left = [number for number in left if number not in out]
    most = max(tally.values())
    first = [number for number in left if tally[number] == most and most]
    cast = sum(n for numbers, n in votes if numbers)
    return {
        "rounds": rounds,
        "abstained": sum(n for numbers, n in votes if not numbers),
        "spent": cast - sum(tally.values()) if form == "rank" else 0,
        "tied": first if len(first) > 1 else [],
        "winner": first[0] if len(first) == 1 else None,
    }


def _out(
    tally: Mapping[int, int],
    rounds: Sequence[Mapping[str, Any]],
    votes: Sequence[tuple[list[int], int]],
    options: int,
) -> list[int]:
    """The fewest now, then in the rounds before, then first, second, … places on the ballots."""
    marks = [tally, *(dict(one["votes"]) for one in reversed(rounds))]
    for place in range(options):
        named = [numbers[place] for numbers, _ in votes if len(numbers) > place]
        marks.append({number: named.count(number) for number in tally})
    strength = {number: [mark[number] for mark in marks] for number in tally}
    return [number for number in tally if strength[number] == min(strength.values())]


def _groups(form: str, found: Mapping[str, Any], hands: bool, cast: int) -> dict[str, int]:
    """What the judge was told: who was for the option that leads, for another, for none."""
    last = dict(found["rounds"][-1]["votes"])
    leads = last[found["winner"]] if found["winner"] else 0
    none = found["abstained"] + found["spent"]
    if form == "approval":
        rest = 0 if hands else cast - leads - none
    else:
        rest = sum(last.values()) - leads
    return {"for": leads, "against": rest, "abstain": none}


def _check_once(votes: Sequence[Mapping[str, Any]], start: Mapping[str, Any]) -> None:
    if start["method"] == "hands":
        marks = [vote["choice"] for vote in votes]
    else:
        marks = [vote["commitment" if start["secret"] else "number"] for vote in votes]
    if len(set(marks)) != len(marks):
        raise Bad("有人投了两次。")


def _sums(votes: Sequence[Mapping[str, Any]], start: Mapping[str, Any]) -> dict[str, Decimal]:
    heads = Decimal(sum(vote.get("hands", 1) for vote in votes))
    if start["roll"]["kind"] == "households":
        return {"people": Decimal(0), "households": heads, "area": Decimal(0)}
    return {
        "people": heads,
        "households": Decimal(sum(1 for vote in votes if vote.get("household"))),
        "area": sum((Decimal(vote.get("area", "0")) for vote in votes), Decimal(0)),
    }


# --- money -----------------------------------------------------------------------------------

# What came into a fund, and what makes it free money again, or takes it away.
FREES = {"allocation": 1, "carry_in": 1, "carry_out": -1, "commitment": -1, "release": 1}
FREES |= {"refund": 1, "payment": 0}


def _cents(amount: str) -> int:
    cents = Decimal(amount) * 100
    if cents != int(cents):
        raise Bad("金额没有精确到分。")
    return int(cents)


class _Money:
    """The accounts of a council's funds, reckoned again entry by entry; whole 分.

    `free` is of each fund; `held` and `paid` are of each project: promised and not gone yet, gone
    and not come back.
    """

    def __init__(self) -> None:
        self.free: dict[Any, int] = {}
        self.held: dict[Any, int] = {}
        self.paid: dict[Any, int] = {}
        self.contracts: dict[Any, int] = {}
        self.lines: dict[Any, tuple[Any, ...]] = {}
        self.taken_back: set[Any] = set()
        self.chosen: dict[Any, tuple[int, dict[Any, int]]] = {}
        self.waiting: list[tuple[str, Any, int]] = []

    def check(self, entry: Mapping[str, Any]) -> int:
        """Check an entry that moves money or says something of it; gives the movements."""
        kind, data = entry["kind"], entry["data"]
        if "line" in data and kind.startswith("fund."):
            self._check_line(entry["subject_id"], kind, data)
            return 1
        self._check_expected()
        if kind == "choice.announced":
            costs = {number: _cents(cost) for number, _, cost in data["projects"]}
            self.chosen[data["choice"]] = _cents(data["budget"]), costs
        elif kind == "choice.counted":
            self._check_choice(data)
        elif kind == "project.contracted":
            self.contracts[data["project"]] = cents = _cents(data["amount"])
            if cents > self.held[data["project"]]:
                raise Bad("合同金额多于安排给这个项目的钱。")
        elif kind == "project.accepted" and _cents(data["paid"]) != self.paid[data["project"]]:
            raise Bad("验收时写的已付金额和流水不符。")
        return 0

    def _check_line(self, key: Any, kind: str, data: Mapping[str, Any]) -> None:
        line, fund, cents = data["line"], data["fund"], _cents(data["amount"])
        if cents <= 0 or key in self.lines:
            raise Bad("金额不大于零，或者同一笔记了两次。")
        if data["reverses"]:
            back = self.lines[data["reverses"]]
            if back != (line, fund, cents) or data["reverses"] in self.taken_back:
                raise Bad("冲正的不是原来那一笔，或者冲正了两次。")
            self.taken_back.add(data["reverses"])
        elif kind != f"fund.{line}":
            raise Bad("流水的种类写得不一样。")
        self._check_expected((line, fund, cents))
        self.lines[key] = (line, fund, cents)
        self.free[fund] = (
            self.free.get(fund, 0) + FREES[line] * (-1 if data["reverses"] else 1) * cents
        )
        if line == "carry_out":
            self.waiting.append(("carry_in", None, cents))
        self._move(line, data["project"], cents)
        if self.free[fund] < 0:
            raise Bad("资金池里没有这么多钱。")

    def _move(self, line: str, project: Any, cents: int) -> None:
        if line not in ("commitment", "release", "payment", "refund"):
            return
        held, paid = self.held.get(project, 0), self.paid.get(project, 0)
        held += {"commitment": cents, "refund": 0}.get(line, -cents)
        paid += {"payment": cents, "refund": -cents}.get(line, 0)
        if held < 0 or paid < 0 or paid > self.contracts.get(project, paid):
            raise Bad("项目的支付、退回或者收回和安排给它的钱不符。")
        self.held[project], self.paid[project] = held, paid

    def _check_choice(self, data: Mapping[str, Any]) -> None:
        budget, costs = self.chosen.pop(data["choice"])
        won = [costs[number] for number in data[data["rule"]]]
        if sum(won) > budget:
            raise Bad("选中的项目加起来超过了总金额。")
        self.waiting += [("commitment", data["fund"], cost) for cost in won]

    def _check_expected(self, moved: tuple[str, Any, int] | None = None) -> None:
        """What has to follow follows at once: money of what was chosen, the other year's line."""
        if self.waiting:
            line, fund, cents = self.waiting.pop(0)
            if moved is None or moved != (line, fund or moved[1], cents):
                raise Bad("选中的项目没有照数安排，或者结转的两笔对不上。")
        elif moved is not None and moved[0] in ("commitment", "carry_in"):
            raise Bad("这笔钱没有依据：没有居民选择，也没有结转。")

    def check_end(self) -> None:
        self._check_expected()


# --- the receipt -----------------------------------------------------------------------------


def find_receipt(export: Mapping[str, Any], code: str) -> Iterator[tuple[int, str]]:
    """Where a voter's code stands among the secret votes: number of the entry, choice."""
    nonce = "".join(c for c in code.upper().translate(LOOKALIKES) if c.isalnum())
    for number, entry in enumerate(export["entries"], start=1):
        if entry["kind"] != "motion.closed" or not entry["data"]["secret"]:
            continue
        for vote in entry["data"]["votes"]:
            mark = commitment(entry["subject_id"], vote["choice"], nonce)
            if vote["commitment"] == mark:
                yield number, vote["choice"]


# --- the command line ------------------------------------------------------------------------


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _no_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A key twice would be read one way here and another way elsewhere."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def read(path: str) -> Any:
    """The export in a file. Raises Unreadable."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file, parse_constant=_no_constant, object_pairs_hook=_no_repeats)
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"读不了这个文件：{error}") from error


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="verify", description="Checks a council's record.")
    parser.add_argument("export")
    parser.add_argument("--receipt", help="a voter's code: is the ballot in the published list?")
    given = parser.parse_args(arguments)
    say = sys.stdout.write
    try:
        export = read(given.export)
        counted = verify(export)
    except (Unreadable, RecursionError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except Bad as error:
        say(f"BAD: {error}\n")
        return 1
    say(
        f"OK: {counted['entries']} 条记录首尾相接；{counted['votes']} 次表决、"
        f"{counted['ballots']} 票、{counted['movements']} 笔资金重新算过；"
        f"末条指纹 {export['head']}\n"
    )
    if given.receipt:
        found = list(find_receipt(export, given.receipt))
        for number, choice in found:
            say(f"回执在第 {number} 条的清单里，记为 {choice}\n")
        if not found:
            say("BAD: 清单里没有这张回执\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
