"""An issue handled as one: every topic by its own verb, the rest named with the reason."""

import datetime as dt

import pytest

from suggestions.actions import answering, gathering, handling, referring, rules
from suggestions.models import Answer, Delivery, Event, Issue, OutboxMessage, Referral, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lamps(make_topic, campaign, officer, now):
    """A confirmed issue of two confirmed topics with two suggestions each."""
    topics = [make_topic(name, size=2, phone="13800138000") for name in ("弄堂", "公园")]
    return gathering.open_issue(campaign, name="路灯", topics=topics, by=officer, at=now)


@pytest.fixture
def send(department, officer, now):
    def send(issue):
        dates = referring.deadlines(now)
        return handling.refer_all(
            issue, lead=department, note="请一并处理", by=officer, at=now, dates=dates
        )

    return send


SAID = {"text": "本月内全部修好。", "adoption": "work"}


def everyone(issue):
    return Suggestion.objects.filter(placement__topic__issue=issue)


def test_a_whole_issue_is_forwarded_with_one_referral_a_topic(lamps, send, department):
    outcome = send(lamps)
    assert len(outcome.done) == 2 and not outcome.left
    rows = Referral.objects.all()
    assert {(r.topic.name, r.department, r.role) for r in rows} == {
        ("弄堂", department, "lead"),
        ("公园", department, "lead"),
    }
    assert {s.status for s in everyone(lamps)} == {"forwarded"}
    assert Event.objects.get(issue=lamps, verb="referred").reason.startswith("2 个具体问题转给")


def test_what_cannot_be_forwarded_is_named_and_stays_whole(
    lamps, send, propose, make_topic, make_referral, officer, now
):
    sent, empty, raw = make_topic("桥头", size=1), make_topic("空的", size=0), propose("机器的")
    make_referral(sent)
    gathering.move_topics([sent, empty, raw], into=lamps, by=officer, at=now)
    outcome = send(lamps)
    assert len(outcome.done) == 2
    told = outcome.explained()
    for words in ("“桥头”：现在的状态是“办理中”", "“空的”：这个问题里还没有确认的建议",
                  "“机器的”：还没有确认"):  # fmt: skip
        assert words in told
    empty.refresh_from_db()
    raw.refresh_from_db()
    assert (empty.status, raw.status) == ("confirmed", "proposed")
    assert not empty.referrals.exists() and not empty.events.filter(verb="referred").exists()
    assert told in Event.objects.get(issue=lamps, verb="referred").reason


def test_where_nothing_can_go_nothing_is_written(lamps, send):
    send(lamps)
    before = Referral.objects.count(), Event.objects.count()
    with pytest.raises(rules.Refused, match="没有可以转办的具体问题.*办理中"):
        send(lamps)
    assert (Referral.objects.count(), Event.objects.count()) == before


def test_what_the_machine_put_there_is_not_forwarded_with_the_rest(lamps, send, make_topic):
    late = make_topic("新来的", size=1)
    type(late).objects.filter(pk=late.pk).update(issue=lamps)
    assert "归入这一类还没有人确认" in send(lamps).explained()


def test_an_issue_that_nobody_confirmed_is_not_forwarded(lamps, send, officer, now):
    gathering.set_aside(lamps, reason="分开办", by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="类问题现在的状态是“已搁置”"):
        send(lamps)


def reached_once(issue):
    members = set(everyone(issue).values_list("pk", flat=True))
    deliveries = list(Delivery.objects.values_list("suggestion_id", flat=True))
    assert sorted(deliveries) == sorted(members) and len(members) == 4
    assert {s.status for s in everyone(issue)} == {"answered"}
    assert OutboxMessage.objects.filter(suggestion__in=members, kind="answered").count() == 4


def test_one_answer_of_the_office_reaches_everybody_once(lamps, officer, now):
    outcome = handling.answer_all(lamps, **SAID, by=officer, at=now)
    assert len(outcome.done) == 2 and Answer.objects.count() == 2
    reached_once(lamps)
    with pytest.raises(rules.Refused, match="没有可以答复的"):
        handling.answer_all(lamps, **SAID, by=officer, at=now)
    reached_once(lamps)


