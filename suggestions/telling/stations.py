"""What is told of 征集站: which there are, and what came of what was said there.

One function counts for the public list, the station's page and the desk.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from suggestions.models import Answer, Area, Delivery, Station, Suggestion
from suggestions.telling.handling import share

LONGEST = 40  # characters of a search


@dataclass(frozen=True)
class Figures:
    """收到 is the whole of 受理, 受理 of 已答复, 已答复 of 被采纳."""

    received: int = 0
    accepted: int = 0
    answered: int = 0
    adopted: int = 0

    @property
    def answered_share(self) -> str:
        return share(self.answered, self.accepted)

    @property
    def adopted_share(self) -> str:
        return share(self.adopted, self.answered)


def figures(stations: Collection[int]) -> dict[int, Figures]:
    """`{station key: Figures}` by one query, whatever the number of stations."""
    answers = Answer.objects.leading().values("pk")
    last = Delivery.objects.filter(suggestion=OuterRef("pk"), answer__in=answers).order_by("-pk")
    rows = Suggestion.objects.filter(station__in=stations).order_by()
    rows = rows.annotate(adoption=Subquery(last.values("answer__adoption")[:1]))
    table: dict[int, dict[str, int]] = {pk: {} for pk in stations}
    counted = rows.values_list("station_id", "status", "adoption").annotate(many=Count("pk"))
    for pk, status, adoption, many in counted:
        own = table[pk]
        for name, holds in (
            ("received", True),
            ("accepted", status in Suggestion.ACTIVE),
            ("answered", status == Suggestion.Status.ANSWERED),
            (
                "adopted",
                status == Suggestion.Status.ANSWERED
                and adoption not in (None, Answer.Adoption.NOT_ADOPTED),
            ),
        ):
            own[name] = own.get(name, 0) + many * holds
    return {pk: Figures(**own) for pk, own in table.items()}


def listed(words: str = "", district: Area | None = None) -> QuerySet[Station]:
    """The stations that are open, in the order of the city's tree, those that fit alone."""
    rows = Station.objects.standing().select_related("area")
    for word in words[:LONGEST].split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(area__full_name__icontains=word)
        )
    return rows.filter(area__path__startswith=district.path) if district else rows


def districts() -> QuerySet[Area]:
    """The districts in which there is one, also of another city."""
    paths = Station.objects.standing().order_by().values_list("area__path", flat=True)
    inside = {path[: 2 * Area.steplen] for path in paths.distinct()}
    return Area.objects.filter(path__in=inside).order_by("path")


def others_near(station: Station, limit: int = 5) -> QuerySet[Station]:
    """Those of the same district, for who stands before a closed door."""
    district = station.area.path[: 2 * Area.steplen]
    rows = Station.objects.standing().filter(area__path__startswith=district)
    return rows.exclude(pk=station.pk).select_related("area")[:limit]
