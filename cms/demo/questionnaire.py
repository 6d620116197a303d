"""The demo's questionnaire beside the campaign on charging: some hundred sheets, results open."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from zlib import crc32

from cms.demo import Days, Script
from suggestions.actions import sheets, tallying
from suggestions.models import Area, CampaignPage, QuestionnairePage, User
from suggestions.questionnaires.frozen import Sheet

SLUG, SHEETS, PLACES = "chongdian-wenjuan", 160, 4
WHO = (("上班族", 5), ("老年人", 3), ("外卖骑手", 2), ("学生", 1))
WHERE = (("小区的充电棚", 5), ("自己家里", 3), ("单位", 2), ("路边的充电柜", 2))
ADDS = ("充电棚", "充电柜", "楼下插座", "夜间值守", "雨棚")
FACES = ("充电棚的数量", "充电的价格", "消防安全")
LEVELS = ("好", "一般", "差")
WORDS = (
    "充电棚晚上七点以后就满了，加几个吧。",
    "价格比自己家贵一倍，能不能和居民电价一样？",
    "棚子漏雨，下雨天不敢充。",
    "飞线充电还是有，物业说了不听。",
    "老房子没有地方装，可以装在路口。",
    "充电柜扫码太麻烦，老人不会用。",
    "晚上没有人看，电瓶被偷过。",
)


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo-questionnaire:{name}"))


def _items(texts: Sequence[str]) -> list[dict[str, Any]]:
    return [{"type": "item", "id": _id(text), "value": text} for text in texts]


def _options(named: Sequence[tuple[str, int]], **goes: int) -> list[dict[str, Any]]:
    return [
        {"type": "item", "id": _id(text), "value": {"text": text, "go": goes.get(text)}}
        for text, _ in named
    ]


def _block(kind: str, text: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "id": _id(text), "value": {"text": text, **value}}


QUESTIONS = [
    _block("single", "您是哪一类居民", options=_options(WHO), groups=True, required=True),
    _block("area", "您住在哪里", help="选到街道就行。"),
    _block("single", "您家的电动车平常在哪里充电", required=True, other=True,
           options=_options((*WHERE, ("没有电动车", 1)), 没有电动车=7)),
    _block("scale", "您对现在的充电条件满意吗", steps="5", low="很不满意", high="很满意"),
    _block("many", "您最想先添什么", options=_items(ADDS), other=True, most=3),
    _block("matrix", "下面几样各怎么样", rows=_items(FACES), options=_items(LEVELS)),
    _block("number", "您家有几口人", low=1, high=10, unit="人"),
    _block("long", "还有什么想说的", help="一两句就好，请不要写姓名和电话。"),
]  # fmt: skip


def tell_questionnaire(
    script: Script, days: Days, campaign: CampaignPage, people: dict[str, User]
) -> None:
    streets = list(Area.objects.filter(level=Area.Level.STREET).order_by("path"))
    places = streets[:: max(1, len(streets) // PLACES)][:PLACES]

    def publishes(at: dt.datetime) -> None:
        page = QuestionnairePage(
            title="小区充电问卷",
            slug=SLUG,
            summary="八个小问题，两三分钟，说说您家的电动车在哪里充电。",
            campaign=campaign,
            opens_at=at,
            closes_at=days.on(30, 0),
            thanks="谢谢您花时间填写，结果每天都在更新。",
            shows_results=True,
        )
        page.questions = page.questions.stream_block.to_python(QUESTIONS)
        campaign.refresh_from_db()
        campaign.add_child(instance=page)
        page.save_revision(user=people["editor"]).publish(user=people["officer"])

    def fills(number: int) -> Any:
        def act(at: dt.datetime) -> None:
            page = QuestionnairePage.objects.get(slug=SLUG)
            version = sheets.version_of(page, at=at)
            said = sheet_of(number, _place(number, places))
            sheets.hand_in(version, said, key=_id(f"sheet {number}"), at=at)

        return act

    script.add(days.ago(14, 9), publishes)
    for number in range(SHEETS):
        script.add(days.ago(2 + number % 12, 9 + number % 10, of=f"sheet {number}"), fills(number))
    script.add(days.ago(1, 9), lambda at: tallying.count_sheets(at=at))


def _pick(named: Sequence[tuple[str, int]], seed: str) -> str:
    """One of them by its weight; the same for the same seed."""
    drawn = crc32(seed.encode()) % sum(weight for _, weight in named)
    for text, weight in named:
        if drawn < weight:
            return text
        drawn -= weight
    return named[-1][0]


def _place(number: int, places: Sequence[Area]) -> Area | None:
    return places[crc32(f"place {number}".encode()) % len(places)] if places else None


def sheet_of(number: int, place: Area | None) -> Sheet:
    """What one person answered; the same for the same number."""
    said = list(_said(number))
    words = crc32(f"words {number}".encode())
    texts = ((_id("还有什么想说的"), "", WORDS[words % len(WORDS)]),) if words % 3 == 0 else ()
    return Sheet(tuple(said), texts, place.pk if place else None)


def _said(number: int) -> Iterator[tuple[str, str, Any]]:
    who = _pick(WHO, f"who {number}")
    drawn = crc32(f"more {number}".encode())
    yield _id("您是哪一类居民"), "", _id(who)
    yield _id("您家的电动车平常在哪里充电"), "", _id(_pick(WHERE, f"where {number}"))
    lower = 1 if who == "外卖骑手" else 0
    yield _id("您对现在的充电条件满意吗"), "", max(1, 1 + drawn % 5 - lower)
    yield _id("您家有几口人"), "", Decimal(1 + drawn // 11 % 5)
    for text in {ADDS[drawn % 5], ADDS[drawn // 7 % 5]}:
        yield _id("您最想先添什么"), "", _id(text)
    for place, face in enumerate(FACES):
        level = LEVELS[(drawn >> place) % len(LEVELS)]
        yield _id("下面几样各怎么样"), _id(face), _id(level)
