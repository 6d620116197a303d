"""What the worker counts for a large city's pages: the same as counted, and never long behind."""

import contextlib
import datetime as dt
import re
import threading
from concurrent import futures

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suggestions.actions import curating, screening, submitting
from suggestions.desk.issues.folds import with_counts
from suggestions.models import KeptFigure, Placement, Suggestion, Topic, TopicCount
from suggestions.telling import (
    figures,
    funnel,
    heard,
    hot,
    kept,
    reckoning,
    theme_names,
    topic_counts,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
# Asked of few rows, whatever the size of the city.
BESIDE = "suggestions_rating|cms_livevisit|suggestions_clauselink"


def counted(campaign):
    return {
        "statuses": figures.statuses(),
        "public": figures.public_counts(),
        "themes": theme_names.table(),
        "heard:all": heard.counted(None),
        heard.name(campaign.pk): heard.counted(campaign.pk),
        "satisfaction:all": figures.satisfaction(),
    }


def test_a_small_site_keeps_nothing(client, make_topic, now):
    make_topic("充电难", size=2)
    reckoning.keep(at=now)
    assert not KeptFigure.objects.exists()
    assert heard.heard(None, at=now) == heard.counted(None)


def test_what_a_city_kept_goes_when_it_is_small_again(large, make_topic, monkeypatch, now):
    make_topic("充电难", size=2)
    reckoning.keep(at=now)
    assert KeptFigure.objects.exists()
    monkeypatch.undo()
    reckoning.keep(at=now)
    assert not KeptFigure.objects.exists()


def test_after_every_verb_the_next_minute_counts_it(
    large, campaign, make_topic, make_suggestion, submit, officer, now
):
    """Nothing is counted anew where no event has come: so each verb must leave one."""
    first, second = make_topic("充电难", size=3), make_topic("缺桩", size=2)
    letter = submit(title="楼道要有灯").suggestion
    lone = make_suggestion("想要长椅")
    steps = [
        lambda at: screening.accept(letter, by=officer, at=at),
        lambda at: curating.place([lone], topic=first, by=officer, at=at),
        lambda at: curating.place([lone], topic=None, by=officer, at=at),
        lambda at: curating.merge(second, into=first, by=officer, at=at),
        lambda at: screening.decline(
            letter, route="hotline", reason="请打 12345。", by=officer, at=at
        ),
        lambda at: submit(title="又一盏灯"),
    ]
    at = now
    for number, step in enumerate(steps):
        reckoning.keep(at=at)
        at += MINUTE
        step(at)
        reckoning.keep(at=at)
        for name, value in counted(campaign).items():
            assert kept.standing(name, at=at) == value, (number, name)


def test_the_desk_lists_what_was_counted(large, make_topic, make_suggestion, officer, now):
    topic, lone = make_topic("充电难", size=3), make_suggestion("想要长椅")
    live = with_counts(Topic.objects.all(), at=now).values("pk", *topic_counts.FIELDS)
    counted_now = list(live)
    reckoning.keep(at=now)
    rows = with_counts(Topic.objects.all(), at=now)
    assert "COUNT(" not in str(rows.query)
    assert list(rows.values("pk", *topic_counts.FIELDS)) == counted_now
    curating.place([lone], topic=topic, by=officer, at=now + MINUTE)
    reckoning.keep(at=now + MINUTE)
    assert topic_counts.write() == 0
    curating.place([lone], topic=None, by=officer, at=now + 2 * MINUTE)
    assert topic_counts.write() == 1
    assert TopicCount.objects.get(topic=topic).size == 3


def test_a_topic_that_has_lost_all_is_listed_with_none(large, make_topic, officer, now):
    topic = make_topic("充电难", size=2)
    reckoning.keep(at=now)
    rows = list(Suggestion.objects.filter(placement__topic=topic))
    curating.place(rows, topic=None, by=officer, at=now)
    topic_counts.write()
    found = TopicCount.objects.get(topic=topic)
    assert (found.size, found.fresh, found.people) == (0, 0, 0)


def test_what_was_taken_back_counts_in_no_list(large, make_topic, now):
    topic = make_topic("充电难", size=3)
    submitting.withdraw(Suggestion.objects.filter(placement__topic=topic).first(), at=now)
    Placement.objects.filter(topic=None).update(topic=topic)  # however it came to stay there
    topic_counts.write()
    assert TopicCount.objects.get(topic=topic).size == 2


def test_the_public_ranking_is_kept_from_what_is_public(
    large, make_topic, make_suggestion, officer, now
):
    topic = make_topic("充电难", size=2)
    hidden = make_suggestion("不公开的", publish=False)
    curating.place([hidden], topic=topic, by=officer, at=now)
    reckoning.recount(at=now)
    tables = {}
    for public in (True, False):
        tables[public] = hot.reckoned(None, at=now, public=public)
        assert kept.standing(hot.name(None, public=public), at=now) == tables[public]
    assert tables[True] != tables[False]


def test_without_an_event_nothing_is_counted_anew(large, make_topic, now):
    make_topic("充电难", size=2)
    reckoning.keep(at=now)
    with CaptureQueriesContext(connection) as asked:
        reckoning.keep(at=now + MINUTE)
    assert len(asked) < 8
    made = dict(KeptFigure.objects.values_list("name", "reckoned_at"))
    assert made["statuses"] == now


@time_machine.travel(NOW, tick=False)
def test_pages_read_what_is_kept(large, client, campaign, make_topic, now):
    make_topic("充电难", size=3)
    reckoning.recount(at=now)
    for path in ("/", campaign.url, "/suggestions/", "/map/", "/figures/", "/units/"):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        counting = [q["sql"] for q in asked if "COUNT(" in q["sql"].upper()]
        assert [sql for sql in counting if not re.search(BESIDE, sql)] == [], path


@time_machine.travel(NOW, tick=False)
def test_what_is_taken_down_is_gone_at_once(large, client, campaign, make_topic, officer, now):
    topic = make_topic("飞线又来了", size=3)
    reckoning.recount(at=now)
    assert "飞线又来了<" in client.get("/").content.decode()
    curating.set_aside(topic, reason="说的是别处", by=officer, at=now)
    for path in ("/", campaign.url, "/map/", f"/map/{campaign.slug}/"):
        assert "飞线又来了<" not in client.get(path).content.decode(), path


def test_without_a_worker_pages_count_by_themselves(large, make_topic, now):
    make_topic("充电难", size=2)
    reckoning.recount(at=now)
    make_topic("缺桩", size=2)
    assert heard.heard(None, at=now + MINUTE).topics == 1
    assert heard.heard(None, at=now + kept.LATEST).topics == 2


@pytest.fixture
def slow(monkeypatch):
    """Counting that is noted, and takes long."""
    monkeypatch.setattr(kept, "LONG", -1)

    def reckon():
        reckon.times += 1
        return "new"

    reckon.times = 0
    return reckon


def test_what_nobody_has_counted_yet_is_counted_once_and_kept(large, make_topic, slow, now):
    make_topic("充电难", size=2)
    assert kept.read("a", slow, at=now) == "new"
    assert kept.standing("a", at=now) == "new"
    assert kept.read("a", slow, at=now + MINUTE) == "new" and slow.times == 1


def test_a_small_site_keeps_nothing_that_a_page_counts(make_topic, slow, now):
    make_topic("充电难", size=2)
    assert kept.read("a", slow, at=now) == "new"
    assert not KeptFigure.objects.exists()


def test_while_one_counts_what_is_old_the_others_show_the_old_one(large, slow, now):
    """As another process does: whoever comes second finds the turn taken in the database."""
    kept.write({"a": "old"}, at=now - kept.LATEST)
    seen = []

    def reckon():
        seen.append(kept.read("a", slow, at=now))
        return "new"

    assert kept.read("a", reckon, at=now) == "new"
    assert seen == ["old"] and slow.times == 0
    assert kept.read("a", slow, at=now) == "new"


def test_of_two_who_found_it_old_at_the_same_moment_one_has_the_turn(large, now):
    kept.write({"a": "old"}, at=now - kept.LATEST)
    made = kept.reckoned_at("a")
    assert [kept._my_turn("a", made, now) for _ in range(2)] == [True, False]


def test_one_who_brings_nothing_is_followed_by_another(large, now):
    kept.write({"a": "old"}, at=now - kept.LATEST)
    with pytest.raises(ZeroDivisionError):
        kept.read("a", lambda: 1 // 0, at=now)
    assert kept.read("a", lambda: "new", at=now) == "old"
    assert kept.read("a", lambda: "new", at=now + kept.TURN) == "new"


def test_of_many_pages_that_come_at_once_one_counts(large, slow, monkeypatch, now):
    alone = kept._alone

    @contextlib.contextmanager
    def second(name):
        """Comes while another thread counts this, and so waits until that one has kept it."""
        with futures.ThreadPoolExecutor(1) as threads:
            inside, leave = threading.Event(), threading.Event()

            def count():
                with alone(name) as waited:
                    inside.set()
                    assert leave.wait(20)
                    return waited

            first = threads.submit(count)
            assert inside.wait(20)
            kept.write({name: "counted by the first"}, at=now)
            threading.Timer(0.1, leave.set).start()
            with alone(name) as waited:
                assert first.result(20) is False
                yield waited

    monkeypatch.setattr(kept, "_alone", second)
    assert kept.read("a", slow, at=now) == "counted by the first" and slow.times == 0


def test_what_somebody_else_wrote_is_not_read(large, make_topic, now):
    make_topic("充电难", size=2)
    reckoning.recount(at=now)
    kept._REMEMBERED.clear()
    for row in KeptFigure.objects.all():
        row.value = row.value[:-1] + ("A" if row.value[-1] != "A" else "B")
        row.save()
    assert kept.standing("statuses", at=now) is None
    assert heard.heard(None, at=now).topics == 1


def test_the_command_counts_anew(large, campaign, make_topic, capsys):
    make_topic("充电难", size=2)
    call_command("recount")
    assert KeptFigure.objects.filter(name=hot.name(None, public=True)).exists()
    assert "重新数过" in capsys.readouterr().out


def test_the_page_of_figures_is_kept_whole(large, make_topic, now):
    make_topic("充电难", size=2)
    reckoning.recount(at=now)
    assert kept.standing("figures", at=now) == funnel.counted(now)
