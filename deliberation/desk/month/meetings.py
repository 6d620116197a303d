"""会议 of all councils, and of each its notices: told by whom, when, how; moved and cancelled."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import AdminDateTimeInput

from deliberation.actions import copying, notifying, planning
from deliberation.actions.notifying import current
from deliberation.desk.access import CouncilRecord, SightMixin
from deliberation.desk.councils.council import WhenForm
from deliberation.hall.steps import lacking
from deliberation.models import Meeting, Notice
from deliberation.models.meetings import MeetingQuerySet
from deliberation.record import proof
from suggestions.actions import rules
from suggestions.models import User
from suggestions.staff.columns import DeadlineColumn, StatusColumn, TimeColumn
from suggestions.staff.forms import AskingForm, DeskForm, ReasonForm
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, Done

TO_COME = (Meeting.Status.PLANNED, Meeting.Status.NOTICED)


def notices_url(meeting: Meeting) -> str:
    return reverse("desk_meetings:notices", args=[meeting.council_id, meeting.pk])


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

    def by_when(self, rows: MeetingQuerySet, name: str, value: str) -> QuerySet:
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
    index_url_name = "desk_meetings:index"
    index_results_url_name = "desk_meetings:index_results"
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
            Column("called", label="性质"),
            Column("place", label="地点"),
            Column("item_count", label="议题", classname="desk-figure"),
            DeadlineColumn("notice_by", label="通知期限", late=notice_is_late),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Meeting]:
        items = Count("items", filter=~Q(items__status="postponed"))
        rows = Meeting.objects.filter(council__in=self.councils())
        return rows.select_related("council", "format").annotate(item_count=items)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-starts_at", "pk")


def notice_is_late(meeting: Meeting, at: dt.datetime) -> bool:
    return meeting.status == Meeting.Status.PLANNED and meeting.notice_by < at


# --- one meeting -----------------------------------------------------------------------------


class NoticesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Notice) -> str:
        return f"{obj.seat.party} {obj.seat.holder}"


class HandedForm(DeskForm):
    """Several seats at once: one round of the building is one entry of the record."""

    subject: Meeting
    picked = NoticesField(
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
        cast(NoticesField, self.fields["picked"]).queryset = unproven(self.subject)
        self.initial.setdefault("when", self.at)


class NotifyForm(AskingForm):
    """An agenda without a matter is asked about: the notice tells what will be deliberated."""

    subject: Meeting

    def question(self) -> str:
        if self.subject.items.filter(status="listed").exists():
            return ""
        return "议程还是空的，通知里不会写要议什么，以后再排的议题要另外告诉大家。"


class GuestForm(DeskForm):
    name = forms.CharField(label="姓名", max_length=40, error_messages={"required": "请填写姓名。"})
    unit = forms.CharField(
        label="单位或者身份",
        max_length=40,
        required=False,
        help_text="例如：区城管执法局、三号楼业主。没有席位的人列席，不参加表决。",
    )


def unproven(meeting: Meeting) -> QuerySet[Notice]:
    rows = current(Notice.objects.filter(meeting=meeting))
    open_ones = [Notice.Status.QUEUED, Notice.Status.FAILED]
    return rows.filter(status__in=open_ones).select_related("seat__party", "meeting__council")


def notify(meeting: Meeting, *, by: User, at: dt.datetime) -> int:
    """The notices of this meeting alone; what a run over all meetings passes over is refused."""
    mine = Meeting.objects.filter(pk=meeting.pk, status=Meeting.Status.PLANNED)
    number = notifying.send_notices(at=at, meetings=mine)
    if not number:
        raise rules.Refused("没有可以通知的席位，请先登记席位。")
    return number


def hand_over(meeting: Meeting, *, picked: Iterable[Notice], **facts: Any) -> int:
    notices = list(picked)
    notifying.hand_over(notices, **facts)
    return len(notices)


def send_again(notice: Notice, *, by: User, at: dt.datetime) -> None:
    """A message's own history says when it went out; nobody signs for it."""
    notifying.send_again(notice, at=at)


