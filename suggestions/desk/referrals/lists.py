"""转办事项 in lists: the tabs, marks and numbers that the office and a department both read."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

import django_filters
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from suggestions.desk import rights
from suggestions.models import Answer, Department, ExtensionRequest, Referral, Section, User
from suggestions.models.referrals import ReferralQuerySet
from suggestions.models.scope import narrowed
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.listing import DeskListing, campaign_choices
from suggestions.telling.members import people_of

SOON = 7  # days before a last day from which it is marked
Rows = ReferralQuerySet


def returned(rows: Rows, at: dt.datetime) -> Rows:
    """Sent back by the office and not yet handed in again."""
    back = Answer.objects.filter(referral=OuterRef("pk"), status=Answer.Status.RETURNED)
    # A file that was worked on anew after its answer was accepted is not "sent back".
    accepted = Answer.objects.filter(
        referral=OuterRef("pk"), status=Answer.Status.ACCEPTED, part=""
    )
    return rows.filter(Exists(back), ~Exists(accepted), status=Referral.Status.SIGNED)


def asks_for_time(rows: Rows, at: dt.datetime) -> Rows:
    asked = ExtensionRequest.objects.filter(
        referral=OuterRef("pk"), status=ExtensionRequest.Status.ASKED
    )
    return rows.filter(Exists(asked))


def _of(status: str) -> Callable[[Rows, dt.datetime], Rows]:
    return lambda rows, at: rows.filter(status=status)


# What a tab is called, and which referrals stand in it at a moment.
TABS: dict[str, tuple[str, Callable[[Rows, dt.datetime], Rows]]] = {
    "sign": ("待签收", _of(Referral.Status.SENT)),
    "work": ("办理中", _of(Referral.Status.SIGNED)),
    "returned": ("退回重答", returned),
    "soon": ("一周内到期", lambda rows, at: rows.due_within(at, SOON)),
    "late": ("逾期", lambda rows, at: rows.overdue(at)),
    "extension": ("申请延期", asks_for_time),
    "objected": ("提出异议", _of(Referral.Status.OBJECTED)),
    "review": ("答复待审", _of(Referral.Status.ANSWERED)),
    "done": ("已采用", _of(Referral.Status.DONE)),
    "recalled": ("已撤回", _of(Referral.Status.RECALLED)),
}


def tab_counts(
    rows: Rows, at: dt.datetime, names: Iterable[str] = tuple(TABS), **more: Q
) -> dict[str, int]:
    """How many stand in each tab, and meet each further condition, in one query."""
    inside = {name: Q(pk__in=TABS[name][1](rows, at).order_by().values("pk")) for name in names}
    return rows.order_by().aggregate(
        **{name: Count("pk", filter=condition) for name, condition in {**inside, **more}.items()}
    )


class ClockColumn(Column):
    """A last day with what it means today: late, or how many days are left."""

    cell_template_name = "suggestions/desk/dept_clock.html"

    def __init__(self, name: str, *, runs: tuple[str, ...], **kwargs: Any) -> None:
        self.runs = runs
        super().__init__(name, classname="desk-nowrap desk-due", **kwargs)

    def get_cell_context_data(self, instance: Referral, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        left = days_left(context["value"], parent_context["request"].at)
        return {**context, "runs": instance.status in self.runs, "left": left, "late": -left}


def days_left(day: dt.date, at: dt.datetime) -> int:
    """Calendar days until `day`; 0 is today, negative is past."""
    return (day - localdate(at)).days


def clocks(referral: Referral, at: dt.datetime) -> list[dict[str, Any]]:
    """The last days, and how each stands today while it still runs."""
    waiting, working = (Referral.Status.SENT,), referral.status in Referral.WITH_DEPARTMENT
    return [
        {"label": label, "day": day, "left": days_left(day, at), "runs": runs}
        for label, day, runs in (
            ("签收期限", referral.sign_by, referral.status in waiting),
            # A right, not a duty: once it is over nothing is late.
            ("异议期限", referral.object_by, working and localdate(at) <= referral.object_by),
            ("答复期限", referral.due_on, working),
        )
    ]


class ReferralFilterSet(WagtailFilterSet):
    tab = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _) in TABS.items()],
        method="in_tab",
        label="办理情况",
        empty_label="全部",
    )
    role = django_filters.ChoiceFilter(
        choices=[("lead", "我单位主办"), ("supporting", "我单位协办")],
        label="分工",
        empty_label="全部",
    )
    campaign = django_filters.ModelChoiceFilter(
        field_name="topic__campaign", queryset=campaign_choices, label="专项征集"
    )

    class Meta:
        model = Referral
        fields: list[str] = []

    def in_tab(self, rows: Rows, name: str, value: str) -> Rows:
        return TABS[value][1](rows, self.request.at)


def own_sections(request: HttpRequest | None) -> QuerySet[Section]:
    department = getattr(getattr(request, "user", None), "department_id", None)
    return Section.objects.filter(department=department)


def given(user: User) -> dict[str, Q]:
    """分办: what of a department's work was given to somebody, to the own section, to nobody."""
    working = Q(status__in=Referral.WITH_DEPARTMENT)
    own = Q(section=user.section_id) if user.section_id else Q(pk__in=[])
    return {
        "mine": working & Q(handler=user.stead.pk),
        "section": working & own,
        "nobody": working & Q(section=None, handler=None),
    }


