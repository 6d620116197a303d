"""Several officers move the same suggestions at once: each move goes out from the one before."""

import contextlib
import sys
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

MEMBERS = 12

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def make_shelf(_):
    """Accepted suggestions that lie in no topic, and a topic for each officer."""
    from suggestions.actions import curating, submitting
    from suggestions.models import CampaignPage, Placement, Suggestion, User

    campaign, by = CampaignPage.objects.get(slug="race"), User.objects.get(username="officer0")
    draft = submitting.Draft(title="赛跑", body="同一时刻")
    made = [
        submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=NOW).suggestion.pk
        for _ in range(MEMBERS)
    ]
    Suggestion.objects.filter(pk__in=made).update(status="accepted")
    Placement.objects.filter(suggestion__in=made).delete()
    topics = [
        curating.create_topic(campaign, name="赛跑", by=by, at=NOW).pk
        for _ in range(racing.PROCESSES)
    ]
    return made, topics


def _naive_places(suggestions):
    """Look where they lie, wait until all have looked, and go on with what was seen."""
    from suggestions.models import Placement

    rows = Placement.objects.select_related("topic").filter(suggestion_id__in=list(suggestions))
    found = {placement.suggestion_id: placement for placement in rows}
    racing.meet_once()
    return found


def move_all(number, pks, topics, naive):
    from django.db.models import QuerySet

    from suggestions.actions import curating
    from suggestions.models import Suggestion, Topic, User

    module, by = sys.modules["suggestions.actions.curating"], User.objects.get(username="officer0")
    rows, topic = list(Suggestion.objects.filter(pk__in=pks)), Topic.objects.get(pk=topics[number])
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
            patch.setattr(module, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
            patch.setattr(module.pouring, "places_held", _naive_places)
        curating.place(rows, topic=topic, by=by, at=NOW)


def broken(_, pks):
    """How many have a history in which a move begins elsewhere than the one before has ended."""
    from suggestions.models import Event, Placement

    wrong = 0
    for pk in pks:
        steps = Event.objects.filter(suggestion=pk, verb="moved").order_by("pk")
        stands = None
        for step in steps:
            wrong += step.data["from"] != stands
            stands = step.data["to"]
        wrong += Placement.objects.get(suggestion=pk).topic_id != stands
    return wrong


def test_each_move_goes_out_from_the_one_before(racers):
    for _ in range(3):
        pks, topics = racers.alone(make_shelf)
        racers.together(move_all, pks, topics, False)
        assert racers.alone(broken, pks) == 0


def test_without_holding_them_history_is_broken(racers):
    """The red control."""
    pks, topics = racers.alone(make_shelf)
    racers.together(move_all, pks, topics, True)
    assert racers.alone(broken, pks) > 0
