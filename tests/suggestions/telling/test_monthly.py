"""What the pages of 每月一题 tell: voices before and after, tasks, residents' words, the grid."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, gathering, monthly, referring, screening
from suggestions.models import MonthlyProblem, Rating
from suggestions.models.suggestions import Channel
from suggestions.telling import monthly as telling
from tests.conftest import NOW

DAY = dt.timedelta(days=1)
DUE = NOW.date() + dt.timedelta(days=30)
LIST = "/monthly/"


@pytest.fixture
def topic(make_topic):
    return make_topic("弄堂路灯", size=2)


@pytest.fixture
def problem(topic, campaign, department, officer):
    issue = gathering.open_issue(campaign, name="路灯不亮", topics=[topic], by=officer, at=NOW)
    made = monthly.draw_up(
        title="路灯不亮", cause="天黑看不见路。", month=dt.date(2026, 9, 1), lead=department,
        issues=[issue], by=officer, at=NOW,
    )  # fmt: skip
    monthly.add_task(made, department=department, text="修灯", due_on=DUE, by=officer, at=NOW)
    return made


@pytest.fixture
def running(problem, officer):
    monthly.publish(problem, by=officer, at=NOW)
    return problem


def finish(problem, officer, clerk, at):
    task = problem.tasks.select_related("problem").get()
    monthly.report(task, text="修好 40 盏", by=clerk, at=at)
    monthly.verify(task, by=officer, at=at)
    monthly.finish(problem, outcome="路灯都亮了。", by=officer, at=at)


@pytest.fixture
def say(make_suggestion, topic, officer):
    def run(title, at, **fields):
        row = make_suggestion(title, **fields)
        curating.place([row], topic=topic, by=officer, at=NOW)
        type(row).objects.filter(pk=row.pk).update(submitted_at=at)
        return row

    return run


def page(client, problem):
    return client.get(problem.get_absolute_url()).content.decode()


# --- figures -------------------------------------------------------------------------------------


def test_before_and_after_are_counted_alike_over_spans_of_one_length(running, say, officer, clerk):
    span = telling.SPAN
    for i, moment in enumerate((NOW - span, NOW - DAY, NOW - span - DAY)):  # the last one too old
        say(f"之前{i}", moment)
    say("期间", NOW + DAY)
    end = NOW + 20 * DAY
    finish(running, officer, clerk, end)
    say("之后", end + DAY)
    say("很久以后", end + span)
    at = end + span + DAY
    before, during, after = telling.tell(running, at=at).spans
    assert (before.letters, during.letters, after.letters) == (2, 3, 1)  # two of the fixture's
    assert (before.days, after.days, during.days) == (90, 90, 20)
    assert "比办之前的 90 天少了 1 条" in telling.tell(running, at=at).change


def test_nothing_is_compared_before_both_sides_are_equally_long(running, officer, clerk):
    assert telling.tell(running, at=NOW + DAY).change == "办结以后，再用同样长的一段日子来比。"
    finish(running, officer, clerk, NOW + DAY)
    told = telling.tell(running, at=NOW + 31 * DAY)
    assert told.change == "办结才 30 天，满 90 天再和办之前比。"
    assert len(told.spans) == 3


def test_one_who_wrote_twice_is_one_person(running, say):
    for title in ("一", "二"):
        say(title, NOW - DAY, phone="13800138000")
    before = telling.tell(running, at=NOW + DAY).spans[0]
    assert (before.letters, before.people) == (2, 1)


def test_what_the_machine_placed_and_what_was_withdrawn_does_not_count(running, say, topic):
    one, two = say("一", NOW - DAY), say("二", NOW - DAY)
    topic.placements.filter(suggestion=one).update(by=None)
    type(two).objects.filter(pk=two.pk).update(status="withdrawn", published_at=None)
    assert telling.tell(running, at=NOW + DAY).spans[0].letters == 0


def test_residents_words_are_those_of_their_ratings(
    running, topic, make_referral, clerk, officer, client
):
    referral = make_referral(topic)
    referring.sign(referral, by=clerk, at=NOW)
    answer = answering.submit_answer(referral, text="修。", adoption="work", by=clerk, at=NOW)
    answering.accept_answer(answer, by=officer, at=NOW)
    assert "还没有人说过办好了没有" in page(client, running)
    for delivery, done in zip(answer.deliveries.all(), ("yes", "no"), strict=True):
        Rating.objects.create(delivery=delivery, round=1, satisfaction="good", done=done, at=NOW)
    told = telling.tell(running, at=NOW)
    assert (told.done, told.not_done) == (1, 1)
    assert "位最后说办好了" in page(client, running)


def test_streets_that_sent_it_up_are_named_with_their_answers(running, say, area, client):
    assert "街镇网格" not in page(client, running)
    row = say("网格报的", NOW, area=area)
    type(row).objects.filter(pk=row.pk).update(channel=Channel.GRID, status="answered")
    other = say("又报的", NOW, area=area)
    type(other).objects.filter(pk=other.pk).update(channel=Channel.GRID)
    (street,) = telling.tell(running, at=NOW).streets
    assert street == telling.Street("徐汇区田林街道", letters=2, answered=1)
    assert "徐汇区田林街道：报上来 2 条，答复送回 1 条" in page(client, running)


# --- pages ---------------------------------------------------------------------------------------


def test_a_draft_and_what_was_dropped_are_nowhere(client, problem, officer):
    assert client.get(problem.get_absolute_url()).status_code == 404
    assert "还没有每月一题" in client.get(LIST).content.decode()
    monthly.publish(problem, by=officer, at=NOW)
    assert "路灯不亮" in client.get(LIST).content.decode()
    monthly.drop(problem, reason="不办了", by=officer, at=NOW)
    assert client.get(problem.get_absolute_url()).status_code == 404
    assert "路灯不亮" not in client.get(LIST).content.decode()


def test_an_issue_is_a_link_only_while_it_has_a_page(client, running, topic, officer):
    issue = running.issues.get()
    address = reverse("suggestions:issue", args=[issue.pk])
    assert address in page(client, running) and client.get(address).status_code == 200
    curating.set_aside(topic, reason="另办", by=officer, at=NOW)
    assert client.get(address).status_code == 404
    words = page(client, running)
    assert address not in words and issue.name in words


def test_an_empty_issue_beside_a_full_one_is_no_link(client, running, campaign, officer):
    empty = gathering.open_issue(campaign, name="没有人说的", topics=[], by=officer, at=NOW)
    running.issues.add(empty)
    words = page(client, running)
    assert reverse("suggestions:issue", args=[empty.pk]) not in words and empty.name in words


def test_a_page_without_policies_and_words_says_so(client, running):
    words = page(client, running)
    assert "还没有登记出台的政策或者规定" in words and "天黑看不见路" in words
    assert "修灯" in words and "办理中" in words and "（牵头）" in words
    assert "2 条" in words and reverse("suggestions:topic", args=[1])[:8] in words


def test_what_a_department_says_is_public_once_it_is_verified(client, running, clerk, officer):
    task = running.tasks.select_related("problem").get()
    monthly.report(task, text="修好 40 盏", by=clerk, at=NOW)
    assert "修好 40 盏" not in page(client, running) and "正在核实" in page(client, running)
    monthly.verify(task, by=officer, at=NOW)
    assert "修好 40 盏" in page(client, running)


def test_late_and_disputed_tasks_say_so_and_cancelled_ones_are_gone(
    client, running, clerk, officer, time_machine
):
    task = running.tasks.select_related("problem").get()
    monthly.dispute(task, reason="不归我们，归张三管", by=clerk, at=NOW)
    words = page(client, running)
    assert "正在定由谁办" in words and "张三" not in words
    task.status = "assigned"
    task.save()
    time_machine.move_to(NOW + 40 * DAY, tick=False)
    assert "过了期限，没有完成" in page(client, running)
    monthly.cancel(task, reason="不修了", by=officer, at=NOW)
    assert "修灯" not in page(client, running)


def test_a_policy_leads_to_its_text(client, running, officer):
    monthly.add_policy(
        running, title="路灯报修办法", organ="市局", issued_on=NOW.date(), text="一天内修好。",
        url="https://example.cn/1", by=officer, at=NOW,
    )  # fmt: skip
    words = page(client, running)
    assert "路灯报修办法" in words and 'href="https://example.cn/1"' in words


def test_the_result_stands_on_the_page_and_years_have_lists(client, running, officer, clerk):
    finish(running, officer, clerk, NOW)
    assert "路灯都亮了" in page(client, running)
    assert "1 项任务完成 1 项" in client.get(LIST).content.decode()
    MonthlyProblem.objects.filter(pk=running.pk).update(month=dt.date(2025, 9, 1))
    assert "2025年" in client.get(LIST).content.decode()
    assert "路灯不亮" in client.get(f"{LIST}2025/").content.decode()
    assert client.get(f"{LIST}2026/").status_code == 404


def test_the_map_of_the_site_knows_public_problems_alone(client, running, problem):
    found = client.get("/sitemap/monthly-0.xml").content.decode()
    assert running.get_absolute_url() in found
    MonthlyProblem.objects.update(status="dropped")
    assert running.get_absolute_url() not in client.get("/sitemap/monthly-0.xml").content.decode()
    assert "canonical" in client.get(LIST).content.decode()


def test_pages_ask_no_more_for_more_tasks_and_topics(
    client, running, make_topic, campaign, department, officer, django_assert_max_num_queries
):
    client.get(running.get_absolute_url())
    with django_assert_max_num_queries(26):
        client.get(running.get_absolute_url())
    issue = running.issues.get()
    for i in range(4):
        more = make_topic(f"路灯{i}", size=1)
        gathering.set_issue(more, issue=issue, by=officer, at=NOW)
        monthly.add_task(
            running, department=department, text=f"修{i}", due_on=DUE, by=officer, at=NOW
        )
    with django_assert_max_num_queries(26):
        words = page(client, running)
    assert "路灯3" in words and "修3" in words


def test_a_suggestion_that_came_by_the_grid_is_entered_as_such():
    from suggestions.desk.intake.entry_form import CHANNELS

    assert Channel.GRID in CHANNELS and screening is not None
