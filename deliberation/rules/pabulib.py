"""Ballots of a choice among projects as a `.pb` file (pabulib.org): anybody can count them again.

Amounts are yuan. The ballots stand in the order of what they say: when each came is told nobody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from deliberation.rules.choosing import Candidate

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class About:
    """What the head of a file says; days as ISO dates."""

    title: str
    unit: str
    rule: str
    begins: str
    ends: str


def written(
    about: About,
    titles: Sequence[tuple[Candidate, str]],
    ballots: Sequence[Collection[int]],
    budget: int,
) -> str:
    """The text of the file."""
    head = {
        "description": about.title,
        "country": "China",
        "unit": about.unit,
        "instance": about.ends[:4],
        "num_projects": len(titles),
        "num_votes": len(ballots),
        "budget": _yuan(budget),
        "vote_type": "approval",
        "rule": about.rule,
        "date_begin": about.begins,
        "date_end": about.ends,
    }
    votes = {one.number: sum(one.number in ballot for ballot in ballots) for one, _ in titles}
    lines = ["META", "key;value", *(f"{name};{_plain(value)}" for name, value in head.items())]
    lines += ["PROJECTS", "project_id;cost;votes;name"]
    lines += [
        f"{one.number};{_yuan(one.cost)};{votes[one.number]};{_plain(title)}"
        for one, title in titles
    ]
    lines += ["VOTES", "voter_id;vote"]
    sorted_ballots = sorted(sorted(set(ballot)) for ballot in ballots)
    lines += [
        f"{place};{','.join(map(str, ballot))}" for place, ballot in enumerate(sorted_ballots, 1)
    ]
    return "\n".join(lines) + "\n"


def _yuan(cents: int) -> str:
    """Whole yuan without a point, else two places."""
    return str(cents // 100) if cents % 100 == 0 else str(_CENT * cents)


def _plain(value: object) -> str:
    return " ".join(str(value).replace(";", "；").split())
