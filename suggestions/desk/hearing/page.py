"""听到了谁: of each campaign and series the targets, the participation, and what is short."""

from typing import Any

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page

from suggestions.actions import hearing
from suggestions.desk import rights
from suggestions.desk.hearing import importing
from suggestions.models import (
    CampaignPage,
    CampaignSeriesPage,
    HearingTarget,
    ParticipationCount,
)
from suggestions.models.hearing import MOST
from suggestions.staff.access import allowed
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.staff.viewsets import DeskViewSet, listing, record
from suggestions.telling import hearing as telling

NAME = "听到了谁"


def page_url(page: Page) -> str:
    return reverse("desk_hearing:page", args=[page.pk])


def is_campaign(page: Page) -> bool:
    return issubclass(page.specific_class or Page, CampaignPage)


def _line(label: str, limit: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


class TargetsForm(DeskForm):
    cells = text_area(
        "各格的人数", limit=20_000, rows=8,
        help_text="一行一格：群体，区域，人数；可以从 Excel 整块复制。不分的写“不限”。"
        "新的一份代替原来的一份。",
    )  # fmt: skip
    source = _line("数字的来源", 80, "比如：第七次人口普查，2020 年。会公开。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = HearingTarget.objects.filter(campaign=self.subject.pk)
        targets = list(rows.select_related("audience", "area"))
        if targets:
            lines = (
                f"{t.audience or '不限'}，{t.area.full_name if t.area else '不限'}，{t.people}"
                for t in targets
            )
            self.initial = {"cells": "\n".join(lines), "source": targets[0].source}


class CountForm(DeskForm):
    kind = forms.ChoiceField(
        label="类别",
        choices=ParticipationCount.Kind.choices,
        error_messages={"required": "请选择类别。", "invalid_choice": "请选择类别。"},
    )
    title = _line("哪一场", 60, "比如：杨浦滨江市集；人民建议直播间第三场。")
    number = forms.IntegerField(
        label="人次",
        min_value=1,
        max_value=MOST,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "人次要写 1 到 10 亿的整数。"
        ),
    )
    source = _line("数字的来源", 80, "谁给的数，比如：直播平台后台；现场签到表。")
    method = text_area(
        "怎样数的",
        limit=300,
        rows=2,
        help_text="比如：同一账号一天算一次；门口计数器，进出各一次。",
    )
    counted_on = forms.DateField(
        label="日期", widget=AdminDateInput, error_messages={"required": "请填写日期。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("counted_on", localdate(self.at))


class WithdrawForm(DeskForm):
    reason = text_area("撤去的理由", limit=200, rows=2)


def _counts(page: Page) -> QuerySet[ParticipationCount]:
    return ParticipationCount.objects.filter(page=page.pk).select_related("by", "withdrawn_by")


def _set_targets(page: Page, **said: Any) -> int:
    return hearing.set_targets(CampaignPage.objects.get(pk=page.pk), **said)


SET = DeskVerb(
    "set-targets",
    "登记应听到的人",
    calls=_set_targets,
    told="已登记 {result} 格。",
    form=TargetsForm,
    offered=is_campaign,
)
COUNT = DeskVerb(
    "note-count",
    "登记参与人次",
    calls=hearing.note_count,
    told="已登记：{title}，{number} 人次。和建议条数分开公布。",
    form=CountForm,
)
WITHDRAW = DeskVerb(
    "withdraw-count",
    "撤去",
    calls=hearing.withdraw_count,
    told="已撤去，居民看不到了；登记和理由都留着。",
    form=WithdrawForm,
    offered=lambda one: one.withdrawn_at is None,
    subjects=_counts,
)


class HearingIndex(DeskListing):
    """Campaigns and series, newest first."""

    permission = rights.HEARING
    model = Page
    page_title = verbose_name_plural = NAME
    header_icon = "group"
    index_url_name = "desk_hearing:index"
    index_results_url_name = "desk_hearing:index_results"
    search_fields = ["title"]
    default_ordering = ["-pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="征集或系列", get_url=page_url),
            Column("targets", label="应听到的格"),
            Column("counts", label="参与人次登记"),
        ]

    def get_base_queryset(self) -> QuerySet[Page]:
        return _pages().annotate(
            targets=_number(HearingTarget, "campaign"),
            counts=_number(ParticipationCount, "page"),
        )


def _number(model: Any, of: str) -> Any:
    rows = model.objects.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0)


def _pages() -> QuerySet[Page]:
    campaign = CampaignPage.objects.filter(pk=OuterRef("pk"))
    series = CampaignSeriesPage.objects.filter(pk=OuterRef("pk"))
    return Page.objects.filter(Q(Exists(campaign)) | Q(Exists(series)))


class HearingPage(RecordPage):
    """One campaign or series: what was expected, what was heard, who took part otherwise."""

    permission = rights.HEARING
    model = Page
    verbs = (SET, COUNT, WITHDRAW)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/hearing.html"
    header_icon = "group"

    def get_records(self) -> QuerySet[Page]:
        return _pages()

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_hearing:verb", args=[self.object.pk, verb])
        return page_url(self.object)

    def get_page_title(self) -> str:
        return str(self.object.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_hearing:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = is_campaign(self.object)
        return super().get_context_data(
            campaign=campaign,
            heard=telling.whole(self.object.pk) if campaign else None,
            read=telling.totals([self.object.pk]).read if campaign else None,
            counts=[(one, self.buttons(one, [WITHDRAW])) for one in _counts(self.object)],
            upload=self.upload() if campaign else "",
            session=telling.SESSION,
            visit=telling.VISIT,
            **kwargs,
        )

    def upload(self) -> str:
        may = allowed(self.request.user, rights.KEEP_HEARING)
        return reverse("desk_hearing:list_upload", args=[self.object.pk]) if may else ""


class HearingViewSet(DeskViewSet):
    name, menu_label, icon = "hearing", NAME, "group"
    permissions = (rights.HEARING,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", HearingIndex),
            *importing.list_urls("<int:campaign>/list/"),
            *record("<int:pk>/", HearingPage),
        ]
