"""Both counts of a choice: by hand, by their published properties, and fast enough."""

import itertools
import random
import time
from fractions import Fraction

import pytest

from deliberation.rules.choosing import (
    EQUAL_SHARES,
    GREEDY,
    Candidate,
    count_by,
    equal_shares,
    greedy,
    share_out,
)
from deliberation.rules.model import RuleError

SEEDS = range(60)
COUNTING = 2.0  # seconds for 3,000 ballots on 60 projects under both rules


def candidates(*costs):
    return [Candidate(number, cost) for number, cost in enumerate(costs, 1)]


def random_case(seed, *, voters=7, projects=6):
    dice = random.Random(seed)
    found = candidates(*(dice.randint(1, 12) for _ in range(projects)))
    ballots = [
        [one.number for one in found if dice.random() < 0.45] or [dice.randint(1, projects)]
        for _ in range(dice.randint(1, voters))
    ]
    return found, ballots, dice.randint(5, 30)


# --- worked by hand -------------------------------------------------------------------------


def test_greedy_takes_the_most_votes_first_and_skips_what_no_longer_fits():
    ballots = [[1, 2], [1, 2], [1, 3], [2, 3], [1]]
    count = greedy(candidates(60, 50, 40), ballots, 100)
    assert count.numbers == [1, 3]  # 1 has four votes, 2 has three and no longer fits
    assert (count.spent, count.left) == (100, 0)
    assert count.votes == {1: 4, 2: 3, 3: 2}


def test_equal_shares_leaves_the_minority_its_share():
    """Six of ten want 1 to 3 (30 each), four want 4 (40): greedy gives all to the six."""
    found, ballots = candidates(30, 30, 30, 40), [[1, 2, 3]] * 6 + [[4]] * 4
    assert greedy(found, ballots, 100).numbers == [1, 2, 3]
    count = equal_shares(found, ballots, 100)
    # Ten each: 1 takes 5 of each of the six, 2 the other 5; the four pay 4 with all they have.
    assert count.numbers == [1, 2, 4]
    assert [one.worth for one in count.chosen] == [6, 6, 4]
    assert (count.spent, count.left) == (100, 0)
    assert not any(one.rest for one in count.chosen)


def test_who_has_less_left_counts_in_part():
    """Two ballots of 6 each: 1 costs 8 and takes 4 of each, 2 remain to each."""
    found, ballots = candidates(8, 3, 2), [[1, 2], [1, 3]]
    state = share_out(found, ballots, 12)
    assert [one.number for one in state.bought] == [1, 3]  # 2 costs more than the first has left
    assert [state.left(place) for place in (0, 1)] == [2, 0]
    count = equal_shares(found, ballots, 12)
    assert count.numbers == [1, 3]
    assert count.left == 2


def test_effective_votes_are_the_whole_cost_over_the_largest_payment():
    found, ballots = candidates(9, 10), [[1], [1, 2], [2], [2]]
    state = share_out(found, ballots, 16)
    # Four each. 2: three pay 10/3, worth 3. 1: one has 4, one has 2/3: 4 2/3 is less than 9.
    assert [(one.number, one.worth) for one in state.bought] == [(2, 3)]
    assert state.left(1) == Fraction(2, 3)


def test_what_no_group_can_pay_together_goes_on_by_votes():
    found, ballots = candidates(9, 5), [[1], [1], [2]]
    count = equal_shares(found, ballots, 12)  # four each: 1 costs 9 of 8, 2 costs 5 of 4
    assert [(one.number, one.rest) for one in count.chosen] == [(1, True)]


def test_ties_go_to_more_votes_then_lower_cost_then_lower_number():
    assert greedy(candidates(5, 4, 4), [[1, 2, 3]], 8).numbers == [2, 3]
    assert equal_shares(candidates(4, 4), [[1], [2]], 4).numbers == [1]
    assert equal_shares(candidates(4, 3), [[1, 2]], 7).numbers == [2, 1]


def test_what_nobody_picked_is_not_chosen():
    for rule in (GREEDY, EQUAL_SHARES):
        assert count_by(rule, candidates(1, 1), [[1]], 10).numbers == [1]
        assert count_by(rule, candidates(1), [], 10).numbers == []


@pytest.mark.parametrize(
    ("found", "ballots", "budget"),
    [
        ([Candidate(1, 5), Candidate(1, 6)], [], 9),
        (candidates(0), [], 9),
        (candidates(5), [[2]], 9),
        (candidates(5), [], -1),
    ],
)
def test_what_cannot_be_counted_is_refused(found, ballots, budget):
    for rule in (GREEDY, EQUAL_SHARES):
        with pytest.raises(RuleError):
            count_by(rule, found, ballots, budget)
    with pytest.raises(RuleError):
        count_by("lot", candidates(5), [], 9)


