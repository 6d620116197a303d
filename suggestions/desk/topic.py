"""One topic: its words, its members, its picture in time and place, its way to an answer."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions import figures
from suggestions.desk import charts
from suggestions.desk.access import DeskVerb, RecordPage, allowed
from suggestions.desk.curating import CURATING, MERGE_VERBS
from suggestions.desk.forms import DeskForm
from suggestions.desk.history import history_of
from suggestions.desk.referring import EXTENSION_VERBS, REFER, REFERRAL_VERBS, REFERRING
from suggestions.desk.runs import TOPIC_CHANGE_VERBS, changes_about, with_titles
from suggestions.desk.sorting import mark_copies
from suggestions.desk.topics import topic_url, with_people
from suggestions.models import (
    Event,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    TopicChange,
    TopicMerge,
)
from suggestions.routing import Advice, recommend

MEMBERS, SIMILAR, VOICES = 30, 6, 20
REPRESENTATIVES, PROPOSALS = 3, 10


class TopicPage(RecordPage):
    """One topic with everything that speaks for or against it, and its buttons."""

    model = Topic
    verbs: tuple[DeskVerb, ...] = (
        *CURATING,
        *MERGE_VERBS,
        *REFERRING,
        *REFERRAL_VERBS,
        *EXTENSION_VERBS,
        *TOPIC_CHANGE_VERBS,
    )
    template_name = "suggestions/desk/topic.html"
    header_icon = "folder-open-inverse"

    def get_records(self) -> QuerySet[Topic]:
        return (
            with_people(Topic.objects.with_sizes())
            .select_related("campaign", "theme", "merged_into", "named_by")
            .defer("campaign__body", "campaign__ways", "campaign__result")
        )

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("suggestions_desk:topic_verb", args=[self.object.pk, verb])
        return topic_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        if verb.name == "merge" and self.object.merged_into_id:
            return reverse("suggestions_desk:topic", args=[self.object.merged_into_id])
        return self.get_url()

    def get_page_title(self) -> str:
        return f"{self.object.number} 号问题：{self.object.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('suggestions_desk:topics')}?campaign={self.object.campaign_id}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.object.campaign.title},
            {"url": "", "label": self.object.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = self.object
        when, where = self.facts()
        return super().get_context_data(
            keywords=charts.shares((word, round(weight, 2)) for word, weight in topic.keywords),
            representatives=self.representatives(),
            members=self.members(),
            trend=charts.trend(when),
            areas=charts.shares(where),
            changes=self.proposals(),
            advice=self.advice(),
            similar=similar_topics(topic),
            merges=self.with_buttons(self.merges(), MERGE_VERBS),
            referrals=self.referrals(),
            answers=topic.answers.select_related(
                "referral__department", "written_by", "decided_by"
            ).annotate(reached=Count("deliveries")),
            voices=self.voices(),
            ticked=self.ticked(),
            may_merge=self.may_merge(),
            history=history_of(topic.events.select_related("referral__department")),
            **kwargs,
        )

    def facts(self) -> tuple[list, list[tuple[str, int]]]:
        """Days and places of the members, from one narrow query."""
        rows = Suggestion.objects.filter(placement__topic=self.object).accepted()
        facts = list(rows.values_list("submitted_at", "area__full_name"))
        places = figures.by_place(area for _, area in facts)
        if nowhere := sum(not area for _, area in facts):
            places.append(("未填写区域", nowhere))
        return [localdate(at) for at, _ in facts], places

    def advice(self) -> Advice | None:
        """Whom to refer it to, for those who may, while there is something to refer."""
        waits = self.object.status in (Topic.Status.CONFIRMED, Topic.Status.REOPENED)
        return recommend(self.object) if waits and allowed(self.request.user, REFER) else None

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        """A department that was recommended and pressed stands in the form already."""
        form = super().make_form(verb, subject, data)
        lead = self.request.GET.get("lead", "")
        if data is None and verb.name in ("refer", "refer-again") and lead.isdecimal():
            form.initial["lead"], form.chosen = lead, True
        return form

    def proposals(self) -> list[TopicChange]:
        """What the last run would change here, each with its buttons."""
        rows = with_titles(changes_about(self.object)[:PROPOSALS])
        for change in rows:
            change.buttons = self.buttons(change, TOPIC_CHANGE_VERBS)
        return rows

    def representatives(self) -> list[Suggestion]:
        rows = Suggestion.objects.accepted().in_bulk(self.object.representatives)
        return [rows[pk] for pk in self.object.representatives if pk in rows][:REPRESENTATIVES]

    def members(self) -> Page:
        rows = Placement.objects.filter(topic=self.object)
        rows = rows.select_related("suggestion__area", "suggestion__sorting", "by")
        asked = self.request.GET.get("p", "1")
        page = Paginator(rows.order_by("-score", "suggestion_id"), MEMBERS).get_page(asked)
        mark_copies(placement.suggestion for placement in page)
        return page

    def ticked(self) -> set[int]:
        """What was ticked in a list of members that has to be shown again."""
        return {int(pk) for pk in self.request.POST.getlist("picked") if pk.isdigit()}

    def may_merge(self) -> bool:
        curates = allowed(self.request.user, "curate_topic")
        return curates and self.object.status in Topic.CURATABLE

    def merges(self) -> QuerySet[TopicMerge]:
        return self.object.merges_here.filter(undone_at=None).select_related("source", "by")

    def with_buttons(self, rows: QuerySet, verbs: tuple[DeskVerb, ...]) -> list[tuple]:
        return [(row, self.buttons(row, verbs)) for row in rows]

    def referrals(self) -> list[dict[str, Any]]:
        """Each referral with its clock, what is asked for, what happened and what may be done."""
        rows = list(
            Referral.objects.filter(topic=self.object)
            .select_related("department", "sent_by", "topic__campaign")
            .prefetch_related("extensions")
            .order_by("role", "-pk")
        )
        events: dict[int, list[Event]] = {}
        for event in Event.objects.filter(referral__in=rows).order_by("-at", "-pk"):
            events.setdefault(event.referral_id, []).append(event)
        return [
            {
                "referral": row,
                "late": row.is_late(self.request.at),
                "buttons": self.buttons(row, REFERRAL_VERBS),
                "extensions": self.with_buttons(row.extensions.all(), EXTENSION_VERBS),
                "events": events.get(row.pk, []),
            }
            for row in rows
        ]

    def voices(self) -> QuerySet[Rating]:
        """What residents said of the answer, the discontented first heard."""
        said = Rating.objects.filter(delivery__answer__topic=self.object).exclude(comment="")
        return said.select_related("delivery__suggestion").order_by("-at", "-pk")[:VOICES]


def similar_topics(topic: Topic) -> list[tuple[Topic, list[str]]]:
    """Topics that share keywords with this one, the heaviest overlap first."""
    own = dict(topic.keywords)
    if not own:
        return []
    others = Topic.objects.standing().filter(campaign=topic.campaign_id).exclude(pk=topic.pk)
    scored = []
    for other in others.only("number", "name", "keywords", "status"):
        theirs = dict(other.keywords)
        shared = [word for word in own if word in theirs]
        if shared:
            weight = sum(min(own[word], theirs[word]) for word in shared)
            scored.append((weight, -other.number, other, shared))
    scored.sort(key=lambda row: row[:2], reverse=True)
    return [(other, shared) for _, _, other, shared in scored[:SIMILAR]]
