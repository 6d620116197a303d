"""我的走访手机: whoever goes round takes a lost phone back from any other device, at once."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.visits.lists import OWN, device_columns
from suggestions.desk.visits.verbs import OF_OWN_DEVICE
from suggestions.models import VisitDevice
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import RecordPage


def own_url(subject: VisitDevice) -> str:
    return reverse("desk_visits:own", args=[subject.pk])


class OwnDevices(DeskListing):
    permission = rights.VISIT
    for_areas = as_oneself = True
    model = VisitDevice
    page_title = verbose_name_plural = OWN
    header_icon = "mobile-alt"
    index_url_name = "desk_visits:mine"
    index_results_url_name = "desk_visits:mine_results"
    is_searchable = False
    default_ordering = ["-seen_at", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [TitleColumn("label", label="设备", get_url=own_url), *device_columns()]

    def get_base_queryset(self) -> QuerySet[VisitDevice]:
        return VisitDevice.objects.filter(user=self.request.user.pk).select_related("area")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return []


class OwnDevicePage(RecordPage):
    """In the areas in which one goes round; one of before is the office's to take."""

    permission = rights.VISIT
    for_areas = as_oneself = True
    model = VisitDevice
    verbs = OF_OWN_DEVICE
    rights = rights.RIGHTS
    template_name = "suggestions/desk/visit_device.html"
    header_icon = "mobile-alt"

    def get_records(self) -> QuerySet[VisitDevice]:
        rows = VisitDevice.objects.filter(user=self.request.user.pk)
        return rows.select_related("user", "area", "revoked_by")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_visits:own_verb", args=[self.object.pk, verb])
        return own_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_visits:mine"), "label": OWN}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object)}]
