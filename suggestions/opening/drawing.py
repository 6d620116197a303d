"""Pictures that go with a page into a chat: its title in large letters, in the site's colours.

Drawn once and kept on disk under a name made of all that is seen, so that a new title is a new
picture; the folder holds a bounded number. A machine without a Chinese font draws the emblem
alone: letters that came out as boxes would be worse than none.
"""

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from suggestions.opening.pages import Drawn
from suggestions.text.breaking import pieces

KEPT = 2000  # files; some 30 kB each
LINES = 3
VERSION = "1"  # another drawing of the same words
DARK, SEAL, WHITE, SOFT = "#0a414d", "#ff8f6b", "#ffffff", "#cfe3e6"
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
SIMPLIFIED = 2  # the face of Noto's collections that has the mainland's forms


class Size(NamedTuple):
    width: int
    height: int
    letters: int


SIZES = {"wide": Size(1200, 630, 76), "square": Size(500, 500, 46)}


@cache
def font_file() -> str:
    """The font of the settings, or the first that is there; empty without one."""
    asked = [settings.SHARE_FONT] if settings.SHARE_FONT else FONTS
    return next((path for path in asked if Path(path).is_file()), "")


def picture(words: Drawn, size: str) -> Path:
    """The file of the picture, drawn now unless it lies there."""
    facts = "\n".join((VERSION, size, font_file(), settings.SITE_NAME, *words))
    name = hashlib.sha256(facts.encode()).hexdigest()[:40]
    path = settings.SHARE_DIR / f"{name}.png"
    if path.exists():
        return path
    settings.SHARE_DIR.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(f".{os.getpid()}-{id(words)}")
    _drawn(words, SIZES[size]).save(written, "PNG", optimize=True)
    written.replace(path)  # a reader sees the whole picture or none
    _clear()
    return path


def _clear() -> None:
    """Past the bound the oldest tenth goes, so that not every new one looks for the oldest."""
    found = list(settings.SHARE_DIR.glob("*.png"))
    if len(found) <= KEPT:
        return
    for path in sorted(found, key=_age)[: len(found) - KEPT * 9 // 10]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


# --- drawing ------------------------------------------------------------------------------------


def _drawn(words: Drawn, size: Size) -> Image.Image:
    image = Image.new("RGB", (size.width, size.height), DARK)
    draw, edge = ImageDraw.Draw(image), size.letters
    if not font_file():
        _emblem(draw, (size.width - 6 * edge) // 2, (size.height - 6 * edge) // 2, 6 * edge)
        return image
    small, large = _font(edge * 4 // 9), _font(edge)
    mark = edge * 5 // 6
    _emblem(draw, edge, edge * 4 // 5, mark)
    middle = edge * 4 // 5 + mark // 2
    draw.text((edge * 2, middle), settings.SITE_NAME, WHITE, small, anchor="lm")
    draw.text((size.width - edge, middle), words.label, SEAL, small, anchor="rm")
    lines = wrapped(words.title, size.width - 2 * edge, large)
    top = (size.height - len(lines) * edge * 4 // 3) // 2 + edge // 3
    for number, line in enumerate(lines):
        draw.text((edge, top + number * edge * 4 // 3), line, WHITE, large)
    foot = size.height - edge * 4 // 5
    draw.text((edge, foot), settings.SITE_TAGLINE, SOFT, small, anchor="lm")
    return image


def _font(letters: int) -> ImageFont.FreeTypeFont:
    path = font_file()
    face = SIMPLIFIED if "NotoSansCJK" in path and path.endswith(".ttc") else 0
    return ImageFont.truetype(path, letters, index=face)


def _emblem(draw: ImageDraw.ImageDraw, x: int, y: int, side: int) -> None:
    """The site's mark: a sheet with lines in a speech bubble."""
    unit = side / 64

    def at(*box: float) -> list[float]:
        return [x + box[0] * unit, y + box[1] * unit, x + box[2] * unit, y + box[3] * unit]

    draw.rounded_rectangle(at(3, 3, 61, 54), 9 * unit, WHITE)
    tail = ((13, 50), (13, 63), (28, 52))
    draw.polygon([(x + a * unit, y + b * unit) for a, b in tail], WHITE)
    draw.rectangle(at(28, 9, 36, 14), SEAL)
    for top in (17, 25, 33):
        draw.rectangle(at(13 if top == 17 else 20, top, 51 if top == 17 else 44, top + 4), DARK)
    draw.rectangle(at(20, 40, 44, 50), DARK)
    draw.rectangle(at(24, 43.5, 40, 46.5), WHITE)


def wrapped(text: str, width: int, font: ImageFont.FreeTypeFont) -> list[str]:
    """Lines that break between words; what is too long for three ends in a mark."""
    lines = [""]
    for word in pieces(text):
        if font.getlength(lines[-1] + word) <= width:
            lines[-1] += word
            continue
        if lines[-1]:
            lines.append("")
        for char in word.lstrip():
            if lines[-1] and font.getlength(lines[-1] + char) > width:
                lines.append("")
            lines[-1] += char
    if len(lines) > LINES:
        last = lines[LINES - 1]
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1]
        lines = [*lines[: LINES - 1], f"{last}…"]
    return lines
