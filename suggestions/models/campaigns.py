"""Campaigns are Wagtail pages: drafts, preview, workflow, schedule and revisions are Wagtail's."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from suggestions.models.blocks import ArticleBlocks, WayBlocks
from suggestions.models.published import StaysPublished

CLOSING_SOON = dt.timedelta(days=7)
NEVER_CLOSES = Q(closes_at__isnull=True)
SECOND_DOOR = "已经有一个长期开放的“日常建议”，请给这个征集填写截止时间。"


class CampaignState(models.TextChoices):
    """Decided by the calendar, never stored."""

    UPCOMING = "upcoming", "即将开始"
    OPEN = "open", "征集中"
    CLOSING = "closing", "即将截止"
    CLOSED = "closed", "已截止"
    STANDING = "standing", "长期"


class CampaignQuerySet(PageQuerySet):
    def upcoming(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(opens_at__gt=at)

    def accepting(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(NEVER_CLOSES | Q(closes_at__gt=at), opens_at__lte=at)

    def everyday(self) -> "CampaignQuerySet":
        return self.filter(NEVER_CLOSES)

    def closed(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(closes_at__lte=at)


class CampaignSeriesPage(StaysPublished, Page):
    """A family of campaigns, such as 人民城市 with its 1 + 6 + 1, or 大城小事."""

    summary = models.CharField("一句话介绍", max_length=200)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="封面图",
    )
    body = StreamField(ArticleBlocks(), verbose_name="正文", blank=True)
    result = StreamField(
        ArticleBlocks(),
        verbose_name="系列的结果",
        blank=True,
        help_text="各项都结束后填写：整个系列一共听到什么、改了什么，公布在页面上方。",
    )

    content_panels = [
        TitleFieldPanel("title", help_text="系列的名称，例如“人民城市”。"),
        FieldPanel("summary", help_text="一句话说清这个系列征集什么。"),
        FieldPanel("cover", help_text="页面最上方的横图；不选就用素色底。"),
        FieldPanel("body", help_text="系列的来历和以往的结果；各个征集自己的话写在各自的页面里。"),
        InlinePanel(
            "parts", label="一项", heading="系列由哪几项组成", help_text="比如 1+6+1，按顺序排。"
        ),
        FieldPanel("result"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "suggestions/series_page.html"

    class Meta:
        verbose_name = "征集系列"
        verbose_name_plural = "征集系列"

    def campaigns(self) -> CampaignQuerySet:
        return CampaignPage.objects.child_of(self).live().order_by("opens_at", "title")


class CampaignPage(StaysPublished, Page):
    """专项征集: one call for suggestions, with its window, its intake settings and its result.

    Art. 8 of the Shanghai rules: it publishes topic, background, ways to submit and time limit.
    The one without a closing time is 日常建议, the door for what no campaign asks about.
    """

    summary = models.CharField("征集主题", max_length=200, help_text="一句话说清想听什么建议。")
    lead_organ = models.CharField("主办单位", max_length=80, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="封面图",
    )
    body = StreamField(ArticleBlocks(), verbose_name="征集背景", blank=True)
    ways = StreamField(WayBlocks(), verbose_name="参与方式", blank=True)
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField(
        "截止时间",
        null=True,
        blank=True,
        help_text="专项征集都要填。只有“日常建议”留空：它长期开放，全站只有一个。",
    )

    asks_solution = models.BooleanField("询问对策建议", default=True)
    solution_required = models.BooleanField("对策建议必填", default=False)
    asks_area = models.BooleanField("询问所在区域", default=True)
    allows_photos = models.BooleanField("可以上传照片", default=True)
    allows_anonymous = models.BooleanField("可以不留联系方式", default=True)
    gate_text = models.TextField(
        "哪些事不在这里办",
        blank=True,
        help_text="写在表单最前面：投诉求助、诉讼仲裁等事项该去哪里。",
    )
    result = StreamField(
        ArticleBlocks(),
        verbose_name="征集结果",
        blank=True,
        help_text="截止后填写，公布在页面最上方。",
    )

    objects = PageManager.from_queryset(CampaignQuerySet)()

    # What each field is for stands beside it: who writes a campaign does so once a year.
    content_panels = [
        TitleFieldPanel("title", help_text="列表和分享时显示的名称，十几个字说清是什么事。"),
        FieldPanel("summary"),
        FieldPanel("lead_organ", help_text="和征集办一起办的单位，写全称；没有就留空。"),
        FieldPanel("cover", help_text="页面最上方和列表里的横图；不选就用素色底。"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("opens_at", help_text="到这一刻，居民才能提交。"),
                        FieldPanel("closes_at"),
                    ]
                )
            ],
            "征集时间",
        ),
        FieldPanel("body", help_text="为什么要问、想解决什么、以往做过什么，居民看得懂的话。"),
        FieldPanel("ways", help_text="网上之外还能怎样提：地址、电话、信箱、座谈的时间和地点。"),
        InlinePanel(
            "interests", label="关注方向", help_text="最想听到的几个方面，显示在填写页旁边。"
        ),
        InlinePanel("audiences", label="征集对象", help_text="想请哪些人说话，填写时可以选。"),
        MultiFieldPanel(
            [
                FieldPanel("gate_text"),
                FieldPanel("asks_solution", help_text="勾选后，表单多一栏“对策建议”。"),
                FieldPanel("solution_required", help_text="要先勾选“询问对策建议”才有用。"),
                FieldPanel("asks_area", help_text="勾选后，居民可以选所在的区、街镇、居村。"),
                FieldPanel("allows_photos", help_text="勾选后，每条最多 6 张；公开前先审核。"),
                FieldPanel("allows_anonymous", help_text="不勾选就要留电话或者邮箱，人会少一些。"),
            ],
            "表单设置",
        ),
        FieldPanel("result"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    subpage_types: list[str] = ["suggestions.QuestionnairePage"]
    template = "suggestions/campaign_page.html"

    class Meta:
        verbose_name = "专项征集"
        verbose_name_plural = "专项征集"
        constraints = [
            models.CheckConstraint(
                condition=NEVER_CLOSES | Q(closes_at__gt=F("opens_at")),
                name="campaign_closes_after_opening",
            ),
            models.UniqueConstraint(
                models.ExpressionWrapper(NEVER_CLOSES, models.BooleanField()),
                condition=NEVER_CLOSES,
                name="one_everyday_door",
                violation_error_message=SECOND_DOOR,
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "截止时间要晚于开始时间。"})
        if self.is_everyday and CampaignPage.objects.everyday().exclude(pk=self.pk).exists():
            raise ValidationError({"closes_at": SECOND_DOOR})
        others = CampaignPage.objects.filter(slug=self.slug).exclude(pk=self.pk)
        if self.slug and others.exists():
            # Commands and links name a campaign by its slug alone.
            raise ValidationError({"slug": "已有别的征集用了这个网址名，请换一个。"})

    @property
    def is_everyday(self) -> bool:
        """日常建议: open without an end."""
        return self.closes_at is None

    def state(self, at: dt.datetime) -> CampaignState:
        if at < self.opens_at:
            return CampaignState.UPCOMING
        if self.closes_at is None:
            return CampaignState.STANDING
        if at >= self.closes_at:
            return CampaignState.CLOSED
        if self.closes_at - at <= CLOSING_SOON:
            return CampaignState.CLOSING
        return CampaignState.OPEN

    def accepts(self, at: dt.datetime) -> bool:
        return self.live and self.opens_at <= at and (not self.closes_at or at < self.closes_at)


class ThemeOfInterest(Orderable):
    """关注方向: what the campaign would most like to hear about."""

    campaign = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="interests")
    name = models.CharField("方向", max_length=40)

    class Meta(Orderable.Meta):
        verbose_name = "关注方向"
        verbose_name_plural = "关注方向"

    def __str__(self) -> str:
        return self.name


class Audience(Orderable):
    """征集对象: a group of people the campaign addresses."""

    campaign = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="audiences")
    name = models.CharField("对象", max_length=40)

    class Meta(Orderable.Meta):
        verbose_name = "征集对象"
        verbose_name_plural = "征集对象"

    def __str__(self) -> str:
        return self.name
