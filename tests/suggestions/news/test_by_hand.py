"""Who has only a telephone or a postal address: told by people, and told only when written down."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import (
    answering,
    calling,
    curating,
    keeping,
    outbox,
    referring,
    rules,
    submitting,
)
from suggestions.models import ContactReveal, Delivery, Event, OutboxMessage, Referral
from suggestions.telling import handling

LANDLINE, ADDRESS = "021-55551234", "田林路 1 号 2 室"
HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(campaign, make_suggestion, officer, now):
    """Answers a suggestion of somebody whom no machine reaches."""

    def make(**fields):
        suggestion = make_suggestion("要回电", **fields)
        topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
        curating.place([suggestion], topic=topic, by=officer, at=now)
        answering.answer(topic, text="已经装好。", adoption="work", by=officer, at=now)
        suggestion.refresh_from_db()
        return OutboxMessage.objects.get(suggestion=suggestion)

    return make


def log(message, outcome, officer, at, **more):
    message.refresh_from_db()
    return calling.note_call(message, outcome=outcome, by=officer, at=at, **more)


def test_who_left_a_landline_is_called_about_what_matters_and_never_texted(answered, now):
    message = answered(phone=LANDLINE)
    assert (message.channel, message.kind, message.status) == ("call", "answered", "queued")
    assert outbox.send_outbox(at=now + HOUR) == 0


def test_an_answer_counts_as_told_only_when_the_call_is_written_down(answered, officer, now):
    message = answered(phone=LANDLINE)
    delivery = Delivery.objects.get()
    assert delivery.told_at is None
    log(message, "missed", officer, now)
    assert Delivery.objects.get().told_at is None
    log(message, "told", officer, now + HOUR)
    assert Delivery.objects.get().told_at == now + HOUR
    message.refresh_from_db()
    assert message.status == "sent" and message.calls.count() == 2
    assert Event.objects.filter(verb="called").count() == 2
    with pytest.raises(rules.Overtaken):
        log(message, "told", officer, now + HOUR)


def test_the_figures_of_departments_count_a_call_as_told_only_when_it_is_written_down(
    campaign, make_suggestion, department, clerk, officer, now
):
    left = [{"phone": LANDLINE}, {"phone": LANDLINE}, {"phone": LANDLINE, "way": "none"}, {}]
    rows = [make_suggestion(f"要回电{i}", **fields) for i, fields in enumerate(left)]
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place(rows, topic=topic, by=officer, at=now)
    dates = referring.deadlines(now)
    (referral,) = referring.refer(topic, lead=department, by=officer, at=now, dates=dates)
    referring.sign(referral, by=clerk, at=now)
    written = {"text": "已经装好。", "adoption": "work", "by": clerk, "at": now}
    answering.accept_answer(answering.submit_answer(referral, **written), by=officer, at=now)

    def informed():
        return handling.handling([department], Referral.objects.all(), now)[0].informed

    assert informed() == "0/2（0%）"
    first, second = OutboxMessage.objects.filter(kind="answered").order_by("pk")
    log(first, "missed", officer, now)
    log(second, "told", officer, now)
    assert informed() == "1/2（50%）"


def test_who_wants_it_in_writing_gets_a_letter_instead_of_the_call(answered, desk, officer, now):
    message = answered(phone=LANDLINE)
    url = reverse("desk_calls:verb", args=[message.pk, "write"])
    assert desk.post(url, {}).status_code == 422  # no address
    moved = desk.post(url, {"address": ADDRESS})
    assert moved.url == reverse("desk_letters:page", args=[message.pk])
    message.refresh_from_db()
    assert (message.channel, message.status) == ("letter", "queued")
    assert message.suggestion.contact.way == "letter" and Delivery.objects.get().told_at is None
    with pytest.raises(rules.Overtaken):
        calling.note_call(message, outcome="told", by=officer, at=now)
    desk.post(reverse("desk_letters:verb", args=[message.pk, "posted"]), {})
    assert Delivery.objects.get().told_at


def test_nobody_is_asked_whether_it_was_done_who_has_not_heard_the_answer(answered, officer, now):
    message = answered(phone=LANDLINE)
    later = now + dt.timedelta(days=40)
    assert keeping.ask_again(at=later) == 0
    log(message, "told", officer, now + HOUR)
    assert keeping.ask_again(at=later) == 1


@pytest.mark.parametrize(
    ("outcome", "status"), [("dead", "failed"), ("refused", "failed"), ("told", "sent")]
)
def test_each_outcome_leads_somewhere(answered, officer, now, outcome, status):
    message = answered(phone=LANDLINE)
    log(message, outcome, officer, now)
    message.refresh_from_db()
    assert message.status == status


def test_missed_is_tried_again_tomorrow_and_a_date_at_its_time(answered, officer, now):
    message = answered(phone=LANDLINE)
    assert log(message, "missed", officer, now).again_at == now.replace(day=17, hour=9)
    with pytest.raises(rules.Refused, match="约定的时间"):
        log(message, "later", officer, now)
    log(message, "later", officer, now, again_at=now + 3 * HOUR)
    message.refresh_from_db()
    assert message.try_at == now + 3 * HOUR and message.status == "queued"


def test_several_steps_for_one_person_are_one_call(answered, officer, now):
    message = answered(phone=LANDLINE)
    topic = message.suggestion.placement.topic
    delivery = message.suggestion.deliveries.get()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没有装", at=now)
    topic.refresh_from_db()
    answering.keep_answer(topic, reason="现场核实已装", by=officer, at=now)
    log(message, "told", officer, now + HOUR)
    assert sorted(OutboxMessage.objects.values_list("status", flat=True)) == ["joined", "sent"]


def test_the_desk_shows_script_and_answer_and_the_number_only_on_record(
    answered, desk, officer, now
):
    message = answered(phone=LANDLINE)
    index = desk.get(reverse("desk_calls:index")).content.decode()
    assert message.suggestion.number in index and LANDLINE not in index
    page = desk.get(reverse("desk_calls:page", args=[message.pk])).content.decode()
    assert "照着说" in page and "已经装好。" in page and LANDLINE not in page
    shown = desk.post(reverse("desk_calls:verb", args=[message.pk, "dial"]))
    assert LANDLINE in shown.content.decode()
    assert ContactReveal.objects.get().by == officer
    pressed = desk.post(
        reverse("desk_calls:verb", args=[message.pk, "called"]), {"outcome": "told"}
    )
    assert pressed.status_code == 302
    assert Delivery.objects.get().told_at


def test_who_left_only_an_address_gets_a_letter_to_print_and_is_told_when_it_is_posted(
    answered, desk, now
):
    message = answered(address=ADDRESS, name="王阿姨")
    assert message.channel == "letter"
    page = desk.get(reverse("desk_letters:page", args=[message.pk])).content.decode()
    assert ADDRESS not in page
    printed = desk.post(reverse("desk_letters:verb", args=[message.pk, "print"])).content.decode()
    assert ADDRESS in printed and "王阿姨 收" in printed and "已经装好。" in printed
    assert Delivery.objects.get().told_at is None
    desk.post(reverse("desk_letters:verb", args=[message.pk, "posted"]), {"note": "XA123"})
    assert Delivery.objects.get().told_at and Event.objects.filter(verb="letter_sent").exists()


def test_a_message_that_failed_can_be_sent_again_or_told_by_a_person(
    make_suggestion, desk, officer, now, mailbox
):
    suggestion = make_suggestion(email="a@example.org", phone="13800001234")
    mailbox.refuses = "550 no {}"
    OutboxMessage.objects.filter(channel="sms").delete()
    for _ in range(11):
        OutboxMessage.objects.filter(status="queued").update(try_at=now)
        outbox.send_outbox(at=now)
    message = OutboxMessage.objects.get(status="failed")
    assert "550" in desk.get(reverse("desk_messages:page", args=[message.pk])).content.decode()
    desk.post(reverse("desk_messages:verb", args=[message.pk, "by-hand"]))
    assert OutboxMessage.objects.get(channel="call").suggestion == suggestion
    again = desk.post(reverse("desk_messages:verb", args=[message.pk, "by-hand"]))
    assert again.status_code == 422
    mailbox.refuses = ""
    desk.post(reverse("desk_messages:verb", args=[message.pk, "send-again"]))
    OutboxMessage.objects.filter(pk=message.pk).update(try_at=now)
    assert outbox.send_outbox(at=now) == 1 and len(mailbox.letters) == 1


def test_who_takes_a_suggestion_back_is_called_and_written_to_no_more(answered, desk, now):
    message = answered(phone=LANDLINE)
    submitting.withdraw(message.suggestion, at=now)
    assert not OutboxMessage.objects.filter(status="queued").exists()
    assert message.suggestion.number not in desk.get(reverse("desk_calls:index")).content.decode()


def test_who_asks_for_paper_gets_letters_from_the_next_step_on(
    make_suggestion, desk, officer, campaign, now
):
    suggestion = make_suggestion(email="a@example.org")
    verb = reverse("desk_suggestions:verb", args=[suggestion.pk, "way"])
    assert desk.post(verb, {"way": "letter"}).status_code == 422
    assert desk.post(verb, {"way": "call"}).status_code == 422  # no telephone
    assert desk.post(verb, {"way": "letter", "address": ADDRESS}).status_code == 302
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place([suggestion], topic=topic, by=officer, at=now)
    answering.answer(topic, text="已经装好。", adoption="work", by=officer, at=now)
    answered = OutboxMessage.objects.filter(kind="answered")
    assert list(answered.values_list("channel", flat=True)) == ["letter"]
    assert ADDRESS not in "".join(Event.objects.values_list("reason", flat=True))


def test_the_month_s_text_messages_are_counted_in_parts_and_in_money(desk, submit, now):
    row = submit(phone="13800001234").suggestion.messages.get()
    OutboxMessage.objects.filter(pk=row.pk).update(
        status="sent", sent_at=dt.datetime.now(dt.UTC), parts=3, cost=105
    )
    page = desk.get(reverse("desk_messages:index")).content.decode()
    assert "<strong>1.05</strong> 元" in page and "运营商计 3 条" in page


def test_the_screen_of_messages_shows_no_address(desk, submit, now):
    submit(phone="13800001234", email="a@example.org")
    page = desk.get(reverse("desk_messages:index")).content.decode()
    assert "13800001234" not in page and "a@example.org" not in page
