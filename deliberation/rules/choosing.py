"""居民选项目: the two counts of a choice among projects that cost money, exact and repeatable.

`greedy`: most votes first, what no longer fits is passed over. `equal_shares`: the method of equal
shares of Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive
Utilities" (NeurIPS 2021), with approval ballots and a project's cost as what it is worth to each
who picked it. Costs and budgets are whole 分, shares exact fractions. What nobody picked is never
chosen.

Ties are broken alike in both: more votes, then the lower cost, then the lower number. Equal shares
may leave money that no group can spend together: it goes on by `greedy` (utilitarian completion).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from deliberation.rules.model import RuleError

GREEDY, EQUAL_SHARES = "greedy", "equal_shares"


@dataclass(frozen=True)
class Candidate:
    """A project that may be chosen, with its cost in 分."""

    number: int
    cost: int


@dataclass(frozen=True)
class Chosen:
    """A project that was chosen, in the order of the count.

    `worth` is what it was compared by: its votes, or in equal shares how many votes it had after
    those who were out of money counted in part only (有效票数). `rest`: by the completion.
    """

    number: int
    cost: int
    votes: int
    worth: Fraction
    rest: bool = False


@dataclass(frozen=True)
class Count:
    """The outcome under one rule; `votes` of every candidate, chosen or not."""

    rule: str
    budget: int
    ballots: int
    votes: dict[int, int]
    chosen: tuple[Chosen, ...]

    @property
    def numbers(self) -> list[int]:
        return [one.number for one in self.chosen]

    @property
    def spent(self) -> int:
        return sum(one.cost for one in self.chosen)

    @property
    def left(self) -> int:
        return self.budget - self.spent


def count_by(
    rule: str, candidates: Sequence[Candidate], ballots: Sequence[Collection[int]], budget: int
) -> Count:
    if rule not in COUNTS:
        raise RuleError(f"没有这种计票规则：{rule}")
    return COUNTS[rule](candidates, ballots, budget)


def greedy(
    candidates: Sequence[Candidate], ballots: Sequence[Collection[int]], budget: int
) -> Count:
    """Descending votes; what does not fit into what is left is skipped."""
    votes = _votes(candidates, ballots, budget)
    chosen = tuple(_by_votes(candidates, votes, budget))
    return Count(GREEDY, budget, len(ballots), votes, chosen)


def equal_shares(
    candidates: Sequence[Candidate], ballots: Sequence[Collection[int]], budget: int
) -> Count:
    """Every ballot owns the same share; a project is paid by those who picked it.

    Each round takes the project for which they pay the smallest part of its cost a head, which is
    the one with the most effective votes; who has less left gives all of it.
    """
    votes = _votes(candidates, ballots, budget)
    bought = share_out(candidates, ballots, budget).bought
    taken = {one.number for one in bought}
    rest = [one for one in candidates if one.number not in taken]
    left = budget - sum(one.cost for one in bought)
    chosen = (*bought, *_by_votes(rest, votes, left, rest=True))
    return Count(EQUAL_SHARES, budget, len(ballots), votes, chosen)


COUNTS = {GREEDY: greedy, EQUAL_SHARES: equal_shares}


def _votes(
    candidates: Sequence[Candidate], ballots: Sequence[Collection[int]], budget: int
) -> dict[int, int]:
    votes = {one.number: 0 for one in candidates}
    if len(votes) != len(candidates):
        raise RuleError("两个项目的编号相同。")
    if budget < 0 or any(one.cost <= 0 for one in candidates):
        raise RuleError("金额应当大于零。")
    for ballot in ballots:
        for number in set(ballot):
            if number not in votes:
                raise RuleError(f"选票上的 {number} 号不在候选项目里。")
            votes[number] += 1
    return votes


def _by_votes(
    candidates: Iterable[Candidate], votes: dict[int, int], money: int, *, rest: bool = False
) -> Iterable[Chosen]:
    for one in sorted(candidates, key=lambda c: (-votes[c.number], c.cost, c.number)):
        if votes[one.number] and one.cost <= money:
            money -= one.cost
            worth = Fraction(votes[one.number])
            yield Chosen(one.number, one.cost, votes[one.number], worth, rest)


# --- equal shares ---------------------------------------------------------------------------


@dataclass
class Purses:
    """What each ballot has left, in whole parts of a 分: `purses[i] / unit`."""

    purses: list[int]
    unit: int
    bought: list[Chosen]

    def left(self, ballot: int) -> Fraction:
        return Fraction(self.purses[ballot], self.unit)


@dataclass(frozen=True)
class _Offer:
    """The price of a project to those who picked it: nobody gives more than `rest / heads`."""

    candidate: Candidate
    rest: int
    heads: int
    worth: Fraction


def share_out(
    candidates: Sequence[Candidate], ballots: Sequence[Collection[int]], budget: int
) -> Purses:
    """The rounds before the completion."""
    state = Purses([budget] * len(ballots), max(len(ballots), 1), [])
    pickers: dict[int, list[int]] = {one.number: [] for one in candidates}
    for place, ballot in enumerate(ballots):
        for number in set(ballot):
            pickers[number].append(place)
    # Purses only shrink, so what a project was worth last time is the most it can be worth now.
    bounds = {one: Fraction(len(pickers[one.number])) for one in candidates if pickers[one.number]}
    while offer := _best(state, pickers, bounds):
        _pay(state, offer, pickers[offer.candidate.number])
        del bounds[offer.candidate]
    return state


def _best(
    state: Purses, pickers: dict[int, list[int]], bounds: dict[Candidate, Fraction]
) -> _Offer | None:
    """The affordable project with the most effective votes; forgets those out of reach."""

    def rank(candidate: Candidate, worth: Fraction) -> tuple[Fraction, int, int, int]:
        return -worth, -len(pickers[candidate.number]), candidate.cost, candidate.number

    best: _Offer | None = None
    for candidate in sorted(bounds, key=lambda one: rank(one, bounds[one])):
        if best and bounds[candidate] < best.worth:
            break
        offer = _offer(state, candidate, pickers[candidate.number])
        if offer is None:
            del bounds[candidate]
            continue
        bounds[candidate] = offer.worth
        if best is None or rank(candidate, offer.worth) < rank(best.candidate, best.worth):
            best = offer
    return best


def _offer(state: Purses, candidate: Candidate, pickers: list[int]) -> _Offer | None:
    purses = sorted(state.purses[place] for place in pickers)
    price = rest = candidate.cost * state.unit
    heads = len(purses)
    for purse in purses:
        if purse * heads >= rest:
            return _Offer(candidate, rest, heads, Fraction(price * heads, rest))
        rest -= purse
        heads -= 1
    return None


def _pay(state: Purses, offer: _Offer, pickers: list[int]) -> None:
    finer = offer.heads // gcd(offer.rest, offer.heads)
    if finer > 1:  # no share is rounded: the unit becomes finer instead
        state.unit *= finer
        state.purses[:] = [purse * finer for purse in state.purses]
    most = offer.rest * finer // offer.heads
    for place in pickers:
        state.purses[place] -= min(state.purses[place], most)
    one = offer.candidate
    state.bought.append(Chosen(one.number, one.cost, len(pickers), offer.worth))
