"""待审核 and 建议: the lists, the queue and one decision for many rows."""

import datetime as dt
import re
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions import actions
from suggestions.actions import Refused
from suggestions.desk.access import DeskMixin
from suggestions.desk.columns import DeadlineColumn, PickColumn, StatusColumn, TimeColumn
from suggestions.desk.forms import BulkForm, DeclineForm
from suggestions.desk.listing import DeskListing, campaign_choices
from suggestions.desk.sorting import KindColumn, mark_copies, same_as, with_lane
from suggestions.models import Area, Kind, Suggestion
from suggestions.models.suggestions import Channel

NUMBER = re.compile(r"^\s*\d{4}-(\d{1,9})\s*$")
SAID = 10  # refusals of a bulk decision that are spelt out


def is_late(suggestion: Suggestion, at: dt.datetime) -> bool:
    return (
        suggestion.status == Suggestion.Status.PENDING
        and suggestion.screen_by is not None
        and suggestion.screen_by < localdate(at)
    )


def page_url(suggestion: Suggestion, *, queue: bool = False) -> str:
    url = reverse("suggestions_desk:suggestion", args=[suggestion.pk])
    return f"{url}?queue=1" if queue else url


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
    late = django_filters.ChoiceFilter(
        choices=[("1", "已超过审核期限")], method="only_late", label="审核期限", empty_label="不限"
    )

    class Meta:
        model = Suggestion
        fields: list[str] = []

    def inside(self, rows: QuerySet, name: str, area: Area) -> QuerySet:
        return rows.filter(area__path__startswith=area.path)

    def only_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows & Suggestion.objects.overdue(self.request.at)


class SuggestionIndex(DeskListing):
    """All suggestions of all campaigns."""

    model = Suggestion
    page_title = "建议"
    header_icon = "mail"
    verbose_name_plural = "建议"
    results_template_name = "suggestions/desk/suggestions_results.html"
    index_url_name = "suggestions_desk:suggestions"
    index_results_url_name = "suggestions_desk:suggestions_results"
    filterset_class = SuggestionFilterSet
    search_fields = ["title", "body", "external_id"]
    default_ordering = "-submitted_at"
    queue = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PickColumn("pick", label=""),
            Column("number", label="编号", classname="desk-nowrap"),
            TitleColumn("title", label="建议主题", get_url=partial(page_url, queue=self.queue)),
            KindColumn("kind", label="类别"),
            Column("campaign", label="专项征集"),
            Column("area", label="区域"),
            Column("get_channel_display", label="渠道", classname="desk-nowrap"),
            TimeColumn("submitted_at", label="提交时间", sort_key="submitted_at"),
            DeadlineColumn("screen_by", label="审核期限", sort_key="screen_by", late=is_late),
            StatusColumn(sort_key="status"),
        ]

    def get_base_queryset(self) -> QuerySet[Suggestion]:
        rows = Suggestion.objects.select_related("campaign", "area", "sorting").defer(
            "body",
            "solution",
            "public_body",
            "public_solution",
            "campaign__body",
            "campaign__ways",
            "campaign__result",
        )
        return same_as(rows, self.request.GET["same"]) if "same" in self.request.GET else rows

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if number := NUMBER.match(self.search_query):
            return queryset.filter(pk=int(number[1]))
        return super().search_queryset(queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            decline_form=DeclineForm(subject=None, at=self.request.at, auto_id="bulk_%s"),
            may_screen=self.request.user.has_perm("suggestions.screen_suggestion"),
            queue=self.queue,
            **kwargs,
        )
        mark_copies(context["object_list"])
        return context


class WaitingIndex(SuggestionIndex):
    """待审核: the queue, the most pressing first."""

    page_title = "待审核"
    header_icon = "tasks"
    verbose_name_plural = "待审核的建议"
    index_url_name = "suggestions_desk:waiting"
    index_results_url_name = "suggestions_desk:waiting_results"
    default_ordering = "screen_by"
    queue = True

    def get_base_queryset(self) -> QuerySet[Suggestion]:
        return super().get_base_queryset().waiting()

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        if self.ordering == "screen_by":
            return in_queue_order(queryset)
        return super().order_queryset(queryset)


def in_queue_order(rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    """Emergencies first. Where the calendar gave no last day, the day of arrival decides."""
    return with_lane(rows).order_by(
        "lane", F("screen_by").asc(nulls_last=True), "submitted_at", "pk"
    )


def next_waiting(after: int) -> Suggestion | None:
    """The next of the queue behind one suggestion; from the front where that one is the last."""
    rows = Suggestion.objects.waiting().exclude(pk=after).only("pk")
    here = with_lane(Suggestion.objects.filter(pk=after)).first()
    if here and here.screen_by:
        later = Q(screen_by__gt=here.screen_by) | Q(screen_by__isnull=True)
        same = Q(screen_by=here.screen_by)
    elif here:
        later, same = Q(pk__in=[]), Q(screen_by__isnull=True)
    if here:
        behind = Q(submitted_at__gt=here.submitted_at)
        behind |= Q(submitted_at=here.submitted_at, pk__gt=here.pk)
        ahead = Q(lane=here.lane) & (later | (same & behind)) | Q(lane__gt=here.lane)
        if found := in_queue_order(with_lane(rows).filter(ahead)).first():
            return found
    return in_queue_order(rows).first()


class NextWaiting(DeskMixin, View):
    """下一条: on to the next one that waits, or to the empty queue."""

    permission = "view_desk"

    def get(self, request: HttpRequest) -> HttpResponse:
        after = request.GET.get("after", "")
        found = next_waiting(int(after) if after.isdigit() and len(after) < 18 else 0)
        if found is None:
            messages.success(request, "待审核的建议都办完了。")
            return redirect("suggestions_desk:waiting")
        return redirect(page_url(found, queue=True))


class BulkScreening(DeskMixin, View):
    """One decision for the ticked rows, each through its action; what was refused is said."""

    permission = "screen_suggestion"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BulkForm(request.POST)
        if not form.is_valid():
            messages.error(request, next(iter(form.errors.values()))[0])
            return redirect(self.back())
        done, refused = 0, []
        rows = Suggestion.objects.filter(pk__in=form.cleaned_data["picked"]).order_by("pk")
        for suggestion in rows:
            try:
                self.decide(suggestion, form.cleaned_data)
            except Refused as error:
                refused.append(f"{suggestion.number} {suggestion.title}：{error}")
            else:
                done += 1
        self.tell(done, refused)
        return redirect(self.back())

    def decide(self, suggestion: Suggestion, data: dict[str, Any]) -> None:
        who = {"by": self.request.user, "at": self.request.at}
        if data["do"] == "decline":
            actions.decline(suggestion, route=data["route"], reason=data["reason"], **who)
        else:
            actions.accept(suggestion, publish=data["do"] == "accept", **who)

    def tell(self, done: int, refused: list[str]) -> None:
        if done:
            messages.success(self.request, f"已办理 {done} 条建议。")
        for line in refused[:SAID]:
            messages.error(self.request, line)
        if len(refused) > SAID:
            messages.error(self.request, f"另有 {len(refused) - SAID} 条没有办理。")

    def back(self) -> str:
        target = self.request.POST.get("back", "")
        if url_has_allowed_host_and_scheme(target, {self.request.get_host()}):
            return target
        return reverse("suggestions_desk:waiting")
