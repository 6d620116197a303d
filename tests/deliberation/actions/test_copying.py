"""抄上月: what comes along, what never does, and that two presses make one meeting."""

import datetime as dt

import pytest

from deliberation.actions import copying, notifying, planning
from deliberation.actions.copying import Wanted
from deliberation.models import AgendaItem, Guest, Matter, Meeting, Minutes, Step
from suggestions.actions import rules
from suggestions.models import Workday
from tests.conftest import NOW

OCTOBER = dt.date(2026, 10, 1)
ALL = {"place": True, "hour": True, "chair": True, "guests": True}
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def past(make_meeting, make_item, make_matter, study):
    """A 议事日 of August that was held elsewhere, an hour earlier, by somebody, with a guest."""
    meeting = make_meeting(
        starts_at=planning.moment(dt.date(2026, 8, 20), dt.time(18, 30)),
        status=Meeting.Status.CLOSED,
        place="小区凉亭",
        chair="张建国",
    )
    meeting.guests.create(name="王工", unit="区房管局")
    regular = make_matter("上月落实情况", status=Matter.Status.DISCUSSED)
    left = make_matter("电动车充电", status=Matter.Status.RAISED)
    other = make_matter("路灯不亮", status=Matter.Status.DISCUSSED)
    for matter in (regular, left, other):
        study(matter)
    make_item(meeting, regular, status="done", monthly=True, minutes=10)
    make_item(meeting, left, status="postponed", outcome="时间不够", minutes=25)
    make_item(meeting, other, status="done", outcome="同意装六盏")
    return meeting


def last(council):
    return copying.last_of(council, before=NOW)


def copy_all(council, secretary, month=OCTOBER, **wanted):
    found = last(council)
    picked = [item for item in found.items if item.pk in found.ticked()]
    wanted = Wanted(**{**ALL, "picked": picked, **wanted})
    return copying.copy_month(council, month=month, wanted=wanted, by=secretary, at=NOW)


def test_a_month_is_planned_as_the_last_one_was(council, past, secretary):
    copied = copy_all(council, secretary)
    meeting = council.meetings.get(month=OCTOBER)
    assert copied.meeting.pk == meeting.pk and copied.left == []
    assert meeting.starts_at == planning.moment(dt.date(2026, 10, 20), dt.time(18, 30))
    assert (meeting.place, meeting.chair) == ("小区凉亭", "张建国")
    assert [str(guest) for guest in meeting.guests.all()] == ["区房管局王工"]
    items = meeting.items.order_by("order")
    assert [(str(i), i.minutes, i.monthly, i.status) for i in items] == [
        ("上月落实情况", 10, True, "listed"),
        ("电动车充电", 25, False, "listed"),
    ]
    assert all(item.outcome == "" for item in items)
    kinds = list(council.record.filter(meeting=meeting).values_list("kind", flat=True))
    assert kinds[0] == "meeting.planned" and "meeting.moved" not in kinds
    entry = council.record.get(kind="meeting.copied")
    assert entry.data["from"] == "2026-08-20" and "王工" not in str(entry.data)


def test_what_was_said_voted_and_who_came_stays_where_it_was(
    council, past, secretary, seats, make_item
):
    past.attendances.create(seat=seats[0], name="张建国", arrived_at=NOW, way="qr")
    copy_all(council, secretary)
    meeting = council.meetings.get(month=OCTOBER)
    assert not meeting.attendances.exists() and not Minutes.objects.filter(meeting=meeting)
    assert not AgendaItem.objects.filter(meeting=meeting, motions__isnull=False).exists()
    assert not AgendaItem.objects.filter(meeting=meeting, remarks__isnull=False).exists()


def test_the_calendars_rule_decides_the_day(council, past, secretary):
    council.holiday = council.Holiday.NEXT
    council.save()
    Workday.objects.create(date=dt.date(2026, 10, 20), working=False, name="调休")
    assert copy_all(council, secretary).meeting.starts_at.day == 21


