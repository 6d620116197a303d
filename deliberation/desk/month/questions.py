"""提问 at the desk: put to a party, its link handed on, its answer noted with where it was said."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from deliberation.actions import asking
from deliberation.desk.councils.days import day_field
from deliberation.models import Matter, Party, Question, Seat
from suggestions.staff.forms import DeskForm, ReasonForm, text_area
from suggestions.staff.verbs import DeskVerb

Status = Question.Status


class SeatChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Seat) -> str:
        return f"{obj.party} {obj.named}"


class AskForm(DeskForm):
    subject: Matter
    party = forms.ModelChoiceField(
        Party.objects.none(),
        label="请谁答复",
        empty_label="请选择",
        error_messages={"required": "请选择请哪一方答复。"},
    )
    text = text_area("问题", limit=asking.LIMIT, help_text="马上公开，请不要写电话、住址。")
    seat = SeatChoice(Seat.objects.none(), label="谁问的", required=False, empty_label="议事会")
    due_on = day_field("答复期限")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(self.at)
        party = cast(forms.ModelChoiceField, self.fields["party"])
        party.queryset = Party.objects.in_force(today)
        seats = self.subject.council.seats.full().in_force(today).select_related("party")
        cast(SeatChoice, self.fields["seat"]).queryset = seats
        self.initial.setdefault("due_on", today + dt.timedelta(days=asking.DAYS))


class NoteAnswerForm(DeskForm):
    answer = text_area("答复", limit=asking.ANSWER, help_text="马上公开，不能再改。")
    source = forms.CharField(
        label="出处",
        max_length=asking.SOURCE,
        help_text="例如：10月20日会上、物业公司10月22日书面答复。",
        error_messages={"required": "请写明这个答复是在哪里、什么时候给的。"},
    )


def questions_of(matter: Matter) -> QuerySet[Question]:
    rows = matter.questions.select_related("matter__council", "party", "seat__party")
    return rows.select_related("answered_by__party")


ASK = DeskVerb(
    "ask",
    "向一方提问",
    calls=asking.ask,
    told="问题已公开，请把下面的链接发给{result.party}。",
    form=AskForm,
    offered=lambda matter: matter.status in Matter.UNSETTLED,
)
QUESTION_VERBS = (
    DeskVerb(
        "note-answer",
        "记下答复",
        calls=asking.note_answer,
        told="答复已公开。",
        form=NoteAnswerForm,
        subjects=questions_of,
        offered=lambda question: question.status == Status.OPEN,
    ),
    DeskVerb(
        "withdraw",
        "撤回提问",
        calls=asking.withdraw,
        told="提问已撤回。",
        form=ReasonForm,
        subjects=questions_of,
        offered=lambda question: question.status == Status.OPEN,
    ),
)
