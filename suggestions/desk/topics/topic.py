"""One topic: its words, its members, its picture in time and place, its way to an answer."""

import datetime as dt
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Count, F, Model, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from suggestions.desk import rights
from suggestions.desk.advisers.verbs import ASK, ON_OPINION
from suggestions.desk.guides.answers import ANSWERS_IN
from suggestions.desk.guides.verbs import WRITE_IN
from suggestions.desk.issues.folds import with_people
from suggestions.desk.issues.verbs import ABOUT_TOPIC
from suggestions.desk.papers.lists import paper_url
from suggestions.desk.papers.verbs import PREFIX, REFERRAL_PAPERS, TOPIC_PAPERS
from suggestions.desk.recusals import END, RECUSE, RecusalMixin
from suggestions.desk.referrals.verbs import EXTENSION_VERBS, REFERRAL_VERBS, REFERRING
from suggestions.desk.screening.kinds import mark_copies
from suggestions.desk.topics.lists import topic_url
from suggestions.desk.topics.runs import (
    TOPIC_CHANGE_VERBS,
    ShownChange,
    changes_about,
    shown_changes,
)
from suggestions.desk.topics.said import SAID, said_about, said_buttons
from suggestions.desk.topics.verbs import CURATING, MERGE_VERBS, TICKED
from suggestions.models import (
    Event,
    Opinion,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    TopicMerge,
    User,
)
from suggestions.models.scope import narrowed, strangers, whole_city
from suggestions.staff import charts
from suggestions.staff.access import allowed
from suggestions.staff.columns import with_words
from suggestions.staff.forms import DeskForm
from suggestions.staff.history import history_of
from suggestions.staff.presence import presence
from suggestions.staff.verbs import Button, DeskVerb
from suggestions.telling import figures, voices
from suggestions.text.nearest import READ, nearest
from suggestions.text.routing import Advice, recommend

MEMBERS, SIMILAR, VOICES = 30, 6, 20
REPRESENTATIVES, PROPOSALS = 3, 10
NEAREST, EACH_READ = 20, READ // REPRESENTATIVES  # letters of other campaigns; of a text of ours
NEAR_FIELDS = ("number", "name", "status", "campaign__title")


