"""签到: one seat once, substitutes for their own seat, late and early, corrected in the open."""

import datetime as dt

import pytest

from deliberation.actions import attending, conducting
from deliberation.hall.presence import gather
from deliberation.models import Attendance, Entry, Meeting
from deliberation.models.record import KINDS
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

MINUTE = dt.timedelta(minutes=1)
LIST, PAPER, QR = Attendance.Way.LIST, Attendance.Way.PAPER, Attendance.Way.QR


@pytest.fixture
def seat(seats):
    return seats[0]


@pytest.fixture
def substitute(make_seat, seat):
    return make_seat("何勇", seat.party, substitute_for=seat)


@pytest.fixture
def came(open_meeting, seat, secretary):
    return attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=NOW)


def written(verb, kind):
    """The one entry that a verb writes."""
    before = Entry.objects.count()
    verb()
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("-pk").first()
    assert entry.kind == kind and kind in KINDS
    return entry


def row_of(meeting, seat):
    return next(row for row in gather(meeting).rows if row.seat == seat)


# --- signing in -------------------------------------------------------------------------------


def test_a_seat_is_taken_by_its_holder(open_meeting, seat, secretary):
    entry = written(
        lambda: attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=NOW),
        "attendance.checked_in",
    )
    row = Attendance.objects.get()
    assert (row.seat, row.name, row.party, row.capacity) == (
        seat, "张建国", seat.party, Attendance.Capacity.MEMBER,
    )  # fmt: skip
    assert (row.arrived_at, row.by) == (NOW, secretary)
    assert entry.data["name"] == "张某" and "张建国" not in str(entry.data)


def test_the_record_of_a_scan_says_that_nobody_of_the_staff_did_it(open_meeting, seat):
    attending.check_in(open_meeting, seat, way=QR, at=NOW)
    assert Entry.objects.get().actor == "本人扫码"


def test_one_seat_is_taken_once_and_says_since_when(open_meeting, seat, came, secretary):
    with pytest.raises(Overtaken, match="张建国在 10:00 已经签到"):
        attending.check_in(open_meeting, seat, way=QR, at=NOW + MINUTE)
    assert Attendance.objects.count() == Entry.objects.count() == 1


def test_a_substitute_sits_in_for_their_own_seat_alone(
    open_meeting, seats, seat, substitute, secretary
):
    with pytest.raises(Refused, match="何勇不是李秀英的替补"):
        attending.check_in(
            open_meeting, seats[1], substitute=substitute, way=LIST, by=secretary, at=NOW
        )
    with pytest.raises(Refused, match="替补只能代替"):
        attending.check_in(open_meeting, substitute, way=LIST, by=secretary, at=NOW)
    row = attending.check_in(
        open_meeting, seat, substitute=substitute, way=LIST, by=secretary, at=NOW
    )
    assert (row.name, row.capacity) == ("何勇", Attendance.Capacity.SUBSTITUTE)
    with pytest.raises(Overtaken, match="已由替补何勇在 10:00 签到"):
        attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=NOW)


def test_a_substitute_does_not_sit_beside_the_holder(
    open_meeting, seat, substitute, came, secretary
):
    with pytest.raises(Overtaken, match="张建国在 10:00 已经签到"):
        attending.check_in(
            open_meeting, seat, substitute=substitute, way=LIST, by=secretary, at=NOW
        )


def test_a_stranger_and_a_seat_out_of_term_are_refused(
    open_meeting, make_seat, make_council, secretary
):
    elsewhere = make_seat("外人", council=make_council("别处议事会"))
    ended = make_seat("前任", until=NOW.date() - dt.timedelta(days=1))
    later = make_seat("后任", since=NOW.date() + dt.timedelta(days=1))
    for seat in (elsewhere, ended, later):
        with pytest.raises(Refused, match="不是本议事会的成员"):
            attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=NOW)


