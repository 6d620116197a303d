"""议题: every thread with its steps and stations, and what its secretary may do with it now."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from deliberation.actions import matters
from deliberation.actions.asking import answer_url
from deliberation.desk.access import CouncilRecord, SightMixin
from deliberation.desk.councils.days import day_field
from deliberation.desk.month.questions import ASK, QUESTION_VERBS, questions_of
from deliberation.models import Council, Entry, Matter, Step
from deliberation.models.record import KINDS
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.listing import DeskListing
from suggestions.staff.verbs import Button, DeskVerb


def matter_url(matter: Matter) -> str:
    return reverse("desk_matters:page", args=[matter.council_id, matter.pk])


class MatterFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Matter.Status.choices, label="状态", empty_label="全部"
    )
    source = django_filters.ChoiceFilter(
        choices=Matter.Source.choices, label="来源", empty_label="全部"
    )

    class Meta:
        model = Matter
        fields: list[str] = []


class MatterIndex(SightMixin, DeskListing):
    """The matters of all councils that I may see."""

    model = Matter
    page_title = "议题"
    header_icon = "list-ol"
    verbose_name_plural = "议题"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_matters:index"
    index_results_url_name = "desk_matters:index_results"
    filterset_class = MatterFilterSet
    search_fields = ["title", "body", "council__name"]
    default_ordering = "-raised_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="议题", get_url=matter_url, sort_key="title"),
            Column("council", label="议事会", accessor=lambda m: m.council.name),
            Column("get_source_display", label="来源"),
            TimeColumn("raised_at", label="提出时间", sort_key="raised_at"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Matter]:
        return Matter.objects.filter(council__in=self.councils()).select_related("council")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-raised_at", "-pk")


# --- one matter ------------------------------------------------------------------------------


class WhyForm(DeskForm):
    reason = text_area("理由", limit=300, rows=3)


class StepForm(DeskForm):
    """Which step; those that are done or left out are offered no longer."""

    subject: Matter
    step = forms.ModelChoiceField(
        Step.objects.none(),
        label="步骤",
        empty_label="请选择",
        error_messages={"required": "请选择步骤。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = cast(forms.ModelChoiceField, self.fields["step"])
        step.queryset = steps_open(self.subject)


class TakenForm(StepForm):
    on = day_field("哪天进行的")
    note_text = text_area("情况", limit=1000, help_text="谁参加，怎么说的。会写进公开的记录。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", timezone.localdate(self.at))


class LeftOutForm(StepForm):
    reason = text_area("未进行的理由", limit=1000, help_text="会写进公开的记录。")


class DownForm(WhyForm):
    subject: Matter
    to = forms.ModelChoiceField(
        Council.objects.none(),
        label="交给",
        empty_label="请选择",
        error_messages={"required": "请选择下级议事会。"},
    )
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = cast(forms.ModelChoiceField, self.fields["to"])
        to.queryset = Council.objects.active().filter(parent=self.subject.council_id)


def steps_open(matter: Matter) -> QuerySet[Step]:
    done = matter.steps.values("step")
    return matter.steps_to_take.exclude(pk__in=done)


def _unsettled(matter: Matter) -> bool:
    return matter.status in Matter.UNSETTLED


def _may_go_up(matter: Matter) -> bool:
    return _unsettled(matter) and matter.council.parent_id is not None


def _may_go_down(matter: Matter) -> bool:
    return _unsettled(matter) and matter.council.children.filter(active=True).exists()


class MatterPage(CouncilRecord):
    """One thread: what it is about, which steps were taken, where it has been."""

    model = Matter
    template_name = "deliberation/desk/matter.html"
    header_icon = "list-ol"
    verbs = (
        DeskVerb(
            "step",
            "登记步骤",
            calls=matters.take_step,
            told="已登记“{result.step}”。",
            form=TakenForm,
            offered=_unsettled,
            style="",
        ),
        DeskVerb(
            "leave-out",
            "不进行某一步",
            calls=matters.leave_out_step,
            told="已写明不进行“{result.step}”的理由。",
            form=LeftOutForm,
            offered=_unsettled,
        ),
        DeskVerb(
            "pass-up",
            "上报",
            calls=matters.pass_up,
            told="已上报{result.target}。",
            form=WhyForm,
            offered=_may_go_up,
        ),
        DeskVerb(
            "pass-down",
            "下交",
            calls=matters.pass_down,
            told="已下交{result.target}。",
            form=DownForm,
            offered=_may_go_down,
        ),
        DeskVerb(
            "drop",
            "不议",
            calls=matters.drop_matter,
            told="已决定不议，理由写入记录。",
            form=WhyForm,
            offered=lambda matter: matter.status == Matter.Status.RAISED,
            hint="对照本议事会“不议什么”的清单，写明为什么不议。理由会公开。",
        ),
        DeskVerb(
            "restore",
            "恢复议题",
            calls=matters.restore_matter,
            told="议题已恢复，等待列入议程。",
            form=WhyForm,
            offered=lambda m: m.status in (Matter.Status.DROPPED, Matter.Status.CONCLUDED),
        ),
        ASK,
        *QUESTION_VERBS,
    )

    def get_records(self) -> QuerySet[Matter]:
        """What is dealt with here, and what this council has passed on: that is only read."""
        here = Q(council=self.council) | Q(passings__source=self.council)
        found = Matter.objects.filter(here).distinct()
        return found.select_related("council__parent", "topic", "proposal", "returned")

    def buttons(self, subject: Any, verbs: Any = None) -> list[Button]:
        elsewhere = self.object.council_id != self.council.pk
        return [] if elsewhere else super().buttons(subject, verbs)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.council_id != self.council.pk:
            self.pressed = None
            words = f"这个议题现在由“{self.object.council}”处理。"
            return self.render_to_response(self.get_context_data(refused=words), status=409)
        return super().post(request, *args, **kwargs)

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_matters:verb", args=args)
        return reverse("desk_matters:page", args=[self.council.pk, self.object.pk])

    def get_page_title(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matter = self.object
        taken = {row.step_id: row for row in matter.steps.select_related("step", "by")}
        steps = matter.steps_to_take | Step.objects.filter(pk__in=taken)
        record = Entry.objects.filter(subject="matter", subject_id=matter.pk).order_by("at", "pk")
        return super().get_context_data(
            steps=[(step, taken.get(step.pk)) for step in steps],
            passings=matter.passings.select_related("source", "target", "by"),
            items=matter.items.select_related("meeting").order_by("meeting__starts_at"),
            resolutions=matter.resolutions.all(),
            questions=[
                (row, answer_url(row) if self.runs else "", self.buttons(row))
                for row in questions_of(matter)
            ],
            today=timezone.localdate(self.request.at),
            elsewhere=matter.council_id != self.council.pk,
            history=[
                {"label": KINDS.get(e.kind, e.kind), "entry": e}
                for e in record.select_related("council")
                if e.kind != "matter.passed" or e.council_id == self.council.pk
            ],
            **kwargs,
        )
