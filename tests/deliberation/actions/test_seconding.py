"""附议 counts people: a number once whatever the browser, a seat once, and nothing else."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.urls import reverse

from deliberation.actions import matters, proposing, proving, seconding
from deliberation.models import Entry, Proposal, Second, SecondCode
from suggestions.actions.rules import Overtaken, Refused
from suggestions.residents import visitors
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PHONE = "13800138000"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def public(council, secretary):
    wish = proposing.Wish(title="修一修路灯", body="三号楼到大门一段晚上全黑。")
    proposal = proposing.propose(council, wish=wish, key=visitors.new_key(), at=NOW)
    proposing.publish_proposal(proposal, by=secretary, at=NOW)
    return proposal


@pytest.fixture
def sent(monkeypatch):
    """Text messages, as `(number, text)`."""
    found = []

    class Gateway:
        def send(self, message, address):
            found.append((address, message.body))

    monkeypatch.setattr(proving, "channel_for", lambda channel: Gateway())
    return found


@pytest.fixture
def asked(public, sent):
    """Asks for a code; gives it."""

    def make(phone=PHONE, at=NOW, proposal=None):
        seconding.send_code(proposal or public, phone=phone, at=at)
        return re.search(r"\d{6}", sent[-1][1])[0]

    return make


def say(proposal, code, phone=PHONE, at=NOW):
    return seconding.second_by_phone(proposal, phone=phone, code=code, at=at)


# --- by phone ---------------------------------------------------------------------------------


def test_one_number_is_one_whatever_the_browser(client_as, public, sent):
    code_url = reverse("deliberation:second_code", args=[public.pk])
    url = reverse("deliberation:second", args=[public.pk])
    for number in range(3):
        browser = client_as()
        page = browser.post(code_url, {"phone": "138 0013 8000"}).content.decode()
        assert "验证码已经发到" in page and "138001" not in code_url
        code = re.search(r"\d{6}", sent[-1][1])[0]
        told = browser.post(url, {"phone": PHONE, "code": code}, follow=True).content.decode()
        assert ("已经记上您的附议" if not number else "已经附议过这件提议") in told
    public.refresh_from_db()
    assert public.second_count == public.resident_count == Second.objects.count() == 1


def test_a_browser_alone_counts_nothing(client_as, public):
    for _ in range(6):
        answer = client_as().post(reverse("deliberation:second", args=[public.pk]))
        assert answer.status_code == 422
    assert not Second.objects.exists()


def test_the_number_stands_in_no_table(public, asked):
    say(public, asked())
    asked("13900139000")
    with connection.cursor() as cursor:
        for table in ("second", "secondcode"):
            cursor.execute(f"SELECT * FROM deliberation_{table}")
            assert not any(n in str(row) for row in cursor for n in (PHONE, "13900139000"))


def test_the_same_number_has_another_key_at_another_proposal(public, council, secretary, asked):
    wish = proposing.Wish(title="停车", body="没有地方停。")
    other = proposing.propose(council, wish=wish, key=visitors.new_key(), at=NOW)
    proposing.publish_proposal(other, by=secretary, at=NOW)
    for proposal in (public, other):
        assert say(proposal, asked(proposal=proposal))
    assert len(set(Second.objects.values_list("key", flat=True))) == 2


def test_a_wrong_code_counts_and_five_spend_it(public, asked):
    code = asked()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        with pytest.raises(Refused, match="验证码不对"):
            say(public, wrong)
    with pytest.raises(Refused, match="已经失效"):
        say(public, code)
    assert not Second.objects.exists()


def test_a_code_is_for_its_number_its_proposal_and_ten_minutes(public, asked):
    code = asked()
    with pytest.raises(Refused, match="验证码不对"):
        say(public, code, phone="13900139000")
    with pytest.raises(Refused, match="已经失效"):
        say(public, code, at=NOW + 10 * MINUTE)
    assert say(public, code, at=NOW + 9 * MINUTE)
    with pytest.raises(Refused, match="已经用过，第一次已经算数"):
        say(public, code)


def test_a_later_code_takes_the_place_of_the_earlier(public, asked):
    first, second = asked(), asked(at=NOW + MINUTE)
    if first != second:
        with pytest.raises(Refused):
            say(public, first)
    assert SecondCode.objects.count() == 1 and say(public, second)


def test_what_it_may_cost_is_bounded_a_number_and_an_address(client, public, asked, sent, council):
    for _ in range(proving.PER_HOUR):
        asked()
    with pytest.raises(Refused, match="一小时最多收 5 次"):
        asked()
    url = reverse("deliberation:second_code", args=[public.pk])
    numbers = [f"1390013{n:04d}" for n in range(11)]
    answers = [client.post(url, {"phone": number}) for number in numbers]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert len(sent) == 15
    refused = answers[-1].content.decode()
    assert numbers[-1] in refused and "请工作人员代为登记" in refused  # typed words stay


def test_a_hall_of_neighbours_behind_one_address_is_let_in(
    client, public, sent, council, make_meeting, time_machine
):
    meeting = make_meeting(starts_at=NOW + MINUTE)
    url = reverse("deliberation:second_code", args=[public.pk])

    def ask(n):
        return client.post(url, {"phone": f"1390013{n:04d}"}).status_code

    time_machine.move_to(NOW, tick=False)
    assert [ask(n) for n in range(11)] == [200] * 10 + [429]  # nobody was called yet
    type(meeting).objects.filter(pk=meeting.pk).update(status="noticed")
    assert {ask(n) for n in range(11, 60)} == {200}
    time_machine.move_to(NOW + 24 * 60 * MINUTE, tick=False)
    assert [ask(n) for n in range(11)] == [200] * 10 + [429]


def test_what_codes_cost_is_bounded_for_all_networks_together(client, public, sent, settings):
    settings.CODES_PER_HOUR = 2
    url = reverse("deliberation:second_code", args=[public.pk])
    answers = [
        client.post(url, {"phone": f"1390013{n:04d}"}, REMOTE_ADDR=f"198.51.100.{n}")
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429] and len(sent) == 2
    assert "现在要验证码的人太多了" in answers[-1].content.decode()


def test_the_page_says_which_number_the_code_went_to(client, public, sent):
    url = reverse("deliberation:second_code", args=[public.pk])
    page = client.post(url, {"phone": PHONE}).content.decode()
    assert "验证码已经发到 138****8000" in page


def test_a_gateway_that_fails_is_said_and_leaves_nothing(public, monkeypatch):
    class Gateway:
        def send(self, message, address):
            raise OSError("down")

    monkeypatch.setattr(proving, "channel_for", lambda channel: Gateway())
    with pytest.raises(Refused, match="短信没有发出去"):
        seconding.send_code(public, phone=PHONE, at=NOW)
    assert not SecondCode.objects.exists()


def test_codes_that_are_over_go(public, asked):
    asked()
    assert proving.drop_codes(at=NOW + 9 * MINUTE) == 0
    assert proving.drop_codes(at=NOW + 11 * MINUTE) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [({}, "请填写您的手机号"), ({"phone": "12345"}, "请检查手机号")],
)
def test_what_is_wrong_with_the_number_is_said(client, public, data, words):
    answer = client.post(reverse("deliberation:second_code", args=[public.pk]), data)
    assert answer.status_code == 422 and words in answer.content.decode()


# --- by a seat --------------------------------------------------------------------------------


def test_a_seat_seconds_once_in_the_open(door, public, seats, secretary):
    url = reverse("desk_proposals:verb", args=[public.council_id, public.pk, "second"])
    assert door(secretary).post(url, {"seat": seats[0].pk}).status_code == 302
    public.refresh_from_db()
    assert (public.second_count, public.seat_count, public.resident_count) == (1, 1, 0)
    entry = Entry.objects.get(kind="proposal.seconded")
    assert entry.data == {"party": "党组织", "name": "张某"}
    with pytest.raises(Overtaken, match="已经附议过"):
        seconding.second_by_seat(public, seat=seats[0], by=secretary, at=NOW)


def test_who_has_a_seat_and_a_number_is_one(public, make_seat, asked, secretary):
    seat = make_seat("李四", phone=PHONE)
    assert say(public, asked())
    with pytest.raises(Overtaken):
        seconding.second_by_seat(public, seat=seat, by=secretary, at=NOW)
    assert Second.objects.count() == 1


def test_only_a_seat_in_its_term(public, make_seat, seats, secretary):
    substitute = make_seat("钱多多", substitute_for=seats[0])
    gone = make_seat("期满", until=NOW.date() - dt.timedelta(days=1))
    for seat in (substitute, gone):
        with pytest.raises(Refused, match="没有本议事会的席位"):
            seconding.second_by_seat(public, seat=seat, by=secretary, at=NOW)


# --- what it comes to -------------------------------------------------------------------------


def test_numbers_and_seats_together_make_it_ready_and_are_shown_apart(
    client, public, seats, asked, secretary, council
):
    for n in range(3):
        phone = f"1380013800{n}"
        say(public, asked(phone), phone=phone)
    seconding.second_by_seat(public, seat=seats[0], by=secretary, at=NOW)
    public.refresh_from_db()
    assert public.status == Proposal.Status.COLLECTING
    seconding.second_by_seat(public, seat=seats[2], by=secretary, at=NOW)
    public.refresh_from_db()
    assert public.status == Proposal.Status.READY
    data = council.record.get(kind="proposal.ready").data
    assert (data["seconds"], data["seats"]) == (5, 2)
    page = client.get(reverse("deliberation:proposal", args=[public.pk])).content.decode()
    assert "经核实的居民附议 3 人、席位附议 2，合计需要 5。" in page


def test_what_browsers_pressed_before_decides_nothing(client, public, council):
    Proposal.objects.filter(pk=public.pk).update(browser_count=9)
    page = client.get(reverse("deliberation:proposal", args=[public.pk])).content.decode()
    assert "9 次，不计入" in page and "还差 5 人" in page


def test_what_is_not_open_cannot_be_seconded(client, public, asked, sent, secretary):
    code = asked()
    matters.raise_matter(public.council, proposal=public, by=secretary, at=NOW)
    with pytest.raises(Refused, match="现在不能附议"):
        say(public, code)
    taken = Proposal.objects.select_related("council").get()
    with pytest.raises(Refused, match="现在不能附议"):
        seconding.send_code(taken, phone=PHONE, at=NOW)
    assert not Second.objects.exists() and len(sent) == 1
