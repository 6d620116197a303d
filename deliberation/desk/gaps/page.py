"""缺项 at the desk: all of one's councils in a list, and one with its buttons."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from deliberation.actions import gaps
from deliberation.desk.access import CouncilRecord, SightMixin
from deliberation.desk.month.matters import WhyForm
from deliberation.desk.rights import RUN
from deliberation.models import Gap, GapWork, Project, Resolution
from deliberation.telling.gaps import PILLS, STATES, standing
from suggestions.staff.forms import DeskForm, choose_from
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import DeskVerb


def gap_url(gap: Gap, verb: str = "") -> str:
    args = [gap.council_id, gap.pk, *([verb] if verb else [])]
    return reverse(f"desk_gaps:{'verb' if verb else 'page'}", args=args)


class GapFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=list(STATES.items()), label="情况", empty_label="全部"
    )

    class Meta:
        model = Gap
        fields: list[str] = []


class GapIndex(SightMixin, DeskListing):
    """What the councils that I may see lack, by place and number."""

    model = Gap
    page_title = "缺项清单"
    header_icon = "list-ul"
    verbose_name_plural = "缺项"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_gaps:index"
    index_results_url_name = "desk_gaps:index_results"
    filterset_class = GapFilterSet
    search_fields = ["name", "kind", "place", "listed", "number", "council__name"]
    default_ordering = "number"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        found = list(super().header_buttons)
        if self.request.user.has_perm(RUN):
            url = reverse("desk_gaps:upload")
            found.append(HeaderButton("从表格导入", url=url, icon_name="upload"))
        return found

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label="设施", get_url=gap_url),
            Column("number", label="编号", classname="desk-nowrap"),
            Column("listed", label="清单"),
            Column("kind", label="类型"),
            Column("council", label="议事会", accessor=lambda gap: gap.council.name),
            Column("state", label="情况", accessor=lambda gap: STATES[gap.state]),
        ]

    def get_base_queryset(self) -> QuerySet[Gap]:
        return standing().filter(council__in=self.councils()).select_related("council")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by("council__area__path", "council__name", "listed", "number", "pk")


class ResolutionForm(DeskForm):
    """Which resolution of the council is to fill it."""

    subject: Gap
    resolution = forms.ModelChoiceField(
        Resolution.objects.none(),
        label="决议",
        empty_label="请选择",
        error_messages={"required": "请选择决议。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.subject.council.resolutions.exclude(status=Resolution.Status.REPEALED)
        choose_from(self, "resolution", rows.exclude(gaps__gap=self.subject))


class PublicNames(forms.ModelChoiceField):
    """By the name that anybody may read."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.public_title


class ProjectForm(DeskForm):
    """Which public project of the council is to fill it."""

    subject: Gap
    project = PublicNames(
        Project.objects.none(),
        label="微更新项目",
        empty_label="请选择",
        error_messages={"required": "请选择项目。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        over = [Project.Status.DECLINED, Project.Status.CANCELLED]
        rows = Project.objects.public().filter(fund__council=self.subject.council)
        rows = rows.exclude(Q(status__in=over) | Q(gaps__gap=self.subject))
        choose_from(self, "project", rows)


def works(gap: Gap) -> QuerySet[GapWork]:
    return gap.works.select_related("resolution", "project", "gap__council")


def kept(gap: Gap) -> bool:
    return gap.dropped_at is None


class GapPage(CouncilRecord):
    """One thing that is missing, and the work that is to fill it."""

    model = Gap
    template_name = "deliberation/desk/gap.html"
    header_icon = "list-ul"
    verbs = (
        DeskVerb(
            "tie-resolution",
            "由决议落实",
            calls=gaps.tie_resolution,
            told="已登记由这件决议落实。",
            form=ResolutionForm,
            offered=kept,
            style="",
        ),
        DeskVerb(
            "tie-project",
            "由项目落实",
            calls=gaps.tie_project,
            told="已登记由这个项目落实。",
            form=ProjectForm,
            offered=kept,
        ),
        DeskVerb(
            "untie",
            "不是由它落实",
            calls=gaps.untie,
            told="已取消。",
            form=WhyForm,
            subjects=works,
        ),
        DeskVerb(
            "drop",
            "不再需要",
            calls=gaps.drop_gap,
            told="已划去，理由会公开。",
            form=WhyForm,
            offered=kept,
        ),
        DeskVerb(
            "restore",
            "恢复",
            calls=gaps.restore_gap,
            told="已恢复。",
            offered=lambda gap: not kept(gap),
        ),
    )

    def get_records(self) -> QuerySet[Gap]:
        return standing().filter(council=self.council).select_related("council__area")

    def get_url(self, verb: str = "") -> str:
        return gap_url(self.object, verb)

    def get_page_title(self) -> str:
        return self.object.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        of_work = [verb for verb in self.verbs if verb.subjects is works]
        return super().get_context_data(
            state=STATES[self.object.state],
            pill=PILLS[self.object.state],
            works=[(work, self.buttons(work, of_work)) for work in works(self.object)],
            **kwargs,
        )
