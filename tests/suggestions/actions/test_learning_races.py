"""Several workers train at the same moment: one version is published."""

import datetime as dt
import uuid

import pytest

from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
SAYS = {"demand": "{}昨儿个又趴窝了，没见人影", "question": "劳驾讲讲{}归哪家师傅照看"}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from wagtail.models import Page

    from suggestions.models import CampaignPage, User

    Page.objects.get(depth=1).add_child(
        instance=CampaignPage(
            title="赛跑",
            slug="race",
            summary="赛跑",
            opens_at=NOW - dt.timedelta(days=1),
            closes_at=NOW + dt.timedelta(days=1),
        )
    )
    User.objects.create_user("sorter")


def sort_some(_, name):
    """Forty more letters sorted by the officer."""
    from suggestions.actions import sorting, submitting
    from suggestions.models import CampaignPage, User

    campaign, by = CampaignPage.objects.get(slug="race"), User.objects.get(username="sorter")
    for n in range(20):
        for kind, says in SAYS.items():
            draft = submitting.Draft(title="赛跑", body=says.format(f"{name}{n}号"))
            key = str(uuid.uuid4())
            letter = submitting.submit(campaign, draft=draft, key=key, at=NOW).suggestion
            sorting.sort(letter, kind=kind, seen=letter.sorting.kind, by=by, at=NOW)


def learn(_):
    from suggestions.actions import learning

    return learning.learn_kinds(at=NOW).version


def versions(_):
    from suggestions.models import ScreeningModel

    return list(ScreeningModel.objects.values_list("version", flat=True))


def test_of_workers_that_train_at_once_one_publishes_and_all_name_it(racers):
    for number, name in enumerate(("长椅", "凉亭"), start=1):
        racers.alone(sort_some, name)
        assert set(racers.together(learn)) == {number}
        assert racers.alone(versions) == list(range(number, 0, -1))
