"""可能重复的问题: two topics beside each other, 是 or 不是, and on to the next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from suggestions.actions import pairing as answers
from suggestions.actions.rules import Refused
from suggestions.desk import rights
from suggestions.desk.issues.folds import with_people
from suggestions.desk.topics.forms import NOWHERE, TEXTS_OF_CAMPAIGN
from suggestions.desk.topics.many import UNDO
from suggestions.models import CampaignPage, Suggestion, Topic
from suggestions.models.scope import decided
from suggestions.staff.access import DeskMixin, DeskRequest
from suggestions.staff.listing import ALL, ALL_TITLE, campaigns
from suggestions.text import pairing

AHEAD = 12  # pairs that are looked for, to say how many wait
LATEST = 4_000  # topics of all campaigns that are compared
LETTERS = 3  # of each topic that are shown
SKIPPED = 200


def _pairs(text: str) -> list[tuple[int, int]]:
    """`1-2,3-4` as somebody put aside."""
    found = []
    for part in text.split(",")[:SKIPPED]:
        one, _, other = part.partition("-")
        if one.isdecimal() and other.isdecimal() and len(part) < 40:
            found.append((int(one), int(other)))
    return found


class PairPage(DeskMixin, WagtailAdminTemplateMixin, View):
    """One pair at a time; what was answered is never asked again."""

    permission = rights.CURATE
    for_areas = True
    page_title = "可能重复的问题"
    header_icon = "link"
    template_name = "suggestions/desk/topic_pairs.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        asked = request.GET.get("campaign", "")
        self.campaign: CampaignPage | None = None  # of two campaigns each
        if asked != ALL:
            self.campaign = get_object_or_404(campaigns(), pk=asked if asked.isdecimal() else 0)
        self.scope = str(self.campaign.pk) if self.campaign else ALL
        self.skip = request.GET.get("skip", "")

    def get_page_subtitle(self) -> str:
        return self.campaign.title if self.campaign else ALL_TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = f"{reverse('desk_topics:index')}?campaign={self.scope}"
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": "问题", "sublabel": self.get_page_subtitle()},
            {"url": "", "label": self.page_title},
        ]

    def address(self, skip: str) -> str:
        query = f"?campaign={self.scope}" + (f"&skip={skip}" if skip else "")
        return reverse("desk_topics:pairs") + query

    def get(self, request: DeskRequest) -> HttpResponse:
        topics = self.topics()
        known = answers.answered() | set(_pairs(self.skip))
        waiting = pairing.likely(topics, known, top=AHEAD, crossing=not self.campaign)
        late = {topic.pk for topic in topics if topic.status not in Topic.CURATABLE}
        waiting = [pair for pair in waiting if not {pair.first, pair.second} <= late]
        context: dict[str, Any] = {"latest": len(topics) >= LATEST and not self.campaign}
        context |= {"number": len(waiting), "many": len(waiting) >= AHEAD}
        if waiting:
            pair = waiting[0]
            skip = ",".join(filter(None, [self.skip, f"{pair.first}-{pair.second}"]))
            context |= {"pair": pair, "sides": sides(pair), "skip_url": self.address(skip)}
        return self.render_to_response(
            self.get_context_data(
                campaign=self.campaign,
                scope=self.scope,
                whole=not self.campaign,
                offers_all=True,
                all_campaigns=ALL_TITLE,
                campaigns=list(campaigns().only("pk", "title")),
                here=self.address(self.skip),
                **context,
            )
        )

    def topics(self) -> list[Topic]:
        """Those of the campaign; of all the latest, which older years do not slow down."""
        rows = decided(Topic.objects.standing(), self.request.user).only(
            "number", "name", "keywords", "representatives", "status", "campaign"
        )
        if self.campaign:
            return list(rows.filter(campaign=self.campaign))
        return list(rows.order_by("-pk")[:LATEST])

    def post(self, request: DeskRequest) -> HttpResponse:
        one, other = self.topic("first"), self.topic("second")
        same = request.POST.get("same") == "yes"
        try:
            note = answers.answer(one, other, same=same, by=request.user, at=request.at)
        except Refused as error:
            messages.error(request, str(error))
        else:
            self.tell(request, note)
        return redirect(self.address(self.skip))

    def topic(self, name: str) -> Topic:
        rows = Topic.objects.select_related("campaign").defer(*TEXTS_OF_CAMPAIGN)
        mine = decided(rows, self.request.user)
        if self.campaign:
            mine = mine.filter(campaign=self.campaign)
        typed = self.request.POST.get(name, "")
        return get_object_or_404(mine, pk=typed if typed.isdecimal() else 0)

    def tell(self, request: DeskRequest, note: Any) -> None:
        if note is None:
            messages.success(request, "记下了：不是同一件事，以后不再问。")
            return
        here = self.campaign.pk if self.campaign else NOWHERE
        undo = {"what": "unmerge", "keys": [note.pk], "campaign": here}
        request.session[UNDO] = undo
        into = f"《{note.target.campaign.title}》的" if not self.campaign else ""
        words = f"已把“{note.source.name}”并入{into}“{note.target.name}”；在问题列表里可以撤销。"
        messages.success(request, words)


def sides(pair: pairing.Pair) -> list[dict[str, Any]]:
    """Both topics with what a person needs to decide."""
    rows = with_people(Topic.objects.with_sizes()).select_related("issue", "theme", "campaign")
    topics = rows.defer(*TEXTS_OF_CAMPAIGN).in_bulk([pair.first, pair.second])
    wanted = [pk for topic in topics.values() for pk in topic.representatives[:LETTERS]]
    letters = Suggestion.objects.accepted().select_related("area").in_bulk(wanted)
    return [
        {
            "topic": topic,
            "letters": [letters[pk] for pk in topic.representatives[:LETTERS] if pk in letters],
        }
        for topic in (topics[pair.first], topics[pair.second])
    ]
