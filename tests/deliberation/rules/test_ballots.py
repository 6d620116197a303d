"""Ballots among options against elections worked by hand, and against a count of its own kind."""

import itertools
import random
from fractions import Fraction

import pytest

from deliberation.rules import RuleError, ballots
from deliberation.rules.ballots import APPROVAL, ONE, RANK, count, read, written


def cast(*groups):
    """`(5, "1,2")` is five ballots that say so."""
    return [
        tuple(map(int, text.split(","))) if text else () for n, text in groups for _ in range(n)
    ]


def told(outcome):
    return [one.votes for one in outcome.rounds], outcome.winner, outcome.tied


# --- worked by hand ---------------------------------------------------------------------------


def test_one_of_three():
    found = count(ONE, 3, cast((5, "2"), (3, "1"), (2, "")))
    assert told(found) == ([{1: 3, 2: 5, 3: 0}], 2, ())
    assert (found.votes, found.abstained) == (5, 2)


def test_two_with_the_most_votes_are_a_tie_and_nobody_wins():
    found = count(ONE, 4, cast((4, "1"), (4, "3"), (1, "2")))
    assert told(found) == ([{1: 4, 2: 1, 3: 4, 4: 0}], None, (1, 3))
    assert found.votes == 0


def test_approvals_are_counted_each_by_itself():
    found = count(APPROVAL, 3, cast((4, "1,2"), (3, "2,3"), (2, "1"), (1, "")))
    assert told(found) == ([{1: 6, 2: 7, 3: 3}], 2, ())
    tied = count(APPROVAL, 3, cast((4, "1,2"), (1, "3")))
    assert told(tied) == ([{1: 4, 2: 4, 3: 1}], None, (1, 2))


@pytest.mark.parametrize("form", [ONE, APPROVAL, RANK])
def test_where_all_abstain_there_is_neither_a_winner_nor_a_tie(form):
    found = count(form, 3, cast((4, "")))
    assert (found.winner, found.tied, found.abstained) == (None, (), 4)
    assert count(form, 2, []).winner is None


def test_the_second_choices_of_the_weakest_decide():
    """Nine voters: 1 leads with four, and loses when the two of 3 go to 2."""
    found = count(RANK, 3, cast((4, "1,2,3"), (3, "2,1,3"), (2, "3,2,1")))
    assert told(found) == ([{1: 4, 2: 3, 3: 2}, {1: 4, 2: 5}], 2, ())
    assert found.rounds[0].out == (3,)


def test_tennessee_goes_to_knoxville():
    """The textbook's: Memphis 42, Nashville 26, Chattanooga 15, Knoxville 17."""
    found = count(RANK, 4, cast((42, "1,2,3,4"), (26, "2,3,4,1"), (15, "3,4,2,1"), (17, "4,3,2,1")))
    assert [one.out for one in found.rounds] == [(3,), (2,), ()]
    assert told(found)[0][-1] == {1: 42, 4: 58} and found.winner == 4


def test_a_ballot_that_names_nobody_who_is_left_is_spent():
    found = count(RANK, 3, cast((3, "1"), (3, "2"), (1, "3")))
    assert told(found) == ([{1: 3, 2: 3, 3: 1}, {1: 3, 2: 3}], None, (1, 2))
    assert found.spent == 1
    found = count(RANK, 3, cast((4, "1"), (3, "2"), (2, "3,1"), (1, "")))
    assert told(found) == ([{1: 4, 2: 3, 3: 2}, {1: 6, 2: 3}], 1, ())
    assert (found.spent, found.abstained) == (0, 1)


def test_of_two_weakest_the_one_that_had_fewer_before_goes():
    """Round 2 is 5, 4, 4: option 3 came up from 3, option 2 had 4 from the start."""
    found = count(RANK, 4, cast((5, "1"), (4, "2"), (3, "3,2"), (1, "4,3")))
    assert [one.out for one in found.rounds] == [(4,), (3,), ()]
    assert told(found)[0] == [{1: 5, 2: 4, 3: 3, 4: 1}, {1: 5, 2: 4, 3: 4}, {1: 5, 2: 7}]
    assert found.winner == 2


def test_of_two_alike_in_every_round_the_one_seldom_second_goes():
    found = count(RANK, 3, cast((4, "1,2"), (3, "2,1"), (3, "3,1")))
    assert [one.out for one in found.rounds] == [(3,), ()]
    assert found.winner == 1 and found.votes == 7


def test_those_alike_in_everything_go_together():
    found = count(RANK, 3, cast((4, "1"), (2, "2"), (2, "3")))
    assert told(found) == ([{1: 4, 2: 2, 3: 2}, {1: 4}], 1, ())
    assert found.rounds[0].out == (2, 3) and found.spent == 4