def test_people_sign_in_from_two_hours_before(make_meeting, seat, secretary):
    meeting = make_meeting(starts_at=NOW, status=Meeting.Status.NOTICED)
    early = NOW - dt.timedelta(hours=2)
    with pytest.raises(Refused, match="9月16日 08:00 起才能签到"):
        attending.check_in(meeting, seat, way=LIST, by=secretary, at=early - MINUTE)
    attending.check_in(meeting, seat, way=LIST, by=secretary, at=early)


@pytest.mark.parametrize("status", ["planned", "confirming", "filed", "cancelled"])
def test_nobody_signs_in_before_the_notice_or_when_minutes_go_round(
    make_meeting, seat, secretary, status
):
    meeting = make_meeting(starts_at=NOW, status=status)
    for way in (LIST, PAPER):
        with pytest.raises(Refused, match="不能再进行"):
            attending.check_in(meeting, seat, way=way, by=secretary, at=NOW)


def test_a_paper_list_is_typed_when_the_meeting_is_over(open_meeting, seats, secretary):
    conducting.close_meeting(open_meeting, by=secretary, at=NOW + 60 * MINUTE)
    after = NOW + dt.timedelta(hours=20)
    with pytest.raises(Refused, match="已散会"):
        attending.check_in(open_meeting, seats[0], way=LIST, by=secretary, at=after)
    with pytest.raises(Refused, match="不能晚于散会"):
        attending.check_in(open_meeting, seats[0], way=PAPER, by=secretary, at=after)
    row = attending.check_in(
        open_meeting,
        seats[0],
        way=PAPER,
        by=secretary,
        at=after,
        arrived_at=NOW,
        note_text=" 原件由李秀英核对，存社区档案 ",
    )
    assert (row.arrived_at, row.note) == (NOW, "原件由李秀英核对，存社区档案")
    assert "李秀英" not in str(Entry.objects.order_by("-pk").first().data)


def test_an_observer_counts_to_no_quorum(open_meeting, seats, parties, secretary):
    entry = written(
        lambda: attending.observe(
            open_meeting, name="钱多多", party=parties[4], way=LIST, by=secretary, at=NOW
        ),
        "attendance.observer",
    )
    assert entry.data["name"] == "钱某"
    there = gather(open_meeting).presence
    assert (there.present, there.observers) == (0, 1)
    with pytest.raises(Overtaken, match="已经有钱多多"):
        attending.observe(
            open_meeting, name="钱多多", party=parties[4], way=LIST, by=secretary, at=NOW
        )
    with pytest.raises(Refused, match="请填写列席人姓名"):
        attending.observe(open_meeting, name="  ", way=LIST, by=secretary, at=NOW)


# --- late and early ---------------------------------------------------------------------------


def test_who_came_after_the_opening_is_late(open_meeting, seats, secretary):
    at = open_meeting.opened_at
    for seat, moment in zip(seats[:3], (at, at + 30 * dt.timedelta(seconds=1), NOW), strict=True):
        attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=moment)
    assert [row.late for row in gather(open_meeting).rows[:4]] == [False, False, True, False]


def test_who_leaves_counts_no_longer_and_counts_again_when_back(
    open_meeting, seat, came, secretary
):
    entry = written(
        lambda: attending.leave(came, by=secretary, at=NOW + 9 * MINUTE), "attendance.left"
    )
    assert entry.data["left_at"].startswith("2026-09-16T10:09")
    there = gather(open_meeting).presence
    assert (there.present, there.gone) == (0, 1)
    assert row_of(open_meeting, seat).gone
    with pytest.raises(Overtaken, match="已经登记离会"):
        attending.leave(came, by=secretary, at=NOW + 10 * MINUTE)
    back = written(
        lambda: attending.come_back(came, by=secretary, at=NOW + 20 * MINUTE),
        "attendance.returned",
    )
    assert back.data["away_from"].startswith("2026-09-16T10:09")
    assert row_of(open_meeting, seat).there
    with pytest.raises(Overtaken, match="已经在会场"):
        attending.come_back(came, by=secretary, at=NOW + 21 * MINUTE)


