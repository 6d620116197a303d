"""Who follows a council hears when it meets and what it decided, once."""

import datetime as dt

import pytest

from deliberation.actions.record import note
from suggestions.actions import following
from suggestions.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def follower(council, now):
    row = following.ask(
        "council", str(council.pk), channel="email", address="a@b.cn", pace="at_once", at=now
    )
    following.confirm(row, at=now)
    OutboxMessage.objects.all().delete()
    return row


def test_a_follower_hears_of_the_meeting_and_of_its_cancelling(council, meeting, follower, now):
    note(meeting, "meeting.noticed", at=now)
    note(meeting, "meeting.cancelled", at=now + dt.timedelta(hours=1))
    told = list(OutboxMessage.objects.order_by("pk").values_list("body", "url"))
    assert [words.startswith(council.name) for words, _ in told] == [True, True]
    assert "取消" in told[1][0] and str(meeting.pk) in told[0][1]


def test_what_is_only_for_the_record_tells_nobody(council, meeting, follower, now):
    note(meeting, "attendance.checked_in", at=now)
    assert not OutboxMessage.objects.exists()


def test_who_follows_another_council_hears_nothing(make_council, meeting, now):
    other = make_council("别的议事会")
    row = following.ask(
        "council", str(other.pk), channel="email", address="a@b.cn", pace="at_once", at=now
    )
    following.confirm(row, at=now)
    OutboxMessage.objects.all().delete()
    note(meeting, "meeting.noticed", at=now)
    assert not OutboxMessage.objects.exists()
