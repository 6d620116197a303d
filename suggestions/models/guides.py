"""Adopted texts and their drafts: 工作指南, 规划, 实施方案, 居民公约, 办法."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page, Revision
from wagtail.search import index

from suggestions.models.campaigns import CampaignPage
from suggestions.models.clauses import GuideClause
from suggestions.models.guide_blocks import GuideBlocks, clauses_of
from suggestions.models.published import StaysPublished

# 重大行政决策程序暂行条例 15: the public has 30 days at least; the first is not counted.
LEAST_DAYS = 30


class GuideStage(models.TextChoices):
    """Decided by the calendar, never stored."""

    DRAFTING = "drafting", "起草"
    CONSULTING = "consulting", "公开征求意见"
    REVISING = "revising", "意见已收齐，正在修改"
    FINAL = "final", "定稿"


class GuidePage(StaysPublished, Page):
    """文本: numbered chapters and clauses. Drafts, workflow, schedule, revisions are Wagtail's."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "工作指南"
        PLAN = "plan", "规划"
        SCHEME = "scheme", "实施方案"
        PACT = "pact", "居民公约"
        MEASURES = "measures", "办法"

    kind = models.CharField("文本种类", max_length=10, choices=Kind, default=Kind.GUIDE)
    summary = models.CharField("一句话介绍", max_length=200)
    organ = models.CharField("制定单位", max_length=80)
    document_number = models.CharField("文号", max_length=60, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="封面图",
    )
    campaign = models.ForeignKey(
        CampaignPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="guides",
        verbose_name="来自哪个征集",
    )
    major = models.BooleanField("重大决策", default=False)
    comment_from = models.DateField("征求意见开始", null=True, blank=True)
    comment_until = models.DateField("征求意见截止", null=True, blank=True)
    adopted_on = models.DateField("定稿日期", null=True, blank=True)
    body = StreamField(GuideBlocks(), verbose_name="章和条")
    changes = models.TextField("这一版改了什么、为什么", blank=True, max_length=1000)

    content_panels = [
        TitleFieldPanel("title", help_text="文本的名称，不用写书名号。"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("document_number")]),
        FieldPanel("summary", help_text="一句话说清管什么事，居民看得懂。"),
        FieldPanel("organ", help_text="写全称。"),
        FieldPanel("cover", help_text="页面最上方的横图；不选就用素色底。"),
        FieldPanel("campaign", help_text="话从哪次征集来；它的页面会列出这份文本。"),
        MultiFieldPanel(
            [
                FieldPanel("major", help_text="勾选后，公开征求意见不能少于 30 天。"),
                FieldRowPanel([FieldPanel("comment_from"), FieldPanel("comment_until")]),
                FieldPanel("adopted_on", help_text="定稿以后填；填了就不再收意见。"),
            ],
            "起草、征求意见、定稿",
        ),
        FieldPanel(
            "body", help_text="拖动可以换位置、换章，建议跟着条走；拆开的条，原来那条留着建议。"
        ),
        FieldPanel("changes", help_text="公开在“各版对照”里：改了哪几条、为什么改。"),
        HelpPanel(template="suggestions/desk/parts/guide_panel.html", heading="写进来的建议"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    subpage_types: list[str] = []
    template = "suggestions/guide_page.html"

    clauses: "models.Manager[GuideClause]"

    class Meta:
        verbose_name = "文本"
        verbose_name_plural = "文本"
        constraints = [
            models.CheckConstraint(
                condition=Q(comment_from__isnull=True, comment_until__isnull=True)
                | Q(comment_until__gte=F("comment_from")),
                name="guide_comments_end_after_beginning",
            )
        ]

    def clean(self) -> None:
        super().clean()
        start, end = self.comment_from, self.comment_until
        if (start is None) != (end is None):
            raise ValidationError({"comment_until": "征求意见的开始和截止要一起填。"})
        if start and end and end < start:
            raise ValidationError({"comment_until": "截止日期不能早于开始日期。"})
        if self.major and start and end and (end - start).days < LEAST_DAYS:
            words = f"重大决策公开征求意见不能少于 {LEAST_DAYS} 天。"
            raise ValidationError({"comment_until": words})
        if self.adopted_on and self.major and end is None:
            raise ValidationError({"comment_until": "重大决策要先公开征求意见，才能定稿。"})
        if self.adopted_on and end and self.adopted_on <= end:
            raise ValidationError({"adopted_on": "征求意见截止以后才能定稿。"})

    def stage(self, at: dt.datetime) -> GuideStage:
        today = localdate(at)
        if self.adopted_on and self.adopted_on <= today:
            return GuideStage.FINAL
        if self.comment_from is None or today < self.comment_from:
            return GuideStage.DRAFTING
        if self.comment_until and today <= self.comment_until:
            return GuideStage.CONSULTING
        return GuideStage.REVISING

    def takes_comments(self, at: dt.datetime) -> bool:
        return self.live and self.stage(at) == GuideStage.CONSULTING

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Whatever saves a version, its new clauses have their rows."""
        revision: Revision = super().save_revision(*args, **kwargs)
        GuideClause.objects.drafted(self.pk, list(clauses_of(self.body)))
        return revision
