"""区域: the tree of places, from the city down to its estates."""

from typing import Any

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from suggestions.models import Area
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, edit_link, import_button

SEPARATOR = " · "


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
        fields = ["code", "name", "level", "latitude", "longitude"]
        help_texts = {
            "latitude": "可以不填。填了，居民能用手机定位找附近的议事会。例如 31.177。",
            "longitude": "和纬度一起填，例如 121.436。从地图上查到的，差几百米不要紧。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent: Area | None = None
        if self.instance.pk:
            self.parent = self.instance.get_parent()
            del self.fields["parent_code"], self.fields["level"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        centre = [data.get(name) for name in ("latitude", "longitude")]
        if centre.count(None) == 1 and not {"latitude", "longitude"} & set(self.errors):
            empty = "latitude" if centre[0] is None else "longitude"
            self.add_error(empty, "纬度和经度要填就都填，不知道的都空着。")
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
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, import_button("areas")]

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
