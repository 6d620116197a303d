"""Circles packed tightly and always in the same way, and words that fit into a circle. Pure.

Greedy: the largest circle stands in the middle, each further one where it touches two others
and is nearest to the middle. A rectangle is filled by measuring that distance with an aspect,
which packing libraries, made for round frames, do not offer.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Sides of a polygon around a lone circle where a second one may stand.
_DIRECTIONS = 16
_SLACK = 1e-6
_ENCLOSING_STEPS = 400
_LATIN_WIDTH, _LINE, _MOST_LINES = 0.58, 1.22, 4  # in heights of a character
# A word in Latin letters or digits stays whole, and no line begins with a closing mark.
_PIECES = re.compile(r"(?:[A-Za-z0-9.%-]+|.)[，。、；：！？）》”]*", re.DOTALL)


@dataclass(frozen=True)
class Circle:
    x: float
    y: float
    r: float

    def moved(self, x: float, y: float) -> "Circle":
        return Circle(self.x + x, self.y + y, self.r)


def pack(radii: Sequence[float], *, gap: float = 0, aspect: float = 1) -> list[Circle]:
    """Circles of these radii around the origin, none nearer than `gap` to another, in the order
    given. `aspect` is the wanted width by height."""
    placed: list[Circle] = []
    order = sorted(range(len(radii)), key=lambda i: (-radii[i], i))
    for i in order:
        placed.append(_best(radii[i], placed, gap, aspect))
    found = dict(zip(order, placed, strict=True))
    return [found[i] for i in range(len(radii))]


def _best(r: float, placed: list[Circle], gap: float, aspect: float) -> Circle:
    if not placed:
        return Circle(0, 0, r)

    def cost(spot: Circle) -> tuple[float, float, float]:
        return (round((spot.x / aspect) ** 2 + spot.y**2, 6), round(spot.y, 6), round(spot.x, 6))

    spots = sorted(_spots(r, placed, gap), key=cost)
    return next(spot for spot in spots if _is_free(spot, placed, gap))


def _spots(r: float, placed: list[Circle], gap: float) -> Iterator[Circle]:
    """Where a circle touches two that stand, and all around the outermost one."""
    for i, one in enumerate(placed):
        for other in placed[:i]:
            yield from _touching(r, one, other, gap)
    edge = max(placed, key=lambda c: c.x + c.r)
    for step in range(_DIRECTIONS):
        angle = math.tau * step / _DIRECTIONS
        reach = edge.r + r + gap
        yield Circle(edge.x + reach * math.cos(angle), edge.y + reach * math.sin(angle), r)


def _touching(r: float, one: Circle, other: Circle, gap: float) -> Iterator[Circle]:
    a, b = one.r + r + gap, other.r + r + gap
    dx, dy = other.x - one.x, other.y - one.y
    apart = math.hypot(dx, dy)
    if apart > a + b or apart == 0:
        return
    along = (a * a - b * b + apart * apart) / (2 * apart)
    off = math.sqrt(max(0.0, a * a - along * along))
    dx, dy = dx / apart, dy / apart
    for side in (off, -off):
        yield Circle(one.x + along * dx - side * dy, one.y + along * dy + side * dx, r)


def _is_free(spot: Circle, placed: list[Circle], gap: float) -> bool:
    return all(
        math.hypot(spot.x - c.x, spot.y - c.y) >= spot.r + c.r + gap - _SLACK for c in placed
    )


def enclosing(circles: Sequence[Circle]) -> Circle:
    """A circle around all of them, hardly larger than the smallest there is."""
    x = sum(c.x for c in circles) / len(circles)
    y = sum(c.y for c in circles) / len(circles)
    for step in range(2, _ENCLOSING_STEPS):
        far = max(circles, key=lambda c: math.hypot(c.x - x, c.y - y) + c.r)
        apart = math.hypot(far.x - x, far.y - y)
        if apart == 0:
            break
        pull = (apart + far.r) / apart / step * 0.5
        x, y = x + (far.x - x) * min(pull, 1), y + (far.y - y) * min(pull, 1)
    return Circle(x, y, max(math.hypot(c.x - x, c.y - y) + c.r for c in circles))


def frame(circles: Sequence[Circle]) -> tuple[float, float, float, float]:
    """Left, top, width, height of the rectangle around circles."""
    left, top = min(c.x - c.r for c in circles), min(c.y - c.r for c in circles)
    right, bottom = max(c.x + c.r for c in circles), max(c.y + c.r for c in circles)
    return left, top, right - left, bottom - top


# --- words in a circle ------------------------------------------------------------------------


@dataclass(frozen=True)
class Label:
    """Lines of one size, each with the distance of its middle from the circle's middle."""

    size: float
    lines: tuple[tuple[str, float], ...]
    whole: bool


