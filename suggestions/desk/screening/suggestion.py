"""One suggestion on the desk: what was written beside what is shown, and its buttons."""

import datetime as dt
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View

from suggestions.actions import calling, claiming, linking, recognising, screening, tagging
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.recognition.forms import NominateForm
from suggestions.desk.screening.forms import (
    DeclineReadForm,
    ReadForm,
    RevealForm,
    ReviseForm,
    TagForm,
    WayForm,
)
from suggestions.desk.screening.kinds import SORT, sorting_context
from suggestions.desk.screening.queue import is_late
from suggestions.desk.screening.turns import claim_of, number
from suggestions.desk.topics.forms import IntoForm
from suggestions.desk.topics.verbs import place_one
from suggestions.models import Contact, Photo, ScreeningClaim, Suggestion, User
from suggestions.models.scope import narrowed
from suggestions.residents import receipts
from suggestions.staff.access import DeskMixin, allowed
from suggestions.staff.forms import ReasonForm
from suggestions.staff.history import history_of
from suggestions.staff.marking import marked_original, marked_public
from suggestions.staff.presence import presence
from suggestions.staff.verbs import DeskVerb, Done, RecordPage, Shown
from suggestions.telling import clause_opinions
from suggestions.text.nearest import Near, nearest
from suggestions.views.private_files import handed_out

ALIKE = 5
SEVERAL = ("photos", "scans", "tags")
LONG = ("body", "solution", "public_body", "public_solution")


def _accepted(done: Done) -> str:
    number = done.subject.number
    if done.subject.published_at:
        return f"{number}已审核通过并公开。"
    return f"{number}已审核通过，没有公开。"


def _declined(done: Done) -> str:
    s = done.subject
    return f"{s.number}已告知应去途径：{s.get_decline_route_display()}。"


def _reveal(suggestion: Suggestion, *, reason: str, by: User, at: dt.datetime) -> Contact:
    contact = getattr(suggestion, "contact", None)
    if contact is None:
        raise Refused("这条建议没有留下联系方式。")
    return screening.reveal(contact, reason=reason, by=by, at=at)


def _is_undecided(suggestion: Suggestion) -> bool:
    """No person has said yet where it belongs."""
    placement = getattr(suggestion, "placement", None)
    return _is_active(suggestion) and (placement is None or placement.by_id is None)


def _is_active(suggestion: Suggestion) -> bool:
    return suggestion.status in Suggestion.ACTIVE


PENDING, DECLINED = Suggestion.Status.PENDING, Suggestion.Status.DECLINED
VERBS = (
    DeskVerb(
        "accept",
        "通过并公开",
        calls=screening.accept,
        told=_accepted,
        form=ReadForm,
        offered=lambda s: s.status in (PENDING, DECLINED) and s.may_publish,
        style="",
        key="a",
    ),
    DeskVerb(
        "accept-quietly",
        "通过不公开",
        calls=partial(screening.accept, publish=False),
        told=_accepted,
        form=ReadForm,
        offered=lambda s: s.status in (PENDING, DECLINED),
        key="q",
    ),
    DeskVerb(
        "decline",
        "告知应去途径",
        calls=screening.decline,
        told=_declined,
        form=DeclineReadForm,
        offered=lambda s: DECLINED in Suggestion.NEXT[s.status],
        key="d",
    ),
    DeskVerb(
        "revise",
        "修改公开文本",
        calls=screening.revise,
        told="公开文本已修改。",
        form=ReviseForm,
        offered=lambda s: s.status == PENDING or _is_active(s),
        key="e",
    ),
    DeskVerb(
        "publish",
        "公开",
        calls=screening.publish,
        told="{subject.number}已公开。",
        offered=lambda s: _is_active(s) and not s.published_at and s.may_publish,
    ),
    DeskVerb(
        "place",
        "归入问题……",
        calls=place_one,
        told="{subject.number}已归入“{into.name}”。",
        form=IntoForm,
        offered=_is_undecided,
    ),
    DeskVerb(
        "unpublish",
        "撤下",
        calls=screening.unpublish,
        told="{subject.number}已撤下，不再公开显示。",
        form=ReasonForm,
        offered=lambda s: bool(s.published_at),
    ),
    DeskVerb(
        "receipt",
        "补发查询码",
        calls=screening.issue_receipt,
        told=lambda done: Shown({"receipt_code": receipts.grouped(done.result)}),
        offered=lambda s: s.status != Suggestion.Status.WITHDRAWN,
        hint="原来的查询码会立即失效；新查询码只显示一次。",
    ),
    DeskVerb(
        "end-links",
        "作废个人链接",
        calls=linking.end_links,
        told="{subject.number}以前发出的个人链接都失效了。",
        offered=lambda s: hasattr(s, "contact"),
        hint="手机丢了、消息转给了别人时用；查询码不受影响。",
    ),
    DeskVerb(
        "way",
        "改定告知方式",
        calls=calling.choose_way,
        told="告知方式改好了，从下一步起生效。",
        form=WayForm,
        offered=lambda s: hasattr(s, "contact"),
    ),
    DeskVerb(
        "nominate",
        "推荐为优秀建议",
        calls=recognising.nominate,
        told="已推荐到“{into}”，由另一位同事评定。",
        form=NominateForm,
        offered=lambda s: s.is_public,
    ),
    SORT,
    DeskVerb(
        "tag",
        "改标签",
        calls=tagging.tag,
        told="{subject.number}的标签改好了。",
        form=TagForm,
        apart=True,
    ),
    DeskVerb(
        "reveal",
        "查看联系方式",
        calls=_reveal,
        told=lambda done: Shown({"contact_shown": done.result}),
        form=RevealForm,
        offered=lambda s: hasattr(s, "contact"),
        apart=True,
    ),
)


