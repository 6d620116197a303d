"""表决票: what a ballot may say, and how ballots among several options are counted. Pure.

A ballot is a short text: `for`, `against`, `abstain` where one thing is agreed to or not; among
options their numbers, `3` for one, `1,4` for several, `3,1,2` in order, or `abstain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from deliberation.rules.model import RuleError

YESNO, ONE, APPROVAL, RANK = "yesno", "one", "approval", "rank"
FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
LEAST, MOST = 2, 20

# How each form is cast and counted, as every page and paper says it.
ASKED = {
    ONE: "选一项，或者选弃权。",
    APPROVAL: "可以选几项，或者选弃权。",
    RANK: "按先后排，可以只排一部分，或者选弃权。",
}
_ENOUGH = "还要达到本会规则的通过比例，才算选出"
_TIED = "最多的有几项票数相同，不抽签，算没有选出"
COUNTED = {
    ONE: f"每人选一项。得票最多的一项{_ENOUGH}；{_TIED}。",
    APPROVAL: f"每人可以选几项。选的人最多的一项{_ENOUGH}；{_TIED}。",
    RANK: (
        "每人按先后排（排序复选制）。每一轮，一张票算给它排在最前、还没有淘汰的一项，票数最少的一项淘汰，"
        f"直到剩下两项，票多的一项{_ENOUGH}；两项票数相同，不抽签，算没有选出。"
        "最少的有几项并列时，先比上一轮和更早各轮的票数，再比把它排在第一、第二……的票数，少的淘汰；"
        "全都一样的一起淘汰，剩下的全都一样就算并列。"
    ),
}


def read(form: str, options: int, text: str) -> tuple[int, ...]:
    """The numbers on a ballot among options; none on one that abstains.

    Raises
    ------
    RuleError
        If the ballot could not have been filled in so.

    Examples
    --------
    >>> read(RANK, 3, "3,1"), read(APPROVAL, 4, "1,4"), read(ONE, 2, "abstain")
    ((3, 1), (1, 4), ())
    """
    if text == ABSTAIN:
        return ()
    parts = text.split(",")
    # Spelled in one way only: what a receipt is made of must not have two.
    if not all(part.isascii() and part.isdecimal() and part == str(int(part)) for part in parts):
        raise RuleError("票上的选择看不明白。")
    numbers = tuple(int(part) for part in parts)
    if len(set(numbers)) < len(numbers) or not all(1 <= n <= options for n in numbers):
        raise RuleError("票上有重复的选项，或者没有这个选项。")
    if form == ONE and len(numbers) > 1:
        raise RuleError("只能选一项。")
    if form == APPROVAL and list(numbers) != sorted(numbers):
        raise RuleError("选项应当按编号排列。")
    return numbers


def written(form: str, numbers: Iterable[int]) -> str:
    """How a ballot is kept: the other way round than `read`."""
    chosen = list(numbers) if form == RANK else sorted(numbers)
    return ",".join(map(str, chosen)) or ABSTAIN


@dataclass(frozen=True)
class Round:
    """One count: the votes of every option that was left, and which are out behind it."""

    votes: dict[int, int]
    out: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        votes = [[number, self.votes[number]] for number in sorted(self.votes)]
        return {"votes": votes, "out": list(self.out)}


@dataclass(frozen=True)
class Outcome:
    """What came of the ballots before anybody asks whether it is enough.

    `spent` are ballots that name none of those who are left; `tied` are those with the most votes
    where there are several; without votes there is neither a winner nor a tie.
    """

    rounds: tuple[Round, ...]
    abstained: int
    spent: int = 0
    tied: tuple[int, ...] = ()
    winner: int | None = None

    @property
    def last(self) -> Round:
        return self.rounds[-1]

    @property
    def votes(self) -> int:
        """Of the winner, in the last round."""
        return self.last.votes[self.winner] if self.winner else 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "rounds": [one.as_dict() for one in self.rounds],
            "abstained": self.abstained,
            "spent": self.spent,
            "tied": list(self.tied),
            "winner": self.winner,
        }


def count(form: str, options: int, ballots: Sequence[Sequence[int]]) -> Outcome:
    """Count what was read: an empty ballot abstains."""
    cast = [tuple(ballot) for ballot in ballots if ballot]
    abstained = len(ballots) - len(cast)
    if form == RANK:
        return _runoff(options, cast, abstained)
    votes = dict.fromkeys(range(1, options + 1), 0)
    for ballot in cast:
        for number in ballot:
            votes[number] += 1
    return decided((Round(votes),), abstained)


def decided(rounds: tuple[Round, ...], abstained: int, spent: int = 0) -> Outcome:
    """Who leads the last round, alone or with others."""
    votes = rounds[-1].votes
    most = max(votes.values())
    first = tuple(number for number in sorted(votes) if votes[number] == most and most)
    if len(first) == 1:
        return Outcome(rounds, abstained, spent, winner=first[0])
    return Outcome(rounds, abstained, spent, tied=first)


def _runoff(options: int, ballots: list[tuple[int, ...]], abstained: int) -> Outcome:
    """排序复选制: the weakest goes, and its ballots to whom they name next, until two are left."""
    left = set(range(1, options + 1))
    rounds: list[Round] = []
    places = {number: _places(number, options, ballots) for number in left}
    while True:
        votes = dict.fromkeys(sorted(left), 0)
        for ballot in ballots:
            if found := next((number for number in ballot if number in left), None):
                votes[found] += 1
        out = _weakest(votes, rounds, places) if len(left) > 2 else ()
        if len(out) == len(left):
            out = ()
        rounds.append(Round(votes, out))
        if not out:
            return decided(tuple(rounds), abstained, len(ballots) - sum(votes.values()))
        left -= set(out)


def _places(number: int, options: int, ballots: list[tuple[int, ...]]) -> tuple[int, ...]:
    """How many put it first, second, … ."""
    return tuple(
        sum(len(ballot) > place and ballot[place] == number for ballot in ballots)
        for place in range(options)
    )


def _weakest(
    votes: dict[int, int], rounds: Sequence[Round], places: dict[int, tuple[int, ...]]
) -> tuple[int, ...]:
    """The fewest now, then in the rounds before, then by places; who is alike in all goes too."""

    def strength(number: int) -> tuple[int, ...]:
        before = [one.votes[number] for one in reversed(rounds)]
        return (votes[number], *before, *places[number])

    least = min(strength(number) for number in votes)
    return tuple(number for number in votes if strength(number) == least)
