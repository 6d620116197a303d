"""The history in residents' words: every step, who has it, by when, and no clerk's name."""

import datetime as dt

import pytest

from suggestions.actions import answering, curating, referring, screening, submitting
from suggestions.models import Placement, Suggestion, Topic, Verb, Workday
from suggestions.telling import timeline

DAY = dt.timedelta(days=1)


@pytest.fixture
def mine(submit):
    return submit().suggestion


def told(suggestion, at):
    suggestion = Suggestion.objects.get(pk=suggestion.pk)
    return timeline.course(timeline.read(suggestion), at=at)


def titles(course, state="done"):
    return [step.title for step in course.steps if step.state == state]


@pytest.fixture
def topic(mine, officer, campaign, now):
    """The author's suggestion, accepted and put into a topic by a person."""
    screening.accept(mine, by=officer, at=now)
    topic = curating.create_topic(campaign, name="充电桩不够", by=officer, at=now)
    curating.place([mine], topic=topic, by=officer, at=now)
    return topic


@pytest.fixture
def referral(topic, make_referral, other_department, now):
    return make_referral(topic, supporting=[other_department], at=now + DAY)


def test_a_new_one_is_with_the_office_until_the_screening_day(mine, now):
    course = told(mine, now)
    assert course.standing.sentence == "您的建议已经收到，征集办正在审核。"
    assert (course.standing.who, course.standing.due) == (
        "征集办",
        dt.date(2026, 9, 22),
    )  # Sunday 20: work
    assert titles(course) == ["您提交了建议"]
    assert titles(course, "now") == ["征集办审核"]
    assert titles(course, "todo") == ["转给承办单位", "承办单位办理并答复", "请您评价满意不满意"]


def test_lateness_is_admitted(mine, now):
    course = told(mine, now + 10 * DAY)
    assert course.standing.late
    assert "晚了" in course.standing.sentence


def test_an_accepted_one_is_to_be_forwarded_within_the_term(mine, officer, now):
    screening.accept(mine, by=officer, at=now)
    course = told(mine, now)
    assert "归到一起" in course.standing.sentence
    # 15 days end on 1 October, a holiday: the next working day is the 8th
    assert course.standing.due == dt.date(2026, 10, 8)
    assert course.steps[1].text == "已经公开，大家都能看到。"


def test_where_the_calendar_ends_no_day_is_promised(mine, officer, now):
    screening.accept(mine, by=officer, at=now)
    Workday.objects.all().delete()
    course = told(mine, now)
    assert course.standing.due is None
    assert not course.standing.late


def test_what_stays_private_is_said_to_be_private(mine, officer, now):
    screening.accept(mine, by=officer, at=now, publish=False)
    assert told(mine, now).steps[1].text == "内容没有公开。"


def test_the_topic_is_named_once_a_person_has_placed_it(topic, mine, now):
    assert "充电桩不够" in told(mine, now).standing.sentence


def test_what_the_machine_guesses_is_not_told(mine, officer, campaign, now):
    screening.accept(mine, by=officer, at=now)
    topic = curating.create_topic(campaign, name="机器猜的", by=officer, at=now)
    Placement.objects.update_or_create(suggestion=mine, defaults={"topic": topic, "at": now})
    assert "机器猜的" not in told(mine, now).standing.sentence


def test_forwarding_names_the_departments_and_the_day(referral, mine, now):
    course = told(mine, now + DAY)
    assert course.steps[2].title == "转给承办单位"
    assert course.steps[2].text == "由市绿化和市容管理局主办，市消防救援局协办。"
    assert course.standing.sentence == "已经转给市绿化和市容管理局，正等签收。"
    assert course.standing.due == referral.due_on


def test_signing_is_told_in_the_departments_name_not_the_clerks(referral, mine, clerk, now):
    referring.sign(referral, by=clerk, at=now + 2 * DAY)
    course = told(mine, now + 2 * DAY)
    assert course.standing.sentence == "市绿化和市容管理局正在办理。"
    assert course.steps[3].who == "市绿化和市容管理局"
    everything = "".join(f"{step.title}{step.who}{step.text}" for step in course.steps)
    assert str(clerk) not in everything


