"""What the demo's covers show: one for each campaign and series."""

from collections.abc import Callable

from cms.demo.pictures import (
    DAWN,
    GOLD,
    HAZE,
    INK,
    LEAF,
    LINE,
    MIST,
    NIGHT,
    PAPER,
    RIVER,
    SAND,
    SEAL,
    STEEL,
    STONE,
    STRAW,
    SUNKEN,
    TEAL,
    WHITE,
    WOOD,
    Sheet,
)  # fmt: skip

Draw = Callable[[Sheet], None]


def _river(s: Sheet) -> None:
    s.disc(1240, 190, 84, STRAW)
    s.cloud(240, 140, 1.1)
    s.cloud(820, 100, 0.8)
    blocks = (
        (60, 300, 150), (230, 220, 120), (370, 330, 170), (560, 250, 110), (690, 180, 130),
        (840, 300, 150), (1010, 230, 120), (1150, 330, 170), (1340, 270, 200),
    )  # fmt: skip
    for i, (x, top, w) in enumerate(blocks):
        s.house(x, top, w, 460 - top, HAZE if i % 2 else MIST, PAPER, columns=4, rows=6)
    s.ground(450, TEAL)
    for y, x, w in ((490, 160, 260), (530, 620, 340), (575, 1080, 300), (600, 260, 200)):
        s.rect(x, y, w, 8, RIVER, 4)
    s.arc(800, 620, 330, 211, 329, PAPER, 16)
    s.rect(0, 444, 1600, 18, PAPER)
    for x in range(500, 1110, 60):
        s.rect(x, 400, 5, 50, PAPER)
    s.shape(SEAL, (1180, 540), (1330, 540), (1300, 574), (1210, 574))
    s.rect(1230, 510, 60, 30, WHITE, 4)


def _lane(s: Sheet) -> None:
    s.cloud(1180, 130, 1)
    for i, (tone, roof) in enumerate(((SAND, TEAL), (PAPER, SEAL), (HAZE, RIVER), (STRAW, TEAL),
                                      (PAPER, RIVER), (SAND, SEAL))):  # fmt: skip
        x = 40 + i * 255
        s.rect(x, 260, 240, 260, tone)
        s.shape(roof, (x - 16, 262), (x + 120, 170), (x + 256, 262))
        s.rect(x + 96, 390, 56, 130, WOOD, 4)
        for dx in (24, 164):
            s.rect(x + dx, 310, 50, 60, TEAL if i % 2 else MIST, 4)
    s.ground(515, SUNKEN)
    s.tree(330, 540, 1)
    s.tree(1290, 540, 0.9)
    s.lamp(820, 560, 330)
    s.person(600, 590, 1, SEAL)
    s.person(690, 590, 0.9, TEAL, "#c9c4ba")
    s.bench(1010, 590, 190)


def _train(s: Sheet) -> None:
    s.ground(0, HAZE)
    s.rect(0, 90, 1600, 14, MIST)
    s.rect(0, 470, 1600, 20, GOLD)
    s.ground(490, SUNKEN)
    s.rect(150, 190, 1500, 250, WHITE, 40)
    s.rect(150, 370, 1500, 34, TEAL)
    for x in range(230, 1560, 220):
        s.rect(x, 230, 120, 100, MIST, 12)
        s.rect(x + 134, 220, 60, 200, HAZE, 8)
        s.line(STEEL, 4, (x + 164, 220), (x + 164, 420))
    s.rect(0, 440, 1600, 30, STONE)
    s.disc(1330, 110, 62, WHITE)
    s.ring(1330, 110, 62, TEAL, 9)
    s.line(INK, 8, (1330, 110), (1330, 72))
    s.line(INK, 8, (1330, 110), (1358, 124))
    for x, tone in ((420, SEAL), (520, RIVER), (900, LEAF), (1180, STONE)):
        s.person(x, 610, 1.15, tone)


def _night(s: Sheet) -> None:
    s.ground(0, NIGHT)
    s.disc(1280, 130, 58, STRAW)
    s.disc(1306, 118, 54, NIGHT)
    for x, top, w in ((40, 170, 220), (290, 90, 190), (510, 220, 210), (960, 130, 200),
                      (1190, 240, 180), (1400, 160, 180)):  # fmt: skip
        s.house(x, top, w, 540 - top, TEAL, RIVER, columns=4, rows=7, lit=GOLD, some=4)
    s.ground(520, RIVER)
    s.rect(0, 585, 1600, 8, STRAW)
    s.lamp(760, 560, 350)
    for x in (820, 990):
        s.ring(x, 540, 46, WHITE, 8)
    s.line(SEAL, 11, (820, 540), (868, 462), (960, 462), (905, 540), (820, 540))
    s.line(SEAL, 11, (868, 462), (905, 540))
    s.line(SEAL, 11, (990, 540), (956, 440))
    s.line(WHITE, 9, (936, 436), (986, 436))
    s.line(WHITE, 11, (850, 452), (888, 452))


