"""直播提问: what was asked for a live event, and the four buttons beside each question."""

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from cms import hosting
from cms.desk import rights
from cms.desk.registrations import RegistrationIndex, count_label
from cms.models import LiveEventPage, LiveQuestion
from cms.told_questions import stamp, words_of
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.forms import DeskForm, ReasonForm
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.staff.viewsets import DeskViewSet, listing, record

STAMP = re.compile(r"^(?:(\d{1,2})[:：])?(\d{1,3})[:：]([0-5]\d)$")
Status = LiveQuestion.Status


def events(request: HttpRequest | None) -> QuerySet[LiveEventPage]:
    return LiveEventPage.objects.order_by("-starts_at").only("pk", "title", "starts_at")


class QuestionFilterSet(WagtailFilterSet):
    event = django_filters.ModelChoiceFilter(queryset=events, label="直播活动")
    status = django_filters.MultipleChoiceFilter(
        choices=Status.choices, label="状态", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LiveQuestion
        fields: list[str] = []


class QuestionIndex(DeskListing):
    """Questions by how many want to know the same, of one event or of all."""

    permission = rights.LOOK
    model = LiveQuestion
    filterset_class = QuestionFilterSet
    page_title = verbose_name_plural = "直播提问"
    header_icon = "help"
    index_url_name = "desk_live:index"
    index_results_url_name = "desk_live:index_results"
    search_fields = ["suggestion__title", "suggestion__body"]
    default_ordering = ["-wanted", "-pk"]
    in_file_instead = {"suggestion.title": "suggestion.public_title"}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("suggestion.title", label="提问", get_url=_page),
            StatusColumn(sort_key="status"),
            Column("wanted", label="我也想问", sort_key="wanted", classname="desk-figure"),
            Column("event.title", label="直播活动"),
            TimeColumn("suggestion.submitted_at", label="提问时间"),
        ]

    def get_base_queryset(self) -> QuerySet[LiveQuestion]:
        rows = LiveQuestion.objects.select_related("event", "suggestion")
        return rows.annotate(wanted=Count("supports"))

    def get_header_buttons(self) -> list[HeaderButton]:
        """How many have registered, of the event that is shown or of all to come."""
        asked = self.request.GET.get("event", "")
        event = asked if asked.isdecimal() else ""
        url = reverse("desk_live:registrations") + (f"?event={event}" if event else "")
        button = HeaderButton(count_label(event, at=self.request.at), url, icon_name="group")
        return [button, *super().get_header_buttons()]


def _page(question: LiveQuestion) -> str:
    return reverse("desk_live:page", args=[question.pk])


class AnsweredForm(DeskForm):
    """Pressed in the event it needs nothing; afterwards somebody writes the minute down."""

    seconds = forms.CharField(
        label="从开始算，在几分几秒回答的",
        required=False,
        max_length=10,
        help_text="如 12:34 或 1:02:03。直播中当场按下的，不用填。",
    )

    def clean_seconds(self) -> int | None:
        text = self.cleaned_data["seconds"].strip()
        if not text:
            return None
        found = STAMP.match(text)
        if found is None:
            raise forms.ValidationError("时刻请写成 12:34 或 1:02:03 这样。")
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds


def _may_become(status: str) -> Any:
    return lambda question: status in LiveQuestion.NEXT[question.status]


VERBS = (
    DeskVerb(
        "show",
        "上屏",
        calls=hosting.show,
        told="已经上屏，主持人的大屏和活动页马上看得到。",
        offered=_may_become(Status.SHOWN),
        style="",
    ),
    DeskVerb(
        "mark-answered",
        "记为已答",
        calls=hosting.mark_answered,
        told="已经记为已答。",
        form=AnsweredForm,
        offered=_may_become(Status.ANSWERED),
    ),
    DeskVerb(
        "keep-off",
        "不上屏",
        calls=hosting.keep_off,
        told="不上屏。它仍是一条建议，照常办理、照常答复。",
        form=ReasonForm,
        offered=_may_become(Status.KEPT_OFF),
    ),
    DeskVerb(
        "put-back",
        "放回待看",
        calls=hosting.put_back,
        told="已经放回待看，公开的地方看不到了。",
        offered=_may_become(Status.WAITING),
    ),
)


class QuestionPage(RecordPage):
    """One question as it was written and as it would be shown."""

    permission = rights.LOOK
    model = LiveQuestion
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "cms/desk/question.html"
    header_icon = "help"

    def get_records(self) -> QuerySet[LiveQuestion]:
        rows = LiveQuestion.objects.select_related("event", "suggestion")
        return rows.annotate(wanted=Count("supports"))

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_live:verb", args=[self.object.pk, verb])
        return _page(self.object)

    def get_page_title(self) -> str:
        return self.object.suggestion.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_live:index"), "label": "直播提问"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.suggestion.number}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            words=words_of(self.object.suggestion),
            stamp=stamp(self.object.seconds),
            gone=self._gone(),
            steps=self.object.steps.select_related("by"),
            **kwargs,
        )

    def _gone(self) -> bool:
        """Let through once, but its author has changed or taken back the words since."""
        through = self.object.status in LiveQuestion.PUBLIC
        return through and not LiveQuestion.objects.public().filter(pk=self.object.pk).exists()


class LiveQuestionViewSet(DeskViewSet):
    name, menu_label, icon, menu_order = "live", "直播提问", "help", 55
    permissions = (rights.LOOK,)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *listing("", QuestionIndex),
            *listing("registrations/", RegistrationIndex, "registrations"),
            *record("<int:pk>/", QuestionPage),
        ]
