"""优秀建议: the list of rounds, and its addresses."""

from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from suggestions.desk import rights
from suggestions.desk.recognition.page import NAME, Certificate, NewRound, RoundPage, round_url
from suggestions.models import RecognitionRound
from suggestions.staff.access import allowed
from suggestions.staff.columns import StatusColumn
from suggestions.staff.listing import DeskListing
from suggestions.staff.viewsets import DeskViewSet, listing, record


class RoundIndex(DeskListing):
    """The rounds, newest first, each with how many of how many were chosen."""

    permission = rights.RECOGNISED
    model = RecognitionRound
    page_title = verbose_name_plural = NAME
    header_icon = "pick"
    index_url_name = "desk_recognition:index"
    index_results_url_name = "desk_recognition:index_results"
    search_fields = ["title", "criteria"]
    default_ordering = ["-opened_at", "-pk"]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="评选", get_url=round_url),
            Column("campaign", label="范围", accessor=lambda of: of.campaign or "全部征集"),
            Column("nominated", label="推荐"),
            Column("waiting", label="待评定"),
            Column("chosen", label="评为优秀"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[RecognitionRound]:
        rows = RecognitionRound.objects.select_related("campaign")
        return rows.annotate(
            nominated=Count("recognitions"),
            waiting=Count("recognitions", filter=Q(recognitions__status="nominated")),
            chosen=Count("recognitions", filter=Q(recognitions__status="chosen")),
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not allowed(self.request.user, rights.NOMINATE):
            return list(super().header_buttons)
        new = HeaderButton("开始评选", url=reverse("desk_recognition:new"), icon_name="plus")
        return [*super().header_buttons, new]


class RecognitionViewSet(DeskViewSet):
    name, menu_label, icon = "recognition", NAME, "pick"
    permissions = (rights.RECOGNISED,)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", RoundIndex),
            path("new/", NewRound.as_view(), name="new"),
            path("certificates/<int:pk>.<slug:kind>", Certificate.as_view(), name="certificate"),
            *record("<int:pk>/", RoundPage),
        ]
