"""纸质答卷: the list, and one sheet with what is to be settled."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.actions import typing_in
from suggestions.desk import rights
from suggestions.desk.typing.forms import DropForm, SettleForm
from suggestions.models import TypedSheet
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.typing_in import may_type_again, seen_by
from suggestions.staff.verbs import DeskVerb, RecordPage

NAME = "纸质答卷"
Status = TypedSheet.Status


def sheet_url(subject: TypedSheet) -> str:
    return reverse("desk_typing:page", args=[subject.pk])


VERBS = (
    DeskVerb(
        "settle",
        "核定并计入",
        calls=typing_in.settle,
        told="已核定，计入了统计。",
        form=SettleForm,
        offered=lambda one: one.status == Status.DIFFERS,
        hint="请对着纸质原件，一题一题选哪一遍录得对。",
        style="",
    ),
    DeskVerb(
        "drop",
        "作废",
        calls=typing_in.drop,
        told="已作废，没有计入。这个编号可以重新录。",
        form=DropForm,
        offered=lambda one: one.status in (Status.ONCE, Status.DIFFERS),
        hint="两遍都录错了、原件看不清，就作废重录。",
    ),
)


class TypedFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TypedSheet
        fields: list[str] = []


class TypedIndex(DeskListing):
    """Newest first; what waits for a second person is one press away."""

    permission = rights.TYPED
    for_areas = True
    model = TypedSheet
    filterset_class = TypedFilterSet
    page_title = verbose_name_plural = NAME
    empty = "纸上填的问卷收回来以后，点上面的“录入纸质答卷”。"
    header_icon = "edit"
    index_url_name = "desk_typing:index"
    index_results_url_name = "desk_typing:index_results"
    search_fields = ["number", "questionnaire__title"]
    default_ordering = ["-pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("number", label="编号", get_url=sheet_url),
            Column("questionnaire", label="问卷", accessor="questionnaire.title"),
            Column("first_by", label="第一遍"),
            Column("second_by", label="第二遍"),
            Column("differing", label="几题不一样"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[TypedSheet]:
        return seen_by(self.request.user)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not allowed(self.request.user, rights.TYPE):
            return list(super().header_buttons)
        new = HeaderButton("录入纸质答卷", url=reverse("desk_typing:new"), icon_name="plus")
        return [*super().header_buttons, new]


class TypedPage(RecordPage):
    permission = rights.TYPED
    for_areas = True
    model = TypedSheet
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/typed_sheet.html"
    header_icon = "edit"

    def get_records(self) -> QuerySet[TypedSheet]:
        return seen_by(self.request.user)

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_typing:verb", args=[self.object.pk, verb])
        return sheet_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_typing:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        again = allowed(user, rights.TYPE) and may_type_again(user, self.object)
        return super().get_context_data(
            second=reverse("desk_typing:second", args=[self.object.pk]) if again else "", **kwargs
        )
