"""每月一题: a problem drawn up, published, worked off by departments, verified and finished.

A department says that a task is done, the office verifies it; what a department says is not its
task, the common superior decides. Each change leaves one row in 每月一题经过.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken
from suggestions.models import (
    Area,
    Department,
    Issue,
    MonthlyPolicy,
    MonthlyProblem,
    MonthlyStep,
    MonthlyTask,
    User,
    WorkCalendar,
)
from suggestions.text.language import clean_text
from suggestions.work.clocks import OBJECTION

Status, Task, Verb = MonthlyProblem.Status, MonthlyTask.Status, MonthlyStep.Verb
UNFINISHED = (Status.DRAFT, Status.RUNNING)
TAKEN = "这个月已经有一题了：一级一月只办一题。请换一个月份，或者先撤下那一题。"


def _note(
    verb: str,
    of: MonthlyProblem | MonthlyTask,
    *,
    by: User,
    at: dt.datetime,
    reason: str = "",
) -> None:
    if isinstance(of, MonthlyTask):
        problem, task = of.problem, of
    else:
        problem, task = of, None
    whose = {"by": by, "instead_of": by.acts_for}
    MonthlyStep.objects.create(problem=problem, task=task, verb=verb, reason=reason, at=at, **whose)


def _hold(problem: MonthlyProblem, *statuses: str) -> None:
    """Lock the row of a problem, and refuse if it stands elsewhere than here.

    Whoever adds a task and whoever finishes hold the same row: neither looks past the other.
    """
    rows = MonthlyProblem.objects.filter(pk=problem.pk, status__in=statuses)
    if not list(rows.select_for_update(no_key=True).values_list("pk")):
        raise overtaken(problem)


# --- the problem -------------------------------------------------------------------------------


def draw_up(
    *,
    title: str,
    cause: str,
    month: dt.date,
    lead: Department,
    issues: Sequence[Issue],
    area: Area | None = None,
    by: User,
    at: dt.datetime,
) -> MonthlyProblem:
    """拟定: from confirmed issues; one a month for the city, one for each district."""
    if not issues:
        raise Refused("请至少选一个类问题：题目从大家反映最多的事里来。")
    if any(issue.status != Issue.Status.CONFIRMED for issue in issues):
        raise Refused("只有已确认的类问题可以列为每月一题。")
    if area and area.level != Area.Level.DISTRICT:
        raise Refused("每月一题由全市或者区来办，请选一个区，或者留空。")
    try:
        with transaction.atomic():
            problem = MonthlyProblem.objects.create(
                title=needed(title, "题目", 60),
                cause=needed(cause, "起因"),
                month=month.replace(day=1),
                area=area,
                lead=lead,
                drawn_by=by,
                drawn_at=at,
            )
            problem.issues.set(issues)
            _note(Verb.DRAWN, problem, by=by, at=at)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    return problem


def revise(problem: MonthlyProblem, *, title: str, cause: str, by: User, at: dt.datetime) -> None:
    """改稿: as long as it is not over; what was written before stands in the history."""
    if problem.status not in UNFINISHED:
        raise overtaken(problem)
    new = {"title": needed(title, "题目", 60), "cause": needed(cause, "起因")}
    before = f"原来：{problem.title}。{problem.cause}"
    with transaction.atomic():
        rows = MonthlyProblem.objects.filter(pk=problem.pk, status=problem.status)
        if not rows.update(**new):
            raise overtaken(problem)
        _note(Verb.REVISED, problem, by=by, at=at, reason=before)


def publish(problem: MonthlyProblem, *, by: User, at: dt.datetime) -> None:
    """公布: from here on the departments have their tasks and the public can look on."""
    with transaction.atomic():
        _hold(problem, Status.DRAFT)
        if not problem.tasks.standing().exists():
            raise Refused("还没有任务，不能公布。请先给承办单位布置任务。")
        move(problem, Status.RUNNING, published_at=at)
        _note(Verb.PUBLISHED, problem, by=by, at=at)


def finish(problem: MonthlyProblem, *, outcome: str, by: User, at: dt.datetime) -> None:
    """办结: with what was reached, and no task left open."""
    result = needed(outcome, "结果")
    with transaction.atomic():
        _hold(problem, Status.RUNNING)
        if open_ := problem.tasks.filter(status__in=MonthlyTask.OPEN).count():
            raise Refused(f"还有 {open_} 项任务没有完成，不能办结。请先核实或者取消。")
        move(problem, Status.DONE, result=result, finished_at=at)
        _note(Verb.FINISHED, problem, by=by, at=at, reason=result)


def reopen(problem: MonthlyProblem, *, reason: str, by: User, at: dt.datetime) -> None:
    """重新办理: residents say that it was not done."""
    reason = needed(reason, "重新办理的理由", 1000)
    with transaction.atomic():
        move(problem, Status.RUNNING, finished_at=None)
        _note(Verb.REOPENED, problem, by=by, at=at, reason=reason)


def drop(problem: MonthlyProblem, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤下: it is in public no longer, and its month is free again."""
    reason = needed(reason, "撤下的理由", 1000)
    with transaction.atomic():
        move(problem, Status.DROPPED)
        _note(Verb.DROPPED, problem, by=by, at=at, reason=reason)


# --- its tasks -----------------------------------------------------------------------------------


def add_task(
    problem: MonthlyProblem,
    *,
    department: Department,
    text: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
) -> MonthlyTask:
    """布置任务: to the lead or to a department that works with it."""
    _in_time(due_on, at)
    with transaction.atomic():
        _hold(problem, *UNFINISHED)
        task = MonthlyTask.objects.create(
            problem=problem,
            department=department,
            text=needed(text, "任务", 200),
            due_on=due_on,
            assigned_at=at,
        )
        words = f"{department.name}：{task.text}，{due_on:%Y-%m-%d}前"
        _note(Verb.TASK_ADDED, task, by=by, at=at, reason=words)
    return task


