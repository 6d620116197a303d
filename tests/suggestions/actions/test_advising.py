"""咨询: people with a term, asked by a link once, their words cited and published by an officer."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from suggestions.actions import advising
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Adviser, AdviserStep, Event, Opinion

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def register(officer, now):
    def make(**more):
        said = {
            "kind": "group", "name": "钱学明", "skills": "加装电梯", "phone": "13800001234",
            "email": "qian@example.com", "since": now.date() - 30 * DAY, "consent": True, **more,
        }  # fmt: skip
        return advising.register(**said, by=officer, at=now)

    return make


@pytest.fixture
def topic(make_topic):
    return make_topic("电梯装不成", size=1)


@pytest.fixture
def made(topic, register, officer, now):
    return advising.ask(topic, adviser=register(), question="怎样分摊？", by=officer, at=now)


def test_name_and_number_are_unreadable_in_the_table(register):
    register()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM suggestions_adviser")
        assert not {"钱学明", "13800001234"} & set(cursor.fetchone())
    one = Adviser.objects.get()
    assert (one.name, one.masked_phone) == ("钱学明", "138****1234")


@pytest.mark.parametrize(
    "wrong", [{"consent": False}, {"name": " "}, {"skills": ""}, {"kind": "king"},
              {"until": dt.date(2000, 1, 1)}]
)  # fmt: skip
def test_without_consent_a_field_or_a_term_nobody_is_registered(register, wrong):
    with pytest.raises(Refused):
        register(**wrong)
    assert not Adviser.objects.exists()


def test_the_calendar_decides_who_serves(register, topic, officer, now):
    past = register(since=now.date() - 9 * DAY, until=now.date() - DAY)
    coming = register(since=now.date() + DAY)
    last = register(until=now.date())
    assert list(Adviser.objects.serving(now.date())) == [last]
    for one in (past, coming):
        with pytest.raises(Refused, match="不在任期里"):
            advising.ask(topic, adviser=one, question="怎样？", by=officer, at=now)


def test_the_link_is_shown_once_and_kept_as_a_hash(made):
    assert made.token not in str(Opinion.objects.values())
    assert advising.find(made.token) == made.opinion
    assert advising.find("x" * 500) is None


def test_what_is_written_counts_once_and_is_cited(made, topic, now):
    same = advising.find(made.token)
    advising.write(made.opinion, text="按楼层分摊。", shown_as="钱工", at=now)
    with pytest.raises(Overtaken):
        advising.write(same, text="又写一遍。", at=now)
    one = Opinion.objects.get()
    assert one.text == "按楼层分摊。" and one.number == f"咨询意见〔2026〕{one.pk}号"
    event = Event.objects.filter(topic=topic, verb="advice_given").get()
    assert event.actor == "咨询人" and one.number in event.reason


def test_a_link_ends_by_its_day_by_declining_and_by_being_taken_back(
    made, topic, register, officer, now
):
    with pytest.raises(Overtaken, match="过期"):
        advising.write(made.opinion, text="晚了", at=now + 15 * DAY)
    with pytest.raises(Overtaken, match="还在等意见"):
        advising.ask(topic, adviser=made.opinion.adviser, question="再问？", by=officer, at=now)
    again = advising.ask(
        topic, adviser=made.opinion.adviser, question="再问？", by=officer, at=now + 15 * DAY
    )
    advising.revoke(again.opinion, by=officer, at=now)
    with pytest.raises(Overtaken):
        advising.decline(again.opinion, at=now)


def test_it_is_public_only_when_an_officer_says_so_and_masked(made, officer, now):
    with pytest.raises(Overtaken):
        advising.publish(made.opinion, by=officer, at=now)
    advising.write(made.opinion, text="找我商量，电话 13912345678。", at=now)
    assert not Opinion.objects.public().exists()
    advising.publish(made.opinion, by=officer, at=now)
    one = Opinion.objects.public().get()
    assert "13912345678" not in one.public_text and one.author == "一位咨询小组成员，加装电梯"
    with pytest.raises(Overtaken):
        advising.publish(made.opinion, by=officer, at=now)
    advising.unpublish(one, reason="重新考虑", by=officer, at=now)
    assert not Opinion.objects.public().exists() and Opinion.objects.get().text
    assert Opinion.objects.get().public_text == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.update(status="declined", published_at=now)


def test_a_topic_nobody_has_confirmed_is_asked_about_by_nobody(propose, register, officer, now):
    with pytest.raises(Refused, match="还没有确认"):
        advising.ask(propose(size=1), adviser=register(), question="怎样？", by=officer, at=now)


def test_what_was_told_by_telephone_says_who_typed_it(made, officer, now):
    advising.enter(made.opinion, text="他在电话里说……", by=officer, at=now)
    assert Opinion.objects.get().typed_by == officer


def test_every_look_at_a_number_has_a_reason_on_record(made, officer, now):
    with pytest.raises(Refused):
        advising.reveal(made.opinion.adviser, reason=" ", by=officer, at=now)
    assert advising.reveal(made.opinion.adviser, reason="发链接", by=officer, at=now).phone
    assert AdviserStep.objects.filter(verb="revealed", reason="发链接", by=officer).count() == 1


def test_half_a_year_after_the_term_name_and_number_go_and_advice_stays(made, officer, now):
    adviser = made.opinion.adviser
    assert adviser.email
    advising.write(made.opinion, text="按楼层分摊。", at=now)
    advising.end_term(adviser, reason="搬走了", by=officer, at=now)
    with pytest.raises(Overtaken):
        advising.end_term(Adviser.objects.get(), reason="又一次", by=officer, at=now)
    assert advising.forget_former(at=now + 180 * DAY) == 0
    assert advising.forget_former(at=now + 181 * DAY) == 1
    gone = Adviser.objects.get()
    assert (gone.name, gone.phone, gone.email) == ("", "", "")
    assert Opinion.objects.get().text == "按楼层分摊。"
