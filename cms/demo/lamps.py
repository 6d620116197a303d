"""A lane at night, drawn: before the lamps and after."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1200, 900)


def street_at_night(*, lit: bool) -> SimpleUploadedFile:
    """An upload as a phone would send it."""
    picture = Image.new("RGB", SIZE, (14, 18, 30))
    draw = ImageDraw.Draw(picture)
    for left, width, top in ((0, 300, 220), (320, 240, 320), (900, 300, 180)):
        draw.rectangle((left, top, left + width, 640), fill=(24, 29, 44))
        for x in range(left + 30, left + width - 40, 70):
            for y in range(top + 40, 600, 90):
                warm = (x * 7 + y) % 5 == 0
                draw.rectangle(
                    (x, y, x + 30, y + 40), fill=(120, 104, 60) if warm else (30, 36, 54)
                )
    draw.polygon([(480, 560), (700, 560), (1100, 900), (80, 900)], fill=(32, 34, 42))
    if lit:
        picture = _lamps(picture)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return SimpleUploadedFile("lane.jpg", out.getvalue(), content_type="image/jpeg")


def _lamps(picture: Image.Image) -> Image.Image:
    glow = Image.new("RGB", SIZE, (0, 0, 0))
    draw = ImageDraw.Draw(glow)
    lamps = [(430, 520, 30), (330, 600, 60), (760, 520, 30), (880, 600, 60), (160, 720, 110)]
    for x, y, reach in lamps:
        draw.ellipse((x - reach * 3, y - reach, x + reach * 3, y + reach * 4), fill=(96, 84, 48))
    glow = glow.filter(ImageFilter.GaussianBlur(50))
    lit = ImageChops.add(picture, glow)
    draw = ImageDraw.Draw(lit)
    for x, y, reach in lamps:
        draw.line((x, y, x, y + reach * 4), fill=(70, 74, 84), width=max(4, reach // 8))
        draw.ellipse(
            (x - reach // 3, y - reach // 6, x + reach // 3, y + reach // 6), fill=(255, 240, 200)
        )
    return lit
