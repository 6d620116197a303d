"""设置 → 睦邻指数指标: what is counted, by which formula, from which day on."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import AdminDateInput

from deliberation.indicators import COUNTS
from deliberation.models import Indicator
from deliberation.rules import formula
from suggestions.staff.viewsets import GuardedDeleteView, SettingsViewSet, edit_link

# What a figure was reckoned by stays as it was; another wording is another row.
FIXED = ("code", "formula", "unit", "better", "worst", "best", "weight", "least", "since")


class IndicatorForm(forms.ModelForm):
    """The formula is read as it will be reckoned; terms of one code do not overlap."""

    class Meta:
        model = Indicator
        fields = [
            "code", "name", "meaning", "formula", "unit", "better", "worst", "best", "weight",
            "least", "source", "order", "since", "until",
        ]  # fmt: skip
        widgets = {
            "formula": forms.Textarea(attrs={"rows": 3}),
            "since": AdminDateInput,
            "until": AdminDateInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["formula"].help_text = counts_to_choose()
        self.fields["code"].help_text = "同一项指标换口径时代码不变，“自”写新口径开始的那天。"
        self.fields["least"].help_text = "分母比这小的，公开页上只说“数量不足”，不显示。"
        self.fields["weight"].help_text = "0 就是只显示，不算进指数。"
        self.used = bool(self.instance.pk) and self.instance.figures.exists()
        if self.used:
            for name in FIXED:
                self.fields[name].disabled = True
            self.fields["since"].help_text = (
                "已经按这个口径算过，公式和分数线不再改。要换口径，请在“至”里写它用到哪天，"
                "再“复制”成新的一行。"
            )

    def clean_formula(self) -> str:
        text = self.cleaned_data["formula"]
        try:
            formula.read(text, COUNTS)
        except formula.FormulaError as error:
            raise forms.ValidationError(str(error)) from error
        return " ".join(text.split())

    def clean_least(self) -> int:
        least = self.cleaned_data["least"]
        if least < 1:
            raise forms.ValidationError("最少是 1。")
        return least

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if {"code", "since"} <= data.keys() and (other := self._overlapping(data)):
            until = f"{other.until:%Y-%m-%d}" if other.until else "没有写到哪天"
            self.add_error(
                "since",
                f"代码“{other.code}”的另一个口径“{other.name}”从 {other.since:%Y-%m-%d} 起、"
                f"至 {until}，日子重叠。请先给它写“至”，或者改这里的“自”。",
            )
        return data

    def _overlapping(self, data: dict[str, Any]) -> Indicator | None:
        others = Indicator.objects.filter(code=data["code"]).exclude(pk=self.instance.pk)
        others = others.filter(Q(until__isnull=True) | Q(until__gte=data["since"]))
        if until := data.get("until"):
            others = others.filter(since__lte=until)
        return others.order_by("since").first()


def counts_to_choose() -> str:
    """Every name that a formula may hold, with what it counts."""
    lines = format_html_join(
        "", "<li><strong>{}</strong>：{}</li>", ((c.name, c.meaning) for c in COUNTS.values())
    )
    return format_html(
        "写成“分子 / 分母”，可以再乘一个数，例如：已开会议 / 应开会议 * 100。"
        "{}。可以用的计数：<ul>{}</ul>",
        formula.ALLOWED,
        lines,
    )


class IndicatorIndex(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            edit_link(self, "指标", lambda row: row.name),
            Column("formula", label="公式", accessor=lambda row: formula.shown(row.formula)),
            Column("get_better_display", label="好坏"),
            Column("weight", label="权重", classname="desk-figure"),
            Column("since", label="自", classname="desk-nowrap"),
            Column("until", label="至", classname="desk-nowrap"),
        ]

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("order", "code", "-since")


class IndicatorDelete(GuardedDeleteView):
    in_use = "已经算过数，不能删除；不再使用时请填写“至”。"


class IndicatorViewSet(SettingsViewSet):
    name = "indicators"
    model = Indicator
    icon = "order"
    menu_label = "睦邻指数指标"
    menu_order = 135
    copy_view_enabled = True  # another wording begins as a copy of the one before
    index_view_class = IndicatorIndex
    delete_view_class = IndicatorDelete
    search_fields = ["name", "code", "formula"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return IndicatorForm
