"""Finding one's council by the words people know: its name, a street, an estate, 路 and 弄.

All words must be found, each in the council's name or in the names of its place: the place it
sits in, those above it, and the estates within it.
"""

import math
import re
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from deliberation.models import Council
from suggestions.models import Area

SHOWN = 20  # more than that is no answer: the reader is asked for another word
WORDS, LENGTH = 6, 60  # of what was typed, so many words and characters are looked for
_BREAKS = re.compile(r"[\s,，、;；·。]+")
# People write an address in one piece: 田林街道田林路65弄 is three names.
_ENDS = re.compile(r"(?<=[区镇乡])|(?<=街道)|(?<=[路弄村])(?=[^委民])|(?<=小区)")


def words(text: str) -> list[str]:
    """What is looked for, each word once, in the order typed."""
    cleaned = text.replace("\0", "")[:LENGTH]
    return list(dict.fromkeys(word for word in _BREAKS.split(cleaned) if word))[:WORDS]


def pieces(text: str) -> list[str]:
    """The words, those that are a whole address taken apart at 区, 街道, 路, 弄 and the like."""
    parts = [part for word in words(text) for part in _ENDS.split(word) if part]
    return list(dict.fromkeys(parts))[:WORDS]


def councils(text: str) -> list[Council]:
    """At most one more than `SHOWN`, so that the page can say that there are more."""
    for asked in (words(text), pieces(text)):
        found = _holding(asked)
        if found:
            return found
    return []


def _holding(asked: list[str]) -> list[Council]:
    if not asked:
        return []
    rows = Council.objects.active().select_related("area")
    for word in asked:
        rows = rows.filter(_about(word))
    return list(rows.order_by("area__path", "name", "pk")[: SHOWN + 1])


def _about(word: str) -> Q:
    """Councils named so, or of a place that is, or that holds an estate that is."""
    about = Q(name__icontains=word) | Q(area__full_name__icontains=word)
    paths = _estates(word).values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(Area.steplen, len(path), Area.steplen)}
    # Estates alone: a street's council does not answer to each of its communities' names.
    near = Q(area__path__in=above, level=Council.Level.COMMUNITY)
    return about | near if above else about


def _estates(word: str) -> QuerySet[Area]:
    return Area.objects.filter(level=Area.Level.ESTATE, name__icontains=word)[:200]


# --- near a place -----------------------------------------------------------------------------

NEAR, WITHIN = 5, 0.3  # the nearest few, sought within so many degrees: about 30 km
KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class Near:
    """A council and how far its middle is from where somebody stands."""

    council: Council
    km: float

    @property
    def told(self) -> str:
        if self.km < 1:
            return f"约 {max(1, round(self.km * 10)) * 100} 米"
        return f"约 {self.km:.1f} 公里" if self.km < 10 else f"约 {self.km:.0f} 公里"


def located() -> QuerySet[Council]:
    """Councils of whose place it is known where it lies."""
    return Council.objects.active().exclude(area__latitude=None)


def nearest(latitude: float, longitude: float) -> list[Near]:
    """The councils nearest to a point. Meridians meet at the poles: a degree shrinks on the way."""
    shrunk = max(math.cos(math.radians(latitude)), 0.01)
    around = located().filter(
        area__latitude__range=(latitude - WITHIN, latitude + WITHIN),
        area__longitude__range=(longitude - WITHIN / shrunk, longitude + WITHIN / shrunk),
    )
    places = around.values_list("pk", "area__latitude", "area__longitude")
    ranked = sorted(
        (math.hypot(north - latitude, (east - longitude) * shrunk) * KM_A_DEGREE, pk)
        for pk, north, east in places
        if north is not None and east is not None
    )[:NEAR]
    found = Council.objects.select_related("area").in_bulk([pk for _, pk in ranked])
    return [Near(found[pk], km) for km, pk in ranked]
