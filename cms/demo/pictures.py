"""Draws the demo's pictures while it is loaded: flat and calm, in the colours of the site."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

PAPER, SUNKEN, LINE = "#faf7f1", "#f2ede3", "#ddd5c6"
INK, STONE, STEEL = "#16272e", "#4a4f52", "#6b7b82"
NIGHT, RIVER, TEAL, MIST, HAZE, DAWN = (
    "#07303a", "#0a414d", "#0c5363", "#b9d6d8", "#dcebeb", "#edf5f4",
)  # fmt: skip
SEAL, ROSE = "#b5371c", "#fbe6df"
GOLD, STRAW = "#ffc83d", "#fdeecb"
LEAF, MOSS = "#1b5a3b", "#8fb59b"
WOOD, SAND, WHITE = "#8a6a45", "#d9c7a3", "#ffffff"

COVER_SIZE, PHOTO_SIZE = (1600, 640), (1200, 900)
SMOOTH = 2  # drawn so many times larger and reduced: Pillow's own edges are jagged


class Sheet:
    """A picture in plain coordinates, with the shapes that the scenes are made of."""

    def __init__(self, size: tuple[int, int], colour: str) -> None:
        self.width, self.height = size
        self.image = Image.new("RGB", (size[0] * SMOOTH, size[1] * SMOOTH), colour)
        self._draw = ImageDraw.Draw(self.image)

    def rect(self, x: float, y: float, w: float, h: float, colour: str, r: float = 0) -> None:
        box = [v * SMOOTH for v in (x, y, x + w, y + h)]
        self._draw.rounded_rectangle(box, r * SMOOTH, colour)

    def disc(self, x: float, y: float, r: float, colour: str, ry: float | None = None) -> None:
        box = [v * SMOOTH for v in (x - r, y - (ry or r), x + r, y + (ry or r))]
        self._draw.ellipse(box, colour)

    def ring(self, x: float, y: float, r: float, colour: str, w: float = 8) -> None:
        box = [v * SMOOTH for v in (x - r, y - r, x + r, y + r)]
        self._draw.ellipse(box, outline=colour, width=int(w * SMOOTH))

    def arc(self, x: float, y: float, r: float, a: float, b: float, colour: str, w: float) -> None:
        box = [v * SMOOTH for v in (x - r, y - r, x + r, y + r)]
        self._draw.arc(box, a, b, colour, int(w * SMOOTH))

    def shape(self, colour: str, *points: tuple[float, float]) -> None:
        self._draw.polygon([(x * SMOOTH, y * SMOOTH) for x, y in points], colour)

    def line(self, colour: str, w: float, *points: tuple[float, float]) -> None:
        scaled = [(x * SMOOTH, y * SMOOTH) for x, y in points]
        self._draw.line(scaled, colour, int(w * SMOOTH), "curve")

    def bytes(self, form: str, **options: object) -> BytesIO:
        out = BytesIO()
        reduced = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        reduced.save(out, form, **options)
        out.seek(0)
        return out

    # --- things of the street ---------------------------------------------------------------

    def ground(self, y: float, colour: str) -> None:
        self.rect(0, y, self.width, self.height - y, colour)

    def cloud(self, x: float, y: float, s: float = 1, colour: str = WHITE) -> None:
        for dx, dy, r in ((0, 0, 34), (42, -16, 44), (92, 0, 36)):
            self.disc(x + dx * s, y + dy * s, r * s, colour)
        self.rect(x - 8 * s, y, 108 * s, 36 * s, colour, 18 * s)

    def house(
        self, x: float, top: float, w: float, h: float, colour: str, window: str, *,
        columns: int = 4, rows: int = 6, lit: str = "", some: int = 0,
    ) -> None:  # fmt: skip
        """A block with a grid of windows; every `some`-th is lit."""
        self.rect(x, top, w, h, colour, 6)
        step_x, step_y = w / columns, (h - 20) / rows
        for i in range(columns * rows):
            column, row = i % columns, i // columns
            tone = lit if some and (i * 7 + row) % some == 0 else window
            left, upper = x + step_x * (column + 0.22), top + 16 + step_y * row
            self.rect(left, upper, step_x * 0.56, step_y * 0.6, tone, 3)

    def tree(self, x: float, y: float, s: float = 1, colour: str = MOSS) -> None:
        self.rect(x - 7 * s, y - 90 * s, 14 * s, 90 * s, WOOD, 5 * s)
        for dx, dy, r in ((0, -150, 62), (-42, -112, 46), (42, -112, 46)):
            self.disc(x + dx * s, y + dy * s, r * s, colour)

    def lamp(self, x: float, y: float, h: float, light: str = GOLD) -> None:
        self.rect(x - 5, y - h, 10, h, STONE, 4)
        self.arc(x + 40, y - h, 40, 180, 300, STONE, 9)
        self.disc(x + 62, y - h - 30, 18, light)

    def person(self, x: float, y: float, s: float, coat: str, hair: str = INK) -> None:
        """Standing on `y`, seen from far: a head, a coat."""
        self.rect(x - 20 * s, y - 44 * s, 16 * s, 44 * s, STONE, 5 * s)
        self.rect(x + 4 * s, y - 44 * s, 16 * s, 44 * s, STONE, 5 * s)
        self.rect(x - 30 * s, y - 120 * s, 60 * s, 88 * s, coat, 24 * s)
        self.disc(x, y - 146 * s, 26 * s, "#e8c9a8")
        box = [v * SMOOTH for v in (x - 27 * s, y - 176 * s, x + 27 * s, y - 122 * s)]
        self._draw.pieslice(box, 180, 360, hair)

    def wheel(self, x: float, y: float, r: float) -> None:
        self.disc(x, y, r, INK)
        self.disc(x, y, r * 0.55, LINE)

    def scooter(self, x: float, y: float, s: float, colour: str, *, box: str = "") -> None:
        """An electric scooter whose wheels stand on `y`; `box` is a courier's."""
        body = ((-70, -92), (6, -92), (24, -40), (70, -40), (64, -22), (-74, -22))
        self.shape(colour, *((x + dx * s, y + dy * s) for dx, dy in body))
        self.rect(x - 78 * s, y - 106 * s, 84 * s, 18 * s, INK, 9 * s)
        self.line(colour, 16 * s, (x + 84 * s, y - 30 * s), (x + 66 * s, y - 138 * s))
        self.line(INK, 9 * s, (x + 44 * s, y - 146 * s), (x + 84 * s, y - 136 * s))
        self.disc(x + 76 * s, y - 112 * s, 11 * s, GOLD)
        self.wheel(x - 52 * s, y - 28 * s, 28 * s)
        self.wheel(x + 92 * s, y - 28 * s, 28 * s)
        if box:
            self.rect(x - 92 * s, y - 182 * s, 84 * s, 76 * s, box, 8 * s)
            self.rect(x - 80 * s, y - 158 * s, 60 * s, 10 * s, WHITE, 4 * s)

    def bench(self, x: float, y: float, w: float) -> None:
        for leg in (x + 14, x + w - 26):
            self.rect(leg, y - 56, 12, 56, STONE, 4)
            self.rect(leg, y - 112, 10, 64, STONE, 4)
        for plank in (-112, -90, -60):
            self.rect(x, y + plank, w, 15, WOOD, 6)

    def board(self, x: float, y: float, w: float, h: float, *, sheets: int = 3) -> None:
        """A notice board on two posts, papers on it, one with a red seal."""
        for post in (x + 20, x + w - 34):
            self.rect(post, y - h * 0.5, 14, h * 0.5 + 10, WOOD, 4)
        self.rect(x, y - h * 1.35, w, h, TEAL, 10)
        self.rect(x + 14, y - h * 1.35 + 14, w - 28, h - 28, SUNKEN, 6)
        each = (w - 48) / sheets
        for i in range(sheets):
            left, top = x + 30 + each * i, y - h * 1.35 + 34
            self.rect(left, top, each - 14, h - 68, WHITE, 4)
            for n in range(4):
                self.rect(
                    left + 12, top + 20 + n * 24, (each - 40) * (1 - n % 3 * 0.16), 8, LINE, 4
                )
            if i == 1:
                self.ring(left + each - 50, top + h - 108, 17, SEAL, 5)


def cover(slug: str) -> BytesIO:
    """The cover of a campaign or series, as PNG."""
    from cms.demo.scenes import COVERS

    sheet = Sheet(COVER_SIZE, DAWN)
    COVERS[slug][-1](sheet)
    return sheet.bytes("PNG", optimize=True)


@cache
def photo(name: str) -> bytes:
    """What a resident's photo shows, as JPEG."""
    from cms.demo.snapshots import PHOTOS

    sheet = Sheet(PHOTO_SIZE, DAWN)
    PHOTOS[name](sheet)
    return sheet.bytes("JPEG", quality=88).getvalue()
