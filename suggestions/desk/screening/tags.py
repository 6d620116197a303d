"""标签 on the desk: which there are, how often each is used, and joining two that mean the same."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse
from taggit.models import Tag
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import tagging
from suggestions.desk import rights
from suggestions.models import User
from suggestions.staff.columns import with_words
from suggestions.staff.forms import DeskForm, choose_from
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.telling import kept, tag_use


class MergeTagForm(DeskForm):
    into = forms.ModelChoiceField(
        Tag.objects.order_by("name"),
        label="并入",
        empty_label="请选择",
        error_messages={"required": "请选择并入哪个标签。", "invalid_choice": "请重新选择。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.exclude(pk=self.subject.pk).order_by("name")
        choose_from(self, "into", others)


def _merge(tag: Tag, *, into: Tag, by: User, at: Any) -> int:
    return tagging.merge(Tag.objects.get(pk=tag.pk), into=into, by=by, at=at)


MERGE = DeskVerb(
    "merge",
    "并入另一个标签",
    calls=_merge,
    told="“{subject}”已并入“{into}”，{result} 条建议换了标签。",
    form=MergeTagForm,
    hint="并入后这个标签就没有了，不能撤销。",
)


def _used(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    return tags.annotate(number=Count("tagged_suggestions"))


class TagPage(RecordPage):
    model = Tag
    verbs = (MERGE,)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/tag.html"
    header_icon = "tag"

    def get_records(self) -> QuerySet[Tag]:
        return _used(Tag.objects.all())

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse("desk_tags:verb" if verb else "desk_tags:page", args=args)

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("desk_tags:index")

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_tags:index"), "label": "标签"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]


class TagIndex(DeskListing):
    model = Tag
    page_title = "标签"
    header_icon = "tag"
    verbose_name_plural = "标签"
    results_template_name = "suggestions/desk/tags_results.html"
    index_url_name = "desk_tags:index"
    index_results_url_name = "desk_tags:index_results"
    search_fields = ["name"]
    default_ordering = "-number"

    @cached_property
    def numbers(self) -> dict[int, int] | None:
        """How often each is used, where the worker of a large city has counted it."""
        return kept.standing(tag_use.NUMBERS, at=self.request.at)

    def get_base_queryset(self) -> QuerySet[Tag]:
        tags = Tag.objects.all()
        return tags if self.numbers is not None else _used(tags)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """What is used equally often stands by name, so that pages do not overlap."""
        by_number = self.ordering in (None, "number", "-number")
        if self.numbers is not None and by_number:
            return queryset.order_by("name", "pk")
        return queryset.order_by(self.ordering or "-number", "name", "pk")

    def get_queryset(self) -> Any:
        tags = super().get_queryset()
        if self.numbers is None:
            return tags
        rows = [with_words(tag, number=self.numbers.get(tag.pk, 0)) for tag in tags]
        if self.ordering in (None, "number", "-number"):
            rows.sort(key=lambda tag: tag.number, reverse=self.ordering != "number")
        return rows

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label="标签",
                sort_key="name",
                get_url=lambda tag: reverse("desk_tags:page", args=[tag.pk]),
            ),
            Column("number", label="建议", sort_key="number", classname="desk-figure"),
        ]
