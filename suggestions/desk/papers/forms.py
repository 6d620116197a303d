"""What the buttons on papers ask for."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions.paperwork import BODY_LIMIT, NAMES_LIMIT, TITLE_LIMIT
from suggestions.models import Instruction, Paper
from suggestions.staff.forms import DeskForm, text_area


class SeenForm(DeskForm):
    """With the number of the version that stood on the page."""

    subject: Paper
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.subject.versions.order_by("-number").values_list("number", flat=True).first()
        self.initial.setdefault("seen", last)


class ReviseForm(SeenForm):
    title = forms.CharField(
        label="标题", max_length=TITLE_LIMIT, error_messages={"required": "请填写标题。"}
    )
    addressee = forms.CharField(label="主送", max_length=NAMES_LIMIT, required=False)
    copies = forms.CharField(label="抄送", max_length=NAMES_LIMIT, required=False)
    body = text_area(
        "补充的话",
        required=False,
        limit=BODY_LIMIT,
        rows=6,
        help_text="写在正文后面、结尾之前，一行一段。其余内容按最新的办理记录重新整理。",
    )
    red_head = forms.BooleanField(label="套红头", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "addressee", "copies", "body", "red_head"):
            self.initial.setdefault(name, getattr(self.subject, name))


class ReceiveForm(DeskForm):
    received_by = forms.CharField(
        label="签收人",
        max_length=60,
        help_text="回执上写的姓名，可以加单位。",
        error_messages={"required": "请填写签收人。"},
    )
    received_on = forms.DateField(
        label="签收日期",
        widget=AdminDateInput,
        error_messages={"required": "请填写签收日期。", "invalid": "请填写正确的日期。"},
    )


class InstructForm(DeskForm):
    leader = forms.CharField(
        label="批示人",
        max_length=60,
        help_text="姓名和职务。",
        error_messages={"required": "请填写批示人。"},
    )
    given_on = forms.DateField(
        label="批示日期",
        widget=AdminDateInput,
        error_messages={"required": "请填写批示日期。", "invalid": "请填写正确的日期。"},
    )
    text = text_area("批示内容", help_text="照原话写。")
    task = forms.CharField(
        label="要办的事", max_length=200, required=False, help_text="没有要办的就留空。"
    )
    carrier = forms.CharField(label="由谁办", max_length=80, required=False)
    due_on = forms.DateField(
        label="办理期限",
        widget=AdminDateInput,
        required=False,
        error_messages={"invalid": "请填写正确的日期。"},
    )


class SettleForm(DeskForm):
    subject: Instruction
    answer = text_area("办理结果", help_text="怎么办的、怎样回复批示人的。")
