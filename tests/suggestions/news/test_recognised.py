"""Whose suggestion is chosen as 优秀建议 is told so, by the rules of every message."""

import datetime as dt

import pytest

from suggestions.actions import outbox, recognising, screening, submitting
from suggestions.models import Contact, OutboxMessage
from tests.suggestions.news.conftest import links_in, text_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def nominated(submit, officer, now):
    def make(title="金点子2026", **contact):
        suggestion = submit(**contact).suggestion
        screening.accept(suggestion, by=officer, at=now)
        outbox.send_outbox(at=now + DAY)
        of = recognising.open_round(title=title, criteria="想得细", by=officer, at=now)
        return recognising.nominate(suggestion, into=of, reason="想得细", by=officer, at=now)

    return make


def told(one):
    rows = OutboxMessage.objects.filter(suggestion=one.suggestion, kind="recognised")
    return sorted(rows.values_list("channel", "status"))


def test_the_author_is_told_and_led_to_the_page_that_asks_for_the_name(
    nominated, second_officer, now, soon, mailbox, client
):
    one = nominated(email="wang@example.org", name="王阿姨")
    before = len(mailbox.letters)
    recognising.choose(one, because="内部说的话", by=second_officer, at=now)
    outbox.send_outbox(at=now + 2 * DAY)
    (letter,) = mailbox.letters[before:]
    text = text_of(letter)
    assert letter["Subject"] == "您的建议被评为优秀建议"
    assert one.suggestion.number in text and "“金点子2026”" in text and "署名" in text
    for private in ("内部说的话", "想得细", "王阿姨", one.suggestion.title):
        assert private not in text
    (link,) = links_in(letter)
    page = client.get(link.replace("http://localhost:8000", ""), follow=True).content.decode()
    assert "您的建议被评为优秀建议" in page and "“金点子2026”：想得细" in page
    assert "就这样写" in page and "下载 PDF" in page


def test_a_number_in_the_name_of_a_round_is_masked(nominated, second_officer, now, mailbox):
    one = nominated(title="评选，问13800138000", email="wang@example.org")
    recognising.choose(one, by=second_officer, at=now)
    outbox.send_outbox(at=now + 2 * DAY)
    assert "评选，问" in text_of(mailbox.letters[-1])
    assert "13800138000" not in text_of(mailbox.letters[-1])


def test_who_is_not_chosen_hears_nothing(nominated, second_officer, now):
    one = nominated(email="wang@example.org")
    recognising.refuse(one, because="不够细", by=second_officer, at=now)
    assert told(one) == []


@pytest.mark.parametrize(
    ("way", "wanted"), [("call", ["call"]), ("letter", ["letter"]), ("none", [])]
)
def test_who_asked_for_a_call_is_on_the_list_of_calls(nominated, second_officer, now, way, wanted):
    one = nominated(phone="13800138000", name="刘")
    Contact.objects.filter(suggestion=one.suggestion).update(way=way)
    recognising.choose(one, by=second_officer, at=now)
    assert [channel for channel, _ in told(one)] == wanted


def test_without_an_address_nobody_is_told_and_nothing_fails(nominated, second_officer, now):
    one = nominated()
    recognising.choose(one, by=second_officer, at=now)
    assert told(one) == []


def test_what_is_withdrawn_before_the_message_leaves_is_not_told(
    nominated, second_officer, now, mailbox
):
    one = nominated(email="wang@example.org")
    before = len(mailbox.letters)
    recognising.choose(one, by=second_officer, at=now + DAY)
    submitting.withdraw(one.suggestion, at=now + DAY)
    outbox.send_outbox(at=now + 2 * DAY)
    assert not any("优秀" in each["Subject"] for each in mailbox.letters[before:])
