"""效果评估 of all councils in one list: what is due, what is coming, what was found."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from deliberation.desk.access import SightMixin
from deliberation.desk.results.lists import resolution_url
from deliberation.models import Resolution
from deliberation.rules import effect
from deliberation.telling import effects
from suggestions.staff.columns import DeadlineColumn
from suggestions.staff.listing import DeskListing

DUE, COMING, FOUND, BAD = "due", "coming", "found", "bad"
STANDS = [
    (DUE, "到期没有评估"),
    (COMING, "还没到期"),
    (FOUND, "已经评估"),
    (BAD, "效果不好，已再提出"),
]


class EffectFilterSet(WagtailFilterSet):
    stands = django_filters.ChoiceFilter(
        choices=STANDS, method="by_state", label="评估", empty_label="全部"
    )

    class Meta:
        model = Resolution
        fields: list[str] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = localdate(self.request.at)
        if value == FOUND:
            return rows.filter(evaluated=True)
        if value == BAD:
            return rows.filter(pk__in=effects.bad().values("pk"))
        wanted = effects.due(today) if value == DUE else effects.coming(today)
        return rows.filter(evaluated=False, pk__in=wanted.values("pk"))


class EffectIndex(SightMixin, DeskListing):
    """Resolutions that are done, those first whose day comes first; evaluated ones last."""

    model = Resolution
    page_title = "效果评估"
    header_icon = "tick-inverse"
    verbose_name_plural = "效果评估"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_effects:index"
    index_results_url_name = "desk_effects:index_results"
    filterset_class = EffectFilterSet
    search_fields = ["title", "council__name"]
    default_ordering = "done_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="决议", get_url=resolution_url, sort_key="title"),
            Column("full_number", label="编号", classname="desk-nowrap"),
            Column("council", label="议事会", accessor=lambda row: row.council.name),
            Column("aim", label="约定", accessor=_aimed),
            DeadlineColumn(
                "due_on", label="应在这天评估", accessor=due_of, late=is_late, sort_key="done_at"
            ),
            Column("state", label="评估", accessor=self._state),
        ]

    def _state(self, row: Any) -> str:
        found = "，".join(word for word in _found(row)) if row.evaluated else ""
        return found or effects.state_of(None, due_of(row), localdate(self.request.at))[0]

    def get_base_queryset(self) -> QuerySet[Resolution]:
        rows = effects.done_resolutions().filter(council__in=self.councils())
        return rows.select_related("council", "aim").prefetch_related("evaluations")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("evaluated", self.ordering or "done_at", "pk")


def due_of(row: Any) -> dt.date:
    """The day of a resolution that is done."""
    return effect.due_day(localdate(row.done_at))


def is_late(row: Any, at: dt.datetime) -> bool:
    return not row.evaluated and localdate(at) > due_of(row)


def _aimed(row: Resolution) -> str:
    aim = getattr(row, "aim", None)
    return aim.what if aim else "没有约定"


def _found(row: Resolution) -> list[str]:
    """What the evaluation of the present round says, in a few words."""
    one = next(e for e in row.evaluations.all() if e.round == row.round)
    words = {None: "没有约定", True: "达到约定", False: "没有达到约定"}
    return [words[one.reached], *(["已再提出"] if one.matter_id else [])]
