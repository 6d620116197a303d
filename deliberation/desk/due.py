"""要办的事: the first page of the desk. For a secretary what is due, each with its own button;
for the street and those above what has come to a stop in the area.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from deliberation.desk.access import SightMixin, council_url
from deliberation.desk.due_lines import (
    Line,
    asked,
    carried_line,
    coming_line,
    comments_line,
    effect_line,
    hung_line,
    invited_line,
    objection_line,
    passed_up_line,
    proposal_line,
    question_line,
    to_tell_line,
    today_line,
    unheld_line,
    unpublished_line,
    unsettled_line,
    until,
    vote_line,
    worked_off_line,
)
from deliberation.desk.formats.steps import steps_url
from deliberation.desk.money.projects import project_url
from deliberation.desk.results.lists import resolution_url
from deliberation.desk.rights import OVERSEE, RUN
from deliberation.models import (
    Council,
    FormRow,
    Matter,
    Project,
    Resolution,
)
from deliberation.models.meetings import Notice
from deliberation.telling import due
from suggestions.models.scope import areas_of, whole_city

SHOWN, PAGE = 5, 20
ANSWER_SOON = dt.timedelta(days=7)


@dataclass(frozen=True)
class Group:
    """Things of one kind: the first few, how many in all, and where all of them stand."""

    key: str
    title: str
    total: int
    lines: list[Line]
    more: str = ""

    @property
    def hidden(self) -> int:
        return self.total - len(self.lines)


def group(
    key: str, title: str, rows: QuerySet[Any], line: Callable[[Any], Line], more: str = ""
) -> Group:
    """Two questions, whatever there is."""
    return Group(key, title, rows.count(), [line(row) for row in rows[:SHOWN]], more)


class DuePage(SightMixin, WagtailAdminTemplateMixin, View):
    for_areas = True
    page_title = "要办的事"
    header_icon = "tasks"
    template_name = "deliberation/desk/due.html"
    http_method_names = ["get", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        user, at = self.request.user, self.request.at
        context: dict[str, Any] = {"today": localdate(at)}
        if user.has_perm(RUN):
            mine = self.within(Council.objects.run_by(user))
            context |= {"mine": [g for g in self.mine(mine, at) if g.total], "runs_any": True}
        if (area := self.area()) is not None:
            page = Paginator(due.without_meeting(area, localdate(at)), PAGE)
            context |= {
                "area": [g for g in self.stopped(area, at) if g.total],
                "unplanned": page.get_page(request.GET.get("p")),
                "with_area": True,
            }
            for council in context["unplanned"]:
                council.address = self.address(council)
        return self.render_to_response(self.get_context_data(**context))

    def within(self, councils: QuerySet[Council]) -> QuerySet[Council]:
        """Those in the reader's areas: who has none answers for the whole city."""
        if whole_city(self.request.user):
            return councils
        return councils.filter(area__in=areas_of(self.request.user).values("pk"))

    def area(self) -> QuerySet[Council] | None:
        """All that the reader oversees, or what lies below a street, 区 or 市 that they run."""
        user = self.request.user
        if user.has_perm(OVERSEE):
            return self.within(Council.objects.all())
        above = (Council.Level.STREET, Council.Level.DISTRICT, Council.Level.CITY)
        own = Council.objects.run_by(user).filter(level__in=above)
        paths = list(own.values_list("area__path", flat=True).distinct())
        return self.within(due.below(paths)) if paths else None

    @cached_property
    def own(self) -> set[int]:
        return set(Council.objects.run_by(self.request.user).values_list("pk", flat=True))

    def at_desk(self, council: Council) -> bool:
        """Whether the reader may open it there: who runs it, or oversees the whole city."""
        user = self.request.user
        return council.pk in self.own or (user.has_perm(OVERSEE) and whole_city(user))

    def address(self, council: Council, desk: str = "") -> str:
        """At the desk where the reader may open it, else its public page."""
        if self.at_desk(council):
            return desk or council_url(council)
        return council.get_absolute_url()

    def mine(self, councils: QuerySet[Council], at: dt.datetime) -> Iterable[Group]:
        today = localdate(at)
        yield group("today", "今天的会", due.today(councils, at), today_line)
        yield group("unheld", "过了日子、没有记录的会", due.unheld(councils, at), unheld_line)
        yield self.to_notify(councils, at)
        wishes = reverse("desk_proposals:index")
        yield group("proposals", "居民提议等着办理", due.proposals(councils), proposal_line, wishes)
        asked_of = due.questions(councils)
        yield group("questions", "提问尚未答复", asked_of, lambda row: question_line(row, today))
        yield group("comments", "会前意见等着看", due.comments(councils), comments_line)
        yield group("invited", "席位邀请填好了，等您确认", due.invitations(councils), invited_line)
        yield self.minutes(councils, today)
        yield group("unanswered", "通过了还没有写明谁来办", due.unanswered(councils), carried_line)
        yield group(
            "votes", "到了截止时间还没有结束的表决", due.votes_over(councils, at), vote_line
        )
        papers = due.unpublished(councils)
        yield group("unpublished", "决议还没有公示", papers, unpublished_line)
        yield group("hung", "公示期满，要登记撤下", due.hung_out(councils, today), hung_line)
        yield group("objections", "公示意见等着答复", due.objections(councils), objection_line)
        yield self.answers(councils, today, soon=True)
        yield self.late(councils, today)
        yield group("coming", "落实事项快到期", due.coming_tasks(councils, today), coming_line)
        yield self.milestones(councils, today)
        done = due.worked_off(councils)
        yield group("worked", "事项都办完了，请居民确认", done, worked_off_line)
        resolutions = f"{reverse('desk_effects:index')}?stands=due"
        rows = due.evaluations(councils, today)
        yield group("effects", "到期要评估效果", rows, effect_line, resolutions)

    def to_notify(self, councils: QuerySet[Council], at: dt.datetime) -> Group:
        rows = due.notices(councils, at)
        shown = list(rows[:SHOWN])
        empty = due.without_agenda(shown)
        begun = set(
            Notice.objects.filter(meeting__in=[m.pk for m in shown], about="meeting").values_list(
                "meeting", "round"
            )
        )
        lines = [
            to_tell_line(m, at, begun=(m.pk, m.sequence) in begun, empty=m.pk in empty)
            for m in shown
        ]
        more = reverse("desk_meetings:index")
        return Group("notices", "会议通知要送到", rows.count(), lines, more)

    def minutes(self, councils: QuerySet[Council], today: dt.date) -> Group:
        rows = due.minutes(councils)
        shown = list(rows[:SHOWN])
        written = [m.minutes_of for m in shown if asked(m)]
        silent = due.silent_parties(written)
        lines = [unsettled_line(meeting, silent, today) for meeting in shown]
        more = f"{reverse('desk_meetings:index')}?when=held"
        return Group("minutes", "纪要还没有定稿", rows.count(), lines, more)

    def answers(self, councils: QuerySet[Council], today: dt.date, *, soon: bool) -> Group:
        """Statements, visits, agreements and summonses whose answer is near, or overdue."""
        until = today + ANSWER_SOON if soon else today - dt.timedelta(days=1)

        def line(row: FormRow) -> Line:
            here = self.at_desk(row.council)
            url = steps_url(row.meeting) if here else row.meeting.get_absolute_url()
            title = f"{row.meeting.called}：{row.side or row.text[:20]}"
            detail = f"{row.due_on:%Y年%-m月%-d日}以前答复"
            late = row.due_on is not None and row.due_on < today
            return Line(row.council.name, title, url, "看环节", detail, late)

        return group("answers", "会上登记、等着答复的", due.answers(councils, until), line)

    def late(self, councils: QuerySet[Council], today: dt.date) -> Group:
        def line(task: Any) -> Line:
            resolution: Resolution = task.resolution
            address = resolution_url(resolution)
            if not self.at_desk(resolution.council):
                address = reverse("deliberation:resolution", args=[resolution.pk])
            days = (today - task.due_on).days
            name, title = resolution.council.name, f"{task}（{resolution.title}）"
            return Line(name, title, address, "看进展", f"超期 {days} 天", True)

        more = reverse("desk_resolutions:index")
        return group("tasks", "落实事项超期", due.late_tasks(councils, today), line, more)

    def milestones(self, councils: QuerySet[Council], today: dt.date) -> Group:
        def line(step: Any) -> Line:
            project: Project = step.project
            address = project_url(project)
            if not self.at_desk(project.council):
                address = project.get_absolute_url()
            name, title = project.council.name, f"{step}（{project.public_title}）"
            late = step.due_on < today
            return Line(name, title, address, "看项目", until(step.due_on, today), late)

        more = f"{reverse('desk_plans:index')}?kind=milestone"
        rows = due.milestones(councils, today)
        return group("milestones", "项目节点到期", rows, line, more)

    def stopped(self, councils: QuerySet[Council], at: dt.datetime) -> Iterable[Group]:
        def matter(row: Matter) -> Line:
            desk = reverse("desk_matters:page", args=[row.council_id, row.pk])
            address = self.address(row.council, desk)
            return passed_up_line(row, address, localdate(at))

        more = reverse("desk_matters:index")
        yield group("passed", "下面上报、等着列入议程的", due.passed_up(councils), matter, more)
        yield self.answers(councils, localdate(at), soon=False)
        yield self.late(councils, localdate(at))
        yield self.milestones(councils, localdate(at))
