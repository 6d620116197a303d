"""The department's desk: its own referrals only, masked words only, and its four verbs."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from suggestions.actions import answering, referring
from suggestions.models import Answer, ExtensionRequest, Referral
from tests.conftest import NOW

INDEX = "desk_department:index"
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def referral(make_referral, make_topic):
    topic = make_topic(body=f"找不到充电的地方，请打{PHONE}找王阿姨。")
    return make_referral(topic, note="请着重研究空地利用。")


@pytest.fixture
def signed(referral, clerk):
    referring.sign(referral, by=clerk, at=NOW)
    return referral


def url(referral, verb=""):
    name = "desk_department:verb" if verb else "desk_department:page"
    return reverse(name, args=[referral.pk, *([verb] if verb else [])])


def press(client, referral, verb, **data):
    return client.post(url(referral, verb), data)


def test_a_clerk_finds_what_was_sent_to_her_department(door, clerk, referral):
    page = door(clerk).get(reverse(INDEX)).content.decode()
    assert url(referral) in page
    assert "充电桩不够" in page
    assert "3 条 / 3 人" in page
    assert "市绿化和市容管理局" in page


def test_a_clerk_of_another_department_finds_nothing_and_opens_nothing(door, other_clerk, referral):
    client = door(other_clerk)
    assert url(referral) not in client.get(reverse(INDEX)).content.decode()
    assert client.get(url(referral)).status_code == 404
    assert press(client, referral, "sign").status_code == 404
    referral.refresh_from_db()
    assert referral.status == Referral.Status.SENT


def test_a_clerk_without_department_is_told_what_to_do(door, make_user, referral):
    client = door(make_user("stray", "承办单位"))
    page = client.get(reverse(INDEX))
    assert page.status_code == 200
    assert "还没有指定所属的承办单位" in page.content.decode()
    assert client.get(url(referral)).status_code == 404


@pytest.mark.parametrize("role", ["officer", "supervisor", "secretary", "editor", "administrator"])
def test_nobody_else_enters_the_departments_desk(door, request, role, referral):
    client = door(request.getfixturevalue(role))
    assert client.get(reverse(INDEX)).status_code == 302
    assert client.get(url(referral)).status_code == 302


def test_the_page_shows_masked_words_and_never_the_originals(door, clerk, referral):
    page = door(clerk).get(url(referral)).content.decode()
    assert "请着重研究空地利用。" in page
    assert "［电话］" in page
    assert PHONE not in page


def test_the_originals_are_not_even_read_from_the_database(
    door, clerk, referral, django_assert_max_num_queries
):
    client = door(clerk)
    client.get(url(referral))
    with django_assert_max_num_queries(30) as queries:
        client.get(url(referral))
    texts = [q["sql"] for q in queries.captured_queries if "suggestions_suggestion" in q["sql"]]
    assert texts
    assert not any('"suggestions_suggestion"."body"' in sql for sql in texts)
    assert not any("suggestions_contact" in q["sql"] for q in queries.captured_queries)


def test_signing_moves_the_referral_once(door, clerk, referral):
    client = door(clerk)
    assert press(client, referral, "sign").status_code == 302
    referral.refresh_from_db()
    assert referral.status == Referral.Status.SIGNED
    again = press(client, referral, "sign")
    assert again.status_code == 409
    assert "办理中" in again.content.decode()


def test_an_answer_goes_to_the_office(door, clerk, signed):
    given = {"text": "年底前增加十个充电桩。", "adoption": "measure", "done_on": "2026-12-30"}
    assert press(door(clerk), signed, "answer", **given).status_code == 302
    answer = Answer.objects.get()
    assert (answer.text, answer.status) == ("年底前增加十个充电桩。", Answer.Status.SUBMITTED)
    assert answer.written_by == clerk


def test_a_refused_answer_keeps_what_was_typed(door, clerk, signed):
    given = {"text": "写了很久的答复。", "adoption": "work", "done_on": "2020-01-01"}
    page = press(door(clerk), signed, "answer", **given)
    assert page.status_code == 422
    assert "计划完成时间不能早于今天" in page.content.decode()
    assert "写了很久的答复。" in page.content.decode()
    assert not Answer.objects.exists()


def test_a_returned_answer_shows_why_and_is_there_to_be_mended(door, clerk, officer, signed):
    answer = answering.submit_answer(signed, text="已关注。", adoption="other", by=clerk, at=NOW)
    answering.return_answer(answer, reason="请写清时间和负责人。", by=officer, at=NOW)
    client = door(clerk)
    page = client.get(url(signed)).content.decode()
    assert "请写清时间和负责人。" in page
    form = client.get(url(signed)).context["buttons"][0].form
    assert form["text"].value() == "已关注。"
    assert url(signed) in client.get(f"{reverse(INDEX)}?tab=returned").content.decode()


def test_an_objection_is_offered_only_within_its_clock(door, clerk, referral):
    client = door(clerk)

    def offered():
        return {b.verb.name for b in client.get(url(referral)).context["buttons"]}

    assert "object" in offered()
    with time_machine.travel(NOW + dt.timedelta(days=20), tick=False):
        client = door(clerk)
        assert "object" not in offered()
        late = press(client, referral, "object", reason="不属于我局职责。")
        assert late.status_code == 422
        assert "期限" in late.content.decode()
    referral.refresh_from_db()
    assert referral.status == Referral.Status.SENT


def test_an_objection_needs_a_reason(door, clerk, referral):
    client = door(clerk)
    assert press(client, referral, "object", reason="").status_code == 422
    assert press(client, referral, "object", reason="不属于我局职责。").status_code == 302
    referral.refresh_from_db()
    assert referral.status == Referral.Status.OBJECTED


def test_more_time_is_asked_once(door, clerk, signed):
    client = door(clerk)
    until = signed.due_on + dt.timedelta(days=10)
    said = press(client, signed, "extend", until=until, reason="要与规划部门会商。")
    assert said.status_code == 302
    assert ExtensionRequest.objects.get().until == until
    offered = {b.verb.name for b in client.get(url(signed)).context["buttons"]}
    assert "extend" not in offered
    assert press(client, signed, "extend", until=until, reason="再要一次。").status_code == 422


def test_the_lead_reads_what_the_supporting_departments_wrote(
    door, clerk, other_clerk, make_referral, other_department
):
    lead = make_referral(supporting=[other_department])
    helping = Referral.objects.get(department=other_department)
    referring.sign(helping, by=other_clerk, at=NOW)
    given = {"text": "消防方面的意见。", "adoption": "work"}
    assert press(door(other_clerk), helping, "answer", **given).status_code == 302
    assert "消防方面的意见。" in door(clerk).get(url(lead)).content.decode()


def test_a_supporting_department_does_not_read_the_leads_draft(
    door, clerk, other_clerk, make_referral, other_department
):
    lead = make_referral(supporting=[other_department])
    referring.sign(lead, by=clerk, at=NOW)
    answering.submit_answer(lead, text="主办单位的答复草稿。", adoption="work", by=clerk, at=NOW)
    helping = Referral.objects.get(department=other_department)
    assert "主办单位的答复草稿。" not in door(other_clerk).get(url(helping)).content.decode()


def test_what_was_taken_back_is_no_longer_read(door, clerk, officer, referral):
    referring.recall_all(referral.topic, reason="另行研究。", by=officer, at=NOW)
    page = door(clerk).get(url(referral)).content.decode()
    assert "本单位不再办理" in page
    assert "［电话］" not in page


@pytest.mark.parametrize(
    ("tab", "days", "found"),
    [("sign", 0, True), ("late", 0, False), ("late", 60, True), ("soon", 25, True)],
)
def test_tabs_hold_what_their_name_says(door, clerk, referral, tab, days, found):
    with time_machine.travel(NOW + dt.timedelta(days=days), tick=False):
        page = door(clerk).get(f"{reverse(INDEX)}?tab={tab}").content.decode()
    assert (url(referral) in page) is found


def test_the_list_marks_what_is_late_and_what_is_soon(door, clerk, referral):
    for days, words in ((60, "已超期"), (27, "还剩 ")):
        with time_machine.travel(NOW + dt.timedelta(days=days), tick=False):
            assert words in door(clerk).get(reverse(INDEX)).content.decode()


def test_the_list_asks_no_more_for_more_rows(
    door, clerk, make_topic, make_referral, django_assert_num_queries
):
    client = door(clerk)
    make_referral(make_topic("第一个", size=1))
    client.get(reverse(INDEX))
    with django_assert_num_queries(17):
        client.get(reverse(INDEX))
    for i in range(4):
        make_referral(make_topic(f"又一个{i}", size=2))
    with django_assert_num_queries(17):
        client.get(reverse(INDEX))


def test_the_office_sees_the_referrals_of_all_departments(
    door, officer, supervisor, clerk, referral, make_topic, make_referral, other_department
):
    make_referral(make_topic("飞线充电", size=1), lead=other_department)
    address = reverse("desk_referrals:index")
    for who in (officer, supervisor):
        page = door(who).get(address).content.decode()
        assert "市绿化市容局" in page
        assert "市消防局" in page
    only = door(officer).get(f"{address}?department={other_department.pk}").content.decode()
    assert "飞线充电" in only
    assert "充电桩不够" not in only
    assert door(clerk).get(address).status_code == 302
