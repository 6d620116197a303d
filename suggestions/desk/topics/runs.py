"""One run at the desk: its bar, its report, the changes it proposes, what it changed before."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suggestions.actions import changes as changes_actions
from suggestions.actions import undoing
from suggestions.desk import rights
from suggestions.desk.intake.importing import progress_of
from suggestions.desk.topics.grouping import UNFINISHED, GroupingScreen, figures_of
from suggestions.models import GroupingRun, Suggestion, Topic, TopicChange, User
from suggestions.staff.verbs import Button, DeskVerb, Done, RecordPage
from suggestions.telling.overtaken import overtaken

PAGE, SHOWN = 30, 3
DONE = GroupingRun.Status.DONE


def _accept(change: TopicChange, *, by: User, at: dt.datetime) -> int:
    return changes_actions.accept_changes(change.run, changes=[change], by=by, at=at)


def _accepted(done: Done) -> str:
    moved, size = done.result, done.subject.size
    unit = "个具体问题" if done.subject.kind == TopicChange.Kind.ISSUE else "条"
    rest = f"；另 {size - moved} {unit}已被同事另行归类，没有移动" if moved < size else ""
    return f"已采用“{done.subject}”，{moved} {unit if unit != '条' else '条建议'}归位{rest}。"


def _undone(done: Done) -> str:
    rest = undoing.gone(done.subject)
    words = f"；另有 {rest:,} 条早已随导入撤回，不再恢复" if rest else ""
    return f"已撤销这次归类，{done.result} 条建议恢复原位{words}。"


def _waits(change: TopicChange) -> bool:
    return change.status == TopicChange.Status.PROPOSED


def changes_of(record: GroupingRun) -> QuerySet[TopicChange]:
    return TopicChange.objects.filter(run=record).select_related("run__campaign")


CHANGE_VERBS = (
    DeskVerb(
        "accept-change",
        "采用",
        calls=_accept,
        told=_accepted,
        offered=_waits,
        subjects=changes_of,
        style="",
    ),
    DeskVerb(
        "refuse-change",
        "不采用",
        calls=changes_actions.refuse_change,
        told="未采用“{subject}”，以后的归类不再提出同样的变化。",
        offered=_waits,
        subjects=changes_of,
    ),
)
RUN_VERBS = (
    DeskVerb(
        "accept-all",
        "全部采用",
        calls=changes_actions.accept_changes,
        told="已采用全部变化，共 {result} 项归位。",
        offered=lambda run: run.status == DONE and run.changes.open().exists(),
        hint="下面还没有处理的变化一次全部采用；人工归类过的建议不会移动，采用后可以撤销。",
        style="",
    ),
    DeskVerb(
        "undo",
        "撤销这次归类",
        calls=undoing.undo_run,
        told=_undone,
        offered=lambda run: run.status == DONE and run.changes.accepted().exists(),
        hint="已采用的变化全部恢复原样，随导入撤回的建议除外。之后有人在此基础上整理过的，不能撤销。",
    ),
)


def changes_about(topic: Topic) -> QuerySet[TopicChange]:
    """What the last run proposes for a topic: that it grows, ends, or gives some away."""
    waiting = TopicChange.objects.open().filter(run__campaign=topic.campaign_id)
    named = [
        pk
        for pk, others in waiting.exclude(topic=topic).values_list("pk", "others")
        if any(row[0] == topic.pk for row in others)
    ]
    rows = waiting.filter(Q(topic=topic) | Q(pk__in=named))
    return rows.select_related("topic", "issue", "run__campaign").defer("undo")


TOPIC_CHANGE_VERBS = tuple(replace(verb, subjects=changes_about) for verb in CHANGE_VERBS)


class RunPage(RecordPage):
    """One run: its bar while it goes; then its report and its changes with their buttons."""

    model = GroupingRun
    verbs = (*RUN_VERBS, *CHANGE_VERBS)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/grouping_run.html"
    page_title = "自动归类"
    header_icon = "group"

    def get_records(self) -> QuerySet[GroupingRun]:
        return GroupingRun.objects.select_related("campaign", "started_by").defer(
            "campaign__body", "campaign__ways", "campaign__result"
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_grouping:run_verb", args=[self.object.pk, verb])
        return reverse("desk_grouping:run", args=[self.object.pk])

    def get_success_url(self, verb: DeskVerb) -> str:
        own = verb.subjects is not None
        return self.get_url() + ("#changes" if own else "")

    def get_page_subtitle(self) -> str:
        return self.object.campaign.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        campaign = self.object.campaign
        back = reverse("desk_grouping:campaign", args=[campaign.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_grouping:index"), "label": "自动归类"},
            {"url": back, "label": campaign.title},
            {"url": "", "label": f"第 {self.object.pk} 次运行"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        return super().get_context_data(
            run=run,
            unfinished=run.status in UNFINISHED,
            figures=figures_of(run.campaign),
            report=report_lines(run.report),
            changes=self.changes(),
            tally=tally(run),
            earlier=earlier(run),
            **kwargs,
        )

    def changes(self) -> Page:
        """The open ones first; each with its buttons and some of what it moves."""
        rows = self.object.changes.defer("undo").select_related(
            "topic", "issue", "by", "run__campaign"
        )
        asked = self.request.GET.get("status", "")
        if asked in TopicChange.Status.values:
            rows = rows.filter(status=asked)
        page: Page[Any] = Paginator(sorted_changes(rows), PAGE).get_page(self.request.GET.get("p"))
        rows = page.object_list
        page.object_list = shown_changes(rows, lambda row: self.buttons(row, CHANGE_VERBS))
        return page


def sorted_changes(rows: QuerySet[TopicChange]) -> QuerySet[TopicChange]:
    waits = Case(When(status=TopicChange.Status.PROPOSED, then=Value(0)), default=Value(1))
    return rows.order_by(waits, "pk")


@dataclass(frozen=True)
class Example:
    """One of the suggestions that a change moves; where issues are changed, of the topics."""

    words: str
    url: str


@dataclass(frozen=True)
class ShownChange:
    """A change with its buttons and the first of what it moves."""

    change: TopicChange
    buttons: list[Button]
    examples: list[Example]
    overtaken: bool = False


def shown_changes(
    changes: Iterable[TopicChange], buttons: Callable[[TopicChange], list[Button]]
) -> list[ShownChange]:
    """One query for the suggestions of all, and one for what people have placed since."""
    changes = list(changes)
    over = overtaken(changes)
    placing = [change for change in changes if change.kind != TopicChange.Kind.ISSUE]
    wanted = {m[0] for change in placing for m in change.moves[:SHOWN]}
    titles = dict(Suggestion.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return [
        ShownChange(
            one, [] if one.pk in over else buttons(one), examples(one, titles), one.pk in over
        )
        for one in changes
    ]


def examples(change: TopicChange, titles: dict[int, str]) -> list[Example]:
    if change.kind == TopicChange.Kind.ISSUE:
        named, address = {pk: name for pk, name, _ in change.others}, "desk_topics:page"
    else:
        named, address = titles, "desk_suggestions:page"
    moved = [m[0] for m in change.moves[:SHOWN] if m[0] in named]
    return [Example(named[pk], reverse(address, args=[pk])) for pk in moved]


def tally(run: GroupingRun) -> list[dict[str, Any]]:
    """How many changes stand where, for the tabs."""
    counts = Counter(run.changes.values_list("status", flat=True))
    return [
        {"value": status.value, "label": status.label, "count": counts[status]}
        for status in TopicChange.Status
        if counts[status]
    ]


def earlier(run: GroupingRun) -> GroupingRun | None:
    """The last run before this one that came to an end: what it is compared with."""
    rows = GroupingRun.objects.filter(campaign=run.campaign, status=DONE, result__isnull=False)
    return rows.filter(pk__lt=run.pk).order_by("-pk").first()


class RunProgress(GroupingScreen):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = get_object_or_404(GroupingRun, pk=pk)
        return progress_of(run, run.status in UNFINISHED)


# --- the report -------------------------------------------------------------------------------


def report_lines(report: dict[str, Any]) -> list[tuple[str, str]]:
    """A run's report in Chinese: what it saw, what it found, how long each stage took."""
    found = ((label, at_path(report, path), unit) for path, label, unit in REPORT)
    return [(label, f"{words(value)}{unit}") for label, value, unit in found if value is not None]