class DepartmentFilterSet(ReferralFilterSet):
    """For one department: also by its own sections, and what was given to oneself."""

    MINE, OWN, NOBODY = "mine", "section", "nobody"
    section = django_filters.ModelChoiceFilter(queryset=own_sections, label="科室")
    whose = django_filters.ChoiceFilter(
        choices=[(MINE, "分给我、还在办的"), (OWN, "本科室还在办的"), (NOBODY, "还没有分办的")],
        method="by_whose",
        label="分办",
        empty_label="全部",
    )

    def by_whose(self, rows: Rows, name: str, value: str) -> Rows:
        return rows.filter(given(self.request.user)[value])


def all_departments(request: HttpRequest | None) -> QuerySet[Department]:
    return Department.objects.all()


class OfficeFilterSet(ReferralFilterSet):
    role = django_filters.ChoiceFilter(
        choices=Referral.Role.choices, label="分工", empty_label="全部"
    )
    department = django_filters.ModelChoiceFilter(queryset=all_departments, label="承办单位")


class ReferralListing(DeskListing):
    """What both lists share: tabs with their numbers, open ones first, the most urgent on top."""

    model = Referral
    verbose_name_plural = "转办事项"
    header_icon = "tasks"
    results_template_name = "suggestions/desk/dept_results.html"
    search_fields = ["topic__name"]
    default_ordering = "due_on"
    tabs: tuple[str, ...] = tuple(TABS)

    def get_records(self) -> Rows:
        raise NotImplementedError

    def get_base_queryset(self) -> Rows:
        return (
            self.get_records()
            .select_related("topic__campaign", "department", "section", "handler")
            .defer("topic__campaign__body", "topic__campaign__ways", "topic__campaign__result")
        )

    def order_queryset(self, queryset: Rows) -> Rows:
        settled = Case(When(status__in=Referral.OPEN, then=Value(0)), default=Value(1))
        return queryset.order_by(settled, self.ordering or "due_on", "pk")

    def get_tabs(self) -> list[dict[str, Any]]:
        counts = tab_counts(self.get_records(), self.request.at, self.tabs)
        asked = self.request.GET.get("tab", "")
        index = reverse(self.index_url_name)
        # An address without any query is the list as it was left; this one asks for all of it.
        url = f"{index}?tab="
        every = {"label": "全部", "count": None, "url": url, "current": asked not in self.tabs}
        return [
            every,
            *(
                {
                    "label": TABS[name][0],
                    "count": counts[name],
                    "url": f"{index}?tab={name}",
                    "current": name == asked,
                    "alarm": name in ("late", "returned"),
                }
                for name in self.tabs
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(tabs=self.get_tabs(), **kwargs)
        self.prepare(context["object_list"])
        return context

    def prepare(self, items: Any) -> Any:
        people = people_of(referral.topic_id for referral in items)
        for referral in items:
            size, persons = people.get(referral.topic_id, (0, 0))
            referral.voices = f"{size} 条 / {persons} 人" if size else "—"
        return items

    def first_columns(self, get_url: Callable[[Referral], str]) -> list[Column]:
        return [
            TitleColumn("topic", label="问题", get_url=get_url),
            Column("topic.campaign", label="专项征集", classname="desk-wide"),
            Column("get_role_display", label="分工", classname="desk-nowrap"),
        ]

    @property
    def last_columns(self) -> list[Column]:
        sent, sign = Referral.WITH_DEPARTMENT, (Referral.Status.SENT,)
        return [
            Column("voices", label="建议", classname="desk-nowrap"),
            TimeColumn("sent_at", label="转办时间", sort_key="sent_at", classname="desk-wide"),
            ClockColumn("sign_by", label="签收期限", sort_key="sign_by", runs=sign),
            ClockColumn("due_on", label="答复期限", sort_key="due_on", runs=sent),
            StatusColumn(sort_key="status"),
        ]


class OfficeReferralIndex(ReferralListing):
    """转办事项 of all departments, for the office and the supervisors."""

    permission = rights.LOOK
    for_areas = True
    page_title = "转办事项"
    index_url_name = "desk_referrals:index"
    index_results_url_name = "desk_referrals:index_results"
    filterset_class = OfficeFilterSet

    def get_records(self) -> Rows:
        return narrowed(Referral.objects.all(), self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        def topic(row: Referral) -> str:
            return reverse("desk_topics:page", args=[row.topic_id])

        department = Column("department.short_name", label="承办单位", sort_key="department__name")
        return [*self.first_columns(topic), department, *self.last_columns]