def test_a_second_press_adds_nothing(council, past, secretary):
    first = copy_all(council, secretary)
    with pytest.raises(rules.Refused, match="没有勾选要抄的内容"):
        copy_all(council, secretary, place=False, hour=False, chair=False, guests=False)
    again = copy_all(council, secretary)
    assert again.meeting == first.meeting and again.titles == []
    assert council.meetings.filter(month=OCTOBER).count() == 1
    assert Guest.objects.filter(meeting=first.meeting).count() == 1
    assert first.meeting.items.count() == 2


def test_a_meeting_that_everybody_was_told_of_keeps_its_hour(council, past, secretary, seats):
    planning.plan_month(OCTOBER, at=NOW)
    meeting = council.meetings.get(month=OCTOBER)
    before = meeting.starts_at
    notifying.send_notices(at=NOW, meetings=council.meetings.filter(pk=meeting.pk))
    copied = copy_all(council, secretary)
    meeting.refresh_from_db()
    assert meeting.starts_at == before and meeting.items.count() == 2
    assert copied.left == [copying.TOLD] and "时间" not in copied.taken


def test_a_planned_meeting_is_moved_so_that_calendars_follow(council, past, secretary):
    planning.plan_month(OCTOBER, at=NOW)
    copy_all(council, secretary)
    meeting = council.meetings.get(month=OCTOBER)
    assert (meeting.sequence, meeting.place) == (1, "小区凉亭")
    assert meeting.notice_by == planning.notice_deadline(meeting.starts_at, council.notice_days)
    assert "同8月20日的会议" in meeting.moved_because


def test_a_matter_elsewhere_is_not_offered(council, past, make_council, make_user):
    other = make_council("街道", level="street", secretaries=[make_user("other", "议事员")])
    Matter.objects.filter(title="电动车充电").update(council=other)
    Matter.objects.filter(title="路灯不亮").update(status="dropped")
    assert [str(item) for item in last(council).items] == ["上月落实情况"]


def test_what_a_cancelled_meeting_left_is_offered_too(council, past, make_meeting, make_item):
    off = make_meeting(starts_at=NOW - dt.timedelta(days=2), status="cancelled", kind="extra")
    matter = Matter.objects.get(title="电动车充电")
    newest = make_item(off, matter, status="postponed", minutes=5)
    found = last(council)
    assert newest.pk in found.ticked() and len(found.items) == 3


def test_a_settled_monthly_matter_begins_anew_and_lacks_its_study(council, past, secretary):
    Matter.objects.filter(title="上月落实情况").update(status="concluded")
    copied = copy_all(council, secretary)
    assert copied.titles == ["电动车充电"] and "党组织研究" in copied.left[0]
    assert Matter.objects.filter(title="上月落实情况", status="raised").count() == 1
    Step.objects.filter(procedure__code="four-steps", stage="before").update(required=False)
    november = copy_all(council, secretary, month=dt.date(2026, 11, 1))
    assert "上月落实情况" in november.titles
    assert Matter.objects.filter(title="上月落实情况").count() == 2  # begun anew once


def test_nothing_held_is_nothing_to_copy(council, secretary):
    with pytest.raises(rules.Refused, match="还没有开过"):
        copying.copy_month(council, month=OCTOBER, wanted=Wanted(), by=secretary, at=NOW)
    assert not council.meetings.exists()


def test_a_refusal_plans_no_meeting(council, past, secretary):
    with pytest.raises(rules.Refused, match="没有勾选"):
        copying.copy_month(council, month=OCTOBER, wanted=Wanted(), by=secretary, at=NOW)
    assert not council.meetings.filter(month=OCTOBER).exists()


def test_guests_are_invited_once_and_before_the_end(meeting, secretary):
    guest = copying.invite(meeting, name=" 王工 ", unit="区房管局", by=secretary, at=NOW)
    with pytest.raises(rules.Refused, match="已经在列席名单里"):
        copying.invite(meeting, name="王工", unit="区房管局", by=secretary, at=NOW)
    copying.uninvite(guest, by=secretary, at=NOW)
    assert not meeting.guests.exists()
    Meeting.objects.filter(pk=meeting.pk).update(status="closed")
    with pytest.raises(rules.Refused, match="已散会"):
        copying.invite(meeting, name="王工", by=secretary, at=NOW)
