"""The edges of 转办 and answering: last days, second rounds, and who is told what."""

import datetime as dt

import pytest

from suggestions.actions import answering, curating, keeping, referring, rules, submitting
from suggestions.actions.referring import latest_extension
from suggestions.models import Delivery, Event, Rating, Suggestion
from suggestions.work.clocks import ASK_AGAIN

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def referral(make_referral):
    return make_referral()


@pytest.fixture
def answered(referral, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now)
    written = answering.submit_answer(referral, text="已装。", adoption="work", by=clerk, at=now)
    answering.accept_answer(written, by=officer, at=now)
    return referral.topic


@pytest.fixture
def complained(answered, now):
    """One of three authors says that it is not done; gives the topic."""
    delivery = Delivery.objects.order_by("pk").first()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=now)
    answered.refresh_from_db()
    return answered


def test_what_is_promised_for_today_may_be_promised(referral, clerk, now):
    referring.sign(referral, by=clerk, at=now)
    made = answering.submit_answer(
        referral, text="今天装好。", adoption="work", done_on=now.date(), by=clerk, at=now
    )
    assert made.done_on == now.date()


def test_authors_read_of_their_answer_in_the_history(answered):
    told = Event.objects.for_resident().filter(verb="answered", suggestion__isnull=False)
    assert told.count() == 3


def test_who_joins_a_reopened_topic_is_being_worked_for(complained, make_suggestion, officer, now):
    late = make_suggestion()
    curating.place([late], topic=complained, by=officer, at=now)
    late.refresh_from_db()
    assert late.status == "forwarded"


def test_who_joins_late_gets_the_leads_answer_and_the_latest(
    complained, make_suggestion, officer, now
):
    answering.answer(complained, text="又装了八个。", adoption="work", by=officer, at=now + DAY)
    late = make_suggestion()
    curating.place([late], topic=complained, by=officer, at=now + DAY)
    assert late.deliveries.get().answer.text == "又装了八个。"


def test_who_joins_late_does_not_get_a_supporting_opinion(
    make_referral, other_department, other_clerk, make_suggestion, clerk, officer, now
):
    lead = make_referral(supporting=[other_department])
    helping = lead.topic.referrals.get(department=other_department)
    for referral, by in ((lead, clerk), (helping, other_clerk)):
        referring.sign(referral, by=by, at=now)
    texts = {"adoption": "work", "at": now}
    main = answering.submit_answer(lead, text="主办已装。", by=clerk, **texts)
    opinion = answering.submit_answer(helping, text="协办同意。", by=other_clerk, **texts)
    answering.accept_answer(opinion, by=officer, at=now)
    answering.accept_answer(main, by=officer, at=now)
    late = make_suggestion()
    curating.place([late], topic=main.topic, by=officer, at=now)
    assert late.deliveries.get().answer == main


def test_a_closed_topic_is_reopened_by_a_bad_word_as_well(answered, officer, now):
    answering.close(answered, by=officer, at=now)
    delivery = Delivery.objects.first()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=now)
    answered.refresh_from_db()
    assert answered.status == "reopened"
    note = Event.objects.get(topic=answered, verb="reopened")
    assert (note.from_status, note.to_status) == ("closed", "reopened")


def test_a_second_bad_word_is_noted_and_moves_nothing(complained, now):
    other = Delivery.objects.order_by("pk").last()
    answering.rate(other, satisfaction="bad", done="no", comment="我这里也没装", at=now)
    note = Event.objects.filter(topic=complained, verb="reopened").last()
    assert (note.reason, note.from_status, note.to_status) == ("我这里也没装", "", "")


def test_while_it_is_worked_on_again_nobody_is_asked_for_a_word(complained, now):
    later = now + 29 * DAY
    keeping.ask_again(at=later)
    delivery = Delivery.objects.order_by("pk").first()
    with pytest.raises(rules.Refused, match="正在重新办理"):
        answering.rate(delivery, satisfaction="good", done="yes", at=later)


def test_a_word_after_being_asked_again_is_of_the_second_round(answered, now):
    later = now + 29 * DAY
    keeping.ask_again(at=later)
    answering.rate(Delivery.objects.first(), satisfaction="good", done="yes", at=later)
    assert Rating.objects.get().round == 2


def test_an_answer_that_stands_is_told_to_who_complained_alone(complained, officer, now):
    answering.keep_answer(complained, reason="12月通电", by=officer, at=now)
    told = Event.objects.filter(verb="closed", suggestion__isnull=False)
    assert told.count() == 1 and told.get().from_status == "forwarded"
    assert set(Suggestion.objects.values_list("status", flat=True)) == {"answered"}


def test_an_answer_is_not_due_on_the_day_it_is_asked_for(make_topic, department, officer, now):
    dates = referring.deadlines(now, due_on=now.date())
    with pytest.raises(rules.Refused, match="晚于今天"):
        referring.refer(make_topic(), lead=department, by=officer, at=now, dates=dates)


def test_nobody_leads_and_supports(make_topic, department, officer, now):
    dates = referring.deadlines(now)
    with pytest.raises(rules.Refused, match="同时"):
        referring.refer(
            make_topic(), lead=department, supporting=[department], by=officer, at=now, dates=dates
        )


def test_an_extension_ends_after_the_old_day_and_may_last_to_the_latest(referral, clerk, now):
    referring.sign(referral, by=clerk, at=now)
    asked = {"reason": "缺货", "by": clerk, "at": now}
    with pytest.raises(rules.Refused, match="晚于原期限"):
        referring.ask_extension(referral, until=referral.due_on, **asked)
    latest = latest_extension(referral)
    assert referring.ask_extension(referral, until=latest, **asked).until == latest


def test_an_unsigned_referral_is_not_extended(referral, clerk, now):
    with pytest.raises(rules.Overtaken):
        referring.ask_extension(
            referral, until=referral.due_on + DAY, reason="缺货", by=clerk, at=now
        )


def test_an_extension_refused_is_not_told_to_authors(referral, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now)
    asked = referring.ask_extension(
        referral, until=referral.due_on + DAY, reason="缺货", by=clerk, at=now
    )
    referring.decide_extension(asked, grant=False, decision="不缺", by=officer, at=now)
    assert not Event.objects.get(verb="extension_refused").public


def test_a_file_is_not_reassigned_to_who_has_it_nor_pressed_when_done(
    referral, answered, department, officer, now
):
    dates = referring.deadlines(now)
    with pytest.raises(rules.Refused, match="另一个单位"):
        referring.reassign(
            referral, to=department, reason="再想想", by=officer, at=now, dates=dates
        )
    referral.refresh_from_db()
    with pytest.raises(rules.Overtaken):
        referring.remind(referral, note="请抓紧", by=officer, at=now)


def test_people_are_asked_again_on_the_very_day_and_not_after_taking_it_back(answered, now):
    submitting.withdraw(Suggestion.objects.order_by("pk").first(), at=now)
    due = now + dt.timedelta(days=ASK_AGAIN.days)
    assert keeping.ask_again(at=due - dt.timedelta(minutes=1)) == 0
    assert keeping.ask_again(at=due) == 2


def test_what_is_promised_for_later_is_asked_about_later(referral, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now)
    promised = now.date() + 60 * DAY
    made = answering.submit_answer(
        referral, text="装。", adoption="work", done_on=promised, by=clerk, at=now
    )
    answering.accept_answer(made, by=officer, at=now)
    assert keeping.ask_again(at=now + 40 * DAY) == 0
    assert keeping.ask_again(at=now + 95 * DAY) == 3
