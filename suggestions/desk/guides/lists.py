"""The guides at the desk: which have words in them, and where something waits."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.guides.page import NAME
from suggestions.desk.publicity import new_page_button, state_column
from suggestions.models import ClauseComment, ClauseLink, GuideClause, GuidePage
from suggestions.staff.listing import DeskListing

TIED = Q(links__isnull=False) | Q(answer_ties__isnull=False, answer_ties__undone_at=None)
GONE = Q(dropped_at__isnull=False, dropped_reason="") & TIED


def _counted(rows: QuerySet[Any], to: str) -> Coalesce:
    own = rows.filter(**{to: OuterRef("pk")}).order_by().values(to)
    return Coalesce(Subquery(own.annotate(n=Count("pk", distinct=True)).values("n")), 0)


class GuideIndex(DeskListing):
    permission = rights.ADOPT
    model = GuidePage
    page_title = verbose_name_plural = NAME
    header_icon = "doc-full-inverse"
    index_url_name = "desk_guides:index"
    index_results_url_name = "desk_guides:index_results"
    search_fields = ["title", "organ"]
    default_ordering = ["-latest_revision_created_at"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="文本", get_url=guide_url),
            state_column(),
            Column("kind", label="种类", accessor="get_kind_display"),
            Column("stage", label="办到哪一步", accessor=self.stage_of),
            Column("clause_count", label="条文", classname="desk-figure"),
            Column("tied", label="写进来的建议", classname="desk-figure"),
            Column("comments", label="对草案的意见", classname="desk-figure"),
            Column("unexplained", label="去掉没说明的条", classname="desk-figure"),
        ]

    def stage_of(self, page: GuidePage) -> str:
        return str(page.stage(self.request.at).label)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        new = new_page_button(self.request, GuidePage, "新建文本")
        return [*super().header_buttons, *new]

    def get_base_queryset(self) -> QuerySet[GuidePage]:
        standing = GuideClause.objects.filter(draft_number__isnull=False)
        written = ClauseLink.objects.words_by_guide().filter(clause__guide=OuterRef("pk"))
        return GuidePage.objects.defer("body", "changes").annotate(
            clause_count=_counted(standing, "guide"),
            tied=Coalesce(Subquery(written.values("number")), 0),
            comments=_counted(ClauseComment.objects.all(), "clause__guide"),
            unexplained=_counted(GuideClause.objects.filter(GONE), "guide"),
        )


def guide_url(page: GuidePage) -> str:
    return reverse("desk_guides:guide", args=[page.pk])
