"""领取: one officer a suggestion, for ten minutes, given back on leaving."""

import datetime as dt

import pytest

from suggestions.actions import claiming, rules, screening
from suggestions.models import ScreeningClaim, Suggestion

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def queue(submit):
    return [submit(f"第{i}条").suggestion for i in range(3)]


def rows():
    return Suggestion.objects.waiting().order_by("pk")


def test_each_officer_gets_another_one_until_none_is_left(queue, officer, second_officer, now):
    people = (officer, second_officer, officer, second_officer)
    taken = [claiming.take_next(rows(), by=by, at=now) for by in people]
    # One's own is offered again, not a second one beside it.
    assert taken == [queue[0], queue[1], queue[0], queue[1]]
    claiming.take(queue[2], by=officer, at=now)
    assert set(claiming.held(by=officer, at=now)) == {queue[0], queue[2]}


def test_a_lease_runs_out_by_itself_and_not_before(queue, officer, second_officer, now):
    claiming.take(queue[0], by=officer, at=now)
    before, over = now + ScreeningClaim.LEASE - MINUTE, now + ScreeningClaim.LEASE
    assert not claiming.take(queue[0], by=second_officer, at=before)
    assert claiming.take(queue[0], by=second_officer, at=over)
    assert not claiming.take(queue[0], by=officer, at=over)
    assert not claiming.held(by=officer, at=over).exists()


def test_what_is_given_back_is_free_and_only_its_holder_gives_it(
    queue, officer, second_officer, now
):
    claiming.take(queue[0], by=officer, at=now)
    assert claiming.give_back([queue[0].pk], by=second_officer) == 0
    assert claiming.give_back([queue[0].pk], by=officer) == 1
    assert claiming.take_next(rows(), by=second_officer, at=now) == queue[0]


@pytest.mark.parametrize("decide", [screening.accept, screening.decline])
def test_a_colleague_is_told_who_reads_it_and_decides_nothing(
    queue, officer, second_officer, now, decide
):
    claiming.take(queue[0], by=officer, at=now)
    more = {"route": "hotline"} if decide is screening.decline else {}
    with pytest.raises(rules.Overtaken, match="周敏 正在看，到 10:10"):
        decide(queue[0], by=second_officer, at=now, **more)
    fresh = Suggestion.objects.get(pk=queue[0].pk)
    assert (fresh.status, fresh.events.count()) == ("pending", 1)
    decide(fresh, by=officer, at=now, **more)
    assert not ScreeningClaim.objects.exists()


def test_what_was_decided_is_taken_by_nobody(queue, officer, second_officer, now):
    screening.accept(Suggestion.objects.get(pk=queue[0].pk), by=officer, at=now)
    assert not claiming.take(queue[0], by=second_officer, at=now)
    assert not ScreeningClaim.objects.exists()
