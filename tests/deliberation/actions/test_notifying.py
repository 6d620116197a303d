"""Notices: one a seat, ten days before, with proof; late or missing ones are said."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError
from django.utils import timezone

from deliberation import tasks
from deliberation.actions import councils as councils_actions
from deliberation.actions import notifying, planning
from deliberation.actions.planning import moment, notice_deadline
from deliberation.models import Council, Meeting, Notice
from deliberation.record import proof
from suggestions.actions import outbox
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

TWENTIETH = moment(dt.date(2026, 10, 20), dt.time(19))
DUE = moment(dt.date(2026, 10, 7), dt.time(9))  # two days before the last one
LAST_DAY = DUE + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    """What has left the house."""
    settings.OUTBOX_DIR = tmp_path

    def read():
        return [json.loads(path.read_text()) for path in sorted(tmp_path.glob("*.json"))]

    return read


@pytest.fixture
def coming(make_meeting, make_item):
    meeting = make_meeting(starts_at=TWENTIETH, notice_by=notice_deadline(TWENTIETH, 10))
    make_item(meeting)
    return meeting


@pytest.fixture
def told(make_seat, parties, coming):
    """Three seats: by text message, by e-mail, by hand; their notices are queued."""
    seats = [
        make_seat("张建国", parties[0], phone="13800000001"),
        make_seat("李秀英", parties[1], email="li@example.com"),
        make_seat("王志强", parties[2]),
    ]
    assert notifying.send_notices(at=DUE) == 3
    return seats


def status_of(meeting):
    meeting.refresh_from_db()
    return meeting.status


# --- queueing --------------------------------------------------------------------------------


def test_each_seat_gets_one_notice_by_the_way_that_reaches_it(told, coming):
    rows = coming.notices.order_by("seat")
    assert [row.channel for row in rows] == ["sms", "email", "hand"]
    assert "10月20日（周二）19:00" in rows[0].subject
    assert coming.place in rows[0].body and "60 分钟" in rows[0].body


def test_queueing_twice_queues_nothing_more(told):
    assert notifying.send_notices(at=DUE) == 0
    assert Notice.objects.count() == 3


def test_the_database_refuses_a_second_notice_of_a_round(told, coming):
    twin = coming.notices.first()
    twin.pk, twin.key = None, "another"
    with pytest.raises(IntegrityError):
        twin.save()


@pytest.mark.parametrize(("day", "number"), [(5, 0), (6, 0), (7, 1), (9, 1), (19, 1), (20, 0)])
def test_notices_are_due_three_days_before_the_last_one(make_seat, coming, day, number):
    make_seat("张建国", phone="13800000001")
    at = moment(dt.date(2026, 10, day), dt.time(20))
    assert notifying.send_notices(at=at) == number


def test_the_agenda_is_in_the_notice(make_seat, coming):
    make_seat("张建国", phone="13800000001")
    notifying.send_notices(at=DUE)
    assert "议题：三号楼前路灯不亮。" in coming.notices.get().body


def test_substitutes_and_ended_terms_get_none(told, make_seat, coming):
    make_seat("替补", substitute_for=told[0])
    make_seat("离任", until=dt.date(2026, 10, 19))
    make_seat("未到任", since=dt.date(2026, 10, 21))
    Notice.objects.all().delete()
    assert notifying.send_notices(at=DUE) == 3


def test_a_newcomer_is_told_what_the_others_were_told(told, council, parties, secretary, coming):
    seat = councils_actions.add_seat(
        council,
        party=parties[3],
        holder="刘桂兰",
        phone="13800000009",
        since=dt.date(2026, 10, 8),
        by=secretary,
        at=DUE,
    )
    assert coming.notices.get(seat=seat).channel == "sms"


def test_many_meetings_cost_few_statements(area, parties, django_assert_max_num_queries, secretary):
    from deliberation.models import Seat

    councils = Council.objects.bulk_create(
        Council(area=area, name=f"第{n}议事会", slug=f"c{n}", level="community") for n in range(50)
    )
    Seat.objects.bulk_create(
        Seat(council=council, party=party, holder="甲", since=dt.date(2026, 1, 1))
        for council in councils
        for party in parties
    )
    planning.plan_month(dt.date(2026, 10, 1), at=NOW)
    with django_assert_max_num_queries(15):
        assert notifying.send_notices(at=LAST_DAY) == 250


def test_an_empty_agenda_is_waited_for_until_the_last_day(make_seat, parties, coming):
    make_seat("张建国", parties[0], phone="13800000001")
    coming.items.update(status="postponed")
    assert notifying.send_notices(at=DUE) == 0
    assert notifying.send_notices(at=LAST_DAY) == 1


# --- sending ---------------------------------------------------------------------------------


def test_sent_once_and_noticed_when_everybody_is(told, coming, letters, secretary):
    assert notifying.deliver_notices(at=DUE) == 2
    assert notifying.deliver_notices(at=DUE) == 0
    assert sorted(letter["to"] for letter in letters()) == ["13800000001", "li@example.com"]
    assert status_of(coming) == "planned"
    by_hand = coming.notices.get(channel="hand")
    notifying.hand_over([by_hand], when=DUE, by=secretary, at=DUE)
    assert status_of(coming) == "noticed"
    fact = coming.record.get(kind="meeting.noticed").data
    assert (fact["seats"], fact["by_sms"], fact["by_email"], fact["by_hand"]) == (3, 1, 1, 1)
    assert fact["without"] == [] and fact["due"] == "2026-10-09"
    handed = coming.record.get(kind="notice.handed")
    assert handed.data["seats"] == ["王某"] and handed.actor == "赵云"


def test_late_notices_are_counted_in_the_record(told, coming, secretary):
    late = moment(dt.date(2026, 10, 10), dt.time(8))
    Notice.objects.update(status="sent", sent_at=late)
    Notice.objects.filter(channel="hand").update(sent_at=coming.notice_by)  # the last moment
    assert notifying.settle_notices(at=late) == 1
    assert coming.record.get(kind="meeting.noticed").data["late"] == 2


def test_a_failing_gateway_is_tried_again_and_then_given_up(told, coming, secretary, monkeypatch):
    def broken(name):
        raise ConnectionError("no gateway")

    monkeypatch.setattr(outbox, "channel_for", broken)
    at = timezone.now()
    for hours in range(6):
        notifying.deliver_notices(at=at + dt.timedelta(hours=3 * hours))
    failed = coming.notices.get(channel="sms")
    assert (failed.status, failed.attempts) == ("failed", outbox.ATTEMPTS)
    assert "ConnectionError" in failed.error
    notifying.send_again(failed, at=at)
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("queued", 0)


def test_of_two_senders_one_sends(told, coming, letters, monkeypatch):
    """The second finds the row claimed."""
    sent = []

    class Slow:
        def send(self, notice, address):
            sent.append(address)
            assert notifying.deliver_notices(at=DUE, limit=1) <= 1

    monkeypatch.setattr(outbox, "channel_for", lambda name: Slow())
    notifying.deliver_notices(at=DUE)
    assert sorted(sent) == ["13800000001", "li@example.com"]


def test_a_dead_senders_notice_goes_out_after_its_lease(told, coming, letters):
    dead = Notice.objects.filter(channel="sms")
    dead.update(status="sending", try_at=DUE + outbox.LEASE)
    notifying.deliver_notices(at=DUE)
    assert dead.get().status == "sending"
    notifying.deliver_notices(at=DUE + outbox.LEASE)
    assert dead.get().status == "sent"


# --- by hand, gaps, changes ------------------------------------------------------------------


def test_what_is_handed_over_is_not_of_tomorrow(told, coming, secretary):
    with pytest.raises(Refused, match="现在之后"):
        notifying.hand_over(
            list(coming.notices.all()), when=DUE + dt.timedelta(1), by=secretary, at=DUE
        )
    with pytest.raises(Refused, match="勾选"):
        notifying.hand_over([], when=DUE, by=secretary, at=DUE)


def test_a_notice_is_not_handed_over_twice(told, coming, secretary):
    row = coming.notices.get(channel="hand")
    notifying.hand_over([row], when=DUE, by=secretary, at=DUE)
    with pytest.raises(Overtaken):
        notifying.hand_over([row], when=DUE, by=secretary, at=DUE)


def test_a_meeting_may_be_held_with_gaps_that_everybody_reads(told, coming, secretary):
    notifying.deliver_notices(at=DUE)
    with pytest.raises(Refused, match="填写理由"):
        notifying.accept_gaps(coming, reason=" ", by=secretary, at=DUE)
    notifying.accept_gaps(coming, reason="出差在外，联系不上", by=secretary, at=DUE)
    assert status_of(coming) == "noticed"
    fact = coming.record.get(kind="meeting.noticed").data
    assert fact["without"] == [told[2].party.name]
    assert fact["reason"] == "出差在外，联系不上"


def test_without_any_notice_there_is_no_meeting(coming, secretary):
    with pytest.raises(Refused, match="还没有发出会议通知"):
        notifying.accept_gaps(coming, reason="来不及", by=secretary, at=DUE)


def test_moving_asks_for_new_notices_and_stops_the_old(told, coming, secretary, letters):
    notifying.hand_over([coming.notices.get(channel="hand")], when=DUE, by=secretary, at=DUE)
    new = TWENTIETH + dt.timedelta(days=2)
    planning.move_meeting(coming, starts_at=new, reason="会场维修", by=secretary, at=DUE)
    assert set(coming.notices.values_list("status", flat=True)) == {"failed", "sent"}
    at = DUE + dt.timedelta(days=2)
    assert notifying.send_notices(at=at) == 3
    notifying.deliver_notices(at=at)
    assert len(letters()) == 2 and all("10月22日" in letter["body"] for letter in letters())
    assert status_of(coming) == "planned"  # the old hand proof proves nothing
    stale = coming.notices.filter(round=0, channel="sms").get()
    with pytest.raises(Refused):
        notifying.send_again(stale, at=at)


def test_cancelling_tells_those_who_were_told(told, coming, secretary, letters):
    notifying.deliver_notices(at=DUE)
    planning.cancel_meeting(coming, reason="台风红色预警", by=secretary, at=DUE)
    notifying.deliver_notices(at=DUE)
    off = [letter for letter in letters() if letter["subject"].startswith("会议取消")]
    assert sorted(letter["to"] for letter in off) == ["13800000001", "li@example.com"]
    assert "台风红色预警" in off[0]["body"]
    assert status_of(coming) == "cancelled"


def test_who_had_no_notice_hears_of_no_cancelling(told, coming, secretary):
    """Nothing has left yet: only who was told in person hears that it is off."""
    by_hand = coming.notices.get(channel="hand")
    notifying.hand_over([by_hand], when=DUE, by=secretary, at=DUE)
    failed = coming.notices.filter(status="queued").first()
    type(failed).objects.filter(pk=failed.pk).update(status="failed", error="空号")
    planning.cancel_meeting(coming, reason="台风", by=secretary, at=DUE)
    off = coming.notices.filter(subject__startswith="会议取消")
    assert [notice.seat_id for notice in off] == [by_hand.seat_id]


# --- the clock -------------------------------------------------------------------------------


def test_the_clock_does_the_whole_month(council, seats, letters):
    """From nothing to a meeting of which everybody was told."""
    for seat in seats:
        seat.phone = f"1380000{seat.pk:04d}"[:11]
        seat.save()
    day = moment(dt.date(2026, 9, 6), dt.time(8))
    while day < TWENTIETH:
        tasks.keep_clocks(at=day)
        day += dt.timedelta(days=1)
    october = council.meetings.get(month=dt.date(2026, 10, 1))
    assert october.status == "noticed"
    assert len([letter for letter in letters() if "10月20日" in letter["subject"]]) == 10
    assert Meeting.objects.get(month=dt.date(2026, 11, 1)).status == "planned"


def test_the_clock_plans_once_a_day(council):
    assert tasks.plan_ahead(at=NOW).created == 1
    assert tasks.plan_ahead(at=NOW + dt.timedelta(hours=3)) is None
    assert tasks.plan_ahead(at=NOW + dt.timedelta(days=1)).existing == 1


def test_the_worker_keeps_every_clock_although_one_fails(settings, council, caplog, time_machine):
    from suggestions.management.commands.work import keep_all_clocks

    time_machine.move_to(NOW, tick=False)
    settings.CLOCKS = ["tests.deliberation.actions.test_notifying.broken_clock", *settings.CLOCKS]
    keep_all_clocks()
    assert "broken_clock failed" in caplog.text
    assert council.meetings.count() == 1


def broken_clock(*, at):
    raise RuntimeError("this clock has stopped")


def test_substitutes_are_told_and_prove_nothing_for_the_seat(meeting, seats, make_seat, parties):
    reached = make_seat("钱多多", parties[1], substitute_for=seats[3], phone="13900000001")
    make_seat("孙无址", parties[1], substitute_for=seats[2])
    assert notifying.send_notices(at=NOW, meetings=Meeting.objects.filter(pk=meeting.pk)) == 10
    notice = Notice.objects.get(about="stand_in")
    assert (notice.seat, notice.channel) == (reached, "sms")
    assert "刘桂兰席位的替补" in notice.body and "请您代替出席" in notice.body
    assert notifying.current(Notice.objects.filter(meeting=meeting)).count() == 10
    assert [bool(sent) for _, sent in proof.stand_ins(meeting)] in ([True, False], [False, True])
