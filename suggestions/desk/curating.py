"""The buttons by which people decide about topics, and the page that opens a new one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions import actions
from suggestions.actions import Refused
from suggestions.desk.access import UNPROCESSABLE, DeskMixin, DeskVerb
from suggestions.desk.forms import (
    IntoForm,
    MoveForm,
    NewTopicForm,
    PickedForm,
    ReasonForm,
    RenameForm,
    SplitForm,
    ThemeForm,
)
from suggestions.desk.listing import campaigns
from suggestions.models import Topic, TopicMerge

CURATE = "curate_topic"


def _confirm(topic: Topic, data: dict, **who: Any) -> str:
    was = topic.status
    fresh = actions.confirm(topic, **who)
    if was == Topic.Status.PROPOSED:
        return f"已确认“{topic.name}”，{fresh} 条建议归入。"
    return f"“{topic.name}”中新增的 {fresh} 条建议已确认。"


def _rename(topic: Topic, data: dict, **who: Any) -> str:
    actions.rename(topic, name=data["name"], seen=data["seen"], **who)
    return f"已改名为“{topic.name}”。"


def _set_theme(topic: Topic, data: dict, **who: Any) -> str:
    actions.set_theme(topic, theme=data["theme"], **who)
    return f"已归入主题“{topic.theme}”。" if topic.theme else "已移出原来的主题。"


def _merge(topic: Topic, data: dict, **who: Any) -> str:
    actions.merge(topic, into=data["into"], **who)
    return f"“{topic.name}”已并入“{data['into'].name}”；需要时可以在这一页撤销合并。"


def _unmerge(note: TopicMerge, data: dict, **who: Any) -> str:
    actions.unmerge(note, **who)
    return f"已撤销合并，“{note.source.name}”恢复原样。"


def _split(topic: Topic, data: dict, **who: Any) -> str:
    rows = list(data["picked"])
    new = actions.split(topic, suggestions=rows, name=data["name"], **who)
    return f"已分出 {new.number} 号问题“{new.name}”，{len(rows)} 条建议。"


def _move(topic: Topic, data: dict, **who: Any) -> str:
    rows = list(data["picked"])
    actions.place(rows, topic=data["into"], **who)
    return f"{len(rows)} 条建议已移到“{data['into'].name}”。"


def _shelve(topic: Topic, data: dict, **who: Any) -> str:
    rows = list(data["picked"])
    actions.place(rows, topic=None, **who)
    return f"{len(rows)} 条建议已移到书架。"


def _set_aside(topic: Topic, data: dict, **who: Any) -> str:
    actions.set_aside(topic, reason=data["reason"], **who)
    return f"“{topic.name}”已搁置。"


def _restore(topic: Topic, data: dict, **who: Any) -> str:
    actions.restore(topic, **who)
    return f"“{topic.name}”已恢复。"


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


CURATING = (
    DeskVerb("confirm", "确认", CURATE, _confirm, offered=_has_news, style=""),
    DeskVerb("rename", "改名", CURATE, _rename, RenameForm, _stands),
    DeskVerb("theme", "改主题", CURATE, _set_theme, ThemeForm, _stands),
    DeskVerb(
        "merge",
        "合并到……",
        CURATE,
        _merge,
        IntoForm,
        _is_curatable,
        hint="这个问题的建议全部并入目标问题；合并可以撤销。",
    ),
    DeskVerb("set-aside", "搁置", CURATE, _set_aside, ReasonForm, _is_curatable),
    DeskVerb(
        "restore", "恢复", CURATE, _restore, offered=lambda t: t.status == Topic.Status.SET_ASIDE
    ),
    DeskVerb("split", "拆分", CURATE, _split, SplitForm, _is_curatable, apart=True),
    DeskVerb("move", "移动到……", CURATE, _move, MoveForm, _is_curatable, apart=True),
    DeskVerb("shelve", "移到书架", CURATE, _shelve, PickedForm, _is_curatable, apart=True),
)
MERGE_VERBS = (
    DeskVerb(
        "unmerge",
        "撤销合并",
        CURATE,
        _unmerge,
        offered=lambda note: note.undone_at is None and note.target.status in Topic.CURATABLE,
        subjects=_merges,
    ),
)


class NewTopic(DeskMixin, WagtailAdminTemplateMixin, View):
    """新建问题: a topic that a person opens."""

    permission = CURATE
    page_title = "新建问题"
    header_icon = "plus"
    template_name = "suggestions/desk/new_topic.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("campaign", "")
        self.campaign = get_object_or_404(campaigns(), pk=asked if asked.isdigit() else 0)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('suggestions_desk:topics')}?campaign={self.campaign.pk}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.campaign.title},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, form.first_error())
        data, who = form.cleaned_data, {"by": request.user, "at": request.at}
        try:
            topic = actions.create_topic(
                self.campaign, name=data["name"], theme=data["theme"], **who
            )
        except Refused as error:
            return self.page(form, str(error))
        messages.success(request, f"已新建 {topic.number} 号问题“{topic.name}”。")
        return redirect("suggestions_desk:topic", topic.pk)

    def make_form(self, data: Any = None) -> NewTopicForm:
        return NewTopicForm(data, subject=self.campaign, at=self.request.at)

    def page(self, form: NewTopicForm, refused: str = "") -> HttpResponse:
        context = self.get_context_data(form=form, campaign=self.campaign, refused=refused)
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)
