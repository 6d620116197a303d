"""The buttons by which people decide about topics, and the page that opens a new one."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import curating, merging
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.topics.forms import (
    MergeForm,
    MoveForm,
    NewTopicForm,
    PickedForm,
    RenameForm,
    SplitForm,
    ThemeForm,
)
from suggestions.models import Suggestion, Topic, TopicMerge, User
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest
from suggestions.staff.forms import ReasonForm
from suggestions.staff.listing import campaigns
from suggestions.staff.verbs import DeskVerb, Done


def _confirm(topic: Topic, *, by: User, at: dt.datetime) -> str:
    """The words tell what was vouched for: the topic, or what came into it since."""
    was = topic.status
    fresh = curating.confirm(topic, by=by, at=at)
    if was == Topic.Status.PROPOSED:
        return f"已确认“{topic.name}”，{fresh} 条建议归入。"
    return f"“{topic.name}”中新增的 {fresh} 条建议已确认。"


def _move(
    topic: Topic,
    *,
    suggestions: list[Suggestion],
    by: User,
    at: dt.datetime,
    into: Topic | None = None,
) -> int:
    """How many were moved out of a topic; without a target onto the shelf."""
    curating.place(suggestions, topic=into, by=by, at=at)
    return len(suggestions)


def place_one(
    suggestion: Suggestion, *, by: User, at: dt.datetime, into: Topic | None = None
) -> None:
    """Move one suggestion into a topic; without a target onto the shelf."""
    curating.place([suggestion], topic=into, by=by, at=at)


def _theme_told(done: Done) -> str:
    theme = done.subject.theme
    return f"已归入主题“{theme}”。" if theme else "已移出原来的主题。"


def _split_told(done: Done) -> str:
    new, size = done.result, len(done.data["suggestions"])
    return f"已分出 {new.number} 号问题“{new.name}”，{size} 条建议。"


def _merged(done: Done) -> str:
    note: TopicMerge = done.result
    told = merging.direction(note)
    return f"已把{told}，{len(note.members)} 条建议随之归入；需要时可以在这一页撤销合并。"


def _stands(topic: Topic) -> bool:
    return topic.status not in (Topic.Status.MERGED, Topic.Status.SET_ASIDE)


def _is_curatable(topic: Topic) -> bool:
    return topic.status in Topic.CURATABLE


def _has_news(topic: Topic) -> bool:
    """Something of the machine's waits here for a person's word."""
    proposed = topic.status == Topic.Status.PROPOSED
    return proposed or (_stands(topic) and topic.placements.by_machine().exists())


def _merges(topic: Topic) -> QuerySet[TopicMerge]:
    return TopicMerge.objects.filter(target=topic).select_related("source", "target")


# For the members that are ticked in the list.
TICKED = (
    DeskVerb(
        "split",
        "拆分",
        calls=curating.split,
        told=_split_told,
        form=SplitForm,
        offered=_is_curatable,
        apart=True,
    ),
    DeskVerb(
        "move",
        "移动到……",
        calls=_move,
        told="{result} 条建议已移到“{into.name}”。",
        form=MoveForm,
        offered=_is_curatable,
        apart=True,
    ),
    DeskVerb(
        "shelve",
        "移到书架",
        calls=_move,
        told="{result} 条建议已移到书架。",
        form=PickedForm,
        offered=_is_curatable,
        apart=True,
    ),
)
CURATING = (
    DeskVerb("confirm", "确认", calls=_confirm, told="{result}", offered=_has_news, style=""),
    DeskVerb(
        "rename",
        "改名",
        calls=curating.rename,
        told="已改名为“{subject.name}”。",
        form=RenameForm,
        offered=_stands,
    ),
    DeskVerb(
        "theme",
        "改主题",
        calls=curating.set_theme,
        told=_theme_told,
        form=ThemeForm,
        offered=_stands,
    ),
    DeskVerb(
        "merge",
        "合并到……",
        calls=curating.merge,
        told=_merged,
        form=MergeForm,
        offered=_is_curatable,
        hint="这个问题的建议全部并入目标问题；合并可以撤销。",
    ),
    DeskVerb(
        "set-aside",
        "搁置",
        calls=curating.set_aside,
        told="“{subject.name}”已搁置。",
        form=ReasonForm,
        offered=_is_curatable,
    ),
    DeskVerb(
        "restore",
        "恢复",
        calls=curating.restore,
        told="“{subject.name}”已恢复。",
        offered=lambda topic: topic.status == Topic.Status.SET_ASIDE,
    ),
    *TICKED,
)
MERGE_VERBS = (
    DeskVerb(
        "unmerge",
        "撤销合并",
        calls=curating.unmerge,
        told="已撤销合并，“{subject.source.name}”恢复原样。",
        offered=lambda note: note.undone_at is None and note.target.status in Topic.CURATABLE,
        subjects=_merges,
    ),
)


class NewTopic(DeskMixin, WagtailAdminTemplateMixin, View):
    """新建问题: a topic that a person opens."""

    permission = rights.CURATE
    page_title = "新建问题"
    header_icon = "plus"
    template_name = "suggestions/desk/new_topic.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("campaign", "")
        self.campaign = get_object_or_404(campaigns(), pk=asked if asked.isdecimal() else 0)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('desk_topics:index')}?campaign={self.campaign.pk}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.campaign.title},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: DeskRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, form.first_error())
        try:
            topic = curating.create_topic(
                self.campaign, **form.arguments(), by=request.user, at=request.at
            )
        except Refused as error:
            return self.page(form, str(error))
        messages.success(request, f"已新建 {topic.number} 号问题“{topic.name}”。")
        return redirect("desk_topics:page", topic.pk)

    def make_form(self, data: Any = None) -> NewTopicForm:
        return NewTopicForm(data, subject=self.campaign, at=self.request.at)

    def page(self, form: NewTopicForm, refused: str = "") -> HttpResponse:
        context = self.get_context_data(form=form, campaign=self.campaign, refused=refused)
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)
