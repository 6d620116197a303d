"""What is asked for when suggestions are recognised."""

from typing import Any

from django import forms

from suggestions.desk.intake.entry_form import CampaignField
from suggestions.models import CampaignPage, RecognitionRound
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.staff.listing import campaigns

ONE_PER_LINE = "一条一行，比如：可操作；受益的人多；别处可以照着做。公布时一起公开，以后不能改。"


class RoundForm(forms.Form):
    title = forms.CharField(
        label="评选名称",
        max_length=60,
        help_text="比如：2026 年下半年优秀人民建议。",
        error_messages={"required": "请填写评选名称。"},
    )
    campaign = CampaignField(
        label="哪个征集",
        queryset=CampaignPage.objects.none(),
        required=False,
        empty_label="全部征集和日常建议",
        error_messages={"invalid_choice": "请选择征集。"},
    )
    criteria = text_area("评选标准", help_text=ONE_PER_LINE, rows=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "campaign", campaigns().filter(live=True))


class NominateForm(DeskForm):
    into = forms.ModelChoiceField(
        RecognitionRound.objects.filter(status=RecognitionRound.Status.OPEN),
        label="哪次评选",
        empty_label=None,
        error_messages={"required": "请选择评选。", "invalid_choice": "请选择评选。"},
    )
    reason = text_area("符合哪一条标准", limit=500, rows=3, help_text="会公开，不要写个人信息。")


class ChooseForm(DeskForm):
    because = text_area("评定的说明", limit=500, rows=2, required=False)


class NotChosenForm(DeskForm):
    because = text_area("不评的理由", limit=500, rows=2, help_text="只有工作人员看得到。")
