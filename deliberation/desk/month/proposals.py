"""居民提议: read by the secretary before anybody else, published, declined, made a matter."""

from typing import Any, cast

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from deliberation.actions import matters, proposing, seconding
from deliberation.actions.proposing import BODY, TITLE
from deliberation.desk.access import CouncilRecord, SightMixin
from deliberation.desk.month.matters import WhyForm
from deliberation.desk.month.raising import RaiseProposalForm
from deliberation.models import Matter, Proposal, Seat
from suggestions.staff.columns import StatusColumn, TimeColumn
from suggestions.staff.forms import DeskForm, text_area
from suggestions.staff.listing import DeskListing
from suggestions.staff.marking import marked_original, marked_public
from suggestions.staff.verbs import DeskVerb, Shown


def proposal_url(proposal: Proposal) -> str:
    return reverse("desk_proposals:page", args=[proposal.council_id, proposal.pk])


class ProposalFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(
        choices=Proposal.Status.choices, label="状态", empty_label="全部"
    )

    class Meta:
        model = Proposal
        fields: list[str] = []


class ProposalIndex(SightMixin, DeskListing):
    """Residents' proposals to the councils that I may see, unread ones first."""

    model = Proposal
    page_title = "居民提议"
    header_icon = "comment"
    verbose_name_plural = "居民提议"
    results_template_name = "deliberation/desk/listing_results.html"
    index_url_name = "desk_proposals:index"
    index_results_url_name = "desk_proposals:index_results"
    filterset_class = ProposalFilterSet
    search_fields = ["public_title", "public_body", "council__name"]
    default_ordering = "-submitted_at"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("public_title", label="想议的事", get_url=proposal_url),
            Column("council", label="议事会", accessor=lambda p: p.council.name),
            Column("second_count", label="附议", sort_key="second_count", classname="desk-figure"),
            TimeColumn("submitted_at", label="提交时间", sort_key="submitted_at"),
            StatusColumn(),
        ]

    def get_base_queryset(self) -> QuerySet[Proposal]:
        rows = Proposal.objects.filter(council__in=self.councils()).select_related("council")
        return rows.defer("title", "body", "name", "phone")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering or "-submitted_at", "-pk")


class PublishForm(DeskForm):
    subject: Proposal
    title = forms.CharField(label="公开标题", max_length=TITLE)
    body = text_area("公开内容", limit=BODY, rows=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("title", self.subject.public_title)
        self.initial.setdefault("body", self.subject.public_body)


class SeatForm(DeskForm):
    """Which seat seconds."""

    subject: Proposal
    seat = forms.ModelChoiceField(
        Seat.objects.none(),
        label="席位",
        empty_label="请选择",
        error_messages={"required": "请选择是哪个席位附议。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = self.subject.council.seats.full().in_force(localdate(self.at))
        field = cast(forms.ModelChoiceField, self.fields["seat"])
        field.queryset = seats.select_related("party")


def raise_proposal(proposal: Proposal, **who: Any) -> Matter:
    """It becomes a matter of the council to which it was made."""
    return matters.raise_matter(proposal.council, proposal=proposal, **who)


class ProposalPage(CouncilRecord):
    """The words of a resident: as written for who runs the council, as shown for the others."""

    model = Proposal
    template_name = "deliberation/desk/proposal.html"
    header_icon = "comment"
    verbs = (
        DeskVerb(
            "publish",
            "公开并征集附议",
            calls=proposing.publish_proposal,
            told="已公开，邻居可以附议了。",
            form=PublishForm,
            offered=lambda p: p.status in (Proposal.Status.PENDING, Proposal.Status.DECLINED),
            style="",
            key="a",
        ),
        DeskVerb(
            "reveal",
            "查看联系方式",
            calls=proposing.reveal_contact,
            told=lambda done: Shown({"contact_shown": done.result}),
            form=WhyForm,
            offered=lambda p: bool(p.name or p.phone),
            apart=True,
        ),
        DeskVerb(
            "second",
            "登记席位附议",
            calls=seconding.second_by_seat,
            told="{seat}的附议已登记。",
            form=SeatForm,
            offered=lambda p: p.status in seconding.OPEN,
        ),
        DeskVerb(
            "raise",
            "列为议题",
            calls=raise_proposal,
            told="“{result}”已成为议题。",
            form=RaiseProposalForm,
            offered=lambda p: p.status in (Proposal.Status.COLLECTING, Proposal.Status.READY),
            style="",
        ),
        DeskVerb(
            "decline",
            "不列入",
            calls=proposing.decline_proposal,
            told="已决定不列入，居民凭查询码可以看到理由。",
            form=WhyForm,
            offered=lambda p: Proposal.Status.DECLINED in Proposal.NEXT[p.status],
            hint="提议的居民凭查询码可以看到理由。",
        ),
    )

    def get_records(self) -> QuerySet[Proposal]:
        return self.council.proposals.select_related("council", "matter")

    def get_url(self, verb: str = "") -> str:
        if verb:
            args = [self.council.pk, self.object.pk, verb]
            return reverse("desk_proposals:verb", args=args)
        return proposal_url(self.object)

    def get_page_title(self) -> str:
        return self.object.public_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.object
        # The original and the contact are for the one who runs this council, for nobody else.
        original = (marked_original(found.title), marked_original(found.body))
        return super().get_context_data(
            original=original if self.runs else None,
            shown=(marked_public(found.public_title), marked_public(found.public_body)),
            matter=getattr(found, "matter", None),
            **kwargs,
        )
