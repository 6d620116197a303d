"""应听到的人 from a sheet, pasted or uploaded, with the source of its numbers."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property

from suggestions.actions import hearing
from suggestions.actions.target_list import TargetList
from suggestions.desk import rights
from suggestions.models import CampaignPage, ListFile
from suggestions.staff.lists import (
    ListCheck,
    ListFaults,
    ListScreen,
    ListTemplate,
    ListUpload,
    PastedListForm,
)


class TargetForm(PastedListForm):
    source = forms.CharField(
        label="数字的来源",
        max_length=hearing.SOURCE,
        help_text="比如：第七次人口普查，2020 年。会公开。",
        error_messages={"required": "请填写数字的来源。"},
    )


class TargetListMixin(ListScreen):
    permission = rights.KEEP_HEARING

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        # Asked within `setup` of the door: `about` is read there already.
        self.campaign_pk = kwargs["campaign"]
        super().setup(request, *args, **kwargs)

    @cached_property
    def campaign(self) -> CampaignPage:
        return get_object_or_404(CampaignPage, pk=self.campaign_pk)

    def about(self) -> int:
        return self.campaign.pk

    def list_kind(self, choices: dict[str, Any]) -> TargetList:
        return TargetList(self.campaign)

    def list_url(self, name: str, *args: Any) -> str:
        if name == "back":
            return reverse("desk_hearing:page", args=[self.campaign.pk])
        return reverse(f"desk_hearing:list_{name}", args=[self.campaign.pk, *args])

    def write(self, sent: ListFile, items: list[Any]) -> tuple[str, str]:
        number = hearing.set_cells(
            self.campaign, items, source=sent.choices.get("source", ""),
            by=self.request.user, at=self.request.at,
        )  # fmt: skip
        return f"已登记 {number} 格。", self.list_url("back")


class Upload(TargetListMixin, ListUpload):
    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        return TargetForm(data, files)


class Check(TargetListMixin, ListCheck):
    pass


class Faults(TargetListMixin, ListFaults):
    pass


class Template(TargetListMixin, ListTemplate):
    pass


def list_urls(at: str) -> list[URLPattern]:
    return [
        path(at, Upload.as_view(), name="list_upload"),
        path(f"{at}template.xlsx", Template.as_view(), name="list_template"),
        path(f"{at}<int:pk>/", Check.as_view(), name="list_check"),
        path(f"{at}<int:pk>/faults.xlsx", Faults.as_view(), name="list_faults"),
    ]