def test_being_past_the_day_is_told(referral, mine, clerk, now):
    referring.sign(referral, by=clerk, at=now + 2 * DAY)
    course = told(mine, now + 90 * DAY)
    assert course.standing.late
    assert "催办" in course.standing.sentence


def test_an_extension_comes_with_its_reason(referral, mine, clerk, officer, now):
    referring.sign(referral, by=clerk, at=now + 2 * DAY)
    until = referral.due_on + 10 * DAY
    request = referring.ask_extension(
        referral, until=until, reason="要等电力公司增容。", by=clerk, at=now + 3 * DAY
    )
    assert "延长" not in "".join(titles(told(mine, now + 3 * DAY)))  # asked is not granted
    referring.decide_extension(request, grant=True, by=officer, at=now + 4 * DAY)
    course = told(mine, now + 4 * DAY)
    step = next(step for step in course.steps if "延长" in step.title)
    assert step.title == f"办理时间延长到{until.month}月{until.day}日"
    assert step.text == "原因：要等电力公司增容。"
    assert course.standing.due == until


def test_an_objection_is_not_the_residents_quarrel(referral, mine, clerk, now):
    referring.object_to(referral, reason="归别的局管，内部讨论", by=clerk, at=now + 2 * DAY)
    course = told(mine, now + 2 * DAY)
    assert course.standing.who == "征集办"
    assert "协调" in course.standing.sentence
    assert "内部讨论" not in "".join(f"{step.title}{step.text}" for step in course.steps)


def test_after_an_upheld_objection_the_new_department_is_named(
    topic, make_referral, mine, other_department, clerk, officer, now
):
    referral, later = make_referral(topic, at=now + DAY), now + 2 * DAY
    referring.object_to(referral, reason="归消防管", by=clerk, at=later)
    dates = referring.deadlines(later)
    referring.reassign(
        referral, to=other_department, reason="消防职责", by=officer, at=later, dates=dates
    )
    course = told(mine, later)
    assert course.standing.sentence == "已经转给市消防救援局，正等签收。"
    sent = next(step for step in course.steps if step.title == "转给承办单位")
    assert sent.text == "由市消防救援局主办；先转给市绿化和市容管理局，后来改派。"


def test_a_recalled_one_is_with_the_office_again(referral, topic, mine, officer, now):
    topic.refresh_from_db()
    referring.recall_all(topic, reason="转错了", by=officer, at=now + 2 * DAY)
    course = told(mine, now + 2 * DAY)
    assert course.standing.sentence == "征集办正在重新安排承办单位。"


@pytest.fixture
def delivered(referral, mine, clerk, officer, now):
    """Answered and accepted; gives the moment."""
    at = now + 3 * DAY
    referring.sign(referral, by=clerk, at=at)
    answer = answering.submit_answer(referral, text="下个月装。", adoption="work", by=clerk, at=at)
    before = told(mine, at).standing
    assert "把关" in before.sentence and before.who == "征集办"
    answering.accept_answer(answer, by=officer, at=at)
    return at


def test_the_answer_asks_for_the_authors_word(delivered, mine):
    course = told(mine, delivered)
    assert course.standing.sentence == "答复来了，请您看看满意不满意。"
    assert titles(course, "now") == ["请您评价满意不满意"]
    assert "答复来了" in titles(course)


def test_a_bad_word_is_on_the_way_and_the_way_goes_on(delivered, mine):
    suggestion = Suggestion.objects.get(pk=mine.pk)
    delivery = timeline.read(suggestion).unrated()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=delivered + DAY)
    course = told(mine, delivered + DAY)
    assert "您的评价：不满意，没有办" in titles(course)
    assert "按您的评价，重新办理" in titles(course)
    assert course.standing.sentence == "已按您的评价重新打开，征集办正在安排再办。"
    assert titles(course, "now") == ["承办单位办理并答复"]


def test_an_answer_that_stands_after_a_complaint_says_why(delivered, mine, topic, officer):
    delivery = timeline.read(Suggestion.objects.get(pk=mine.pk)).unrated()
    answering.rate(delivery, satisfaction="bad", done="no", comment="没装", at=delivered + DAY)
    topic = Topic.objects.get(pk=topic.pk)
    answering.keep_answer(
        topic, reason="电力容量不够，明年增容。", by=officer, at=delivered + 2 * DAY
    )
    course = told(mine, delivered + 2 * DAY)
    step = next(step for step in course.steps if "维持" in step.title)
    assert step.text == "电力容量不够，明年增容。"


