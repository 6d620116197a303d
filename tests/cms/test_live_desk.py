"""直播提问 at the desk: the list, the page of a question, what its buttons take and refuse."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from cms import asking
from cms.desk.questions import VERBS
from cms.desk.rights import RIGHTS
from cms.models import LiveEventPage, LiveQuestion
from suggestions.models import CampaignSeriesPage, Suggestion
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions(home, campaign):
    series = home.add_child(instance=CampaignSeriesPage(title="人民城市", slug="rm", summary="……"))
    found = []
    for slug in ("one", "two"):
        event = series.add_child(
            instance=LiveEventPage(
                title=f"直播{slug}",
                slug=slug,
                summary="……",
                starts_at=NOW,
                ends_at=NOW + dt.timedelta(hours=2),
                campaign=campaign,
            )
        )
        text = f"{slug} 问，打 13812345678？"
        made = asking.ask(event, text=text, key=str(uuid.uuid4()), at=NOW)
        found.append(LiveQuestion.objects.get(suggestion=made.suggestion))
    return found


@pytest.fixture
def press(desk, questions):
    def make(verb, **data):
        with time_machine.travel(NOW + dt.timedelta(minutes=30), tick=False):
            response = desk.post(reverse("desk_live:verb", args=[questions[0].pk, verb]), data)
        questions[0].refresh_from_db()
        return response, questions[0]

    return make


def test_the_list_is_filtered_by_event_and_status(desk, questions):
    index = reverse("desk_live:index")
    page = desk.get(index).content.decode()
    assert "one 问" in page and "two 问" in page
    page = desk.get(index, {"event": questions[0].event_id}).content.decode()
    assert "one 问" in page and "two 问" not in page
    page = desk.get(index, {"status": "shown"}).content.decode()
    assert "one 问" not in page


def test_a_question_is_read_as_it_would_be_shown_and_put_on_the_screen(desk, questions, press):
    page = desk.get(reverse("desk_live:page", args=[questions[0].pk])).content.decode()
    assert "公开时是这样" in page
    assert reverse("cms:live_screen", args=[questions[0].event_id]) in page
    response, question = press("show")
    assert response.status_code == 302 and question.status == "shown"


def test_the_minute_of_an_answer_may_be_written_down(press):
    response, question = press("mark-answered", seconds="99点")
    assert response.status_code == 422 and "12:34" in response.content.decode()
    assert question.status == "waiting"
    _, question = press("mark-answered", seconds="12：34")
    assert (question.status, question.seconds) == ("answered", 754)


def test_pressed_in_the_event_it_takes_the_moment(press):
    _, question = press("mark-answered")
    assert question.seconds == 1800


def test_keeping_off_without_a_reason_keeps_the_question_waiting(press):
    response, question = press("keep-off", reason="")
    assert response.status_code == 422 and question.status == "waiting"
    _, question = press("keep-off", reason="和这场无关。")
    assert (question.status, question.reason) == ("kept_off", "和这场无关。")


def test_what_another_officer_moved_answers_in_words(press):
    press("keep-off", reason="重复。")
    response, question = press("show")
    assert response.status_code == 409 and "不上屏" in response.content.decode()
    assert question.status == "kept_off"


def test_the_page_says_that_the_words_were_changed_after_somebody_looked(desk, questions, press):
    page = reverse("desk_live:page", args=[questions[0].pk])
    press("show")
    assert "已经看不到" not in desk.get(page).content.decode()
    changed = Suggestion.objects.filter(pk=questions[0].suggestion_id)
    changed.update(corrected_at=NOW + dt.timedelta(hours=1))
    assert "已经看不到" in desk.get(page).content.decode()


def test_the_table_of_rights_names_exactly_the_buttons():
    assert {f"livequestion.{verb.name}" for verb in VERBS} == set(RIGHTS)
