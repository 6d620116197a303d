"""A meeting from its opening to its close, one agenda item after another."""

import datetime as dt

import pytest

from deliberation.actions import conducting, speaking
from deliberation.models import AgendaItem, Entry, Matter, Meeting, Motion, Notice, Speaker
from deliberation.models.record import KINDS
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW

MINUTE = dt.timedelta(minutes=1)
Item, Status = AgendaItem.Status, Meeting.Status


@pytest.fixture
def noticed(make_meeting):
    return make_meeting(starts_at=NOW + 5 * MINUTE, status=Status.NOTICED)


@pytest.fixture
def item(open_meeting, make_item):
    return make_item(open_meeting)


def last_entry():
    entry = Entry.objects.order_by("-pk").first()
    assert entry.kind in KINDS
    return entry


def written(verb):
    """The one entry that a verb writes."""
    before = Entry.objects.count()
    verb()
    assert Entry.objects.count() == before + 1
    return last_entry()


# --- opening ----------------------------------------------------------------------------------


def test_opening_moves_the_meeting_and_names_its_chair(noticed, secretary):
    entry = written(
        lambda: conducting.open_meeting(noticed, chair=" 张建国 ", by=secretary, at=NOW)
    )
    noticed.refresh_from_db()
    assert (noticed.status, noticed.opened_at, noticed.chair) == (Status.OPEN, NOW, "张建国")
    assert (entry.kind, entry.subject_id) == ("meeting.opened", noticed.pk)


def test_the_record_names_the_chair_only_as_they_agreed(noticed, seats, make_seat, secretary):
    conducting.open_meeting(noticed, chair="张建国", by=secretary, at=NOW)
    assert last_entry().data["chair"] == "张某"
    make_seat("石磊", shown="name")
    conducting.set_chair(noticed, name="石磊", by=secretary, at=NOW)
    assert last_entry().data["chair"] == "石磊"
    conducting.set_chair(noticed, name="欧阳明（街道）", by=secretary, at=NOW)
    assert last_entry().data["chair"] == "欧阳明（街道）"


def test_the_record_of_the_opening_says_who_was_told_in_time(noticed, seats, secretary):
    for seat, sent_at in zip(
        seats[:4],
        [noticed.notice_by, noticed.notice_by + MINUTE, noticed.notice_by, None],
        strict=True,
    ):
        Notice.objects.create(
            meeting=noticed,
            seat=seat,
            channel="sms",
            status="sent" if sent_at else "failed",
            key=f"k{seat.pk}",
            queued_at=NOW,
            try_at=NOW,
            sent_at=sent_at,
        )
    conducting.open_meeting(noticed, chair="张建国", by=secretary, at=NOW)
    notices = last_entry().data["notices"]
    assert (notices["in_time"], notices["late"], notices["none"]) == (2, 1, 7)


def test_a_meeting_needs_a_chair(noticed, secretary):
    with pytest.raises(Refused, match="请填写主持人"):
        conducting.open_meeting(noticed, by=secretary, at=NOW)
    noticed.refresh_from_db()
    assert noticed.status == Status.NOTICED


def test_a_meeting_is_not_opened_hours_before_its_time(noticed, secretary):
    early = noticed.starts_at - dt.timedelta(hours=2, seconds=1)
    with pytest.raises(Refused, match="现在还不能开会"):
        conducting.open_meeting(noticed, chair="张建国", by=secretary, at=early)


def test_a_meeting_typed_in_the_day_after_needs_the_real_time(noticed, secretary):
    after = NOW + dt.timedelta(days=1)
    with pytest.raises(Refused, match="请填写当天实际开会的时间"):
        conducting.open_meeting(noticed, chair="张建国", by=secretary, at=after)
    with pytest.raises(Refused, match="不能晚于现在"):
        conducting.open_meeting(
            noticed, chair="张建国", by=secretary, at=NOW, opened_at=NOW + MINUTE
        )
    conducting.open_meeting(noticed, chair="张建国", by=secretary, at=after, opened_at=NOW)
    assert noticed.opened_at == NOW


def test_a_planned_or_open_meeting_cannot_be_opened(make_meeting, open_meeting, secretary):
    planned = make_meeting(starts_at=NOW, kind="extra")
    for meeting in (planned, open_meeting):
        with pytest.raises(Overtaken):
            conducting.open_meeting(meeting, chair="张建国", by=secretary, at=NOW)


