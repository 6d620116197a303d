"""Who has lost the code gets a link where an address was left, and nobody learns more."""

import re

import pytest
from django.urls import reverse

from suggestions.actions import outbox, owning
from suggestions.models import Event, OutboxMessage
from suggestions.residents import receipts
from tests.suggestions.news.conftest import links_in

pytestmark = pytest.mark.django_db
LOST = "/track/lost/"


@pytest.fixture
def mine(submit, now):
    made = submit("楼下装充电桩", phone="13800001046", email="wang@example.com")
    OutboxMessage.objects.all().delete()
    return made


def ask(client, **fields):
    return client.post(LOST, fields)


def test_a_known_and_an_unknown_address_get_the_same_page(client, mine, time_machine, now):
    time_machine.move_to(now, tick=False)
    known, unknown = ask(client, phone="138 0000 1046"), ask(client, phone="13900000000")
    token = re.compile(r'csrf[^"]*" value="[^"]*"|nonce="[^"]*"')
    pages = [token.sub("", page.content.decode()) for page in (known, unknown)]
    assert pages[0] == pages[1] and known.status_code == unknown.status_code == 200
    assert OutboxMessage.objects.get().kind == "lost"


def test_either_of_the_two_that_were_left_is_found_and_told_by_itself(client, mine):
    ask(client, email="Wang@Example.com")
    message = OutboxMessage.objects.get()
    assert (message.channel, message.urgent) == ("email", True)
    assert "楼下装充电桩" not in message.body + message.then


def test_the_link_opens_the_page_and_gives_a_new_code_that_works(
    client, client_as, mine, mailbox, now, time_machine
):
    time_machine.move_to(now, tick=False)
    ask(client, email="wang@example.com")
    outbox.send_outbox(at=now)
    [link] = links_in(mailbox.letters[0])
    path = "/" + link.split("/", 3)[3]
    phone = client_as()
    assert phone.get(path).status_code == 303
    tracked = reverse("suggestions:tracked", args=[mine.suggestion.pk])
    assert "换一串新的查询码" in phone.get(tracked).content.decode()
    page = phone.post(reverse("suggestions:new_code", args=[mine.suggestion.pk])).content.decode()
    code = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", page)[0]
    assert phone.get(tracked).status_code == 200  # held by the new code, the link has ended
    other = client_as()
    assert other.post("/track/", {"code": code}).status_code == 303
    assert client_as().post("/track/", {"code": receipts.grouped(mine.code)}).status_code == 404
    assert client_as().get(path).status_code == 404
    assert Event.objects.filter(verb="receipt_issued", actor="建议人").exists()


def test_a_stranger_gets_no_new_code(client, mine):
    address = reverse("suggestions:new_code", args=[mine.suggestion.pk])
    assert client.post(address).status_code == 404
    assert not Event.objects.filter(verb="receipt_issued").exists()


def test_asking_again_and_again_sends_one_message_and_ends(client, mine, time_machine, now):
    time_machine.move_to(now, tick=False)
    answers = [ask(client, phone="13800001046").status_code for _ in range(8)]
    assert answers[:6] == [200] * 6 and answers[6:] == [429] * 2
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"phone": "12"}, {"phone": "13800001046", "email": "a@b.cn"}]
)
def test_what_cannot_be_an_address_comes_back_with_what_to_do(client, mine, fields):
    answer = ask(client, **fields)
    assert answer.status_code == 422 and "还差一点" in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def test_a_changed_address_is_found_and_the_old_one_and_its_links_are_not(client, mine, now):
    serial = mine.suggestion.contact.link_serial
    owning.change_contact(
        mine.suggestion, name="", phone="13700000000", email="", at=now, notice="2026-12"
    )
    OutboxMessage.objects.all().delete()
    ask(client, phone="13800001046")
    assert not OutboxMessage.objects.exists()
    ask(client, phone="13700000000")
    assert OutboxMessage.objects.count() == 1
    mine.suggestion.contact.refresh_from_db()
    assert mine.suggestion.contact.link_serial > serial


def test_what_was_erased_is_not_told_of(client, mine, now):
    owning.erase(mine.suggestion, at=now)
    ask(client, phone="13800001046")
    assert not OutboxMessage.objects.exists()