def test_after_all_words_nothing_is_left_to_do(delivered, mine):
    delivery = timeline.read(Suggestion.objects.get(pk=mine.pk)).unrated()
    answering.rate(delivery, satisfaction="good", done="yes", at=delivered + DAY)
    course = told(mine, delivered + DAY)
    assert course.standing.sentence == "您的建议已经答复，谢谢您的评价。"
    assert not titles(course, "now") + titles(course, "todo")


def test_one_that_joins_late_is_told_who_has_it_but_not_what_was_before_it(
    referral, topic, submit, officer, clerk, now
):
    referring.sign(referral, by=clerk, at=now + 2 * DAY)
    late = submit("也要充电桩", at=now + 3 * DAY).suggestion
    screening.accept(late, by=officer, at=now + 4 * DAY)
    topic.refresh_from_db()
    curating.place([late], topic=topic, by=officer, at=now + 5 * DAY)
    course = told(late, now + 5 * DAY)
    assert course.standing.sentence == "市绿化和市容管理局正在办理。"
    assert titles(course) == ["您提交了建议", "审核通过，正式受理", "转给承办单位"]
    assert course.steps[2].text.startswith("由市绿化和市容管理局主办")


@pytest.mark.parametrize(
    ("route", "words"), [("hotline", "请到12345 政务服务便民热线办理"), ("invalid", "没有继续办理")]
)
def test_one_that_is_no_suggestion_is_sent_where_it_belongs(mine, officer, now, route, words):
    screening.decline(mine, route=route, by=officer, at=now, reason="与上一条重复")
    course = told(mine, now)
    assert words in course.standing.sentence
    assert "与上一条重复" in course.steps[-1].text


def test_a_withdrawn_one_says_so_and_ends(mine, now):
    submitting.withdraw(mine, at=now, reason="写错了")
    course = told(mine, now)
    assert course.standing.sentence == "您已经撤回了这条建议。"
    assert (course.steps[-1].title, course.steps[-1].who) == ("您撤回了这条建议", "您本人")
    assert course.steps[-1].state == "done"


def test_every_verb_that_residents_may_read_has_words_of_its_own():
    staff_only = {
        Verb.SORTED, Verb.REVISED, Verb.UNPUBLISHED, Verb.REVEALED, Verb.PROPOSED, Verb.CONFIRMED,
        Verb.RENAMED, Verb.MERGED, Verb.UNMERGED, Verb.SPLIT, Verb.MOVED, Verb.SET_ASIDE,
        Verb.RESTORED, Verb.RUN_UNDONE, Verb.OBJECTED, Verb.OBJECTION_UPHELD,
        Verb.OBJECTION_REFUSED, Verb.RECALLED, Verb.REMINDED, Verb.ESCALATED, Verb.EXTENSION_ASKED,
        Verb.EXTENSION_REFUSED, Verb.ANSWER_SUBMITTED, Verb.ANSWER_RETURNED,
        Verb.CALLED, Verb.LETTER_SENT, Verb.WAY_CHOSEN, Verb.TAGGED, Verb.SENT_TO_SIGN,
        Verb.COUNTERSIGNED, Verb.SIGNING_RETURNED, Verb.RECUSED, Verb.RECUSAL_ENDED,
        Verb.FILE_ADDED, Verb.FILE_REMOVED, Verb.ASSIGNED, Verb.TIED, Verb.ADVICE_ASKED,
        Verb.ADVICE_GIVEN, Verb.ADVICE_DECLINED, Verb.ADVICE_REVOKED, Verb.ADVICE_PUBLISHED,
        Verb.ADVICE_UNPUBLISHED, Verb.NOMINATED, Verb.RECOGNISED, Verb.NOT_RECOGNISED,
        Verb.ANSWERS_KEPT, Verb.ANSWERS_REFUSED,
    }  # fmt: skip
    assert set(timeline._WORDS) == set(Verb) - staff_only


def test_reading_costs_a_fixed_number_of_questions(delivered, mine, django_assert_num_queries):
    suggestion = Suggestion.objects.get(pk=mine.pk)
    with django_assert_num_queries(7):
        timeline.read(suggestion)
