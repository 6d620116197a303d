"""The buttons of 每月一题: on the problem, on its tasks and policies, and the department's own."""

from suggestions.actions import monthly
from suggestions.desk.monthly.forms import (
    DecideForm,
    PolicyForm,
    ReportForm,
    ResultForm,
    ReviseForm,
    TaskForm,
    TimeForm,
)
from suggestions.models import MonthlyPolicy, MonthlyProblem, MonthlyTask
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb

Status, Task = MonthlyProblem.Status, MonthlyTask.Status
UNFINISHED = monthly.UNFINISHED


def _standing(*statuses: str):
    """Offered while the task stands here; on a problem that is over nothing is pressed."""
    return lambda task: task.status in statuses and task.problem.status in UNFINISHED


def _tasks(problem: MonthlyProblem):
    return MonthlyTask.objects.filter(problem=problem).select_related("department", "problem__lead")


def _policies(problem: MonthlyProblem):
    return MonthlyPolicy.objects.filter(problem=problem).select_related("problem")


PROBLEM = (
    DeskVerb(
        "publish",
        "公布",
        calls=monthly.publish,
        told="已公布，承办单位看得到各自的任务，居民看得到进展。",
        offered=lambda problem: problem.status == Status.DRAFT,
        style="",
        hint="公布以后，题目、起因、任务和期限都会公开。",
    ),
    DeskVerb(
        "add-task",
        "布置任务",
        calls=monthly.add_task,
        told="已布置给{department}。",
        form=TaskForm,
        offered=lambda problem: problem.status in UNFINISHED,
    ),
    DeskVerb(
        "add-policy",
        "登记出台的政策",
        calls=monthly.add_policy,
        told="已登记“{title}”。",
        form=PolicyForm,
        offered=lambda problem: problem.status in (Status.RUNNING, Status.DONE),
    ),
    DeskVerb(
        "revise",
        "改题目和起因",
        calls=monthly.revise,
        told="已改好，原来的写法留在经过里。",
        form=ReviseForm,
        offered=lambda problem: problem.status in UNFINISHED,
    ),
    DeskVerb(
        "finish",
        "办结",
        calls=monthly.finish,
        told="已办结，结果已公开。",
        form=ResultForm,
        offered=lambda problem: problem.status == Status.RUNNING,
    ),
    DeskVerb(
        "reopen",
        "重新办理",
        calls=monthly.reopen,
        told="已重新办理，请布置任务。",
        form=ReasonForm,
        offered=lambda problem: problem.status == Status.DONE,
    ),
    DeskVerb(
        "drop",
        "撤下",
        calls=monthly.drop,
        told="已撤下，居民看不到了，这个月可以另办一题。",
        form=ReasonForm,
        offered=lambda problem: problem.status in UNFINISHED,
    ),
)
DECIDE = DeskVerb(
    "decide",
    "裁定由谁办",
    calls=monthly.decide,
    told="已裁定，由{department}办。",
    form=DecideForm,
    offered=_standing(Task.DISPUTED),
    subjects=_tasks,
)
TASKS = (
    DeskVerb(
        "verify",
        "核实完成",
        calls=monthly.verify,
        told="已核实，完成情况公开了。",
        offered=_standing(Task.REPORTED),
        subjects=_tasks,
        style="",
    ),
    DeskVerb(
        "send-back",
        "退回重办",
        calls=monthly.send_back,
        told="已退回。",
        form=ReasonForm,
        offered=_standing(Task.REPORTED),
        subjects=_tasks,
    ),
    DeskVerb(
        "change-time",
        "改期限",
        calls=monthly.change_time,
        told="期限改为 {due_on}。",
        form=TimeForm,
        offered=_standing(Task.ASSIGNED),
        subjects=_tasks,
    ),
    DeskVerb(
        "cancel-task",
        "取消任务",
        calls=monthly.cancel,
        told="任务已取消。",
        form=ReasonForm,
        offered=_standing(Task.ASSIGNED, Task.DISPUTED),
        subjects=_tasks,
    ),
    DECIDE,
)
POLICIES = (
    DeskVerb(
        "remove-policy",
        "撤去",
        calls=monthly.remove_policy,
        told="已撤去。",
        form=ReasonForm,
        subjects=_policies,
    ),
)
DEPARTMENT = (
    DeskVerb(
        "report",
        "报完成",
        calls=monthly.report,
        told="已报征集办核实。",
        form=ReportForm,
        offered=_standing(Task.ASSIGNED),
        style="",
    ),
    DeskVerb(
        "dispute",
        "提出异议",
        calls=monthly.dispute,
        told="已提出，由共同上级裁定。",
        form=ReasonForm,
        offered=_standing(Task.ASSIGNED),
        hint="不归本单位办的，说明理由和您认为该由谁办；由共同上级裁定。",
    ),
)
