"""Many topics of the list decided at once: the ticks, the buttons below, what came of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from suggestions.actions import curating, kept_lists, tidying
from suggestions.actions.handling import Outcome
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.issues.forms import IssueField
from suggestions.desk.referrals.forms import ReferForm
from suggestions.desk.topics.forms import TEXTS_OF_CAMPAIGN, MergeManyForm, ThemeForm
from suggestions.models import CampaignPage, Issue, Topic, TopicMerge, User
from suggestions.models.scope import decided, narrowed
from suggestions.models.topics import TopicQuerySet
from suggestions.staff.access import UNPROCESSABLE, DeskRequest, allowed
from suggestions.staff.columns import with_words
from suggestions.staff.forms import DeskForm, ReasonForm, within_areas
from suggestions.staff.listing import DeskListing, OfCampaigns
from suggestions.work import tasks
from suggestions.work.clocks import CalendarMissing

UNDO = "desk_topics_undo"  # in the session: what the last decision can still take back


class IssueManyForm(DeskForm):
    subject: CampaignPage
    issue = IssueField(
        label="类问题",
        required=False,
        help_text="填写序号，或名称中的几个字；留空表示不归入任何一类。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(IssueField, self.fields["issue"]).look_in(self.subject)


# --- what is told ----------------------------------------------------------------------------

Undo = dict[str, Any]
Said = tuple[str, Outcome, Undo]


def _confirm(topics: list[Topic], *, by: User, at: dt.datetime, issues: list[Issue]) -> Said:
    outcome = tidying.confirm(topics, issues=issues, by=by, at=at)
    above = f"和 {len(issues)} 个类问题" if issues else ""
    return f"已确认 {len(outcome.done)} 个问题{above}。", outcome, {}


def _theme(topics: list[Topic], *, by: User, at: dt.datetime, theme: Any) -> Said:
    outcome = tidying.set_theme(topics, theme=theme, by=by, at=at)
    words = f"归入主题“{theme}”" if theme else "移出原来的主题"
    return f"已把 {len(outcome.done)} 个问题{words}。", outcome, {}


def _issue(topics: list[Topic], *, by: User, at: dt.datetime, issue: Any) -> Said:
    outcome = tidying.set_issue(topics, issue=issue, by=by, at=at)
    words = f"归入类问题“{issue}”" if issue else "移出原来的类问题"
    return f"已把 {len(outcome.done)} 个问题{words}。", outcome, {}


def _merge(topics: list[Topic], *, by: User, at: dt.datetime, into: Topic | None) -> Said:
    goal, outcome = tidying.merge(topics, into=into, by=by, at=at)
    crossing = any(topic.campaign_id != goal.campaign_id for topic in topics)
    where = f"《{goal.campaign.title}》" if crossing else ""
    words = f"已把 {len(outcome.done)} 个问题并入{where} {goal.number} 号“{goal.name}”。"
    return words, outcome, {"what": "unmerge", "keys": [note.pk for note in outcome.done]}


def _set_aside(topics: list[Topic], *, by: User, at: dt.datetime, reason: str) -> Said:
    outcome = tidying.set_aside(topics, reason=reason, by=by, at=at)
    words = f"已搁置 {len(outcome.done)} 个问题。"
    return words, outcome, {"what": "restore", "keys": [topic.pk for topic in outcome.done]}


def _refer(topics: list[Topic], **errand: Any) -> Said:
    outcome = tidying.refer(topics, **errand)
    if outcome.done:
        tasks.start_learning()
    lead = errand["lead"].short_name or errand["lead"].name
    return f"已把 {len(outcome.done)} 个问题转办给{lead}。", outcome, {}


@dataclass(frozen=True)
class ManyVerb:
    """A button below the list; its right is that of the same verb over one topic."""

    name: str
    label: str
    calls: Callable[..., Said]
    form: type[DeskForm] = DeskForm
    key: str = ""
    style: str = "button-secondary"
    hint: str = ""
    inside: bool = False  # only within one campaign

    def may(self, user: Any) -> bool:
        return rights.RIGHTS[f"topic.{self.name}"].offered_to(user)


VERBS = (
    ManyVerb("confirm", "确认", _confirm, key="c", style=""),
    ManyVerb("merge", "合并", _merge, MergeManyForm, key="m", hint="合并可以撤销。"),
    ManyVerb("theme", "改主题", _theme, ThemeForm, key="t", inside=True),
    ManyVerb("issue", "改类问题", _issue, IssueManyForm, key="i", inside=True),
    ManyVerb("refer", "转办", _refer, ReferForm, key="r"),
    ManyVerb("set-aside", "搁置", _set_aside, ReasonForm),
)


@dataclass
class ManyButton:
    verb: ManyVerb
    form: DeskForm
    is_open: bool = False


# --- the list --------------------------------------------------------------------------------


def _keys(typed: list[str]) -> list[int]:
    return [int(key) for key in typed if key.isdecimal() and len(key) < 18]


class ManyTopics(OfCampaigns, DeskListing):
    """The list of topics takes decisions over what is ticked in it.

    What was refused is ticked again, with the words and the typed text.
    """

    pressed: ManyButton | None = None
    posted: frozenset[int] | None = None

    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_somewhere or not allowed(request.user, rights.CURATE):
            raise PermissionDenied
        asked = request.POST.get("do", "")
        if asked == "undo":
            return self.undo()
        if asked == "rename":
            return self.rename()
        verb = next((verb for verb in self.verbs() if verb.name == asked), None)
        if verb is None:
            raise Http404
        if not verb.may(request.user):
            raise PermissionDenied
        topics = self.ticked_topics()
        if left := len(topics) - decided(self.rows_of(topics), request.user).count():
            messages.error(request, f"勾选的有 {left} 个问题含其他区域的建议，只能由市级办理。")
            return self.again("")
        self.posted = frozenset(topic.pk for topic in topics)
        form = self.form_of(verb, request.POST)
        self.pressed = ManyButton(verb, form, is_open=True)
        if not form.is_valid():
            return self.again(form.first_error())
        try:
            whole = {"issues": self.ticked_issues()} if verb.name == "confirm" else {}
            words, outcome, undo = verb.calls(
                topics, **form.arguments(), **whole, by=request.user, at=request.at
            )
        except (Refused, CalendarMissing) as error:
            return self.again(str(error))
        return self.tell(words, outcome, undo)

    @property
    def is_somewhere(self) -> bool:
        return bool(self.campaign or self.whole)

    def verbs(self) -> list[ManyVerb]:
        """Themes and issues are a campaign's own: not to be given to topics of several."""
        return [verb for verb in VERBS if not (self.whole and verb.inside)]

    def topics_here(self) -> TopicQuerySet:
        mine: TopicQuerySet = narrowed(Topic.objects.all(), self.request.user)
        return mine if self.whole else mine.filter(campaign=self.campaign)

    def ticked_topics(self) -> list[Topic]:
        """What is ticked: topics, and all that stand under a ticked issue or theme."""
        typed = self.request.POST
        mine = self.topics_here().select_related("campaign", "theme")
        found = mine.filter(pk__in=_keys(typed.getlist("picked")))
        for name in ("issue", "theme"):
            if above := _keys(typed.getlist(f"picked_{name}")):
                found |= mine.standing().filter(**{f"{name}__in": above})
        unread = ("keywords", "representatives", "summary", *TEXTS_OF_CAMPAIGN)
        return list(found.order_by("pk").defer(*unread))

    @staticmethod
    def rows_of(topics: list[Topic]) -> QuerySet[Topic]:
        return Topic.objects.filter(pk__in=[topic.pk for topic in topics])

    def ticked_issues(self) -> list[Issue]:
        keys = _keys(self.request.POST.getlist("picked_issue"))
        mine = Issue.objects.standing().filter(campaign=self.campaign, pk__in=keys)
        return list(narrowed(mine, self.request.user).select_related("campaign").order_by("pk"))

    def tell(self, words: str, outcome: Outcome, undo: Undo) -> HttpResponseBase:
        self.note_undo(undo)
        if outcome.done:
            kept_lists.untick(self.request.user, self.list_name)
            messages.success(self.request, words)
        if outcome.left:
            left = sum(map(len, outcome.left.values()))
            messages.error(self.request, f"有 {left} 个没有办：{outcome.explained()}。")
            if not outcome.done:
                return self.again("")
        return self.onward()

    def again(self, words: str) -> HttpResponseBase:
        if words:
            messages.error(self.request, words)
        response = self.get(self.request)
        response.status_code = UNPROCESSABLE
        return response

    def onward(self) -> HttpResponse:
        """The same list; `next` is the topic after the decided one, which the page then shows."""
        after = self.request.POST.get("next", "")
        return redirect(self.address() + (f"#t{after}" if after.isdecimal() else ""))

    def address(self) -> str:
        query = self.request.GET.urlencode()
        return reverse(self.index_url_name) + (f"?{query}" if query else "")

    # --- one name, in its place -----------------------------------------------------------

    def rename(self) -> HttpResponse:
        typed = self.request.POST
        found = self.topics_here().filter(pk__in=_keys([typed.get("pk", "")]))
        if topic := decided(found, self.request.user).first():
            facts: dict[str, Any] = {"by": self.request.user, "at": self.request.at}
            try:
                curating.rename(
                    topic, name=typed.get("name", ""), seen=typed.get("seen", ""), **facts
                )
            except Refused as error:
                messages.error(self.request, str(error))
            else:
                messages.success(self.request, f"已改名为“{topic.name}”。")
        return self.onward()

    # --- taking back ----------------------------------------------------------------------

    def note_undo(self, undo: Undo) -> None:
        if undo.get("keys"):
            self.request.session[UNDO] = {**undo, "campaign": self.campaign_key}
        else:
            self.request.session.pop(UNDO, None)

    @property
    def campaign_key(self) -> int:
        return self.campaign.pk if self.campaign else 0

    def undoable(self) -> Undo | None:
        undo = self.request.session.get(UNDO)
        return undo if undo and undo["campaign"] == self.campaign_key else None

    def undo(self) -> HttpResponseBase:
        undo = self.undoable() or {"what": "", "keys": []}
        facts: dict[str, Any] = {"by": self.request.user, "at": self.request.at}
        if undo["what"] == "unmerge":
            mine = decided(TopicMerge.objects.filter(pk__in=undo["keys"]), self.request.user)
            notes = mine.select_related("source", "target")
            outcome, words = tidying.unmerge(list(notes), **facts), "已撤销 {} 个合并。"
        elif undo["what"] == "restore":
            aside = decided(Topic.objects.filter(pk__in=undo["keys"]), self.request.user)
            topics = aside.order_by("pk")
            outcome, words = tidying.restore(list(topics), **facts), "已恢复 {} 个问题。"
        else:
            messages.error(self.request, "没有可以撤销的操作了。")
            return self.onward()
        return self.tell(words.format(len(outcome.done)), outcome, {})

    # --- the page -------------------------------------------------------------------------

    def form_of(self, verb: ManyVerb, data: Any = None) -> DeskForm:
        """Each with its own prefix: the buttons share one form of the page."""
        form = verb.form(
            data,
            subject=self.campaign,
            at=self.request.at,
            prefix=verb.name,
            auto_id="many_%s",
        )
        return within_areas(form, self.request.user)

    def many_buttons(self) -> list[ManyButton]:
        if not self.is_somewhere or not allowed(self.request.user, rights.CURATE):
            return []
        found = [ManyButton(v, self.form_of(v)) for v in self.verbs() if v.may(self.request.user)]
        hit = self.pressed
        return [hit if hit and hit.verb is button.verb else button for button in found]

    def tick(self, rows: Any) -> list[int]:
        """Mark what is ticked; gives the keys of all topics that the page shows."""
        ticked = self.ticks() if self.posted is None else self.posted
        shown: list[int] = []
        for row in rows:
            folded = getattr(row, "folded", ())
            for topic in folded:
                topic.ticked = topic.pk in ticked
                shown.append(topic.pk)
            if isinstance(row, Topic):
                with_words(row, ticked=row.pk in ticked)
                shown.append(row.pk)
            else:
                row.ticked = bool(folded) and all(topic.ticked for topic in folded)
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        many = self.many_buttons()
        context = super().get_context_data(
            many=many, many_url=self.address(), undo=self.undoable(), **kwargs
        )
        for button in many:
            context["media"] += button.form.media
        shown = self.tick(context["object_list"])
        context["elsewhere"] = self.elsewhere(shown) if many else []
        return context
