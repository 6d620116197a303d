"""Two editors at once, and an editor while the guide is published: one tie, each told once."""

import contextlib
import json

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

ROUNDS = 5

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def make(_, number, live):
    """A guide of one clause and a suggestion that was accepted."""
    from wagtail.models import Page

    from suggestions.models import CampaignPage, GuidePage, Suggestion

    campaign = CampaignPage.objects.first()
    body = [{"type": "clause", "value": {"heading": "", "text": "装充电桩。"}}]
    page = Page.objects.get(depth=1).add_child(
        instance=GuidePage(
            title="赛跑", slug=f"race-{number}-{live}", summary="赛跑", organ="赛跑局", live=False,
            adopted_on=NOW.date(), body=json.dumps(body),
        )
    )  # fmt: skip
    revision = page.save_revision()
    if live:
        revision.publish()
    said = Suggestion.objects.create(
        campaign=campaign, title="赛跑", body="赛跑", public_title="赛跑", public_body="赛跑",
        status="accepted", submitted_at=NOW,
    )  # fmt: skip
    return page.clauses.get().pk, said.pk, revision.pk


def press(number, clause, said, revision, naive):
    """All tie the same; where it is to be published, the first publishes instead."""
    from wagtail.models import Revision

    from suggestions.actions import adopting, rules
    from suggestions.models import ClauseLink, GuideClause, Suggestion, User

    by = User.objects.get(username=f"officer{number}")
    if revision and number == 0:
        Revision.objects.get(pk=revision).publish()
        return "published"
    row = GuideClause.objects.select_related("guide").get(pk=clause)
    suggestion = Suggestion.objects.get(pk=said)
    if naive:  # looks first and writes then: as if the constraint were not there to decide
        fresh = not ClauseLink.objects.filter(clause=row, suggestion=suggestion).exists()
        racing.meet_once()
        return "tied" if fresh else ""
    with contextlib.suppress(rules.Refused):
        adopting.tie(suggestion, clause=row, relation="adopted", by=by, at=NOW)
        return "tied"
    return ""


def stands(_, clause, said):
    from suggestions.models import ClauseLink, Event

    links = list(ClauseLink.objects.filter(clause=clause).values_list("told_at", flat=True))
    told = Event.objects.filter(suggestion=said, verb="written_in").count()
    return len(links), all(links), told


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_those_who_tie_the_same_at_once_one_does(racers, number):
    clause, said, _ = racers.alone(make, number, True)
    won = racers.together(press, clause, said, 0, False)
    assert won.count("tied") == 1
    assert racers.alone(stands, clause, said) == (1, True, 1)


def test_looking_first_alone_would_let_several_in(racers):
    clause, said, _ = racers.alone(make, 90, True)
    assert racers.together(press, clause, said, 0, True).count("tied") > 1


@pytest.mark.parametrize("number", range(ROUNDS))
def test_who_ties_while_it_is_published_is_told_of_once(racers, number):
    clause, said, revision = racers.alone(make, number, False)
    won = racers.together(press, clause, said, revision, False)
    assert won.count("tied") == 1 and "published" in won
    assert racers.alone(stands, clause, said) == (1, True, 1)
