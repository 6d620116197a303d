"""What is everybody's of a page: drawn once while nothing happens, and nothing of anybody in it."""

import datetime as dt
import threading
from concurrent import futures

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from suggestions.actions import curating
from suggestions.models import Suggestion
from suggestions.telling import held, kept, reckoning
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def told(make_topic):
    make_topic("充电难", size=3)

    def make():
        make.times += 1
        return make.times

    make.times = 0
    return make


def asked(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path)
    assert page.status_code == 200
    return page.content.decode(), len(queries)


def test_it_is_made_once_for_a_few_seconds(large, told, now):
    at = [now, now + SECOND, now + held.LONGEST - SECOND, now + held.LONGEST, now - SECOND]
    assert [held.once("a", told, at=moment) for moment in at] == [1, 1, 1, 2, 3]
    assert held.once("b", told, at=now - SECOND) == 4


@pytest.mark.parametrize("happened", [False, True])
def test_of_a_crowd_one_makes_it(large, told, make_topic, monkeypatch, now, happened):
    """While one is at it the others show what is only old, and wait where something happened."""
    assert held.once("a", told, at=now) == 1
    last = held._last_event(False)
    monkeypatch.setattr(held, "_last_event", lambda costly: last + happened)
    later, inside, leave = now + held.LONGEST, threading.Event(), threading.Event()

    def slowly():
        inside.set()
        assert leave.wait(20)
        return told()

    with futures.ThreadPoolExecutor(2) as threads:
        first = threads.submit(held.once, "a", slowly, at=later)
        assert inside.wait(20)
        second = threads.submit(held.once, "a", told, at=later)
        shown = None if happened else second.result(20)
        leave.set()
        assert first.result(20) == 2
        assert (shown or second.result(20)) == (2 if happened else 1)
    assert told.times == 2


def test_each_event_has_it_made_anew(large, told, make_topic, now):
    assert held.once("a", told, at=now) == held.once("a", told, at=now) == 1
    make_topic("缺桩", size=1)
    assert held.once("a", told, at=now) == 2


def test_a_small_site_holds_nothing(told, now, monkeypatch):
    monkeypatch.setattr(held, "_HELD", {})
    assert [held.once("a", told, at=now) for _ in range(3)] == [1, 2, 3]
    assert held._HELD == {}


def test_what_is_held_does_not_grow_without_end(large, told, now, monkeypatch):
    monkeypatch.setattr(held, "MOST", 3)
    for number in range(10):
        held.once(str(number), told, at=now)
    assert len(held._HELD) <= 3


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("path", ["/", "/dianti/", "/suggestions/"])
def test_pages_of_a_large_city_ask_little_and_say_the_same(
    path, monkeypatch, make_topic, campaign, now
):
    make_topic("充电难", size=3)
    path = campaign.url if path == "/dianti/" else path
    alone, many = asked(Client(), path)
    for name, value in (("LARGE", 1), ("_REMEMBERED", {})):
        monkeypatch.setattr(kept, name, value)
    monkeypatch.setattr(held, "_HELD", {})
    reckoning.recount(at=now)
    together, few = asked(Client(), path)
    assert together == alone
    assert few <= 10 and few < many / 2, (few, many)


@time_machine.travel(NOW, tick=False)
def test_nothing_of_one_visitor_is_shown_to_the_next(large, make_topic, campaign, now):
    make_topic("充电难", size=3)
    for path in ("/", campaign.url, "/suggestions/"):
        held._HELD.clear()
        plain = Client().get(path).content
        held._HELD.clear()
        elder = Client()
        elder.cookies["elder"] = "on"
        first = elder.get(path).content
        assert b'data-elder="on"' in first and first != plain
        assert Client().get(path).content == plain
        kept_ones = [str(value) for _, _, value in held._HELD.values()]
        assert kept_ones and not [text for text in kept_ones if "csrfmiddlewaretoken" in text]


@time_machine.travel(NOW, tick=False)
def test_what_is_taken_down_or_filtered_is_seen_at_once(large, client, make_topic, officer, now):
    topic = make_topic("飞线又来了", size=3)
    reckoning.recount(at=now)
    assert "飞线又来了" in client.get("/").content.decode()
    curating.set_aside(topic, reason="说的是别处", by=officer, at=now)
    assert "飞线又来了" not in client.get("/").content.decode()
    assert "没有找到" in client.get("/suggestions/?q=zzqqxx").content.decode()
    number = Suggestion.objects.public().count()
    assert f"共 <strong>{number}</strong> 条" in client.get("/suggestions/").content.decode()


@time_machine.travel(NOW, tick=False)
def test_an_editor_sees_the_page_that_is_being_written(
    large, rf, make_topic, campaign, django_user_model
):
    make_topic("充电难", size=1)
    assert campaign.summary in Client().get(campaign.url).content.decode()
    campaign.summary = "还没有发布的话。"
    preview = campaign.make_preview_request(preview_mode=campaign.default_preview_mode)
    assert '<p class="lead">还没有发布的话。</p>' in preview.render().content.decode()
    Page.objects.filter(pk=campaign.pk).update(live=False)
    assert Client().get(campaign.url).status_code == 404