def _in_time(due_on: dt.date, at: dt.datetime) -> None:
    if due_on <= localdate(at):
        raise Refused("期限要晚于今天。")


def change_time(
    task: MonthlyTask, *, due_on: dt.date, reason: str, by: User, at: dt.datetime
) -> None:
    """改期限: with a reason, while it is being worked on."""
    reason = needed(reason, "改期限的理由", 500)
    _in_time(due_on, at)
    was = task.due_on
    with transaction.atomic():
        _hold(task.problem, *UNFINISHED)
        rows = MonthlyTask.objects.filter(pk=task.pk, status=Task.ASSIGNED)
        if not rows.update(due_on=due_on):
            raise overtaken(task)
        words = f"{was:%Y-%m-%d} 改为 {due_on:%Y-%m-%d}：{reason}"
        _note(Verb.TIME_CHANGED, task, by=by, at=at, reason=words)


def cancel(task: MonthlyTask, *, reason: str, by: User, at: dt.datetime) -> None:
    reason = needed(reason, "取消的理由", 500)
    with transaction.atomic():
        _hold(task.problem, *UNFINISHED)
        move(task, Task.CANCELLED)
        _note(Verb.TASK_CANCELLED, task, by=by, at=at, reason=reason)


def report(task: MonthlyTask, *, text: str, by: User, at: dt.datetime) -> None:
    """报完成: the department's word; public only once the office has verified it."""
    text = needed(text, "完成情况")
    with transaction.atomic():
        _hold(task.problem, Status.RUNNING)
        move(task, Task.REPORTED, report=text)
        _note(Verb.REPORTED, task, by=by, at=at, reason=text)


def verify(task: MonthlyTask, *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        _hold(task.problem, Status.RUNNING)
        move(task, Task.DONE, done_at=at)
        _note(Verb.VERIFIED, task, by=by, at=at)


def send_back(task: MonthlyTask, *, reason: str, by: User, at: dt.datetime) -> None:
    """退回重办: what was reported does not hold."""
    reason = needed(reason, "退回的理由", 1000)
    with transaction.atomic():
        _hold(task.problem, Status.RUNNING)
        move(task, Task.ASSIGNED)
        _note(Verb.RETURNED, task, by=by, at=at, reason=reason)


# --- whose task it is ----------------------------------------------------------------------------


def dispute(task: MonthlyTask, *, reason: str, by: User, at: dt.datetime) -> None:
    """提出异议: "not ours", within the clock that an objection to a referral has."""
    reason = needed(reason, "异议理由", 1000)
    since = localdate(max(task.assigned_at, task.problem.published_at or task.assigned_at))
    last = WorkCalendar.load(since.year).ends(since, OBJECTION)
    if localdate(at) > last:
        raise Refused(f"提出异议的期限（{last:%Y-%m-%d}）已过，请联系征集办协调。")
    with transaction.atomic():
        _hold(task.problem, Status.RUNNING)
        move(task, Task.DISPUTED)
        _note(Verb.DISPUTED, task, by=by, at=at, reason=reason)


def common_superior(one: Department, other: Department) -> str:
    """Who stands above both: the smallest place that both belong to, else the whole city."""
    if one.area is None or other.area is None:
        return "全市"
    above = {area.pk for area in (*other.area.get_ancestors(), other.area)}
    shared = [area for area in (*one.area.get_ancestors(), one.area) if area.pk in above]
    return str(shared[-1]) if shared else "全市"


def decide(
    task: MonthlyTask,
    *,
    department: Department,
    due_on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
) -> None:
    """裁定: the common superior says whose task it is; it goes on with that department."""
    reason = needed(reason, "裁定的理由", 1000)
    _in_time(due_on, at)
    was, lead = task.department, task.problem.lead
    other = department if department.pk != lead.pk else was
    words = f"共同上级（{common_superior(lead, other)}）裁定由{department.name}办。{reason}"
    with transaction.atomic():
        _hold(task.problem, Status.RUNNING)
        move(task, Task.ASSIGNED, department=department, due_on=due_on, assigned_at=at)
        _note(Verb.DECIDED, task, by=by, at=at, reason=words)


# --- what it led to ------------------------------------------------------------------------------


def add_policy(
    problem: MonthlyProblem,
    *,
    title: str,
    organ: str,
    issued_on: dt.date,
    text: str,
    url: str = "",
    by: User,
    at: dt.datetime,
) -> MonthlyPolicy:
    """登记政策: what was issued, by whom, when, and where it can be read."""
    if problem.status == Status.DROPPED:
        raise overtaken(problem)
    if issued_on > localdate(at):
        raise Refused("出台日期不能晚于今天：还没有出台的，先不登记。")
    with transaction.atomic():
        policy = MonthlyPolicy.objects.create(
            problem=problem,
            title=needed(title, "名称", 120),
            organ=needed(organ, "出台单位", 80),
            issued_on=issued_on,
            text=needed(text, "主要内容"),
            url=clean_text(url, limit=300, lines=False),
        )
        _note(Verb.POLICY_ADDED, problem, by=by, at=at, reason=policy.title)
    return policy


def remove_policy(policy: MonthlyPolicy, *, reason: str, by: User, at: dt.datetime) -> None:
    reason = needed(reason, "撤去的理由", 500)
    with transaction.atomic():
        if not MonthlyPolicy.objects.filter(pk=policy.pk).delete()[0]:
            raise Overtaken("这一条已经撤去了，请刷新页面后再看。")
        words = f"{policy.title}：{reason}"
        _note(Verb.POLICY_REMOVED, policy.problem, by=by, at=at, reason=words)
