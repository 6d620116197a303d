"""The exact minute and the exact day: of signing in, of closing, of an item, of a notice."""

import datetime as dt

import pytest

from deliberation.actions import attending, conducting, notifying
from deliberation.actions.planning import moment
from deliberation.models import Attendance, Meeting, Notice
from tests.conftest import NOW

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LIST, PAPER = Attendance.Way.LIST, Attendance.Way.PAPER


def test_a_seat_sits_through_the_last_day_of_its_term(open_meeting, make_seat, secretary):
    leaving = make_seat("张建国", until=NOW.date())
    assert attending.check_in(open_meeting, leaving, way=LIST, by=secretary, at=NOW)


def test_who_came_as_it_closed_is_typed_from_the_list(open_meeting, seats, secretary):
    end = NOW + HOUR
    conducting.close_meeting(open_meeting, by=secretary, at=end)
    row = attending.check_in(
        open_meeting, seats[0], way=PAPER, by=secretary, at=end + HOUR, arrived_at=end
    )
    assert row.arrived_at == end


def test_who_leaves_in_the_minute_of_arriving_has_left(open_meeting, seats, secretary):
    row = attending.check_in(open_meeting, seats[0], way=LIST, by=secretary, at=NOW)
    attending.leave(row, by=secretary, at=NOW)
    assert Attendance.objects.get().left_at == NOW


def test_a_meeting_of_exactly_twelve_hours_is_believed(open_meeting, secretary):
    end = open_meeting.opened_at + 12 * HOUR
    conducting.close_meeting(open_meeting, by=secretary, at=end)
    assert open_meeting.closed_at == end


@pytest.mark.parametrize("minutes", [1, 240])
def test_an_item_may_take_from_a_minute_to_an_evening(open_meeting, make_item, secretary, minutes):
    item = make_item(open_meeting)
    conducting.start_item(item, minutes=minutes, by=secretary, at=NOW)
    ends_at = Meeting.objects.get(pk=open_meeting.pk).item_ends_at
    assert ends_at == NOW + minutes * MINUTE


def test_whose_term_ends_on_the_day_is_still_told(make_seat, make_meeting):
    meeting = make_meeting(starts_at=moment(dt.date(2026, 10, 20), dt.time(19)))
    seat = make_seat("张建国", until=dt.date(2026, 10, 20))
    notifying.send_notices(at=NOW, meetings=Meeting.objects.filter(pk=meeting.pk))
    assert Notice.objects.get().seat == seat
