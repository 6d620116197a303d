"""议事会: all that a person may see, and the desk page of one with what has to be done."""

import datetime as dt
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Count, DateTimeField, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation.actions import copying, matters, planning
from deliberation.desk.access import CouncilRecord, SightMixin, council_url
from deliberation.desk.month import copying as copying_desk
from deliberation.models import Council, Format, Matter, Meeting, Proposal, Resolution, Seat
from deliberation.models.formats import MONTHLY
from deliberation.telling import candidates
from suggestions.actions import rules
from suggestions.models import User
from suggestions.staff.columns import TimeColumn
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, Done

SHOWN = 6


class CouncilFilterSet(WagtailFilterSet):
    level = django_filters.ChoiceFilter(
        choices=Council.Level.choices, label="级别", empty_label="全部"
    )

    class Meta:
        model = Council
        fields: list[str] = []


def _number(rows: QuerySet) -> Coalesce:
    """How many of `rows` belong to a council; a subquery: joins would multiply."""
    counted = rows.order_by().values("council").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def figure(name: str, label: str) -> Column:
    return Column(name, label=label, sort_key=name, classname="desk-figure")


class CouncilIndex(SightMixin, DeskListing):
    """My councils; everything for those who oversee."""

    model = Council
    page_title = "议事会"
    header_icon = "group"
    verbose_name_plural = "议事会"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_councils:index"
    index_results_url_name = "desk_councils:index_results"
    filterset_class = CouncilFilterSet
    search_fields = ["name", "area__full_name"]
    default_ordering = "area__path"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="议事会", get_url=council_url, sort_key="name"),
            Column("area", label="区域"),
            Column("get_level_display", label="级别"),
            TimeColumn("next_at", label="下次会议", sort_key="next_at"),
            Column("waiting", label="待列入议题", sort_key="waiting", classname="desk-figure"),
            Column("asked", label="居民提议", sort_key="asked", classname="desk-figure"),
            Column(
                "unfinished", label="未落实决议", sort_key="unfinished", classname="desk-figure"
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Council]:
        mine = OuterRef("pk")
        coming = Meeting.objects.upcoming(self.request.at).filter(council=mine)
        open_wishes = [Proposal.Status.PENDING, Proposal.Status.READY]
        return (
            self.councils()
            .select_related("area")
            .annotate(
                next_at=Subquery(
                    coming.order_by("starts_at").values("starts_at")[:1],
                    output_field=DateTimeField(),
                ),
                waiting=_number(Matter.objects.filter(council=mine, status="raised")),
                asked=_number(Proposal.objects.filter(council=mine, status__in=open_wishes)),
                unfinished=_number(Resolution.objects.unfinished().filter(council=mine)),
            )
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "area__path", "pk")


# --- one council -----------------------------------------------------------------------------


class MonthForm(DeskForm):
    month = forms.ChoiceField(label="月份")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [timezone.localdate(self.at).replace(day=1)]
        for _ in range(2):
            months.append((months[-1] + dt.timedelta(days=31)).replace(day=1))
        month = cast(forms.ChoiceField, self.fields["month"])
        month.choices = [(f"{m:%Y-%m-%d}", f"{m:%Y年%-m月}") for m in months]
        month.initial = f"{months[1]:%Y-%m-%d}"

    def clean_month(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["month"])


class WhenForm(DeskForm):
    """A moment and a place; an empty place is the usual one."""

    starts_at = forms.DateTimeField(
        label="开会时间",
        widget=AdminDateTimeInput,
        error_messages={"required": "请填写开会时间。", "invalid": "请填写正确的日期和时间。"},
    )
    place = forms.CharField(
        label="地点", required=False, max_length=80, help_text="不填就是原来的地点。"
    )
    reason = text_area("理由", limit=80, rows=2, help_text="会写进通知和公开的记录。")


