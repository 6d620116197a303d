"""Several editors write the same answers into a clause at once: one does, nothing half stands."""

import contextlib
import datetime as dt
import json
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing
from tests.suggestions.questionnaires.test_races import NOW, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from suggestions.models import User

    make_page("words", None)
    for number in range(racing.PROCESSES + 1):
        User.objects.create_user(f"officer{number}")


SAID = 3


def confirmed(_, slug):
    """A guide of one clause, and a topic with answers that a person has confirmed."""
    from wagtail.models import Page

    from suggestions.actions import curating, sheets
    from suggestions.models import (
        AnswerPlace,
        CampaignPage,
        GuidePage,
        OpenAnswer,
        QuestionnairePage,
        User,
    )
    from suggestions.questionnaires.frozen import Sheet

    by, root, page = (
        User.objects.get(username="officer0"),
        Page.objects.get(depth=1),
        QuestionnairePage.objects.get(slug="words"),
    )
    version = sheets.version_of(page, at=NOW)
    campaign = root.add_child(
        instance=CampaignPage(
            title="赛跑", slug=f"campaign-{slug}", summary="赛跑", opens_at=NOW,
            closes_at=NOW + dt.timedelta(days=1),
        )
    )  # fmt: skip
    body = [{"type": "clause", "value": {"heading": "", "text": "装充电桩。"}}]
    root.refresh_from_db()
    guide = root.add_child(
        instance=GuidePage(
            title="赛跑", slug=f"guide-{slug}", summary="赛跑", organ="赛跑局", live=False,
            adopted_on=NOW.date(), body=json.dumps(body),
        )
    )  # fmt: skip
    guide.save_revision().publish()
    topic = curating.create_topic(campaign, name="充电", by=by, at=NOW)
    for key in [str(uuid.uuid4()) for _ in range(SAID)]:
        said = Sheet((), (("w" * 36, "", "装桩"),))
        sheet = sheets.hand_in(version, said, key=key, at=NOW).sheet
        AnswerPlace.objects.create(
            answer=OpenAnswer.objects.get(sheet=sheet), topic=topic, by=by, score=1, at=NOW,
            questionnaire=page,
        )  # fmt: skip
    return guide.clauses.get().pk, topic.pk


def tie_topic(racer, clause, topic, naive=False):
    """All tie what was confirmed; a naive site looks what is free, and writes row after row."""
    from django.db.models import QuerySet

    from suggestions.actions import adopting_answers, rules
    from suggestions.models import AnswerTie, GuideClause, Topic, User

    save = AnswerTie.save

    def look_then_save(tie, **how):
        racing.meet_once()  # which answers are free was looked up before
        save(tie, **how)

    row = GuideClause.objects.select_related("guide").get(pk=clause)
    facts = {
        "clause": row,
        "relation": "adopted",
        "by": User.objects.get(username=f"officer{racer}"),
        "at": NOW,
    }
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(AnswerTie, "save", look_then_save)
            patch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
            nothing = SimpleNamespace(atomic=contextlib.nullcontext)
            patch.setattr(adopting_answers, "transaction", nothing)
        with contextlib.suppress(rules.Refused):
            return adopting_answers.tie_topic(Topic.objects.get(pk=topic), **facts)
    return 0


def tied(_, clause, topic):
    """Decisions that stand, answers tied, lines of the topic's history."""
    from suggestions.models import AnswerTie, Event, TiedAnswer

    return (
        AnswerTie.objects.standing().filter(clause=clause).count(),
        TiedAnswer.objects.filter(clause=clause).count(),
        Event.objects.filter(topic=topic, verb="tied").count(),
    )


def test_of_editors_who_tie_the_same_answers_at_once_one_ties_them(racers):
    for turn in range(3):
        world = racers.alone(confirmed, f"turn-{turn}")
        assert sorted(racers.together(tie_topic, *world)) == [0, 0, 0, SAID]
        assert racers.alone(tied, *world) == (1, SAID, 1)


def test_looking_first_alone_would_leave_decisions_about_nothing(racers):
    world = racers.alone(confirmed, "naive")
    racers.together(tie_topic, *world, True)
    ties, answers, _ = racers.alone(tied, *world)
    assert ties > 1 and answers == SAID