def width_of(text: str) -> float:
    """How wide a text runs, in heights of a character."""
    return sum(_LATIN_WIDTH if c.isascii() else 1 for c in text)


def label(
    words: Sequence[str], r: float, *, smallest: float, largest: float, below: int = 0
) -> Label:
    """The text as large as it fits whole, broken between words where it can be; else its
    beginning at the smallest size. `below` leaves room for that many further lines."""
    text = "".join(words)
    size = max(smallest, min(largest, math.floor(r * 0.42)))
    for pieces, least in ((words, max(smallest, size * 0.7)), (_PIECES.findall(text), smallest)):
        at = size
        while at >= least:
            for count in range(1, _MOST_LINES + 1):
                if lines := _filled(pieces, _room(r, at, count, below)):
                    return _set(lines, at, below, whole=True)
            at -= 1
    return _cut(text, r, smallest, below)


def _room(r: float, size: float, count: int, below: int) -> list[float]:
    """How much fits on each line, in heights of a character; nothing outside the circle."""
    room, inner = [], r * 0.97 - size * 0.28
    for place in range(count):
        middle = _middle(place, count + below, size)
        edge = abs(middle) + size / 2
        room.append(2 * math.sqrt(inner**2 - edge**2) / size if edge < inner else 0)
    return room


def _middle(place: int, count: int, size: float) -> float:
    return round((place - (count - 1) / 2) * size * _LINE, 2)


def _filled(pieces: Sequence[str], room: list[float]) -> list[str] | None:
    """The text over the lines in proportion to their room, or nothing where it does not fit."""
    total, space = width_of("".join(pieces)), sum(room)
    if total > space:
        return None
    left, lines = list(pieces), []
    for most in room[:-1]:
        share, line = min(most, total * most / space + 0.5), ""
        while left and width_of(line + left[0]) <= share:
            line += left.pop(0)
        lines.append(line)
    lines.append("".join(left))
    fits = all(line and width_of(line) <= most for line, most in zip(lines, room, strict=True))
    return lines if fits else None


def _cut(text: str, r: float, size: float, below: int) -> Label:
    """The beginning, on as many lines as hold most; no lines where not even two fit."""
    rooms = [_room(r, size, count, below) for count in range(1, _MOST_LINES + 1)]
    rooms = [room for room in rooms if min(room) >= 2]  # a line for one character is no line
    if not rooms:
        return Label(size, (), whole=False)
    best, lines = max(rooms, key=lambda room: sum(map(math.floor, room))), []
    for most in best:
        lines.append(_start(text, most))
        text = text[len(lines[-1]) :]
    if text:
        lines[-1] = _start(lines[-1], best[-1] - 1) + "…"
    lines = [line for line in lines if line]
    return _set(lines, size, below, whole=not text)


def _start(text: str, most: float) -> str:
    length = 0
    while length < len(text) and width_of(text[: length + 1]) <= most:
        length += 1
    return text[:length]


def _set(lines: list[str], size: float, below: int, *, whole: bool) -> Label:
    count = len(lines) + below
    placed = ((line, _middle(place, count, size)) for place, line in enumerate(lines))
    return Label(size, tuple(placed), whole)
