"""What the buttons on forwarded topics, on their answers and on duties ask for."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from suggestions.actions import assigning, in_house, referring
from suggestions.actions.answering import ANSWER_LIMIT
from suggestions.actions.attaching import FILE_LIMIT, NAME_LIMIT
from suggestions.actions.learning import DUTIES_LIMIT
from suggestions.models import Answer, Department, Referral, Section, User, WorkCalendar
from suggestions.residents.photos import MAX_MB
from suggestions.staff.forms import DeskForm, choose_from, text_area
from suggestions.work.clocks import EXTENSION, CalendarMissing

CLOCKS = ("sign_by", "object_by", "due_on")


# --- the office ------------------------------------------------------------------------------


class DatesForm(DeskForm):
    """The clocks: computed where the calendar reaches, else typed by the officer."""

    due_on = forms.DateField(
        label="答复期限", widget=AdminDateInput, error_messages={"required": "请填写答复期限。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = ""
        try:
            self.initial.setdefault("due_on", referring.deadlines(self.at).due_on)
        except CalendarMissing as error:
            self.missing = str(error)
            for name, label in (("sign_by", "签收期限"), ("object_by", "异议期限")):
                wanted = {"required": f"请填写{label}。"}
                self.fields[name] = forms.DateField(
                    label=label, widget=AdminDateInput, error_messages=wanted
                )

    def dates(self) -> referring.Deadlines:
        data = self.cleaned_data
        if self.missing:
            return referring.Deadlines(data["sign_by"], data["object_by"], data["due_on"])
        return referring.deadlines(self.at, due_on=data["due_on"])

    def arguments(self) -> dict[str, Any]:
        """The typed days as one: the dates of an errand."""
        rest = {name: value for name, value in self.cleaned_data.items() if name not in CLOCKS}
        return {**rest, "dates": self.dates()}


def departments(**kwargs: Any) -> dict[str, Any]:
    return {"queryset": Department.objects.filter(active=True), **kwargs}


class ReferForm(DatesForm):
    lead = forms.ModelChoiceField(
        **departments(
            label="主办单位",
            empty_label="请选择",
            error_messages={"required": "请选择主办单位。"},
        )
    )
    supporting = forms.ModelMultipleChoiceField(
        **departments(label="协办单位", required=False, widget=forms.CheckboxSelectMultiple)
    )
    note = text_area("转办意见", required=False, help_text="请承办单位着重研究什么、注意什么。")
    field_order = ["lead", "supporting", "note", "due_on", "sign_by", "object_by"]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "supporting": list(self.cleaned_data["supporting"])}


class ReassignForm(DatesForm):
    subject: Referral
    to = forms.ModelChoiceField(
        **departments(
            label="改派给",
            empty_label="请选择",
            error_messages={"required": "请选择承办单位。"},
        )
    )
    reason = text_area("改派理由", limit=1000, help_text="建议人会收到这条理由。")
    field_order = ["to", "reason", "due_on", "sign_by", "object_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Department.objects.filter(active=True).exclude(pk=self.subject.department_id)
        choose_from(self, "to", others)


class AssignForm(DeskForm):
    """What stood there when the form was drawn goes along, so that of two heads one is told."""

    subject: Referral
    section = forms.ModelChoiceField(
        Section.objects.none(), label="科室", required=False, empty_label="（不分到科室）"
    )
    handler = forms.ModelChoiceField(
        User.objects.none(), label="经办人", required=False, empty_label="（不指定）"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        referral = self.subject
        now = {"section": referral.section_id, "handler": referral.handler_id}
        self.initial = {**now, "seen": assigning.mark(referral), **self.initial}
        own = {"department": referral.department_id}
        choose_from(self, "section", Section.objects.filter(active=True, **own))
        staff = User.objects.filter(is_active=True, **own)
        choose_from(self, "handler", staff.order_by("last_name", "first_name", "pk"))


class DecideExtensionForm(DeskForm):
    decision = text_area("批复意见", required=False, help_text="不同意时必须写明理由。", limit=500)


class NoteForm(DeskForm):
    note = text_area("内容", limit=500)


class DutiesForm(DeskForm):
    subject: Department
    duties = text_area("职责", limit=DUTIES_LIMIT, rows=6, help_text="管什么、不管什么，一两句话。")
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.subject.duties
        self.initial = {"duties": now, "seen": now, **self.initial}

    def clean_seen(self) -> str:
        # Browsers send line ends as CRLF; what is stored has LF.
        return self.cleaned_data["seen"].replace("\r\n", "\n")


# --- an answer, by the office or a department ------------------------------------------------


class AnswerForm(DeskForm):
    text = text_area("答复内容", limit=ANSWER_LIMIT, rows=10)
    adoption = forms.ChoiceField(
        label="采纳情况",
        choices=[("", "请选择"), *Answer.Adoption.choices],
        error_messages={"required": "请选择采纳情况。"},
    )
    done_on = forms.DateField(
        label="计划完成时间",
        required=False,
        widget=AdminDateInput,
        help_text="已经完成的可以不填。",
    )


# --- a department ----------------------------------------------------------------------------


class ObjectionForm(DeskForm):
    reason = text_area("异议理由", limit=1000, help_text="依据哪项职责不属于本单位、应由谁承办。")


class ExtensionForm(DeskForm):
    subject: Referral
    until = forms.DateField(
        label="申请延至",
        widget=AdminDateInput,
        error_messages={"required": "请填写申请延至哪一天。", "invalid": "请填写正确的日期。"},
    )
    reason = text_area("延期理由", limit=500, help_text="批准后，理由会告知每一位建议人。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = ""
        due = self.subject.due_on
        try:
            latest = WorkCalendar.load(due.year).ends(due, EXTENSION)
        except CalendarMissing as error:
            self.missing = str(error)
        else:
            said = f"现在的期限是 {due:%Y-%m-%d}，最迟可延至 {latest:%Y-%m-%d}；只能延期一次。"
            self.fields["until"].help_text = said


class ReplyForm(AnswerForm):
    """An answer; after it was sent back, the text that was sent back is there to be mended."""

    subject: Referral

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.subject.answers.order_by("-pk").first()
        if last and last.status == Answer.Status.RETURNED:
            for name in ("text", "part", "adoption", "done_on"):
                self.initial.setdefault(name, getattr(last, name))


class DraftedReplyForm(ReplyForm):
    """An answer that may be kept as a draft: what was kept stands in it."""

    part = forms.CharField(
        label="只先答复其中一部分",
        required=False,
        max_length=in_house.PART_LIMIT,
        help_text="答复整个问题的不填。只答复一部分的，写明是哪一部分：采用后告知每一位建议人，"
        "其余的继续办理，期限不变。",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.subject.is_lead:
            del self.fields["part"]
        draft = getattr(self.subject, "draft", None)
        self.initial["seen"] = in_house.mark(draft)
        if draft:
            for name in ("text", "part", "adoption", "done_on"):
                self.initial[name] = getattr(draft, name)


class AttachForm(DeskForm):
    file = forms.FileField(
        label="图片或 PDF",
        help_text=f"最多 {FILE_LIMIT} 个，每个不超过 {MAX_MB} MB。Word、Excel 请另存为 PDF。",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        error_messages={
            "required": "请选择要上传的文件。",
            "empty": "这个文件是空的，请重新选择。",
        },
    )
    name = forms.CharField(
        label="附件名称", required=False, max_length=NAME_LIMIT, help_text="不填就用文件名。"
    )


class SaveDraftForm(DraftedReplyForm):
    """The same, not finished: only the text must be there."""

    adoption = forms.ChoiceField(choices=[("", "请选择"), *Answer.Adoption.choices], required=False)
