"""Money and ballots at the same moment in several processes; each guard removed turns one red."""

import pytest

from tests.deliberation import money_races as race
from tests.suggestions import racing

FUNDS, CHOICES = 12, 24

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), racing.database_copy(tmp_path_factory.mktemp("money")) as url:
        racers = racing.Racers(url)
        racers.alone(race.prepare)
        yield racers
        racers.stop()


def test_two_who_move_the_same_money_never_move_more_than_there_is(racers):
    into = racers.alone(race.make_fund, "下年", 2027)
    funds = [racers.alone(race.make_fund, f"资金{n}") for n in range(FUNDS)]
    assert sum(racers.together(race.carry, funds, into)) == FUNDS
    assert racers.alone(race.overdrawn, funds) == []


def test_a_ballot_is_counted_or_refused_while_the_choice_closes(racers):
    choices = [racers.alone(race.open_choice, f"选择{n}") for n in range(CHOICES)]
    won = racers.together(race.cast_and_count, choices, racing.PROCESSES)
    assert racers.alone(race.miscounted, choices) == []
    assert sum(map(len, won)) < CHOICES * (racing.PROCESSES - 1), "some came too late"


def test_two_payments_never_overspend_a_commitment_together(racers):
    projects = [racers.alone(race.running_project, f"项目{n}") for n in range(FUNDS)]
    assert sum(racers.together(race.pay, projects)) == FUNDS
