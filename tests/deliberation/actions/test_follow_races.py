"""Resolutions, the ledger and minutes at the same moment in several processes."""

import pytest

from tests.deliberation import follow_races as race
from tests.suggestions import racing

MOTIONS, PLEDGES = 24, 30

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("follow")
    with django_db_blocker.unblock(), racing.database_copy(folder) as url:
        racers = racing.Racers(url)
        racers.alone(race.prepare, MOTIONS + 8)
        yield racers
        racers.stop()


def test_one_motion_makes_one_resolution(racers):
    pks = racers.alone(race.motions)[:8]
    assert sum(racers.together(race.resolve_all, pks)) == len(pks)


def test_one_evaluation_and_one_matter_whoever_writes_it(racers):
    pk = racers.alone(race.done_resolution)
    assert sum(racers.together(race.evaluate, pk)) == 1
    assert racers.alone(race.returned, pk) == (1, 1)


def test_numbers_have_no_gap_and_no_double(racers):
    before, pks = racers.alone(race.numbers), racers.alone(race.motions)
    made = sum(racers.together(race.resolve_own, pks, racing.PROCESSES))
    assert made == len(pks)
    assert racers.alone(race.numbers) == list(range(1, len(before) + made + 1))


def test_no_more_goes_back_than_came_in(racers):
    pks = racers.alone(race.paid_pledges, PLEDGES)
    assert sum(racers.together(race.refund_all, pks)) == PLEDGES
    assert racers.alone(race.balanced)


def test_who_looks_first_and_writes_afterwards_refunds_too_much(racers):
    pks = racers.alone(race.paid_pledges, PLEDGES)
    assert sum(racers.together(race.refund_all_naively, pks)) > PLEDGES
    assert not racers.alone(race.balanced)


def test_the_last_of_four_parties_freezes_whoever_it_is(racers):
    pk = racers.alone(race.send_minutes)
    racers.together(race.confirm, pk)
    assert racers.alone(race.frozen, pk) == ("frozen", ["确认"] * 4, 1)
