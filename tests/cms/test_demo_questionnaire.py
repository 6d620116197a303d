"""The demo's questionnaire: filled in by many, told apart, open to everybody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.demo import Days, Script
from cms.demo.questionnaire import SHEETS, SLUG, tell_questionnaire
from cms.demo.visits import VISITED, tell_visits
from suggestions.models import AnswerSheet, QuestionnairePage, Visit
from suggestions.telling import questionnaires as telling

pytestmark = pytest.mark.django_db


def test_some_hundred_have_answered_and_the_results_are_open(
    client, campaign, area, editor, officer
):
    script = Script()
    people = {"editor": editor, "officer": officer}
    tell_questionnaire(script, Days(timezone.now()), campaign, people)
    script.run(lambda done, of: None)
    page = QuestionnairePage.objects.get(slug=SLUG)
    found = telling.results(page, by="area")
    assert found["counts"].taken == found["counts"].counted == SHEETS
    assert all(told.answered for told in found["questions"] if told.asked.kind != "area")
    assert client.get(reverse("suggestions:questionnaire", args=[page.pk])).status_code == 200
    shown = client.get(reverse("suggestions:questionnaire_results", args=[page.pk]))
    assert "充电棚晚上七点" not in shown.content.decode()
    assert page.title in client.get(campaign.url).content.decode()
    assert client.get(page.url).status_code == 200


def test_it_is_brought_to_doors_and_one_door_was_visited_twice(
    campaign, area, editor, officer, administrator, make_user
):
    area.add_child(code="310104008001", name="田林一村", level="community", full_name="田林一村")
    people = {"editor": editor, "officer": officer, "admin": administrator}
    people["visitor"] = make_user("visitor", "走访员")
    script, days = Script(), Days(timezone.now())
    tell_questionnaire(script, days, campaign, people)
    tell_visits(script, days, people)
    script.run(lambda done, of: None)
    assert AnswerSheet.objects.filter(way="visit").count() == VISITED
    assert Visit.objects.filter(late=True).count() == 1
    page = QuestionnairePage.objects.get(slug=SLUG)
    found = telling.results(page, by="way")
    assert ("way", "渠道") in found["choices"]
