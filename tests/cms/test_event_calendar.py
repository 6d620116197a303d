"""The calendar file of a live event reminds by itself; the site keeps no address for it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from tests.cms.test_pages import event  # noqa: F401
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_file_holds_the_event_and_reminds_a_day_and_an_hour_before(client, event):  # noqa: F811
    response = client.get(reverse("cms:live_calendar", args=[event.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    (entry,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert entry["summary"] == "人民建议直播间" and entry.decoded("dtstart") == NOW
    assert entry.decoded("dtend") - entry.decoded("dtstart") == dt.timedelta(hours=2)
    alarms = [alarm.decoded("trigger") for alarm in entry.walk("VALARM")]
    assert alarms == [-dt.timedelta(days=1), -dt.timedelta(hours=1)]


@pytest.mark.parametrize(("moment", "offered"), [(-1, True), (1, False), (3, False)])
def test_the_file_is_offered_before_the_event_only(client, event, moment, offered):  # noqa: F811
    with time_machine.travel(NOW + dt.timedelta(hours=moment), tick=False):
        page = client.get(event.url).content.decode()
    assert (reverse("cms:live_calendar", args=[event.pk]) in page) is offered


def test_a_draft_event_has_no_file(client, event):  # noqa: F811
    event.live = False
    event.save()
    assert client.get(reverse("cms:live_calendar", args=[event.pk])).status_code == 404
