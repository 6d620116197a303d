"""咨询人: the list, one person with what they were asked, and the form by which one comes in."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from suggestions.actions import advising
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.advisers.forms import AdviserForm
from suggestions.desk.advisers.verbs import OF_ADVISER
from suggestions.models import Adviser
from suggestions.models.scope import narrowed
from suggestions.staff.access import UNPROCESSABLE, DeskMixin, DeskRequest, allowed
from suggestions.staff.forms import within_areas
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import RecordPage
from suggestions.staff.viewsets import DeskViewSet, listing, record

NAME = "咨询人"


def adviser_url(adviser: Adviser) -> str:
    return reverse("desk_advisers:page", args=[adviser.pk])


def term(adviser: Adviser) -> str:
    return f"{adviser.since:%Y-%m-%d} 至 {adviser.until or '未定'}"


class AdviserFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        choices=Adviser.Kind.choices, label="身份", widget=forms.CheckboxSelectMultiple
    )
    serving = django_filters.ChoiceFilter(
        choices=[("1", "在任")], method="is_serving", label="任期", empty_label="全部"
    )

    class Meta:
        model = Adviser
        fields: list[str] = []

    def is_serving(self, rows: Any, name: str, value: str) -> Any:
        return rows.serving(localdate(self.request.at))


class AdviserIndex(DeskListing):
    """Who may be asked about what; numbers are on nobody's list."""

    permission = rights.ADVISERS
    for_areas = True
    model = Adviser
    filterset_class = AdviserFilterSet
    page_title = verbose_name_plural = NAME
    header_icon = "group"
    index_url_name = "desk_advisers:index"
    index_results_url_name = "desk_advisers:index_results"
    search_fields = ["skills"]
    default_ordering = ["kind", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="姓名", accessor=lambda one: one.name or "（已删除）",
                        get_url=adviser_url),
            Column("kind", label="身份", accessor="get_kind_display"),
            Column("skills", label="擅长的方面"),
            Column("area", label="区域", accessor=lambda one: one.area or "不限"),
            Column("term", label="任期", accessor=term),
            Column("asked", label="请教过"),
            Column("written", label="提交意见"),
        ]  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Adviser]:
        rows = narrowed(Adviser.objects.select_related("area"), self.request.user)
        written = Count("opinions", filter=Q(opinions__status="written"))
        return rows.annotate(asked=Count("opinions"), written=written)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not allowed(self.request.user, rights.KEEP_ADVISERS):
            return list(super().header_buttons)
        new = HeaderButton("登记咨询人", url=reverse("desk_advisers:new"), icon_name="plus")
        return [*super().header_buttons, new]


class AdviserPage(RecordPage):
    """One person: field, term, what they were asked; the number behind a logged look."""

    permission = rights.ADVISERS
    for_areas = True
    model = Adviser
    verbs = OF_ADVISER
    rights = rights.RIGHTS
    template_name = "suggestions/desk/adviser.html"
    header_icon = "user"

    def get_records(self) -> QuerySet[Adviser]:
        return Adviser.objects.select_related("area", "made_by")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse(f"desk_advisers:{'verb' if verb else 'page'}", args=args)

    def get_page_title(self) -> str:
        return self.object.name or "（已删除）"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_advisers:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = narrowed(self.object.opinions.select_related("topic"), self.request.user)
        return super().get_context_data(
            term=term(self.object),
            serves=self.object.serves(localdate(self.request.at)),
            opinions=asked.order_by("-pk"),
            steps=self.object.steps.select_related("by", "instead_of"),
            **kwargs,
        )


class NewAdviser(DeskMixin, WagtailAdminTemplateMixin, View):
    """登记咨询人; who answers for some areas registers people of them alone."""

    permission = rights.KEEP_ADVISERS
    for_areas = True
    page_title = "登记咨询人"
    header_icon = "plus"
    template_name = "suggestions/desk/adviser_new.html"
    http_method_names = ["get", "post", "head"]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_advisers:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def make_form(self, data: Any = None) -> Any:
        form = within_areas(AdviserForm(data, subject=None, at=self.request.at), self.request.user)
        form.fields["area"].required = bool(self.request.user.scope_id)
        form.fields["area"].error_messages["required"] = "请填写您负责区域里的一个地方。"
        return form

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: DeskRequest) -> HttpResponse:
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(form, UNPROCESSABLE)
        try:
            made = advising.register(**form.arguments(), by=request.user, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, UNPROCESSABLE)
        messages.success(request, "已登记。在问题的页面上可以请教。")
        return redirect(adviser_url(made))

    def page(self, form: Any, status: int = 200) -> HttpResponse:
        media = AdminDateInput().media
        return self.render_to_response(self.get_context_data(form=form, media=media), status=status)


class AdviserViewSet(DeskViewSet):
    name, menu_label, icon = "advisers", NAME, "group"
    permissions = (rights.ADVISERS,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", AdviserIndex),
            path("new/", NewAdviser.as_view(), name="new"),
            *record("<int:pk>/", AdviserPage),
        ]
