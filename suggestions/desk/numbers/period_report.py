"""各期对比: this month, the last and a year ago side by side, or any period; on the screen and as a
file. Each number leads to the suggestions that it counts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.desk import rights
from suggestions.models import CampaignPage, Suggestion
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.downloads import XLSX, attachment
from suggestions.staff.listing import ALL_TITLE, campaigns
from suggestions.tabular import workbook_file
from suggestions.telling import periods

BAD = 400
ADDRESS = "report_periods:index"
LEDGER = "report_ledger:index"
OF_LEVEL = {"topic": "desk_topics:page", "issue": "desk_issues:page"}


class PeriodForm(forms.Form):
    """What is compared; a period left empty is this month."""

    level = forms.ChoiceField(
        label="看什么",
        required=False,
        choices=[(name, level.label) for name, level in periods.LEVELS.items()],
    )
    campaign = forms.ModelChoiceField(
        CampaignPage.objects.none(),
        label="专项征集",
        required=False,
        empty_label=ALL_TITLE,
        error_messages={"invalid_choice": "没有这个征集，请重新选择。"},
    )
    first = forms.DateField(
        label="本期从",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "开始日期请写成 2026-11-01 这样。"},
    )
    last = forms.DateField(
        label="到",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "结束日期请写成 2026-11-30 这样。"},
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        field: Any = self.fields["campaign"]
        field.queryset = campaigns().only("pk", "title")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if self.errors:
            return given
        if bool(first) != bool(last):
            raise forms.ValidationError("开始和结束日期请都填写，或者都留空（看本月）。")
        if first and last:
            if first > last:
                raise forms.ValidationError("开始日期晚于结束日期，请对调。")
            if first > self.today or first.year < 2000:
                raise forms.ValidationError("这一期还没有开始，或者太早，请改日期。")
            if (last - first).days >= periods.LONGEST:
                raise forms.ValidationError("一期最长一年，请缩短。")
        return given

    def period(self) -> periods.Period:
        """Until today at the latest: what is to come has not been said yet."""
        given = self.cleaned_data if self.is_valid() else {}
        if not given.get("first"):
            return periods.this_month(self.today)
        return periods.Period(given["first"], min(given["last"], self.today))


class PeriodReport(DeskMixin, WagtailAdminTemplateMixin, View):
    """Topics, issues or themes of all campaigns, or of one, in three periods."""

    permission = rights.LOOK
    permissions = (rights.LOOK,)
    page_title = "各期对比"
    header_icon = "history"
    template_name = "suggestions/desk/periods.html"
    request: DeskRequest

    @cached_property
    def form(self) -> PeriodForm:
        return PeriodForm(self.request.GET, today=localdate(self.request.at))

    @property
    def given(self) -> dict[str, Any]:
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def level(self) -> str:
        return self.given.get("level") or "topic"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def compared(self, shown: int | None = None) -> periods.Comparison:
        campaign = self.given.get("campaign")
        return periods.compare(
            self.form.period(),
            level=self.level,
            at=self.request.at,
            campaign=campaign.pk if campaign else None,
            shown=shown,
        )

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if request.GET.get("export") == "xlsx" and self.form.is_valid():
            return self.send()
        found = self.compared(periods.SHOWN)
        context = self.get_context_data(
            form=self.form,
            found=found,
            rows=[self.row(line, found) for line in found.lines],
            level=periods.LEVELS[self.level].label,
            left=found.known - len(found.lines),
            choices=self.choices(),
            export_url=self.address(export="xlsx"),
            least=periods.LEAST,
            percent=int(periods.FALSE * 100),
        )
        bad = request.GET and not self.form.is_valid()
        response: HttpResponse = self.render_to_response(context, status=BAD if bad else 200)
        return response

    def address(self, **more: Any) -> str:
        """This page as it is filtered, but for what is given."""
        given = self.request.GET.items()
        asked = {name: value for name, value in given if name in self.form.fields} | more
        return f"{reverse(ADDRESS)}?{urlencode(asked)}"

    def choices(self) -> list[tuple[str, str]]:
        last = periods.month_of(localdate(self.request.at)).before()
        return [
            ("本月", self.address(first="", last="")),
            ("上月", self.address(first=last.first, last=last.last)),
        ]

    # --- one line ----------------------------------------------------------------------------

    def row(self, line: periods.Line, found: periods.Comparison) -> dict[str, Any]:
        numbers = (line.now, line.before, line.year_ago)
        three = zip(numbers, (found.now, found.before, found.year_ago), strict=True)
        page = OF_LEVEL.get(self.level)
        starts = periods.months_until(found.now.last)
        return {
            "line": line,
            "url": reverse(page, args=[line.key]) if page else self.list_url(line, found.now),
            "figures": [(number, self.list_url(line, period)) for number, period in three],
            "bars": periods.bars(line.months),
            "said": "、".join(
                f"{start.year}年{start.month}月 {number}"
                for start, number in zip(starts, line.months, strict=True)
                if number
            ),
        }

    def list_url(self, line: periods.Line, period: periods.Period) -> str:
        """The ledger of exactly what was counted; it is a look, not how the ledger is left."""
        asked: list[tuple[str, Any]] = [(self.level, line.key)]
        asked += [("submitted_at_from", period.first), ("submitted_at_to", period.last)]
        asked += [("status", status.value) for status in Suggestion.ACTIVE]
        if campaign := self.given.get("campaign"):
            asked.append(("campaign", campaign.pk))
        return f"{reverse(LEDGER)}?{urlencode([*asked, ('once', 1)])}"

    # --- the file ----------------------------------------------------------------------------

    def send(self) -> HttpResponseBase:
        found = self.compared()
        starts = periods.months_until(found.now.last)
        header = [
            "征集", "序号", periods.LEVELS[self.level].label, f"本期（{found.now}）",
            f"上期（{found.before}）", f"去年同期（{found.year_ago}）", "突增",
            *(f"{start:%Y-%m}" for start in starts),
        ]  # fmt: skip
        book = workbook_file(header, self.cells(found), title=self.page_title)
        name = f"{self.page_title}-{localdate(self.request.at):%Y%m%d}.xlsx"
        return attachment(FileResponse(book, content_type=XLSX), name)

    def cells(self, found: periods.Comparison) -> Iterator[list[Any]]:
        for line in found.lines:
            numbers = (line.now, line.before, line.year_ago)
            yield [line.campaign, line.number, line.name, *numbers, line.told, *line.months]
