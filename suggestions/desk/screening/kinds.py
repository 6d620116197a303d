"""甄别 at the desk: the kind beside each letter, one key to change it, emergencies first."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, cast

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from suggestions.actions import sorting as sorting_actions
from suggestions.desk import rights
from suggestions.desk.screening.forms import SortForm
from suggestions.models import Kind, ScreeningModel, Sorting, Suggestion, User
from suggestions.models.scope import narrowed
from suggestions.models.suggestions import SuggestionQuerySet
from suggestions.staff.access import DeskMixin
from suggestions.staff.verbs import DeskVerb, Done
from suggestions.text import sorting as letter_sorting
from suggestions.text.kinds import ways
from suggestions.work import tasks

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Lane(TypedDict):
        lane: int

    Laned = WithAnnotations[Suggestion, Lane]

FAST, ORDINARY = 0, 1


class Copied(Protocol):
    """A suggestion that knows how often its text came."""

    copies: int


def with_lane(rows: QuerySet[Suggestion]) -> "QuerySet[Laned]":
    """`lane`: emergencies take the fast one (Art. 14), whoever called them so."""
    urgent = When(sorting__kind=Kind.URGENT, then=Value(FAST))
    lane = Case(urgent, default=Value(ORDINARY), output_field=IntegerField())
    return rows.annotate(lane=lane)


def same_as(rows: SuggestionQuerySet, pk: str) -> SuggestionQuerySet:
    """The suggestions with the same text as one of them."""
    if not pk.isdecimal() or len(pk) > 18:
        return rows.none()
    key = Sorting.objects.filter(pk=int(pk)).exclude(text_key="").values("text_key")
    return rows.filter(sorting__text_key__in=key)


def mark_copies(suggestions: Iterable[Suggestion], user: User) -> None:
    """`copies` on each whose text came more than once: one query for a page of them."""
    keyed = {s: s.sorting.text_key for s in suggestions if hasattr(s, "sorting")}
    keys = {key for key in keyed.values() if key}
    rows = narrowed(Sorting.objects.filter(text_key__in=keys), user).values_list("text_key")
    numbers = dict(rows.annotate(number=Count("pk")).filter(number__gt=1))
    for suggestion, key in keyed.items():
        cast(Copied, suggestion).copies = numbers.get(key, 0)


class KindColumn(Column):
    """The kind, whether it is a guess, and 同文 N 份 where the same text came before."""

    cell_template_name = "suggestions/desk/cells/kind.html"

    def get_value(self, instance: Suggestion) -> Sorting | None:
        return getattr(instance, "sorting", None)

    def in_file(self, instance: Suggestion) -> str:
        found = self.get_value(instance)
        return str(found.get_kind_display()) if found else ""


def _sort(suggestion: Suggestion, *, kind: str, seen: str, by: User, at: dt.datetime) -> None:
    """What officers sort is what the machine learns from, every so often."""
    sorting_actions.sort(suggestion, kind=kind, seen=seen, by=by, at=at)
    tasks.learn_kinds_in_time()


def _sorted(done: Done) -> str:
    return f"{done.subject.number}的类别：{Kind(done.data['kind']).label}。"


SORT = DeskVerb(
    "sort",
    "改定类别",
    calls=_sort,
    told=_sorted,
    form=SortForm,
    offered=lambda suggestion: suggestion.status == Suggestion.Status.PENDING,
    apart=True,
)


class LearnKinds(DeskMixin, View):
    """学习以往的甄别: a new version of the recommendation, in the background."""

    permission = rights.SCREEN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if tasks.start_learning_kinds():
            messages.success(request, "已经开始学习以往的甄别，完成后刷新本页就能看到结果。")
        else:
            messages.warning(request, "已经在排队学习了，请稍后再看。")
        return redirect("desk_screening:index")


def learned_context() -> dict[str, Any]:
    """What the queue says of who judges: the office's own version or the shipped rules."""
    newest = ScreeningModel.objects.defer("data").first()
    reader = letter_sorting.reader_of(newest)
    broken = bool(newest and newest.used and reader.version != newest.version)
    return {"learned": newest, "learned_broken": broken}


def sorting_context(suggestion: Suggestion, user: User) -> dict[str, Any]:
    """What the record's page says of its kind."""
    sorting = getattr(suggestion, "sorting", None)
    mark_copies([suggestion], user)
    text = f"{suggestion.title}\n{suggestion.body}\n{suggestion.solution}"
    return {
        "sorting": sorting,
        "kinds": [(str(key), *kind) for key, kind in enumerate(Kind.choices, start=1)],
        "ways": ways(sorting.kind, text) if sorting and sorting.kind else [],
    }
