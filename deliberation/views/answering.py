"""答复 behind a party's link: the question, and one box for the answer. No account."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from deliberation.actions import asking
from deliberation.models import Question, Seat
from suggestions.actions.rules import Refused
from suggestions.residents import fields, sheets
from suggestions.residents.sheets import SeeOther
from suggestions.views.receipt import private


class SeatChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Seat) -> str:
        return obj.public_name


class AnswerForm(forms.Form):
    seat = SeatChoice(
        Seat.objects.none(),
        label="您是哪一位",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "请选择您的席位。",
            "invalid_choice": "请选择您的席位。",
        },
    )
    answer = fields.long_text(
        6,
        label="答复",
        limit=asking.ANSWER,
        help_text="写明办不办、谁来办、什么时候办好。提交以后马上公开，不能再改，请不要写电话、住址。",
        error_messages={"required": "请写下答复。"},
    )

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(SeatChoice, self.fields["seat"])
        field.queryset = Seat.objects.filter(pk__in=[seat.pk for seat in seats]).select_related(
            "party"
        )
        if len(seats) == 1:
            self.initial.setdefault("seat", seats[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    at, found = timezone.now(), asking.read_link(token)
    if found is None or found.status == Question.Status.WITHDRAWN:
        return _page(request, None, None, at, 404)
    if found.status != Question.Status.OPEN:
        return _page(request, found, None, at, 409 if request.method == "POST" else 200)
    seats = asking.seats_that_may_answer(found, localdate(at))
    if request.method != "POST":
        return _page(request, found, AnswerForm(seats=seats), at)
    form = AnswerForm(request.POST, seats=seats)
    if sheets.put_aside(request, form):
        return _page(request, found, form, at)
    if not form.is_valid():
        return _page(request, found, form, at, 422)
    try:
        asking.answer_by_link(found, **form.cleaned_data, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, at, 409)
    return private(SeeOther(reverse("deliberation:answer", args=[token])))


def _page(
    request: HttpRequest,
    found: Question | None,
    form: AnswerForm | None,
    at: dt.datetime,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "yishi",
        "question": found,
        "form": form,
        "today": localdate(at),
        **(sheets.standing("answer-form", request.path) if form else {}),
    }
    return private(render(request, "deliberation/answer.html", context, status=status))
