"""挂图作战: big numbers with what they are a part of, turning by itself without a script."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from deliberation.models import Resolution, Task
from deliberation.views import wall
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def task(carried):
    carried.tasks.all().delete()
    return Task.objects.create(
        resolution=carried, order=1, title="装灯", lead="物业", due_on=NOW.date() - dt.timedelta(1)
    )


def see(client, **query):
    response = client.get(reverse("deliberation:plan_wall"), query)
    assert response.status_code == 200
    return response.content.decode()


def refresh(text):
    found = re.search(r'http-equiv="refresh" content="(\d+);url=([^"]*)"', text)
    return found and (int(found[1]), found[2].replace("&amp;", "&"))


def test_each_number_stands_beside_its_whole(client, task):
    text = see(client)
    assert "0／1" in text and "1／1" in text, "done of all, late of what is not done"
    assert "1<small>／1</small>" in text and "<title>行动计划</title>" in text
    assert task.council.name in text and "<script" not in text


def test_it_turns_to_the_next_screen_and_from_the_last_to_the_first(
    client, task, make_council, monkeypatch
):
    monkeypatch.setattr(wall, "ROWS", 1)
    other = make_council("别处", area=task.council.area)
    task.pk, task.order = None, 2
    task.resolution = _copied(task.resolution, other)
    task.save()
    seconds, url = refresh(see(client))
    assert seconds == wall.STANDS and url == "?screen=2"
    assert refresh(see(client, screen=2))[1] == "?screen=1"
    assert refresh(see(client, screen=2, theme="dark"))[1].endswith("theme=dark")
    assert refresh(see(client, screen=2, still=1)) is None, "who wants to read can hold it"
    assert "第 2 屏，共 2 屏" in see(client, screen=2) and "第 2 屏" in see(client, screen=99)


def _copied(resolution, council):
    motion = resolution.motion
    motion.pk, motion.number = None, 77
    motion.save(force_insert=True)
    return Resolution.objects.create(
        council=council, motion=motion, matter=resolution.matter, year=2026, number=77,
        title="别的", text="同意。", worked="", lead="物业", passed_at=NOW, status="carried",
    )  # fmt: skip


def test_a_wall_keeps_its_area_when_it_turns(client, task):
    code = task.council.area.code
    assert refresh(see(client, area=code))[1] == f"?area={code}&screen=1"
    response = client.get(reverse("deliberation:plan_wall"), {"area": "nowhere"})
    assert response.status_code == 404


def test_many_walls_cost_one_count(client, task, django_assert_num_queries):
    see(client)
    with django_assert_num_queries(0):
        see(client)


def test_drafts_are_not_on_the_wall(client, task):
    Resolution.objects.filter(pk=task.resolution_id).update(status="draft")
    assert "还没有事项" in see(client)
