"""转办 and answering: from the desk to a department and back to every author."""

import datetime as dt

import pytest

from suggestions.actions import answering, curating, keeping, outbox, referring, rules
from suggestions.models import Delivery, Event, OutboxMessage, Referral, Suggestion, Topic
from suggestions.work.clocks import CalendarMissing

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
ANSWER = "年内新增充电桩20个，其中8个在小区东门，11月底前通电。"


@pytest.fixture
def referral(make_referral):
    return make_referral()


@pytest.fixture
def answered(referral, clerk, officer, now):
    """A referral signed, answered and accepted; gives the topic."""
    referring.sign(referral, by=clerk, at=now)
    written = answering.submit_answer(referral, text=ANSWER, adoption="work", by=clerk, at=now)
    answering.accept_answer(written, by=officer, at=now)
    return referral.topic


def test_the_clocks_follow_the_calendar(now):
    dates = referring.deadlines(now)
    # 2026-09-16 + 15 days falls on National Day: it moves to the first working day after.
    assert dates.sign_by == dt.date(2026, 10, 8)
    assert dates.object_by == dt.date(2026, 9, 22)  # Sunday 20 September is a make-up day
    assert dates.due_on == dt.date(2026, 10, 16)


def test_a_year_without_a_table_is_not_guessed(now):
    with pytest.raises(CalendarMissing, match="2027年的工作日历还没有录入"):
        referring.deadlines(now.replace(month=12, day=20))


def test_forwarding_reaches_every_member_and_tells_them(referral):
    statuses = set(Suggestion.objects.values_list("status", flat=True))
    assert statuses == {"forwarded"}
    assert Event.objects.for_resident().filter(verb="referred").count() == 3


def test_two_officers_forward_at_once_and_one_is_told(make_topic, department, officer, now):
    topic = make_topic()
    mine, yours = Topic.objects.get(pk=topic.pk), Topic.objects.get(pk=topic.pk)
    dates = referring.deadlines(now)
    referring.refer(mine, lead=department, by=officer, at=now, dates=dates)
    with pytest.raises(rules.Overtaken):
        referring.refer(yours, lead=department, by=officer, at=now, dates=dates)
    assert Referral.objects.count() == 1


def test_an_unconfirmed_guess_is_not_forwarded(campaign, make_suggestion, department, officer, now):
    topic = curating.create_topic(campaign, name="空题", by=officer, at=now)
    with pytest.raises(rules.Refused, match="没有确认的建议"):
        referring.refer(topic, lead=department, by=officer, at=now, dates=referring.deadlines(now))


def test_one_accepted_answer_reaches_every_author_once(answered):
    assert answered.status == "answered"
    assert Delivery.objects.count() == 3
    assert set(Suggestion.objects.values_list("status", flat=True)) == {"answered"}


def test_an_answer_sent_back_reaches_nobody(referral, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now)
    written = answering.submit_answer(referral, text="已阅。", adoption="other", by=clerk, at=now)
    answering.return_answer(written, reason="没有说清什么时候装", by=officer, at=now)
    assert referral.status == "signed" and not Delivery.objects.exists()
    again = answering.submit_answer(referral, text=ANSWER, adoption="work", by=clerk, at=now)
    with pytest.raises(rules.Overtaken):
        answering.accept_answer(written, by=officer, at=now)
    assert answering.accept_answer(again, by=officer, at=now) == 3


def test_a_supporting_opinion_does_not_answer_the_authors(
    make_topic, department, other_department, clerk, other_clerk, officer, now
):
    lead, helper = referring.refer(
        make_topic(),
        lead=department,
        supporting=[other_department],
        by=officer,
        at=now,
        dates=referring.deadlines(now),
    )
    referring.sign(helper, by=other_clerk, at=now)
    opinion = answering.submit_answer(helper, text=ANSWER, adoption="work", by=other_clerk, at=now)
    assert answering.accept_answer(opinion, by=officer, at=now) == 0
    assert not Delivery.objects.exists() and lead.topic.status == "forwarded"


def test_only_authors_with_contact_get_a_message_and_each_one_only_once(
    campaign, make_suggestion, officer, department, clerk, now, settings, tmp_path
):
    settings.OUTBOX_DIR = tmp_path
    rows = [make_suggestion("充电桩", phone="13800001234"), make_suggestion("充电桩不够")]
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place(rows, topic=topic, by=officer, at=now)
    answering.answer(topic, text=ANSWER, adoption="work", by=officer, at=now)
    assert OutboxMessage.objects.filter(kind="answered").count() == 1
    assert outbox.send_outbox(at=now + MINUTE) == 1
    assert outbox.send_outbox(at=now + MINUTE) == 0
    (letter,) = tmp_path.glob("*.json")
    assert "13800001234" in letter.read_text(encoding="utf-8")
    assert not OutboxMessage.objects.exclude(status__in=["sent", "joined"]).exists()


