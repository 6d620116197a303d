"""The published site around the campaigns: home, articles, the live event."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest
from django.utils.timezone import localtime
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.hardship import empty_sheet
from cms.taking_part import LiveRegistration, LiveVisit
from cms.versions import published
from suggestions.models import CampaignPage, GuidePage, Suggestion
from suggestions.models.blocks import ArticleBlocks
from suggestions.models.published import StaysPublished

__all__ = [
    "ArticlePage",
    "HomePage",
    "LiveEventPage",
    "LiveQuestion",
    "LiveQuestionStep",
    "LiveQuestionSupport",
    "LiveRegistration",
    "LiveVisit",
]


class HomePage(StaysPublished, Page):
    """首页: one question, the open campaigns, what became of earlier suggestions."""

    question = models.CharField("主标题", max_length=40, default="您对城市有什么建议？")
    intro = models.CharField("引导语", max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("question"), FieldPanel("intro")]
    max_count = 1
    template = "cms/home_page.html"

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def route(self, request, path_components):
        """Find a campaign or a guide by its whole address at once, however deep it lies.

        They are the most visited pages; Wagtail asks twice for every level above.
        """
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            for pages, beside in ((CampaignPage, ["cover"]), (GuidePage, ["cover", "campaign"])):
                live = pages.objects.live().select_related(*beside)
                named = live.filter(slug=path_components[-1], url_path=address)
                if found := named.first():
                    return RouteResult(found)
        return super().route(request, path_components)


class ArticlePage(StaysPublished, Page):
    """文章: guides, notices, the privacy notice, the accessibility statement."""

    summary = models.CharField("摘要", max_length=200, blank=True)
    version = models.CharField(
        "版本",
        max_length=20,
        blank=True,
        help_text="大家要同意或遵守的说明才填，如 2026-11。改了内容就换版本，旧的仍可查。",
    )
    body = StreamField(ArticleBlocks(), verbose_name="正文")
    asks_hardship = models.BooleanField(
        "文末放一张“哪里不好用”的表单",
        default=False,
        help_text="无障碍说明勾选：写来的进日常建议，标签是“网站无障碍”。",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("version"),
        FieldPanel("body"),
        FieldPanel("asks_hardship"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "cms/article_page.html"

    class Meta:
        verbose_name = "文章"
        verbose_name_plural = "文章"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`?version=` shows an earlier wording; one that never was is not found."""
        context = super().get_context(request, *args, **kwargs)
        if self.asks_hardship:
            context["hardship"] = empty_sheet()
        if not self.version:
            return context
        context["versions"] = published(self)
        wanted = request.GET.get("version", self.version)
        if wanted != self.version:
            shown = next((v.page for v in context["versions"] if v.name == wanted), None)
            if shown is None:
                raise Http404
            context |= {"page": shown, "self": shown, "replaced_by": self.version}
        return context


