"""What the buttons of a resolution and of its ledger ask for."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from wagtail.admin.widgets import AdminDateInput

from deliberation.actions.publishing import LEAST_DAYS, OBJECTION_LIMIT, last_day
from deliberation.actions.resolutions import Work
from deliberation.models import MoneySource, Objection, Resolution, TaskPhoto
from suggestions.staff.forms import DeskForm, text_area
from suggestions.text.language import masked
from suggestions.work.clocks import CalendarMissing

PICTURE = {"accept": "image/*"}


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=AdminDateInput,
        error_messages={"required": f"请填写{label}。", "invalid": "请填写正确的日期。"},
    )


def money(label: str, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=f"{label}（元）",
        required=required,
        max_digits=12,
        decimal_places=2,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请填写数字，最多精确到分。",
            "max_decimal_places": "最多精确到分。",
        },
    )


class WhyForm(DeskForm):
    reason = text_area("理由", limit=300, rows=3, help_text="会公开。")


# --- publication ------------------------------------------------------------------------------


class PublishForm(DeskForm):
    subject: Resolution

    starts_on = day("张贴的日子", help_text="实际贴出的那天，当天不计入。")
    days = forms.IntegerField(label="公示天数", min_value=LEAST_DAYS, max_value=365)
    places = forms.CharField(
        label="张贴地点",
        max_length=200,
        help_text="例如：1号楼、3号楼公告栏，小区公众号。",
        error_messages={"required": "请填写张贴地点。"},
    )
    photo = forms.FileField(
        label="张贴照片",
        required=False,
        widget=forms.FileInput(attrs=PICTURE),
        help_text="照片会公开。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, days = localdate(self.at), self.subject.council.publication_days
        self.initial.update(starts_on=today, days=days)
        self.missing = ""
        try:
            last_day(today, days)
        except CalendarMissing as error:
            self.missing = str(error)
            self.fields["ends_on"] = day("公示到哪天")


class EndForm(DeskForm):
    end_note = text_area(
        "结束的情况", limit=200, rows=2, help_text="例如：期满，公告完好。会公开。"
    )


class ShowForm(DeskForm):
    """Masked to begin with; the secretary reads it again."""

    subject: Objection

    text = text_area("公开的文字", limit=OBJECTION_LIMIT, help_text="去掉能认出是谁的内容。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("text", self.subject.public_text or masked(self.subject.text))


class AnswerObjectionForm(DeskForm):
    answer = text_area(
        "答复", limit=OBJECTION_LIMIT, help_text="会公开，提意见的人凭查询码看得到。"
    )


# --- carrying out -----------------------------------------------------------------------------


class WorkForm(DeskForm):
    title = forms.CharField(
        label="事项", max_length=80, error_messages={"required": "请填写事项。"}
    )
    lead = forms.CharField(label="负责", max_length=60, error_messages={"required": "请填写负责。"})
    due_on = day("期限")

    def arguments(self) -> dict[str, Any]:
        return {"work": Work(**self.cleaned_data)}


class DueForm(WhyForm):
    due_on = day("新的期限")
    field_order = ["due_on", "reason"]


class ProgressForm(DeskForm):
    text = text_area("进展", limit=1000, rows=3, help_text="会公开。")
    spent = money("支出", required=False)
    source = forms.ChoiceField(
        label="资金来源", choices=[("", "没有支出"), *MoneySource.choices], required=False
    )


class DoneForm(DeskForm):
    text = text_area("完成情况", limit=1000, rows=3, help_text="会公开。")


class PhotoForm(DeskForm):
    when = forms.ChoiceField(
        label="何时拍的",
        choices=TaskPhoto.When.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是办之前还是办之后。"},
    )
    upload = forms.FileField(
        label="照片",
        widget=forms.FileInput(attrs=PICTURE),
        help_text="会公开；照片自带的拍摄地点等信息会自动去掉。",
        error_messages={"required": "请选择照片。", "empty": "这是一个空文件。"},
    )
    caption = forms.CharField(label="说明", max_length=80, required=False)


# --- the ledger -------------------------------------------------------------------------------


class PledgeForm(DeskForm):
    amount = money("认领金额")
    name = forms.CharField(
        label="认领人", max_length=40, required=False, help_text="加密保存，不公开。"
    )
    public_name = forms.CharField(
        label="公开署名",
        max_length=40,
        required=False,
        help_text="按认领人的意愿；不填就写“热心居民”。",
    )


class LineForm(DeskForm):
    amount = money("金额")
    day = day("日期")
    proof = forms.CharField(
        label="凭据",
        max_length=100,
        help_text="收据号、转账记录等。",
        error_messages={"required": "请填写凭据。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", localdate(self.at))

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"amount": data["amount"], "on": data["day"], "proof": data["proof"]}


class ReverseForm(DeskForm):
    reason = text_area("冲正的原因", limit=100, rows=2)
