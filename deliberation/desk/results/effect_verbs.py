"""What is promised of a resolution's effect, and what is found afterwards: forms and buttons."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.timezone import localdate

from deliberation.actions import evaluating
from deliberation.actions.evaluating import BEFORE_DONE, DONE, LEARNED_LIMIT, Goal, Measured
from deliberation.desk.results.forms import day
from deliberation.models import Aim, Evaluation, Resolution
from deliberation.rules import effect
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.verbs import DeskVerb, Done


def number(label: str, *, required: bool = True, help_text: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=12,
        decimal_places=2,
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "请填写数字，最多两位小数。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "数字太大，整数部分最多十位。",
            "max_whole_digits": "数字太大，整数部分最多十位。",
        },
    )


def words(label: str, limit: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请填写{label}。"},
    )


class AimForm(DeskForm):
    what = words("要改善什么", 80, help_text="例如：晚上摔倒的人少一些。会公开，约定以后不再改动。")
    how = words("怎样衡量", 200, help_text="例如：居委会登记的三号楼前夜间摔倒，每月多少起。")
    unit = words("单位", 12, required=False, help_text="例如：起、分贝、户。没有就不填。")
    better = forms.ChoiceField(
        label="数字",
        choices=Aim.Better.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择数字是越大越好，还是越小越好。"},
    )
    before = number("办之前的数字")
    before_on = day("哪天测的")
    target = number("要达到的数字")

    def arguments(self) -> dict[str, Any]:
        return {"goal": Goal(**self.cleaned_data)}


class EvaluationForm(DeskForm):
    """The number is asked for where one was promised."""

    subject: Resolution

    value = number("办之后的数字")
    measured_on = day("哪天测的")
    measured_by = words("谁测的", 60, help_text="例如：居委会 王某、第三方检测单位。")
    source = words("依据", 200, help_text="数字从哪里来，例如：居委会登记簿、检测报告编号。")
    asked = forms.IntegerField(
        label="问了多少人",
        required=False,
        min_value=0,
        help_text="请居民评效果时通知到的人数，会和回答的人数一起公开；没有数过就不填。",
        error_messages={"invalid": "请填写整数。", "min_value": "不能小于零。"},
    )
    learned = text_area(
        "学到什么", limit=LEARNED_LIMIT, help_text="哪里做得好、哪里没想到。会公开。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("measured_on", localdate(self.at))
        aim = getattr(self.subject, "aim", None)
        if aim is None:
            del self.fields["value"]
            return
        unit = f"单位：{aim.unit}。" if aim.unit else ""
        self.fields[
            "value"
        ].help_text = f"{aim.how}。{unit}办之前 {aim.before:f}，约定达到 {aim.target:f}。"

    def arguments(self) -> dict[str, Any]:
        return {"measured": Measured(**self.cleaned_data)}


def _is_open(resolution: Resolution, at: dt.datetime) -> bool:
    """Whether its effect can be seen by now."""
    done = resolution.done_at
    return done is not None and localdate(at) >= effect.asked_from(localdate(done))


def _unevaluated(resolution: Resolution) -> bool:
    found = Evaluation.objects.filter(resolution=resolution, round=resolution.round)
    return resolution.status in DONE and not found.exists()


def _said(done: Done) -> str:
    matter = done.result.matter
    if matter is None:
        return "效果评估已登记，写在决议的公开页上。"
    return f"效果评估已登记。效果不好，“{matter}”已作为议题提出，等待列入下次议程。"


OF_EFFECT = (
    DeskVerb(
        "promise",
        "约定效果",
        calls=evaluating.promise_effect,
        told="效果已约定，写在决议的公开页上。",
        form=AimForm,
        offered=lambda r: r.status in BEFORE_DONE and getattr(r, "aim", None) is None,
        hint="办成以前说好：要改善什么、怎样衡量、现在是多少、要达到多少。",
    ),
    DeskVerb(
        "evaluate",
        "评估效果",
        calls=evaluating.evaluate,
        told=_said,
        form=EvaluationForm,
        offered=_unevaluated,
        timely=_is_open,
        hint="没有达到约定，或者多数居民说变差的，会自动提为下次的议题。",
        style="",
    ),
)
