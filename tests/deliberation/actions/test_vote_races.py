"""Votes at the same moment in several processes. Each guard removed turns its test red."""

import os
from collections import Counter

import pytest

from tests.bench import site
from tests.deliberation import vote_races as race
from tests.suggestions import racing

HEADS, MOTIONS = 60, 40

# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), racing.database_copy(tmp_path_factory.mktemp("vote")) as url:
        racers = racing.Racers(url)
        racers.url = url
        racers.alone(race.prepare)
        racers.roll = racers.alone(race.make_roll, HEADS)
        racers.small = racers.alone(race.make_roll, racing.PROCESSES)
        yield racers
        racers.stop()


def test_several_windows_cast_one_ballot_a_head(racers):
    (motion,) = racers.alone(race.open_votes, racers.roll, 1)
    assert sum(racers.together(race.cast_all, motion)) == HEADS
    found = racers.alone(race.ballots, motion)
    assert (found.ballots, found.voted, found.heads) == (HEADS, HEADS, HEADS)


def test_who_looks_first_and_writes_afterwards_votes_twice(racers):
    (motion,) = racers.alone(race.open_votes, racers.roll, 1)
    racers.together(race.cast_all, motion, "once")
    assert racers.alone(race.ballots, motion).ballots > HEADS


def test_votes_racing_with_the_close_never_make_a_wrong_sum(racers):
    motions = racers.alone(race.open_votes, racers.small, MOTIONS)
    won = racers.together(race.cast_and_close, motions, racing.PROCESSES)
    assert racers.alone(race.wrong_tallies, motions) == []
    counted = Counter(pk for mine in won for pk in mine)
    assert set(counted.values()) != {racing.PROCESSES - 1}, "some came too late: it was a race"
    assert racers.alone(race.check_record)["votes"] >= MOTIONS


def test_votes_that_do_not_hold_the_motion_open_come_behind_the_sum(racers):
    for _ in range(5):  # a race that can be lost need not be lost each time
        motions = racers.alone(race.open_votes, racers.small, MOTIONS)
        racers.together(race.cast_and_close, motions, racing.PROCESSES, "open")
        if racers.alone(race.wrong_tallies, motions):
            return
    pytest.fail("every sum was right")


@pytest.mark.parametrize("form, choice", [("rank", "3,1"), ("approval", "1,2")])
def test_choices_racing_with_the_close_never_make_a_wrong_count(racers, form, choice):
    motions = racers.alone(race.choose_among, (form,), MOTIONS)[form]
    won = racers.together(race.cast_and_close, motions, racing.PROCESSES, "", choice)
    assert racers.alone(race.wrong_tallies, motions) == []
    counted = Counter(pk for mine in won for pk in mine)
    assert set(counted.values()) != {racing.PROCESSES - 1}, "some came too late: it was a race"
    racers.alone(race.check_record)  # every ballot is counted once more


def test_choices_that_do_not_hold_the_motion_open_come_behind_the_count(racers):
    for _ in range(5):
        motions = racers.alone(race.choose_among, ("rank",), MOTIONS)["rank"]
        racers.together(race.cast_and_close, motions, racing.PROCESSES, "open", "3,1")
        if racers.alone(race.wrong_tallies, motions):
            return
    pytest.fail("every count was right")


def test_of_several_who_close_one_does(racers):
    motions = racers.alone(race.open_votes, racers.small, 20)
    assert sum(racers.together(race.close_all, motions)) == 20
    assert racers.alone(race.wrong_tallies, motions) == []


def test_paper_typed_by_many_at_once_is_cast_once(racers):
    (motion,) = racers.alone(race.open_votes, racers.roll, 1, False)
    assert sum(racers.together(race.type_all, motion)) == HEADS
    assert racers.alone(race.ballots, motion).ballots == HEADS


def test_the_same_slips_sent_over_http_by_many_vote_once(racers, tmp_path, settings):
    """The whole way: gunicorn with two workers, forms, cookies, database."""
    (motion,) = racers.alone(race.open_votes, racers.roll, 1)
    tokens = racers.alone(race.make_slips, motion)
    env = {
        **os.environ,
        "JIANYAN_MODE": "demo",
        "JIANYAN_VAR": str(tmp_path),
        "DATABASE_URL": racers.url,
        "RECEIPT_KEY": settings.RECEIPT_KEY,
        "EMBEDDED_WORKER": "0",
        "DJANGO_SETTINGS_MODULE": "cms.settings",
    }
    with site.serving(site.Scratch("", env)) as port:
        given = racers.together(race.vote_over_http, port, motion, tokens)
    statuses = sum((Counter(one) for one in given), Counter())
    assert statuses == {race.VOTED: HEADS, race.ALREADY: HEADS * (racing.PROCESSES - 1)}
    found = racers.alone(race.ballots, motion)
    assert (found.ballots, found.voted) == (HEADS, HEADS)
