"""Who may open which address of 每月一题, and press which of its buttons."""

import datetime as dt

from suggestions.actions import monthly
from suggestions.desk.monthly.page import ProblemPage
from suggestions.desk.monthly.tasks import TaskPage
from suggestions.models import MonthlyTask
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
CLERKS = frozenset({"clerk", "other_clerk", "stray_clerk"})
OTHERS = frozenset({"other_clerk", "stray_clerk"})
ABOVE = frozenset({"supervisor"})

GETS = [
    Row("suggestions:monthly"),
    Row("suggestions:monthly_year", "2026"),
    Row("suggestions:monthly_problem", "problem"),
    Row("suggestions:monthly_problem", "problem_draft", status=404),
    Row("desk_monthly:index", "", DESK),
    Row("desk_monthly:index_results", "", DESK),
    Row("desk_monthly:new", "", OFFICE),
    Row("desk_monthly:page", "problem", DESK),
    Row("desk_monthly:verb", "problem publish", DESK, status=302),
    Row("desk_monthly_tasks:index", "", CLERKS),
    Row("desk_monthly_tasks:index_results", "", CLERKS),
    Row("desk_monthly_tasks:page", "problem_task", CLERKS - OTHERS, missing=OTHERS),
    Row("desk_monthly_tasks:verb", "problem_task report", CLERKS - OTHERS, 302, missing=OTHERS),
]
POSTS = [Row("desk_monthly:new", "", OFFICE, "taken")]
VERBS = {
    ("desk_monthly:verb", "problem"): {
        **dict.fromkeys(
            ("publish", "add-task", "add-policy", "revise", "finish", "reopen", "drop"), OFFICE
        ),
        **dict.fromkeys(
            ("verify", "send-back", "change-time", "cancel-task", "remove-policy"), OFFICE
        ),
        "decide": ABOVE,
    },
    ("desk_monthly_tasks:verb", "problem_task"): dict.fromkeys(
        ("report", "dispute"), CLERKS - OTHERS
    ),
}
ON = {
    **dict.fromkeys(
        ("verify", "send-back", "change-time", "cancel-task", "decide"), "problem_task"
    ),
    "remove-policy": "policy",
}
PAGES = {"desk_monthly:verb": ProblemPage, "desk_monthly_tasks:verb": TaskPage}


def things(fixture, issue):
    """A problem that runs with a task and a policy, and one that is being drawn up."""
    officer, department = fixture("officer"), fixture("department")
    of = {"cause": "天黑看不见路。", "lead": department, "issues": [issue]}
    of |= {"by": officer, "at": NOW}
    problem = monthly.draw_up(title="充电难", month=dt.date(2026, 9, 1), **of)
    draft = monthly.draw_up(title="下一题", month=dt.date(2026, 10, 1), **of)
    due = NOW.date() + dt.timedelta(days=30)
    doing = {"department": department, "text": "装桩", "due_on": due, "by": officer, "at": NOW}
    task = monthly.add_task(problem, **doing)
    monthly.add_task(draft, **doing)
    monthly.publish(problem, by=officer, at=NOW)
    policy = monthly.add_policy(
        problem, title="办法", organ="局", issued_on=NOW.date(), text="快装。", by=officer, at=NOW
    )
    return {
        "problem": problem,
        "problem_draft": draft,
        "problem_task": MonthlyTask.objects.get(pk=task.pk),
        "policy": policy,
    }
