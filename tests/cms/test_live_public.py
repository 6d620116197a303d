"""The questions of a live event where anybody reads them: on its page and on the screen."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cms import asking, hosting
from cms.models import LiveQuestion
from cms.told_questions import at_second, stamp
from suggestions.models import Suggestion
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
WANTED = "我也想问</button>"


@pytest.fixture
def event(make_event, campaign):
    return make_event(watch_url="https://live.example.cn/1", campaign=campaign)


@pytest.fixture
def asked(event, officer):
    """A question, let through where it shall be shown."""

    def make(text, *, shown=True):
        receipt = asking.ask(event, text=text, key=str(uuid.uuid4()), at=NOW)
        question = LiveQuestion.objects.get(suggestion=receipt.suggestion)
        if shown:
            hosting.show(question, by=officer, at=NOW)
        return question

    return make


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        yield


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def want(client, question):
    return client.post(reverse("cms:live_want", args=[question.pk]))


def test_only_what_was_looked_at_is_on_the_page_and_masked(client, event, asked):
    asked("<b>路灯</b>坏了，打 13812345678 找我？")
    asked("还没看过的？", shown=False)
    for url in (event.url, reverse("cms:live_screen", args=[event.pk])):
        page = html(client, url)
        assert "路灯" in page and "&lt;b&gt;" in page
        assert "13812345678" not in page and "还没看过的" not in page


def test_the_newest_question_comes_first(client, event, asked):
    asked("第一个？")
    asked("第二个？")
    page = html(client, event.url)
    assert page.index("第二个？") < page.index("第一个？")


def test_the_page_asks_as_often_for_many_questions_as_for_two(
    client, event, asked, django_assert_max_num_queries, django_assert_num_queries
):
    want(client, asked("零？"))
    asked("一？")
    client.get(event.url)
    with django_assert_max_num_queries(60) as first:
        client.get(event.url)
    for number in range(5):
        asked(f"再问 {number}？")
    with django_assert_num_queries(len(first)):
        client.get(event.url)


def test_wanting_to_know_counts_once_without_javascript(client, event, asked):
    question = asked("能不能延长？")
    assert WANTED in html(client, event.url)
    for _ in range(2):
        response = want(client, question)
        assert response.status_code == 302 and response.url.endswith(f"#question-{question.pk}")
    page = html(client, event.url)
    assert "<strong>1</strong> 人也想问" in page and "您也想问，谢谢" in page and WANTED not in page


def test_the_form_carries_what_the_site_asks_of_forms(event, asked):
    question, client = asked("问？"), Client(enforce_csrf_checks=True)
    page = html(client, event.url)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None and want(client, question).status_code == 403
    url, sent = reverse("cms:live_want", args=[question.pk]), {"csrfmiddlewaretoken": token[1]}
    assert client.post(url, sent).status_code == 302 and question.supports.count() == 1


def test_what_is_not_public_takes_no_support(client, asked):
    waiting = asked("没看过的？", shown=False)
    assert want(client, waiting).status_code == 404
    taken_back = asked("收回的？")
    Suggestion.objects.filter(pk=taken_back.suggestion_id).update(status="withdrawn")
    assert want(client, taken_back).status_code == 404


def test_one_address_cannot_press_without_end(client, asked, settings):
    settings.LOOKUPS_PER_HOUR = 1
    question = asked("问？")
    want(client, question)
    assert want(client, question).status_code == 429


def test_the_list_that_a_page_asks_for_again_is_everybodys_and_costs_nothing_twice(
    client, event, asked, django_assert_num_queries
):
    question = asked("路灯坏了，打 13812345678？")
    asked("没看过的？", shown=False)
    source = reverse("cms:live_list", args=[event.pk])
    assert f'data-source="{source}"' in html(client, event.url)
    want(client, question)
    first = client.get(source)
    listed = first.content.decode()
    assert "路灯坏了" in listed and "13812345678" not in listed and "没看过的" not in listed
    assert "您也想问" not in listed and "csrf" not in listed and not first.cookies
    with django_assert_num_queries(0):
        again = client.get(source, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    event.unpublish()
    cache.clear()
    assert client.get(source).status_code == 404


# --- the presenter's screen -------------------------------------------------------------------


def test_the_screen_shows_first_what_most_want_to_know(client, event, asked, officer):
    asked("少人问的？")
    hosting.support(asked("很多人问的？"), supporter_key="a", at=NOW)
    hosting.mark_answered(asked("答过的？"), by=officer, at=NOW)
    page = html(client, reverse("cms:live_screen", args=[event.pk]))
    assert page.index("很多人问的？") < page.index("少人问的？")
    assert "答过的？" not in page and 'http-equiv="refresh"' in page


def test_a_long_question_is_set_smaller_and_no_more_are_shown_than_fit(client, event, asked):
    for number in range(4):
        asked(f"{number}{'长' * 70}？")
    page = html(client, reverse("cms:live_screen", args=[event.pk]))
    assert page.count('class="screen-words" data-long="yes"') == 3 and "3长" not in page


def test_who_has_the_screen_already_is_told_so_without_a_query_or_a_cookie(
    client, event, asked, django_assert_num_queries
):
    asked("一？")
    source = reverse("cms:live_screen_list", args=[event.pk])
    first = client.get(source)
    assert first["Cache-Control"] == "public, max-age=2"
    with django_assert_num_queries(0):
        again = client.get(source, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and not again.content
    assert not first.cookies and not again.cookies
    asked("二？")
    cache.clear()  # two seconds later
    changed = client.get(source, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200 and "二？" in changed.content.decode()


def test_an_event_that_is_not_there_has_no_screen(client, event):
    event.unpublish()
    for name in ("cms:live_screen", "cms:live_screen_list"):
        assert client.get(reverse(name, args=[event.pk])).status_code == 404


# --- the recording ----------------------------------------------------------------------------


def test_an_answer_leads_to_its_minute_of_the_recording(client, event, asked, officer):
    at = NOW + dt.timedelta(seconds=754)
    hosting.mark_answered(asked("什么时候修？"), by=officer, at=at)
    event.recording_url = "https://live.example.cn/v?id=7"
    event.recording_summary = "说了修路。"
    event.save()
    with time_machine.travel(NOW + 3 * HOUR, tick=False):
        page = html(client, event.url)
    assert 'href="https://live.example.cn/v?id=7&amp;t=754"' in page and "从 12:34 看起" in page
    assert "看回放" in page and "说了修路。" in page


def test_without_a_recording_the_minute_stands_alone(client, event, asked, officer):
    hosting.mark_answered(asked("什么时候修？"), by=officer, at=NOW + dt.timedelta(seconds=754))
    page = html(client, event.url)
    assert "在 12:34" in page and "看起" not in page


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://a.cn/1.mp4", "https://a.cn/1.mp4#t=754"),
        ("https://a.cn/v", "https://a.cn/v?t=754"),
        ("https://a.cn/v?id=1", "https://a.cn/v?id=1&t=754"),
    ],
)
def test_a_file_and_a_page_are_opened_at_a_second_each_in_its_way(url, opened):
    assert at_second(url, 754) == opened


@pytest.mark.parametrize(
    ("seconds", "words"), [(None, ""), (9, "0:09"), (754, "12:34"), (3723, "1:02:03")]
)
def test_a_moment_reads_as_on_a_clock(seconds, words):
    assert stamp(seconds) == words