def test_one_answer_of_a_department_is_signed_written_and_accepted_once_for_all(
    lamps, send, clerk, officer, now
):
    send(lamps)
    first = Referral.objects.first()
    assert len(handling.sign_all(first, by=clerk, at=now).done) == 2
    first.refresh_from_db()
    assert len(handling.submit_to_all(first, **SAID, by=clerk, at=now).done) == 2
    answer = Answer.objects.first()
    reached, outcome = handling.accept_alike(answer, by=officer, at=now)
    assert (reached, len(outcome.done)) == (4, 2)
    reached_once(lamps)
    assert {r.status for r in Referral.objects.all()} == {"done"}
    with pytest.raises(rules.Overtaken):
        handling.accept_alike(answer, by=officer, at=now)


def test_a_department_s_one_answer_leaves_what_it_has_not_signed(lamps, send, clerk, now):
    send(lamps)
    one, two = Referral.objects.order_by("pk")
    referring.sign(one, by=clerk, at=now)
    handling.submit_to_all(one, **SAID, by=clerk, at=now)
    two.refresh_from_db()
    assert two.status == "sent" and Answer.objects.get().referral == one


def test_other_departments_and_other_answers_are_not_touched(
    lamps, make_topic, make_referral, other_department, clerk, other_clerk, officer, send, now
):
    foreign = make_topic("别家的", size=1)
    gathering.set_issue(foreign, issue=lamps, by=officer, at=now)
    theirs = make_referral(foreign, lead=other_department)
    send(lamps)
    mine = Referral.objects.filter(department=clerk.department).first()
    assert theirs not in handling.siblings(mine)
    handling.sign_all(mine, by=clerk, at=now)
    for referral in Referral.objects.filter(department=clerk.department):
        answering.submit_answer(
            referral, text=f"单独写的{referral.pk}", adoption="work", by=clerk, at=now
        )
    answer = Answer.objects.first()
    assert handling.alike(answer) == [answer]


def test_who_supports_signs_for_itself_alone(lamps, officer, department, other_department,
                                             other_clerk, now):  # fmt: skip
    dates = referring.deadlines(now)
    handling.refer_all(
        lamps, lead=department, supporting=[other_department], by=officer, at=now, dates=dates
    )
    helping = Referral.objects.filter(department=other_department).first()
    assert handling.siblings(helping) == [helping]


def test_a_topic_taken_out_is_not_answered_with_the_rest(lamps, officer, now):
    out = lamps.topics.get(name="公园")
    gathering.set_issue(out, issue=None, by=officer, at=now)
    handling.answer_all(lamps, **SAID, by=officer, at=now)
    out.refresh_from_db()
    assert out.status == "confirmed"
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_part_of_the_same_words_is_not_taken_for_the_whole(lamps, send, clerk, now, which):
    send(lamps)
    one, two = Referral.objects.order_by("pk")
    handling.sign_all(one, by=clerk, at=now)
    parts = {one.pk: "", two.pk: "", (one if which == "first" else two).pk: "弄口那一段"}
    answers = [
        answering.submit_answer(row, **SAID, part=parts[row.pk], by=clerk, at=now)
        for row in Referral.objects.order_by("pk")
    ]
    assert handling.alike(answers[0]) == [answers[0]]


def test_the_same_words_of_another_hour_are_another_answer(lamps, send, clerk, now):
    send(lamps)
    one = Referral.objects.order_by("pk")[0]
    handling.sign_all(one, by=clerk, at=now)
    answers = [
        answering.submit_answer(row, **SAID, by=clerk, at=now + dt.timedelta(hours=n))
        for n, row in enumerate(Referral.objects.order_by("pk"))
    ]
    assert handling.alike(answers[0]) == [answers[0]]


def test_an_issue_that_nobody_stands_by_any_more_binds_nothing_together(lamps, send):
    send(lamps)
    mine = Referral.objects.order_by("pk")[0]
    assert len(handling.siblings(mine)) == 2
    Issue.objects.update(status=Issue.Status.SET_ASIDE)
    assert handling.siblings(mine) == [mine]
