"""答复审核 and 重新办理: read an answer as residents will, let it out or send it back."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions import actions
from suggestions.desk.access import DeskVerb, RecordPage
from suggestions.desk.columns import DeadlineColumn, TimeColumn, VoicesColumn
from suggestions.desk.forms import ReasonForm
from suggestions.desk.history import history_of
from suggestions.desk.listing import DeskListing
from suggestions.desk.topics import topic_url
from suggestions.models import Answer, Rating, Suggestion, Topic

REFER = "refer_topic"
QUOTED = 3  # residents' words shown beside a reopened topic


def _accept(answer: Answer, data: dict, **who: Any) -> str:
    reached = actions.accept_answer(answer, **who)
    if answer.referral and not answer.referral.is_lead:
        return "协办意见已采用。"
    return f"已采用，答复送达 {reached} 条建议的作者。"


def _return(answer: Answer, data: dict, **who: Any) -> str:
    actions.return_answer(answer, reason=data["reason"], **who)
    return f"已退回{answer.referral.department.short_name}重新答复。"


def _waits(answer: Answer) -> bool:
    return answer.status == Answer.Status.SUBMITTED


VERBS = (
    DeskVerb("accept", "采用并送达", REFER, _accept, offered=_waits, style="", key="a"),
    DeskVerb(
        "return",
        "退回",
        REFER,
        _return,
        ReasonForm,
        lambda answer: _waits(answer) and answer.referral_id is not None,
        key="d",
    ),
)


def answer_url(answer: Answer) -> str:
    return reverse("suggestions_desk:answer", args=[answer.pk])


class AnswerQueue(DeskListing):
    """Answers that departments have handed in, the longest waiting first."""

    model = Answer
    page_title = "答复审核"
    header_icon = "comment"
    verbose_name_plural = "待审核的答复"
    results_template_name = "suggestions/desk/answers_results.html"
    index_url_name = "suggestions_desk:answers"
    index_results_url_name = "suggestions_desk:answers_results"
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
        reopened = Topic.objects.filter(status=Topic.Status.REOPENED).count()
        return super().get_context_data(reopened_count=reopened, **kwargs)


class ReopenedIndex(DeskListing):
    """重新办理: topics whose residents said that it was not done."""

    model = Topic
    page_title = "重新办理"
    header_icon = "resubmit"
    verbose_name_plural = "需要重新办理的问题"
    results_template_name = "suggestions/desk/reopened_results.html"
    index_url_name = "suggestions_desk:reopened"
    index_results_url_name = "suggestions_desk:reopened_results"
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
        voices: dict[int, list[Rating]] = {}
        for rating in complaints(context["object_list"]):
            voices.setdefault(rating.delivery.answer.topic_id, []).append(rating)
        for topic in context["object_list"]:
            topic.voices = voices.get(topic.pk, [])[:QUOTED]
        return context


def complaints(topics: Iterable[Topic]) -> QuerySet[Rating]:
    """What the discontented wrote about these topics, the latest first."""
    said = Rating.objects.filter(delivery__answer__topic__in=list(topics)).exclude(comment="")
    bad = Q(satisfaction=Rating.Satisfaction.BAD) | Q(done=Rating.Done.NO)
    return said.filter(bad).select_related("delivery__answer").order_by("-at", "-pk")


class AnswerPage(RecordPage):
    """One answer as residents will read it, how many it reaches, and the decision."""

    model = Answer
    verbs = VERBS
    template_name = "suggestions/desk/answer.html"
    header_icon = "comment"

    def get_records(self) -> QuerySet[Answer]:
        return Answer.objects.select_related(
            "topic__campaign", "topic__theme", "referral__department", "written_by", "decided_by"
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("suggestions_desk:answer_verb", args=[self.object.pk, verb])
        return answer_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        return reverse("suggestions_desk:answers")

    def get_page_title(self) -> str:
        return f"答复：{self.object.topic.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("suggestions_desk:answers"), "label": "答复审核"},
            {"url": "", "label": self.object.topic.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer = self.object
        reached = actions.members(answer.topic)
        others = answer.topic.answers.exclude(pk=answer.pk)
        return super().get_context_data(
            reaches=reached.count(),
            with_contact=reached.filter(contact__isnull=False).count(),
            examples=reached.order_by("-support_count", "pk")[:5],
            others=others.select_related("referral__department"),
            history=history_of(answer.topic.events.select_related("referral__department")),
            **kwargs,
        )