def _stop(s: Sheet) -> None:
    s.disc(260, 150, 70, STRAW)
    s.cloud(1120, 120, 1)
    s.ground(500, SUNKEN)
    s.rect(0, 560, 1600, 80, LINE)
    s.tree(320, 510, 1.5)
    s.tree(1380, 510, 1.2, "#a9c6ad")
    s.rect(560, 190, 480, 26, TEAL, 8)
    for x in (590, 1000):
        s.rect(x, 210, 14, 300, STONE, 4)
    s.rect(620, 240, 200, 160, HAZE, 8)
    s.bench(650, 512, 300)
    s.rect(1130, 250, 12, 262, STONE, 4)
    s.rect(1084, 210, 104, 104, SEAL, 14)
    s.rect(1106, 234, 60, 38, WHITE, 6)
    s.disc(1120, 284, 8, WHITE)
    s.disc(1152, 284, 8, WHITE)
    s.person(890, 520, 1.1, RIVER, "#d8d4cb")
    s.line(WOOD, 8, (936, 520), (930, 430))


def _shops(s: Sheet) -> None:
    s.cloud(200, 110, 0.9)
    s.cloud(1240, 90, 0.8)
    shops = ((PAPER, SEAL), (HAZE, TEAL), (STRAW, LEAF), (PAPER, RIVER))
    for i, (wall, a) in enumerate(shops):
        b = WHITE
        x = 90 + i * 365
        s.rect(x, 130, 340, 390, wall, 8)
        s.rect(x + 40, 160, 260, 56, a, 8)
        s.rect(x + 80, 182, 180, 12, b, 6)
        for n in range(8):
            s.rect(x + n * 42.5, 240, 42.5, 56, a if n % 2 else b)
            s.disc(x + 21 + n * 42.5, 296, 21.2, a if n % 2 else b)
        s.rect(x + 30, 340, 150, 120, MIST, 6)
        s.rect(x + 220, 340, 84, 180, WOOD, 6)
        s.disc(x + 286, 436, 7, GOLD)
    s.ground(515, SUNKEN)
    for x in (520, 900):
        s.disc(x, 556, 54, WOOD, 12)
        s.rect(x - 5, 556, 10, 50, STONE)
        for dx in (-84, 84):
            s.rect(x + dx - 24, 570, 48, 12, SEAL, 5)
            s.rect(x + dx - 4, 578, 8, 34, STONE)
    s.person(1260, 600, 1.05, SEAL)


def _riders(s: Sheet) -> None:
    s.ground(0, HAZE)
    for x, top in ((60, 230), (250, 170), (1320, 210), (1470, 150)):
        s.house(x, top, 150, 330, MIST, DAWN, columns=3, rows=6)
    s.ground(500, LINE)
    s.rect(0, 560, 1600, 10, WHITE)
    s.rect(560, 170, 470, 340, PAPER, 10)
    s.rect(530, 140, 530, 60, TEAL, 10)
    s.rect(600, 160, 210, 18, STRAW, 8)
    s.rect(600, 240, 210, 150, STRAW, 8)
    s.rect(860, 240, 130, 270, GOLD, 8)
    s.rect(874, 256, 102, 254, STRAW, 4)
    s.rect(640, 330, 60, 60, SEAL, 8)
    s.arc(670, 316, 18, 180, 360, STEEL, 5)
    s.scooter(330, 590, 1.25, TEAL, box=GOLD)
    s.scooter(1210, 590, 1.25, SEAL, box=RIVER)
    s.person(770, 560, 1.2, GOLD)


