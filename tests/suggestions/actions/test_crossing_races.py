"""A topic is answered while one of another campaign is merged into it: nobody misses the answer."""

import contextlib
import sys
import time
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

PAIRS, MEMBERS = 6, 4

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare_two) as racers:
        yield racers


def prepare_two(number):
    import datetime as dt

    from wagtail.models import Page

    from suggestions.models import CampaignPage

    prepare(number)
    window = {"opens_at": NOW - dt.timedelta(days=1), "closes_at": NOW + dt.timedelta(days=1)}
    page = CampaignPage(title="别处", slug="elsewhere", summary="别处", **window)
    Page.objects.get(depth=1).add_child(instance=page)


def make_pairs(_):
    """Confirmed topics of two campaigns, two by two."""
    from suggestions.models import CampaignPage

    both = [CampaignPage.objects.get(slug=slug) for slug in ("race", "elsewhere")]
    return [tuple(_topic(campaign) for campaign in both) for _ in range(PAIRS)]


def _topic(campaign):
    from suggestions.actions import curating, screening, submitting
    from suggestions.models import User

    by = User.objects.get(username="officer0")
    draft = submitting.Draft(title="赛跑", body="同一时刻")
    inside = [
        submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=NOW).suggestion
        for _ in range(MEMBERS)
    ]
    for suggestion in inside:
        screening.accept(suggestion, by=by, at=NOW)
    topic = curating.create_topic(campaign, name="赛跑", by=by, at=NOW)
    curating.place(inside, topic=topic, by=by, at=NOW)
    return topic.pk


def _naive_hold(*topics):
    """Look how they stand, wait until one is answered, go on with what was seen."""
    from suggestions.models import Topic

    racing.meet_once()
    pks = [topic.pk for topic in topics]
    ends = time.monotonic() + 20
    answered = Topic.objects.filter(pk__in=pks, status="answered")
    while time.monotonic() < ends and not answered.exists():
        time.sleep(0.01)


def merge_and_answer(number, pairs, naive):
    """One process answers topic after topic, another merges one of elsewhere into each."""
    from suggestions.actions import answering, curating
    from suggestions.models import Topic, User

    by = User.objects.get(username=f"officer{number}")
    module = sys.modules["suggestions.actions.curating"]
    with pytest.MonkeyPatch.context() as patch:
        if naive and number == 1:
            patch.setattr(module.pouring, "hold", _naive_hold)
            patch.setattr(module, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
        elif naive:
            racing.meet_once()
        for home, other in pairs:
            if number == 0:
                topic = Topic.objects.get(pk=home)
                answering.answer(topic, text="已经装好。", adoption="work", by=by, at=NOW)
            elif number == 1:
                source, into = Topic.objects.get(pk=other), Topic.objects.get(pk=home)
                curating.merge(source, into=into, by=by, at=NOW)


def unanswered(_, pairs):
    """How many of the answered topics' voices, of whatever campaign, have no answer, or two."""
    from suggestions.models import Delivery, Placement

    wrong = 0
    for home, _ in pairs:
        for placed in Placement.objects.filter(topic=home).select_related("suggestion"):
            told = Delivery.objects.filter(suggestion=placed.suggestion).count()
            wrong += told != 1 or placed.suggestion.status != "answered"
    return wrong


def inside(_, pairs):
    from suggestions.models import Placement

    return Placement.objects.filter(topic__in=[home for home, _ in pairs]).count()


def test_whoever_is_merged_in_while_it_is_answered_gets_the_answer_once(racers):
    pairs = racers.alone(make_pairs)
    racers.together(merge_and_answer, pairs, False)
    assert racers.alone(inside, pairs) == 2 * MEMBERS * PAIRS
    assert racers.alone(unanswered, pairs) == 0


def test_without_holding_the_two_some_never_hear_of_it(racers):
    pairs = racers.alone(make_pairs)[:1]
    racers.together(merge_and_answer, pairs, True)
    assert racers.alone(unanswered, pairs) == MEMBERS
