"""Where and whom a topic is about: the phrase 地点/人群 of the trade's table of hot topics.

No list of names: a place is a run of whole words that ends like a place (路, 小区, 学校), stands in
many texts of the topic and in few of the other topics; people are a word for a group of people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log

from nlp.reading import segment
from nlp.reading.form import headline

__all__ = ["whereabouts"]

READ = 30
"""Texts of a topic that are read: what they say, most of the rest say too."""

_BODY = 60
_LONGEST = 14
_WORDS = 6
_SHARE = 0.25
_PLAIN = 0.6
_RARE = 0.01

_SUFFIX = (
    "小区|社区|花园|新村|新城|公寓|大厦|广场|公园|街道|大道|高速|国道|隧道|立交桥?|大桥|号线|线路"
    "|学校|学院|大学|中学|小学|幼儿园|医院|卫生院|市场|商场|超市|饭店|餐馆|酒店|中心|公司|集团|平台|银行"
    "|工地|工业园|园区|机场|车站|[东南西北]站|派出所|景区|步行街|夜市"
    "|[路街巷弄桥站园苑城府湾村组镇乡庄郡庭居里墅邸厦楼院校店坊寓湖河江山]"
)
_PLACE = re.compile(f".*(?:{_SUFFIX})")
_BARE = re.compile(
    f"(?:{_SUFFIX}|居民|公交|地铁|附近|周边|垃圾|停车|楼下|业主|搅拌|加油|变电|充电|麻将|夜宵|生活"
    "|安置|经济|技术|职业|配套)+"
)
"""A kind of place, not one place."""

_COUNTY = re.compile(r"(?:[\u4e00-\u9fff]{2,3}|[A-Z]\d{0,3})(?:市|区|县|州|镇|乡|街道)")
_CODE = re.compile(r"[A-Za-z]\d{0,3}[市区县州省镇]")
_PARTS = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]+|(?<=路)(?=路[灯面口段])")
"""Where no name goes on; 望江路路灯 would be cut 望江, 路路, 灯."""

_APART = (
    "附近 旁边 旁 周边 门口 楼下 楼上 位于 坐落 家住 住在 在 的 和 与 及 对 "
    "给 从 向 往 把 被 让 到 去 是 有 将 为 由 于 某 每 各 该 这 那 了 "
    "要 能 请 不 建 修 无 未 何 反映 投诉 举报 咨询 关于 建议 希望 请求 "
    "要求 请问 强烈 再次 坚决 反对 严重 违规 违法 非法 涉嫌 存在 没有 尊敬 "
    "领导 书记 市长 区长 县长 "
)
_NOT_INSIDE = frozenset(_APART.split())
_PEOPLE = re.compile(
    "业主|居民|村民|住户|学生|家长|考生|教师|老师|职工|员工|工人|民工|农民工|司机|患者|病人|老人|老年人|残疾人"
    "|军人|退役士兵|商户|商家|摊贩|消费者|购房者|购房人|受害人|受害者|出借人|投资人|乘客|行人|租户|儿童|党员"
)


def whereabouts(topics: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
    """Return the place and people phrase of every topic.

    Parameters
    ----------
    topics : sequence of sequence of (title, body)
        The texts of each topic, those that stand for it first; `READ` of each are read.

    Returns
    -------
    list of str
        Such as ``青石桥小区业主``; empty where the texts name neither.

    Notes
    -----
    A run of words is worth the number of the topic's texts that have it × log(1 + its length)
    × log(1 + topics / topics that have it).  One that does not end like a place (a firm, an app)
    counts 0.6-fold, and only where a word of it stands in hardly any other topic.
    The city and district named most stand before it.  People are added where a quarter of the
    texts name them.

    Examples
    --------
    >>> lift = [("幸福里小区电梯停运", "业主下不了楼"), ("幸福里小区电梯又停了", "业主很急")]
    >>> lamps = [("和平路路灯不亮", "晚上看不见"), ("和平路的路灯坏了", "")]
    >>> whereabouts([lift, lamps])
    ['幸福里小区业主', '和平路']
    """
    read = [
        [(headline(title, body), f"{title}，{body[:_BODY]}") for title, body in texts[:READ]]
        for texts in topics
    ]
    heard = Counter(w for texts in read for w in {w for t, _ in texts for w in segment.cut(t)})
    known = {word for word, count in heard.items() if count > max(1, _RARE * len(topics))}
    found = [_counted(texts, known) for texts in read]
    spread = Counter(phrase for counts in found for phrase in counts)
    return [
        _told(texts, counts, spread, len(topics)) for texts, counts in zip(read, found, strict=True)
    ]


def _counted(texts: list[tuple[str, str]], known: set[str]) -> Counter[str]:
    """Count the texts that have each run: once in the title, half in the opening of the body."""
    counts: Counter[str] = Counter()
    for head, opening in texts:
        named = {run for run in _runs(head) if _PLACE.fullmatch(run) or not _plain(run, known)}
        counts.update(dict.fromkeys(named, 2))
        counts.update(run for run in _runs(opening) - named if _PLACE.fullmatch(run))
    least = 2 * max(2, _SHARE * len(texts)) if len(texts) > 1 else 1
    return Counter({phrase: count for phrase, count in counts.items() if count >= least})


def _plain(run: str, known: set[str]) -> bool:
    return all(word in known or len(word) > segment.MAX_WORD for word in segment.cut(run))


def _runs(text: str) -> set[str]:
    """Return the runs of whole words that may be a name."""
    runs: set[str] = set()
    for part in _PARTS.split(_CODE.sub("，", text)):
        words = segment.cut(part)
        for start, first in enumerate(words):
            if first in segment.stop_words() or first in _NOT_INSIDE:
                continue
            run = ""
            for word in words[start : start + _WORDS]:
                run += word
                if word in _NOT_INSIDE or len(run) > _LONGEST:
                    break
                if len(run) > 2 and not run.isdecimal() and not _BARE.fullmatch(run):
                    runs.add(run)
    return runs


def _told(
    texts: list[tuple[str, str]], counts: Counter[str], spread: Counter[str], topics: int
) -> str:
    def worth(phrase: str) -> float:
        rare = log(1 + topics / spread[phrase])
        plain = 1 if _PLACE.fullmatch(phrase) else _PLAIN
        return counts[phrase] * log(1 + len(phrase)) * rare * plain

    best = min(counts, key=lambda phrase: (-worth(phrase), phrase), default="")
    whole = [other for other in counts if best in other and counts[other] >= 0.7 * counts[best]]
    placed = [other for other in whole if _PLACE.fullmatch(other)] or whole
    place = min(placed, key=lambda phrase: (-len(phrase), phrase), default="")
    return _county(texts, place) + place + _people(texts, place)


def _county(texts: list[tuple[str, str]], place: str) -> str:
    """Return the city and district that most texts name, where the place has none itself."""
    if _COUNTY.match(place):
        return ""
    named = Counter(
        "".join(sorted(set(_CODE.findall(opening)[:2]), key=_rank)) for _, opening in texts
    )
    county, count = min(named.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    return county if count * 2 > len(texts) else ""


def _rank(code: str) -> tuple[int, str]:
    return "省州市区县镇".index(code[-1]), code


def _people(texts: list[tuple[str, str]], place: str) -> str:
    named = Counter(word for _, opening in texts for word in set(_PEOPLE.findall(opening)))
    word, count = min(named.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
    return word if count >= max(1, _SHARE * len(texts)) and word not in place else ""