def _table(s: Sheet) -> None:
    s.ground(0, DAWN)
    s.tree(220, 470, 1.5)
    s.tree(1400, 470, 1.3, "#a9c6ad")
    s.ground(460, "#dfe9d8")
    s.board(1080, 470, 240, 190, sheets=2)
    for x, tone, hair in ((560, SEAL, "#c9c4ba"), (700, TEAL, INK), (880, LEAF, INK),
                          (1010, RIVER, "#c9c4ba")):  # fmt: skip
        s.person(x, 500, 1.2, tone, hair)
    s.disc(790, 500, 300, WOOD, 60)
    s.disc(790, 490, 300, SAND, 56)
    s.rect(768, 540, 44, 80, WOOD, 8)
    for x in (620, 780, 950):
        s.rect(x, 462, 34, 30, WHITE, 8)
        s.disc(x + 17, 463, 16, MIST, 5)
    s.rect(840, 490, 80, 12, WHITE, 3)
    for x in (430, 1150):
        s.disc(x, 570, 60, SEAL, 18)
        s.rect(x - 44, 572, 88, 44, "#8f2a14", 8)


def _heat(s: Sheet) -> None:
    s.ground(0, STRAW)
    s.disc(1270, 160, 96, GOLD)
    s.rect(240, 80, 620, 480, PAPER, 8)
    for row in range(3):
        for column in range(3):
            x, y = 290 + column * 195, 120 + row * 145
            s.rect(x, y, 100, 84, MIST, 6)
            unit(s, x + 106, y + 42, 0.62)
    for x, y in ((440, 300), (636, 300), (440, 452), (830, 452), (636, 500)):
        drop(s, x, y, 1)
    s.ground(556, SAND)
    s.tree(1060, 566, 1.5)
    s.bench(1130, 590, 200)
    s.person(1400, 600, 1.15, TEAL)
    s.shape(SEAL, (1322, 440), (1400, 378), (1478, 440))
    s.line(WOOD, 7, (1400, 400), (1424, 520))


def unit(s: Sheet, x: float, y: float, z: float) -> None:
    """An air conditioner's outdoor unit."""
    s.rect(x, y, 120 * z, 84 * z, WHITE, 8 * z)
    s.disc(x + 46 * z, y + 42 * z, 32 * z, STEEL)
    s.disc(x + 46 * z, y + 42 * z, 26 * z, LINE)
    s.disc(x + 46 * z, y + 42 * z, 8 * z, STEEL)
    for n in range(4):
        s.rect(x + 88 * z, y + (16 + n * 16) * z, 22 * z, 6 * z, LINE)
    s.rect(x - 6 * z, y + 84 * z, 132 * z, 10 * z, STONE, 4 * z)


def drop(s: Sheet, x: float, y: float, z: float) -> None:
    s.disc(x, y, 9 * z, TEAL)
    s.shape(TEAL, (x - 8 * z, y - 4 * z), (x + 8 * z, y - 4 * z), (x, y - 24 * z))


