"""Departments and officers: what they hear, when, and who stands in."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, choosing, keeping, outbox, referring, rules, standing_in
from suggestions.models import OutboxMessage, StaffNews
from tests.suggestions.news.conftest import text_of

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(clerk):
    clerk.email = "clerk@example.org"
    clerk.save()
    return clerk


def at_once(user):
    choosing.choose(user, by_email="at_once", by_sms="never", phone="")


def kinds(user):
    rows = OutboxMessage.objects.filter(user=user).order_by("pk")
    return [kind.removeprefix("d_") for kind in rows.values_list("kind", flat=True)]


def test_a_department_hears_of_each_step_that_is_its_own(make_referral, clerk, officer, now):
    lead = make_referral()
    referring.object_to(lead, reason="不归我们", by=clerk, at=now)
    referring.refuse_objection(lead, reason="归你们", by=officer, at=now)
    referring.sign(lead, by=clerk, at=now)
    referring.remind(lead, note="快一点", by=officer, at=now)
    asked = referring.ask_extension(
        lead, until=lead.due_on + dt.timedelta(days=5), reason="要会商", by=clerk, at=now
    )
    referring.decide_extension(asked, grant=False, decision="不必", by=officer, at=now)
    written = answering.submit_answer(lead, text="装好了。", adoption="work", by=clerk, at=now)
    answering.return_answer(written, reason="写清楚", by=officer, at=now)
    late = now + dt.timedelta(days=60)
    referring.escalate(lead, note="太晚了", by=officer, at=late)
    assert kinds(clerk) == ["new", "stays", "reminded", "no_time", "returned", "escalated"]


def test_the_office_hears_of_what_it_has_to_decide(make_referral, clerk, officer, now):
    officer.email = "officer@example.org"
    officer.save()
    lead = make_referral()
    referring.object_to(lead, reason="不归我们", by=clerk, at=now)
    referring.refuse_objection(lead, reason="归你们", by=officer, at=now)
    referring.sign(lead, by=clerk, at=now)
    written = answering.submit_answer(lead, text="装好了。", adoption="work", by=clerk, at=now)
    answering.accept_answer(written, by=officer, at=now)
    delivery = lead.topic.placements.first().suggestion.deliveries.get()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没有", at=now)
    assert kinds(officer) == ["objected", "written", "unsatisfied"]
    assert "unsatisfied" in kinds(clerk)


def test_a_day_s_news_is_one_letter_at_the_set_hour_unless_wished_otherwise(
    make_referral, make_topic, clerk, officer, now, mailbox
):
    make_referral(), make_referral(make_topic("路灯"))
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 0
    assert outbox.send_outbox(at=now.replace(day=17, hour=9)) == 1
    (letter,) = mailbox.letters
    assert letter.reached == ["clerk@example.org"] and letter["Subject"] == "2 件新进展"
    assert "充电桩不够" in text_of(letter) and "路灯" in text_of(letter)
    at_once(clerk)
    make_referral(make_topic("公园"))
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 1


def test_who_wants_no_letters_gets_none(make_referral, clerk, now):
    choosing.choose(clerk, by_email="never", by_sms="never", phone="")
    make_referral()
    assert kinds(clerk) == []


def test_by_text_message_only_with_a_number(make_referral, clerk, now, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    with pytest.raises(rules.Refused, match="手机号"):
        choosing.choose(clerk, by_email="never", by_sms="at_once", phone="")
    choosing.choose(clerk, by_email="never", by_sms="at_once", phone="13800001234")
    make_referral()
    assert outbox.send_outbox(at=now + 2 * MINUTE) == 1
    assert "13800001234" in next(tmp_path.glob("*.json")).read_text(encoding="utf-8")


def test_during_leave_the_substitute_is_told_instead(
    make_referral, make_topic, make_user, department, clerk, now
):
    deputy = make_user("deputy", "承办单位", department, email="deputy@example.org")
    day = now.date()
    choosing.choose(deputy, by_email="daily", by_sms="never", phone="")
    standing_in.take_leave(clerk, first_day=day, last_day=day, substitute=deputy, by=clerk, at=now)
    make_referral()
    assert kinds(clerk) == [] and kinds(deputy) == ["new"]  # once, though both are of the unit
    make_referral(make_topic("路灯"), at=now + dt.timedelta(days=1))
    assert kinds(clerk) == ["new"]


def test_what_is_due_in_three_days_and_what_is_late_is_told_once(make_referral, clerk, now):
    lead = make_referral()
    OutboxMessage.objects.all().delete()

    def tell(days):
        day = dt.datetime.combine(lead.due_on, now.timetz()) + dt.timedelta(days=days)
        keeping.remind_staff(at=day)
        keeping.remind_staff(at=day + MINUTE)
        return kinds(clerk)

    assert tell(-4) == []
    assert tell(-3) == ["due"]
    assert tell(-1) == ["due"]
    assert tell(1) == ["due", "late"]
    assert tell(2) == ["due", "late"]


def test_the_day_that_an_answer_promised_is_told_three_days_before(
    make_referral, clerk, officer, now
):
    lead = make_referral()
    referring.sign(lead, by=clerk, at=now)
    promised = now.date() + dt.timedelta(days=20)
    answer = answering.submit_answer(
        lead, text="下月办。", adoption="work", done_on=promised, by=clerk, at=now
    )
    answering.accept_answer(answer, by=officer, at=now)
    OutboxMessage.objects.all().delete()

    def tell(days):
        keeping.remind_staff(at=now + dt.timedelta(days=20 + days))
        return kinds(clerk)

    assert tell(-4) == []
    assert tell(-3) == tell(-2) == ["plan"]
    text = OutboxMessage.objects.get().body
    assert f"最晚{promised.month}月{promised.day}日完成" in text


def test_each_s_own_page_keeps_the_choice(client_as, clerk):
    page, browser = reverse("desk_my_news:index"), client_as(clerk)
    browser.post(page, {"by_email": "at_once", "by_sms": "never", "phone": ""})
    assert StaffNews.objects.get(user=clerk).by_email == "at_once"
    wrong = browser.post(page, {"by_email": "daily", "by_sms": "daily"})
    assert wrong.status_code == 422 and "请填写手机号" in wrong.content.decode()


def test_the_groups_robots_hear_too_where_they_are_set_up(make_referral, now, settings):
    settings.WECOM_ROBOT_URL = "http://127.0.0.1:1/"
    make_referral()
    assert OutboxMessage.objects.get(channel="robot").bundle == "robot-wecom"


def test_telling_many_clerks_asks_a_fixed_number_of_questions(
    make_topic, make_user, department, officer, now, django_assert_max_num_queries
):
    for n in range(12):
        make_user(f"c{n}", "承办单位", department, email=f"c{n}@example.org")
    topic, dates = make_topic(), referring.deadlines(now)
    with django_assert_max_num_queries(30):
        referring.refer(topic, lead=department, by=officer, at=now, dates=dates)
    assert OutboxMessage.objects.filter(kind="d_new").count() == 12
