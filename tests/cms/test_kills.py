"""Killed while a vote closes and while an answer is delivered: all of it stands, or nothing."""

import pytest

from tests import kills
from tests.deliberation import vote_races as race
from tests.suggestions import racing
from tests.suggestions.actions import test_races as office

KILLS, HEADS = 8, 5

pytestmark = pytest.mark.django_db


def prepare(number):
    office.prepare(number)
    race.prepare(number)


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def test_a_vote_is_closed_with_the_sum_of_its_box_or_still_open(racers):
    roll = racers.alone(race.make_roll, HEADS)
    found = racers.alone(kills.close_under_kills, roll, KILLS)
    assert found.wrong == [] and found.before + found.after == KILLS
    assert racers.alone(race.check_record)["votes"] > KILLS


def test_an_answer_has_reached_every_author_or_none(racers):
    found = racers.alone(kills.answer_under_kills, KILLS)
    assert found.wrong == [] and found.before + found.after == KILLS


def test_what_is_written_step_by_step_is_found_half_done(racers):
    """The red control: the same kills, and each author told by a transaction of its own."""
    found = racers.alone(kills.answer_under_kills, 2 * KILLS, 6, 13, True)
    assert found.wrong != []
