"""问卷: all of them, with how many sheets each has."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.publicity import new_page_button, state_column
from suggestions.models import QuestionnairePage
from suggestions.staff.listing import DeskListing
from suggestions.telling.endings import ending

NAME = "问卷"


class QuestionnaireIndex(DeskListing):
    """Newest first."""

    permission = rights.RESULTS
    model = QuestionnairePage
    page_title = verbose_name_plural = NAME
    header_icon = "clipboard-list"
    index_url_name = "desk_questionnaires:index"
    index_results_url_name = "desk_questionnaires:index_results"
    search_fields = ["title", "summary"]
    default_ordering = ["-opens_at", "pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="问卷", get_url=page_url),
            state_column(),
            Column("campaign", label="征集", accessor=lambda one: one.campaign or "单独的问卷"),
            Column("closes", label="截止", accessor=lambda one: ending(one.closes_at)),
            Column("taken", label="答卷", accessor=lambda one: one.taken or 0),
            Column(
                "shown",
                label="结果",
                accessor=lambda one: "公布" if one.shows_results else "没有公布",
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        new = new_page_button(self.request, QuestionnairePage, "新建问卷")
        return [*super().header_buttons, *new]

    def get_base_queryset(self) -> QuerySet[QuestionnairePage]:
        rows = QuestionnairePage.objects.select_related("campaign").defer("questions", "intro")
        return rows.annotate(taken=F("count__taken"))


def page_url(page: QuestionnairePage) -> str:
    return reverse("desk_questionnaires:page", args=[page.pk])
