"""Comings and goings stand in the minutes, and each vote has the quorum of its own moment."""

import datetime as dt

import pytest

from deliberation.actions import attending, closing, conducting, voting
from deliberation.hall.presence import gather
from deliberation.minutes.composing import compose
from deliberation.minutes.movements import movements
from deliberation.models import Motion
from tests.conftest import NOW

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def came(open_meeting, seats, make_seat, parties, secretary):
    """Seven of ten; the seventh has a substitute."""
    rows = [
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW - 5 * MINUTE)
        for seat in seats[:7]
    ]
    substitute = make_seat("钱多多", parties[3], substitute_for=seats[6])
    return rows, substitute


def test_who_came_left_returned_and_changed_is_told_in_order(came, open_meeting, seats, secretary):
    rows, substitute = came
    attending.check_in(open_meeting, seats[7], way="list", by=secretary, at=NOW)
    attending.leave(rows[0], by=secretary, at=NOW + MINUTE)
    attending.come_back(rows[0], by=secretary, at=NOW + 3 * MINUTE)
    attending.change_places(rows[6], substitute=substitute, by=secretary, at=NOW + 4 * MINUTE)
    attending.leave(rows[1], by=secretary, at=NOW + 5 * MINUTE)
    told = [
        (m["at"], m["name"], m["what"])
        for m in movements(open_meeting, gather(open_meeting).attendances)
    ]
    assert told == [
        ("10:00", "赵敏", "到会"),
        ("10:01", "张建国", "离会"),
        ("10:03", "张建国", "返回"),
        ("10:04", told[3][1], told[3][2]),
        ("10:05", "李秀英", "离会"),
    ]
    assert told[3][2].startswith("接替") and told[3][2].endswith("出席")


def test_each_vote_has_the_quorum_of_its_own_moment(
    came, open_meeting, make_vote, make_item, secretary, colleague, council
):
    rows, _ = came
    item = make_item(open_meeting)

    def voted(at):
        motion = make_vote("council", item=item, method="hands", at=at)
        here = 7 - sum(row.left_at is not None for row in rows)
        for by in (secretary, colleague):
            voting.count_hands(motion, hands=voting.Hands(here, 0, 0), by=by, at=at)
        return closing.close_motion(motion, by=secretary, at=at)

    first = voted(NOW)
    for row in rows[:2]:
        attending.leave(row, by=secretary, at=NOW + MINUTE)
    second = voted(NOW + 2 * MINUTE)
    attending.come_back(rows[0], by=secretary, at=NOW + 3 * MINUTE)
    assert [m.case["present"]["people"] for m in (first, second)] == [7, 5]
    assert [m.verdict["valid"] for m in (first, second)] == [True, False]
    assert Motion.objects.get(pk=second.pk).case["present"]["people"] == 5
    open_meeting.refresh_from_db()
    content = compose(open_meeting, recorder="某", number="1")
    said = [motion["here"] for motion in content["items"][0]["motions"]]
    assert said == ["10:00开始表决，表决时在场7席", "10:02开始表决，表决时在场5席"]


def test_nothing_is_told_where_nobody_moved(came, open_meeting, secretary):
    conducting.close_meeting(open_meeting, by=secretary, at=NOW)
    open_meeting.refresh_from_db()
    assert movements(open_meeting, gather(open_meeting).attendances) == []
