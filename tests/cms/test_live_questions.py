"""A question to a live event is a suggestion at once, with a receipt code."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from cms.models import LiveQuestion
from suggestions.models import Suggestion
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
QUESTION = "夜里的公交能不能晚一点收车？"


@pytest.fixture
def event(make_event, campaign):
    return make_event(campaign=campaign)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def ask(client, event, text=QUESTION, **more):
    data = {"text": text, "key": str(uuid.uuid4())} | more
    return client.post(reverse("cms:live_ask", args=[event.pk]), data)


def test_a_question_is_a_suggestion_of_the_campaign_and_its_code_is_shown(client, event):
    response = ask(client, event)
    assert response.status_code == 303
    suggestion = Suggestion.objects.get()
    assert suggestion.channel == "live" and suggestion.campaign_id == event.campaign_id
    assert suggestion.body == QUESTION and suggestion.live_question.event == event
    assert suggestion.number in client.get(response.url).content.decode()
    tracked = client.get(reverse("suggestions:tracked", args=[suggestion.pk]))
    assert tracked.status_code == 200


def test_a_question_sent_twice_is_one(client, event):
    key = str(uuid.uuid4())
    assert [ask(client, event, key=key).status_code for _ in range(2)] == [303, 303]
    assert Suggestion.objects.count() == LiveQuestion.objects.count() == 1


def test_what_a_program_fills_in_is_sent_back(client, event):
    assert ask(client, event, website="http://x.cn").status_code == 422
    assert not Suggestion.objects.exists()


def test_an_empty_question_says_what_is_missing(client, event):
    response = ask(client, event, text="  ")
    assert response.status_code == 422 and "请写下您想问的事" in response.content.decode()


def test_one_address_cannot_ask_without_end_and_keeps_its_words(client, event, settings):
    settings.SUBMISSIONS_PER_HOUR = 1
    ask(client, event)
    response = ask(client, event, text="第二个问题")
    assert response.status_code == 429 and "第二个问题" in response.content.decode()
    assert Suggestion.objects.count() == LiveQuestion.objects.count() == 1


def test_the_page_invites_questions_only_where_they_are_taken_in(client, event):
    sheet = reverse("cms:live_ask", args=[event.pk])
    assert sheet in client.get(event.url).content.decode()
    assert client.get(sheet).status_code == 200
    event.campaign = None
    event.save()
    assert sheet not in client.get(event.url).content.decode()
    assert client.get(sheet).status_code == 404
    refused = ask(client, event)
    assert refused.status_code == 409 and QUESTION in refused.content.decode()
    assert not Suggestion.objects.exists()
