"""征集站: the list of the desk, with the figures of each."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.stations.page import NAME, station_url
from suggestions.models import Station
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn, with_words
from suggestions.staff.listing import DeskListing
from suggestions.staff.stations import seen_by
from suggestions.telling.stations import figures


class StationFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=Station.Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=Station.Kind.choices, label="类别", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Station
        fields: list[str] = []


class FigureColumn(Column):
    """One figure of a station; all of a page are counted by one query."""

    def get_value(self, instance: Any) -> Any:
        return getattr(instance.own_figures, self.name)


class StationIndex(DeskListing):
    """A keeper's own, an area's, or the city's; closed ones stay in the list."""

    permission = rights.STATIONS
    for_areas = True
    model = Station
    filterset_class = StationFilterSet
    page_title = verbose_name_plural = NAME
    header_icon = "site"
    index_url_name = "desk_stations:index"
    index_results_url_name = "desk_stations:index_results"
    search_fields = ["name", "address", "area__full_name"]
    default_ordering = ["area__path", "name"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="名称", get_url=station_url),
            Column("area", label="区域", accessor="area.full_name"),
            Column("keeper", label="负责人"),
            FigureColumn("received", label="收到"),
            FigureColumn("answered_share", label="已答复"),
            FigureColumn("adopted_share", label="被采纳"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Station]:
        return seen_by(self.request.user).select_related("area", "keeper")

    def prepare(self, items: Any) -> list[Station]:
        rows = list(items)
        counted = figures([row.pk for row in rows])
        return [with_words(row, own_figures=counted[row.pk]) for row in rows]

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(self.prepare(object_list))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not allowed(self.request.user, rights.RUN_STATIONS):
            return list(super().header_buttons)
        new = HeaderButton("设立站点", url=reverse("desk_stations:new"), icon_name="plus")
        many = HeaderButton(
            "导入站点", url=reverse("desk_stations:list_upload"), icon_name="upload"
        )
        return [*super().header_buttons, new, many]
