"""The demo's 每月一题: one that is done, with the numbers of before and after, and one running."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.timezone import localdate

from cms.demo import Days, Script
from suggestions.actions import gathering, monthly
from suggestions.models import (
    CampaignPage,
    Department,
    Issue,
    MonthlyProblem,
    MonthlyTask,
    Topic,
    User,
)

LAMPS, LIFTS = "弄堂里的路灯坏了，有人修、修得快", "老电梯该修的修、该换的换"
TOPIC = "苏桥一带弄堂里的路灯不亮"
CAUSE_LAMPS = (
    "弄堂和小路上的灯坏了，居民不知道该找谁：有的归市政，有的归小区，有的谁也说不清。"
    "灯黑着，老人不敢出门，夜里下班的人摸黑走。"
)
CAUSE_LIFTS = (
    "老电梯三天两头停，修一次管几天。修还是换、钱从哪里来、谁说了算，"
    "几百户人家坐不到一起，事情就拖着。"
)
RESULT_LAMPS = (
    "查到的 63 盏不亮的灯都修好了，46 盏没有主的灯定了由谁管。灯杆上贴了编号和电话，"
    "报修以后两天内到场。还有 5 处弄堂没有通电，排在明年。"
)
POLICY = "弄堂照明设施分工和报修办法"
POLICY_TEXT = "公共弄堂里的灯，不论是谁装的，先由区市政部门修好，再按产权结算；报修后两天内到场。"


@dataclass(frozen=True)
class Task:
    department: str
    text: str
    due: int  # days from the loading
    reported: tuple[int, str] | None = None  # days ago, and the words
    verified: int | None = None


TASKS_LAMPS = (
    Task("市住建委", "把弄堂里不亮的路灯查一遍，查到的都修好", -14,
         (20, "查了 212 条弄堂，63 盏不亮的灯都修好了，拍了照片。"), 18),
    Task("市城管执法局", "没有主的灯逐盏定下由谁管，灯杆上贴编号和报修电话", -13,
         (19, "46 盏没有主的灯定了由谁管，编号和电话都贴好了。"), 17),
)  # fmt: skip
TASKS_LIFTS = (
    Task("市房管局", "用了 15 年以上的电梯列一张单子，逐台写明修还是换", 24),
    Task("市市场监管局", "单子上的电梯先做一遍安全评估，结果贴在轿厢里", 10,
         (2, "第一批 128 台评估完了，结果已经贴在轿厢里；有 9 台建议更换。")),
    Task("市住建委", "更换的钱怎样分摊，写一份各家看得懂的办法", 38),
)  # fmt: skip


@dataclass
class Desk:
    """Who does what, and when; each step is a verb of the desk."""

    script: Script
    days: Days
    departments: dict[str, Department]
    clerks: dict[str, User]
    by: User

    def add(self, days_ago: int, hour: int, act: Callable[[dt.datetime], object]) -> None:
        self.script.add(self.days.ago(days_ago, hour), act)

    def tell(
        self, title: str, cause: str, issue: str, tasks: tuple[Task, ...], *,
        lead: str, month: dt.date, drawn: int,
    ) -> None:  # fmt: skip
        """Drawn up, its tasks given and published; then what its departments have done."""

        def draws(at: dt.datetime) -> None:
            monthly.draw_up(
                title=title, cause=cause, month=month, lead=self.departments[lead],
                issues=[Issue.objects.get(name=issue)], by=self.by, at=at,
            )  # fmt: skip

        self.add(drawn, 10, draws)
        for task in tasks:
            self.add(drawn, 11, self._gives(title, task))
        self.add(drawn, 15, lambda at: monthly.publish(problem(title), by=self.by, at=at))
        for task in tasks:
            if task.reported:
                self.add(task.reported[0], 14, self._reports(title, task))
            if task.verified:
                self.add(task.verified, 16, self._verifies(title, task))

    def _gives(self, title: str, task: Task) -> Callable[[dt.datetime], object]:
        return lambda at: monthly.add_task(
            problem(title), department=self.departments[task.department], text=task.text,
            due_on=localdate(self.days.on(task.due)), by=self.by, at=at,
        )  # fmt: skip

    def _reports(self, title: str, task: Task) -> Callable[[dt.datetime], object]:
        words, by = task.reported[1] if task.reported else "", self.clerks[task.department]
        return lambda at: monthly.report(given(title, task), text=words, by=by, at=at)

    def _verifies(self, title: str, task: Task) -> Callable[[dt.datetime], object]:
        return lambda at: monthly.verify(given(title, task), by=self.by, at=at)


def problem(title: str) -> MonthlyProblem:
    return MonthlyProblem.objects.get(title=title)


def given(title: str, task: Task) -> MonthlyTask:
    rows = MonthlyTask.objects.filter(problem__title=title, department__short_name=task.department)
    return rows.select_related("problem").get()


def tell_monthly(desk: Desk, page: CampaignPage, lifts: str) -> None:
    """Last month's is done; this month's is being worked on."""
    this = localdate(desk.days.at).replace(day=1)
    last = (this - dt.timedelta(days=1)).replace(day=1)

    def gathers(at: dt.datetime) -> None:
        topics = [Topic.objects.get(campaign=page, name=TOPIC)]
        gathering.open_issue(page, name="路灯不亮", topics=topics, by=desk.by, at=at)

    def issues_the_rule(at: dt.datetime) -> None:
        monthly.add_policy(
            problem(LAMPS), title=POLICY, organ="市住建委、市城管执法局", text=POLICY_TEXT,
            issued_on=localdate(at), by=desk.by, at=at,
        )  # fmt: skip

    def finishes(at: dt.datetime) -> None:
        monthly.finish(problem(LAMPS), outcome=RESULT_LAMPS, by=desk.by, at=at)

    desk.add(34, 9, gathers)
    desk.tell(LAMPS, CAUSE_LAMPS, "路灯不亮", TASKS_LAMPS, lead="市住建委", month=last, drawn=33)
    desk.add(17, 17, issues_the_rule)
    desk.add(15, 10, finishes)
    desk.tell(LIFTS, CAUSE_LIFTS, lifts, TASKS_LIFTS, lead="市房管局", month=this, drawn=6)