class SuggestionPage(RecordPage):
    """One suggestion: what was written beside what is shown, and everything that may be done."""

    model = Suggestion
    for_areas = True
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/suggestion.html"
    header_icon = "mail"

    @property
    def in_queue(self) -> bool:
        return "queue" in self.request.GET

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who opens it from the queue takes it, or hears who was faster."""
        screens = self.in_queue and allowed(request.user, rights.SCREEN)
        if screens and self.object.status == PENDING and not self.is_held:
            claiming.take(self.object, by=self.request.user, at=self.request.at)
            self.object = self.records().get(pk=self.object.pk)
        return super().get(request, *args, **kwargs)

    @property
    def is_held(self) -> bool:
        """Taken a moment ago, on the way here."""
        claim = claim_of(self.object, self.request.at + ScreeningClaim.LEASE / 2)
        return claim is not None and claim.by_id == self.request.user.pk

    def get_records(self) -> QuerySet[Suggestion]:
        return Suggestion.objects.select_related(
            "campaign",
            "area",
            "station",
            "audience",
            "contact",
            "placement__topic",
            "import_batch",
            "sorting__by",
            "claim__by",
            "closed_elsewhere__source",
            "sheet",
        ).prefetch_related(*SEVERAL)

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        name = "desk_suggestions:verb" if verb else "desk_suggestions:page"
        return reverse(name, args=args) + (f"?queue=1{self.of}" if self.in_queue else "")

    @property
    def of(self) -> str:
        """Which of the officer's saved queues is being read."""
        key = number(self.request.GET.get("of", ""))
        return f"&of={key}" if key else ""

    def get_success_url(self, verb: DeskVerb) -> str:
        if self.in_queue and verb.name in ("accept", "accept-quietly", "decline"):
            return self.next_url
        return self.get_url()

    @property
    def next_url(self) -> str:
        return f"{reverse('desk_screening:next')}?after={self.object.pk}{self.of}"

    def get_page_title(self) -> str:
        return f"{self.object.number} {self.object.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = ("待审核", "screening") if self.in_queue else ("建议", "suggestions")
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"desk_{index[1]}:index"), "label": index[0]},
            {"url": "", "label": self.object.number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        s = self.object
        return super().get_context_data(
            is_late=is_late(s, self.request.at),
            in_queue=self.in_queue,
            claim=claim_of(s, self.request.at),
            next_url=self.next_url,
            others_here=presence(s, self.request.user),
            original=[
                ("主要事由", marked_original(s.body)),
                ("对策建议", marked_original(s.solution)),
            ],
            public=[
                ("主要事由", marked_public(s.public_body)),
                ("对策建议", marked_public(s.public_solution)),
            ],
            original_title=marked_original(s.title),
            public_title=marked_public(s.public_title),
            history=history_of(s.events.all()),
            deliveries=s.deliveries.select_related("answer__referral__department"),
            about=clause_opinions.about(s, self.request.at),
            alike=alike(s, self.request.user),
            **sorting_context(s, self.request.user),
            **kwargs,
        )


def alike(suggestion: Suggestion, user: User) -> list[tuple[Near, Suggestion]]:
    """Public suggestions of the same campaign that say nearly the same, with why."""
    s = suggestion
    return similar_to(s.title, s.body, campaign=s.campaign_id, user=user, but=s.pk)


def similar_to(
    title: str, body: str, *, campaign: int, user: User, but: int | None = None
) -> list[tuple[Near, Suggestion]]:
    """The same for words that are still being typed."""
    rows = narrowed(Suggestion.objects.public().filter(campaign=campaign), user)
    found = nearest(rows.exclude(pk=but), title=title, body=body, top=ALIKE)
    shown = rows.select_related("placement__topic").defer(*LONG).in_bulk([f.pk for f in found])
    return [(near, shown[near.pk]) for near in found if near.pk in shown]


class PhotoView(DeskMixin, View):
    """A resident's photo for staff: private files leave only through a door."""

    permission = rights.LOOK
    for_areas = True

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        sent = Photo.objects.filter(suggestion__isnull=False)
        photo = get_object_or_404(narrowed(sent, request.user), pk=pk)
        file = photo.thumbnail if "small" in request.GET else photo.file
        return handed_out(file, name=f"photo-{pk}.jpg", kind="image/jpeg")
