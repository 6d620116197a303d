"""转办: send a topic out, keep it moving, bring it back — each button through HTTP."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, referring
from suggestions.models import Department, Event, Referral, Topic, Workday
from suggestions.staff.forms import SUBJECT

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def third_department(db):
    return Department.objects.create(name="市房屋管理局", short_name="市房管局")


def page(topic, verb=""):
    args = [topic.pk, verb] if verb else [topic.pk]
    return reverse(f"desk_topics:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def fresh(record):
    record.refresh_from_db()
    return record


def test_the_due_date_is_filled_in_from_the_working_calendar(desk, make_topic, now):
    response = desk.get(page(make_topic()))
    form = next(b.form for b in response.context["buttons"] if b.verb.name == "refer")
    assert form["due_on"].value() == referring.deadlines(now).due_on


def test_a_topic_goes_to_a_lead_and_its_supporters(desk, make_topic, department, other_department):
    topic = make_topic()
    data = {
        "lead": department.pk,
        "supporting": [other_department.pk],
        "note": "请重点研究充电位配比",
        "due_on": "2026-10-30",
    }
    response = desk.post(page(topic, "refer"), data, follow=True)
    assert told(response) == ["已转办给市绿化市容局、市消防局，答复期限 2026-10-30。"]
    assert fresh(topic).status == "forwarded"
    html = words(response)
    for shown in ("市绿化和市容管理局", "市消防救援局", "请重点研究充电位配比", "2026-10-30"):
        assert shown in html
    assert set(topic.referrals.values_list("role", flat=True)) == {"lead", "supporting"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lead": ""}, "请选择主办单位。"),
        ({"lead": "999999"}, "选择一个有效的选项"),
        ({"due_on": ""}, "请填写答复期限。"),
        ({"due_on": "明天"}, "输入一个有效的日期"),
        ({"due_on": "2026-09-16"}, "答复期限要晚于今天。"),
        ({"supporting": "same"}, "主办单位不能同时是协办单位。"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_and_kept(
    desk, make_topic, department, changes, said
):
    topic = make_topic()
    data = {"lead": department.pk, "note": "写好的意见", "due_on": "2026-10-30", **changes}
    if data.get("supporting") == "same":
        data["supporting"] = [department.pk]
    response = desk.post(page(topic, "refer"), data)
    assert response.status_code == 422
    assert said in words(response) and "写好的意见" in words(response)
    assert fresh(topic).status == "confirmed"


def test_where_the_calendar_ends_the_officer_types_all_dates(desk, make_topic, department):
    topic = make_topic()
    Workday.objects.all().delete()
    response = desk.get(page(topic))
    assert "2026年的工作日历还没有录入" in words(response)

    data = {"lead": department.pk, "due_on": "2026-10-30"}
    response = desk.post(page(topic, "refer"), data)
    assert response.status_code == 422 and "请填写签收期限。" in words(response)

    data |= {"sign_by": "2026-10-08", "object_by": "2026-09-23"}
    assert desk.post(page(topic, "refer"), data).status_code == 302
    referral = topic.referrals.get()
    dates = (referral.sign_by, referral.object_by, referral.due_on)
    assert [d.isoformat() for d in dates] == ["2026-10-08", "2026-09-23", "2026-10-30"]


def test_the_second_officer_who_forwards_is_told(
    door, desk, second_officer, make_topic, department, other_department
):
    topic = make_topic()
    desk.post(page(topic, "refer"), {"lead": department.pk, "due_on": "2026-10-30"})
    response = door(second_officer).post(
        page(topic, "refer"),
        {"lead": other_department.pk, "due_on": "2026-10-30", "note": "我也写了意见"},
    )
    assert response.status_code == 409
    assert "周敏，转办" in words(response) and "我也写了意见" in words(response)
    assert topic.referrals.count() == 1


def test_an_inactive_department_is_not_offered(desk, make_topic, department):
    Department.objects.update(active=False)
    topic = make_topic()
    data = {"lead": department.pk, "due_on": "2026-10-30"}
    assert desk.post(page(topic, "refer"), data).status_code == 422


def test_a_topic_without_confirmed_members_is_not_forwarded(
    desk, officer, campaign, department, now
):
    topic = curating.create_topic(campaign, name="空的", by=officer, at=now)
    data = {"lead": department.pk, "due_on": "2026-10-30"}
    response = desk.post(page(topic, "refer"), data)
    assert response.status_code == 422
    assert "还没有确认的建议" in words(response)


def test_reassigning_sends_it_to_another_department(
    desk, clerk, make_referral, other_department, now
):
    referral = make_referral()
    referring.object_to(referral, reason="不属于我单位职责", by=clerk, at=now)
    topic = referral.topic
    data = {
        SUBJECT: referral.pk,
        "to": other_department.pk,
        "reason": "异议成立",
        "due_on": "2026-10-30",
    }
    response = desk.post(page(topic, "reassign"), data, follow=True)
    assert told(response) == ["已从市绿化市容局改派给市消防局。"]
    assert fresh(referral).status == "recalled"
    assert topic.referrals.open().get().department == other_department
    assert Event.objects.filter(referral=referral, verb="objection_upheld").exists()


def test_reassigning_to_one_that_already_works_on_it_is_refused(
    desk, make_referral, department, other_department
):
    referral = make_referral(supporting=[other_department])
    data = {
        SUBJECT: referral.pk,
        "to": other_department.pk,
        "reason": "理由写在这里",
        "due_on": "2026-10-30",
    }
    response = desk.post(page(referral.topic, "reassign"), data)
    assert response.status_code == 422
    assert "市消防救援局已经在承办这个问题了。" in words(response)
    assert "理由写在这里" in words(response)


def test_an_objection_that_does_not_hold_stays_where_it_is(desk, clerk, make_referral, now):
    referral = make_referral()
    referring.object_to(referral, reason="不属于我单位职责", by=clerk, at=now)
    url = page(referral.topic, "refuse-objection")
    assert desk.post(url, {SUBJECT: referral.pk, "reason": ""}).status_code == 422
    desk.post(url, {SUBJECT: referral.pk, "reason": "三定方案第五条"})
    assert fresh(referral).status == "sent"
    assert desk.post(url, {SUBJECT: referral.pk, "reason": "再来"}).status_code == 409


def test_reminding_is_on_record_and_needs_words(desk, make_referral):
    referral = make_referral()
    url = page(referral.topic, "remind")
    assert desk.post(url, {SUBJECT: referral.pk, "note": " "}).status_code == 422
    response = desk.post(url, {SUBJECT: referral.pk, "note": "请尽快签收"}, follow=True)
    assert told(response) == ["已向市绿化市容局催办。"]
    assert "请尽快签收" in words(response)


def test_a_button_reaches_only_referrals_of_its_own_topic(
    desk, make_topic, make_referral, other_department
):
    referral = make_referral()
    stranger = make_topic("别的问题")
    response = desk.post(page(stranger, "remind"), {SUBJECT: referral.pk, "note": "催"})
    assert response.status_code == 404
    assert not Event.objects.filter(verb="reminded").exists()


def test_recalling_brings_the_topic_back_from_all(desk, make_referral, other_department):
    referral = make_referral(supporting=[other_department])
    topic = referral.topic
    assert desk.post(page(topic, "recall"), {"reason": ""}).status_code == 422
    desk.post(page(topic, "recall"), {"reason": "转错了"})
    assert fresh(topic).status == "confirmed"
    assert not topic.referrals.open().exists()


@pytest.fixture
def extension(clerk, make_referral, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    until = referral.due_on + dt.timedelta(days=10)
    return referring.ask_extension(referral, until=until, reason="要现场摸排", by=clerk, at=now)


def test_granting_an_extension_moves_the_due_date(desk, extension):
    topic = extension.referral.topic
    assert "要现场摸排" in words(desk.get(page(topic)))
    desk.post(page(topic, "grant"), {SUBJECT: extension.pk, "decision": ""})
    assert fresh(extension.referral).due_on == extension.until
    assert "已延期" in words(desk.get(page(topic)))


def test_refusing_an_extension_needs_a_reason(desk, extension):
    topic = extension.referral.topic
    due_on = extension.referral.due_on
    assert desk.post(page(topic, "refuse"), {SUBJECT: extension.pk}).status_code == 422
    desk.post(page(topic, "refuse"), {SUBJECT: extension.pk, "decision": "时间足够"})
    assert fresh(extension).status == "refused"
    assert fresh(extension.referral).due_on == due_on


def test_the_second_decision_about_an_extension_is_told(door, desk, second_officer, extension):
    topic = extension.referral.topic
    desk.post(page(topic, "grant"), {SUBJECT: extension.pk})
    other = door(second_officer)
    response = other.post(page(topic, "refuse"), {SUBJECT: extension.pk, "decision": "不行"})
    assert response.status_code == 409
    assert fresh(extension).status == "granted"


def test_a_topic_can_be_answered_without_a_department(desk, make_topic):
    topic = make_topic(size=3)
    data = {"text": "已在办理，年底前完成。", "adoption": "work", "done_on": "2026-12-25"}
    response = desk.post(page(topic, "answer"), data, follow=True)
    assert told(response) == ["答复已送达 3 条建议的作者。"]
    assert fresh(topic).status == "answered"
    assert "已在办理，年底前完成。" in words(response)


@pytest.mark.parametrize(
    "changes", [{"text": ""}, {"adoption": ""}, {"adoption": "bribe"}, {"text": "字" * 10_001}]
)
def test_a_direct_answer_without_its_parts_is_refused(desk, make_topic, changes):
    topic = make_topic()
    data = {"text": "已在办理。", "adoption": "work", **changes}
    assert desk.post(page(topic, "answer"), data).status_code == 422
    assert fresh(topic).status == "confirmed"


def test_an_answered_topic_is_closed_once(door, desk, second_officer, make_topic):
    topic = make_topic()
    desk.post(page(topic, "answer"), {"text": "已办好。", "adoption": "work"})
    desk.post(page(topic, "close"))
    assert fresh(topic).status == "closed"
    assert door(second_officer).post(page(topic, "close")).status_code == 409


def test_the_supervisor_escalates_what_is_late_and_nothing_else(
    door, desk, supervisor, make_referral, time_machine, now
):
    referral = make_referral()
    topic, client = referral.topic, door(supervisor)
    early = client.post(page(topic, "escalate"), {SUBJECT: referral.pk, "note": "抓紧"})
    assert early.status_code == 422 and "没有超过答复期限" in words(early)
    assert page(topic, "escalate") not in words(client.get(page(topic)))
    for verb in ("remind", "recall", "reassign"):
        client.post(page(topic, verb), {SUBJECT: referral.pk, "note": "催", "reason": "撤"})
    assert fresh(referral).status == "sent"

    time_machine.move_to(now + dt.timedelta(days=60), tick=False)
    client = door(supervisor)
    assert page(topic, "escalate") in words(client.get(page(topic)))
    client.post(page(topic, "escalate"), {SUBJECT: referral.pk, "note": "请立即答复"})
    event = Event.objects.get(verb="escalated")
    assert (event.by, event.reason) == (supervisor, "请立即答复")
    assert "答复已超期" in words(client.get(page(topic)))
    # Officers chase; the supervisors' word is theirs alone.
    officer_try = door(event.referral.sent_by).post(
        page(topic, "escalate"), {SUBJECT: referral.pk, "note": "冒用"}
    )
    assert officer_try.status_code == 302
    assert Event.objects.filter(verb="escalated").count() == 1


def test_more_referrals_do_not_cost_a_query_for_each_event(
    desk,
    make_referral,
    other_department,
    third_department,
    officer,
    now,
    django_assert_max_num_queries,
):
    referral = make_referral(supporting=[other_department, third_department])
    for i in range(10):
        referring.remind(referral, note=f"第{i}次", by=officer, at=now)
    desk.get(page(referral.topic))
    with django_assert_max_num_queries(45):
        desk.get(page(referral.topic))


def test_nobody_forwards_by_reading(desk, make_topic):
    topic = make_topic()
    assert desk.get(page(topic, "refer")).url == page(topic)
    assert Topic.objects.get(pk=topic.pk).status == "confirmed"
    assert not Referral.objects.exists()


def test_the_history_names_the_status_of_the_record_that_moved(desk, clerk, make_referral, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(referral, text="办好了。", adoption="work", by=clerk, at=now)
    desk.post(reverse("desk_answers:verb", args=[answer.pk, "accept"]))
    lines = desk.get(page(referral.topic)).context["history"]
    moves = [(line.event.verb, line.left, line.reached) for line in lines[:3]]
    assert moves == [
        ("answered", "办理中", "已答复"),  # of the topic
        ("answer_submitted", "办理中", "答复待审"),  # of the referral
        ("signed", "待签收", "办理中"),
    ]
