"""A map of places without anybody's tiles of the earth.

Where the outlines of all places are there they are drawn as they lie; where not, each place is a
square. Where the middles of all are known the squares stand as the places lie, north above; where
not, in the order of their codes. Once for a phone, once for a wide page.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from deliberation.models import AreaOutline
from suggestions.models import Area

SIDE, GAP = 84, 4
NARROW, WIDE = 4, 8  # squares in a row
LETTERS, NAME_LINES = 5, 2  # of a name in a line, and lines


@dataclass(frozen=True)
class Spot:
    """A place and what is said of it; `step` colours it, None leaves it without a colour."""

    name: str
    short: str
    words: str
    step: int | None
    url: str = ""
    area: Area | None = None


@dataclass(frozen=True)
class Tile:
    spot: Spot
    x: int
    y: int
    names: Sequence[str]


@dataclass(frozen=True)
class Drawing:
    """One size of paper."""

    name: str
    width: int
    height: int
    tiles: Sequence[Tile] = field(default_factory=tuple)
    side: int = SIDE
    shapes: Sequence["Shape"] = field(default_factory=tuple)


@dataclass(frozen=True)
class Shape:
    """A place as it lies; named where its name has room."""

    spot: Spot
    path: str
    x: float
    y: float
    named: bool


def drawings(spots: Sequence[Spot]) -> list[Drawing]:
    """Narrow and wide; nothing where there are no places. One question for the outlines."""
    if not spots:
        return []
    rings = _outlines(spots)
    if len(rings) == len(spots):
        return [_shaped(spots, rings, "narrow", 360), _shaped(spots, rings, "wide", 760)]
    return [_drawn(spots, "narrow", NARROW), _drawn(spots, "wide", WIDE)]


# --- as they lie ---------------------------------------------------------------------------------

LETTER = 13  # of a name on a shape
TALLEST = 1.4  # of the width


def _outlines(spots: Sequence[Spot]) -> list[Any]:
    """The rings of each place, or fewer than there are places."""
    keys = [spot.area.pk for spot in spots if spot.area]
    if len(keys) < len(spots):
        return []
    found = dict(AreaOutline.objects.filter(area__in=keys).values_list("area", "rings"))
    return [found[key] for key in keys if key in found]


def _shaped(spots: Sequence[Spot], rings: list[Any], name: str, width: int) -> Drawing:
    """Degrees as units: a degree of longitude is shorter by the cosine of the latitude."""
    points = [point for of in rings for ring in of for point in ring]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    east, south = max(x for x, _ in points), min(y for _, y in points)
    shorter = math.cos(math.radians((north + south) / 2)) or 1
    across, down = (east - west) * shorter or 1, north - south or 1
    scale = min(width / across, width * TALLEST / down)
    height = math.ceil(down * scale)

    def place(point: Sequence[float]) -> tuple[float, float]:
        x = (point[0] - west) * shorter * scale
        return round(x, 1), round((north - point[1]) * scale, 1)

    shapes = [
        _shape(spot, [[place(point) for point in ring] for ring in of])
        for spot, of in zip(spots, rings, strict=True)
    ]
    return Drawing(name, math.ceil(across * scale), height, shapes=shapes)


def _shape(spot: Spot, rings: list[list[tuple[float, float]]]) -> Shape:
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
    main = rings[0]
    xs, ys = [x for x, _ in main], [y for _, y in main]
    room = max(xs) - min(xs)
    named = room > len(spot.name) * LETTER and max(ys) - min(ys) > 2.5 * LETTER
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    return Shape(spot, path, round(middle[0], 1), round(middle[1], 1), named)


# --- as squares ----------------------------------------------------------------------------------


def _drawn(spots: Sequence[Spot], name: str, columns: int) -> Drawing:
    columns = min(columns, len(spots))
    rows = _rows(spots, columns)
    pitch = SIDE + GAP
    tiles = [
        Tile(spot, column * pitch, row * pitch, _names(spot.name))
        for row, line in enumerate(rows)
        for column, spot in enumerate(line)
    ]
    return Drawing(name, columns * pitch - GAP, len(rows) * pitch - GAP, tiles)


def _rows(spots: Sequence[Spot], columns: int) -> list[list[Spot]]:
    """From north to south, each row from west to east; by codes where a middle is not known."""
    placed = [(s.area.latitude, s.area.longitude, s) for s in spots if s.area and _known(s.area)]
    ordered = list(spots)
    if len(placed) == len(spots):
        ordered = [s for _, _, s in sorted(placed, key=lambda one: -(one[0] or 0))]
    lines = [ordered[n : n + columns] for n in range(0, len(ordered), columns)]
    if len(placed) == len(spots):
        east = {id(s): longitude or 0 for _, longitude, s in placed}
        lines = [sorted(line, key=lambda s: east[id(s)]) for line in lines]
    return lines


def _known(area: Area) -> bool:
    return area.latitude is not None and area.longitude is not None


def _names(name: str) -> list[str]:
    """A name in as many lines as there is room for."""
    cut = [name[n : n + LETTERS] for n in range(0, len(name), LETTERS)]
    if len(cut) > NAME_LINES:
        cut = cut[:NAME_LINES]
        cut[-1] = f"{cut[-1][: LETTERS - 1]}…"
    return cut
