"""What the desk asks of an amendment: the whole words as they shall be, who moves it, why."""

from typing import Any

from django import forms
from django.utils.timezone import localdate

from deliberation.actions.amending import WHO, WHY, Words
from deliberation.actions.drafting import TEXT
from deliberation.desk.votes.forms import LinesField
from deliberation.models import Motion, Seat
from suggestions.staff.forms import DeskForm, choose_from, text_area


class AmendForm(DeskForm):
    subject: Motion
    seat = forms.ModelChoiceField(
        Seat.objects.none(),
        label="由谁提出",
        required=False,
        empty_label="名单外的人",
        error_messages={"invalid_choice": "请从名单里选。"},
    )
    name = forms.CharField(
        label="名单外的填姓名", required=False, max_length=WHO, help_text="会公开。"
    )
    text = text_area("改后的全文", limit=TEXT, rows=6)
    answers = LinesField(
        label="改后的选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一个。",
    )
    because = text_area("理由", limit=WHY, rows=2, help_text="会公开。")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        motion = self.subject
        meeting = motion.item.meeting
        seats = Seat.objects.in_force(localdate(meeting.starts_at)).select_related("party")
        choose_from(self, "seat", seats.filter(council=meeting.council_id))
        now = {"text": motion.text, "answers": motion.answers, "seen": motion.version}
        self.initial = {**now, **self.initial}
        if not motion.chooses:
            del self.fields["answers"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("seat") and not data.get("name", "").strip() and "name" not in self.errors:
            self.add_error("name", "请选择由谁提出，或者填写姓名。")
        return data

    def arguments(self) -> dict[str, Any]:
        return {"words": Words(**self.cleaned_data)}
