"""要回电的人 and 要寄的信: who has no other way to be told, with script, outcome and second try."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import calling, screening
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.models import Call, Contact, OutboxMessage, User
from suggestions.models.scope import narrowed
from suggestions.staff.columns import TimeColumn, with_words
from suggestions.staff.forms import DeskForm
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage, Shown

Channel, Status = OutboxMessage.Channel, OutboxMessage.Status
ENOUGH = 2  # tries, after which a letter is the better way


class ByHandIndex(DeskListing):
    """Whoever waits, those first whose time has come; many steps for one person are one line."""

    permission = rights.LOOK
    for_areas = True
    model = OutboxMessage
    is_searchable = False
    results_template_name = "suggestions/desk/by_hand_results.html"
    default_ordering = "try_at"
    channel: ClassVar[str]
    page_name: ClassVar[str]

    @cached_property
    def columns(self) -> list[Column]:
        def page(row: OutboxMessage) -> str:
            return reverse(self.page_name, args=[row.pk])

        return [
            TitleColumn("suggestion.number", label="建议编号", get_url=page),
            Column("subject", label="告知什么"),
            TimeColumn("queued_at", label="从什么时候起等"),
            TimeColumn("try_at", label="什么时候办", sort_key="try_at"),
            Column("tries", label="打过几次", classname="desk-figure"),
        ]

    def get_base_queryset(self) -> QuerySet[OutboxMessage]:
        waiting = OutboxMessage.objects.filter(
            channel=self.channel, status=Status.QUEUED, suggestion__contact__isnull=False
        )
        # The first of each person's; the others go along in the same call.
        first = waiting.order_by("bundle", "pk").values_list("bundle", "pk")
        ours: dict[str, int] = {}
        for bundle, pk in first:
            ours.setdefault(bundle, pk)
        rows = waiting.filter(pk__in=list(ours.values())).select_related("suggestion")
        return rows.annotate(tries=Count("calls"))


class CallIndex(ByHandIndex):
    channel, page_name = Channel.CALL, "desk_calls:page"
    page_title = verbose_name_plural = "要回电的人"
    header_icon = "mobile-alt"
    index_url_name = "desk_calls:index"
    index_results_url_name = "desk_calls:index_results"


class LetterIndex(ByHandIndex):
    channel, page_name = Channel.LETTER, "desk_letters:page"
    page_title = verbose_name_plural = "要寄的信"
    header_icon = "doc-full"
    index_url_name = "desk_letters:index"
    index_results_url_name = "desk_letters:index_results"


def _contact(message: OutboxMessage, why: str, by: User, at: dt.datetime) -> Contact:
    """The contact data, with the look at it on record."""
    contact = Contact.objects.filter(suggestion=message.suggestion_id).first()
    if contact is None:
        raise Refused("联系方式已经删除，不用再告知。")
    return screening.reveal(contact, reason=why, by=by, at=at)


def _dial(message: OutboxMessage, *, by: User, at: dt.datetime) -> Contact:
    return _contact(message, "打电话告知办理情况", by, at)


def _print(message: OutboxMessage, *, by: User, at: dt.datetime) -> Contact:
    return _contact(message, "打印信函告知办理情况", by, at)


class CallForm(DeskForm):
    outcome = forms.ChoiceField(
        label="结果",
        choices=Call.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择这次电话的结果。"},
    )
    again_at = forms.DateTimeField(
        label="约定的时间",
        required=False,
        help_text="改约的填写，如 2026-09-17 10:00；未接的明天上午再打。",
        error_messages={"invalid": "时间请写成 2026-09-17 10:00 这样。"},
    )
    note = forms.CharField(label="备注", required=False, max_length=200)


class WriteForm(DeskForm):
    address = forms.CharField(
        label="通信地址",
        required=False,
        max_length=200,
        help_text="加密存放；本人留过地址的不用再填。",
    )


class PostedForm(DeskForm):
    note = forms.CharField(label="挂号信号码等", required=False, max_length=200)


CALL_VERBS = (
    DeskVerb(
        "dial",
        "查看号码",
        calls=_dial,
        told=lambda done: Shown({"contact_shown": done.result}),
        offered=lambda m: m.status == Status.QUEUED,
        style="",
    ),
    DeskVerb(
        "called",
        "登记结果",
        calls=calling.note_call,
        told=lambda done: f"已登记：{done.result.get_outcome_display()}。",
        form=CallForm,
        offered=lambda m: m.status == Status.QUEUED,
    ),
    DeskVerb(
        "write",
        "要书面答复",
        calls=calling.write_instead,
        told="已改为寄信，在这一页打印。",
        form=WriteForm,
        offered=lambda m: m.status == Status.QUEUED,
    ),
)
LETTER_VERBS = (
    DeskVerb(
        "print",
        "显示可打印的信",
        calls=_print,
        told=lambda done: Shown({"contact_shown": done.result}),
        offered=lambda m: m.status == Status.QUEUED,
        style="",
    ),
    DeskVerb(
        "posted",
        "登记已寄出",
        calls=calling.letter_sent,
        told="已登记寄出。",
        form=PostedForm,
        offered=lambda m: m.status == Status.QUEUED,
    ),
)


class ByHandPage(RecordPage):
    """One person to be told: everything that waits for them, and the tries so far."""

    permission = rights.LOOK
    for_areas = True
    model = OutboxMessage
    rights = rights.RIGHTS
    channel: ClassVar[str]
    namespace: ClassVar[str]
    index_label: ClassVar[str]

    def get_records(self) -> QuerySet[OutboxMessage]:
        rows = OutboxMessage.objects.filter(channel=self.channel)
        return rows.select_related("suggestion__campaign")

    def get_url(self, verb: str = "") -> str:
        args = [self.object.pk, verb] if verb else [self.object.pk]
        return reverse(f"{self.namespace}:{'verb' if verb else 'page'}", args=args)

    def get_page_title(self) -> str:
        return f"{self.object.suggestion.number} {self.object.subject}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(f"{self.namespace}:index"), "label": self.index_label}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.suggestion.number}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        bundled = OutboxMessage.objects.filter(bundle=self.object.bundle, status=Status.QUEUED)
        waiting, joined = narrowed(bundled, user), narrowed(self.object.joined.all(), user)
        steps = list(waiting) or [self.object, *joined]
        answers = self.object.suggestion.deliveries.select_related("answer__referral__department")
        told = any(step.kind == "answered" for step in steps)
        tries = list(self.object.calls.select_related("by"))
        return super().get_context_data(
            happened=list(dict.fromkeys(step.body for step in steps)),
            then=steps[-1].then,
            answer=answers.first() if told else None,
            tries=[with_words(one, said=one.get_outcome_display()) for one in tries],
            missed_enough=len(tries) >= ENOUGH and self.object.status == Status.QUEUED,
            **kwargs,
        )


class CallPage(ByHandPage):
    verbs = CALL_VERBS
    channel, namespace, index_label = Channel.CALL, "desk_calls", "要回电的人"
    template_name = "suggestions/desk/call.html"
    header_icon = "mobile-alt"

    def get_success_url(self, verb: DeskVerb) -> str:
        if verb.name == "write":  # it is a letter now
            return reverse("desk_letters:page", args=[self.object.pk])
        return super().get_success_url(verb)


class LetterPage(ByHandPage):
    verbs = LETTER_VERBS
    channel, namespace, index_label = Channel.LETTER, "desk_letters", "要寄的信"
    template_name = "suggestions/desk/letter.html"
    header_icon = "doc-full"
