"""每月一题 at the desk: drawn up, run and reported through HTTP; what waits is told at home."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import gathering, monthly
from suggestions.models import MonthlyProblem, MonthlyTask, OutboxMessage
from suggestions.news import staff
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")
DUE = NOW.date() + dt.timedelta(days=30)
HOME = "wagtailadmin_home"


@pytest.fixture
def lamps(make_topic, campaign, officer):
    topics = [make_topic(name, size=2) for name in ("弄堂路灯", "公园路灯")]
    return gathering.open_issue(campaign, name="路灯不亮", topics=topics, by=officer, at=NOW)


@pytest.fixture
def problem(lamps, department, officer):
    made = monthly.draw_up(
        title="路灯不亮", cause="天黑看不见路。", month=dt.date(2026, 9, 1), lead=department,
        issues=[lamps], by=officer, at=NOW,
    )  # fmt: skip
    monthly.add_task(made, department=department, text="修灯", due_on=DUE, by=officer, at=NOW)
    monthly.publish(made, by=officer, at=NOW)
    return made


@pytest.fixture
def task(problem):
    return MonthlyTask.objects.get()


def page(problem, verb=""):
    args = [problem.pk, verb] if verb else [problem.pk]
    return reverse(f"desk_monthly:{'verb' if verb else 'page'}", args=args)


def own(task, verb=""):
    args = [task.pk, verb] if verb else [task.pk]
    return reverse(f"desk_monthly_tasks:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


def test_one_is_drawn_up_from_the_issues_of_most_people(desk, lamps, department):
    url = reverse("desk_monthly:new")
    assert "路灯不亮（4 人，" in words(desk.get(url))
    assert "checked" in words(desk.get(f"{url}?issue={lamps.pk}"))
    asked = {"title": "路灯", "month": "2026-09-01", "area": "", "lead": department.pk,
             "issues": [lamps.pk], "cause": "天黑。"}  # fmt: skip
    for name, told in (("title", "请填写题目"), ("issues", "请至少选一个类问题"),
                       ("lead", "请选择牵头单位"), ("cause", "请填写起因")):  # fmt: skip
        wrong = desk.post(url, {**asked, name: ""})
        assert wrong.status_code == 422 and told in words(wrong)
    assert desk.post(url, {**asked, "month": "2020-01-01"}).status_code == 422
    made = desk.post(url, asked)
    problem = MonthlyProblem.objects.get()
    assert made.url == page(problem) and list(problem.issues.all()) == [lamps]
    again = desk.post(url, {**asked, "title": "又一题"})
    assert again.status_code == 422 and "一级一月只办一题" in words(again)
    assert "又一题" in words(again)  # nothing typed is lost


def test_the_office_runs_it_to_the_end(desk, door, lamps, department, officer, clerk):
    made = monthly.draw_up(
        title="路灯", cause="天黑。", month=dt.date(2026, 9, 1), lead=department,
        issues=[lamps], by=officer, at=NOW,
    )  # fmt: skip
    refused = desk.post(page(made, "publish"))
    assert refused.status_code == 422 and "还没有任务" in words(refused)
    due = dt.date(2099, 1, 1)
    desk.post(page(made, "add-task"), {"department": department.pk, "text": "修灯", "due_on": due})
    assert desk.post(page(made, "publish")).status_code == 302
    task = made.tasks.get()
    at_home = door(clerk)
    assert "修灯" in words(at_home.get(reverse("desk_monthly_tasks:index")))
    assert at_home.post(own(task, "report"), {"text": "修好了"}).status_code == 302
    assert "完成情况：修好了" in words(desk.get(page(made)))
    assert desk.post(page(made, "verify"), {SUBJECT: task.pk}).status_code == 302
    policy = {"title": "办法", "organ": "局", "issued_on": "2026-09-16", "text": "快修。"}
    wrong = desk.post(page(made, "add-policy"), {**policy, "url": "javascript:alert(1)"})
    assert wrong.status_code == 422 and "网址不对" in words(wrong) and "快修。" in words(wrong)
    desk.post(page(made, "add-policy"), policy)
    assert desk.post(page(made, "finish"), {"outcome": "亮了"}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.policies.count()) == ("done", 1)
    told = words(desk.get(page(made)))
    assert "居民看到的样子" in told and "核实完成" in told and "登记政策" in told


def test_another_department_finds_no_task_of_this_one(door, task, other_clerk, clerk):
    stranger = door(other_clerk)
    assert stranger.get(own(task)).status_code == 404
    assert stranger.post(own(task, "report"), {"text": "修好了"}).status_code == 404
    assert "修灯" not in words(stranger.get(reverse("desk_monthly_tasks:index")))
    assert door(clerk).get(own(task)).status_code == 200
    task.refresh_from_db()
    assert task.status == "assigned"


def test_only_the_superior_decides_a_dispute(
    desk, door, problem, task, clerk, supervisor, other_department
):
    door(clerk).post(own(task, "dispute"), {"reason": "归市政"})
    asked = {SUBJECT: task.pk, "department": other_department.pk, "due_on": "2099-01-01",
             "reason": "职责如此"}  # fmt: skip
    desk.post(page(problem, "decide"), asked)
    task.refresh_from_db()
    assert task.status == "disputed"
    assert "裁定由谁办" not in words(desk.get(page(problem)))
    above = door(supervisor)
    assert "裁定由谁办" in words(above.get(page(problem)))
    assert above.post(page(problem, "decide"), asked).status_code == 302
    task.refresh_from_db()
    assert (task.status, task.department) == ("assigned", other_department)


def test_a_department_s_list_has_its_whole_name(door, task, clerk):
    page = words(door(clerk).get(reverse("desk_monthly_tasks:index")))
    assert "每月一题的任务" in page and "题的任务" not in page.replace("每月一题的任务", "")


def test_what_waits_is_told_on_the_first_page(desk, door, problem, task, clerk, supervisor, now):
    assert "每月一题的任务" in words(door(clerk).get(reverse(HOME)))
    MonthlyTask.objects.update(due_on=now.date() - dt.timedelta(days=1))
    for client, label, query in (
        (desk, "每月一题任务超期", "tasks=late"),
        (door(clerk), "每月一题的任务超期", "late=1"),
    ):
        home = words(client.get(reverse(HOME)))
        assert label in home and query in home
    assert "路灯不亮" in words(desk.get(f"{reverse('desk_monthly:index')}?tasks=late"))
    assert "修灯" in words(door(clerk).get(f"{reverse('desk_monthly_tasks:index')}?late=1"))
    MonthlyTask.objects.update(status="reported", report="好了")
    assert "每月一题任务待核实" in words(desk.get(reverse(HOME)))
    MonthlyTask.objects.update(status="disputed")
    assert "每月一题争议待裁定" in words(door(supervisor).get(reverse(HOME)))
    assert "每月一题争议待裁定" not in words(desk.get(reverse(HOME)))
    for name in ("reported", "late"):
        listed = desk.get(f"{reverse('desk_monthly:index')}?tasks={name}")
        assert "路灯不亮" not in words(listed)


def test_a_dropped_problem_is_no_work_for_anybody(
    desk, door, problem, task, officer, clerk, supervisor
):
    lists = reverse("desk_monthly:index")
    for status, name in (("assigned", ""), ("reported", "reported"), ("disputed", "disputed")):
        MonthlyTask.objects.update(status=status, report="好了")
        MonthlyProblem.objects.update(status="dropped")
        for client in (desk, door(clerk), door(supervisor)):
            assert "每月一题任务" not in words(client.get(reverse(HOME)))
            assert "每月一题争议" not in words(client.get(reverse(HOME)))
            assert "每月一题的任务" not in words(client.get(reverse(HOME)))
        assert "修灯" not in words(door(clerk).get(reverse("desk_monthly_tasks:index")))
        if name:
            assert "路灯不亮" not in words(desk.get(f"{lists}?tasks={name}"))
        found = words(desk.get(page(problem)))
        assert "核实完成" not in found and "取消任务" not in found and "改期限" not in found


def test_the_clock_tells_a_department_before_the_day_and_once_after_it(task, clerk):
    clerk.email = "chen@example.cn"
    clerk.save()

    def told(at):
        rows = [row for row in staff.by_the_clock(at=at) if row.kind.startswith("d_task")]
        return [(row.kind, row.key, row.url) for row in rows]

    due = dt.datetime.combine(DUE, NOW.timetz())
    assert told(due - dt.timedelta(days=4)) == []
    (soon,) = told(due - dt.timedelta(days=3))
    assert soon[0] == "d_task_due" and soon[2] == own(task)
    assert told(due - dt.timedelta(days=2)) == [soon]  # the same key: written once
    (late,) = told(due + dt.timedelta(days=1))
    assert late[0] == "d_task_late" and late[1] != soon[1]
    row = OutboxMessage(kind=late[0])
    assert row.kind == "d_task_late"
    MonthlyTask.objects.update(status="reported", report="好了")
    assert told(due + dt.timedelta(days=1)) == []


def test_lists_ask_no_more_for_more_rows(desk, problem, officer, department, lamps,
                                         django_assert_max_num_queries):  # fmt: skip
    url = reverse("desk_monthly:index")
    desk.get(url)
    for month in (1, 2, 3, 4):
        made = monthly.draw_up(
            title=f"题{month}", cause="x", month=dt.date(2026, month, 1), lead=department,
            issues=[lamps], by=officer, at=NOW,
        )  # fmt: skip
        monthly.add_task(made, department=department, text="做", due_on=DUE, by=officer, at=NOW)
    with django_assert_max_num_queries(30):
        assert "题4" in words(desk.get(url))
    with django_assert_max_num_queries(50):
        desk.get(page(problem))
