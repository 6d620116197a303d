"""Circles that do not overlap, always in the same places; words that stay inside their circle."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suggestions.telling.bubbles import Circle, enclosing, frame, label, pack, width_of

RADII = st.lists(st.floats(1, 80), min_size=1, max_size=25)


def apart(one, other):
    return math.hypot(one.x - other.x, one.y - other.y) - one.r - other.r


@settings(max_examples=60, deadline=None)
@given(RADII, st.floats(0, 10), st.floats(0.3, 3))
def test_packed_circles_keep_their_distance_and_their_sizes(radii, gap, aspect):
    circles = pack(radii, gap=gap, aspect=aspect)
    assert [c.r for c in circles] == radii
    for i, one in enumerate(circles):
        assert all(apart(one, other) >= gap - 1e-5 for other in circles[:i])


@settings(max_examples=30, deadline=None)
@given(RADII)
def test_packing_twice_gives_the_same(radii):
    assert pack(radii, gap=3, aspect=1.5) == pack(radii, gap=3, aspect=1.5)


@settings(max_examples=60, deadline=None)
@given(RADII)
def test_the_circle_around_holds_all_and_is_hardly_larger_than_it_must_be(radii):
    circles = pack(radii)
    around = enclosing(circles)
    assert all(math.hypot(c.x - around.x, c.y - around.y) + c.r <= around.r + 1e-6 for c in circles)
    widest = max(
        math.hypot(a.x - b.x, a.y - b.y) + a.r + b.r for a in circles for b in circles
    )  # no circle can be smaller than half of this, nor than the largest of them
    least = max(widest / 2, *radii) if len(radii) > 1 else radii[0]
    assert around.r <= least * 1.2


def test_touching_circles_leave_little_of_their_rectangle_empty():
    for aspect in (0.5, 1, 2):
        circles = pack([10] * 60, aspect=aspect)
        _, _, width, height = frame(circles)
        assert 60 * math.pi * 100 / (width * height) > 0.6
        assert width / height == pytest.approx(aspect, rel=0.35)


TEXTS = st.text(st.sampled_from("小区充电桩不够用，夜里A1 号线。"), min_size=1, max_size=40)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.floats(10, 120), st.sampled_from([0, 1]))
def test_every_line_of_a_label_stays_within_its_circle(text, r, below):
    found = label(list(text), r, smallest=12, largest=24, below=below)
    for line, dy in found.lines:
        half, edge = width_of(line) * found.size / 2, abs(dy) + found.size / 2
        assert math.hypot(half, edge) <= r
    shown = "".join(line for line, _ in found.lines)
    assert shown == text if found.whole else text.startswith(shown.rstrip("…"))


def test_a_label_breaks_between_words_and_gives_way_when_there_is_no_room():
    words = ["充电桩", "不够用"]
    assert [line for line, _ in label(words, 40, smallest=12, largest=20).lines] == words
    cut = label(words, 20, smallest=12, largest=20)
    assert not cut.whole and cut.lines[-1][0].endswith("…")
    assert label(words, 5, smallest=12, largest=20).lines == ()


def test_latin_words_and_numbers_stay_whole():
    lines = label(["接12345热线太慢"], 34, smallest=12, largest=12).lines
    assert any("12345" in line for line, _ in lines)


def test_a_single_circle_stands_in_the_middle():
    assert pack([7]) == [Circle(0, 0, 7)]
    assert pack([]) == []
    assert enclosing([Circle(3, 4, 5)]) == Circle(3, 4, 5)
