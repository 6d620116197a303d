"""每月一题: one a month, tasks verified, disputes decided above, every step on record."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import gathering, monthly
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Area, Department, MonthlyProblem, MonthlyStep, MonthlyTask
from tests.conftest import NOW

DUE = NOW.date() + dt.timedelta(days=30)
MONTH = dt.date(2026, 9, 1)


@pytest.fixture
def lamps(make_topic, campaign, officer):
    topics = [make_topic(name, size=2) for name in ("弄堂路灯", "公园路灯")]
    return gathering.open_issue(campaign, name="路灯不亮", topics=topics, by=officer, at=NOW)


@pytest.fixture
def draw(lamps, department, officer):
    def run(title="路灯不亮", month=MONTH, **fields):
        asked = {"cause": "天黑看不见路。", "lead": department, "issues": [lamps]} | fields
        return monthly.draw_up(title=title, month=month, **asked, by=officer, at=NOW)

    return run


@pytest.fixture
def problem(draw, department, officer):
    """Published, with a task of the lead."""
    made = draw()
    monthly.add_task(made, department=department, text="修灯", due_on=DUE, by=officer, at=NOW)
    monthly.publish(made, by=officer, at=NOW)
    return made


@pytest.fixture
def task(problem):
    return problem.tasks.get()


def verbs(problem):
    return list(problem.steps.order_by("pk").values_list("verb", flat=True))


# --- the problem -------------------------------------------------------------------------------


def test_one_problem_a_month_for_the_city_and_one_for_each_district(draw, area, officer):
    first = draw(month=MONTH.replace(day=17))
    assert first.month == MONTH and first.level == "全市"
    with pytest.raises(Refused, match="一级一月只办一题"):
        draw("别的")
    district = area.get_parent()
    assert draw("区里的", area=district).level == str(district)
    with pytest.raises(Refused, match="一级一月只办一题"):
        draw("区里的又一题", area=district)
    draw("下个月的", month=dt.date(2026, 10, 1))
    monthly.drop(first, reason="并到别处办", by=officer, at=NOW)
    assert draw("补上的").status == "draft"
    assert MonthlyProblem.objects.count() == 4


def test_the_database_refuses_a_second_one_as_well(draw, department, officer):
    draw()
    again = {"title": "x", "cause": "x", "month": MONTH, "lead": department}
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyProblem.objects.create(**again, drawn_by=officer, drawn_at=NOW)


def test_it_comes_from_confirmed_issues_and_belongs_to_a_city_or_a_district(
    draw, lamps, area, officer
):
    with pytest.raises(Refused, match="请选一个区"):
        draw(area=area)  # a street
    with pytest.raises(Refused, match="至少选一个类问题"):
        draw(issues=[])
    with pytest.raises(Refused, match="请填写起因"):
        draw(cause="  ")
    gathering.set_aside(lamps, reason="不是一类", by=officer, at=NOW)
    lamps.refresh_from_db()
    with pytest.raises(Refused, match="已确认"):
        draw()
    assert not MonthlyProblem.objects.exists()


def test_nothing_is_published_without_a_task_and_finished_with_one_open(
    draw, department, officer, clerk
):
    made = draw()
    with pytest.raises(Refused, match="还没有任务"):
        monthly.publish(made, by=officer, at=NOW)
    monthly.add_task(made, department=department, text="修灯", due_on=DUE, by=officer, at=NOW)
    task = made.tasks.select_related("problem").get()
    with pytest.raises(Refused):  # a draft: the department does not know of it
        monthly.report(task, text="修好了", by=clerk, at=NOW)
    monthly.publish(made, by=officer, at=NOW)
    with pytest.raises(Refused, match="还有 1 项任务"):
        monthly.finish(made, outcome="都修好了", by=officer, at=NOW)
    task = made.tasks.select_related("problem").get()
    monthly.report(task, text="修好 40 盏", by=clerk, at=NOW)
    monthly.verify(task, by=officer, at=NOW)
    with pytest.raises(Refused, match="请填写结果"):
        monthly.finish(made, outcome="", by=officer, at=NOW)
    monthly.finish(made, outcome="都修好了", by=officer, at=NOW)
    made.refresh_from_db()
    assert (made.status, made.finished_at) == ("done", NOW)
    monthly.reopen(made, reason="又坏了", by=officer, at=NOW)
    assert made.finished_at is None
    assert verbs(made) == [
        "drawn", "task_added", "published", "reported", "verified", "finished", "reopened",
    ]  # fmt: skip


def test_of_two_who_press_at_once_the_second_hears_of_it(problem, task, officer, clerk):
    twin = MonthlyTask.objects.select_related("problem").get(pk=task.pk)
    monthly.report(task, text="修好了", by=clerk, at=NOW)
    with pytest.raises(Overtaken):
        monthly.report(twin, text="也修好了", by=clerk, at=NOW)
    task.refresh_from_db()
    assert task.report == "修好了" and verbs(problem).count("reported") == 1
    other = MonthlyProblem.objects.get(pk=problem.pk)
    monthly.drop(problem, reason="不办了", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        monthly.revise(other, title="新", cause="新", by=officer, at=NOW)
    with pytest.raises(Refused):
        monthly.add_task(
            problem, department=task.department, text="再修", due_on=DUE, by=officer, at=NOW
        )


def test_what_was_written_before_stands_in_the_history(problem, officer):
    monthly.revise(problem, title="路灯", cause="说得更清楚。", by=officer, at=NOW)
    problem.refresh_from_db()
    assert (problem.title, problem.cause) == ("路灯", "说得更清楚。")
    assert "路灯不亮。天黑看不见路。" in problem.steps.get(verb="revised").reason


# --- tasks ---------------------------------------------------------------------------------------


def test_what_is_reported_is_verified_or_goes_back(task, clerk, officer):
    with pytest.raises(Refused, match="请填写完成情况"):
        monthly.report(task, text=" ", by=clerk, at=NOW)
    monthly.report(task, text="修好了", by=clerk, at=NOW)
    monthly.send_back(task, reason="还有两盏不亮", by=officer, at=NOW)
    assert task.status == "assigned"
    monthly.report(task, text="两盏也亮了", by=clerk, at=NOW)
    monthly.verify(task, by=officer, at=NOW)
    task.refresh_from_db()
    assert (task.status, task.report, task.done_at) == ("done", "两盏也亮了", NOW)


def test_a_day_is_changed_with_a_reason_and_lies_ahead(task, officer):
    later = DUE + dt.timedelta(days=7)
    with pytest.raises(Refused, match="晚于今天"):
        monthly.change_time(task, due_on=NOW.date(), reason="x", by=officer, at=NOW)
    monthly.change_time(task, due_on=later, reason="等材料", by=officer, at=NOW)
    task.refresh_from_db()
    assert task.due_on == later and "等材料" in task.steps.get(verb="time_changed").reason
    assert not task.is_late(NOW) and task.is_late(NOW + dt.timedelta(days=38))
    monthly.cancel(task, reason="不用修了", by=officer, at=NOW)
    assert not task.is_late(NOW + dt.timedelta(days=38))
    with pytest.raises(Overtaken):
        monthly.change_time(task, due_on=DUE, reason="x", by=officer, at=NOW)


def test_late_is_what_a_department_has_and_nobody_else(problem, task, clerk):
    after = NOW + dt.timedelta(days=31)
    assert list(MonthlyTask.objects.overdue(after)) == [task]
    assert not MonthlyTask.objects.overdue(NOW + dt.timedelta(days=30)).exists()
    monthly.report(task, text="修好了", by=clerk, at=NOW)
    assert not MonthlyTask.objects.overdue(after).exists()


def test_a_department_sees_its_own_tasks_of_public_problems(
    draw, department, other_department, officer
):
    made = draw()
    monthly.add_task(made, department=department, text="修灯", due_on=DUE, by=officer, at=NOW)
    assert not MonthlyTask.objects.for_department(department).exists()
    monthly.publish(made, by=officer, at=NOW)
    assert MonthlyTask.objects.for_department(department).count() == 1
    assert not MonthlyTask.objects.for_department(other_department).exists()
    assert not MonthlyTask.objects.for_department(None).exists()


def test_what_stands_open_of_a_dropped_problem_waits_for_nobody(problem, task, officer, clerk):
    monthly.report(task, text="修好了", by=clerk, at=NOW)
    assert MonthlyTask.objects.running().exists()
    monthly.drop(problem, reason="不办了", by=officer, at=NOW)
    assert not MonthlyTask.objects.running().exists()
    asked = {"by": officer, "at": NOW}
    for press in (
        lambda: monthly.verify(task, **asked),
        lambda: monthly.send_back(task, reason="不行", **asked),
        lambda: monthly.change_time(task, due_on=DUE, reason="不行", **asked),
        lambda: monthly.cancel(task, reason="不行", **asked),
    ):
        with pytest.raises(Overtaken, match="已撤下"):
            press()
    task.refresh_from_db()
    assert task.status == "reported"


# --- disputes ------------------------------------------------------------------------------------


def test_an_objection_goes_to_the_common_superior_who_decides_with_a_reason(
    task, clerk, supervisor, other_department
):
    monthly.dispute(task, reason="路灯归市政管", by=clerk, at=NOW)
    assert task.status == "disputed"
    with pytest.raises(Refused, match="请填写裁定的理由"):
        monthly.decide(
            task, department=other_department, due_on=DUE, reason="", by=supervisor, at=NOW
        )
    monthly.decide(
        task, department=other_department, due_on=DUE, reason="职责如此", by=supervisor, at=NOW
    )
    task.refresh_from_db()
    assert (task.status, task.department) == ("assigned", other_department)
    step = MonthlyStep.objects.get(verb="decided")
    assert step.by == supervisor
    assert step.reason == f"共同上级（全市）裁定由{other_department}办。职责如此"


def test_an_objection_has_the_clock_of_an_objection(task, clerk):
    last = NOW + dt.timedelta(days=6)  # five working days, one of them a Sunday made up
    with pytest.raises(Refused, match="期限（2026-09-22）已过"):
        monthly.dispute(task, reason="不归我们", by=clerk, at=last + dt.timedelta(days=1))
    monthly.dispute(task, reason="不归我们", by=clerk, at=last)
    assert task.status == "disputed"


def test_the_common_superior_is_the_smallest_place_that_both_belong_to(area):
    district = area.get_parent()
    city = district.get_parent() or district
    sister = city.add_child(code="310105", name="长宁区", level="district", full_name="长宁区")
    city, district = Area.objects.get(pk=city.pk), Area.objects.get(pk=district.pk)
    street = Area.objects.get(pk=area.pk)

    def made(name, where):
        return Department.objects.create(name=name, short_name=name, area=where)

    below, beside, other, whole = (
        made("街道办", street),
        made("区局", district),
        made("邻区局", sister),
        made("市局", None),
    )
    assert monthly.common_superior(below, beside) == str(district)
    assert monthly.common_superior(below, other) == (str(city) if city != district else "全市")
    assert monthly.common_superior(below, whole) == "全市"


# --- policies ------------------------------------------------------------------------------------


def test_a_policy_that_is_not_out_yet_is_not_noted(problem, officer):
    asked = {"title": "路灯报修办法", "organ": "市局", "text": "一天内修好。", "by": officer}
    with pytest.raises(Refused, match="还没有出台"):
        monthly.add_policy(problem, issued_on=DUE, **asked, at=NOW)
    policy = monthly.add_policy(problem, issued_on=NOW.date(), **asked, at=NOW)
    assert list(problem.policies.all()) == [policy]
    monthly.remove_policy(policy, reason="登记错了", by=officer, at=NOW)
    with pytest.raises(Overtaken):
        monthly.remove_policy(policy, reason="登记错了", by=officer, at=NOW)
    assert verbs(problem)[-2:] == ["policy_added", "policy_removed"]
