"""One guide with its clauses, one clause with the words that are or could be in it."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.desk import rights
from suggestions.desk.guides import answers, finding
from suggestions.desk.guides.forms import TieForm
from suggestions.desk.guides.verbs import CLAUSE, LINKS, TIE
from suggestions.models import (
    AnswerTie,
    ClauseComment,
    ClauseLink,
    GuideClause,
    GuidePage,
    OpenAnswer,
    Suggestion,
)
from suggestions.models.guide_blocks import clauses_of
from suggestions.staff.access import DeskMixin, DeskRequest, allowed
from suggestions.staff.forms import DeskForm
from suggestions.staff.verbs import Button, DeskVerb, RecordPage
from suggestions.telling import guides
from suggestions.text.quoting import quoted

NAME, LINKS_SHOWN, COMMENTS_SHOWN, LONGEST = "文本和建议", 20, 20, 100
CAMPAIGN_TEXTS = [f"campaign__{name}" for name in ("body", "ways", "result")]


class GuideDesk(DeskMixin, WagtailAdminTemplateMixin, View):
    """The clauses of the newest version, and those that are gone with words in them."""

    permission = rights.ADOPT
    template_name = "suggestions/desk/guide.html"
    header_icon = "doc-full-inverse"

    @cached_property
    def guide(self) -> GuidePage:
        found: GuidePage = get_object_or_404(GuidePage.objects.all(), pk=self.kwargs["pk"])
        return found

    def get(self, request: DeskRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return str(self.guide.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("desk_guides:index"), "label": NAME}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            guide=self.guide,
            clauses=guides.tied(self.guide.pk),
            may_edit=self.guide.permissions_for_user(self.request.user).can_edit(),
            **guides.stage_facts(self.guide, self.request.at),
            **kwargs,
        )


class ClausePage(RecordPage):
    """Whoever edits finds letters like the clause, or by words, ticks sentences and ties them."""

    permission = rights.ADOPT
    model = GuideClause
    verbs: tuple[DeskVerb, ...] = (TIE, *LINKS, *CLAUSE, answers.TIE_ANSWER, *answers.TIES)
    rights = rights.RIGHTS
    template_name = "suggestions/desk/clause.html"
    header_icon = "doc-full-inverse"

    def get_records(self) -> QuerySet[GuideClause]:
        return GuideClause.objects.select_related("guide")

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_guides:verb", args=[self.object.pk, verb])
        return reverse("desk_guides:clause", args=[self.object.pk])

    def get_page_title(self) -> str:
        return f"{self.object.guide.title}：{self.object.label}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        guide = self.object.guide
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_guides:index"), "label": NAME},
            {"url": reverse("desk_guides:guide", args=[guide.pk]), "label": guide.title},
            {"url": "", "label": self.object.label},
        ]

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        form = super().make_form(verb, subject, data)
        if isinstance(form, (TieForm, answers.TieAnswerForm)):
            form.clause = self.object
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clause, draft = self.object, self.draft
        return super().get_context_data(
            clause=clause,
            draft=draft,
            links=self.links(),
            comments=self.comments(),
            quiet_comments=self.all_comments().exclude(suggestion__in=_readable()).count(),
            agree=clause.supports.count(),
            asked=self.asked,
            candidates=self.candidates(),
            answer_ties=self.answer_ties(),
            **self.answers(),
            **kwargs,
        )

    @cached_property
    def draft(self) -> tuple[str, str]:
        """Heading and words of the newest version; of one that is gone, the last."""
        newest = self.object.guide.get_latest_revision_as_object()
        found = {one.key: (one.heading, one.text) for one in clauses_of(newest.body)}
        return found.get(self.object.key, (self.object.heading, self.object.text))

    @property
    def asked(self) -> str:
        return self.request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]

    def links(self) -> Page[Any]:
        """What is tied already, each with its sentences of now and its buttons."""
        rows = ClauseLink.objects.filter(clause=self.object).order_by("-at", "-pk")
        rows = rows.select_related("clause__guide", "suggestion", "by", "topic")
        page: Page[Any] = Paginator[Any](rows, LINKS_SHOWN).get_page(self.request.GET.get("p", "1"))
        page.object_list = [
            (link, _said(link), self.buttons(link, LINKS)) for link in page.object_list
        ]
        return page

    def answer_ties(self) -> list[tuple[AnswerTie, list[str], list[Button]]]:
        found = answers.ties_of(self.object)
        return [(tie, said, self.buttons(tie, answers.TIES)) for tie, said in found]

    def answers(self) -> dict[str, Any]:
        """What else could go in, for those who read answers in own words."""
        if not allowed(self.request.user, rights.LOOK):
            return {}
        words = self.request.GET.get("a", "").replace("\0", "").strip()[:LONGEST]
        found = answers.candidates(self.object, words)
        pressed = self.pressed.subject if self.pressed else None
        if isinstance(pressed, OpenAnswer) and pressed not in found:
            found.insert(0, pressed)
        told = [(one, self.buttons(one, (answers.TIE_ANSWER,))) for one in found]
        return {"answers_asked": words, "answer_candidates": told, "may_look": True}

    def all_comments(self) -> QuerySet[ClauseComment]:
        return ClauseComment.objects.filter(clause=self.object)

    def comments(self) -> list[tuple[Suggestion, list[Button]]]:
        """Opinions on the draft that anybody may read and nobody has weighed yet."""
        rows = _readable().filter(clause_comment__clause=self.object)
        rows = rows.exclude(clause_links__clause=self.object).order_by("-pk")[:COMMENTS_SHOWN]
        told = rows.select_related("area", "campaign").defer(*CAMPAIGN_TEXTS)
        return [(row, self.buttons(row, (TIE,))) for row in told]

    def candidates(self) -> list[tuple[Suggestion, list[Button]]]:
        """The one that was just refused, then what was asked for, else what is like the clause."""
        clause = self.object
        keys = finding.asked_for(clause, self.asked) if self.asked else []
        if not self.asked:
            keys = finding.like(clause, *self.draft)
        pressed = self.pressed.subject if self.pressed else None
        if isinstance(pressed, Suggestion):
            keys = [pressed.pk, *(key for key in keys if key != pressed.pk)]
        told = _readable().select_related("area", "campaign").defer(*CAMPAIGN_TEXTS)
        rows = told.in_bulk(keys)
        return [(rows[key], self.buttons(rows[key], (TIE,))) for key in keys if key in rows]


def _readable() -> QuerySet[Suggestion]:
    """An editor reads what everybody may read."""
    return Suggestion.objects.public()


def _said(link: ClauseLink) -> list[str]:
    said = link.suggestion
    if said is None or not said.is_public:
        return []
    return quoted(set(link.sentences), (said.public_title, said.public_body, said.public_solution))
