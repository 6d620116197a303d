"""承办单位, kept by the administrators."""

from django import forms
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from suggestions.models import AnswerTemplate, Area, Department, Section
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, import_button


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
        fields = ["name", "short_name", "duties", "area", "sign_off", "active"]


class DepartmentIndexView(IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, import_button("departments")]


class DepartmentDeleteView(GuardedDeleteView):
    in_use = "有转办事项或用户，不能删除；不再承办时请取消“启用”。"


class SectionDeleteView(GuardedDeleteView):
    in_use = "有用户或分办的事项，不能删除；不再用时请取消“启用”。"


class DepartmentViewSet(SettingsViewSet):
    name = "departments"
    model = Department
    icon = "group"
    menu_label = "承办单位"
    menu_order = 100
    index_view_class = DepartmentIndexView
    delete_view_class = DepartmentDeleteView
    list_display = ["name", "short_name", "area", BooleanColumn("active", label="启用")]
    list_filter = ["active"]
    search_fields = ["name", "short_name", "duties"]
    ordering = "name"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return DepartmentForm


class SectionViewSet(SettingsViewSet):
    """科室 of the departments."""

    name = "sections"
    model = Section
    icon = "group"
    menu_label = "科室"
    menu_order = 101
    list_display = ["name", "department", BooleanColumn("active", label="启用")]
    list_filter = ["department", "active"]
    search_fields = ["name", "department__name"]
    form_fields = ["department", "name", "active"]
    delete_view_class = SectionDeleteView


class AnswerTemplateViewSet(SettingsViewSet):
    """Texts with which departments begin an answer."""

    name = "answer_templates"
    url_prefix = "answer-templates"
    model = AnswerTemplate
    icon = "doc-full-inverse"
    menu_label = "答复模板"
    menu_order = 110
    list_display = ["name", "department"]
    list_filter = ["department"]
    search_fields = ["name", "text"]
    ordering = "name"
    form_fields = ["name", "text", "department"]
