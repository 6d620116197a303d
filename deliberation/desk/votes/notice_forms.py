"""What the desk asks of the notice of a vote: how people were told, and why if not in time."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from deliberation.actions.noticing import DETAIL, REASON, Proof
from deliberation.models import Motion, NoticeProof
from deliberation.voting import told
from suggestions.actions.rules import Refused
from suggestions.staff.forms import DeskForm, text_area


class NoticeForm(DeskForm):
    """One notice with its proof; the rules of what has to lie beside it are the action's."""

    channel = forms.ChoiceField(
        label="通知方式",
        choices=NoticeProof.Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通知的方式。"},
    )
    told_on = forms.DateField(
        label="通知日期",
        widget=AdminDateInput,
        help_text="贴出、发出或者送到的那一天；几天里送到的填最后一天。当天不计入提前的天数。",
        error_messages={"required": "请填写通知日期。", "invalid": "请填写正确的日期。"},
    )
    reached = forms.IntegerField(
        label="通知到的人数",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="名册上这一次新通知到的人数，同一个人只算一次。张贴公示面向全体，不用填。",
        error_messages={
            "invalid": "人数应当是数字。",
            "min_value": "人数不能是负数。",
            "max_value": "人数大得不合常理，请核对。",
        },
    )
    detail = forms.CharField(
        label="张贴地点或者短信回执号",
        required=False,
        max_length=DETAIL,
        help_text="会公开。例如：1号楼、3号楼公告栏；短信批次号 20261101-03。",
    )
    file = forms.FileField(
        label="证明",
        required=False,
        help_text="张贴的照片、签收名单或送达登记表的扫描件、群通知的截图：图片或 PDF，"
        "不超过 10 MB。文件要重新选一次的时候，其他内容都还在。",
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
        error_messages={"empty": "这是一个空文件。"},
    )

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"proof": Proof(**{**data, "reached": data["reached"] or 0})}


class DropForm(DeskForm):
    reason = text_area("作废的理由", limit=REASON, rows=2, help_text="会公开。")


class OpenForm(DeskForm):
    """Asks for a reason only where people were not told in time and the rule lets it be."""

    subject: Motion
    reason = text_area(
        "没有按时通知的理由", required=False, limit=REASON, rows=2, help_text="会公开。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self._excusable():
            del self.fields["reason"]

    def _excusable(self) -> bool:
        if self.subject.status != Motion.Status.DRAFT:
            return False
        try:
            found = told.noticed(self.subject, self.at)
        except Refused:
            return False
        return found is not None and found.excusable and not found.enough


class EarlyForm(DeskForm):
    reason = text_area("提前结束的理由", limit=REASON, rows=2, help_text="会公开。")
