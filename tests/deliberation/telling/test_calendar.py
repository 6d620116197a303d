"""The calendar as a program reads it: parsed back, not looked at."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from deliberation.actions import planning
from deliberation.actions.planning import moment
from deliberation.telling import calendars
from tests.conftest import NOW

TWENTIETH = moment(dt.date(2026, 10, 20), dt.time(19))
LONG = (
    "二号楼；三号楼, “雨污分流”改造\\方案与停车位重新划线（第二次征求意见，附三套比选图纸和造价表）"
)


@pytest.fixture
def planned(council):
    planning.plan_month(dt.date(2026, 10, 1), at=NOW)
    return council.meetings.get()


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (calendar,) = Calendar.from_ical(response.content, multiple=True)
    return calendar, response.content


def only_event(calendar):
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.fixture
def event_of(client):
    def make(meeting):
        url = reverse("deliberation:meeting_calendar", args=[meeting.pk])
        return only_event(read(client, url)[0])

    return make


def test_a_meeting_parsed_back_is_the_meeting(planned, event_of):
    event = event_of(planned)
    assert event["SUMMARY"] == "幸福社区议事会议事日"
    assert event["LOCATION"] == planned.place
    assert event["DTSTART"].dt == TWENTIETH and event["DTEND"].dt - event["DTSTART"].dt == (
        dt.timedelta(minutes=60)
    )
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["STATUS"] == "TENTATIVE" and event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == NOW
    assert str(event["URL"]).endswith(f"/yishi/meetings/{planned.pk}/")


def test_the_zone_is_described_in_the_file(planned, client):
    calendar, raw = read(client, reverse("deliberation:meeting_calendar", args=[planned.pk]))
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    assert zone.to_tz().utcoffset(dt.datetime(2026, 10, 20, 19)) == dt.timedelta(hours=8)
    assert calendar["METHOD"] == "PUBLISH" and calendar["VERSION"] == "2.0"


def test_lines_are_folded_and_texts_escaped(planned, make_item, make_matter, client):
    make_item(planned, make_matter(LONG))
    make_item(planned, make_matter("第二件事"))
    calendar, raw = read(client, reverse("deliberation:meeting_calendar", args=[planned.pk]))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert "\\," in raw.decode() and "\\\\" in raw.decode().replace("\r\n ", "")
    assert only_event(calendar)["DESCRIPTION"] == f"1. {LONG}\n2. 第二件事"


def test_moving_raises_the_sequence_and_keeps_the_uid(planned, event_of, secretary):
    before = event_of(planned)
    new = TWENTIETH + dt.timedelta(days=2)
    at = NOW + dt.timedelta(hours=1)
    planning.move_meeting(planned, starts_at=new, reason="会场维修", by=secretary, at=at)
    after = event_of(planned)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == new and after["DTSTAMP"].dt == at
    assert "说明：会场维修" in after["DESCRIPTION"]
    planning.cancel_meeting(planned, reason="台风红色预警", by=secretary, at=at)
    off = event_of(planned)
    assert (off["UID"], off["SEQUENCE"], off["STATUS"]) == (before["UID"], 2, "CANCELLED")
    assert "会议取消：台风红色预警" in off["DESCRIPTION"]


def test_the_uid_does_not_give_the_secret_away(planned):
    assert planned.secret not in calendars.uid(planned)
    assert planned.secret[:8] not in calendars.uid(planned)


def test_the_feed_has_all_meetings_at_the_same_price(
    planned, council, client, make_meeting, django_assert_num_queries, make_item, time_machine
):
    time_machine.move_to(NOW, tick=False)
    for month in range(1, 9):
        starts = moment(dt.date(2026, month, 20), dt.time(19))
        make_item(make_meeting(starts_at=starts, status="filed"))
    make_meeting(starts_at=moment(dt.date(2025, 6, 20), dt.time(19)))  # too long ago
    with django_assert_num_queries(4):
        calendar, _ = read(client, reverse("deliberation:calendar", args=[council.slug]))
    events = calendar.walk("VEVENT")
    assert len(events) == 9 and len({str(event["UID"]) for event in events}) == 9
    assert calendar["X-WR-CALNAME"] == "幸福社区议事会议事日"
    assert [str(event["STATUS"]) for event in events].count("CONFIRMED") == 8


def test_an_empty_feed_is_a_calendar(council, client):
    calendar, _ = read(client, reverse("deliberation:calendar", args=[council.slug]))
    assert calendar.walk("VEVENT") == []


@pytest.mark.parametrize("slug", ["nobody", "a%00b"])
def test_no_such_council(db, client, slug):
    assert client.get(f"/yishi/{slug}/calendar.ics").status_code == 404
    assert client.get("/yishi/meetings/999/calendar.ics").status_code == 404
