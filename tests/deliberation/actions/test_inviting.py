"""席位邀请: a link for one person, filled in with consent, confirmed in two steps, then a seat."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from deliberation.actions import inviting
from deliberation.models import Entry, Invitation, Party, Seat
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page

pytestmark = pytest.mark.django_db

SINCE = dt.date(2026, 10, 1)
DAY = dt.timedelta(days=1)
PERSON = {"holder": "钱多多", "phone": "13800138000", "shown": "surname"}


@pytest.fixture
def made(council, parties, secretary):
    return inviting.invite(council, party=parties[0], since=SINCE, by=secretary, at=NOW)


@pytest.fixture
def mine(door, secretary, time_machine):
    time_machine.move_to(NOW, tick=False)
    return door(secretary)


def link(made):
    return reverse("deliberation:join", args=[made.token])


def fill(made, at=NOW, **changes):
    inviting.fill_in(made.invitation, at=at, **{**PERSON, **changes})


# --- the verbs ------------------------------------------------------------------------------


def test_the_link_is_nowhere_in_the_database(made):
    row = Invitation.objects.values().get()
    assert made.token not in str(row) and inviting.find(made.token) == made.invitation
    assert made.token not in str(list(Entry.objects.values_list("data", flat=True)))


def test_a_seat_begins_behind_a_meeting_that_was_begun_without_it(
    made, council, secretary, make_meeting
):
    fill(made)
    late = NOW + 5 * DAY + dt.timedelta(days=(SINCE - NOW.date()).days)
    make_meeting(council, late, status="closed", opened_at=late)
    fill_later = inviting.accept(made.invitation, by=secretary, at=late)
    assert fill_later.since == late.date() + DAY


def test_filled_in_it_is_not_yet_a_seat_and_confirmed_it_is(made, council, secretary):
    fill(made)
    assert not Seat.objects.exists()
    seat = inviting.accept(made.invitation, by=secretary, at=NOW)
    assert (seat.holder, seat.phone, seat.shown) == ("钱多多", "13800138000", "surname")
    assert (seat.council, seat.since) == (council, SINCE)
    made.invitation.refresh_from_db()
    assert (made.invitation.holder, made.invitation.phone) == ("", "")
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"seat.invited", "seat.added"} <= kinds
    with pytest.raises(Overtaken):
        inviting.accept(made.invitation, by=secretary, at=NOW)
    assert Seat.objects.count() == 1


def test_a_link_for_one_party_seats_nobody_of_another(made, parties, secretary):
    fill(made, party=parties[1])
    assert inviting.accept(made.invitation, by=secretary, at=NOW).party == parties[0]


def test_so_many_links_wait_at_once_and_those_that_are_over_do_not_count(
    made, council, secretary, monkeypatch
):
    monkeypatch.setattr(inviting, "AT_ONCE", 1)
    with pytest.raises(Refused, match="还没有人填写"):
        inviting.invite(council, since=SINCE, by=secretary, at=NOW)
    later = NOW + inviting.LIFE
    assert inviting.invite(council, since=SINCE, by=secretary, at=later).token
    assert Invitation.objects.count() == 2


def test_of_two_who_fill_it_in_the_second_hears(made):
    again = Invitation.objects.get()
    fill(made)
    with pytest.raises(Overtaken):
        inviting.fill_in(again, **{**PERSON, "holder": "别人"}, at=NOW)
    assert Invitation.objects.get().holder == "钱多多"


def test_after_its_time_or_taken_back_it_takes_nothing(made, council, parties, secretary):
    with pytest.raises(Overtaken, match="过期"):
        fill(made, at=NOW + inviting.LIFE)
    fill(made)
    inviting.revoke(made.invitation, by=secretary, at=NOW)
    row = Invitation.objects.get()
    assert (row.status, row.holder, row.phone) == ("revoked", "", "")
    with pytest.raises(Overtaken):
        inviting.accept(row, by=secretary, at=NOW)


def test_what_nobody_confirms_is_not_kept(made):
    fill(made)
    inviting.drop_invitations(at=NOW + inviting.LIFE + 30 * DAY)
    assert Invitation.objects.get().holder == "钱多多"
    inviting.drop_invitations(at=NOW + inviting.LIFE + 31 * DAY)
    assert Invitation.objects.get().phone == ""


def test_a_party_has_to_be_in_force(council, secretary, parties):
    Party.objects.filter(pk=parties[0].pk).update(until=SINCE - DAY)
    with pytest.raises(Refused, match="不是议事方"):
        inviting.invite(council, party=parties[0], since=SINCE, by=secretary, at=NOW)
    with pytest.raises(Refused, match="不能早于"):
        inviting.invite(council, since=SINCE, until=SINCE - DAY, by=secretary, at=NOW)


# --- the page behind the link -----------------------------------------------------------------


def test_the_invited_person_fills_it_in(client, made, time_machine):
    time_machine.move_to(NOW, tick=False)
    sheet = page(client.get(link(made)))
    assert "代表：党组织" in sheet and 'name="party"' not in sheet
    wrong = client.post(link(made), {**PERSON, "phone": "123"})
    assert wrong.status_code == 422
    assert "钱多多" in page(wrong) and "同意以后才能入席" in page(wrong)
    assert client.post(link(made), {**PERSON, "consent": "on"}).status_code == 303
    row = Invitation.objects.get()
    assert (row.status, row.holder, row.agreed_at) == ("filled", "钱多多", NOW)
    done = client.get(link(made))
    assert done.status_code == 200 and "已经填好了" in page(done)
    assert "钱多多" not in page(done) and "13800138000" not in page(done)
    assert client.post(link(made), {**PERSON, "consent": "on"}).status_code == 200


def test_without_a_party_the_person_says_it(client, council, secretary, parties, time_machine):
    time_machine.move_to(NOW, tick=False)
    open_one = inviting.invite(council, since=SINCE, by=secretary, at=NOW)
    wrong = client.post(link(open_one), {**PERSON, "consent": "on"})
    assert wrong.status_code == 422 and "请选择您代表哪一方" in page(wrong)
    data = {**PERSON, "consent": "on", "party": parties[1].pk}
    assert client.post(link(open_one), data).status_code == 303
    assert Invitation.objects.get().party == parties[1]


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"status": "revoked"}, 410, "已经作废"),
        ({"expires_at": NOW - DAY}, 410, "已经过期"),
    ],
)
def test_a_link_that_is_over_says_so(client, made, time_machine, change, status, said):
    time_machine.move_to(NOW, tick=False)
    Invitation.objects.update(**change)
    for response in (client.get(link(made)), client.post(link(made), PERSON)):
        assert response.status_code == status and said in page(response)


def test_a_wrong_link_is_a_page_and_guessing_is_stopped(client, made, time_machine):
    time_machine.move_to(NOW, tick=False)
    url = reverse("deliberation:join", args=["x" * 32])
    first = client.get(url)
    assert first.status_code == 404 and "没有找到这份邀请" in page(first)
    assert {client.get(url).status_code for _ in range(59)} == {404}
    assert client.get(url).status_code == 429


# --- the desk ---------------------------------------------------------------------------------


def test_by_clicking_from_the_link_to_the_seat(mine, client, council, parties):
    seats = reverse("desk_councils:seats", args=[council.pk])
    verb = reverse("desk_councils:seats_verb", args=[council.pk, "invite"])
    shown = page(mine.post(verb, {"party": parties[0].pk, "since": "2026-10-01"}))
    address = re.search(r'href="[^"]*(/yishi/join/[^"]+)"', shown)[1]
    assert "<svg" in shown and "只在这里出现这一次" in shown
    assert address not in page(mine.get(seats))
    client.post(address, {**PERSON, "consent": "on"})
    due = page(mine.get(reverse("desk_due:index")))
    assert "席位邀请填好了" in due and "核对、确认" in due
    one = Invitation.objects.get()
    accept = reverse("desk_councils:seats_verb", args=[council.pk, "accept"])
    asked = mine.post(accept, {"desk_subject": one.pk})
    assert asked.status_code == 422 and "将代表" in page(asked) and not Seat.objects.exists()
    question = re.search(r'name="asked" value="([^"]+)"', page(asked))[1]
    data = {"desk_subject": one.pk, "asked": question, "sure": "on"}
    assert mine.post(accept, data).status_code == 302
    assert Seat.objects.get().holder == "钱多多"
    assert "邀请中的席位" not in page(mine.get(seats))


def test_taken_back_by_clicking(mine, made, council):
    url = reverse("desk_councils:seats_verb", args=[council.pk, "revoke"])
    assert mine.post(url, {"desk_subject": made.invitation.pk}).status_code == 302
    assert Invitation.objects.get().status == "revoked"