def test_nobody_leaves_before_arriving_or_in_the_future(came, secretary):
    for left_at in (NOW - MINUTE, NOW + MINUTE):
        with pytest.raises(Refused):
            attending.leave(came, left_at=left_at, by=secretary, at=NOW)


def test_the_holder_takes_the_seat_over_from_the_substitute(
    open_meeting, seat, substitute, secretary
):
    row = attending.check_in(
        open_meeting, seat, substitute=substitute, way=LIST, by=secretary, at=NOW
    )
    entry = written(
        lambda: attending.change_places(row, substitute=None, by=secretary, at=NOW + MINUTE),
        "attendance.changed_places",
    )
    assert (entry.data["before"], entry.data["name"]) == ("何某", "张某")
    row.refresh_from_db()
    assert (row.name, row.substitute, row.capacity) == (
        "张建国", None, Attendance.Capacity.MEMBER,
    )  # fmt: skip
    with pytest.raises(Overtaken, match="已经在这个席位上"):
        attending.change_places(row, substitute=None, by=secretary, at=NOW + MINUTE)


def test_a_stranger_takes_no_seat_over(came, make_seat, parties, seats, secretary):
    other = make_seat("别人的替补", parties[0], substitute_for=seats[1])
    with pytest.raises(Refused, match="不是张建国的替补"):
        attending.change_places(came, substitute=other, by=secretary, at=NOW)


# --- corrections ------------------------------------------------------------------------------


def test_a_correction_keeps_what_stood_there_before(open_meeting, came, secretary):
    right = NOW - 3 * MINUTE
    entry = written(
        lambda: attending.correct_times(
            came, arrived_at=right, left_at=NOW, reason="看错了钟", by=secretary, at=NOW
        ),
        "attendance.corrected",
    )
    came.refresh_from_db()
    assert (came.arrived_at, came.left_at) == (right, NOW)
    assert entry.data["was_arrived_at"].startswith("2026-09-16T10:00")
    assert (entry.data["reason"], entry.data["was_left_at"]) == ("看错了钟", "")


def test_a_correction_over_a_colleagues_correction_is_refused(came, secretary):
    stale = Attendance.objects.get(pk=came.pk)
    attending.leave(came, by=secretary, at=NOW + MINUTE)
    with pytest.raises(Overtaken, match="刚刚有人改过"):
        attending.correct_times(
            stale, arrived_at=NOW, left_at=None, reason="更正", by=secretary, at=NOW + MINUTE
        )


@pytest.mark.parametrize(("arrived", "left"), [(0, -1), (1, None), (-200, None), (0, 1)])
def test_impossible_times_are_refused(came, secretary, arrived, left):
    with pytest.raises(Refused):
        attending.correct_times(
            came,
            arrived_at=NOW + arrived * MINUTE,
            left_at=None if left is None else NOW + left * MINUTE,
            reason="更正",
            by=secretary,
            at=NOW,
        )


def test_a_mistaken_sign_in_is_struck_in_the_open(open_meeting, seat, came, secretary):
    with pytest.raises(Refused, match="请填写撤销的理由"):
        attending.strike(came, reason=" ", by=secretary, at=NOW)
    entry = written(
        lambda: attending.strike(came, reason="点错了人", by=secretary, at=NOW), "attendance.struck"
    )
    assert (entry.data["seat"], entry.data["reason"]) == (seat.pk, "点错了人")
    assert not row_of(open_meeting, seat).there
    with pytest.raises(Overtaken, match="已经撤销"):
        attending.strike(came, reason="点错了人", by=secretary, at=NOW)
    attending.check_in(open_meeting, seat, way=LIST, by=secretary, at=NOW + MINUTE)
