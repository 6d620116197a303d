"""A part of a topic is answered first: told to all, counted as no answer, and the rest goes on."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, attaching, curating, in_house, referring, screening
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Answer, Delivery, OutboxMessage, Referral, Suggestion, Topic
from suggestions.telling import handling, units
from tests.conftest import NOW
from tests.suggestions.actions.test_attaching import pdf

PART, TEXT, REST = "先装路灯", "十二盏路灯已经装好。", "步道也修好了。"


@pytest.fixture
def receipt(submit):
    return submit(phone="13812345678")


@pytest.fixture
def referral(receipt, officer, clerk, campaign, make_referral):
    screening.accept(receipt.suggestion, by=officer, at=NOW)
    topic = curating.create_topic(campaign, name="步道又黑又破", by=officer, at=NOW)
    curating.place([receipt.suggestion], topic=topic, by=officer, at=NOW)
    referral = make_referral(topic)
    referring.sign(referral, by=clerk, at=NOW)
    return referral


@pytest.fixture
def part(referral, clerk):
    attaching.attach(referral, file=pdf("灯位图.pdf"), by=clerk, at=NOW)
    in_house.hand_in(referral, text=TEXT, adoption="work", part=PART, by=clerk, at=NOW)
    return referral.answers.get()


@pytest.fixture
def accepted(part, officer):
    assert answering.accept_answer(part, by=officer, at=NOW) == 1
    return part


def test_the_rest_goes_on_and_nobody_is_asked_whether_it_was_done(accepted, receipt, referral):
    referral.refresh_from_db()
    topic = Topic.objects.get(pk=referral.topic_id)
    suggestion = Suggestion.objects.get(pk=receipt.suggestion.pk)
    assert (referral.status, topic.status, suggestion.status) == ("signed",) + ("forwarded",) * 2
    assert not Delivery.objects.exists()
    late = NOW + dt.timedelta(days=90)
    assert list(Referral.objects.overdue(late)) == [referral]


def test_every_author_is_told_which_part_and_who_has_the_rest(accepted, receipt):
    (message,) = OutboxMessage.objects.filter(kind="part_answered")
    assert message.suggestion_id == receipt.suggestion.pk
    assert f"先有了一部分答复：{PART}。" in message.body
    assert message.then.startswith("其余的由市绿化和市容管理局继续办理，最晚")


def test_residents_read_it_and_its_file_on_their_page_and_the_topics(accepted, client, receipt):
    client.post("/track/", {"code": receipt.code})
    pages = [
        reverse("suggestions:tracked", args=[receipt.suggestion.pk]),
        reverse("suggestions:topic", args=[accepted.topic_id]),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert "先答复的部分" in text and PART in text and TEXT in text and "灯位图.pdf" in text
    followed = client.get(pages[0])
    assert f"先答复了一部分：{PART}" in followed.content.decode()
    assert followed.context["rating_form"] is None
    client.cookies.clear()
    assert client.get(accepted.files.get().get_absolute_url()).status_code == 200


def test_no_figure_takes_it_for_the_answer(accepted, referral):
    assert not Answer.objects.leading().exists() and not units.answers().exists()
    assert handling._finals(Referral.objects.all()) == {}


def test_before_it_is_accepted_no_resident_reads_it(part, client, receipt):
    client.post("/track/", {"code": receipt.code})
    page = client.get(reverse("suggestions:tracked", args=[receipt.suggestion.pk]))
    assert PART not in page.content.decode()
    assert client.get(part.files.get().get_absolute_url()).status_code == 404


def test_the_whole_answer_comes_afterwards_and_both_are_read(
    accepted, referral, clerk, officer, client, receipt
):
    referral.refresh_from_db()
    in_house.hand_in(referral, text=REST, adoption="work", by=clerk, at=NOW)
    whole = referral.answers.get(part="")
    assert answering.accept_answer(whole, by=officer, at=NOW) == 1
    assert list(Answer.objects.leading()) == [whole]
    client.post("/track/", {"code": receipt.code})
    page = client.get(reverse("suggestions:tracked", args=[receipt.suggestion.pk]))
    text = page.content.decode()
    assert TEXT in text and REST in text and page.context["rating_form"] is not None


def test_two_officers_accept_it_once(part, officer, second_officer):
    stale = Answer.objects.get(pk=part.pk)
    answering.accept_answer(part, by=officer, at=NOW)
    with pytest.raises(Overtaken):
        answering.accept_answer(stale, by=second_officer, at=NOW)
    assert OutboxMessage.objects.filter(kind="part_answered").count() == 1


def test_it_may_be_sent_back_and_the_part_is_still_named(part, officer, clerk, door):
    answering.return_answer(part, reason="写清楚", by=officer, at=NOW)
    page = door(clerk).get(reverse("desk_department:page", args=[part.referral_id]))
    assert f'value="{PART}"' in page.content.decode()


def test_the_part_goes_through_the_departments_signatures(referral, clerk, make_user, department):
    department.sign_off = 1
    department.save()
    leader = make_user("leader", "承办单位", department, sign_level=1)
    referral.refresh_from_db()
    in_house.hand_in(referral, text=TEXT, adoption="work", part=PART, by=clerk, at=NOW)
    assert in_house.countersign(referral.draft, by=leader, at=NOW)
    assert referral.answers.get().part == PART


def test_a_supporting_department_answers_no_part(
    make_topic, make_referral, other_department, other_clerk, door
):
    topic = make_topic("飞线", size=1)
    make_referral(topic, supporting=[other_department])
    helping = topic.referrals.get(department=other_department)
    referring.sign(helping, by=other_clerk, at=NOW)
    with pytest.raises(Refused, match="只有主办单位"):
        answering.submit_answer(
            helping, text=TEXT, adoption="work", part=PART, by=other_clerk, at=NOW
        )
    page = door(other_clerk).get(reverse("desk_department:page", args=[helping.pk]))
    assert "只先答复其中一部分" not in page.content.decode()


def test_the_clerk_and_the_officer_do_it_by_their_buttons(referral, door, clerk, officer):
    address = reverse("desk_department:verb", args=[referral.pk, "answer"])
    data = {"text": TEXT, "part": PART, "adoption": "work", "seen": ""}
    assert "已提交征集办审核" in door(clerk).post(address, data, follow=True).content.decode()
    answer, desk = referral.answers.get(), door(officer)
    page = desk.get(reverse("desk_answers:page", args=[answer.pk])).content.decode()
    assert PART in page and "其余的继续办理" in page
    done = desk.post(reverse("desk_answers:verb", args=[answer.pk, "accept"]), follow=True)
    assert "其余部分由承办单位继续办理" in done.content.decode()


def test_who_supports_goes_on_while_a_part_is_answered(
    referral, clerk, officer, other_department, other_clerk
):
    helping = referring.add_supporting(
        referral.topic, department=other_department, by=officer, at=NOW,
        dates=referring.deadlines(NOW),
    )  # fmt: skip
    in_house.hand_in(referral, text=TEXT, adoption="work", part=PART, by=clerk, at=NOW)
    answering.accept_answer(referral.answers.get(), by=officer, at=NOW)
    helping.refresh_from_db()
    assert helping.status == Referral.Status.SENT