def test_a_sender_that_died_after_sending_does_not_send_twice(
    make_suggestion, campaign, officer, now, settings, tmp_path
):
    settings.OUTBOX_DIR = tmp_path
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place([make_suggestion(email="a@example.org")], topic=topic, by=officer, at=now)
    answering.answer(topic, text=ANSWER, adoption="work", by=officer, at=now)
    outbox.send_outbox(at=now + MINUTE)
    long_ago = now - dt.timedelta(hours=1)
    sent = OutboxMessage.objects.filter(status="sent")
    sent.update(status="sending", try_at=long_ago)  # as a kill leaves it
    assert outbox.send_outbox(at=now + MINUTE) == 1
    assert sent.count() == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_gateway_that_fails_is_tried_again_later(
    make_suggestion, campaign, officer, now, settings
):
    settings.OUTBOX_CHANNELS = {"email": "suggestions.work.channels.Missing", "sms": ""}
    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place([make_suggestion(email="a@example.org")], topic=topic, by=officer, at=now)
    answering.answer(topic, text=ANSWER, adoption="work", by=officer, at=now)
    assert outbox.send_outbox(at=now + MINUTE) == 0
    message = OutboxMessage.objects.exclude(status="joined").get()
    assert message.status == "queued" and message.try_at > now and message.error


def test_who_joins_an_answered_topic_gets_its_answer(answered, make_suggestion, officer, now):
    late = make_suggestion("充电桩还是不够")
    curating.place([late], topic=answered, by=officer, at=now)
    late.refresh_from_db()
    assert late.status == "answered" and late.deliveries.count() == 1


def test_a_bad_word_reopens_the_file_with_a_note(answered, now):
    delivery = Delivery.objects.first()
    with pytest.raises(rules.Refused, match="写一两句"):
        answering.rate(delivery, satisfaction="bad", done="no", at=now)
    answering.rate(delivery, satisfaction="bad", done="no", comment="东门一个也没装", at=now)
    answered.refresh_from_db()
    delivery.suggestion.refresh_from_db()
    assert (answered.status, delivery.suggestion.status) == ("reopened", "forwarded")
    note = Event.objects.get(topic=answered, verb="reopened")
    assert note.reason == "东门一个也没装"


def test_not_done_reopens_the_file_however_content_somebody_is(answered, now):
    delivery = Delivery.objects.first()
    with pytest.raises(rules.Refused, match="写一两句"):
        answering.rate(delivery, satisfaction="good", done="no", at=now)
    answering.rate(delivery, satisfaction="good", done="no", comment="还没有通电", at=now)
    answered.refresh_from_db()
    delivery.suggestion.refresh_from_db()
    assert (answered.status, delivery.suggestion.status) == ("reopened", "forwarded")


def test_nobody_rates_twice_but_may_again_when_asked_again(answered, now):
    delivery = Delivery.objects.first()
    answering.rate(delivery, satisfaction="good", done="unknown", at=now)
    with pytest.raises(rules.Overtaken, match="已经评价过"):
        answering.rate(delivery, satisfaction="good", done="yes", at=now)
    later = now + dt.timedelta(days=29)
    assert keeping.ask_again(at=later) == 3
    assert keeping.ask_again(at=later) == 0
    delivery.refresh_from_db()
    answering.rate(delivery, satisfaction="good", done="yes", at=later)


def test_a_reopened_topic_goes_to_the_same_department_again(answered, officer, department, now):
    delivery = Delivery.objects.first()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=now)
    answered.refresh_from_db()
    dates = referring.deadlines(now)
    (again,) = referring.refer(answered, lead=department, by=officer, at=now, dates=dates)
    assert again.status == "signed" and Referral.objects.count() == 1


def test_the_officer_may_let_an_answer_stand_and_says_why(answered, officer, now):
    delivery = Delivery.objects.first()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=now)
    answered.refresh_from_db()
    answering.keep_answer(answered, reason="12月通电，尚未到期", by=officer, at=now)
    delivery.suggestion.refresh_from_db()
    assert (answered.status, delivery.suggestion.status) == ("answered", "answered")


def test_an_objection_within_its_clock_and_not_after(referral, clerk, now):
    late = now + dt.timedelta(days=10)
    with pytest.raises(rules.Refused, match="期限"):
        referring.object_to(referral, reason="不归我们管", by=clerk, at=late)
    referring.object_to(referral, reason="不归我们管", by=clerk, at=now)
    assert referral.status == "objected"


def test_an_objection_is_taken_on_its_last_permitted_day(referral, clerk, now):
    last = now + (referral.object_by - now.date())
    referring.object_to(referral, reason="不归我们管", by=clerk, at=last)
    assert referral.status == "objected"


