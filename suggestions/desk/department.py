"""承办事项: a department signs for what was sent to it, objects, asks for time and answers.

It reads what residents wrote in the public version only: personal data masked, no contact.
"""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput

from suggestions import actions
from suggestions.clocks import EXTENSION, CalendarMissing
from suggestions.desk.access import Button, DeskVerb, RecordPage
from suggestions.desk.forms import AnswerForm, DeskForm, text_area
from suggestions.desk.history import history_of
from suggestions.desk.referrals import ReferralFilterSet, ReferralListing, clocks, people_of
from suggestions.language import masked
from suggestions.models import (
    Answer,
    Department,
    ExtensionRequest,
    Rating,
    Referral,
    Suggestion,
    WorkCalendar,
)

PERMISSION = "answer_referral"
EXAMPLES, LISTED, VOICES = 5, 20, 20


def referral_url(referral: Referral) -> str:
    return reverse("suggestions_desk:referral", args=[referral.pk])


# --- what the buttons ask for ----------------------------------------------------------------


class ObjectionForm(DeskForm):
    reason = text_area("异议理由", limit=1000, help_text="依据哪项职责不属于本单位、应由谁承办。")


class ExtensionForm(DeskForm):
    until = forms.DateField(
        label="申请延至",
        widget=AdminDateInput,
        error_messages={"required": "请填写申请延至哪一天。", "invalid": "请填写正确的日期。"},
    )
    reason = text_area("延期理由", limit=500, help_text="批准后，理由会告知每一位建议人。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = ""
        due = self.subject.due_on
        try:
            latest = WorkCalendar.load(due.year).ends(due, EXTENSION)
        except CalendarMissing as error:
            self.missing = str(error)
        else:
            said = f"现在的期限是 {due:%Y-%m-%d}，最迟可延至 {latest:%Y-%m-%d}；只能延期一次。"
            self.fields["until"].help_text = said


class ReplyForm(AnswerForm):
    """An answer; after it was sent back, the text that was sent back is there to be mended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.subject.answers.order_by("-pk").first()
        if last and last.status == Answer.Status.RETURNED:
            for name in ("text", "adoption", "done_on"):
                self.initial.setdefault(name, getattr(last, name))


# --- the buttons -----------------------------------------------------------------------------


def _sign(referral: Referral, data: dict, **who: Any) -> str:
    actions.sign(referral, **who)
    return f"已签收，请在 {referral.due_on:%Y-%m-%d} 前提交答复。"


def _answer(referral: Referral, data: dict, **who: Any) -> str:
    actions.submit_answer(referral, **data, **who)
    return "已提交征集办审核。"


def _extend(referral: Referral, data: dict, **who: Any) -> str:
    actions.ask_extension(referral, **data, **who)
    return "延期申请已提交征集办。"


def _object(referral: Referral, data: dict, **who: Any) -> str:
    actions.object_to(referral, reason=data["reason"], **who)
    return "异议已提交征集办。"


def _to_sign(referral: Referral) -> bool:
    return referral.status == Referral.Status.SENT


def _worked_on(referral: Referral) -> bool:
    return referral.status == Referral.Status.SIGNED


def _may_extend(referral: Referral) -> bool:
    refused = ExtensionRequest.Status.REFUSED
    return _worked_on(referral) and all(e.status == refused for e in referral.extensions.all())


OBJECT = DeskVerb(
    "object",
    "提出异议",
    PERMISSION,
    _object,
    ObjectionForm,
    lambda referral: referral.status in Referral.WITH_DEPARTMENT,
)
VERBS = (
    DeskVerb("sign", "签收", PERMISSION, _sign, offered=_to_sign, style="", key="s"),
    DeskVerb(
        "answer",
        "提交答复",
        PERMISSION,
        _answer,
        ReplyForm,
        lambda referral: _worked_on(referral) and referral.is_lead,
        style="",
        hint="审核采用后，这份答复会送达提出这个问题的每一位建议人。请写清已经办了什么、"
        "准备办什么、暂时不能办的理由。",
    ),
    DeskVerb(
        "contribute",
        "提交协办意见",
        PERMISSION,
        _answer,
        ReplyForm,
        lambda referral: _worked_on(referral) and not referral.is_lead,
        style="",
        hint="协办意见供主办单位和征集办使用，不直接送达建议人。",
    ),
    DeskVerb("extend", "申请延期", PERMISSION, _extend, ExtensionForm, _may_extend),
    OBJECT,
)


# --- the screens -----------------------------------------------------------------------------


class DepartmentIndex(ReferralListing):
    """What was sent to the user's own department."""

    permission = PERMISSION
    page_title = "承办事项"
    index_url_name = "suggestions_desk:department"
    index_results_url_name = "suggestions_desk:department_results"
    filterset_class = ReferralFilterSet
    tabs = ("sign", "work", "returned", "soon", "late", "objected", "review", "done", "recalled")

    def get_records(self) -> QuerySet[Referral]:
        return Referral.objects.for_department(self.request.user.department)

    def get_page_subtitle(self) -> str:
        department: Department | None = self.request.user.department
        return department.name if department else ""

    @cached_property
    def columns(self) -> list[Column]:
        return [*self.first_columns(referral_url), *self.last_columns]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        homeless = self.request.user.department_id is None
        return super().get_context_data(homeless=homeless, **kwargs)


class ReferralPage(RecordPage):
    """One referral as its department sees it; anybody else's is not there."""

    permission = PERMISSION
    model = Referral
    verbs = VERBS
    template_name = "suggestions/desk/dept_referral.html"
    header_icon = "tasks"

    def get_records(self) -> QuerySet[Referral]:
        own = Referral.objects.for_department(self.request.user.department)
        return (
            own.select_related("topic__campaign", "department", "sent_by")
            .defer("topic__campaign__body", "topic__campaign__ways", "topic__campaign__result")
            .prefetch_related("extensions")
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("suggestions_desk:referral_verb", args=[self.object.pk, verb])
        return referral_url(self.object)

    def get_page_title(self) -> str:
        return self.object.topic.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("suggestions_desk:department"), "label": "承办事项"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.topic.name}]

    def buttons(self, subject: Referral, verbs: Any = None) -> list[Button]:
        """Once its clock has run out the objection is offered no longer."""
        found = super().buttons(subject, verbs)
        over = localdate(self.request.at) > self.object.object_by
        return [b for b in found if b.verb is not OBJECT or not over or b.is_open]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        referral = self.object
        gone = referral.status == Referral.Status.RECALLED
        size, people = people_of([referral.topic_id]).get(referral.topic_id, (0, 0))
        return super().get_context_data(
            gone=gone,
            size=size,
            people=people,
            clocks=clocks(referral, self.request.at),
            is_late=referral.is_late(self.request.at),
            # What was taken back is no longer this department's to read.
            examples=[] if gone else examples(referral),
            listed=None if gone else self.listed(),
            answers=referral.answers.select_related("written_by", "decided_by"),
            others=[] if gone else others(referral),
            voices=None if gone else voices(referral),
            history=history_of(referral.events.all()),
            **kwargs,
        )

    def listed(self) -> Page:
        rows = masked_members(referral=self.object).order_by("-support_count", "pk")
        return Paginator(rows, LISTED).get_page(self.request.GET.get("p", "1"))


