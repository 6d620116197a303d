"""What the form and the buttons of a station ask for."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from suggestions.desk.intake.entry_form import AreaField
from suggestions.models import Station, User
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.staff.stations import VIEW

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _line(label: str, limit: int, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


class KeptForm(DeskForm):
    """What a keeper may put right by oneself."""

    address = _line("地址", 120, "居民照着能找到，比如：田林路 140 号一楼大厅。")
    hours = _line("开放时间", 120, "比如：周一到周五 9:00—17:00，中午不休息。")
    phone = _line("电话", 30, "居民可以打的座机或手机，会公开。", required=False)
    position = _line(
        "位置", 60, "纬度在前、经度在后，比如：31.1722,121.4203。填了，手机能导航过来。",
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.subject:
            self.initial = {name: getattr(self.subject, name) for name in self.fields}


def may_keep() -> QuerySet[User]:
    people = User.objects.with_perm(f"suggestions.{VIEW}", backend=BACKEND)
    return people.order_by("last_name", "first_name", "pk")


class StationForm(KeptForm):
    """All of it, for who runs the stations."""

    kind = forms.ChoiceField(
        label="类别",
        choices=Station.Kind.choices,
        error_messages={"required": "请选择类别。", "invalid_choice": "请选择类别。"},
    )
    name = _line("名称", 60, "比如：田林街道人民建议征集站。")
    area = AreaField(
        label="所在区域",
        limit=160,
        help_text="写街镇或居村的名字，比如：田林街道。",
        error_messages={"required": "请填写所在区域。"},
    )
    keeper = forms.ModelChoiceField(
        User.objects.none(),
        label="负责人",
        required=False,
        empty_label="还没有定",
        help_text="有账号的工作人员；在工作台只看到自己负责的站点。",
        error_messages={"invalid_choice": "请重新选择负责人。"},
    )
    field_order = ("kind", "name", "area", "address", "hours", "phone", "position", "keeper")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "keeper", may_keep())
        if self.subject:
            self.initial["keeper"] = self.subject.keeper_id
            self.initial["area"] = self.subject.area.full_name


class CloseForm(DeskForm):
    reason = text_area("关闭的原因", limit=200, rows=2, help_text="会公开，比如：搬到新址，合并。")
