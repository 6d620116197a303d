"""答复审核 and 重新办理: an answer goes out once, or back with a reason."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, referring
from suggestions.models import Delivery, Suggestion

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def handed_in(clerk, make_referral, now):
    """An answer that a department has handed in."""

    def make(text="年内新增充电位一百二十个。", **fields):
        referral = make_referral(**fields)
        referring.sign(referral, by=clerk, at=now)
        return answering.submit_answer(referral, text=text, adoption="measure", by=clerk, at=now)

    return make


@pytest.fixture
def reopened(officer, make_topic, now):
    """A topic whose answer a resident did not believe."""

    def make(name="桩不够", comment="说好装的，到现在一个也没有看见。"):
        topic = make_topic(name, at=now - dt.timedelta(days=9))
        answering.answer(topic, text="已办好。", adoption="work", by=officer, at=now)
        delivery = Delivery.objects.filter(answer__topic=topic).first()
        answering.rate(delivery, satisfaction="bad", done="no", comment=comment, at=now)
        topic.refresh_from_db()
        return topic

    return make


def page(answer, verb=""):
    args = [answer.pk, verb] if verb else [answer.pk]
    return reverse(f"desk_answers:{'verb' if verb else 'page'}", args=args)


def topic_page(topic, verb=""):
    args = [topic.pk, verb] if verb else [topic.pk]
    return reverse(f"desk_topics:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def fresh(record):
    record.refresh_from_db()
    return record


def test_the_queue_holds_what_waits_and_says_how_many_it_reaches(desk, handed_in):
    answer = handed_in()
    response = desk.get(reverse("desk_answers:index"))
    assert [(a.pk, a.members) for a in response.context["object_list"]] == [(answer.pk, 3)]
    desk.post(page(answer, "accept"))
    assert "没有等待审核的答复。" in words(desk.get(reverse("desk_answers:index")))


def test_the_queue_costs_the_same_for_many(
    desk, handed_in, make_topic, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(15) as asked:
            desk.get(reverse("desk_answers:index"))
        return len(asked)

    handed_in()
    desk.get(reverse("desk_answers:index"))
    few = cost()
    for i in range(5):
        handed_in(topic=make_topic(f"问题{i}"))
    assert cost() == few


def test_the_page_shows_the_answer_as_residents_will_read_it(desk, handed_in):
    answer = handed_in("第一段。\n\n第二段<b>。")
    response = desk.get(page(answer))
    html = words(response)
    assert "<p>第一段。</p>" in html and "第二段&lt;b&gt;。" in html
    assert "市绿化和市容管理局的答复" in html and "形成惠民举措" in html
    assert response.context["reaches"] == 3


def test_accepting_reaches_every_author_once(door, desk, second_officer, handed_in):
    answer = handed_in()
    response = desk.post(page(answer, "accept"), follow=True)
    assert told(response) == ["已采用，答复送达 3 条建议的作者。"]
    assert Delivery.objects.filter(answer=answer).count() == 3
    assert set(Suggestion.objects.values_list("status", flat=True)) == {"answered"}

    late = door(second_officer).post(page(answer, "accept"))
    assert late.status_code == 409
    assert "“已采用”" in words(late)
    assert Delivery.objects.filter(answer=answer).count() == 3


def test_returning_needs_a_reason_and_opens_the_referral_again(desk, handed_in):
    answer = handed_in()
    assert desk.post(page(answer, "return"), {"reason": ""}).status_code == 422
    desk.post(page(answer, "return"), {"reason": "没有写完成时间"})
    assert fresh(answer).status == "returned"
    assert fresh(answer.referral).status == "signed"
    assert "退回理由：没有写完成时间" in words(desk.get(page(answer)))


def test_the_second_officer_who_returns_what_was_accepted_keeps_the_words(
    door, desk, second_officer, handed_in
):
    answer = handed_in()
    desk.post(page(answer, "accept"))
    response = door(second_officer).post(page(answer, "return"), {"reason": "我还想再看看"})
    assert response.status_code == 409
    assert "我还想再看看" in words(response)


def test_a_supporting_answer_is_taken_over_and_sent_to_nobody(
    desk, clerk, make_topic, department, other_department, officer, now
):
    topic = make_topic()
    dates = referring.deadlines(now)
    _, helper = referring.refer(
        topic, lead=other_department, supporting=[department], by=officer, at=now, dates=dates
    )
    referring.sign(helper, by=clerk, at=now)
    answer = answering.submit_answer(helper, text="我们配合。", adoption="work", by=clerk, at=now)
    assert "不单独送达建议人" in words(desk.get(page(answer)))
    response = desk.post(page(answer, "accept"), follow=True)
    assert told(response) == ["协办意见已采用。"]
    assert not Delivery.objects.exists()


def test_a_supervisor_reads_answers_and_lets_none_out(door, supervisor, handed_in):
    answer, client = handed_in(), door(supervisor)
    response = client.get(page(answer))
    assert response.status_code == 200 and not response.context["buttons"]
    client.post(page(answer, "accept"))
    client.post(page(answer, "return"), {"reason": "督办退回"})
    assert fresh(answer).status == "submitted"


def test_a_clerk_does_not_enter_the_officers_desk(door, clerk, handed_in):
    answer = handed_in()
    for url in (page(answer), reverse("desk_answers:index")):
        assert door(clerk).get(url).url == reverse("wagtailadmin_home")


# --- 重新办理 ---------------------------------------------------------------------------------


def test_reopened_topics_stand_with_the_residents_words(desk, reopened):
    topic = reopened()
    response = desk.get(reverse("desk_reopened:index"))
    assert list(response.context["object_list"]) == [topic]
    assert "说好装的，到现在一个也没有看见。" in words(response)
    assert "1 个问题因建议人不满意需要重新办理" in words(desk.get(reverse("desk_answers:index")))
    assert "说好装的" in words(desk.get(topic_page(topic)))


def test_the_list_of_reopened_topics_costs_the_same_for_many(
    desk, reopened, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(15) as asked:
            desk.get(reverse("desk_reopened:index"))
        return len(asked)

    reopened()
    desk.get(reverse("desk_reopened:index"))
    few = cost()
    for i in range(4):
        reopened(f"问题{i}")
    assert cost() == few


def test_a_reopened_topic_is_forwarded_again(desk, reopened, department):
    topic = reopened()
    data = {"lead": department.pk, "due_on": "2026-10-30", "note": "请现场核实"}
    desk.post(topic_page(topic, "refer-again"), data)
    assert fresh(topic).status == "forwarded"
    assert topic.referrals.get().note == "请现场核实"


def test_the_first_answer_may_stand_with_a_reason_told(desk, reopened):
    topic = reopened()
    assert desk.post(topic_page(topic, "keep-answer"), {"reason": ""}).status_code == 422
    desk.post(topic_page(topic, "keep-answer"), {"reason": "已实地核实，三个桩均可使用"})
    assert fresh(topic).status == "answered"
    desk.post(topic_page(topic, "close"))
    assert fresh(topic).status == "closed"


def test_two_officers_with_one_reopened_topic(door, desk, second_officer, reopened, department):
    topic = reopened()
    desk.post(topic_page(topic, "keep-answer"), {"reason": "已核实"})
    data = {"lead": department.pk, "due_on": "2026-10-30", "note": "再办一次"}
    response = door(second_officer).post(topic_page(topic, "refer-again"), data)
    assert response.status_code == 409
    assert "再办一次" in words(response)
