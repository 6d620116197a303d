"""请假 is what was said beforehand and noted; who only did not come is 未到."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from deliberation.actions import apologizing, attending, conducting, minuting
from deliberation.actions.apology_links import apology_url, read_link
from deliberation.actions.notifying import send_notices
from deliberation.hall.presence import gather
from deliberation.hall.screen import meeting_context
from deliberation.models import Apology, Entry, Meeting, Notice
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DESK, LINK = Apology.Way.DESK, Apology.Way.LINK
HOUR = dt.timedelta(hours=1)


def path(url):
    return "/" + url.split("/", 3)[3]


def test_one_seat_once_and_why_is_in_no_record(open_meeting, seats, secretary):
    row = apologizing.excuse(
        open_meeting, seats[0], way=DESK, reason="住院", asked_at=NOW - HOUR, by=secretary, at=NOW
    )
    entry = Entry.objects.get(kind="attendance.excused")
    assert (entry.data["name"], entry.data["way"]) == ("张某", "desk")
    assert entry.data["asked_at"].startswith("2026-09-16T09:00")
    assert "住院" not in str(entry.data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM deliberation_apology")
        assert "住院" not in cursor.fetchone()[0]
    assert Apology.objects.get(pk=row.pk).reason == "住院"
    with pytest.raises(Overtaken, match="已经请过假"):
        apologizing.excuse(open_meeting, seats[0], way=LINK, at=NOW)


def test_only_what_was_said_before_the_end(closed, seats, secretary):
    with pytest.raises(Refused, match="散会，之后不能再请假"):
        apologizing.excuse(closed, seats[8], way=DESK, by=secretary, at=NOW + 2 * HOUR)
    apologizing.excuse(closed, seats[8], way=DESK, asked_at=NOW, by=secretary, at=NOW + 2 * HOUR)
    with pytest.raises(Refused, match="不能再进行"):
        apologizing.excuse(closed, seats[9], way=LINK, at=NOW)
    with pytest.raises(Refused, match="不能晚于现在"):
        apologizing.excuse(closed, seats[9], way=DESK, asked_at=NOW + HOUR, by=secretary, at=NOW)


def test_who_has_no_seat_or_has_signed_in_needs_no_leave(
    open_meeting, seats, make_seat, parties, secretary
):
    substitute = make_seat("钱多多", parties[0], substitute_for=seats[0])
    gone = make_seat("期满", parties[0], until=NOW.date() - dt.timedelta(days=1))
    for seat in (substitute, gone):
        with pytest.raises(Refused, match="没有席位"):
            apologizing.excuse(open_meeting, seat, way=DESK, by=secretary, at=NOW)
    attending.check_in(open_meeting, seats[0], way="list", by=secretary, at=NOW)
    with pytest.raises(Overtaken, match="已经签到"):
        apologizing.excuse(open_meeting, seats[0], way=DESK, by=secretary, at=NOW)


def test_the_page_and_the_minutes_tell_leave_from_absence(closed, held, seats, decision, secretary):
    from deliberation.actions import resolutions

    apologizing.excuse(closed, seats[8], way=DESK, asked_at=NOW, by=secretary, at=NOW + 2 * HOUR)
    shown = dict(meeting_context(closed, NOW)["came"])
    assert shown["居民（代表）"] == ["周某（请假）", "吴某（未到）"]
    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    content = minuting.draft_minutes(closed, by=secretary, at=NOW).content
    last = content["parties"][-1]
    assert [p["name"] for p in last["excused"]] == ["周平"]
    assert [p["name"] for p in last["absent"]] == ["吴芳"]


def test_who_comes_after_all_is_there_and_no_longer_on_leave(open_meeting, seats, secretary):
    apologizing.excuse(open_meeting, seats[0], way=LINK, at=NOW)
    attending.check_in(open_meeting, seats[0], way="list", by=secretary, at=NOW)
    row = gather(open_meeting).rows[0]
    assert row.there and row.apology is None


def test_leave_from_a_day_says_nothing_about_the_day_it_was_moved_to(open_meeting, seats):
    apologizing.excuse(open_meeting, seats[0], way=LINK, at=NOW)
    token = apology_url(open_meeting, seats[0]).rstrip("/").rsplit("/", 1)[1]
    assert read_link(token) == (open_meeting, seats[0])
    Meeting.objects.filter(pk=open_meeting.pk).update(sequence=1)
    moved = Meeting.objects.select_related("council").get()
    assert gather(moved).rows[0].apology is None
    assert read_link(token) is None and read_link(token + "x") is None
    apologizing.excuse(moved, seats[0], way=LINK, at=NOW)
    assert Apology.objects.count() == 2


def test_taken_back_in_the_open(open_meeting, seats, secretary):
    row = apologizing.excuse(open_meeting, seats[0], way=LINK, at=NOW)
    apologizing.take_back(row, by=secretary, at=NOW)
    assert not Apology.objects.exists()
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds == ["attendance.excused", "attendance.excuse_withdrawn"]
    with pytest.raises(Overtaken, match="已经撤销"):
        apologizing.take_back(row, by=secretary, at=NOW)


# --- by the link ------------------------------------------------------------------------------


def test_every_notice_carries_the_link_of_its_seat(meeting, seats):
    send_notices(at=meeting.notice_by)
    for notice in Notice.objects.select_related("seat"):
        assert apology_url(meeting, notice.seat) in notice.body


def test_said_and_taken_back_by_link_without_an_account(client, open_meeting, seats, soon):
    url = path(apology_url(open_meeting, seats[0]))
    page = client.get(url).content.decode()
    assert "不能来开会？" in page and "张建国" in page
    client.post(url, {"reason": "出差"})
    row = Apology.objects.get()
    assert (row.way, row.by, row.reason) == ("link", None, "出差")
    assert "您已经请假" in client.get(url).content.decode()
    client.post(url, {"back": "1"})
    client.post(url, {"back": "1"})  # pressed twice
    assert not Apology.objects.exists()


def test_what_was_typed_is_kept_where_it_is_refused(client, open_meeting, seats, secretary, soon):
    url = path(apology_url(open_meeting, seats[0]))
    assert client.post(url, {"reason": "远" * 101}).status_code == 422
    attending.check_in(open_meeting, seats[0], way="list", by=secretary, at=NOW)
    answer = client.post(url, {"reason": "出差"})
    assert answer.status_code == 409
    assert answer.content.decode().count("已经签到，不用请假") == 1
    assert client.get(reverse("deliberation:apology", args=["nonsense"])).status_code == 404


# --- late -------------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [-20, 0, 20])
def test_late_is_after_the_announced_hour_whenever_it_opened(
    make_meeting, seats, secretary, opened
):
    minute = dt.timedelta(minutes=1)
    meeting = make_meeting(starts_at=NOW, status="noticed")
    for n, come in enumerate((-10, 0, 5)):
        attending.check_in(meeting, seats[n], way="list", by=secretary, at=NOW + come * minute)
    at = NOW + opened * minute
    conducting.open_meeting(meeting, chair="张建国", by=secretary, at=at)
    assert [row.late for row in gather(meeting).rows[:4]] == [False, False, True, False]
