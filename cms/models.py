"""The published site around the campaigns: home, articles, the live event."""

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from suggestions.blocks import ArticleBlocks
from suggestions.models import CampaignPage


class HomePage(Page):
    """首页: one question, the open campaigns, what became of earlier suggestions."""

    question = models.CharField("主标题", max_length=40, default="您对城市有什么建议？")
    intro = models.CharField("引导语", max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("question"), FieldPanel("intro")]
    max_count = 1
    template = "cms/home_page.html"

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"

    def get_context(self, request, *args, **kwargs):
        from cms.home import home_context  # the page is also a view

        return {**super().get_context(request, *args, **kwargs), **home_context(request)}

    def route(self, request, path_components):
        """Find a campaign by its whole address at once, however deep it lies.

        Campaign pages are the most visited ones; Wagtail asks twice for every level above.
        """
        if path_components:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            campaigns = CampaignPage.objects.live().select_related("cover")
            named = campaigns.filter(slug=path_components[-1], url_path=address)
            if campaign := named.first():
                return RouteResult(campaign)
        return super().route(request, path_components)


class ArticlePage(Page):
    """文章: guides, notices, the privacy notice, the accessibility statement."""

    summary = models.CharField("摘要", max_length=200, blank=True)
    body = StreamField(ArticleBlocks(), verbose_name="正文")

    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "cms/article_page.html"

    class Meta:
        verbose_name = "文章"
        verbose_name_plural = "文章"


class LiveEventPage(Page):
    """直播活动: the live event of a series, with its recording afterwards."""

    summary = models.CharField("一句话介绍", max_length=200)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=100, blank=True)
    guests = models.TextField("嘉宾", blank=True, help_text="每行一位：姓名（单位、职务）。")
    watch_url = models.URLField("观看地址", blank=True)
    body = StreamField(ArticleBlocks(), verbose_name="正文", blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
        FieldPanel("guests"),
        FieldPanel("watch_url"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["suggestions.CampaignSeriesPage"]
    subpage_types: list[str] = []
    template = "cms/live_event_page.html"

    class Meta:
        verbose_name = "直播活动"
        verbose_name_plural = "直播活动"

    def get_context(self, request, *args, **kwargs):
        from cms.live import live_context  # the page is also a view

        return {**super().get_context(request, *args, **kwargs), **live_context(self, request)}
