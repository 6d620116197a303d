"""What a closed vote came to, in figures: of each opinion, or of each option in every round."""

from dataclasses import dataclass
from typing import Any

from deliberation.models import Choice, Motion
from deliberation.rules import BY_AREA, ballots


@dataclass(frozen=True)
class Line:
    """An opinion or an option; `percent` of the most, for the drawing. `rounds` tell an order's
    counts, empty once it is out; `mark` says what became of it, `also` what else it weighs.
    """

    label: str
    value: int
    percent: float
    also: str = ""
    rounds: tuple[str, ...] = ()
    mark: str = ""


@dataclass(frozen=True)
class Figures:
    """The lines, in which unit they count, and beside options who chose none."""

    lines: tuple[Line, ...]
    unit: str
    rounds: tuple[int, ...] = ()
    abstained: int = 0
    spent: int = 0


def figures(motion: Motion) -> Figures | None:
    """None before it is closed: nobody sees partial results."""
    if motion.status != Motion.Status.CLOSED or not motion.case:
        return None
    return _options(motion) if motion.chooses else _opinions(motion)


def _opinions(motion: Motion) -> Figures:
    groups = [(choice.label, motion.case.get(choice.value) or {}) for choice in Choice]
    people, households = (any(g.get(base) for _, g in groups) for base in ("people", "households"))
    base, unit = ("households", "户") if households and not people else ("people", "人")
    values = [int(group.get(base) or 0) for _, group in groups]

    def also(group: dict[str, Any]) -> str:
        if motion.rule in BY_AREA:
            return f"{group.get('area') or '0.00'} 平方米"
        return f"{group['households']} 户" if people and households else ""

    lines = tuple(
        Line(label, value, share, also(group))
        for (label, group), value, share in zip(groups, values, _shares(values), strict=True)
    )
    return Figures(lines, unit)


def _options(motion: Motion) -> Figures:
    found: dict[str, Any] = motion.case["choice"]["outcome"]
    rounds = [dict(one["votes"]) for one in found["rounds"]]
    gone = {number: place for place, one in enumerate(found["rounds"], 1) for number in one["out"]}
    numbers = range(1, len(motion.answers) + 1)
    values = [_last(number, rounds) for number in numbers]
    lines = []
    for number, value, share in zip(numbers, values, _shares(values), strict=True):
        mark = f"第 {gone[number]} 轮淘汰" if number in gone else ""
        if number in found["tied"]:
            mark = "并列"
        if number == found["winner"]:
            mark = "选出" if motion.passed else "最多，没有达到通过要求"
        told = tuple(str(one[number]) if number in one else "" for one in rounds)
        label = f"{number}号　{motion.answers[number - 1]}"
        lines.append(Line(label, value, share, rounds=told, mark=mark))
    ranked = motion.form == ballots.RANK
    places = tuple(range(1, len(rounds) + 1)) if ranked else ()
    return Figures(tuple(lines), "人", places, found["abstained"], found["spent"])


def _last(number: int, rounds: list[dict[int, int]]) -> int:
    """Its votes in the last round in which it was counted."""
    return next(one[number] for one in reversed(rounds) if number in one)


def _shares(values: list[int]) -> list[float]:
    most = max(values, default=0)
    return [round(100 * value / most, 2) if most else 0 for value in values]