def at_path(report: Any, path: str) -> Any:
    for key in path.split("."):
        report = report.get(key) if isinstance(report, dict) else None
    return report


def words(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if value == "":
        return "未安装"
    return {"on": "使用", "off": "未使用"}.get(str(value), str(value))


REPORT = (
    ("unchanged", "没有新的建议，结果沿用第", " 次运行"),
    ("counts.messages", "参加归类的建议", " 条"),
    ("counts.distinct_texts", "其中文字不重复的", " 条"),
    ("counts.placed", "归入具体问题", " 条"),
    ("counts.shelf", "留在书架单独阅读", " 条"),
    ("counts.themes", "主题", " 个"),
    ("counts.issues", "类问题", " 个"),
    ("counts.topics", "具体问题", " 个"),
    ("counts.largest_topic", "最大的问题", " 条"),
    ("counts.floods", "大量雷同的文字", " 组"),
    ("stability.kept", "与上次归在同一问题", " 条"),
    ("set_rules.topics_alike", "过于相似的问题", " 对"),
    ("set_rules.themes_alike", "过于相似的主题", " 对"),
    ("parameters.semantic", "句意比较", ""),
    ("parameters.engine", "分词程序", ""),
    ("parameters.themes", "主题数上限", ""),
    ("parameters.seed", "随机种子", ""),
    ("parameters.dictionary", "词典版本", ""),
    ("versions.python", "Python 版本", ""),
    ("versions.jieba", "jieba 版本", ""),
    ("versions.rjieba", "rjieba 版本", ""),
    ("versions.graspologic-native", "聚类程序版本", ""),
    ("seconds.segment", "分词用时", " 秒"),
    ("seconds.graph", "比较用词用时", " 秒"),
    ("seconds.semantic", "比较句意用时", " 秒"),
    ("seconds.topics", "归并问题用时", " 秒"),
    ("seconds.themes", "归并主题用时", " 秒"),
    ("seconds.present", "命名用时", " 秒"),
    ("seconds.total", "共用时", " 秒"),
)
