"""纪要 at the desk: written by the record, sent to the parties, their words noted."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.admin.widgets import AdminDateInput

from deliberation.actions import minuting
from deliberation.actions.minuting import ADDED_LIMIT, DISSENT_LIMIT
from deliberation.desk.access import CouncilRecord, CouncilScreen, way_to
from deliberation.minutes.documents.files import printed
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.minutes.parties import words_by_party
from deliberation.models import Meeting, Minutes, Motion, Notice, Seat
from deliberation.views.minutes import file_response, no_typesetter
from suggestions.actions.rules import Refused
from suggestions.documents.files import TYPES
from suggestions.documents.pdf import NoTypesetter
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.verbs import DeskVerb, Done

State = Minutes.Status


def written(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, if they are written."""
    return getattr(meeting, "minutes_of", None)


def stands(*statuses: str) -> Callable[[Meeting], bool]:
    """Offered while the minutes stand at one of these."""
    return lambda meeting: (found := written(meeting)) is not None and found.status in statuses


class AddedForm(DeskForm):
    subject: Meeting

    added = text_area(
        "补充",
        required=False,
        limit=ADDED_LIMIT,
        rows=6,
        help_text="系统没有记到、需要写进纪要的话。会公开。其余内容按会议记录重新整理。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = written(self.subject)
        self.initial.setdefault("added", found.added if found else "")


class SendForm(DeskForm):
    confirm_by = forms.DateField(
        label="确认期限",
        required=False,
        widget=AdminDateInput,
        help_text="不填就按本议事会的确认天数推算。",
        error_messages={"invalid": "请填写正确的日期。"},
    )


class PaperForm(DeskForm):
    """A word given on paper, by one who was there."""

    subject: Meeting

    seat = forms.ModelChoiceField(
        Seat.objects.none(),
        label="签字人",
        empty_label="请选择",
        help_text="只有到会的人能确认，每人一次。",
        error_messages={"required": "请选择是谁签的字。"},
    )
    dissent = text_area(
        "保留的意见",
        required=False,
        limit=DISSENT_LIMIT,
        help_text="没有不同意见就留空；有的照原话写，会公开。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found := written(self.subject):
            waiting = [seat.pk for party in words_by_party(found) for seat in party.waiting]
            rows = Seat.objects.filter(pk__in=waiting).select_related("party")
            cast(forms.ModelChoiceField, self.fields["seat"]).queryset = rows


class CorrectForm(DeskForm):
    reason = text_area("更正的原因", limit=500, help_text="各方已经表的态会作废，要重新送确认。")


def of_minutes(action: Callable[..., Any]) -> Callable[..., Any]:
    """The button stands on the meeting; its action takes the meeting's minutes."""

    def call(meeting: Meeting, **given: Any) -> Any:
        if (minutes := written(meeting)) is None:
            raise Refused("纪要还没有写，请先写纪要。")
        return action(minutes, **given)

    return call


def _sent(done: Done) -> str:
    due, queued = done.subject.minutes_of.confirm_by, done.result
    told = f"已向 {queued} 个席位发出确认链接" if queued else "没有席位留下联系方式"
    return f"{told}；其余的请用纸质签字后登记。确认期限 {due.month} 月 {due.day} 日。"


def _said(done: Done) -> str:
    return f"已登记{done.result.signer}：{done.result.get_word_display()}。"


class MinutesPage(CouncilRecord):
    """A meeting's minutes: the paper as it will be printed, and who has said what of it."""

    model = Meeting
    template_name = "deliberation/desk/minutes.html"
    header_icon = "doc-full"
    verbs = (
        DeskVerb(
            "draft",
            "写纪要",
            calls=minuting.draft_minutes,
            told="纪要{result.full_number}已按会议记录写好，请核对。",
            offered=lambda m: m.status == Meeting.Status.CLOSED and written(m) is None,
            style="",
        ),
        DeskVerb(
            "rewrite",
            "补充并重新整理",
            calls=of_minutes(minuting.rewrite_minutes),
            told="纪要已按最新的会议记录重新整理。",
            form=AddedForm,
            offered=stands(State.DRAFT),
        ),
        DeskVerb(
            "send",
            "送各方确认",
            calls=of_minutes(minuting.send_minutes),
            told=_sent,
            form=SendForm,
            offered=stands(State.DRAFT),
            style="",
        ),
        DeskVerb(
            "paper",
            "登记纸质签字",
            calls=of_minutes(minuting.confirm_minutes),
            told=_said,
            form=PaperForm,
            offered=stands(State.CONFIRMING),
            style="",
        ),
        DeskVerb(
            "correct",
            "更正",
            calls=of_minutes(minuting.correct_minutes),
            told="纪要已退回草稿，各方要重新确认。",
            form=CorrectForm,
            offered=stands(State.CONFIRMING),
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council__area", "format", "minutes_of")

    def get_url(self, verb: str = "") -> str:
        name = "minutes_verb" if verb else "minutes"
        args = [self.council.pk, self.object.pk, *([verb] if verb else [])]
        return reverse(f"desk_meetings:{name}", args=args)

    def get_page_title(self) -> str:
        return "会议纪要"

    def get_page_subtitle(self) -> str:
        return f"{self.object.month:%Y年%-m月}{self.object.called}"

    def way(self) -> list[dict[str, Any]]:
        notices = reverse("desk_meetings:notices", args=[self.council.pk, self.object.pk])
        return [*way_to(self.council), {"url": notices, "label": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting, minutes = self.object, written(self.object)
        facts: dict[str, Any] = {
            "meeting": meeting,
            "minutes": minutes,
            "kinds": list(TYPES),
            "unanswered": Motion.objects.filter(item__meeting=meeting).unanswered(),
        }
        if minutes:
            facts |= {
                "lines": minutes_lines(minutes, public=False),
                "words": words_by_party(minutes),
                "late": minutes.status == State.CONFIRMING
                and minutes.confirm_by is not None
                and minutes.confirm_by < localdate(self.request.at),
                "messages_sent": Notice.objects.filter(
                    meeting=meeting, about=Notice.About.MINUTES, round=minutes.round
                ).select_related("seat__party"),
            }
        return super().get_context_data(**facts, **kwargs)


class MinutesFile(CouncilScreen):
    """The paper for the parties, with full names: DOCX or PDF."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, council: int, pk: int, kind: str) -> HttpResponse:
        rows = Minutes.objects.select_related("meeting__council")
        found = rows.filter(meeting=pk, council=self.council).first()
        if found is None or kind not in TYPES:
            raise Http404
        try:
            data = printed(found, kind, public=False)
        except NoTypesetter:
            return no_typesetter(request)
        response = file_response(data, found, kind)
        response["Cache-Control"] = "no-store"
        return response
