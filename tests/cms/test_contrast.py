"""Colour pairs of the public pages keep the contrast that the tokens promise (WCAG, 4.5:1)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "cms" / "static" / "cms" / "css"
ROOT_BLOCK, ELDER_BLOCK = r":root \{(.*?)\n\}", r'\[data-elder="on"\] \{(.*?)\n\}'

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "surface", "sunken")],
    *[(ink, ground) for ink in ("ink", "ink-soft") for ground in ("river-50", "river-100")],
    *[("river-700", g) for g in ("paper", "surface", "sunken", "river-50")],
    *[("river-800", g) for g in ("paper", "surface", "river-50", "river-100", "sunken")],
    *[("seal", g) for g in ("paper", "surface", "river-50", "river-100")],
    *[("seal-dark", g) for g in ("paper", "surface", "seal-100")],
    ("ink", "amber-100"),
    ("ink", "green-100"),
    ("ink", "seal-100"),
    ("ink", "focus"),
    ("amber-ink", "amber-100"),
    *[("amber-ink", g) for g in ("paper", "river-100")],
    ("green-ink", "green-100"),
    ("plum-ink", "plum-100"),
    *[(ink, "surface") for ink in ("plum-ink", "green-ink", "seal-dark")],  # a hovered bubble
    ("stone-ink", "stone-100"),
    *[("on-dark", g) for g in ("river-700", "river-800", "river-900", "seal", "seal-dark")],
    *[("on-dark-soft", g) for g in ("river-800", "river-900")],
]
MARK_PAIRS = [
    *[("field-line", g) for g in ("paper", "surface")],
    ("river-700", "river-100"),  # a bar on its track
    ("focus", "river-900"),
    ("ink", "focus"),
]


def tokens(css: str, block: str = ROOT_BLOCK) -> dict[str, str]:
    body = re.search(block, css, re.DOTALL).group(1)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(scope="module", params=["ordinary", "elder"])
def colours(request) -> dict[str, str]:
    css = (CSS / "tokens.css").read_text(encoding="utf-8")
    elder = tokens(css, ELDER_BLOCK) if request.param == "elder" else {}
    return {**tokens(css), **elder}


def test_the_measure_itself_knows_black_on_white_and_a_pale_grey():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#999999", "#ffffff") < 4.5


@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(colours, ink, ground):
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_borders_bars_and_focus_marks_stand_out_from_their_ground(colours, mark, ground):
    assert contrast(colours[mark], colours[ground]) >= 3


def test_styles_never_reach_outside_and_every_token_used_is_defined():
    defined, used = set(), set()
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text and "://" not in text and "data:" not in text, sheet.name
        defined |= set(re.findall(r"--([\w-]+):", text))
        used |= set(re.findall(r"var\(--([\w-]+)", text))
    assert used <= defined
