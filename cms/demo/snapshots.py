"""What the demo's residents have photographed."""

from cms.demo.pictures import (
    DAWN,
    GOLD,
    LEAF,
    LINE,
    MIST,
    NIGHT,
    RIVER,
    SAND,
    SEAL,
    STEEL,
    STONE,
    STRAW,
    TEAL,
    WHITE,
    WOOD,
    Sheet,
)  # fmt: skip
from cms.demo.scenes import Draw, charging, drop, lift, unit


def _shed(s: Sheet) -> None:
    s.ground(0, "#cfd8d6")
    s.shape(STEEL, (80, 230), (1120, 170), (1120, 220), (80, 280))
    for x in (120, 600, 1060):
        s.rect(x, 220, 18, 560, STONE, 4)
    s.rect(150, 300, 440, 300, SAND)
    s.ground(740, "#c4bba9")
    for i in range(5):
        s.scooter(220 + i * 190, 800, 0.95, (RIVER, SEAL, STONE, TEAL, LEAF)[i])
    s.rect(680, 330, 120, 150, WHITE, 6)
    s.rect(700, 360, 80, 12, SEAL, 4)
    for n in range(3):
        s.rect(700, 390 + n * 24, 80, 8, LINE, 4)


def _board(s: Sheet) -> None:
    s.ground(0, "#d6ddd9")
    s.ground(720, "#b9c9b4")
    s.board(160, 760, 880, 480)
    s.tree(90, 780, 1.4)


def _wait(s: Sheet) -> None:
    s.ground(0, "#dbe5e6")
    s.house(60, 120, 260, 560, MIST, DAWN)
    s.ground(660, "#c9c4ba")
    s.rect(0, 760, 1200, 12, WHITE)
    s.rect(420, 220, 560, 30, TEAL, 8)
    for x in (450, 940):
        s.rect(x, 240, 16, 440, STONE, 4)
    s.rect(470, 560, 470, 14, STEEL, 6)
    s.person(640, 690, 1.7, RIVER, "#d8d4cb")
    s.line(WOOD, 10, (716, 690), (706, 560))


def _shut(s: Sheet) -> None:
    s.ground(0, NIGHT)
    s.ground(720, RIVER)
    s.rect(240, 180, 720, 560, "#28434a", 10)
    s.rect(210, 140, 780, 80, TEAL, 10)
    s.rect(300, 300, 260, 220, "#17343b", 8)
    for n in range(9):
        s.rect(640, 300 + n * 48, 240, 40, STEEL, 4)
    s.rect(736, 560, 48, 60, GOLD, 10)
    s.ring(760, 556, 22, GOLD, 8)
    s.lamp(110, 760, 520)


def _parked(s: Sheet) -> None:
    s.ground(0, "#1d3a42")
    s.house(80, 100, 320, 560, TEAL, RIVER, lit=GOLD, some=5)
    s.house(760, 160, 340, 500, TEAL, RIVER, lit=GOLD, some=4)
    s.ground(660, "#3b4a4e")
    s.rect(0, 780, 1200, 10, STRAW)
    s.scooter(560, 800, 2.6, SEAL, box=GOLD)


def _dripping(s: Sheet) -> None:
    s.ground(0, "#e6dccb")
    for y in range(0, 900, 90):
        s.rect(0, y, 1200, 4, SAND)
    s.rect(90, 90, 320, 380, MIST, 8)
    s.rect(240, 90, 10, 380, WHITE)
    unit(s, 520, 250, 3.6)
    for x, y in ((610, 680), (690, 760), (610, 830)):
        drop(s, x, y, 1.8)
    s.line(STONE, 12, (560, 590), (600, 620), (610, 640))


PHOTOS: dict[str, Draw] = {
    "charging": charging,
    "shed": _shed,
    "lift": lift,
    "notice": _board,
    "bench": _wait,
    "shelter": _shut,
    "scooter": _parked,
    "cooler": _dripping,
}
