"""A vote among options inside a case: read from it, and what is said of it in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliberation.rules.ballots import APPROVAL, COUNTED, LEAST, MOST, RANK, Outcome, Round
from deliberation.rules.model import Rule, RuleError

YES_OR_NO = "依法须对一个方案表示同意或不同意"
LONGEST = 80


def refuse_options(rule: Rule) -> None:
    """Where a law decides, one thing is agreed to or not: options are for a council's own rule."""
    if rule.statutory:
        raise RuleError(
            f"{rule.title}{YES_OR_NO}，不能用选项表决。"
            "有几个方案的，先在议事会里选出一个，再对这一个方案表决。"
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen from, and what came of it before anybody asks whether it is enough."""

    form: str
    options: tuple[str, ...]
    outcome: Outcome

    def named(self, number: int) -> str:
        return f"{number}号“{self.options[number - 1]}”"

    def names(self, numbers: tuple[int, ...]) -> str:
        return "、".join(map(self.named, numbers))

    @property
    def counting(self) -> str:
        """How ballots of this form are counted."""
        return COUNTED[self.form]

    def sums(self) -> str:
        """The figures that decided, in one clause."""
        found, last = self.outcome, self.outcome.last
        spent = f"、不再有可计选项的{found.spent}人" if found.spent else ""
        rest = f"{spent}、弃权{found.abstained}人"
        if found.tied:
            return f"{self.names(found.tied)}票数相同，都是{last.votes[found.tied[0]]}人{rest}"
        if found.winner is None:
            return f"没有人选任何一项{rest}"
        if self.form == APPROVAL:
            return f"选的人最多的{self.named(found.winner)}{found.votes}人{rest}"
        others = sum(last.votes.values()) - found.votes
        if self.form == RANK:
            beaten = "".join(
                f"、{self.named(n)}{v}人" for n, v in last.votes.items() if v < found.votes
            )
            return f"最后一轮{self.named(found.winner)}{found.votes}人{beaten}{rest}"
        return f"得票最多的{self.named(found.winner)}{found.votes}人、其他选项{others}人{rest}"

    def end(self, passed: bool) -> str:
        """What it came to: the option that won, or that none did."""
        if passed and self.outcome.winner:
            return f"选出{self.named(self.outcome.winner)}"
        return "票数相同，没有选出" if self.outcome.tied else "没有选出"


def read_chosen(value: Any, rule: Rule) -> Chosen | None:
    """`choice` of a case; None where one thing is agreed to or not."""
    if value is None:
        return None
    refuse_options(rule)
    try:
        return _read(value)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise RuleError("choice（选项表决）的内容残缺或者不对。") from None


def _read(value: Mapping[str, Any]) -> Chosen:
    form, options, given = value["form"], tuple(value["options"]), value["outcome"]
    named = all(isinstance(text, str) and 0 < len(text) <= LONGEST for text in options)
    if form not in COUNTED or not LEAST <= len(options) <= MOST or not named:
        raise ValueError
    rounds = tuple(Round(dict(one["votes"]), tuple(one["out"])) for one in given["rounds"])
    outcome = Outcome(
        rounds, given["abstained"], given["spent"], tuple(given["tied"]), given["winner"]
    )
    figures = [v for one in rounds for v in one.votes.values()]
    figures += [outcome.abstained, outcome.spent]
    if not rounds or any(type(figure) is not int or figure < 0 for figure in figures):
        raise ValueError
    if outcome.winner is not None and outcome.winner not in outcome.last.votes:
        raise ValueError
    return Chosen(form, options, outcome)
