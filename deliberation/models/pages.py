"""What editors tell about a council, in Wagtail: its own words and pictures above the record."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from deliberation.models.councils import Council
from suggestions.models.blocks import ArticleBlocks
from suggestions.models.published import StaysPublished


class CouncilPage(StaysPublished, Page):
    """议事会专页: the council's public page with text of the editors; drafts are Wagtail's."""

    council = models.OneToOneField(
        Council, models.PROTECT, related_name="page", verbose_name="议事会"
    )
    summary = models.CharField("一句话介绍", max_length=200, blank=True)
    body = StreamField(ArticleBlocks(), verbose_name="正文", blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("council"),
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    subpage_types: list[str] = []
    template = "deliberation/council_page.html"

    class Meta:
        verbose_name = "议事会专页"
        verbose_name_plural = "议事会专页"