def masked_members(referral: Referral) -> QuerySet[Suggestion]:
    """The members in the words that residents may read: the originals are not even loaded."""
    rows = actions.members(referral.topic).select_related("area")
    return rows.only(
        "public_title",
        "public_body",
        "public_solution",
        "submitted_at",
        "support_count",
        "channel",
        "area__full_name",
        "area__name",
    )


def examples(referral: Referral) -> list[Suggestion]:
    """The representative ones, else those that most people support."""
    rows = masked_members(referral)
    chosen = {s.pk: s for s in rows.filter(pk__in=referral.topic.representatives[:EXAMPLES])}
    found = [chosen[pk] for pk in referral.topic.representatives if pk in chosen]
    if len(found) < EXAMPLES:
        rest = rows.exclude(pk__in=chosen).order_by("-support_count", "pk")
        found += rest[: EXAMPLES - len(found)]
    return found


def others(referral: Referral) -> list[dict[str, Any]]:
    """The departments that work on the same topic; the lead also reads what they contribute."""
    rows = Referral.objects.filter(topic=referral.topic_id).exclude(pk=referral.pk)
    rows = rows.exclude(status=Referral.Status.RECALLED).select_related("department")
    said: dict[int, list[Answer]] = {}
    if referral.is_lead:
        standing = Answer.objects.filter(referral__in=rows).exclude(status=Answer.Status.RETURNED)
        for answer in standing.select_related("written_by"):
            said.setdefault(answer.referral_id, []).append(answer)
    return [{"referral": row, "answers": said.get(row.pk, [])} for row in rows.order_by("role")]


def voices(referral: Referral) -> dict[str, Any] | None:
    """What residents said of the answer, personal data masked: why it may have come back."""
    ratings = Rating.objects.filter(delivery__answer__referral=referral)
    bad = Q(satisfaction=Rating.Satisfaction.BAD) | Q(done=Rating.Done.NO)
    counts = ratings.aggregate(rated=Count("pk"), bad=Count("pk", filter=bad))
    if not counts["rated"]:
        return None
    said = ratings.exclude(comment="").order_by("-at", "-pk")[:VOICES]
    return {**counts, "said": [(rating, masked(rating.comment)) for rating in said]}