def test_an_upheld_objection_moves_the_file(referral, clerk, officer, other_department, now):
    referring.object_to(referral, reason="不归我们管", by=clerk, at=now)
    new = referring.reassign(
        referral,
        to=other_department,
        reason="消防职责",
        by=officer,
        at=now,
        dates=referring.deadlines(now),
    )
    assert (referral.status, new.role, new.status) == ("recalled", "lead", "sent")


def test_more_time_once_with_a_reason_the_authors_read(referral, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now)
    until = referral.due_on + dt.timedelta(days=20)
    request = referring.ask_extension(referral, until=until, reason="等招标", by=clerk, at=now)
    referring.decide_extension(request, grant=True, by=officer, at=now)
    referral.refresh_from_db()
    assert (referral.due_on, referral.extended) == (until, True)
    assert Event.objects.for_resident().get(verb="extension_granted").reason == "等招标"
    with pytest.raises(rules.Refused, match="只能延期一次"):
        referring.ask_extension(
            referral, until=until + dt.timedelta(days=9), reason="再等等", by=clerk, at=now
        )


def test_more_than_the_longest_extension_is_refused(referral, clerk, now):
    referring.sign(referral, by=clerk, at=now)
    with pytest.raises(rules.Refused, match="最迟到"):
        referring.ask_extension(
            referral, until=dt.date(2026, 12, 30), reason="等招标", by=clerk, at=now
        )


def test_taking_a_topic_back_recalls_every_referral(referral, officer, now):
    referring.recall_all(referral.topic, reason="并入别的问题一起办", by=officer, at=now)
    referral.refresh_from_db()
    assert (referral.topic.status, referral.status) == ("confirmed", "recalled")


def test_only_late_files_are_escalated(referral, supervisor, now):
    with pytest.raises(rules.Refused):
        referring.escalate(referral, note="请说明", by=supervisor, at=now)
    late = now + dt.timedelta(days=60)
    referring.escalate(referral, note="请说明", by=supervisor, at=late)
    assert list(Referral.objects.overdue(late)) == [referral]


def test_a_forwarded_topic_gives_nothing_away(referral, officer, now):
    member = referral.topic.placements.first().suggestion
    with pytest.raises(rules.Refused, match="已经转办"):
        curating.place([member], topic=None, by=officer, at=now)


def test_a_supporting_department_can_join_later_but_only_once(
    referral, other_department, department, officer, now
):
    topic, dates = referral.topic, referring.deadlines(now)
    joined = referring.add_supporting(
        topic, department=other_department, note="选点把关", by=officer, at=now, dates=dates
    )
    assert (joined.role, joined.status, joined.note) == ("supporting", "sent", "选点把关")
    assert joined.events.filter(verb="referred", by=officer).exists()
    for twice in (other_department, department):
        with pytest.raises(rules.Refused, match="已经在承办"):
            referring.add_supporting(topic, department=twice, by=officer, at=now, dates=dates)
    assert topic.referrals.count() == 2


def test_nobody_joins_a_topic_that_is_not_being_worked_on(make_topic, department, officer, now):
    topic = make_topic()
    with pytest.raises(rules.Overtaken):
        referring.add_supporting(
            topic, department=department, by=officer, at=now, dates=referring.deadlines(now)
        )


def test_contact_data_goes_half_a_year_after_the_last_event(
    make_suggestion, campaign, officer, now
):
    from suggestions.models import Contact

    topic = curating.create_topic(campaign, name="充电", by=officer, at=now)
    curating.place([make_suggestion(phone="13800001234")], topic=topic, by=officer, at=now)
    answering.answer(topic, text=ANSWER, adoption="work", by=officer, at=now)
    waiting = make_suggestion("还没有答复的", phone="13800001235")
    assert keeping.drop_contacts(at=now + dt.timedelta(days=179)) == 0
    assert keeping.drop_contacts(at=now + dt.timedelta(days=181)) == 1
    assert Contact.objects.get().suggestion == waiting


def test_more_time_may_be_asked_where_next_year_s_holidays_are_unknown(referral, clerk, now):
    referring.sign(referral, by=clerk, at=now)
    Referral.objects.update(due_on=dt.date(2026, 12, 18))
    referral.refresh_from_db()
    assert referring.ask_extension(
        referral, until=dt.date(2027, 1, 17), reason="等招标", by=clerk, at=now
    )


def test_supporting_departments_are_released_by_the_lead_s_answer(
    make_topic, department, other_department, clerk, officer, now
):
    lead, helper = referring.refer(
        make_topic(),
        lead=department,
        supporting=[other_department],
        by=officer,
        at=now,
        dates=referring.deadlines(now),
    )
    referring.sign(lead, by=clerk, at=now)
    written = answering.submit_answer(lead, text=ANSWER, adoption="work", by=clerk, at=now)
    answering.accept_answer(written, by=officer, at=now)
    helper.refresh_from_db()
    assert helper.status == "done"
    assert not Referral.objects.overdue(now + dt.timedelta(days=90)).exists()
