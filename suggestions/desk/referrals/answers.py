"""答复审核 and 重新办理: read an answer as residents will, let it out or send it back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import answering, handling
from suggestions.desk import rights
from suggestions.desk.recusals import RecusalMixin
from suggestions.desk.topics.lists import topic_url
from suggestions.models import Answer, Rating, Suggestion, Topic
from suggestions.models.scope import narrowed
from suggestions.staff.columns import DeadlineColumn, TimeColumn, VoicesColumn
from suggestions.staff.forms import ReasonForm
from suggestions.staff.history import history_of
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, Done

QUOTED = 3  # residents' words shown beside a reopened topic


def _accepted(done: Done) -> str:
    if done.subject.referral and not done.subject.referral.is_lead:
        return "协办意见已采用。"
    if done.subject.part:
        return f"已采用，告知 {done.result} 条建议的作者；其余部分由承办单位继续办理。"
    return f"已采用，答复送达 {done.result} 条建议的作者。"


def _all_accepted(done: Done) -> str:
    reached, outcome = done.result
    explained = outcome.explained()
    left = f"没有采用的：{explained}。" if explained else ""
    return f"已采用 {len(outcome.done)} 个具体问题的同一份答复，送达 {reached} 条建议的作者。{left}"


def _waits(answer: Answer) -> bool:
    return answer.status == Answer.Status.SUBMITTED


VERBS = (
    DeskVerb(
        "accept",
        "采用并送达",
        calls=answering.accept_answer,
        told=_accepted,
        offered=_waits,
        style="",
        key="a",
    ),
    DeskVerb(
        "accept-all",
        "整类采用并送达",
        calls=handling.accept_alike,
        told=_all_accepted,
        offered=lambda answer: _waits(answer) and len(handling.alike(answer)) > 1,
        hint="承办单位用同一份答复回复了同一类的几个具体问题：一次全部采用，送达每一位建议人，各一次。",
    ),
    DeskVerb(
        "return",
        "退回",
        calls=answering.return_answer,
        told="已退回{subject.referral.department.short_name}重新答复。",
        form=ReasonForm,
        offered=lambda answer: _waits(answer) and answer.referral_id is not None,
        key="d",
    ),
)


def answer_url(answer: Answer) -> str:
    return reverse("desk_answers:page", args=[answer.pk])


class AnswerQueue(DeskListing):
    """Answers that departments have handed in, the longest waiting first."""

    permission = rights.LOOK
    for_areas = True
    model = Answer
    page_title = "答复审核"
    header_icon = "comment"
    verbose_name_plural = "待审核的答复"
    results_template_name = "suggestions/desk/answers_results.html"
    index_url_name = "desk_answers:index"
    index_results_url_name = "desk_answers:index_results"
    search_fields = ["topic__name", "text"]
    default_ordering = "written_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("topic", label="问题", get_url=answer_url),
            Column("topic.campaign", label="专项征集"),
            Column("referral.department.short_name", label="承办单位"),
            Column("referral.get_role_display", label="分工"),
            Column("get_adoption_display", label="采纳情况"),
            Column("members", label="送达建议", classname="desk-figure"),
            TimeColumn("written_at", label="提交时间", sort_key="written_at"),
            DeadlineColumn(
                "referral.due_on",
                label="答复期限",
                late=lambda answer, at: bool(
                    answer.referral and localdate(answer.written_at) > answer.referral.due_on
                ),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Answer]:
        placed = Q(
            topic__placements__by__isnull=False,
            topic__placements__suggestion__status__in=Suggestion.ACTIVE,
        )
        return (
            Answer.objects.filter(status=Answer.Status.SUBMITTED)
            .select_related("topic__campaign", "referral__department")
            .defer("topic__campaign__body", "topic__campaign__ways", "topic__campaign__result")
            .annotate(members=Count("topic__placements", filter=placed))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reopened = Topic.objects.filter(status=Topic.Status.REOPENED)
        number = narrowed(reopened, self.request.user).count()
        return super().get_context_data(reopened_count=number, **kwargs)


class ReopenedIndex(DeskListing):
    """重新办理: topics whose residents said that it was not done."""

    permission = rights.LOOK
    for_areas = True
    model = Topic
    page_title = "重新办理"
    header_icon = "resubmit"
    verbose_name_plural = "需要重新办理的问题"
    results_template_name = "suggestions/desk/reopened_results.html"
    index_url_name = "desk_reopened:index"
    index_results_url_name = "desk_reopened:index_results"
    search_fields = ["name"]
    default_ordering = "-complained_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("number", label="序号", width="6%"),
            TitleColumn("name", label="问题", get_url=topic_url),
            Column("campaign", label="专项征集"),
            VoicesColumn("voices", label="建议人怎么说"),
            TimeColumn("complained_at", label="最近一次不满意", sort_key="complained_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Topic]:
        path = "answers__deliveries__ratings__"
        bad = Q(**{f"{path}satisfaction": Rating.Satisfaction.BAD})
        bad |= Q(**{f"{path}done": Rating.Done.NO})
        return (
            Topic.objects.filter(status=Topic.Status.REOPENED)
            .select_related("campaign")
            .defer("campaign__body", "campaign__ways", "campaign__result")
            .annotate(complained_at=Max(f"{path}at", filter=bad))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        self.prepare(context["object_list"])
        return context

    def prepare(self, items: Any) -> Any:
        voices: dict[int, list[Rating]] = {}
        for rating in narrowed(complaints(items), self.request.user):
            voices.setdefault(rating.delivery.answer.topic_id, []).append(rating)
        for topic in items:
            topic.voices = voices.get(topic.pk, [])[:QUOTED]
        return items


def complaints(topics: Iterable[Topic]) -> QuerySet[Rating]:
    """What the discontented wrote about these topics, the latest first."""
    said = Rating.objects.filter(delivery__answer__topic__in=list(topics)).exclude(comment="")
    bad = Q(satisfaction=Rating.Satisfaction.BAD) | Q(done=Rating.Done.NO)
    return said.filter(bad).select_related("delivery__answer").order_by("-at", "-pk")


class AnswerPage(RecusalMixin):
    """One answer as residents will read it, how many it reaches, and the decision."""

    permission = rights.LOOK
    for_areas = True
    model = Answer
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/answer.html"
    header_icon = "comment"

    def get_records(self) -> QuerySet[Answer]:
        return Answer.objects.select_related(
            "topic__campaign", "topic__theme", "referral__department", "written_by", "decided_by"
        )

    def topic(self) -> Topic:
        return self.object.topic

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_answers:verb", args=[self.object.pk, verb])
        return answer_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("desk_answers:index")

    def get_page_title(self) -> str:
        return f"答复：{self.object.topic.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_answers:index"), "label": "答复审核"},
            {"url": "", "label": self.object.topic.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer = self.object
        reached = answering.members(answer.topic)
        others = answer.topic.answers.exclude(pk=answer.pk)
        return super().get_context_data(
            reaches=reached.count(),
            with_contact=reached.filter(contact__isnull=False).count(),
            examples=narrowed(reached, self.request.user).order_by("-support_count", "pk")[:5],
            others=others.select_related("referral__department"),
            history=history_of(answer.topic.events.select_related("referral__department")),
            **kwargs,
        )
