"""One suggestion on the desk: what was written beside what is shown, and its buttons."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views import View

from suggestions import actions, receipts
from suggestions.actions import Refused
from suggestions.desk.access import DeskMixin, DeskVerb, RecordPage, Shown
from suggestions.desk.forms import DeclineForm, IntoForm, ReasonForm, RevealForm, ReviseForm
from suggestions.desk.history import history_of
from suggestions.desk.marking import marked_original, marked_public
from suggestions.desk.screening import is_late
from suggestions.desk.sorting import SORT, sorting_context
from suggestions.models import Photo, Suggestion
from suggestions.nearest import Near, nearest

ALIKE = 5
LONG = ("body", "solution", "public_body", "public_solution")


def _accept(suggestion: Suggestion, data: dict, *, publish: bool, **who: Any) -> str:
    actions.accept(suggestion, publish=publish, **who)
    if suggestion.published_at:
        return f"{suggestion.number}已审核通过并公开。"
    return f"{suggestion.number}已审核通过，没有公开。"


def _decline(suggestion: Suggestion, data: dict, **who: Any) -> str:
    actions.decline(suggestion, route=data["route"], reason=data["reason"], **who)
    return f"{suggestion.number}已告知应去途径：{suggestion.get_decline_route_display()}。"


def _revise(suggestion: Suggestion, data: dict, **who: Any) -> str:
    texts = {name: data[name] for name in ReviseForm.NAMES}
    seen = {name: data[f"seen_{name}"] for name in ReviseForm.NAMES}
    actions.revise(suggestion, texts=texts, seen=seen, **who)
    return "公开文本已修改。"


def _publish(suggestion: Suggestion, data: dict, **who: Any) -> str:
    actions.publish(suggestion, **who)
    return f"{suggestion.number}已公开。"


def _unpublish(suggestion: Suggestion, data: dict, **who: Any) -> str:
    actions.unpublish(suggestion, reason=data["reason"], **who)
    return f"{suggestion.number}已撤下，不再公开显示。"


def _place(suggestion: Suggestion, data: dict, **who: Any) -> str:
    actions.place([suggestion], topic=data["into"], **who)
    return f"{suggestion.number}已归入“{data['into'].name}”。"


def _issue_receipt(suggestion: Suggestion, data: dict, **who: Any) -> Shown:
    code = actions.issue_receipt(suggestion, **who)
    return Shown({"receipt_code": receipts.grouped(code)})


def _reveal(suggestion: Suggestion, data: dict, **who: Any) -> Shown:
    contact = getattr(suggestion, "contact", None)
    if contact is None:
        raise Refused("这条建议没有留下联系方式。")
    return Shown({"contact_shown": actions.reveal(contact, reason=data["reason"], **who)})


def _can(to: str) -> Callable[[Suggestion], bool]:
    return lambda suggestion: to in Suggestion.NEXT[suggestion.status]


def _is_undecided(suggestion: Suggestion) -> bool:
    """No person has said yet where it belongs."""
    placement = getattr(suggestion, "placement", None)
    return _is_active(suggestion) and (placement is None or placement.by_id is None)


def _is_active(suggestion: Suggestion) -> bool:
    return suggestion.status in Suggestion.ACTIVE


SCREEN = "screen_suggestion"
PENDING, DECLINED = Suggestion.Status.PENDING, Suggestion.Status.DECLINED
VERBS = (
    DeskVerb(
        "accept",
        "通过并公开",
        SCREEN,
        partial(_accept, publish=True),
        offered=lambda s: s.status in (PENDING, DECLINED) and s.may_publish,
        style="",
        key="a",
    ),
    DeskVerb(
        "accept-quietly",
        "通过不公开",
        SCREEN,
        partial(_accept, publish=False),
        offered=lambda s: s.status in (PENDING, DECLINED),
        key="q",
    ),
    DeskVerb("decline", "告知应去途径", SCREEN, _decline, DeclineForm, _can("declined"), key="d"),
    DeskVerb(
        "revise",
        "修改公开文本",
        SCREEN,
        _revise,
        ReviseForm,
        lambda s: s.status == PENDING or _is_active(s),
        key="e",
    ),
    DeskVerb(
        "publish",
        "公开",
        SCREEN,
        _publish,
        offered=lambda s: _is_active(s) and not s.published_at and s.may_publish,
    ),
    DeskVerb("place", "归入问题……", "curate_topic", _place, IntoForm, _is_undecided),
    DeskVerb("unpublish", "撤下", SCREEN, _unpublish, ReasonForm, lambda s: bool(s.published_at)),
    DeskVerb(
        "receipt",
        "补发查询码",
        SCREEN,
        _issue_receipt,
        offered=lambda s: s.status != Suggestion.Status.WITHDRAWN,
        hint="原来的查询码会立即失效；新查询码只显示一次。",
    ),
    SORT,
    DeskVerb(
        "reveal",
        "查看联系方式",
        "reveal_contact",
        _reveal,
        RevealForm,
        lambda s: hasattr(s, "contact"),
        apart=True,
    ),
)


class SuggestionPage(RecordPage):
    """One suggestion: what was written beside what is shown, and everything that may be done."""

    model = Suggestion
    verbs = VERBS
    template_name = "suggestions/desk/suggestion.html"
    header_icon = "mail"

    @property
    def in_queue(self) -> bool:
        return "queue" in self.request.GET

    def get_records(self) -> QuerySet[Suggestion]:
        return Suggestion.objects.select_related(
            "campaign",
            "area",
            "audience",
            "contact",
            "placement__topic",
            "import_batch",
            "sorting__by",
        ).prefetch_related("photos", "tags")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        name = "suggestions_desk:suggestion_verb" if verb else "suggestions_desk:suggestion"
        return reverse(name, args=args) + ("?queue=1" if self.in_queue else "")

    def get_success_url(self, verb: DeskVerb) -> str:
        if self.in_queue and verb.name in ("accept", "accept-quietly", "decline"):
            return f"{reverse('suggestions_desk:next')}?after={self.object.pk}"
        return self.get_url()

    def get_page_title(self) -> str:
        return f"{self.object.number} {self.object.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = ("待审核", "waiting") if self.in_queue else ("建议", "suggestions")
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"suggestions_desk:{index[1]}"), "label": index[0]},
            {"url": "", "label": self.object.number},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        s = self.object
        return super().get_context_data(
            is_late=is_late(s, self.request.at),
            in_queue=self.in_queue,
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
            alike=alike(s),
            **sorting_context(s),
            **kwargs,
        )


def alike(suggestion: Suggestion) -> list[tuple[Near, Suggestion]]:
    """Public suggestions of the same campaign that say nearly the same, with why."""
    rows = Suggestion.objects.public().filter(campaign=suggestion.campaign_id)
    found = nearest(
        rows.exclude(pk=suggestion.pk), title=suggestion.title, body=suggestion.body, top=ALIKE
    )
    shown = rows.select_related("placement__topic").defer(*LONG).in_bulk([f.pk for f in found])
    return [(near, shown[near.pk]) for near in found if near.pk in shown]


class PhotoView(DeskMixin, View):
    """A resident's photo for staff: private files leave only through a door."""

    permission = "view_desk"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        photo = get_object_or_404(Photo, pk=pk, suggestion__isnull=False)
        file = photo.thumbnail if "small" in request.GET else photo.file
        response = FileResponse(file.open("rb"))
        response["Cache-Control"] = "private, max-age=600"
        return response
