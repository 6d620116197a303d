"""The exact moment of a vote's end and of a code's, and who is sent one how often."""

import datetime as dt
import re

import pytest

from deliberation.actions import motions, online
from deliberation.models import Ballot, Motion
from suggestions.actions.rules import Refused
from tests.conftest import NOW

PHONE, NAME = "13800000002", "王五"


def test_a_vote_is_not_opened_in_the_minute_of_its_end(make_vote, secretary):
    motion = make_vote(opened=False)
    Motion.objects.filter(pk=motion.pk).update(closes_at=NOW)
    with pytest.raises(Refused, match="截止时间已经过了"):
        motions.open_motion(motion, by=secretary, at=NOW)


@pytest.fixture
def codes(monkeypatch):
    """The codes that leave by message."""
    sent = []

    class Gateway:
        def send(self, message, address):
            sent.append(re.search(r"\d{6}", message.body)[0])

    monkeypatch.setattr(online, "channel_for", lambda name: Gateway())
    return sent


def ask(motion, at=NOW):
    online.send_code(motion, name=NAME, phone=PHONE, at=at)


def test_a_code_is_spent_in_the_minute_of_its_end(make_vote, codes):
    motion = make_vote(online=True)
    ask(motion)
    code = {"name": NAME, "phone": PHONE, "code": codes[0], "choice": "for", "key": ""}
    with pytest.raises(online.Expired, match="已经过期"):
        online.vote_by_phone(motion, **code, at=NOW + online.LIFE)
    assert not Ballot.objects.exists()


def test_nobody_is_sent_more_than_five_codes_an_hour(make_vote, codes):
    motion = make_vote(online=True)
    for minute in range(7):
        ask(motion, NOW + dt.timedelta(minutes=minute))
    assert len(codes) == 5
    ask(motion, NOW + dt.timedelta(hours=1))
    assert len(codes) == 6


def test_a_phone_alone_finds_nobody(make_vote, codes):
    online.send_code(make_vote(online=True), name="路人", phone=PHONE, at=NOW)
    assert not codes
