"""What the buttons and the form of 每月一题 ask for."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate
from wagtail.admin.widgets import AdminDateInput

from suggestions.models import Area, Department, Issue, MonthlyProblem, MonthlyTask
from suggestions.staff.forms import DeskForm, choose_from, text_area

OFFERED = 40  # issues, those of most people first
PICK = "请至少选一个类问题。"
MONTHS_BACK, MONTHS_AHEAD = 11, 3


def _department(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Department.objects.filter(active=True),
        label=label,
        empty_label="请选择",
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"请选择{label}。"},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=AdminDateInput, error_messages={"required": f"请填写{label}。"}
    )


def _line(label: str, limit: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


class IssueChoices(forms.ModelMultipleChoiceField):
    """Issues with how many people speak of each."""

    def label_from_instance(self, obj: Issue) -> str:
        return f"{obj.name}（{obj.people:,} 人，{obj.campaign.title}）"


class ProblemForm(forms.Form):
    title = _line("题目", 60, "一句话说清办什么，居民看得懂。")
    month = forms.ChoiceField(label="哪个月")
    area = forms.ModelChoiceField(
        Area.objects.filter(level=Area.Level.DISTRICT),
        label="哪一级",
        required=False,
        empty_label="全市",
        help_text="全市一个月一题；区里办的，选那个区，一个区一个月也是一题。",
    )
    lead = _department("牵头单位")
    issues = IssueChoices(
        Issue.objects.none(),
        label="从哪些类问题来",
        widget=forms.CheckboxSelectMultiple,
        help_text="按反映的人数排，只列已确认的。",
        error_messages={
            "required": PICK,
            "invalid_choice": PICK,
            "invalid_pk_value": PICK,
            "invalid_list": PICK,
        },
    )
    cause = text_area("起因", help_text="大家怎么说、为什么难办。会公开，不要写个人信息。")

    def __init__(self, *args: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].error_messages["invalid_choice"] = "请选择月份。"
        self.fields["month"].choices = months(localdate(at))  # type: ignore[attr-defined]
        self.initial.setdefault("month", localdate(at).replace(day=1).isoformat())
        heard = Issue.objects.public().with_people().order_by("-people", "pk")
        rows = Issue.objects.with_people().select_related("campaign")
        top = list(heard.values_list("pk", flat=True)[:OFFERED])
        choose_from(self, "issues", rows.filter(pk__in=top).order_by("-people", "pk"))

    def clean_month(self) -> dt.date:
        return dt.date.fromisoformat(self.cleaned_data["month"])


def months(today: dt.date) -> list[tuple[str, str]]:
    """The last eleven months, this one and the next three, the latest first."""
    count = today.year * 12 + today.month - 1
    found = [
        dt.date(number // 12, number % 12 + 1, 1)
        for number in range(count + MONTHS_AHEAD, count - MONTHS_BACK - 1, -1)
    ]
    return [(day.isoformat(), f"{day.year}年{day.month}月") for day in found]


class ReviseForm(DeskForm):
    subject: MonthlyProblem
    title = _line("题目", 60)
    cause = text_area("起因")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"title": self.subject.title, "cause": self.subject.cause}


class TaskForm(DeskForm):
    department = _department("承办单位")
    text = _line("任务", 200, "做什么、做到什么程度。会公开。")
    due_on = _day("期限")


class TimeForm(DeskForm):
    due_on = _day("新的期限")
    reason = text_area("理由", limit=500)


class ReportForm(DeskForm):
    text = text_area("完成情况", help_text="做了什么、怎样看得到。核实以后会公开。")


class DecideForm(DeskForm):
    subject: MonthlyTask
    department = _department("由谁办")
    due_on = _day("期限")
    reason = text_area("裁定的理由", limit=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"department": self.subject.department_id, "due_on": self.subject.due_on}


class PolicyForm(DeskForm):
    title = _line("名称", 120)
    organ = _line("出台单位", 80)
    issued_on = _day("出台日期")
    text = text_area("主要内容", help_text="说清楚改了什么，居民看得懂。")
    url = forms.URLField(
        label="原文网址",
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": "网址不对，请从浏览器的地址栏里整个复制过来。"},
    )


class ResultForm(DeskForm):
    outcome = text_area("结果", help_text="办成了什么、还有什么没有办成。会公开。")
