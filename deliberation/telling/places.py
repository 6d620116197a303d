"""Sums of councils' numbers over the places below an area, for every page that has such a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from deliberation.telling.indices import areas_below
from suggestions.models import Area

Number = TypeVar("Number")
OWN = "本级"


@dataclass(frozen=True)
class Part(Generic[Number]):
    """A place below with its sum; without an area it is what belongs to the area itself."""

    name: str
    value: Number
    area: Area | None = None


def split(area: Area | None, found: Mapping[str, Any]) -> tuple[Area | None, list[Part[Any]]]:
    """The places below by their codes, and the area that they lie in; no places, no parts.

    `found`: numbers by the paths of their areas. A place that alone has any is opened at once;
    places that have none are left out.
    """
    inside = {p: n for p, n in found.items() if area is None or p.startswith(area.path)}
    below = areas_below(area)
    while below:
        parts = _parts(below, inside)
        if len(parts) != 1:
            return area, parts
        if parts[0].area is None:  # its own alone: told council by council
            return area, []
        area = parts[0].area
        below = areas_below(area)
    return area, []


def _parts(below: list[Area], found: Mapping[str, Any]) -> list[Part[Any]]:
    length = below[0].depth * Area.steplen
    sums: dict[str, Any] = {}
    for path, number in found.items():
        sums[path[:length]] = sums[path[:length]] + number if path[:length] in sums else number
    parts = [Part(a.name, sums.pop(a.path), a) for a in below if a.path in sums]
    own = list(sums.values())
    if own:
        whole = own[0]
        for number in own[1:]:
            whole = whole + number
        parts.append(Part(OWN, whole))
    return parts
