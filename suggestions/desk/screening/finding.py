"""Which suggestions a list shows: its filters, what is searched, and both as kept in an address."""

import re

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localdate
from taggit.models import Tag
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from suggestions.actions import claiming
from suggestions.models import Area, Kind, Sorting, Suggestion
from suggestions.models.scope import narrowed
from suggestions.models.suggestions import Channel
from suggestions.staff.listing import campaign_choices
from suggestions.telling import tag_use
from suggestions.telling.filters import QUERY_LIMIT
from suggestions.text import asking, search

NUMBER = re.compile(r"^\s*\d{4}-(\d{1,9})\s*$")
PENDING = Suggestion.Status.PENDING
# Characters of the text: from, and below.
LENGTHS = {
    "short": ("不到 50 字", 0, 50),
    "medium": ("50 到 500 字", 50, 500),
    "long": ("500 字以上", 500, 10**9),
}
# Kinds that mostly end with 告知应去途径; emergencies have the fast lane.
OTHER_DOORS = (Kind.DEMAND, Kind.QUESTION, Kind.LEGAL, Kind.INVALID)


class SuggestionFilterSet(WagtailFilterSet):
    campaign = django_filters.ModelChoiceFilter(queryset=campaign_choices, label="专项征集")
    status = django_filters.MultipleChoiceFilter(
        choices=Suggestion.Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        field_name="sorting__kind",
        choices=Kind.choices,
        label="类别",
        widget=forms.CheckboxSelectMultiple,
    )
    channel = django_filters.MultipleChoiceFilter(
        choices=Channel.choices, label="渠道", widget=forms.CheckboxSelectMultiple
    )
    area = django_filters.ModelChoiceFilter(
        queryset=lambda request: Area.objects.filter(level=Area.Level.DISTRICT).order_by("path"),
        method="inside",
        label="区域",
    )
    submitted_at = django_filters.DateFromToRangeFilter(
        label="提交时间", widget=DateRangePickerWidget
    )
    tag = django_filters.ModelChoiceFilter(
        field_name="tags", queryset=Tag.objects.order_by("name"), label="标签", empty_label="不限"
    )
    length = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, *_) in LENGTHS.items()],
        method="so_long",
        label="长短",
        empty_label="不限",
    )
    likely = django_filters.ChoiceFilter(
        choices=[("1", "机器看多半不是建议")],
        method="likely_declined",
        label="机器判断",
        empty_label="不限",
    )
    late = django_filters.ChoiceFilter(
        choices=[("1", "已超过审核期限"), ("today", "今天到期")],
        method="only_late",
        label="审核期限",
        empty_label="不限",
    )

    mine = django_filters.ChoiceFilter(
        choices=[("1", "我领取的")], method="only_mine", label="谁在看", empty_label="不限"
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        """Of the tags those used most are offered, and the one chosen: a list of thousands takes
        longer to draw than all else. Any tag is taken."""
        fresh = not hasattr(self, "_form")
        form = super().form
        if fresh:
            form.fields["tag"].widget.choices = [("", "不限"), *self.tags_offered()]
        return form

    def tags_offered(self) -> list[tuple[int, str]]:
        offered = tag_use.most_used(at=self.request.at)
        chosen = str(self.data.get("tag") or "")
        if chosen.isdecimal() and len(chosen) < 10 and int(chosen) not in dict(offered):
            offered += Tag.objects.filter(pk=chosen).values_list("pk", "name")
        return sorted(offered, key=lambda tag: tag[1])

    def inside(self, rows: QuerySet, name: str, area: Area) -> QuerySet:
        return rows.filter(area__path__startswith=area.path)

    def so_long(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        _, least, most = LENGTHS[value]
        return rows.alias(long=Length("body")).filter(long__gte=least, long__lt=most)

    def likely_declined(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """As the office's own model reads it; what a person has sorted is no guess any more."""
        return rows.filter(
            sorting__by=None, sorting__guess__in=OTHER_DOORS, sorting__score__gte=Sorting.UNSURE
        )

    def only_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "today":
            return rows.filter(status=PENDING, screen_by=localdate(self.request.at))
        return rows & Suggestion.objects.overdue(self.request.at)

    def only_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows & claiming.held(by=self.request.user, at=self.request.at)


def searched(rows: QuerySet[Suggestion], text: str, *, public: bool = True) -> QuerySet[Suggestion]:
    """By its number, by the number that a list brought along, or by masked words, public or not;
    `public`: whether any of `rows` can be."""
    if quoted := NUMBER.match(text):
        return rows.filter(pk=int(quoted[1]))
    words = text[:QUERY_LIMIT]
    said = search.for_staff(asking.read(words), rows, public=public)
    # Only what has a digit is looked for among the numbers of other systems, and apart: either or
    # would have the database read every row.
    brought = list(_brought(words.strip())) if _may_be_number(words) else []
    return (
        rows.filter(Q(pk__in=said.order_by().values("pk")) | Q(pk__in=brought)) if brought else said
    )


def number_searched(rows: QuerySet[Suggestion], text: str) -> int | None:
    """How many `searched` finds, where no filter narrows `rows` and the words alone can say it."""
    if rows.query.where or _may_be_number(text):
        return None
    return search.number_for_staff(asking.read(text[:QUERY_LIMIT]))


def _may_be_number(words: str) -> bool:
    return any(letter.isdigit() for letter in words)


def _brought(number: str) -> QuerySet[Suggestion, int]:
    return Suggestion.objects.filter(external_id=number).order_by("pk").values_list("pk", flat=True)


def rows_of(query: str, request: HttpRequest) -> QuerySet[Suggestion]:
    """What of the queue such an address of its list shows; nothing where it has become wrong."""
    asked = QueryDict(query)
    waiting = narrowed(Suggestion.objects.waiting(), request.user)
    filters = SuggestionFilterSet(asked, queryset=waiting, request=request)
    if not filters.is_valid():
        return Suggestion.objects.none()
    found = filters.qs
    return searched(found, asked["q"], public=False) if asked.get("q") else found
