"""承办事项: a department signs for what was sent to it, objects, asks for time and answers.

It reads what residents wrote in the public version only: personal data masked, no contact.
"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.ui.tables import Column

from suggestions.actions import assigning, in_house
from suggestions.desk import rights
from suggestions.desk.papers.page import file_of
from suggestions.desk.recusals import RecusalMixin
from suggestions.desk.referrals.department_verbs import DETACH, SIGNING, VERBS, drafts, to_write
from suggestions.desk.referrals.forms import (
    DraftedReplyForm,
)
from suggestions.desk.referrals.lists import (
    DepartmentFilterSet,
    ReferralListing,
    Rows,
    clocks,
)
from suggestions.documents.files import TYPES
from suggestions.models import (
    Answer,
    AnswerDraft,
    AnswerFile,
    AnswerTemplate,
    Department,
    Paper,
    PaperKind,
    Rating,
    Referral,
    Topic,
)
from suggestions.papers.kinds import full_number
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.forms import DeskForm
from suggestions.staff.history import history_of
from suggestions.staff.verbs import Button, DeskVerb
from suggestions.telling.members import examples, masked_members, people_of
from suggestions.text.language import masked

LISTED, VOICES = 20, 20


def referral_url(referral: Referral) -> str:
    return reverse("desk_department:page", args=[referral.pk])


class DepartmentIndex(ReferralListing):
    """What was sent to the user's own department."""

    permission = rights.ANSWER
    page_title = "承办事项"
    index_url_name = "desk_department:index"
    index_results_url_name = "desk_department:index_results"
    filterset_class = DepartmentFilterSet
    tabs = ("sign", "work", "returned", "soon", "late", "objected", "review", "done", "recalled")

    def get_records(self) -> Rows:
        return Referral.objects.for_department(self.request.user.department)

    def get_page_subtitle(self) -> str:
        department: Department | None = self.request.user.department
        return department.name if department else ""

    @cached_property
    def columns(self) -> list[Column]:
        shared = [Column("shared", label="科室、经办人", classname="desk-nowrap")]
        columns = shared if self.has_sections else []
        return [*self.first_columns(referral_url), *columns, *self.last_columns]

    @cached_property
    def has_sections(self) -> bool:
        """Whether there is anything to be told about who has it."""
        own = self.get_records()
        return own.filter(Q(section__isnull=False) | Q(handler__isnull=False)).exists()

    def prepare(self, items: Any) -> Any:
        for referral in super().prepare(items):
            referral.shared = assigning.whose(referral) or "—"
        return items

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        homeless = self.request.user.department_id is None
        return super().get_context_data(homeless=homeless, **kwargs)