def charging(s: Sheet) -> None:
    w, floor = s.width, s.height - 70
    s.ground(0, HAZE)
    s.house(60, 130, 190, floor - 130, MIST, DAWN)
    s.house(w - 260, 90, 200, floor - 90, MIST, DAWN)
    s.ground(floor, LINE)
    s.shape(TEAL, (250, floor - 330), (w - 250, floor - 370), (w - 250, floor - 336),
            (250, floor - 296))  # fmt: skip
    for x in (290, w // 2, w - 300):
        s.rect(x, floor - 340, 14, 340, STONE, 4)
    count = max(2, (w - 600) // 250)
    for i in range(count):
        x = 400 + i * (w - 700) // count
        s.rect(x - 26, floor - 250, 52, 90, WHITE, 8)
        s.disc(x, floor - 222, 12, LEAF if i % 3 == 2 else SEAL)
        s.rect(x - 14, floor - 196, 28, 18, STONE, 4)
        s.line(INK, 5, (x, floor - 170), (x + 30, floor - 130), (x + 6, floor - 100))
        s.scooter(x + 30, floor + 36, 1.05, (SEAL, TEAL, LEAF, RIVER)[i % 4])


def _animals(s: Sheet) -> None:
    s.disc(330, 150, 76, STRAW)
    s.cloud(1100, 130, 1.1)
    s.ground(440, "#dfe9d8")
    s.tree(1380, 470, 1.4)
    s.tree(190, 470, 1.1, "#a9c6ad")
    # the cat sits
    s.disc(620, 500, 78, GOLD, 92)
    s.disc(620, 392, 58, GOLD)
    s.shape(GOLD, (568, 380), (580, 316), (614, 350))
    s.shape(GOLD, (672, 380), (660, 316), (626, 350))
    s.arc(718, 500, 66, 20, 180, GOLD, 24)
    for x in (600, 640):
        s.disc(x, 388, 7, INK)
    s.disc(620, 408, 6, SEAL)
    s.disc(620, 540, 44, STRAW, 40)
    # the dog stands, on a lead
    s.rect(860, 420, 220, 100, WOOD, 46)
    for x in (876, 920, 1014, 1054):
        s.rect(x, 490, 26, 104, WOOD, 10)
    s.disc(870, 390, 58, WOOD)
    s.rect(800, 388, 66, 40, SAND, 18)
    s.disc(806, 400, 10, INK)
    s.disc(860, 376, 7, INK)
    s.rect(888, 350, 34, 80, "#6f5436", 16)
    s.line(WOOD, 20, (1074, 440), (1128, 384))
    s.rect(860, 440, 70, 16, SEAL, 8)
    s.line(SEAL, 6, (916, 446), (1060, 330), (1206, 420))
    s.person(1226, 594, 1.35, TEAL)


def lift(s: Sheet) -> None:
    middle, floor = s.width / 2, s.height - 60
    s.ground(0, HAZE)
    s.house(80, 120, 240, floor - 120, MIST, DAWN)
    s.house(s.width - 320, 120, 240, floor - 120, MIST, DAWN)
    s.ground(floor, LINE)
    s.rect(middle - 330, 50, 660, floor - 50, PAPER, 8)
    s.rect(middle - 120, 80, 240, floor - 80, SUNKEN)
    s.line(STONE, 5, (middle - 20, 80), (middle - 20, floor - 300))
    s.line(STONE, 5, (middle + 20, 80), (middle + 20, floor - 300))
    s.rect(middle - 104, floor - 310, 208, 230, TEAL, 8)
    s.rect(middle - 90, floor - 294, 180, 200, STRAW, 4)
    s.person(middle - 34, floor - 96, 1.05, SEAL, "#c9c4ba")
    s.person(middle + 42, floor - 96, 0.95, RIVER)
    for y in range(int(floor) - 130, 90, -130):
        for x in (middle - 300, middle + 150):
            s.rect(x, y, 70, 80, MIST, 4)
            s.rect(x + 82, y - 10, 60, 100, WOOD, 4)
    s.rect(middle + 128, floor - 250, 14, 60, LINE, 5)
    s.shape(SEAL, (middle - 10, 74), (middle + 10, 74), (middle, 56))


def _ledger(s: Sheet) -> None:
    s.cloud(240, 110, 1)
    for x, top, tone in ((60, 170, MIST), (290, 110, HAZE), (1130, 130, MIST), (1360, 180, HAZE)):
        s.house(x, top, 200, 420, tone, PAPER, columns=4, rows=7)
    s.ground(500, "#dfe9d8")
    s.board(560, 520, 480, 290)
    s.person(470, 600, 1.2, TEAL)
    s.person(1110, 600, 1.15, SEAL, "#c9c4ba")
    s.person(1200, 600, 1.05, RIVER)


# slug: (title in the image library, what is to be seen on it, drawing)
COVERS: dict[str, tuple[str, str, Draw]] = {
    "renmin-chengshi": ("人民城市", "江边的楼群和一座桥，江上有一条小船", _river),
    "dacheng-xiaoshi": ("大城小事", "一排老房子前，两位邻居站着说话", _lane),
    "zhigong": ("职工", "早上的地铁站台，几个上班的人在等车", _train),
    "qingnian": ("青年", "夜里亮着灯的窗户，路灯下停着一辆自行车", _night),
    "laonian": ("老年", "公交站的长椅旁，一位拄拐杖的老人在等车", _stop),
    "feigong-qiye": ("非公企业", "一排沿街小店，门口摆着两张小桌", _shops),
    "xin-jiuye-qunti": ("新就业群体", "亮着灯的驿站门口，停着两辆送餐的电动车", _riders),
    "shequ-daren": ("社区达人", "四位邻居围着一张圆桌喝茶商量事", _table),
    "xialing-rexian": ("夏令热线", "大太阳下的居民楼，空调外机在滴水", _heat),
    "dianpingche-chongdian": ("电动车充电", "充电棚里，几辆电动车正插着电", charging),
    "liulang-dongwu-guanli": ("流浪动物管理", "草地上坐着一只猫，一个人牵着一条狗", _animals),
    "laojiu-dianti-huanxin": ("老旧电梯换新", "居民楼的剖面，电梯里站着一老一少", lift),
    "wuye-zhili": ("物业治理", "小区里，三位居民在看公告栏上的账目", _ledger),
}
