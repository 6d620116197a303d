"""The month makes itself: once each, on the right day, resumable, moved and cancelled by people."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from deliberation.actions import planning
from deliberation.minutes.composing import compose
from deliberation.models import AgendaItem, Council, Entry, Matter, Meeting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Workday
from tests.conftest import NOW

OCTOBER = dt.date(2026, 10, 1)


def day(meeting):
    return timezone.localdate(meeting.starts_at)


def planned(council, month=OCTOBER, at=NOW):
    planning.plan_month(month, at=at, councils=Council.objects.filter(pk=council.pk))
    return council.meetings.filter(month=month).first()


# --- planning --------------------------------------------------------------------------------


def test_every_active_council_gets_its_meeting(make_council):
    first, second = make_council("甲"), make_council("乙", day=8, starts_at=dt.time(14, 30))
    make_council("丙", active=False)
    told = []
    found = planning.plan_month(OCTOBER, at=NOW, on_progress=lambda *step: told.append(step))
    assert (found.created, found.existing, found.failed) == (2, 0, [])
    assert told == [(2, 2)]
    meeting = first.meetings.get()
    assert timezone.localtime(meeting.starts_at).isoformat() == "2026-10-20T19:00:00+08:00"
    assert timezone.localtime(meeting.notice_by).isoformat() == "2026-10-09T23:59:59+08:00"
    assert (meeting.minutes, meeting.place, meeting.status) == (60, first.place, "planned")
    assert len(meeting.secret) == 43
    assert timezone.localtime(second.meetings.get().starts_at).hour == 14


def test_planning_twice_makes_nothing_new(make_council):
    make_council()
    planning.plan_month(OCTOBER, at=NOW)
    again = planning.plan_month(dt.date(2026, 10, 17), at=NOW)
    assert (again.created, again.existing) == (0, 1)
    assert Meeting.objects.count() == Entry.objects.count() == 1


def test_a_cancelled_meeting_is_not_made_anew(council, secretary):
    meeting = planned(council)
    planning.cancel_meeting(meeting, reason="场地停电", by=secretary, at=NOW)
    assert planning.plan_month(OCTOBER, at=NOW).existing == 1


def test_the_database_refuses_a_second_regular_meeting(council, make_meeting):
    make_meeting()
    with pytest.raises(IntegrityError):
        make_meeting()


def test_each_meeting_is_in_its_councils_record(make_council):
    councils = [make_council(name) for name in "甲乙丙"]
    planning.plan_month(OCTOBER, at=NOW)
    planning.plan_month(dt.date(2026, 11, 1), at=NOW)
    for council in councils:
        first, second = council.record.order_by("seq")
        assert (first.seq, second.seq) == (1, 2)
        assert second.previous == first.hash
        assert first.kind == "meeting.planned" and first.actor == "系统"
        assert first.data["starts_at"] == "2026-10-20 19:00"
        assert first.meeting == council.meetings.get(month=OCTOBER)


def test_a_meeting_of_the_past_is_not_planned(council):
    found = planning.plan_month(dt.date(2026, 9, 1), at=NOW + dt.timedelta(days=10))
    assert found.created == 0
    assert "9月20日已经过去" in found.failed[0][1]


@pytest.mark.parametrize(
    ("usual", "month", "wanted"),
    [
        (31, dt.date(2026, 11, 1), dt.date(2026, 11, 30)),
        (31, dt.date(2027, 2, 1), dt.date(2027, 2, 28)),
        (29, dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        (31, dt.date(2026, 12, 1), dt.date(2026, 12, 31)),
    ],
)
def test_the_thirty_first_of_a_short_month_is_its_last_day(council, usual, month, wanted):
    Council.objects.filter(pk=council.pk).update(day=usual)
    assert day(planned(council, month)) == wanted


@pytest.mark.parametrize(
    ("rule", "usual", "wanted", "why"),
    [
        ("keep", 1, dt.date(2026, 10, 1), ""),
        ("next", 1, dt.date(2026, 10, 8), "10月1日不是工作日，顺延到10月8日"),
        ("before", 1, dt.date(2026, 9, 30), "10月1日不是工作日，提前到9月30日"),
        ("next", 10, dt.date(2026, 10, 10), ""),  # a Saturday on which people work
        ("next", 11, dt.date(2026, 10, 12), "10月11日不是工作日，顺延到10月12日"),
        ("next", 20, dt.date(2026, 10, 20), ""),
    ],
)
def test_the_holiday_rule(council, rule, usual, wanted, why):
    Council.objects.filter(pk=council.pk).update(day=usual, holiday=rule)
    meeting = planned(council)
    assert (day(meeting), meeting.moved_because) == (wanted, why)
    assert meeting.month == OCTOBER


def test_without_a_table_nothing_is_guessed(make_council):
    Workday.objects.filter(date__year__gte=2027).delete()
    make_council("照常", day=1)
    asks = make_council("顺延", holiday="next")
    found = planning.plan_month(dt.date(2027, 3, 1), at=NOW)
    assert found.created == 1
    ((council, why),) = found.failed
    assert council == asks and "2027年的工作日历还没有录入" in why


def test_two_hundred_councils_cost_few_statements(area, db, django_assert_max_num_queries):
    Council.objects.bulk_create(
        Council(area=area, name=f"第{n}议事会", slug=f"c{n}", level="community") for n in range(200)
    )
    # SQLite takes some fifty rows a statement, hence more than on PostgreSQL.
    with django_assert_max_num_queries(20):
        assert planning.plan_month(OCTOBER, at=NOW).created == 200


# --- people ----------------------------------------------------------------------------------


def test_a_meeting_is_moved(council, secretary):
    meeting = planned(council)
    Meeting.objects.filter(pk=meeting.pk).update(status="noticed")
    meeting.refresh_from_db()
    new = meeting.starts_at + dt.timedelta(days=3)
    planning.move_meeting(meeting, starts_at=new, reason="会场维修", by=secretary, at=NOW)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.status, meeting.sequence) == (new, "planned", 1)
    assert timezone.localtime(meeting.notice_by).date() == dt.date(2026, 10, 12)
    entry = council.record.get(kind="meeting.moved")
    assert entry.data["before"] == "2026-10-20 19:00"
    assert entry.data["starts_at"] == "2026-10-23 19:00"
    assert entry.data["why"] == "会场维修"


def test_of_two_who_move_a_meeting_the_second_hears(council, secretary):
    meeting = planned(council)
    stale = Meeting.objects.get(pk=meeting.pk)
    later = meeting.starts_at + dt.timedelta(days=1)
    planning.move_meeting(meeting, starts_at=later, reason="会场维修", by=secretary, at=NOW)
    with pytest.raises(Overtaken):
        planning.cancel_meeting(stale, reason="取消", by=secretary, at=NOW)
    assert council.meetings.get().status == "planned"


@pytest.mark.parametrize("hours", [-1, 0])
def test_a_meeting_is_not_moved_into_the_past_or_nowhere(council, secretary, hours):
    meeting = planned(council)
    with pytest.raises(Refused, match="现在之后"):
        planning.move_meeting(
            meeting,
            starts_at=NOW + dt.timedelta(hours=hours),
            reason="改期",
            by=secretary,
            at=NOW,
        )
    with pytest.raises(Refused, match="没有变化"):
        planning.move_meeting(
            meeting, starts_at=meeting.starts_at, reason="改期", by=secretary, at=NOW
        )


def test_why_it_was_called_stays_beside_why_it_was_moved(client, council, secretary):
    meeting = planning.call_meeting(
        council, starts_at=NOW + dt.timedelta(days=3), reason="防汛", by=secretary, at=NOW
    )
    for days, reason in ((4, "会场维修"), (5, "台风")):
        starts_at = NOW + dt.timedelta(days=days)
        planning.move_meeting(meeting, starts_at=starts_at, reason=reason, by=secretary, at=NOW)
    meeting.refresh_from_db()
    assert meeting.moved_because == "防汛；改期：会场维修；改期：台风"
    assert meeting.moved_because in client.get(meeting.get_absolute_url()).content.decode()
    said = compose(meeting, recorder="李书", number="〔2026〕1号")
    assert said["why"] == meeting.moved_because
    long = "长" * 80
    for days in range(6, 12):
        starts_at = NOW + dt.timedelta(days=days)
        planning.move_meeting(meeting, starts_at=starts_at, reason=long, by=secretary, at=NOW)
    assert len(meeting.moved_because) <= 300
    assert meeting.moved_because.startswith("防汛；……；改期：长")


def test_a_meeting_under_way_is_neither_moved_nor_cancelled(open_meeting, secretary):
    with pytest.raises(Overtaken):
        planning.cancel_meeting(open_meeting, reason="取消", by=secretary, at=NOW)


def test_cancelling_gives_the_matters_back(council, secretary, make_item):
    meeting = planned(council)
    item = make_item(meeting)
    planning.cancel_meeting(meeting, reason="台风红色预警", by=secretary, at=NOW)
    meeting.refresh_from_db()
    item.refresh_from_db()
    item.matter.refresh_from_db()
    assert (meeting.status, meeting.sequence) == ("cancelled", 1)
    assert item.status == AgendaItem.Status.POSTPONED
    assert item.matter.status == Matter.Status.RAISED
    assert council.record.get(kind="meeting.cancelled").data["reason"] == "台风红色预警"


def test_an_extra_meeting_stands_beside_the_regular_one(council, secretary):
    planned(council)
    extra = planning.call_meeting(
        council,
        starts_at=NOW + dt.timedelta(days=30),
        reason="电梯停运，居民要求尽快商量",
        by=secretary,
        at=NOW,
    )
    assert extra.kind == "extra" and extra.place == council.place
    assert council.meetings.filter(month=OCTOBER).count() == 2
    with pytest.raises(Refused, match="现在之后"):
        planning.call_meeting(council, starts_at=NOW, reason="急", by=secretary, at=NOW)