def test_where_all_are_alike_in_everything_it_is_a_tie():
    found = count(RANK, 3, cast((2, "1,2,3"), (2, "2,3,1"), (2, "3,1,2")))
    assert told(found) == ([{1: 2, 2: 2, 3: 2}], None, (1, 2, 3))


# --- against an oracle ------------------------------------------------------------------------


def slow_runoff(options, votes):
    """The stated rule once more, from the words: on lists of names that shrink."""
    papers = [list(paper) for paper in votes]
    history, left = [], list(range(1, options + 1))
    while True:
        tops = [next((n for n in paper if n in left), 0) for paper in papers]
        history.append({n: tops.count(n) for n in left})
        if len(left) <= 2:
            break
        weak = list(left)
        for tally in [history[-1], *history[-2::-1]]:
            low = min(tally[n] for n in weak)
            weak = [n for n in weak if tally[n] == low]
        for place in range(options):
            second = {n: sum(p[place : place + 1] == [n] for p in papers) for n in weak}
            weak = [n for n in weak if second[n] == min(second.values())]
        if weak == left:
            break
        left = [n for n in left if n not in weak]
    most = max(history[-1].values())
    first = [n for n in left if history[-1][n] == most and most]
    return history, first


def test_the_runoff_agrees_with_the_rule_written_twice():
    luck, tied = random.Random(20261129), 0
    for _ in range(3000):
        options = luck.randint(2, 6)
        votes = [
            tuple(luck.sample(range(1, options + 1), luck.randint(1, options)))
            for _ in range(luck.randint(1, 12))
        ]
        found = count(RANK, options, votes)
        history, first = slow_runoff(options, votes)
        assert [one.votes for one in found.rounds] == history, votes
        assert (found.winner, list(found.tied)) == (
            (first[0], []) if len(first) == 1 else (None, first)
        )
        tied += len(first) > 1
        assert sum(found.last.votes.values()) + found.spent == len(votes)
    assert 100 < tied < 2000


def test_whoever_is_first_on_more_than_half_wins_every_form_of_it():
    luck = random.Random(7)
    for _ in range(300):
        options = luck.randint(2, 5)
        votes = [tuple(luck.sample(range(1, options + 1), options)) for _ in range(11)]
        for number in range(1, options + 1):
            if Fraction(sum(v[0] == number for v in votes), 11) > Fraction(1, 2):
                assert count(RANK, options, votes).winner == number
                assert count(ONE, options, [v[:1] for v in votes]).winner == number


def test_numbers_do_not_matter():
    """Whoever is renumbered is counted alike: no option wins because it stands first."""
    luck = random.Random(3)
    for _ in range(200):
        votes = [tuple(luck.sample(range(1, 5), luck.randint(1, 4))) for _ in range(7)]
        other = dict(zip(range(1, 5), luck.sample(range(1, 5), 4), strict=True))
        here = count(RANK, 4, votes)
        there = count(RANK, 4, [tuple(other[n] for n in vote) for vote in votes])
        assert {other[n] for n in here.tied} == set(there.tied)
        assert there.winner == (other[here.winner] if here.winner else None)


def test_twenty_options_and_many_ballots_are_quick():
    luck = random.Random(1)
    votes = [tuple(luck.sample(range(1, 21), 20)) for _ in range(2000)]
    assert len(count(RANK, 20, votes).rounds) == 19


# --- what a ballot may say --------------------------------------------------------------------


@pytest.mark.parametrize(
    "form, text",
    [
        (ONE, "1,2"), (ONE, ""), (ONE, "0"), (ONE, "4"), (ONE, "01"), (ONE, "１"), (ONE, "for"),
        (ONE, "-1"), (APPROVAL, "2,1"), (APPROVAL, "1,1"), (APPROVAL, "1,"), (RANK, "1,2,1"),
        (RANK, "1, 2"), (RANK, "1,2,3,4"), (RANK, "abstain,1"), (RANK, "²"),
    ],
)  # fmt: skip
def test_what_could_not_be_filled_in_so_is_refused(form, text):
    with pytest.raises(RuleError):
        read(form, 3, text)


def test_every_ballot_is_written_as_it_is_read():
    for form in (APPROVAL, RANK):
        for size in range(4):
            for numbers in itertools.permutations((1, 2, 3), size):
                text = written(form, numbers)
                back = read(form, 3, text)
                assert back == (numbers if form == RANK else tuple(sorted(numbers)))
    assert written(ONE, []) == ballots.ABSTAIN
