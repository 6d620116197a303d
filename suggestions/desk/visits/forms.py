"""What opening a round and adding a door ask for."""

from typing import Any

from django import forms

from suggestions.desk.intake.entry_form import AreaField
from suggestions.models import QuestionnairePage
from suggestions.models.visits import CONSENT
from suggestions.staff.forms import DeskForm, choose_from, text_area


class RoundForm(DeskForm):
    questionnaire = forms.ModelChoiceField(
        QuestionnairePage.objects.none(),
        label="问卷",
        empty_label="请选择",
        help_text="按现在的题目走访；以后再改题目，这一次不跟着变。",
        error_messages={"required": "请选择问卷。", "invalid_choice": "请重新选择问卷。"},
    )
    area = AreaField(
        label="走访的居村",
        limit=160,
        help_text="写居委会、村委会或者小区的名字。负责这里的走访员能看到这次走访。",
        error_messages={"required": "请填写走访的居村。"},
    )
    consent = text_area(
        "开头要念的话",
        limit=1000,
        rows=5,
        help_text="走访员在门口大声念给居民听，手机上用大字显示。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = QuestionnairePage.objects.live().filter(closes_at__gt=self.at)
        choose_from(self, "questionnaire", running.order_by("-opens_at", "pk"))
        self.initial["consent"] = CONSENT


class HouseholdForm(DeskForm):
    building = forms.CharField(
        label="楼栋", max_length=40, error_messages={"required": "请填写楼栋。"}
    )
    room = forms.CharField(label="室号", max_length=20, error_messages={"required": "请填写室号。"})
    name = forms.CharField(
        label="称呼",
        max_length=20,
        required=False,
        help_text="居民愿意说的才写，比如：王阿姨。加密保存，走访结束就删掉。",
    )
