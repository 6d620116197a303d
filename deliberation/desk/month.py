"""会议 of all councils, and of each its notices: told by whom, when, how; moved and cancelled."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation import actions, proof
from deliberation.actions.notices import current
from deliberation.desk.access import RUN, CouncilRecord, SightMixin
from deliberation.desk.councils import WhenForm
from deliberation.models import Meeting, Notice
from suggestions.desk.access import DeskVerb
from suggestions.desk.columns import DeadlineColumn, StatusColumn, TimeColumn
from suggestions.desk.forms import DeskForm, ReasonForm
from suggestions.desk.listing import DeskListing

TO_COME = (Meeting.Status.PLANNED, Meeting.Status.NOTICED)


def notices_url(meeting: Meeting) -> str:
    return reverse("deliberation_desk:notices", args=[meeting.council_id, meeting.pk])


class MeetingFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        choices=[("coming", "还没开的"), ("held", "开过的"), ("late", "通知过期未完成的")],
        method="by_when",
        label="时间",
        empty_label="全部",
    )
    status = django_filters.ChoiceFilter(
        choices=Meeting.Status.choices, label="状态", empty_label="全部"
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def by_when(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        at = self.request.at
        if value == "held":
            return rows.held()
        if value == "late":
            return rows.filter(status=Meeting.Status.PLANNED, notice_by__lt=at, starts_at__gt=at)
        return rows.upcoming(at)


class MeetingIndex(SightMixin, DeskListing):
    """Every meeting that I may see, the next ones first."""

    model = Meeting
    page_title = "会议"
    header_icon = "calendar-alt"
    verbose_name_plural = "会议"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "deliberation_desk:meetings"
    index_results_url_name = "deliberation_desk:meetings_results"
    filterset_class = MeetingFilterSet
    search_fields = ["council__name", "place"]
    default_ordering = "-starts_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TimeColumn("starts_at", label="开始时间", sort_key="starts_at"),
            TitleColumn(
                "council", label="议事会", get_url=notices_url, accessor=lambda m: m.council.name
            ),
            Column("get_kind_display", label="性质"),
            Column("place", label="地点"),
            Column("item_count", label="议题", classname="desk-figure"),
            DeadlineColumn("notice_by", label="通知期限", late=notice_is_late),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Meeting]:
        items = Count("items", filter=~Q(items__status="postponed"))
        rows = Meeting.objects.filter(council__in=self.councils())
        return rows.select_related("council").annotate(item_count=items)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-starts_at", "pk")


def notice_is_late(meeting: Meeting, at: dt.datetime) -> bool:
    return meeting.status == Meeting.Status.PLANNED and meeting.notice_by < at


# --- one meeting -----------------------------------------------------------------------------


class HandedForm(DeskForm):
    """Several seats at once: one round of the building is one entry of the record."""

    picked = forms.ModelMultipleChoiceField(
        Notice.objects.none(),
        label="送达了哪些席位",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请先勾选送达了哪些席位。",
            "invalid_choice": "选中的通知有的已经变动，请刷新页面后再选。",
            "invalid_pk_value": "选中的通知有误，请刷新页面后再选。",
        },
    )
    when = forms.DateTimeField(
        label="什么时候送达",
        widget=AdminDateTimeInput,
        error_messages={"required": "请填写送达时间。", "invalid": "请填写正确的日期和时间。"},
        help_text="您的姓名和登记时间会一起记下。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.fields["picked"]
        picked.queryset = unproven(self.subject)
        picked.label_from_instance = lambda notice: f"{notice.seat.party} {notice.seat.holder}"
        self.initial.setdefault("when", self.at)


def unproven(meeting: Meeting) -> QuerySet[Notice]:
    rows = current(Notice.objects.filter(meeting=meeting))
    open_ones = [Notice.Status.QUEUED, Notice.Status.FAILED]
    return rows.filter(status__in=open_ones).select_related("seat__party", "meeting__council")


def _notify(meeting: Meeting, data: dict, *, by: Any, at: dt.datetime) -> str:
    mine = Meeting.objects.filter(pk=meeting.pk, status=Meeting.Status.PLANNED)
    number = actions.send_notices(at=at, meetings=mine)
    if not number:
        raise actions.Refused("没有可以通知的席位，请先登记席位。")
    return f"已为 {number} 个席位生成通知，马上开始发送。"


def _handed(meeting: Meeting, data: dict, **who: Any) -> str:
    picked = list(data["picked"])
    actions.hand_over(picked, when=data["when"], **who)
    return f"已登记 {len(picked)} 个席位当面送达。"


def _again(notice: Notice, data: dict, *, by: Any, at: dt.datetime) -> str:
    actions.send_again(notice, at=at)
    return f"将再次发送给{notice.seat.holder}。"


def _gaps(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.accept_gaps(meeting, reason=data["reason"], **who)
    return "会议照常召开，没有通知到的席位和理由已写入记录。"


def _move(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.move_meeting(meeting, **data, **who)
    return f"会议已改到{timezone.localtime(meeting.starts_at):%-m月%-d日 %H:%M}，需要重新通知。"


def _cancel(meeting: Meeting, data: dict, **who: Any) -> str:
    actions.cancel_meeting(meeting, reason=data["reason"], **who)
    return "会议已取消，已通知的席位会再收到取消通知。"


class NoticesPage(CouncilRecord):
    """One meeting before it is held: its time, its notices with their proof."""

    model = Meeting
    template_name = "deliberation/desk/notices.html"
    verbs = (
        DeskVerb("notify", "发会议通知", RUN, _notify, offered=lambda m: not told(m), style=""),
        DeskVerb(
            "handed",
            "登记当面送达",
            RUN,
            _handed,
            HandedForm,
            lambda m: unproven(m).exists(),
            style="",
        ),
        DeskVerb(
            "gaps",
            "照常召开",
            RUN,
            _gaps,
            ReasonForm,
            lambda m: m.status == Meeting.Status.PLANNED and told(m),
            hint="有的席位没有通知到也照常开会。没有通知到的议事方和理由会写进公开的记录和纪要。",
        ),
        DeskVerb("move", "改期", RUN, _move, WhenForm, lambda m: m.status in TO_COME),
        DeskVerb("cancel", "取消会议", RUN, _cancel, ReasonForm, lambda m: m.status in TO_COME),
        DeskVerb(
            "send-again",
            "再发一次",
            RUN,
            _again,
            offered=lambda notice: (
                notice.status == Notice.Status.FAILED and notice.channel != Notice.Channel.HAND
            ),
            subjects=lambda meeting: current(meeting.notices.select_related("seat")),
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("deliberation_desk:notices_verb", args=args)
        return notices_url(self.object)

    def get_page_title(self) -> str:
        return f"{timezone.localtime(self.object.starts_at):%-m月%-d日}会议筹备"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.object
        found = proof.read(meeting, at=self.request.at)
        return super().get_context_data(
            proof=found,
            rows=[{"notice": n, "buttons": self.buttons(n)} for n in found.notices],
            meaning=proof.MEANING,
            to_come=meeting.status in TO_COME,
            items=meeting.items.exclude(status="postponed").select_related("matter"),
            **kwargs,
        )


def told(meeting: Meeting) -> bool:
    """Nothing can be queued any more: it was, or the meeting is past its preparation."""
    if meeting.status != Meeting.Status.PLANNED:
        return True
    return current(Notice.objects.filter(meeting=meeting)).exists()
