"""A series as a whole: its parts with how far each has come, and the totals of all."""

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page

from suggestions.models import CampaignSeriesPage, SeriesPart
from suggestions.telling import hearing
from suggestions.telling.shares import percent, share


@dataclass(frozen=True)
class Part:
    """One part: what it is, where it is, how many voices of how many that were aimed at."""

    kind: str
    kind_label: str
    title: str
    url: str
    voices: int | None  # nothing where it is no campaign
    target: int | None
    state_label: str = ""

    @property
    def percent(self) -> int:
        return min(100, percent(self.voices or 0, self.target or 0))

    @property
    def share(self) -> str:
        return share(self.voices or 0, self.target or 0)

    @property
    def reached(self) -> bool:
        return bool(self.target) and (self.voices or 0) >= (self.target or 0)


@dataclass(frozen=True)
class Group:
    """The parts of a kind."""

    label: str
    parts: list[Part]

    @property
    def reached(self) -> int:
        return sum(part.reached for part in self.parts)

    @property
    def aimed(self) -> int:
        return sum(bool(part.target) for part in self.parts)


def context(page: CampaignSeriesPage, campaigns: list[dict], request: HttpRequest) -> dict:
    """What a series' page tells of all its campaigns together."""
    totals = hearing.totals([card["pk"] for card in campaigns]) if campaigns else None
    groups = structure(page, campaigns, request)
    inside = [page.pk, *(card["pk"] for card in campaigns)]
    counts = hearing.counts_of(inside) if page.pk else []
    return {
        "groups": groups,
        "formula": " + ".join(str(len(group.parts)) for group in groups),
        "totals": totals,
        "participation": counts,
    }


def structure(page: CampaignSeriesPage, campaigns: list[dict], request: HttpRequest) -> list[Group]:
    """The parts as the editor ordered them, those of a kind that follow each other together."""
    parts = list(page.parts.all())
    shown = Page.objects.live().public().in_bulk([part.page_id for part in parts])
    cards = {card["pk"]: card for card in campaigns}
    groups: list[Group] = []
    for part in parts:
        if part.page_id not in shown:
            continue
        label = part.get_kind_display()
        if not groups or groups[-1].label != label:
            groups.append(Group(label, []))
        groups[-1].parts.append(_part(part, shown[part.page_id], cards, request))
    return groups


def _part(part: SeriesPart, of: Page, cards: dict[int, dict], request: HttpRequest) -> Part:
    card = cards.get(of.pk)
    return Part(
        part.kind,
        part.get_kind_display(),
        of.title,
        of.get_url(request) or "",
        card["suggestion_count"] if card else None,
        part.target if card else None,
        card["state_label"] if card else "",
    )
