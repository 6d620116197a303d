"""What waits to be deliberated in a council's area: read for the agenda, ranked by people."""

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from deliberation.models import Council, Matter, Proposal, Resolution
from suggestions.models import Suggestion, Topic

SHOWN = 20


def topics(council: Council) -> QuerySet:
    """Confirmed topics whose suggestions lie in the area or below it, most people first.

    `people` are distinct authors and those who supported them; an author without a key counts
    as one person for each suggestion. What is being deliberated already is left out.
    """
    author = Coalesce(
        NullIf("placements__suggestion__author_key", Value("")),
        Concat(Value("#"), Cast("placements__suggestion", CharField())),
        output_field=CharField(),
    )
    taken = Matter.objects.filter(topic=OuterRef("pk")).exclude(
        status__in=[Matter.Status.CONCLUDED, Matter.Status.DROPPED]
    )
    inside = Topic.objects.public().filter(
        placements__suggestion__area__path__startswith=council.area.path,
        placements__suggestion__status__in=Suggestion.ACTIVE,
    )
    counted = inside.exclude(Exists(taken)).annotate(
        size=Count("placements"),
        authors=Count(author, distinct=True),
        supports=Sum("placements__suggestion__support_count"),
    )
    ranked = counted.annotate(people=F("authors") + F("supports"))
    return ranked.select_related("theme").order_by("-people", "-size", "pk")


def proposals(council: Council) -> QuerySet[Proposal]:
    """Published proposals that are no matter yet, seconded enough first."""
    waiting = [Proposal.Status.READY, Proposal.Status.COLLECTING]
    rows = council.proposals.filter(status__in=waiting)
    return rows.order_by("-status", "-second_count", "pk")


def unfinished(council: Council) -> QuerySet[Resolution]:
    """Resolutions that are not carried out yet and not being deliberated again."""
    again = Matter.objects.unsettled().filter(returned=OuterRef("pk"))
    rows = council.resolutions.filter(status=Resolution.Status.CARRIED)
    return rows.exclude(Exists(again)).order_by(F("due_on").asc(nulls_last=True), "pk")


def matters(council: Council) -> QuerySet[Matter]:
    """Raised and waiting for an agenda, the oldest first."""
    rows = council.matters.filter(status__in=[Matter.Status.RAISED, Matter.Status.DISCUSSED])
    return rows.select_related("topic").order_by("raised_at", "pk")