class CallForm(WhenForm):
    """Also as what it is held, of what this council uses."""

    subject: Council
    form = forms.ModelChoiceField(
        Format.objects.none(),
        label="协商形式",
        required=False,
        empty_label="议事协商会",
        error_messages={"invalid_choice": "本议事会没有选用这种形式，请重新选择。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Format.objects.for_council(self.subject, timezone.localdate(self.at))
        choose_from(self, "form", rows.exclude(code=MONTHLY))


class MatterForm(DeskForm):
    title = forms.CharField(
        label="议题", max_length=80, error_messages={"required": "请填写议题。"}
    )
    body = text_area("情况说明", required=False, limit=5000)


def plan_month(council: Council, *, month: dt.date, by: User, at: dt.datetime) -> None:
    """The month of this council alone; what a run over all councils reports is refused here."""
    mine = Council.objects.filter(pk=council.pk)
    planned = planning.plan_month(month, at=at, councils=mine)
    if planned.failed:
        raise rules.Refused(planned.failed[0][1])
    if planned.existing:
        raise rules.Refused(f"{month:%Y年%-m月}的议事日已经排定。")


def _called(done: Done) -> str:
    when = timezone.localtime(done.result.starts_at)
    return f"已召集{when:%-m月%-d日 %H:%M}的{done.result.called}。"


class CouncilDesk(CouncilRecord):
    """What a secretary sees first: the next meeting, who sits here, what waits."""

    model = Council
    template_name = "deliberation/desk/council.html"
    verbs = (
        DeskVerb(
            "copy",
            "抄上月",
            calls=copying.copy_month,
            told=copying_desk.told,
            form=copying_desk.CopyMonthForm,
            offered=copying_desk.has_held,
            style="",
            hint="按上次议事日的样子排定和准备下一次；那个月还没有排定的，按规则排定。",
        ),
        DeskVerb(
            "plan",
            "排定议事日",
            calls=plan_month,
            told="已排定{month:%Y年%-m月}的议事日。",
            form=MonthForm,
        ),
        DeskVerb(
            "call",
            "召集会议",
            calls=planning.call_meeting,
            told=_called,
            form=CallForm,
        ),
        DeskVerb(
            "raise",
            "提出议题",
            calls=matters.raise_matter,
            told="已提出议题。",
            form=MatterForm,
            style="",
        ),
    )

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **{**kwargs, "pk": kwargs["council"]})

    def get_records(self) -> QuerySet[Council]:
        return Council.objects.select_related("area", "parent")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_councils:verb", args=[self.council.pk, verb])
        return council_url(self.council)

    def get_success_url(self, verb: DeskVerb) -> str:
        """A month that was copied is looked at where its agenda is arranged."""
        if verb.name != "copy":
            return super().get_success_url(verb)
        month = dt.date.fromisoformat(self.request.POST["month"])
        meeting = self.council.meetings.get(month=month, kind=Meeting.Kind.REGULAR)
        return reverse("desk_meetings:agenda", args=[self.council.pk, meeting.pk])

    def get_page_title(self) -> str:
        return self.council.name

    def way(self) -> list[dict[str, Any]]:
        return [{"url": reverse("desk_councils:index"), "label": "议事会"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        council, at = self.object, self.request.at
        today = timezone.localdate(at)
        meetings = council.meetings.select_related("format").annotate(
            item_count=Count("items", filter=~Q(items__status="postponed"))
        )
        return super().get_context_data(
            coming=list(meetings.upcoming(at).order_by("starts_at")[:SHOWN]),
            now=meetings.filter(status=Meeting.Status.OPEN).first(),
            unminuted=meetings.filter(
                status__in=[Meeting.Status.CLOSED, Meeting.Status.CONFIRMING]
            ).order_by("starts_at"),
            parties=self.seats(today),
            expiring=council.seats.full()
            .filter(until__gte=today, until__lte=today + dt.timedelta(days=60))
            .count(),
            matters=list(candidates.matters(council)[:SHOWN]),
            proposals=list(
                council.proposals.filter(status__in=["pending", "ready"]).order_by("status", "pk")[
                    :SHOWN
                ]
            ),
            resolutions=list(council.resolutions.unfinished().order_by("due_on", "pk")[:SHOWN]),
            required=list(council.required_parties.all()),
            secretaries=list(council.secretaries.all()),
            today=today,
            **kwargs,
        )

    def seats(self, on: dt.date) -> list[tuple[Any, list[Seat]]]:
        """The parties that sit here, each with its seats; a required one without any is there."""
        found: dict[Any, list[Seat]] = {party: [] for party in self.object.required_parties.all()}
        for seat in self.object.seats.full().in_force(on).select_related("party"):
            found.setdefault(seat.party, []).append(seat)
        return sorted(found.items(), key=lambda pair: pair[0].order)
