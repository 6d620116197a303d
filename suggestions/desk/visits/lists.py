"""Lists of visits: rounds, devices, and the list of doors that comes in from a sheet."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.actions import visiting
from suggestions.desk import rights
from suggestions.desk.visits.phone import OnPhone
from suggestions.desk.visits.rounds import NAME, round_url
from suggestions.desk.visits.verbs import OF_DEVICE
from suggestions.intake.household_lists import HouseholdList
from suggestions.models import ListFile, Outcome, VisitDevice, VisitRound
from suggestions.staff import visits
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.lists import ListCheck, ListFaults, ListScreen, ListTemplate, ListUpload
from suggestions.staff.verbs import RecordPage

DEVICES, OWN = "走访手机", "我的走访手机"


class RoundIndex(OnPhone, DeskListing):
    """A visitor's own 居村, an area's, or the city's; newest first."""

    permission = rights.VISITS
    for_areas = True
    model = VisitRound
    page_title = verbose_name_plural = NAME
    empty = "开始一次走访以后，负责这个居村的走访员在手机上登录就能看到。"
    header_icon = "home"
    index_url_name = "desk_visits:index"
    index_results_url_name = "desk_visits:index_results"
    search_fields = ["area__full_name", "version__questionnaire__title"]
    default_ordering = ["-pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("area", label="走访的地方", accessor="area.full_name", get_url=round_url),
            Column("questionnaire", label="问卷", accessor="version.questionnaire.title"),
            Column("doors", label="户数"),
            Column("visited", label=Outcome.VISITED.label),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[VisitRound]:
        visited = Count("households", filter=Q(households__state=Outcome.VISITED))
        rows = visits.rounds(self.request.user)
        return rows.annotate(doors=Count("households"), visited=visited)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        own = HeaderButton(OWN, url=reverse("desk_visits:mine"), icon_name="mobile-alt")
        if not allowed(self.request.user, rights.RUN_VISITS):
            return [*super().header_buttons, own]
        new = HeaderButton("开始走访", url=reverse("desk_visits:new"), icon_name="plus")
        phones = HeaderButton(DEVICES, url=reverse("desk_visits:devices"), icon_name="mobile-alt")
        return [*super().header_buttons, new, phones, own]


# --- devices ----------------------------------------------------------------------------------


def device_url(subject: VisitDevice) -> str:
    return reverse("desk_visits:device", args=[subject.pk])


def device_columns() -> list[Column]:
    return [
        Column("area", label="在哪里走访", accessor="area.full_name"),
        Column("seen", label="最近一次", accessor=lambda one: f"{one.seen_at:%Y-%m-%d}"),
        Column(
            "revoked", label="能不能用", accessor=lambda one: "已收回" if one.revoked_at else "能用"
        ),
    ]


class DeviceIndex(DeskListing):
    """Which phones keep visits, whose they are, and which were taken back."""

    permission = rights.RUN_VISITS
    for_areas = True
    model = VisitDevice
    page_title = verbose_name_plural = DEVICES
    header_icon = "mobile-alt"
    index_url_name = "desk_visits:devices"
    index_results_url_name = "desk_visits:devices_results"
    search_fields = ["user__last_name", "user__first_name", "user__username", "label"]
    default_ordering = ["-seen_at", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("user", label="走访员", get_url=device_url),
            Column("label", label="设备"),
            *device_columns(),
        ]

    def get_base_queryset(self) -> QuerySet[VisitDevice]:
        return visits.devices(self.request.user)


class DevicePage(RecordPage):
    """One phone, and the button for when it is lost."""

    permission = rights.RUN_VISITS
    for_areas = True
    model = VisitDevice
    verbs = OF_DEVICE
    rights = rights.RIGHTS
    template_name = "suggestions/desk/visit_device.html"
    header_icon = "mobile-alt"

    def get_records(self) -> QuerySet[VisitDevice]:
        return visits.devices(self.request.user)

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_visits:device_verb", args=[self.object.pk, verb])
        return device_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_visits:devices"), "label": DEVICES}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]


# --- the doors of a round from a sheet --------------------------------------------------------


class HouseholdListMixin(ListScreen):
    permission = rights.RUN_VISITS
    for_areas = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Asked within `setup` of the door: `about` is read there already.
        self.round_pk = kwargs["round"]
        super().setup(request, *args, **kwargs)

    @cached_property
    def round(self) -> VisitRound:
        return get_object_or_404(visits.rounds(self.request.user), pk=self.round_pk)

    def about(self) -> int:
        return self.round.pk

    def list_kind(self, choices: dict[str, Any]) -> HouseholdList:
        return HouseholdList(self.round)

    def list_url(self, name: str, *args: Any) -> str:
        if name == "back":
            return round_url(self.round)
        return reverse(f"desk_visits:list_{name}", args=[self.round.pk, *args])

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        by, at = self.request.user, self.request.at
        number = visiting.write_households(self.round, items, by=by, at=at)
        return f"登记了 {number} 户。", self.list_url("back")


class Upload(HouseholdListMixin, ListUpload):
    pass


class Check(HouseholdListMixin, ListCheck):
    pass


class Faults(HouseholdListMixin, ListFaults):
    pass


class Template(HouseholdListMixin, ListTemplate):
    pass


def list_urls(at: str) -> list[URLPattern]:
    return [
        path(at, Upload.as_view(), name="list_upload"),
        path(f"{at}template.xlsx", Template.as_view(), name="list_template"),
        path(f"{at}<int:pk>/", Check.as_view(), name="list_check"),
        path(f"{at}<int:pk>/faults.xlsx", Faults.as_view(), name="list_faults"),
    ]
