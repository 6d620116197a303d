"""派单目录: what each department answers for, what it took and what it refused with reason."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.actions import learning
from suggestions.desk import rights
from suggestions.desk.referrals.forms import DutiesForm
from suggestions.models import Department, Event, Referral, RoutingModel, Verb
from suggestions.staff.access import DeskMixin, allowed
from suggestions.staff.columns import with_words
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb, RecordPage
from suggestions.work import tasks

SHOWN = 50
TAKEN = Q(role=Referral.Role.LEAD) & ~Q(status=Referral.Status.RECALLED)


def duties_url(department: Department) -> str:
    return reverse("desk_duties:page", args=[department.pk])


def _number(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def refused_by() -> QuerySet[Event]:
    """Objections that were upheld."""
    return Event.objects.filter(verb=Verb.OBJECTION_UPHELD)


class DutyIndex(DeskListing):
    """All departments with what they answer for; below, what the recommendation has learned."""

    permission = rights.LOOK
    model = Department
    page_title = "派单目录"
    header_icon = "list-ul"
    verbose_name_plural = "承办单位"
    results_template_name = "suggestions/desk/duties_results.html"
    index_url_name = "desk_duties:index"
    index_results_url_name = "desk_duties:index_results"
    search_fields = ["name", "short_name", "duties"]
    default_ordering = "name"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="承办单位", get_url=duties_url),
            Column("duties", label="职责"),
            Column("took", label="承办过", sort_key="took", classname="desk-figure"),
            Column("refused", label="退回过", sort_key="refused", classname="desk-figure"),
        ]

    def get_base_queryset(self) -> QuerySet[Department]:
        took = Referral.objects.filter(TAKEN, department=OuterRef("pk"))
        refused = refused_by().filter(referral__department=OuterRef("pk"))
        return Department.objects.filter(active=True).annotate(
            took=_number(took, "department"), refused=_number(refused, "referral__department")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            learned=RoutingModel.objects.defer("data").first(),
            may_learn=allowed(self.request.user, rights.REFER),
            **kwargs,
        )


class LearnNow(DeskMixin, View):
    """学习以往的转办: a new version of the recommendation, in the background."""

    permission = rights.REFER
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if tasks.start_learning():
            messages.success(request, "已经开始学习以往的转办，完成后下次转办时就会用上。")
        else:
            messages.warning(request, "已经在排队学习了，请稍后再看。")
        return redirect("desk_duties:index")


DUTIES = DeskVerb(
    "duties",
    "修改职责",
    calls=learning.edit_duties,
    told="“{subject.short_name}”的职责已修改，马上用于转办推荐。",
    form=DutiesForm,
    style="",
)


class DutyPage(RecordPage):
    """One department: its duties, what it took and what it refused, side by side."""

    permission = rights.LOOK
    model = Department
    verbs = (DUTIES,)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/duty.html"
    header_icon = "list-ul"

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_duties:verb", args=[self.object.pk, verb])
        return duties_url(self.object)

    def get_page_title(self) -> str:
        return self.object.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_duties:index"), "label": "派单目录"},
            {"url": "", "label": self.object.short_name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        took = Referral.objects.filter(TAKEN, department=self.object).select_related("topic")
        refused = refused_by().filter(referral__department=self.object).select_related("topic")
        return super().get_context_data(
            took=took.order_by("-sent_at", "-pk")[:SHOWN],
            took_count=took.count(),
            given_back=self.with_heirs(list(refused.order_by("-at", "-pk")[:SHOWN])),
            **kwargs,
        )

    def with_heirs(self, refused: list[Event]) -> list[Event]:
        """Each refusal with the department that has the topic now."""
        heirs = Referral.objects.filter(TAKEN, topic__in=[row.topic_id for row in refused])
        now: dict[int | None, Department]
        now = {r.topic_id: r.department for r in heirs.select_related("department")}
        return [with_words(row, heir=now.get(row.topic_id)) for row in refused]