class LiveEventPage(StaysPublished, Page):
    """直播活动: the live event of a series, with its recording afterwards."""

    summary = models.CharField("一句话介绍", max_length=200)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100, blank=True)
    guests = models.TextField("嘉宾", blank=True, help_text="每行一位：姓名（单位、职务）。")
    watch_url = models.URLField(
        "观看地址",
        blank=True,
        help_text="https:// 开头。允许的网站，直播时画面嵌在页面里；别的是一个链接。",
    )
    recording_url = models.URLField(
        "回放地址", blank=True, help_text="直播后填：已答的提问会链接到回放的那一刻。"
    )
    recording_summary = models.TextField("回放摘要", blank=True, help_text="直播后填，几句话。")
    campaign = models.ForeignKey(
        CampaignPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提问归入的征集",
        help_text="选了才开放提问：每个提问都是这次征集的一条建议，当场给查询码。",
    )
    takes_registrations = models.BooleanField(
        "开放报名",
        default=False,
        help_text="大家留邮箱或手机号报名；开始前一天、前一小时提醒，改时间、改地点、取消都会告诉他们。",
    )
    capacity = models.PositiveIntegerField(
        "名额", null=True, blank=True, help_text="最多多少人。不填就不限；满了以后报名的排候补。"
    )
    cancelled = models.CharField(
        "取消的原因",
        max_length=200,
        blank=True,
        help_text="活动不办了才填：发布以后，页面写明取消，报名的人都收到通知。",
    )
    body = StreamField(ArticleBlocks(), verbose_name="正文", blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
        FieldPanel("guests"),
        FieldPanel("watch_url"),
        FieldPanel("recording_url"),
        FieldPanel("recording_summary"),
        FieldPanel("campaign"),
        FieldRowPanel([FieldPanel("takes_registrations"), FieldPanel("capacity")]),
        FieldPanel("cancelled"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["suggestions.CampaignSeriesPage"]
    subpage_types: list[str] = []
    template = "cms/live_event_page.html"

    class Meta:
        verbose_name = "直播活动"
        verbose_name_plural = "直播活动"

    def takes_questions(self, at: dt.datetime) -> bool:
        """A question asks for no contact, so a campaign that demands one cannot take it."""
        campaign = self.campaign
        return bool(
            not self.cancelled
            and campaign
            and campaign.live
            and campaign.allows_anonymous
            and campaign.accepts(at)
        )

    def registers(self, at: dt.datetime) -> bool:
        """Whether one may register now: for what is still to come."""
        return self.live and self.takes_registrations and not self.cancelled and at < self.starts_at


class LiveQuestionQuerySet(models.QuerySet):
    def public(self) -> "LiveQuestionQuerySet":
        """What anybody may read: let through by an officer, and still what the officer read.

        Words that their author has taken back, erased or changed since are shown no more.
        """
        unchanged = Q(suggestion__corrected_at=None) | Q(
            suggestion__corrected_at__lte=F("shown_at")
        )
        return self.filter(
            unchanged,
            status__in=LiveQuestion.PUBLIC,
            suggestion__may_publish=True,
            suggestion__erased_at=None,
        ).exclude(suggestion__status=Suggestion.Status.WITHDRAWN)


class LiveQuestion(models.Model):
    """A question to a live event. It is a suggestion; this row says what the event made of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "待看"
        SHOWN = "shown", "上屏"
        ANSWERED = "answered", "已答"
        KEPT_OFF = "kept_off", "不上屏"

    PUBLIC = (Status.SHOWN, Status.ANSWERED)
    NEXT = {
        Status.WAITING: {Status.SHOWN, Status.ANSWERED, Status.KEPT_OFF},
        Status.SHOWN: {Status.WAITING, Status.ANSWERED, Status.KEPT_OFF},
        Status.ANSWERED: {Status.WAITING, Status.KEPT_OFF},
        Status.KEPT_OFF: {Status.WAITING},
    }

    event = models.ForeignKey(
        LiveEventPage, models.CASCADE, related_name="questions", verbose_name="直播活动"
    )
    suggestion = models.OneToOneField(
        Suggestion, models.CASCADE, related_name="live_question", verbose_name="建议"
    )
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.WAITING)
    # Since when anybody may read it: what its author changes later nobody has looked at.
    shown_at = models.DateTimeField("上屏时间", null=True, blank=True)
    answered_at = models.DateTimeField("回答时间", null=True, blank=True)
    # From the start of the event on; empty where nobody knows when it was answered.
    seconds = models.PositiveIntegerField("回答在第几秒", null=True, blank=True)
    reason = models.TextField("不上屏的理由", blank=True)

    objects = LiveQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "直播提问"
        verbose_name_plural = "直播提问"
        indexes = [models.Index(fields=["event", "status"], name="live_event_status")]

    def __str__(self) -> str:
        return f"{self.event} · {self.suggestion}"


class LiveQuestionStep(models.Model):
    """提问经过: who decided what about a question, and when. Written once."""

    question = models.ForeignKey(LiveQuestion, models.CASCADE, related_name="steps")
    to_status = models.CharField("新状态", max_length=12, choices=LiveQuestion.Status)
    reason = models.TextField("说明", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "提问经过"
        verbose_name_plural = "提问经过"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} {localtime(self.at):%Y-%m-%d %H:%M}"


class LiveQuestionSupport(models.Model):
    """我也想问: one visitor, one question, once."""

    question = models.ForeignKey(LiveQuestion, models.CASCADE, related_name="supports")
    supporter_key = models.CharField(max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "我也想问"
        verbose_name_plural = "我也想问"
        constraints = [
            models.UniqueConstraint(
                fields=["question", "supporter_key"], name="live_question_support_once"
            )
        ]

    def __str__(self) -> str:
        return f"我也想问 {self.question_id}"