def _moved(done: Done) -> str:
    when = timezone.localtime(done.subject.starts_at)
    return f"会议已改到{when:%-m月%-d日 %H:%M}，需要重新通知。"


class NoticesPage(CouncilRecord):
    """One meeting before it is held: its time, its notices with their proof."""

    model = Meeting
    template_name = "deliberation/desk/notices.html"
    verbs = (
        DeskVerb(
            "notify",
            "发会议通知",
            calls=notify,
            told="已为 {result} 个席位生成通知，马上开始发送。",
            form=NotifyForm,
            offered=lambda m: not told(m),
            style="",
        ),
        DeskVerb(
            "handed",
            "登记当面送达",
            calls=hand_over,
            told="已登记 {result} 个席位当面送达。",
            form=HandedForm,
            offered=lambda m: unproven(m).exists(),
            style="",
        ),
        DeskVerb(
            "gaps",
            "照常召开",
            calls=notifying.accept_gaps,
            told="会议照常召开，没有通知到的席位和理由已写入记录。",
            form=ReasonForm,
            offered=lambda m: m.status == Meeting.Status.PLANNED and told(m),
            hint="有的席位没有通知到也照常开会。没有通知到的议事方和理由会写进公开的记录和纪要。",
        ),
        DeskVerb(
            "move",
            "改期",
            calls=planning.move_meeting,
            told=_moved,
            form=WhenForm,
            offered=lambda m: m.status in TO_COME,
        ),
        DeskVerb(
            "cancel",
            "取消会议",
            calls=planning.cancel_meeting,
            told="会议已取消，已通知的席位会再收到取消通知。",
            timely=lambda m, at: m.starts_at > at,
            form=ReasonForm,
            offered=lambda m: m.status in TO_COME,
        ),
        DeskVerb(
            "not-held",
            "记为未开",
            calls=planning.cancel_meeting,
            told="已记为没有开会，议题可以重新排进别的会议。",
            form=ReasonForm,
            offered=lambda m: m.status in TO_COME,
            timely=lambda m, at: m.starts_at <= at,
            hint="会议那天已经过去。理由会公开在会议页面上；开过的，请到“主持”页补记。",
        ),
        DeskVerb(
            "invite",
            "邀请列席",
            calls=copying.invite,
            told="已把{result}写进列席名单。",
            form=GuestForm,
            offered=lambda m: m.status in TO_COME,
        ),
        DeskVerb(
            "uninvite",
            "不邀请了",
            calls=copying.uninvite,
            told="已从列席名单划去{subject}。",
            offered=lambda guest: guest.meeting.status in TO_COME,
            subjects=lambda meeting: meeting.guests.select_related("meeting"),
        ),
        DeskVerb(
            "send-again",
            "再发一次",
            calls=send_again,
            told="将再次发送给{subject.seat.holder}。",
            offered=lambda notice: (
                notice.status == Notice.Status.FAILED and notice.channel != Notice.Channel.HAND
            ),
            subjects=lambda meeting: current(meeting.notices.select_related("seat")),
        ),
    )

    def get_records(self) -> QuerySet[Meeting]:
        return self.council.meetings.select_related("council", "format")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_meetings:notices_verb", args=args)
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
            lacking=lacking(meeting),
            stand_ins=proof.stand_ins(meeting),
            to_come=meeting.status in TO_COME,
            guests=[(one, self.buttons(one)) for one in meeting.guests.select_related("meeting")],
            items=meeting.items.exclude(status="postponed").select_related("matter"),
            **kwargs,
        )


def told(meeting: Meeting) -> bool:
    """Nothing can be queued any more: it was, or the meeting is past its preparation."""
    if meeting.status != Meeting.Status.PLANNED:
        return True
    return current(Notice.objects.filter(meeting=meeting)).exists()
