"""要办的事: the first page of the desk. For a secretary what is due, each with its own button;
for the street and those above what has come to a stop in the area.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
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


@dataclass(frozen=True)
class Line:
    """One thing to do: whose, what, by when, and the button that leads to where it is done."""

    council: str
    title: str
    url: str
    label: str
    detail: str = ""
    late: bool = False


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
        """All that the reader oversees, or what lies below a street whose council they run."""
        user = self.request.user
        if user.has_perm(OVERSEE):
            return self.within(Council.objects.all())
        above = (Council.Level.STREET, Council.Level.DISTRICT, Council.Level.CITY)
        own = Council.objects.run_by(user).filter(level__in=above)
        paths = list(own.values_list("area__path", flat=True).distinct())
        return self.within(due.below(paths)) if paths else None

    def address(self, council: Council, desk: str = "") -> str:
        """At the desk, which is the whole city's; who has areas only reads the public page."""
        if whole_city(self.request.user):
            return desk or council_url(council)
        return council.get_absolute_url()

    def mine(self, councils: QuerySet[Council], at: dt.datetime) -> Iterable[Group]:
        today = localdate(at)
        yield group("today", "今天的会", due.today(councils, at), _today)
        yield self.to_notify(councils, at)
        wishes = reverse("desk_proposals:index")
        yield group("proposals", "居民提议等着办理", due.proposals(councils), _proposal, wishes)
        yield self.minutes(councils, today)
        yield group("unanswered", "通过了还没有写明谁来办", due.unanswered(councils), _carried)
        yield group("votes", "到了截止时间还没有结束的表决", due.votes_over(councils, at), _vote)
        yield group("hung", "公示期满，要登记撤下", due.hung_out(councils, today), _hung)
        yield group("objections", "公示意见等着答复", due.objections(councils), _objection)
        yield self.late(councils, today)
        resolutions = f"{reverse('desk_effects:index')}?stands=due"
        rows = due.evaluations(councils, today)
        yield group("effects", "到期要评估效果", rows, _effect, resolutions)

    def to_notify(self, councils: QuerySet[Council], at: dt.datetime) -> Group:
        rows = due.notices(councils, at)
        shown = list(rows[:SHOWN])
        begun = set(
            Notice.objects.filter(meeting__in=[m.pk for m in shown], about="meeting").values_list(
                "meeting", "round"
            )
        )
        lines = [
            Line(
                meeting.council.name,
                f"{_day(meeting.starts_at)}的会议",
                notices_url(meeting),
                "登记送达" if (meeting.pk, meeting.sequence) in begun else "发会议通知",
                f"最迟{_day(meeting.notice_by)}送到",
                meeting.notice_by < at,
            )
            for meeting in shown
        ]
        more = reverse("desk_meetings:index")
        return Group("notices", "会议通知要送到", rows.count(), lines, more)

    def minutes(self, councils: QuerySet[Council], today: dt.date) -> Group:
        rows = due.minutes(councils)
        shown = list(rows[:SHOWN])
        written = [m.minutes_of for m in shown if _asked(m)]
        silent = due.silent_parties(written)
        lines = [_unsettled(meeting, silent, today) for meeting in shown]
        more = f"{reverse('desk_meetings:index')}?when=held"
        return Group("minutes", "纪要还没有定稿", rows.count(), lines, more)

    def late(self, councils: QuerySet[Council], today: dt.date) -> Group:
        def line(task: Any) -> Line:
            resolution: Resolution = task.resolution
            address = resolution_url(resolution)
            if not whole_city(self.request.user):
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
            return Line(row.council.name, row.title, address, "看议题", _since(row.raised_at))

        more = reverse("desk_matters:index")
        yield group("passed", "下面上报、等着列入议程的", due.passed_up(councils), matter, more)
        yield self.late(councils, localdate(at))


# --- one line of each kind -------------------------------------------------------------------


def _day(moment: dt.datetime) -> str:
    return f"{localtime(moment):%-m月%-d日}"


def _dated(moment: dt.datetime) -> str:
    """With its year: what is past may be long past."""
    return f"{localtime(moment):%Y年%-m月%-d日}"


def _since(moment: dt.datetime) -> str:
    return f"{_dated(moment)}提出"


def _today(row: Meeting) -> Line:
    title = f"{localtime(row.starts_at):%-m月%-d日 %H:%M} {row.called}"
    return Line(row.council.name, title, conduct_url(row), "主持会议", row.get_status_display())


def _proposal(row: Proposal) -> Line:
    new = row.status == Proposal.Status.PENDING
    detail = f"{_dated(row.submitted_at)}收到" if new else f"附议已足（{row.second_count}）"
    url = reverse("desk_proposals:page", args=[row.council_id, row.pk])
    label = "审核" if new else "作为议题"
    return Line(row.council.name, row.public_title, url, label, detail)


def _asked(meeting: Meeting) -> bool:
    return getattr(meeting, "minutes_of", None) is not None and (
        meeting.minutes_of.status == Minutes.Status.CONFIRMING
    )


def _unsettled(meeting: Meeting, silent: dict[int, list[str]], today: dt.date) -> Line:
    """Not sent yet; or with the parties, and which of them are silent."""
    url = reverse("desk_meetings:minutes", args=[meeting.council_id, meeting.pk])
    title = f"{_dated(meeting.starts_at)}的会议"
    if not _asked(meeting):
        return Line(meeting.council.name, title, url, "写纪要", "还没有送各方确认")
    minutes = meeting.minutes_of
    waiting = "、".join(silent[minutes.pk])
    words = f"等待表态：{waiting}" if waiting else "各方都已表态"
    late = minutes.confirm_by is not None and minutes.confirm_by < today
    return Line(meeting.council.name, title, url, "看纪要", words, late)


def _carried(row: Motion) -> Line:
    council = row.item.meeting.council
    url = reverse("desk_resolutions:new", args=[council.pk, row.pk])
    passed = f"{_dated(row.closed_at)}通过" if row.closed_at else ""
    return Line(council.name, row.title, url, "写决议", passed)


def _vote(row: Motion) -> Line:
    ends = f"{localtime(row.closes_at):%Y年%-m月%-d日 %H:%M}截止" if row.closes_at else ""
    name = row.item.meeting.council.name
    return Line(name, row.title, motion_url(row), "结束表决", ends, True)


def _hung(row: Any) -> Line:
    resolution: Resolution = row.resolution
    detail = f"公示到{row.ends_on:%Y年%-m月%-d日}"
    return Line(
        resolution.council.name, resolution.title, resolution_url(resolution), "登记撤下", detail
    )


def _objection(row: Any) -> Line:
    resolution: Resolution = row.resolution
    return Line(resolution.council.name, resolution.title, resolution_url(resolution), "答复")


def _effect(row: Resolution) -> Line:
    done = f"{_dated(row.done_at)}办好" if row.done_at else ""
    return Line(row.council.name, row.title, resolution_url(row), "评估", done)
