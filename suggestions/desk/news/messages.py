"""All messages: what waits, what failed and why, what this month has cost."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import calling
from suggestions.desk import rights
from suggestions.models import OutboxMessage
from suggestions.models.scope import narrowed, whole_city
from suggestions.news import table
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage

Channel, Status = OutboxMessage.Channel, OutboxMessage.Status
TROUBLE = (("failed", "发送失败"), ("lost", "网关说没有送到手机"))


def message_url(message: OutboxMessage) -> str:
    return reverse("desk_messages:page", args=[message.pk])


def costs(at: dt.datetime) -> list[dict[str, Any]]:
    """Text messages of this month and the one before: how many, in how many parts, for how much."""
    this = localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (this - dt.timedelta(days=1)).replace(day=1)
    sent = OutboxMessage.objects.filter(channel=Channel.SMS)
    told = []
    for first, end in ((this, at), (before, this)):
        rows = sent.filter(sent_at__gte=first, sent_at__lt=end)
        sums = rows.aggregate(number=Count("pk"), parts=Sum("parts"), cost=Sum("cost"))
        parts, cost = sums["parts"] or 0, sums["cost"] or 0
        yuan = f"{cost // 100}.{cost % 100:02d}"
        told.append({"month": first, "number": sums["number"], "parts": parts, "yuan": yuan})
    return told


class MessageFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(choices=Status.choices, label="状态", empty_label="全部")
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label="渠道", empty_label="全部")
    trouble = django_filters.ChoiceFilter(
        choices=TROUBLE, method="in_trouble", label="没有送到", empty_label="全部"
    )

    class Meta:
        model = OutboxMessage
        fields: list[str] = []

    def in_trouble(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "lost":
            return rows.filter(receipt=OutboxMessage.Receipt.LOST)
        return rows.filter(status=Status.FAILED)


class MessageIndex(DeskListing):
    """Newest first; no address anywhere."""

    permission = rights.LOOK
    for_areas = True
    model = OutboxMessage
    page_title = "消息"
    header_icon = "mail"
    verbose_name_plural = "消息"
    is_searchable = False
    results_template_name = "suggestions/desk/messages_results.html"
    index_url_name = "desk_messages:index"
    index_results_url_name = "desk_messages:index_results"
    filterset_class = MessageFilterSet
    default_ordering = "-pk"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("subject", label="标题", get_url=message_url),
            Column("get_channel_display", label="渠道", classname="desk-nowrap"),
            TimeColumn("queued_at", label="写入时间"),
            TimeColumn("sent_at", label="发送时间"),
            Column("attempts", label="尝试", classname="desk-figure"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # What the city pays a gateway is no area's.
        told = costs(self.request.at) if whole_city(self.request.user) else []
        return super().get_context_data(costs=told, **kwargs)


VERBS = (
    DeskVerb(
        "send-again",
        "重发",
        calls=calling.send_again,
        told="已放回待发，马上再发一次。",
        offered=lambda m: m.status == Status.FAILED and m.channel not in OutboxMessage.BY_HAND,
        style="",
    ),
    DeskVerb(
        "by-hand",
        "改为打电话或寄信",
        calls=calling.by_hand_instead,
        told="已列入人工告知。",
        offered=lambda m: (
            bool(m.suggestion_id)
            and (m.status == Status.FAILED or m.receipt == OutboxMessage.Receipt.LOST)
        ),
    ),
)


class MessagePage(RecordPage):
    """One message: its words, how it went, and what can still be done. Never its address."""

    permission = rights.LOOK
    for_areas = True
    model = OutboxMessage
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/message.html"
    header_icon = "mail"

    def get_records(self) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.select_related("suggestion", "joined_to")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_messages:verb", args=[self.object.pk, verb])
        return message_url(self.object)

    def get_page_title(self) -> str:
        return self.object.subject

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_messages:index"), "label": "消息"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.object.pk)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=table.label(self.object.kind),
            joined=narrowed(self.object.joined.all(), self.request.user),
            **kwargs,
        )
