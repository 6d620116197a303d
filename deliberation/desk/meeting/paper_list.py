"""补录纸质签到表: the whole list typed at once, written all together or not at all."""

import datetime as dt
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime, make_aware
from wagtail.admin import messages

from deliberation.actions import attending
from deliberation.actions.attending import TYPING
from deliberation.desk.access import CouncilScreen
from deliberation.desk.meeting.attendance import attendance_url
from deliberation.hall.presence import SeatRow, gather
from deliberation.models import Attendance, Meeting, Seat
from suggestions.actions.rules import Refused
from suggestions.staff.access import UNPROCESSABLE

NOT_A_TIME = "请按“19:05”这样填写时间。"


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": NOT_A_TIME},
    )


class PaperForm(forms.Form):
    """One row for each seat that nobody has taken yet."""

    def __init__(self, data: Any, *, rows: list[SeatRow], meeting: Meeting) -> None:
        super().__init__(data)
        self.rows, self.meeting = rows, meeting
        for row in rows:
            people = [(str(row.seat.pk), row.seat.holder)]
            people += [(str(s.pk), f"{s.holder}（替补）") for s in row.substitutes]
            pk = row.seat.pk
            self.fields[f"who_{pk}"] = forms.ChoiceField(
                label=row.seat.holder,
                required=False,
                choices=[("", "没有来"), *people],
                error_messages={"invalid_choice": "请从名单里选是谁来的。"},
            )
            self.fields[f"came_{pk}"] = _time(f"{row.seat.holder}到会时间")
            self.fields[f"left_{pk}"] = _time(f"{row.seat.holder}提前离会时间")
        self.fields["note"] = forms.CharField(
            label="谁核对过、原件放在哪里",
            max_length=100,
            help_text="例如“李秀英核对签名，原件存社区档案柜”。不公开。",
            error_messages={"required": "请写明谁核对过签名、原件放在哪里。"},
        )

    def lines(self) -> list[tuple]:
        return [
            (row, *(self[f"{name}_{row.seat.pk}"] for name in ("who", "came", "left")))
            for row in self.rows
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        names = [f"who_{row.seat.pk}" for row in self.rows]
        if not self.errors and not any(data.get(name) for name in names):
            raise forms.ValidationError("请至少为一个席位选择是谁来的。")
        return data

    def entries(self) -> list[tuple[Seat, Seat | None, dt.datetime, dt.datetime | None]]:
        """Seat, substitute, arrival, leaving; no time of arrival means: when it began."""
        found = []
        for row in self.rows:
            who = self.cleaned_data[f"who_{row.seat.pk}"]
            if not who:
                continue
            substitute = next((s for s in row.substitutes if str(s.pk) == who), None)
            came = self._moment(self.cleaned_data[f"came_{row.seat.pk}"])
            left = self._moment(self.cleaned_data[f"left_{row.seat.pk}"])
            began = self.meeting.opened_at or self.meeting.starts_at
            found.append((row.seat, substitute, came or began, left))
        return found

    def _moment(self, clock: dt.time | None) -> dt.datetime | None:
        day = localtime(self.meeting.opened_at or self.meeting.starts_at).date()
        return make_aware(dt.datetime.combine(day, clock)) if clock else None


class PaperList(CouncilScreen):
    """The list on paper, typed when somebody has time for it."""

    template_name = "deliberation/desk/paper.html"
    page_title = "补录纸质签到表"
    header_icon = "edit"
    http_method_names = ["get", "post", "head"]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = self.council.meetings.select_related("council", "format")
        self.meeting = get_object_or_404(rows, pk=kwargs["pk"])

    def form(self, data: Any = None) -> PaperForm:
        free = [row for row in gather(self.meeting).rows if row.attendance is None]
        return PaperForm(data, rows=free, meeting=self.meeting)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.context(self.form()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, refused = self.form(request.POST), ""
        if form.is_valid():
            try:
                number = self.write(form)
            except Refused as error:
                refused = str(error)
            else:
                messages.success(request, f"已补录 {number} 个席位的签到。")
                return redirect(attendance_url(self.meeting))
        else:
            refused = str(next(iter(form.errors.values()))[0])
        return self.render_to_response(self.context(form, refused), status=UNPROCESSABLE)

    def write(self, form: PaperForm) -> int:
        by, at = self.request.user, self.request.at
        entries = form.entries()
        with transaction.atomic():
            for seat, substitute, came, left in entries:
                try:
                    row = attending.check_in(
                        self.meeting,
                        seat,
                        substitute=substitute,
                        way=Attendance.Way.PAPER,
                        arrived_at=came,
                        note_text=form.cleaned_data["note"],
                        by=by,
                        at=at,
                    )
                    if left:
                        attending.leave(row, left_at=left, by=by, at=at)
                except Refused as error:
                    raise Refused(f"{seat.holder}：{error}全部没有保存。") from error
        return len(entries)

    def context(self, form: PaperForm, refused: str = "") -> dict[str, Any]:
        return self.get_context_data(
            meeting=self.meeting,
            form=form,
            refused=refused,
            open=self.meeting.status in TYPING and self.runs,
            back=attendance_url(self.meeting),
        )
