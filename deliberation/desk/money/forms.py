"""What the buttons of funds, projects and choices ask for."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localdate
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation.actions.choosing import Plan
from deliberation.actions.funding import RULES, Terms
from deliberation.actions.projects import BODY, NOTE, TITLE
from deliberation.desk.results.forms import day
from deliberation.models import Fund, Meeting, Project, ProjectChoice
from suggestions.staff.forms import DeskForm, choose_from, text_area


def money(label: str, *, required: bool = True, help_text: str = "") -> forms.DecimalField:
    """As much as a city's funds: 17.7 亿元 has to fit."""
    return forms.DecimalField(
        label=f"{label}（元）",
        required=required,
        max_digits=14,
        decimal_places=2,
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请填写数字，最多精确到分。",
            "max_digits": "这个数太大了，请核对。",
            "max_whole_digits": "这个数太大了，请核对。",
            "max_decimal_places": "最多精确到分。",
        },
    )


def line(label: str, limit: int, *, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


def in_yuan(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


# --- a fund ---------------------------------------------------------------------------------


class TermsForm(DeskForm):
    uses = text_area("可以用在哪里", limit=400, rows=5, help_text="每行一种，例如：小修小补。")
    ceiling = money("单个项目上限", required=False, help_text="没有上限就空着。")
    rules = text_area(
        "使用规则", required=False, limit=RULES, rows=4, help_text="公开给居民看的话。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, Fund):
            self.initial.setdefault("uses", "\n".join(self.subject.uses))
            self.initial.setdefault("ceiling", in_yuan(self.subject.ceiling))
            self.initial.setdefault("rules", self.subject.rules)

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        terms = Terms(data.pop("uses").splitlines(), data.pop("ceiling"), data.pop("rules"))
        return {**data, "terms": terms}


class MakeFundForm(TermsForm):
    year = forms.IntegerField(label="年度", error_messages={"required": "请填写年度。"})
    name = line("名称", 40, help_text="例如：社区保障激励资金。")
    field_order = ["year", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("year", localdate(self.at).year)


class AllocateForm(DeskForm):
    amount = money("拨入金额")
    day = day("日期")
    proof = line("凭据", 100, help_text="文号、拨款单号等。会公开。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", localdate(self.at))

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        on = data.pop("day")
        return {**data, "on": on}


class CarryForm(DeskForm):
    subject: Fund
    into = forms.ModelChoiceField(
        Fund.objects.none(),
        label="结转到",
        empty_label="请选择",
        error_messages={"required": "请选择结转到哪个资金池；还没有就先设立。"},
    )
    amount = money("结转金额", help_text="已经安排给项目的不能结转。")
    proof = line("凭据", 100, help_text="例如：年终结转。会公开。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fund = self.subject
        later = Fund.objects.filter(council=fund.council_id, year__gt=fund.year)
        choose_from(self, "into", later.order_by("year", "name"))


class TakeBackForm(DeskForm):
    reason = text_area("冲正的原因", limit=100, rows=2, help_text="会公开。")


# --- a project ------------------------------------------------------------------------------


class PublishForm(DeskForm):
    subject: Project
    title = forms.CharField(label="公开名称", max_length=TITLE)
    body = text_area("公开内容", limit=BODY, rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", self.subject.public_title)
        self.initial.setdefault("body", self.subject.public_body)


class PriceForm(DeskForm):
    subject: Project
    amount = money("核定费用")
    remark = text_area(
        "核价说明", limit=NOTE, rows=2, help_text="怎么核的，例如：三家报价。会公开。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.subject.cost or self.subject.estimate
        self.initial.setdefault("amount", in_yuan(known))


class ShortlistForm(DeskForm):
    """At which meeting of the council it was decided."""

    subject: Project
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label="哪次会决定的",
        empty_label="请选择",
        error_messages={"required": "请选择是哪次会决定的；请居民选哪些项目由议事会决定。"},
    )
    remark = text_area("说明", required=False, limit=NOTE, rows=2, help_text="会公开。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Meeting.objects.held().filter(council=self.subject.council)
        choose_from(self, "meeting", held.order_by("-starts_at"))


# --- a choice -------------------------------------------------------------------------------


class ChoiceForm(DeskForm):
    title = line("名称", 60, help_text="例如：2026年微更新项目居民选择。")
    budget = money("总金额")
    way = forms.ChoiceField(
        label="怎么选",
        choices=ProjectChoice.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择居民怎么选。"},
    )
    rule = forms.ChoiceField(
        label="以哪种计票为准",
        choices=ProjectChoice.Rule.choices,
        widget=forms.RadioSelect,
        help_text="两种都会计、都会公布；以哪种为准，公布以后不能改。",
        error_messages={"required": "请选择以哪种计票为准。"},
    )
    opens_at = forms.DateTimeField(
        label="开始",
        widget=AdminDateTimeInput,
        error_messages={"required": "请填写开始时间。", "invalid": "请填写正确的日期和时间。"},
    )
    closes_at = forms.DateTimeField(
        label="结束",
        widget=AdminDateTimeInput,
        error_messages={"required": "请填写结束时间。", "invalid": "请填写正确的日期和时间。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.subject, ProjectChoice):
            for name in ("title", "way", "rule", "opens_at", "closes_at"):
                self.initial.setdefault(name, getattr(self.subject, name))
            self.initial.setdefault("budget", in_yuan(self.subject.budget))

    def arguments(self) -> dict[str, Any]:
        return {"plan": Plan(**self.cleaned_data)}
