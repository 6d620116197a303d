"""What became of a topic is decided once, and every page says the same."""

import datetime as dt

import pytest

from suggestions.actions import answering, referring
from suggestions.models import Delivery, Rating
from suggestions.telling import continuation
from suggestions.telling.outcomes import Stage, outcome_of, outcomes_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def answered(make_referral, clerk, officer, now):
    """Gives the topic of an accepted answer."""

    def make(adoption="work", done_on=None):
        referral = make_referral()
        referring.sign(referral, by=clerk, at=now)
        answer = answering.submit_answer(
            referral, text="会装。", adoption=adoption, by=clerk, at=now, done_on=done_on
        )
        answering.accept_answer(answer, by=officer, at=now)
        referral.topic.refresh_from_db()
        return referral.topic

    return make


def rate(topic, done, *, number=0, at, satisfaction="good"):
    delivery = Delivery.objects.filter(answer__topic=topic).order_by("pk")[number]
    answering.rate(delivery, satisfaction=satisfaction, done=done, comment="看过了", at=at)
    topic.refresh_from_db()


def stage(topic, at):
    return outcome_of(topic, at=at).stage


def test_before_an_answer_the_stage_is_that_of_the_office(make_topic, make_referral, now):
    assert stage(make_topic("路灯不亮", 1), now) is Stage.PREPARING
    assert stage(make_referral().topic, now) is Stage.HANDLING


def test_an_answer_alone_is_not_a_deed(answered, now):
    became = outcome_of(answered(), at=now)
    assert became.stage is Stage.ANSWERED and not became.succeeded


def test_what_is_not_adopted_says_so(answered, now):
    assert stage(answered("not_adopted"), now) is Stage.NOT_ADOPTED


def test_a_promise_is_being_carried_out_until_its_day_has_passed(answered, now):
    topic = answered(done_on=now.date() + 10 * DAY)
    assert stage(topic, now + 10 * DAY) is Stage.CARRYING_OUT
    assert stage(topic, now + 11 * DAY) is Stage.OVERDUE
    assert not outcome_of(topic, at=now + 11 * DAY).succeeded


def test_done_is_what_residents_say(answered, now):
    topic = answered(done_on=now.date() + 10 * DAY)
    rate(topic, "yes", at=now)
    became = outcome_of(topic, at=now)
    assert (became.stage, became.done, became.succeeded) == (Stage.DONE, 1, True)


def test_half_done_or_not_yet_to_be_seen_is_not_done(answered, now):
    topic = answered()
    rate(topic, "partly", at=now)
    rate(topic, "unknown", number=1, at=now)
    assert stage(topic, now) is Stage.ANSWERED


def test_a_resident_who_says_no_is_believed_also_when_the_answer_is_kept(answered, officer, now):
    topic = answered()
    rate(topic, "yes", at=now)
    rate(topic, "no", number=1, at=now)
    assert stage(topic, now) is Stage.CONTRADICTED
    answering.keep_answer(topic, reason="已经再看过。", by=officer, at=now)
    became = outcome_of(topic, at=now)
    assert (became.stage, became.done, became.not_done) == (Stage.CONTRADICTED, 1, 1)
    answering.close(topic, by=officer, at=now)
    assert stage(topic, now) is Stage.CONTRADICTED


def test_the_second_word_of_a_resident_takes_the_place_of_the_first(answered, now):
    topic = answered()
    rate(topic, "unknown", at=now)
    delivery = Delivery.objects.filter(answer__topic=topic).order_by("pk")[0]
    Rating.objects.create(delivery=delivery, satisfaction="good", done="yes", round=2, at=now)
    assert outcome_of(topic, at=now).done == 1
    Rating.objects.filter(round=1).update(done="no")
    assert stage(topic, now) is Stage.DONE


def test_closed_without_objection_counts_as_done_and_a_new_answer_begins_anew(
    answered, officer, now
):
    topic = answered()
    answering.close(topic, by=officer, at=now)
    assert stage(topic, now) is Stage.CLOSED
    rate(topic, "no", at=now)
    answering.answer(topic, text="这回装好了。", adoption="work", by=officer, at=now + DAY)
    topic.refresh_from_db()
    assert stage(topic, now + DAY) is Stage.ANSWERED


def test_a_decision_that_is_not_carried_out_keeps_the_topic_open(answered, now, monkeypatch):
    topic = answered()
    rate(topic, "yes", at=now)
    way = continuation.Journey("决议", "/", "正在落实。", [], open=True)
    monkeypatch.setattr(continuation, "of_topics", lambda keys: {topic.pk: [way]})
    assert stage(topic, now) is Stage.CARRYING_OUT
    over = continuation.Journey("决议", "/", "居民已经确认办好。", [], open=False)
    monkeypatch.setattr(continuation, "of_topics", lambda keys: {topic.pk: [over]})
    assert stage(topic, now) is Stage.DONE


def test_many_topics_cost_no_more_questions_than_one(
    answered, make_topic, now, django_assert_num_queries
):
    topics = [answered(), make_topic("路灯不亮", 1), make_topic("没有座椅", 1)]
    with django_assert_num_queries(3):
        outcomes_of(topics[:1], at=now)
    with django_assert_num_queries(3):
        assert len(outcomes_of(topics, at=now)) == 3


def test_every_page_says_the_same_and_home_calls_nothing_done_that_residents_reopened(
    answered, client, officer, time_machine, now
):
    topic = answered()
    time_machine.move_to(now, tick=False)
    pages = ["/", f"/topics/{topic.pk}/"]
    rate(topic, "yes", at=now)
    for page in pages:
        assert "办成了" in client.get(page).content.decode(), page
    assert "1 位居民说办好了" in client.get("/").content.decode()
    rate(topic, "no", number=1, at=now)
    answering.keep_answer(topic, reason="已经再看过。", by=officer, at=now)
    for page in pages:
        told = client.get(page).content.decode()
        assert "居民说没办好" in told and "办成了" not in told, page
    assert "还没有居民确认办好的事" in client.get("/").content.decode()