# --- properties, over random cases ------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_no_count_spends_more_than_there_is_and_none_leaves_what_fits(seed):
    found, ballots, budget = random_case(seed)
    for rule in (GREEDY, EQUAL_SHARES):
        count = count_by(rule, found, ballots, budget)
        cost = {one.number: one.cost for one in found}
        assert count.spent == sum(cost[number] for number in count.numbers) <= budget
        assert len(set(count.numbers)) == len(count.numbers)
        out = [one for one in found if one.number not in count.numbers and count.votes[one.number]]
        assert all(one.cost > count.left for one in out)


@pytest.mark.parametrize("seed", SEEDS)
def test_greedy_descends(seed):
    found, ballots, budget = random_case(seed)
    taken = [one.votes for one in greedy(found, ballots, budget).chosen]
    assert taken == sorted(taken, reverse=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_pays_more_than_an_equal_share_nor_for_what_they_did_not_pick(seed):
    found, ballots, budget = random_case(seed)
    state = share_out(found, ballots, budget)
    share = Fraction(budget, len(ballots))
    assert all(0 <= state.left(place) <= share for place in range(len(ballots)))
    for size in range(1, len(ballots) + 1):
        for group in itertools.combinations(range(len(ballots)), size):
            paid = sum(share - state.left(place) for place in group)
            wanted = {number for place in group for number in ballots[place]}
            bought = sum(one.cost for one in state.bought if one.number in wanted)
            assert paid <= min(share * size, bought)
    assert budget - sum(state.left(i) for i in range(len(ballots))) == sum(
        one.cost for one in state.bought
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_shares_justifies_every_cohesive_group_up_to_one_project(seed):
    """Theorem 2 of the paper, by brute force: for a group that agrees on projects and could pay
    them out of its shares, somebody in it gets as much, one project more at most.
    """
    found, ballots, budget = random_case(seed, voters=5, projects=5)
    bought = {one.number for one in share_out(found, ballots, budget).bought}
    cost = {one.number: one.cost for one in found}

    def worth(place, more=0):
        got = (bought & set(ballots[place])) | ({more} if more in ballots[place] else set())
        return sum(cost[number] for number in got)

    for size in range(1, len(ballots) + 1):
        for group in itertools.combinations(range(len(ballots)), size):
            agreed = set.intersection(*(set(ballots[place]) for place in group))
            for many in range(1, len(agreed) + 1):
                for wish in itertools.combinations(sorted(agreed), many):
                    price = sum(cost[number] for number in wish)
                    if price * len(ballots) > size * budget:
                        continue
                    assert any(
                        worth(place) >= price or any(worth(place, more) > price for more in wish)
                        for place in group
                    )


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_ballots_and_projects_changes_nothing(seed):
    found, ballots, budget = random_case(seed)
    dice = random.Random(seed)
    mixed = [list(ballot) for ballot in ballots]
    turned = list(found)
    dice.shuffle(mixed)
    dice.shuffle(turned)
    for rule in (GREEDY, EQUAL_SHARES):
        once, again = count_by(rule, found, ballots, budget), count_by(rule, turned, mixed, budget)
        assert once.chosen == again.chosen


@pytest.mark.parametrize("seed", SEEDS)
def test_equal_shares_agrees_with_its_definition(seed):
    """Round by round from the paper's words, in fractions, without bounds or common units."""
    found, ballots, budget = random_case(seed)
    purse = [Fraction(budget, len(ballots)) for _ in ballots]
    left, taken = list(found), []
    while True:
        offers = []
        for one in left:
            who = [place for place, ballot in enumerate(ballots) if one.number in ballot]
            if sum(purse[place] for place in who) < one.cost or not who:
                continue
            levels = sorted(purse[place] for place in who)
            most = next(
                (one.cost - sum(levels[:poor])) / Fraction(len(who) - poor)
                for poor in range(len(who))
                if levels[poor] * (len(who) - poor) >= one.cost - sum(levels[:poor])
            )
            offers.append((most / one.cost, -len(who), one.cost, one.number, most, who))
        if not offers:
            break
        _, _, _, number, most, who = min(offers)
        for place in who:
            purse[place] -= min(purse[place], most)
        taken.append(number)
        left = [one for one in left if one.number != number]
    assert [one.number for one in share_out(found, ballots, budget).bought] == taken


def test_three_thousand_ballots_on_sixty_projects_are_counted_at_once():
    dice = random.Random(7)
    found = candidates(*(dice.randint(2_000_000, 40_000_000) for _ in range(60)))
    liked = [dice.random() ** 2 * 0.6 + 0.03 for _ in found]
    ballots = [
        [one.number for one, chance in zip(found, liked, strict=True) if dice.random() < chance]
        or [1]
        for _ in range(3000)
    ]
    start = time.perf_counter()
    counts = [count_by(rule, found, ballots, 300_000_000) for rule in (GREEDY, EQUAL_SHARES)]
    took = time.perf_counter() - start
    print(f"3,000 ballots × 60 projects, both rules: {took:.3f} s")
    assert took <= COUNTING
    assert all(count.chosen for count in counts)
