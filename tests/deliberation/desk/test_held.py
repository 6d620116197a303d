"""A press that the device sends again is done once; one that was refused may come again."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from deliberation.actions import pressing
from deliberation.actions.record import note
from deliberation.models import Press, Remark
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def item(open_meeting, make_item):
    return make_item(open_meeting, status="current")


def send(client, meeting, verb, key, on=None, waited=0, **data):
    if on is not None:
        data[SUBJECT] = on.pk
    args = [meeting.council_id, meeting.pk, verb]
    headers = {"X-Press": str(key), "X-Press-Waited": str(waited)}
    return client.post(reverse("desk_meetings:conduct_verb", args=args), data, headers=headers)


def remark(client, item, key, gist="先装三号楼。", **more):
    return send(client, item.meeting, "remark", key, on=item, gist=gist, name="王阿姨", **more)


def test_a_press_is_done_once_however_often_it_is_sent(door, secretary, item):
    phone, key = door(secretary), uuid.uuid4()
    first, again = remark(phone, item, key), remark(phone, item, key)
    assert [first.status_code, again.status_code] == [200, 200]
    assert first.json()["next"].endswith("#remarks")
    assert "refused" not in again.json()
    assert Remark.objects.count() == Press.objects.count() == 1
    assert remark(phone, item, uuid.uuid4()).status_code == 200
    assert Remark.objects.count() == 2


def test_a_refused_press_leaves_no_key_and_says_why(door, secretary, item):
    phone, key = door(secretary), uuid.uuid4()
    refused = remark(phone, item, key, gist="")
    assert refused.status_code == 422
    assert refused.json()["refused"]
    assert not Press.objects.exists()
    assert remark(phone, item, key).status_code == 200
    assert Remark.objects.count() == 1


def test_the_words_of_success_wait_for_the_next_page(door, secretary, item):
    phone = door(secretary)
    remark(phone, item, uuid.uuid4())
    args = [item.meeting.council_id, item.meeting_id]
    assert "已记下" in phone.get(reverse("desk_meetings:conduct", args=args)).content.decode()


def test_who_came_in_time_is_not_late_for_want_of_a_network(door, secretary, open_meeting, seats):
    phone, came = door(secretary), [seats[0].pk]
    answer = send(phone, open_meeting, "everybody", uuid.uuid4(), waited=240, seats=came)
    assert answer.status_code == 200
    row, press = open_meeting.attendances.get(), Press.objects.get()
    assert press.waited == 240
    assert row.arrived_at == press.at - dt.timedelta(seconds=240)


def test_what_opens_a_vote_is_of_the_moment_it_arrives(door, secretary, item, seats):
    phone = door(secretary)
    words = {"title": "装灯", "text": "三号楼装灯。", "reason": "各方同意照开。"}
    assert send(phone, item.meeting, "put", uuid.uuid4(), on=item, waited=1200, **words).json()[
        "next"
    ]
    assert item.motions.get().opened_at == Press.objects.get().at


@pytest.mark.parametrize(
    ("waited", "before"),
    [
        (dt.timedelta(), dt.timedelta()),
        (dt.timedelta(minutes=4), dt.timedelta(minutes=4)),
        (dt.timedelta(minutes=30), dt.timedelta(minutes=5)),  # no earlier than the opening
        (dt.timedelta(hours=7), dt.timedelta()),
        (-dt.timedelta(minutes=5), dt.timedelta()),
    ],
)
def test_a_press_is_told_within_the_evening(open_meeting, waited, before):
    assert pressing.pressed_at(open_meeting, at=NOW, waited=waited) == NOW - before


def test_a_press_is_never_told_before_what_the_record_says_already(open_meeting, secretary):
    note(open_meeting, "meeting.opened", at=NOW - dt.timedelta(minutes=1), by=secretary)
    at = pressing.pressed_at(open_meeting, at=NOW, waited=dt.timedelta(minutes=4))
    assert at == NOW - dt.timedelta(minutes=1)


def test_a_key_that_is_none_is_a_bad_request(door, secretary, item):
    assert remark(door(secretary), item, "nonsense").status_code == 400
    assert not Remark.objects.exists()


def test_strangers_are_refused_with_a_key_too(door, officer, item):
    assert remark(door(officer), item, uuid.uuid4()).status_code in (302, 403)
    assert not Press.objects.exists()


def test_old_keys_are_dropped(door, secretary, item):
    remark(door(secretary), item, uuid.uuid4())
    at = Press.objects.get().at
    assert pressing.drop_old(at=at + pressing.KEPT) == 0
    assert pressing.drop_old(at=at + pressing.KEPT + dt.timedelta(seconds=1)) == 1