# --- closing ----------------------------------------------------------------------------------


def test_closing_leaves_what_was_not_reached_for_next_time(open_meeting, make_item, secretary):
    item = make_item(open_meeting)
    entry = written(lambda: conducting.close_meeting(open_meeting, by=secretary, at=NOW))
    item.refresh_from_db()
    assert (item.status, item.matter.status) == (Item.POSTPONED, Matter.Status.RAISED)
    assert item.result == "留待下次，原因：散会时还没有议到。"
    assert entry.data["postponed"] == [item.matter_id]
    assert open_meeting.closed_at == NOW


def test_closing_waits_for_the_vote_and_for_the_item(item, make_motion, secretary):
    meeting = item.meeting
    conducting.start_item(item, by=secretary, at=NOW)
    with pytest.raises(Refused, match="还在议"):
        conducting.close_meeting(meeting, by=secretary, at=NOW)
    motion = make_motion(item, status=Motion.Status.OPEN, opened_at=NOW)
    for verb in (
        lambda: conducting.close_meeting(meeting, by=secretary, at=NOW),
        lambda: conducting.end_item(item, outcome="议完", by=secretary, at=NOW),
        lambda: conducting.postpone_item(item, reason="太晚", by=secretary, at=NOW),
    ):
        with pytest.raises(Refused, match="还在表决"):
            verb()
    assert meeting.status == Status.OPEN, "a refused verb leaves the object as it was"
    meeting.refresh_from_db()
    item.refresh_from_db()
    assert (meeting.status, item.status) == (Status.OPEN, Item.CURRENT)
    Motion.objects.filter(pk=motion.pk).update(status=Motion.Status.WITHDRAWN)
    conducting.end_item(item, outcome="议完", by=secretary, at=NOW)
    conducting.close_meeting(meeting, by=secretary, at=NOW)
    with pytest.raises(Refused, match="已散会"):
        conducting.close_meeting(meeting, by=secretary, at=NOW)


def test_a_vote_among_owners_goes_on_when_the_meeting_is_over(item, make_motion, secretary):
    make_motion(item, rule="owners-ordinary", status=Motion.Status.OPEN, opened_at=NOW)
    conducting.start_item(item, by=secretary, at=NOW)
    conducting.end_item(item, by=secretary, at=NOW)
    conducting.close_meeting(item.meeting, by=secretary, at=NOW)
    assert item.status == Item.DONE and item.meeting.status == Status.CLOSED


def test_a_forgotten_meeting_is_closed_with_its_real_end(open_meeting, secretary):
    after = NOW + dt.timedelta(hours=13)
    with pytest.raises(Refused, match="实际散会的时间"):
        conducting.close_meeting(open_meeting, by=secretary, at=after)
    with pytest.raises(Refused, match="不能早于开会时间"):
        conducting.close_meeting(
            open_meeting, by=secretary, at=after, closed_at=NOW - dt.timedelta(hours=1)
        )
    conducting.close_meeting(open_meeting, by=secretary, at=after, closed_at=NOW + 60 * MINUTE)
    assert open_meeting.closed_at == NOW + 60 * MINUTE


# --- one item after another -------------------------------------------------------------------


def test_an_item_takes_the_floor_for_its_minutes(item, secretary):
    entry = written(lambda: conducting.start_item(item, by=secretary, at=NOW))
    meeting = Meeting.objects.get(pk=item.meeting_id)
    assert (meeting.current_item_id, meeting.item_ends_at) == (item.pk, NOW + 15 * MINUTE)
    assert (entry.kind, entry.data["minutes"]) == ("item.started", 15)


def test_one_item_at_a_time(item, make_item, make_matter, secretary):
    other = make_item(item.meeting, make_matter("充电桩", status="arranged"))
    conducting.start_item(item, by=secretary, at=NOW)
    with pytest.raises(Overtaken, match="正在议“三号楼前路灯不亮”"):
        conducting.start_item(other, by=secretary, at=NOW)
    other.refresh_from_db()
    assert other.status == Item.LISTED