class TopicPage(RecusalMixin):
    """One topic with everything that speaks for or against it, and its buttons."""

    model = Topic
    for_areas = True
    verbs: tuple[DeskVerb, ...] = (
        *CURATING,
        *ABOUT_TOPIC,
        *MERGE_VERBS,
        *REFERRING,
        *REFERRAL_VERBS,
        *EXTENSION_VERBS,
        *REFERRAL_PAPERS,
        *TOPIC_PAPERS,
        *TOPIC_CHANGE_VERBS,
        *SAID,
        ANSWERS_IN,
        WRITE_IN,
        ASK,
        *ON_OPINION,
        RECUSE,
        END,
    )
    rights = rights.RIGHTS
    template_name = "suggestions/desk/topic.html"
    header_icon = "folder-open-inverse"

    def get_records(self) -> QuerySet[Topic]:
        return (
            with_people(Topic.objects.with_sizes())
            .select_related("campaign", "theme", "issue", "merged_into", "named_by")
            .defer("campaign__body", "campaign__ways", "campaign__result")
        )

    def topic(self) -> Topic:
        return self.object

    def get_url(self, verb: str = "") -> str:
        if verb:
            return reverse("desk_topics:verb", args=[self.object.pk, verb])
        return topic_url(self.object)

    def get_success_url(self, verb: DeskVerb) -> str:
        if verb.name == "merge" and self.object.merged_into_id:
            return reverse("desk_topics:page", args=[self.object.merged_into_id])
        drawn = self.object.papers.first() if verb.name.startswith(PREFIX) else None
        return paper_url(drawn) if drawn else self.get_url()

    def get_page_title(self) -> str:
        return f"{self.object.number} 号问题：{self.object.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('desk_topics:index')}?campaign={self.object.campaign_id}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.object.campaign.title},
            {"url": "", "label": self.object.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic, user = self.object, self.request.user
        when, where = self.facts()
        context = super().get_context_data(
            others_here=presence(topic, self.request.user),
            keywords=charts.shares((word, round(weight, 2)) for word, weight in topic.keywords),
            representatives=self.representatives(),
            members=(members := self.members()),
            ticked_elsewhere=self.ticked() - {placement.suggestion_id for placement in members},
            write_in=next(iter(self.buttons(topic, [WRITE_IN])), None),
            trend=charts.trend(when),
            areas=charts.shares(where),
            changes=self.proposals(),
            advice=self.advice(),
            opinions=self.with_buttons(self.opinions(), ON_OPINION),
            may_ask=self.buttons(topic, [ASK]),
            similar=similar_topics(topic, user),
            near=near_elsewhere(topic, user),
            merges=self.with_buttons(self.merges(), MERGE_VERBS),
            referrals=self.referrals(),
            answers=topic.answers.select_related("referral__department", "written_by", "decided_by")
            .prefetch_related("files")
            .annotate(reached=Count("deliveries")),
            voices=self.voices(),
            said=said_about(topic, self.request.GET) if whole_city(user) else {},
            said_ticked=self.ticked("said"),
            elsewhere=self.elsewhere(),
            ticked=self.ticked(),
            may_merge=self.may_merge(),
            history=history_of(topic.events.select_related("referral__department")),
            papers=topic.papers.filter(referral=None) if whole_city(user) else [],
            strangers=0 if whole_city(user) else strangers(user).filter(topic=topic).count(),
            draws=self.buttons(topic, TOPIC_PAPERS),
            **kwargs,
        )
        return context | said_buttons(context["apart"])

    def facts(self) -> tuple[list[dt.date], list[tuple[str, int]]]:
        """Days and places of the members, from one narrow query."""
        members = Suggestion.objects.filter(placement__topic=self.object).accepted()
        rows = narrowed(members, self.request.user)
        facts = list(rows.values_list("submitted_at", "area__full_name"))
        places = figures.by_place(area for _, area in facts)
        if nowhere := sum(not area for _, area in facts):
            places.append(("未填写区域", nowhere))
        return [localdate(at) for at, _ in facts], places

    def advice(self) -> Advice | None:
        """Whom to refer it to, for those who may, while there is something to refer."""
        waits = self.object.status in (Topic.Status.CONFIRMED, Topic.Status.REOPENED)
        return (
            recommend(self.object) if waits and allowed(self.request.user, rights.REFER) else None
        )

    def opinions(self) -> QuerySet[Opinion]:
        return self.object.opinions.select_related("adviser", "typed_by")

    def make_form(self, verb: DeskVerb, subject: Model, data: Any = None) -> DeskForm:
        """A department that was recommended and pressed stands in the form already."""
        form = super().make_form(verb, subject, data)
        lead = self.request.GET.get("lead", "")
        if data is None and verb.name in ("refer", "refer-again") and lead.isdecimal():
            form.initial["lead"], form.chosen = lead, True
        if data is None and verb in TICKED and self.pressed and self.pressed.verb in TICKED:
            # Refused beside it, in the same list: what was typed for this one stays as well.
            typed = self.request.POST
            form.initial.update({name: typed[name] for name in form.fields if name in typed})
        return form

    def proposals(self) -> list[ShownChange]:
        """What the last run would change here, each with its buttons."""
        if not whole_city(self.request.user):
            return []  # a run is over the whole city
        rows = changes_about(self.object)[:PROPOSALS]
        return shown_changes(rows, lambda change: self.buttons(change, TOPIC_CHANGE_VERBS))

    def representatives(self) -> list[Suggestion]:
        accepted = narrowed(Suggestion.objects.accepted(), self.request.user)
        rows = accepted.in_bulk(self.object.representatives)
        return [rows[pk] for pk in self.object.representatives if pk in rows][:REPRESENTATIVES]

    def members(self) -> Page:
        rows = narrowed(Placement.objects.filter(topic=self.object), self.request.user)
        rows = rows.select_related("suggestion__area", "suggestion__sorting", "by")
        asked = self.request.GET.get("p", "1")
        page = Paginator(rows.order_by("-score", "suggestion_id"), MEMBERS).get_page(asked)
        mark_copies((placement.suggestion for placement in page), self.request.user)
        guests = {p.comes_from_id for p in page if p.comes_from_id}
        titles = voices.titles_for_staff(guests) if guests else {}
        for placement in page:
            with_words(placement, said_in=titles.get(placement.comes_from_id or 0, ""))
        return page

    def elsewhere(self) -> str:
        """How many of its voices are of which other campaigns."""
        topic = self.object
        held = voices.by_campaign(figures.members(topic.pk))
        told = voices.elsewhere(held, here=topic.campaign_id, titles=voices.titles_for_staff)
        return told.get(topic.pk, "")

    def ticked(self, name: str = "picked") -> set[int]:
        """What was ticked in a list that has to be shown again."""
        return {int(pk) for pk in self.request.POST.getlist(name) if pk.isdecimal()}

    def may_merge(self) -> bool:
        curates = self.rights["topic.merge"].holds(
            self.request.user, self.object, covered=self.covers(self.object)
        )
        return curates and self.object.status in Topic.CURATABLE

    def merges(self) -> QuerySet[TopicMerge]:
        rows = self.object.merges_here.filter(undone_at=None)
        rows = rows.select_related("source__campaign", "by")
        return rows.defer(*(f"source__campaign__{name}" for name in ("body", "ways", "result")))

    def with_buttons(
        self, rows: QuerySet[Any], verbs: tuple[DeskVerb, ...]
    ) -> list[tuple[Model, list[Button]]]:
        return [(row, self.buttons(row, verbs)) for row in rows]

    def referrals(self) -> list[dict[str, Any]]:
        """Each referral with its clock, what is asked for, what happened and what may be done."""
        rows = list(
            Referral.objects.filter(topic=self.object)
            .select_related("department", "sent_by", "topic__campaign")
            .prefetch_related("extensions", "papers")
            .order_by("role", "-pk")
        )
        events: dict[int | None, list[Event]] = {}
        for event in Event.objects.filter(referral__in=rows).order_by("-at", "-pk"):
            events.setdefault(event.referral_id, []).append(event)
        for row in rows:
            told = events.get(row.pk, [])
            instead = any(event.data.get("instead_of") for event in told)
            with_words(row, happened={event.verb for event in told}, instead_of=instead)
        return [
            {
                "referral": row,
                "late": row.is_late(self.request.at),
                "buttons": self.buttons(row, REFERRAL_VERBS),
                "extensions": self.with_buttons(row.extensions.all(), EXTENSION_VERBS),
                "papers": row.papers.all() if whole_city(self.request.user) else [],
                "draws": self.buttons(row, REFERRAL_PAPERS),
                "events": events.get(row.pk, []),
            }
            for row in rows
        ]

    def voices(self) -> QuerySet[Rating]:
        """What residents said of the answer, the discontented first heard."""
        rows = Rating.objects.filter(delivery__answer__topic=self.object).exclude(comment="")
        said = narrowed(rows, self.request.user)
        return said.select_related("delivery__suggestion").order_by("-at", "-pk")[:VOICES]


def near_elsewhere(topic: Topic, user: User) -> list[tuple[Topic, tuple[str, ...]]]:
    """Topics of other campaigns and of the everyday door that hold letters like those of this
    one, by the search table: bounded, however many campaigns there have been."""
    accepted = narrowed(Suggestion.objects.accepted(), user)
    letters = accepted.filter(pk__in=topic.representatives[:REPRESENTATIVES])
    texts = letters.order_by("pk").values_list("public_title", "public_body")
    body = "\n".join(f"{title}\n{text[:EACH_READ]}" for title, text in texts)
    elsewhere = Topic.objects.standing().exclude(campaign=topic.campaign_id)
    standing = narrowed(elsewhere, user)
    rows = narrowed(Suggestion.objects.filter(placement__topic__in=standing), user)
    hits = {near.pk: near.words for near in nearest(rows, title=topic.name, body=body, top=NEAREST)}
    others = standing.filter(placements__suggestion__in=hits).annotate(
        letter=F("placements__suggestion")
    )
    of = {other.letter: other for other in others.select_related("campaign").only(*NEAR_FIELDS)}
    found: dict[int, tuple[Topic, tuple[str, ...]]] = {}
    for letter, words in hits.items():
        if letter in of:
            found.setdefault(of[letter].pk, (of[letter], words))
    return list(found.values())[:SIMILAR]


def similar_topics(topic: Topic, user: User) -> list[tuple[Topic, list[str]]]:
    """Topics that share keywords with this one, the heaviest overlap first."""
    own = dict(topic.keywords)
    if not own:
        return []
    standing = narrowed(Topic.objects.standing().filter(campaign=topic.campaign_id), user)
    others = standing.exclude(pk=topic.pk)
    if connection.vendor == "postgresql":  # the database knows which share a word at all
        others = others.filter(reduce(or_, (Q(keywords__contains=[[word]]) for word in own)))
    scored = []
    for other in others.only("number", "name", "keywords", "status"):
        theirs = dict(other.keywords)
        shared = [word for word in own if word in theirs]
        if shared:
            weight = sum(min(own[word], theirs[word]) for word in shared)
            scored.append((weight, -other.number, other, shared))
    scored.sort(key=lambda row: row[:2], reverse=True)
    return [(other, shared) for _, _, other, shared in scored[:SIMILAR]]
