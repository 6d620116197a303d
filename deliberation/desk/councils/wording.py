"""通知用语: a council's own words for its notices, looked at before they are saved; the poster."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from deliberation.actions import notice_words, notifying, planning
from deliberation.actions.notice_words import BRACES, SHIPPED_MESSAGE, SHIPPED_POSTER
from deliberation.desk.access import CouncilScreen
from deliberation.models import Meeting, NoticeWords, Seat
from suggestions.actions.rules import Refused
from suggestions.residents.qr import qr_drawing
from suggestions.staff.access import UNPROCESSABLE
from suggestions.work import sms


class WordsForm(forms.Form):
    message = forms.CharField(
        label="短信（没有手机的席位收到同样内容的邮件）",
        max_length=notice_words.MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写短信。"},
    )
    poster = forms.CharField(
        label="张贴文字",
        max_length=notice_words.POSTER,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请填写张贴文字。"},
    )


class WordingPage(CouncilScreen):
    page_title = "通知用语"
    header_icon = "edit"
    template_name = "deliberation/desk/wording.html"
    http_method_names = ["get", "post", "head"]

    def get(self, request: HttpRequest, council: int) -> HttpResponse:
        own = self.own()
        texts = {
            "message": own.message if own else SHIPPED_MESSAGE,
            "poster": own.poster if own else SHIPPED_POSTER,
        }
        return self.show(WordsForm(initial=texts), own)

    def post(self, request: HttpRequest, council: int) -> HttpResponse:
        if request.POST.get("do") == "reset":
            notice_words.reset(self.council)
            messages.success(request, "已改回系统自带的文字。")
            return redirect("desk_councils:wording", self.council.pk)
        form = WordsForm(request.POST)
        if not form.is_valid():
            words = next(str(errors[0]) for errors in form.errors.values())
            return self.show(form, None, words)
        try:
            if request.POST.get("do") == "look":
                return self.show(form, notice_words.checked(self.council, **form.cleaned_data))
            at, by = self.request.at, self.request.user
            notice_words.reword(self.council, **form.cleaned_data, by=by, at=at)
        except Refused as refusal:
            return self.show(form, None, str(refusal))
        messages.success(request, "通知用语改好了，下一次发通知时用。")
        return redirect("desk_councils:wording", self.council.pk)

    def own(self) -> NoticeWords | None:
        return NoticeWords.objects.filter(council=self.council).select_related("by").first()

    def show(self, form: WordsForm, words: NoticeWords | None, refused: str = "") -> HttpResponse:
        meeting, titles = self.sample()
        text = notice_words.called(meeting, titles, words)[1]
        text += notifying.leave_line(meeting, Seat(pk=1))
        context = self.get_context_data(
            form=form,
            refused=refused,
            meeting=meeting,
            sample=text,
            real=not meeting._state.adding,
            letters=len(sms.signed(text)),
            parts=sms.parts(sms.signed(text)),
            poster=notice_words.posted(meeting, titles, words),
            braces=[(f"{{{name}}}", meaning) for name, meaning in BRACES.items()],
            own=self.own(),
        )
        return self.render_to_response(context, status=UNPROCESSABLE if refused else 200)

    def sample(self) -> tuple[Meeting, list[str]]:
        """The next meeting; without one, as it would be on the council's day a month from now."""
        at = self.request.at
        coming = self.council.meetings.upcoming(at).select_related("council").order_by("starts_at")
        if meeting := coming.first():
            return meeting, notifying.agendas([meeting]).get(meeting.pk, [])
        month = planning.next_month(timezone.localdate(at))
        day = planning.usual_day(self.council, month)
        starts_at = planning.moment(day, self.council.starts_at)
        meeting = planning.new_meeting(self.council, Meeting.Kind.REGULAR, month, starts_at)
        meeting.pk = 1  # its link is as long as a real one
        return meeting, ["议题一", "议题二"]


class Poster(CouncilScreen):
    """张贴用的通知 of one meeting, to be printed."""

    page_title = "张贴用的通知"
    template_name = "deliberation/desk/poster.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int, pk: int) -> HttpResponse:
        rows = self.council.meetings.select_related("council")
        meeting = get_object_or_404(rows, pk=pk)
        titles = notifying.agendas([meeting]).get(meeting.pk, [])
        own = NoticeWords.objects.filter(council=self.council).first()
        address = request.build_absolute_uri(self.council.get_absolute_url())
        context: dict[str, Any] = {
            "meeting": meeting,
            "lines": notice_words.posted(meeting, titles, own),
            "qr": qr_drawing(address),
            "back": reverse("desk_meetings:notices", args=[self.council.pk, meeting.pk]),
            "off": meeting.status == Meeting.Status.CANCELLED,
        }
        return self.render_to_response(self.get_context_data(**context))