class ReferralPage(RecusalMixin):
    """One referral as its department sees it; anybody else's is not there."""

    permission = rights.ANSWER
    model = Referral
    verbs = VERBS
    rights = rights.RIGHTS
    template_name = "suggestions/desk/dept_referral.html"
    header_icon = "tasks"

    def get_records(self) -> QuerySet[Referral]:
        own = Referral.objects.for_department(self.request.user.department)
        return (
            own.select_related(
                "topic__campaign", "department", "sent_by", "draft", "section", "handler"
            )
            .defer("topic__campaign__body", "topic__campaign__ways", "topic__campaign__result")
            .prefetch_related("extensions")
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_department:verb", args=[self.object.pk, verb])
        return referral_url(self.object)

    def get_page_title(self) -> str:
        return self.object.topic.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_department:index"), "label": "承办事项"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.object.topic.name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        referral = self.object
        gone = referral.status == Referral.Status.RECALLED
        draft = drafts(referral).first()
        size, people = people_of([referral.topic_id]).get(referral.topic_id, (0, 0))
        return super().get_context_data(
            gone=gone,
            draft=draft,
            signing=self.signing(draft),
            wanted=draft and in_house.wanted(draft),
            templates=[] if gone else self.templates(),
            shared=assigning.whose(referral),
            size=size,
            people=people,
            clocks=clocks(referral, self.request.at),
            is_late=referral.is_late(self.request.at),
            # What was taken back is no longer this department's to read.
            examples=[] if gone else examples(referral.topic),
            listed=None if gone else self.listed(),
            answers=referral.answers.select_related("written_by", "decided_by").prefetch_related(
                "files"
            ),
            files=[] if gone else self.files(),
            others=[] if gone else others(referral),
            voices=None if gone else voices(referral),
            papers=[
                (full_number(paper), paper)
                for paper in issued_papers(Referral.objects.filter(pk=referral.pk))
            ],
            history=history_of(referral.events.all()),
            **kwargs,
        )

    def topic(self) -> Topic:
        return self.object.topic

    def signing(self, draft: AnswerDraft | None) -> list[Button]:
        """The next signature, for whose it is; the writer may take the draft back."""
        if draft is None or draft.status != AnswerDraft.Status.SIGNING:
            return []
        found = self.buttons(draft, SIGNING)
        if in_house.signs(self.request.user, draft):
            return found
        own = draft.written_by_id in self.request.user.counts_as
        return [b for b in found if b.is_open or (own and b.verb.name == "send-back")]

    def files(self) -> list[tuple[AnswerFile, list[Button]]]:
        """What lies beside the answer that is being written, each with the button against it."""
        taken_away = (DETACH,) if to_write(self.object) else ()
        rows = self.object.files.waiting().select_related("referral")
        return [(row, self.buttons(row, taken_away)) for row in rows]

    def templates(self) -> QuerySet[AnswerTemplate]:
        """What may be begun with, while there is something to write."""
        if not to_write(self.object):
            return AnswerTemplate.objects.none()
        return AnswerTemplate.objects.for_department(self.object.department)

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        """A template that was chosen stands in the form already."""
        form = super().make_form(verb, subject, data)
        asked = self.request.GET.get("template", "")
        if data is not None or not isinstance(form, DraftedReplyForm) or not asked.isdecimal():
            return form
        if chosen := self.templates().filter(pk=asked).first():
            form.initial["text"], form.chosen = chosen.text, True
        return form

    def listed(self) -> Page:
        rows = masked_members(self.object.topic).order_by("-support_count", "pk")
        return Paginator(rows, LISTED).get_page(self.request.GET.get("p", "1"))


class DepartmentPaper(DeskMixin, View):
    """An issued paper addressed to the user's own department, as it was kept."""

    permission = rights.ANSWER
    http_method_names = ["get", "head"]

    def get(self, request: DeskRequest, pk: int, paper: int, kind: str) -> HttpResponse:
        own = Referral.objects.for_department(request.user.department)
        found = get_object_or_404(issued_papers(own.filter(pk=pk)), pk=paper)
        if kind not in TYPES:
            raise Http404
        return file_of(found.versions.select_related("paper")[0], kind)


def issued_papers(referrals: QuerySet[Referral]) -> QuerySet[Paper]:
    """What the office has sent to the department about these; not what went to residents."""
    rows = Paper.objects.filter(referral__in=referrals, status=Paper.Status.ISSUED)
    return rows.exclude(kind=PaperKind.EXTENSION)


def others(referral: Referral) -> list[dict[str, Any]]:
    """The departments that work on the same topic; the lead also reads what they contribute."""
    rows = Referral.objects.filter(topic=referral.topic_id).exclude(pk=referral.pk)
    rows = rows.exclude(status=Referral.Status.RECALLED).select_related("department")
    said: dict[int | None, list[Answer]] = {}
    if referral.is_lead:
        standing = Answer.objects.filter(referral__in=rows).exclude(status=Answer.Status.RETURNED)
        for answer in standing.select_related("written_by").prefetch_related("files"):
            said.setdefault(answer.referral_id, []).append(answer)
    return [{"referral": row, "answers": said.get(row.pk, [])} for row in rows.order_by("role")]


def voices(referral: Referral) -> dict[str, Any] | None:
    """What residents said of the answer, personal data masked: why it may have come back."""
    ratings = Rating.objects.filter(delivery__answer__referral=referral)
    bad = Q(satisfaction=Rating.Satisfaction.BAD) | Q(done=Rating.Done.NO)
    counts = ratings.aggregate(rated=Count("pk"), bad=Count("pk", filter=bad))
    if not counts["rated"]:
        return None
    said = ratings.exclude(comment="").order_by("-at", "-pk")[:VOICES]
    return {**counts, "said": [(rating, masked(rating.comment)) for rating in said]}
