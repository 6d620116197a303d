"""The map of a campaign's topics: what is drawn, where and how large.

Areas are in proportion to people. Topics too small to be pressed with a thumb are left to the
list below the picture, which holds them all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from suggestions.telling.bubbles import Circle, Label, enclosing, frame, label, pack, width_of
from suggestions.text.language import cut

_FIT_ROUNDS = 6


@dataclass(frozen=True)
class Spot:
    """One public topic as the map sees it."""

    key: int
    name: str
    people: int
    status: str
    status_label: str
    theme: str
    url: str
    issue: str = ""  # its public issue, where it has one
    issue_key: int = 0

    @property
    def ring(self) -> str:
        """What its circle stands in: its issue, else its theme, else it stands by itself."""
        return self.issue or self.theme


@dataclass(frozen=True)
class Sheet:
    """A size of paper, in pixels: `least` is the smallest radius that is drawn."""

    name: str
    width: float
    aspect: float
    least: float
    most: float
    letters: tuple[float, float]
    heading: float
    cap: int


WIDE = Sheet("wide", 1120, 1.5, 23, 110, (12, 24), 16, 60)
TALL = Sheet("tall", 350, 0.5, 23, 84, (12, 20), 14, 30)
LARGE = Sheet("large", 346, 0.45, 40, 112, (20, 28), 20, 14)
_PAD, _GAP = 7, 4


@dataclass(frozen=True)
class Bubble:
    spot: Spot
    circle: Circle
    label: Label
    count_at: float | None  # where the number stands below the name, if there is room

    @property
    def count_size(self) -> float:
        return round(max(self.label.size * 0.82, 11), 1)

    @property
    def rim(self) -> float:
        """Of the second line that an answered topic has."""
        return round(self.circle.r - 3.5, 1)


@dataclass(frozen=True)
class Ring:
    """The circle of an issue or a theme, its name bent over the top."""

    circle: Circle
    name: str
    arc: str
    bubbles: Sequence[Bubble] = field(default_factory=tuple)


@dataclass(frozen=True)
class Drawing:
    sheet: Sheet
    left: float
    top: float
    width: float
    height: float
    rings: Sequence[Ring]
    drawn: int


def drawing(spots: Sequence[Spot], sheet: Sheet) -> Drawing | None:
    """The largest topics on one sheet, as many as can be read and pressed there."""
    ordered = sorted(spots, key=lambda s: (-s.people, s.key))[: sheet.cap]
    low, high, best = 1, len(ordered), None
    count = high
    while low <= high:  # fewer topics are drawn larger
        if groups := _fitted(ordered[:count], sheet):
            best, low = (groups, count), count + 1
        else:
            high = count - 1
        count = (low + high) // 2
    return _drawn(*best, sheet) if best else None


Group = tuple[str, Circle, list[tuple[Spot, Circle]]]


def _fitted(shown: Sequence[Spot], sheet: Sheet) -> list[Group] | None:
    """Packed as large as the sheet's width and height allow; nothing if that is too small."""
    largest, smallest = math.sqrt(shown[0].people), math.sqrt(shown[-1].people)
    scale = most = sheet.most / largest
    for _ in range(_FIT_ROUNDS):
        if scale * smallest < sheet.least and len(shown) > 1:
            return None
        groups = _packed(shown, scale, sheet)
        _, _, width, height = frame([_outer(group, sheet) for group in groups])
        over = max(width / sheet.width, height * sheet.aspect * 0.9 / sheet.width)
        if over <= 1 and (over > 0.96 or scale == most):
            break
        scale = min(most, scale / over * 0.99)
    return groups


def _packed(shown: Sequence[Spot], scale: float, sheet: Sheet) -> list[Group]:
    """Topics within their issues or themes, these on the sheet, all around the origin."""
    themes: dict[str, list[Spot]] = {}
    for spot in shown:
        themes.setdefault(spot.ring or f"\0{spot.key}", []).append(spot)
    inner = []
    for name, spots in themes.items():
        circles = pack([scale * math.sqrt(s.people) for s in spots], gap=_GAP)
        around = enclosing(circles)
        centred = [c.moved(-around.x, -around.y) for c in circles]
        inner.append((name.partition("\0")[0], around.r, list(zip(spots, centred, strict=True))))
    outer = pack([_radius(name, r, sheet) for name, r, _ in inner], gap=_GAP, aspect=sheet.aspect)
    return [
        (name, Circle(at.x, at.y, r), [(s, c.moved(at.x, at.y)) for s, c in pairs])
        for (name, r, pairs), at in zip(inner, outer, strict=True)
    ]


def _radius(name: str, r: float, sheet: Sheet) -> float:
    """With its rim and the name over it."""
    return r + _PAD + sheet.heading * 1.3 if name else r


def _outer(group: Group, sheet: Sheet) -> Circle:
    name, circle, _ = group
    return Circle(circle.x, circle.y, _radius(name, circle.r, sheet))


def _drawn(groups: list[Group], drawn: int, sheet: Sheet) -> Drawing:
    left, top, width, height = frame([_outer(group, sheet) for group in groups])
    middle, width = left + width / 2, max(width, sheet.width)
    return Drawing(
        sheet=sheet,
        left=round(middle - width / 2 - 2, 1),
        top=round(top - 2, 1),
        width=round(width + 4, 1),
        height=round(height + 4, 1),
        rings=[_ring(group, sheet) for group in groups],
        drawn=drawn,
    )


def _ring(group: Group, sheet: Sheet) -> Ring:
    name, circle, pairs = group
    rim = Circle(round(circle.x, 1), round(circle.y, 1), round(circle.r + _PAD, 1))
    bubbles = tuple(_bubble(spot, circle, sheet) for spot, circle in pairs)
    return Ring(rim, _bent(name, rim.r, sheet.heading), _arc(rim, sheet.heading), bubbles)


def _bent(name: str, r: float, size: float) -> str:
    """As much of a theme's name as stands on the upper half of its rim."""
    room = math.pi * (r + size * 0.35) / size * 0.96
    if width_of(name) <= room:
        return name
    return name[: max(1, int(room) - 1)] + "…"


def _arc(rim: Circle, size: float) -> str:
    """From a little below the left to a little below the right, over the top."""
    r = rim.r + size * 0.35
    dx, dy = round(r * math.cos(0.35), 1), round(r * math.sin(0.35), 1)
    start, end = f"{rim.x - dx:.1f} {rim.y + dy:.1f}", f"{rim.x + dx:.1f} {rim.y + dy:.1f}"
    return f"M{start}A{r:.1f} {r:.1f} 0 1 1 {end}"


def _bubble(spot: Spot, circle: Circle, sheet: Sheet) -> Bubble:
    smallest, largest = sheet.letters
    at = Circle(round(circle.x, 1), round(circle.y, 1), round(circle.r, 1))
    words = cut(spot.name)
    name = label(words, at.r, smallest=smallest, largest=largest, below=1)
    if not name.whole:
        # The name matters more than the number, which the list gives as well.
        return Bubble(spot, at, label(words, at.r, smallest=smallest, largest=largest), None)
    return Bubble(spot, at, name, round(name.lines[-1][1] + name.size * 1.2, 2))
