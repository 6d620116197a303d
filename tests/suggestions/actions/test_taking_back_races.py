"""An import taken back by several at once, and while somebody decides on one of its rows: it goes
once, and no decision is lost with it."""

import contextlib

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

ROUNDS, ROWS = 5, 6

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def take_in(_, approve):
    from suggestions.models import CampaignPage, ImportBatch, Suggestion, User

    by, campaign = User.objects.get(username="officer0"), CampaignPage.objects.get(slug="race")
    batch = ImportBatch.objects.create(
        campaign=campaign, filename="赛跑.csv", digest="0", status="done", by=by, uploaded_at=NOW,
        approve=approve, created=ROWS,
    )  # fmt: skip
    stands = {"status": "accepted", "published_at": NOW} if approve else {}
    Suggestion.objects.bulk_create(
        Suggestion(
            campaign=campaign, title="赛跑", body="赛跑", submitted_at=NOW, import_batch=batch,
            **stands,
        )
        for _row in range(ROWS)
    )  # fmt: skip
    return batch.pk


def take_back(number, pk):
    from suggestions.actions import rules, taking_back
    from suggestions.models import ImportBatch, User

    by, batch = User.objects.get(username=f"officer{number}"), ImportBatch.objects.get(pk=pk)
    with contextlib.suppress(rules.Refused):
        return taking_back.take_back(batch, by=by, at=NOW)
    return 0


def press(number, pk, verb, naive):
    """The first takes it back, the others decide on a row each."""
    from suggestions.actions import curating, rules, screening
    from suggestions.models import Suggestion, User

    by = User.objects.get(username=f"officer{number}")
    rows = list(Suggestion.objects.filter(import_batch=pk).order_by("pk"))
    if number == 0:
        return _take_back_without_holding(pk) if naive else take_back(number, pk)
    row = rows[number]
    if naive:
        racing.meet_once()
    with contextlib.suppress(rules.Refused):
        if verb == "accept":
            screening.accept(row, by=by, at=NOW)
        else:
            curating.place([row], topic=None, by=by, at=NOW)
        return 1
    return 0


def _take_back_without_holding(pk):
    """The red control: everybody has looked, then some decide, then all is deleted."""
    import time

    from suggestions.actions import taking_back
    from suggestions.models import ImportBatch, Suggestion

    batch = ImportBatch.objects.get(pk=pk)
    fine = not taking_back.decided(batch).exists()
    racing.meet_once()
    time.sleep(1)
    keys = list(Suggestion.objects.filter(import_batch=batch).values_list("pk", flat=True))
    if not fine:
        return 0
    taking_back._drop(keys)
    return len(keys)


def stands(_, pk):
    from suggestions.models import Event, ImportBatch, Placement, Suggestion

    rows = Suggestion.objects.filter(import_batch=pk)
    there = set(Suggestion.objects.values_list("pk", flat=True))
    lost = set(Placement.objects.values_list("suggestion", flat=True)) - there
    lost |= set(Event.objects.exclude(suggestion=None).values_list("suggestion", flat=True)) - there
    return ImportBatch.objects.get(pk=pk).status, rows.count(), len(lost)


def test_of_several_who_take_it_back_one_does(racers):
    for _round in range(ROUNDS):
        pk = racers.alone(take_in, True)
        assert sorted(racers.together(take_back, pk)) == [0, 0, 0, ROWS]
        assert racers.alone(stands, pk) == ("taken_back", 0, 0)


@pytest.mark.parametrize(("verb", "approve"), [("accept", False), ("place", True)])
def test_a_decision_at_that_moment_comes_first_or_finds_the_row_gone(racers, verb, approve):
    for _round in range(ROUNDS):
        pk = racers.alone(take_in, approve)
        taken, *decided = racers.together(press, pk, verb, False)
        status, left, lost = racers.alone(stands, pk)
        assert lost == 0
        if taken:
            assert (sum(decided), status, left) == (0, "taken_back", 0)
        else:
            assert sum(decided) > 0 and (status, left) == ("done", ROWS)


def test_looking_without_holding_loses_decisions(racers):
    pk = racers.alone(take_in, False)
    taken, *decided = racers.together(press, pk, "accept", True)
    assert taken == ROWS and sum(decided) == 3
