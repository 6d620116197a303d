"""甄别 at the desk: the kind beside each letter, one key to change it, emergencies first."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from wagtail.admin.ui.tables import Column

from suggestions import actions
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import DeskForm
from suggestions.models import Kind, Sorting, Suggestion
from suggestions.sorting import ways

FAST, ORDINARY = 0, 1


def with_lane(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """`lane`: emergencies take the fast one (Art. 14), whoever called them so."""
    urgent = When(sorting__kind=Kind.URGENT, then=Value(FAST))
    lane = Case(urgent, default=Value(ORDINARY), output_field=IntegerField())
    return rows.annotate(lane=lane)


def same_as(rows: QuerySet[Suggestion], pk: str) -> QuerySet[Suggestion]:
    """The suggestions with the same text as one of them."""
    if not pk.isdigit() or len(pk) > 18:
        return rows.none()
    key = Sorting.objects.filter(pk=pk).exclude(text_key="").values("text_key")
    return rows.filter(sorting__text_key__in=key)


def mark_copies(suggestions: Iterable[Suggestion]) -> None:
    """`copies` on each whose text came more than once: one query for a page of them."""
    keyed = {s: s.sorting.text_key for s in suggestions if hasattr(s, "sorting")}
    keys = {key for key in keyed.values() if key}
    rows = Sorting.objects.filter(text_key__in=keys).values_list("text_key")
    numbers = dict(rows.annotate(number=Count("pk")).filter(number__gt=1))
    for suggestion, key in keyed.items():
        suggestion.copies = numbers.get(key, 0)


class KindColumn(Column):
    """The kind, whether it is a guess, and 同文 N 份 where the same text came before."""

    cell_template_name = "suggestions/desk/cells/kind.html"

    def get_value(self, instance: Suggestion) -> Sorting | None:
        return getattr(instance, "sorting", None)


class SortForm(DeskForm):
    kind = forms.ChoiceField(choices=Kind.choices, error_messages={"required": "请选择类别。"})
    seen = forms.ChoiceField(choices=[("", ""), *Kind.choices], required=False)


def _sort(suggestion: Suggestion, data: dict, **who: Any) -> str:
    actions.sort(suggestion, kind=data["kind"], seen=data["seen"], **who)
    return f"{suggestion.number}的类别：{Kind(data['kind']).label}。"


SORT = DeskVerb(
    "sort",
    "改定类别",
    "screen_suggestion",
    _sort,
    SortForm,
    lambda suggestion: suggestion.status == Suggestion.Status.PENDING,
    apart=True,
)


def sorting_context(suggestion: Suggestion) -> dict[str, Any]:
    """What the record's page says of its kind."""
    sorting = getattr(suggestion, "sorting", None)
    mark_copies([suggestion])
    text = f"{suggestion.title}\n{suggestion.body}\n{suggestion.solution}"
    return {
        "sorting": sorting,
        "kinds": [(str(key), *kind) for key, kind in enumerate(Kind.choices, start=1)],
        "ways": ways(sorting.kind, text) if sorting and sorting.kind else [],
    }
