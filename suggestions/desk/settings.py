"""设置: departments, areas and the working-day calendar, kept by the administrators."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput

from suggestions.desk.panels import missing_years
from suggestions.models import Area, Department, Workday

SEPARATOR = " · "
WEEKDAYS = "一二三四五六日"


class GuardedDeleteView(DeleteView):
    """Deleting what is in use is refused in words."""

    in_use = "已经有记录在用它，不能删除。"

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        if reason := self.why_not():
            return self.refuse(reason)
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError:
            return self.refuse(f"“{self.object}”{self.in_use}")

    def why_not(self) -> str:
        return ""

    def refuse(self, reason: str) -> HttpResponse:
        messages.error(self.request, reason)
        return redirect(self.get_success_url())


class SettingsViewSet(ModelViewSet):
    """One list of the settings menu; copying makes no sense for any of them."""

    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    delete_view_class = GuardedDeleteView
    search_backend_name = None
    list_per_page = 50


def edit_link(view: IndexView, label: str, words: Callable[[Any], str]) -> Column:
    """The first column: words that lead to the form, with the row's other buttons."""
    column = view._get_title_column_class(TitleColumn)
    return column("first", label=label, accessor=words, get_url=view.get_edit_url)


# --- 承办单位 --------------------------------------------------------------------------------


class DepartmentForm(forms.ModelForm):
    area = forms.ModelChoiceField(
        # Communities and estates have no organs of their own, and would make the list endless.
        Area.objects.exclude(level__in=[Area.Level.COMMUNITY, Area.Level.ESTATE]).order_by("path"),
        label="所属区域",
        required=False,
        empty_label="（全市）",
    )

    class Meta:
        model = Department
        fields = ["name", "short_name", "duties", "area", "active"]


class DepartmentDeleteView(GuardedDeleteView):
    in_use = "有转办事项或用户，不能删除；不再承办时请取消“启用”。"


class DepartmentViewSet(SettingsViewSet):
    name = "departments"
    model = Department
    icon = "group"
    menu_label = "承办单位"
    menu_order = 100
    delete_view_class = DepartmentDeleteView
    list_display = ["name", "short_name", "area", BooleanColumn("active", label="启用")]
    list_filter = ["active"]
    search_fields = ["name", "short_name", "duties"]
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return DepartmentForm


# --- 区域 ------------------------------------------------------------------------------------


def full_name(parent: Area | None, name: str) -> str:
    """ "徐汇区 · 田林街道": the city is left out, everybody knows which one it is."""
    if parent is None or parent.level == Area.Level.CITY:
        return name
    return f"{parent.full_name}{SEPARATOR}{name}"


def below(level: str) -> list[str]:
    levels = list(Area.Level.values)
    return levels[levels.index(level) + 1 :]


class AreaForm(forms.ModelForm):
    """A new place under its parent, or an old one renamed; places are not moved."""

    parent_code = forms.CharField(
        label="上级区域代码", required=False, help_text="例如徐汇区填 310104；新增城市时不填。"
    )

    class Meta:
        model = Area
        fields = ["code", "name", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent: Area | None = None
        if self.instance.pk:
            self.parent = self.instance.get_parent()
            del self.fields["parent_code"], self.fields["level"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk:
            return data
        code, level = data.get("parent_code", ""), data.get("level")
        if not code and level and level != Area.Level.CITY:
            self.add_error("parent_code", "请填写上级区域代码。")
        elif code:
            self.parent = Area.objects.filter(code=code).first()
            if self.parent is None:
                self.add_error("parent_code", f"没有代码为 {code} 的区域。")
            elif level and level not in below(self.parent.level):
                self.add_error("level", f"“{self.parent}”下面不能有这一级。")
        return data

    @transaction.atomic
    def save(self, commit: bool = True) -> Area:
        area = super().save(commit=False)
        area.full_name = full_name(self.parent, area.name)
        if area.pk:
            area.save()
            rename_inside(area)
        elif self.parent:
            self.parent.add_child(instance=area)
        else:
            Area.add_root(instance=area)
        return area


def rename_inside(area: Area) -> None:
    """Carry a new name into the full names of every place inside, parents before children."""
    known = {area.path: area}
    inside = list(area.get_descendants().order_by("path"))
    for place in inside:
        parent = known[place.path[: -Area.steplen]]
        place.full_name = full_name(parent, place.name)
        known[place.path] = place
    Area.objects.bulk_update(inside, ["full_name"], batch_size=500)


class AreaDeleteView(GuardedDeleteView):
    in_use = "有建议或承办单位在用，不能删除。"

    def why_not(self) -> str:
        inside = self.object.numchild
        return f"“{self.object}”下面还有 {inside} 个区域，请先删除它们。" if inside else ""


class AreaIndexView(IndexView):
    results_template_name = "suggestions/desk/settings_areas_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "区域", lambda area: f"{'　' * (area.depth - 1)}{area.name}"),
            Column("get_level_display", label="级别", width="12%"),
            Column("code", label="代码", width="18%"),
            Column("full_name", label="全称"),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("path")


class AreaFilterSet(WagtailFilterSet):
    level = django_filters.ChoiceFilter(
        choices=Area.Level.choices, label="级别", empty_label="全部"
    )

    class Meta:
        model = Area
        fields: list[str] = []


class AreaViewSet(SettingsViewSet):
    name = "areas"
    model = Area
    icon = "site"
    menu_label = "区域"
    menu_order = 110
    index_view_class = AreaIndexView
    delete_view_class = AreaDeleteView
    filterset_class = AreaFilterSet
    search_fields = ["name", "code", "full_name"]
    ordering = "path"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return AreaForm


# --- 工作日历 --------------------------------------------------------------------------------


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


def years_entered() -> list[tuple[int, int]]:
    """`[(year, days entered)]`: a year with few days is probably not complete."""
    rows = Workday.objects.order_by("date__year").values_list("date__year")
    return list(rows.annotate(number=Count("pk")))


class WorkdayIndexView(IndexView):
    results_template_name = "suggestions/desk/settings_workdays_results.html"

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
        at: dt.datetime = timezone.now()
        return super().get_context_data(years=years_entered(), missing=missing_years(at), **kwargs)


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
