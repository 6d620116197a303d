"""What a notice says: the shipped words or the council's own, braces filled once."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils import timezone

from deliberation.models import Council, Meeting, NoticeWords
from suggestions.actions.rules import Refused, needed
from suggestions.models import User

WEEKDAYS = "一二三四五六日"
MESSAGE, POSTER = 300, 1000  # letters that a council's own words may have
BRACE = re.compile(r"\{([^{}]*)\}")
# What may stand in braces, and what it becomes.
BRACES = {
    "议事会": "议事会的名称",
    "时间": "哪天、星期几、几点",
    "地点": "没有定的写“（地点另行通知）”",
    "性质": "议事日或者临时会议",
    "时长": "多少分钟",
    "说明": "改期或者召集的理由，一整句；没有就不写",
    "议题": "议程上的议题，一整句；还没有就不写",
    "网址": "议事会的公开页面",
}
NEEDED = ("时间", "地点")
SHIPPED_MESSAGE = (
    "请于{时间}到{地点}参加{议事会}{性质}，约 {时长} 分钟。{说明}{议题}详情：{网址} 。"
)
SHIPPED_POSTER = (
    "定于{时间}在{地点}召开{议事会}{性质}，约 {时长} 分钟。\n{说明}\n{议题}\n"
    "想提议的事、会后的纪要和决议，请看：{网址}"
)


def spoken(moment: dt.datetime) -> str:
    """10月20日（周二）19:00, as people say it."""
    local = timezone.localtime(moment)
    return f"{local:%-m月%-d日}（周{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def own_words(councils: Iterable[int]) -> dict[int, NoticeWords]:
    """The own words of these councils, by the council's key; one query."""
    return {words.council_id: words for words in NoticeWords.objects.filter(council__in=councils)}


def called(
    meeting: Meeting, agenda: Iterable[str], words: NoticeWords | None = None
) -> tuple[str, str]:
    """Subject and text of the notice."""
    subject = f"会议通知：{meeting.council.name}{spoken(meeting.starts_at)}"
    text = words.message if words else SHIPPED_MESSAGE
    return subject[:120], filled(text, values(meeting, agenda))


def posted(meeting: Meeting, agenda: Iterable[str], words: NoticeWords | None = None) -> list[str]:
    """The lines to be put up; those of which nothing is left are dropped."""
    text = filled(words.poster if words else SHIPPED_POSTER, values(meeting, agenda))
    return [line for line in text.splitlines() if line.strip()]


def values(meeting: Meeting, agenda: Iterable[str]) -> dict[str, str]:
    titles = list(agenda)
    return {
        "议事会": meeting.council.name,
        "时间": spoken(meeting.starts_at),
        "地点": meeting.place or "（地点另行通知）",
        "性质": meeting.called,
        "时长": str(meeting.minutes),
        "说明": f"说明：{meeting.moved_because}。" if meeting.moved_because else "",
        "议题": "议题：" + "；".join(titles) + "。" if titles else "",
        "网址": f"{settings.SITE_URL}{meeting.council.get_absolute_url()}",
    }


def filled(text: str, braces: Mapping[str, str]) -> str:
    """Filled once: what a value brings along is text, whatever it looks like."""
    return BRACE.sub(lambda found: braces.get(found[1], ""), text)


# --- by the secretary ------------------------------------------------------------------------


def checked(council: Council, *, message: str, poster: str) -> NoticeWords:
    """These words, unsaved, where they may stand: a notice that names no time or place is none."""
    texts = {
        "短信": needed(message, "短信", MESSAGE),
        "张贴文字": needed(poster, "张贴文字", POSTER),
    }
    for what, text in texts.items():
        found = BRACE.findall(text)
        if strange := list(dict.fromkeys(name for name in found if name not in BRACES)):
            named = "、".join(f"{{{name}}}" for name in strange)
            known = "、".join(f"{{{name}}}" for name in BRACES)
            raise Refused(f"{what}里没有{named}这样的括号。可以用的是：{known}。")
        if lacking := [name for name in NEEDED if name not in found]:
            named = "和".join(f"{{{name}}}" for name in lacking)
            raise Refused(f"{what}里要有{named}：没有时间地点的通知不算通知。")
    return NoticeWords(council=council, message=texts["短信"], poster=texts["张贴文字"])


def reword(
    council: Council, *, message: str, poster: str, by: User, at: dt.datetime
) -> NoticeWords:
    """From now on notices of this council have these words; what waits keeps its own."""
    words = checked(council, message=message, poster=poster)
    texts = {"message": words.message, "poster": words.poster}
    own, _ = NoticeWords.objects.update_or_create(
        council=council, defaults={**texts, "by": by, "at": at}
    )
    return own


def reset(council: Council) -> int:
    """Back to the shipped words."""
    return NoticeWords.objects.filter(council=council).delete()[0]
