"""抄上月 by clicking: from a council's page and from an agenda."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.actions import planning
from deliberation.models import Meeting
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

OCTOBER = dt.date(2026, 10, 1)
pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def mine(door, secretary, council):
    return door(secretary)


@pytest.fixture
def past(make_meeting, make_item, make_matter, study):
    meeting = make_meeting(
        starts_at=planning.moment(dt.date(2026, 8, 20), dt.time(18, 30)),
        status=Meeting.Status.CLOSED,
        place="小区凉亭",
        chair="张建国",
    )
    for title, status, fields in (
        ("上月落实情况", "discussed", {"status": "done", "monthly": True}),
        ("电动车充电", "raised", {"status": "postponed", "outcome": "时间不够"}),
        ("路灯不亮", "discussed", {"status": "done"}),
    ):
        matter = make_matter(title, status=status)
        study(matter)
        make_item(meeting, matter, **fields)
    return meeting


def read(response, status=200):
    assert response.status_code == status, response.content.decode()[:3000]
    return response.content.decode()


def press(client, council, verb, **data):
    url = reverse("desk_councils:verb", args=[council.pk, verb])
    return client.post(url, data, follow=True)


def test_one_press_prepares_the_next_month(mine, council, past):
    page = read(mine.get(reverse("desk_councils:page", args=[council.pk])))
    for words in ("抄上月", "时间：18:30", "地点：小区凉亭", "主持人：张建国", "（每月都议）"):
        assert words in page
    assert "列席客人" not in page  # there were none
    ticked = [item.pk for item in past.items.exclude(matter__title="路灯不亮")]
    data = {"month": "2026-10-01", "hour": "on", "place": "on", "chair": "on", "picked": ticked}
    page = read(press(mine, council, "copy", **data))
    assert "10月20日的会议抄了上次的时间、地点、主持人、2 个议题" in page
    assert "上月落实情况" in page and "议程安排" in page  # the agenda of the new meeting
    meeting = council.meetings.get(month=OCTOBER)
    assert meeting.items.count() == 2 and meeting.place == "小区凉亭"


def test_a_council_that_never_met_is_offered_nothing(mine, council):
    assert "抄上月" not in read(mine.get(reverse("desk_councils:page", args=[council.pk])))
    assert "还没有开过的议事日" in read(press(mine, council, "copy", month="2026-10-01"), 422)
    assert press(mine, council, "copy", month="nonsense").status_code == 422


def test_into_a_planned_meeting_and_every_month_again(mine, council, past):
    planning.plan_month(OCTOBER, at=NOW)
    meeting = council.meetings.get(month=OCTOBER)
    url = reverse("desk_meetings:agenda", args=[council.pk, meeting.pk])
    assert "抄上月" in read(mine.get(url))
    lamp = past.items.get(matter__title="路灯不亮")
    verb = reverse("desk_meetings:agenda_verb", args=[council.pk, meeting.pk, "copy"])
    page = read(mine.post(verb, {"picked": [lamp.pk]}, follow=True))
    assert "抄了上次的1 个议题" in page
    item = meeting.items.get()
    for name, words, monthly in (
        ("monthly", "“路灯不亮”每月都议", True),
        ("once", "“路灯不亮”不再每月都议", False),
    ):
        verb = reverse("desk_meetings:agenda_verb", args=[council.pk, meeting.pk, name])
        assert words in read(mine.post(verb, {SUBJECT: item.pk}, follow=True))
        item.refresh_from_db()
        assert item.monthly is monthly
    wrong = mine.post(
        reverse("desk_meetings:agenda_verb", args=[council.pk, meeting.pk, "copy"]),
        {"picked": [item.pk]},
    )
    assert "已经变动" in read(wrong, 422)


def test_guests_stand_with_the_notices(mine, council, meeting):
    url = reverse("desk_meetings:notices_verb", args=[council.pk, meeting.pk, "invite"])
    data = {"name": "王工", "unit": "区房管局"}
    page = read(mine.post(url, data, follow=True))
    assert "已把区房管局王工写进列席名单" in page and "不邀请了" in page
    assert "已经在列席名单里" in read(mine.post(url, data), 422)
    guest = meeting.guests.get()
    url = reverse("desk_meetings:notices_verb", args=[council.pk, meeting.pk, "uninvite"])
    assert "已从列席名单划去" in read(mine.post(url, {SUBJECT: guest.pk}, follow=True))


def test_what_may_be_copied_costs_three_questions(
    mine, council, past, make_matter, make_item, django_assert_num_queries
):
    from deliberation.actions.copying import last_of

    for number in range(8):
        make_item(past, make_matter(f"第{number}件"), status="postponed")
    with django_assert_num_queries(3):
        found = last_of(council, before=NOW)
    assert len(found.items) == 11