def test_more_time_counts_from_the_end_or_from_now_when_that_is_past(item, secretary):
    conducting.start_item(item, by=secretary, at=NOW, minutes=10)
    item = AgendaItem.objects.get(pk=item.pk)
    conducting.extend_item(item, minutes=5, by=secretary, at=NOW)
    meeting = Meeting.objects.get(pk=item.meeting_id)
    assert meeting.item_ends_at == NOW + 15 * MINUTE
    with pytest.raises(Overtaken, match="延过时"):
        conducting.extend_item(item, minutes=5, by=secretary, at=NOW)
    late = NOW + 40 * MINUTE
    conducting.extend_item(AgendaItem.objects.get(pk=item.pk), minutes=5, by=secretary, at=late)
    meeting.refresh_from_db()
    assert meeting.item_ends_at == late + 5 * MINUTE
    assert last_entry().kind == "item.extended"


@pytest.mark.parametrize("minutes", [0, -1, 241])
def test_minutes_stay_within_an_evening(item, secretary, minutes):
    with pytest.raises(Refused, match="1 到 240"):
        conducting.start_item(item, minutes=minutes, by=secretary, at=NOW)


def test_ending_an_item_clears_the_floor_and_the_speakers(item, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    first = speaking.add_speaker(item, name="王阿姨", by=secretary, at=NOW)
    second = speaking.add_speaker(item, name="李叔叔", by=secretary, at=NOW)
    speaking.call_speaker(first, by=secretary, at=NOW)
    entry = written(lambda: conducting.end_item(item, outcome=" 先修三号楼 ", by=secretary, at=NOW))
    item.refresh_from_db()
    meeting = Meeting.objects.get(pk=item.meeting_id)
    assert (item.status, item.outcome) == (Item.DONE, "先修三号楼")
    assert (meeting.current_item_id, meeting.item_ends_at) == (None, None)
    assert item.matter.status == Matter.Status.DISCUSSED
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Speaker.Status.DONE, Speaker.Status.LEFT)
    assert (entry.kind, entry.data["outcome"]) == ("item.ended", "先修三号楼")


def test_an_item_ends_with_words_or_with_a_vote(item, make_motion, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    with pytest.raises(Refused, match="请填写议出的结果"):
        conducting.end_item(item, by=secretary, at=NOW)
    make_motion(item, status="closed", passed=True, opened_at=NOW, closed_at=NOW)
    conducting.end_item(item, by=secretary, at=NOW)
    assert item.status == Item.DONE


def test_an_outcome_holds_no_phone_number(item, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    with pytest.raises(Refused, match="里面有手机号"):
        conducting.end_item(item, outcome="有事打 13812345678", by=secretary, at=NOW)


def test_the_next_item_starts_with_the_same_press(item, make_item, make_matter, secretary):
    other = make_item(item.meeting, make_matter("充电桩", status="arranged"))
    conducting.start_item(item, by=secretary, at=NOW)
    assert conducting.next_item(item, outcome="议完", by=secretary, at=NOW) == other
    assert Meeting.objects.get(pk=item.meeting_id).current_item_id == other.pk
    other.refresh_from_db()
    assert conducting.next_item(other, outcome="议完", by=secretary, at=NOW) is None
    kinds = Entry.objects.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["item.started", "item.ended", "item.started", "item.ended"]


def test_a_postponed_matter_waits_for_another_agenda(item, secretary):
    entry = written(
        lambda: conducting.postpone_item(item, reason="物业没有来", by=secretary, at=NOW)
    )
    item.refresh_from_db()
    assert (item.status, item.matter.status) == (Item.POSTPONED, Matter.Status.RAISED)
    assert (entry.kind, entry.data["reason"]) == ("item.postponed", "物业没有来")
    with pytest.raises(Overtaken):
        conducting.start_item(item, by=secretary, at=NOW)


def test_a_finished_item_may_be_taken_up_again(item, secretary):
    conducting.start_item(item, by=secretary, at=NOW)
    conducting.end_item(item, outcome="议完", by=secretary, at=NOW)
    conducting.start_item(item, minutes=5, by=secretary, at=NOW)
    assert item.status == Item.CURRENT


def test_nothing_happens_in_a_meeting_that_is_not_open(noticed, make_item, secretary):
    item = make_item(noticed)
    for verb in (
        lambda: conducting.start_item(item, by=secretary, at=NOW),
        lambda: conducting.postpone_item(item, reason="晚", by=secretary, at=NOW),
        lambda: speaking.add_speaker(item, name="王阿姨", by=secretary, at=NOW),
        lambda: speaking.note_remark(item, name="王阿姨", gist="好", by=secretary, at=NOW),
    ):
        with pytest.raises(Refused, match="已通知"):
            verb()
    assert not Entry.objects.exists()
