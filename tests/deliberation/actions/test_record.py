"""One note for everything: the council, the meeting and the standing facts are found from it."""

import pytest

from deliberation.actions import agenda, attending, minuting, rolls, speaking
from deliberation.actions.facts import stamp
from deliberation.actions.numbering import next_number
from deliberation.models import Attendance, Entry, Meeting
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def last() -> Entry:
    return Entry.objects.order_by("-pk").first()


def about(entry: Entry) -> tuple:
    return entry.council_id, entry.meeting_id, entry.subject, entry.subject_id


def test_what_arises_at_a_meeting_names_the_council_and_the_meeting(
    open_meeting, make_item, council, secretary
):
    item = make_item(open_meeting, status="current")
    row = speaking.note_remark(item, gist="同意。", name="王阿姨", by=secretary, at=NOW)
    assert about(last()) == (council.pk, open_meeting.pk, "remark", row.pk)
    assert last().data == {"item": item.pk, "name": "王某", "party": "", "gist": "同意。"}


def test_a_sign_in_says_who_came_and_that_they_did_it_themselves(open_meeting, seats, council):
    seat = seats[0]
    row = attending.check_in(open_meeting, seat, way=Attendance.Way.QR, at=NOW)
    assert about(last()) == (council.pk, open_meeting.pk, "attendance", row.pk)
    assert last().actor == attending.ONESELF
    assert last().data["seat"] == seat.pk and last().data["arrived_at"] == stamp(row.arrived_at)


def test_what_only_passes_through_a_meeting_names_it_all_the_same(
    meeting, make_item, council, secretary
):
    item = make_item(meeting)
    agenda.take_off_agenda(item, reason="材料不全。", by=secretary, at=NOW)
    assert about(last()) == (council.pk, meeting.pk, "matter", item.matter_id)


def test_a_vote_says_on_which_item_it_is(make_vote, council):
    motion = make_vote()
    assert about(last()) == (council.pk, motion.item.meeting_id, "motion", motion.pk)
    assert {"item", "number", "title", "text_hash"} <= last().data.keys()


def test_a_roll_that_is_gone_is_the_subject_of_nothing(make_roll, council, secretary):
    roll = make_roll()
    rolls.discard_roll(roll, by=secretary, at=NOW)
    assert about(last()) == (council.pk, None, "", None)
    assert last().data["roll"] == roll.pk


def test_numbers_begin_at_one_and_follow_the_highest(make_meeting, make_item, council, secretary):
    held = make_meeting(status="closed")
    assert next_number(council.meetings.filter(pk=held.pk).none(), "minutes") == 1
    minutes = minuting.draft_minutes(held, by=secretary, at=NOW)
    assert minutes.number == 1 and next_number(council.minutes_of) == 2
    assert Meeting.objects.filter(minutes_of=minutes).exists()
