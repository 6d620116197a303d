"""Campaigns are Wagtail pages: drafts, preview, workflow, schedule and revisions are Wagtail's."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from suggestions.blocks import ArticleBlocks, WayBlocks

CLOSING_SOON = dt.timedelta(days=7)


class CampaignState(models.TextChoices):
    """Decided by the calendar, never stored."""

    UPCOMING = "upcoming", "即将开始"
    OPEN = "open", "征集中"
    CLOSING = "closing", "即将截止"
    CLOSED = "closed", "已截止"


class CampaignQuerySet(PageQuerySet):
    def upcoming(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(opens_at__gt=at)

    def accepting(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def closed(self, at: dt.datetime) -> "CampaignQuerySet":
        return self.filter(closes_at__lte=at)


class CampaignSeriesPage(Page):
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

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("cover"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "suggestions/series_page.html"

    class Meta:
        verbose_name = "征集系列"
        verbose_name_plural = "征集系列"

    def campaigns(self) -> CampaignQuerySet:
        return CampaignPage.objects.child_of(self).live().order_by("opens_at", "title")

    def get_context(self, request, *args, **kwargs):
        from suggestions.views.campaigns import series_context  # the page is also a view

        return {**super().get_context(request, *args, **kwargs), **series_context(self, request)}


class CampaignPage(Page):
    """专项征集: one call for suggestions, with its window, its intake settings and its result.

    Art. 8 of the Shanghai rules: it publishes topic, background, ways to submit and time limit.
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
    closes_at = models.DateTimeField("截止时间")

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

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("lead_organ"),
        FieldPanel("cover"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")])], "征集时间"
        ),
        FieldPanel("body"),
        FieldPanel("ways"),
        InlinePanel("interests", label="关注方向"),
        InlinePanel("audiences", label="征集对象"),
        MultiFieldPanel(
            [
                FieldPanel("gate_text"),
                FieldPanel("asks_solution"),
                FieldPanel("solution_required"),
                FieldPanel("asks_area"),
                FieldPanel("allows_photos"),
                FieldPanel("allows_anonymous"),
            ],
            "表单设置",
        ),
        FieldPanel("result"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    subpage_types: list[str] = []
    template = "suggestions/campaign_page.html"

    class Meta:
        verbose_name = "专项征集"
        verbose_name_plural = "专项征集"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_opening"
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "截止时间要晚于开始时间。"})
        others = CampaignPage.objects.filter(slug=self.slug).exclude(pk=self.pk)
        if self.slug and others.exists():
            # Commands and links name a campaign by its slug alone.
            raise ValidationError({"slug": "已有别的征集用了这个网址名，请换一个。"})

    def state(self, at: dt.datetime) -> CampaignState:
        if at < self.opens_at:
            return CampaignState.UPCOMING
        if at >= self.closes_at:
            return CampaignState.CLOSED
        if self.closes_at - at <= CLOSING_SOON:
            return CampaignState.CLOSING
        return CampaignState.OPEN

    def accepts(self, at: dt.datetime) -> bool:
        return self.live and self.opens_at <= at < self.closes_at

    def get_context(self, request, *args, **kwargs):
        from suggestions.views.campaigns import campaign_context  # the page is also a view

        return {
            **super().get_context(request, *args, **kwargs),
            **campaign_context(self, request),
        }


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
