"""来源: other systems whose lists come by themselves, and what came of each file."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Max, QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from suggestions.actions import pulling
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.intake.entry_form import CampaignField
from suggestions.intake.incoming import FIELDS
from suggestions.models import CampaignPage, IntakeRun, IntakeSource
from suggestions.staff.columns import TimeColumn
from suggestions.staff.forms import choose_from
from suggestions.staff.listing import DeskListing, campaigns
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet

COLUMN = "column_"  # before the names of what a column may hold


class SourceForm(forms.ModelForm):
    """Each thing that a column may hold, and how that column is called in this system's files."""

    campaign = CampaignField(
        label="导入到哪个征集",
        queryset=CampaignPage.objects.none(),
        help_text="两个系统的编号可能相同，最好一个来源用一个征集。",
    )

    class Meta:
        model = IntakeSource
        fields: ClassVar = [
            "title", "name", "campaign", "channel", "closed_column", "closed_words", "active"
        ]  # fmt: skip
        widgets: ClassVar = {"closed_words": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "campaign", campaigns())
        for field in FIELDS:
            self.fields[COLUMN + field.key] = forms.CharField(
                label=f"“{field.label}”那一列的表头",
                required=False,
                max_length=60,
                help_text=field.help,
                initial=self.instance.mapping.get(field.key, ""),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        columns = {field.key: data.get(COLUMN + field.key) for field in FIELDS}
        self.instance.mapping = {key: column for key, column in columns.items() if column}
        try:
            pulling.check_mapping(self.instance.mapping)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        if bool(data.get("closed_column")) != bool((data.get("closed_words") or "").strip()):
            words = "办理状态的列和算已经办结的写法，要么都填，要么都不填。"
            self.add_error("closed_words", words)
        return data


class SourceDeleteView(GuardedDeleteView):
    in_use = "已经收过文件，不能删除；不再接收时请取消“启用”。"


class SourceViewSet(SettingsViewSet):
    name = "sources"
    model = IntakeSource
    icon = "download"
    menu_label = "自动接收的来源"
    menu_order = 130
    delete_view_class = SourceDeleteView
    list_display: ClassVar = [
        "title", "name", "campaign", BooleanColumn("active", label="启用"),
        TimeColumn("last", label="最近一次接收"),
    ]  # fmt: skip
    search_fields: ClassVar = ["title", "name"]
    ordering = "name"

    def get_queryset(self, request: Any) -> QuerySet[IntakeSource]:
        return IntakeSource.objects.select_related("campaign").annotate(last=Max("runs__at"))

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return SourceForm


def _batch(run: IntakeRun) -> str | None:
    return reverse("desk_import:batch", args=[run.batch_id]) if run.batch_id else None


class RunIndex(DeskListing):
    """接收记录: every file with its outcome; the rows that could not be read are at its import."""

    permission = rights.IMPORT
    model = IntakeRun
    page_title = verbose_name_plural = "接收记录"
    header_icon = "download"
    index_url_name = "desk_pulls:index"
    index_results_url_name = "desk_pulls:index_results"
    search_fields: ClassVar = ["filename"]
    default_ordering = "-pk"
    columns: ClassVar = [
        TitleColumn("filename", label="文件", get_url=_batch),
        Column("source", label="来源"),
        TimeColumn("at", label="接收时间"),
        Column("done", label="结果", accessor=lambda run: "收下了" if run.done else run.error),
        Column("created", label="新增", classname="desk-figure"),
        Column("skipped", label="已存在", classname="desk-figure"),
        Column("faulty", label="有误", classname="desk-figure"),
        Column("closed", label="原系统已办结", classname="desk-figure"),
        Column("clashing", label="编号与别处相同", classname="desk-figure"),
    ]

    def get_base_queryset(self) -> QuerySet[IntakeRun]:
        return IntakeRun.objects.select_related("source")
