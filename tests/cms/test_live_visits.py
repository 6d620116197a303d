"""Who came to a live event: counted once a browser and event, told after it, and on /figures/."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from cms.models import LiveEventPage, LiveVisit
from suggestions.models import CampaignSeriesPage
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def events(home):
    series = home.add_child(instance=CampaignSeriesPage(title="系列", slug="s", summary="……"))
    return [
        series.add_child(
            instance=LiveEventPage(
                title=f"直播间{number}",
                slug=f"live-{number}",
                summary="……",
                starts_at=NOW + number * DAY,
                ends_at=NOW + number * DAY + 2 * HOUR,
            )
        )
        for number in range(2)
    ]


def look(client, url, at):
    with time_machine.travel(at, tick=False):
        return client.get(url).content.decode()


def test_a_browser_counts_once_an_event_and_only_while_it_runs(events):
    first, second = events
    here, there = Client(), Client()
    for at in (NOW - HOUR, NOW, NOW + HOUR, NOW + 3 * HOUR):
        look(here, first.url, at)
    look(there, first.url, NOW)
    look(here, second.url, NOW + DAY)
    assert [event.visits.count() for event in events] == [2, 1]
    keys = set(LiveVisit.objects.values_list("visitor_key", flat=True))
    assert len(keys) == 3, "from the keys nobody can tell who was at both"


def test_programs_that_keep_no_cookie_do_not_count_without_end(events, settings):
    settings.LOOKUPS_PER_HOUR = 2
    for _ in range(4):
        look(Client(), events[0].url, NOW)
    assert LiveVisit.objects.count() == 2


def test_the_number_is_told_after_the_event_with_its_way_of_counting(client, events):
    look(client, events[0].url, NOW)
    assert "参与人次" not in look(client, events[0].url, NOW + HOUR)
    after = look(client, events[0].url, NOW + 3 * HOUR)
    assert "参与人次" in after and "<dd>1<small>人次" in after and "每场各算一次" in after
    assert "参与人次" not in look(client, events[1].url, NOW + 2 * DAY)


def test_the_figures_tell_it_apart_from_suggestions(client, events, submit):
    submit("路灯不亮")
    assert "参与人次" not in look(client, "/figures/", NOW + 3 * HOUR)
    look(client, events[0].url, NOW)
    page = look(client, "/figures/", NOW + 3 * HOUR)
    assert "直播活动" in page and "办过的直播" in page and "分开数，不相加" in page
