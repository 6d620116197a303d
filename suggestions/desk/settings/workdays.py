"""工作日历: the days on which the clocks of the work stand still or run."""

from collections import Counter
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk.numbers.todos import missing_years
from suggestions.models import Workday
from suggestions.staff.viewsets import SettingsViewSet, edit_link, import_button
from suggestions.work.clocks import Calendar

WEEKDAYS = "一二三四五六日"


class WorkdayForm(forms.ModelForm):
    class Meta:
        model = Workday
        fields = ["date", "name", "working"]
        widgets = {"date": AdminDateInput}


class WorkdayFilterSet(WagtailFilterSet):
    date__year = django_filters.NumberFilter(label="年份")
    working = django_filters.ChoiceFilter(
        choices=[("True", "调休上班"), ("False", "放假")], label="上班或放假", empty_label="全部"
    )

    class Meta:
        model = Workday
        fields: list[str] = []


def years_entered() -> list[tuple[int, int, str]]:
    """`[(year, days entered, what it lacks)]`."""
    days = dict(Workday.objects.values_list("date", "working"))
    table, numbers = Calendar(days), Counter(day.year for day in days)
    return [(year, numbers[year], table.lacks(year)) for year in sorted(numbers)]


class WorkdayIndexView(IndexView):
    results_template_name = "suggestions/desk/settings_workdays_results.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, import_button("workdays")]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(
                self, "日期", lambda day: f"{day.date:%Y-%m-%d} 周{WEEKDAYS[day.date.weekday()]}"
            ),
            Column("name", label="名称"),
            Column(
                "kind", label="上班或放假", accessor=lambda day: "上班" if day.working else "放假"
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = missing_years(timezone.now())
        return super().get_context_data(years=years_entered(), missing=missing, **kwargs)


class WorkdayViewSet(SettingsViewSet):
    name = "workdays"
    model = Workday
    icon = "calendar-alt"
    menu_label = "工作日历"
    menu_order = 120
    index_view_class = WorkdayIndexView
    filterset_class = WorkdayFilterSet
    search_fields = ["name"]
    ordering = "-date"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return WorkdayForm
