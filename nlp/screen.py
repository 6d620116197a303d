"""Recommend what a letter is: a suggestion, a demand, a question, or something for another door.

The model is small enough to be read: some thirty families of everyday cue words, each with a
weight for each kind (``data/screening.json``), and rules for what must not wait or does not
belong. It recommends; an officer decides.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from nlp.clean import clean_text, fold

__all__ = ["KINDS", "LEARNED", "Kind", "Screened", "features", "learn", "screen"]

Kind = Literal["建议", "诉求", "咨询", "法定途径", "紧急", "无效"]
KINDS: tuple[Kind, ...] = ("建议", "诉求", "咨询", "法定途径", "紧急", "无效")
LEARNED: tuple[Kind, ...] = ("建议", "诉求", "咨询")
"""The kinds that are weighed; the other three are told by rules."""

_MOST_TEXT = 20_000
_MOST_COUNTED = 5
_MOST_WORDS = 8
_END = 30


@dataclass(frozen=True, slots=True)
class Screened:
    """A recommendation.

    Attributes
    ----------
    kind : Kind
        One of 建议, 诉求, 咨询, 法定途径, 紧急, 无效.
    score : float
        How sure the recommendation is, 0 to 1.
    words : tuple of str
        The words of the text that speak for it, weightiest first.
    """

    kind: Kind
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cue:
    where: str
    pattern: re.Pattern[str]
    weights: tuple[float, ...]


# Danger to life and limb that is happening, not feared.
_DANGER = re.compile(
    r"轻生|自杀|自尽|跳楼|跳河|割腕|不想活|活不下去|想死|救命|出人命|命在旦夕|生命垂危"
    r"|(?:燃气|煤气|天然气|液化气)[^，。！？]{0,4}(?:泄漏|泄露|漏气|味)"
    r"|漏煤气|煤气中毒|一氧化碳中毒|食物中毒|集体中毒"
    r"|着火了?|起火|失火|发生火灾|爆炸|冒(?:浓烟|烟|火)|触电|漏电|电线(?:掉|断|垂)"
    r"|坍塌|垮塌|塌方|塌陷|滑坡|泥石流|即将倒塌|快要倒|摇摇欲坠|危墙|墙体开裂倾斜"
    r"|被困|困在电梯|电梯坠落|溺水|落水|掉进|坠楼|坠井|持刀|砍人|家暴|虐待|昏迷|抢救|失踪|走失|失联"
)
_NOW = re.compile(
    r"正在|刚刚|刚才|此刻|马上|立刻|立即|赶快|赶紧|快来|紧急|十万火急|火速|今[晚早]|急！|急急|快！"
)
_NEAR = 20
_SHORT = 200
_NOT_YET = re.compile(
    r"(?:防止|避免|预防|以免|防范|杜绝|一旦|万一|如果|假如|若|可能|容易|怕|担心|会|引发|引起|导致|造成|以防|曾|去年"
    r"|前年|新闻|报道|宣传|演练|知识|建议|安装)[^，。！？]{0,12}$"
)
_NOT_DANGER_AFTER = re.compile(
    r"^(?:报警器|事故|隐患|风险|演练|应急|预案|系统|探测|人口|儿童信息|的?可能)"
)

# What courts, arbitrators and review organs decide.
_LEGAL = re.compile(
    r"(?:不服|对)[^，。！？]{0,12}(?:判决|裁定|裁决|处罚决定|复议决定|认定书)|一审|二审|再审|终审|上诉|申诉状|起诉状"
    r"|(?:已|已经|正在|准备|要)?(?:向[^，。]{0,8}法院)?(?:提起|提出)(?:行政|民事|刑事)?诉讼|法院[^，。]{0,6}(?:判决|判了|受理|立案)"
    r"|(?:申请|法院)强制执行|执行局|执行法官|老赖|失信被执行|行政复议|行政诉讼|国家赔偿"
    r"|(?:劳动|人事)(?:争议)?仲裁|仲裁(?:委|庭|裁决|申请)|工伤认定|劳动能力鉴定|医疗事故鉴定|司法鉴定"
    r"|案号|[（(〔]20\d\d[)）〕].{0,6}[民刑行执]\S{0,3}\d+号|枉法|刑事立案|不予立案|检察院|抗诉|遗产|继承纠纷|离婚"
)
_LEGAL_POLICY = re.compile(r"建议|完善|制度|立法|普法|宣传|咨询点|便民")
_LEGAL_ENOUGH = 2

_ADVERT = re.compile(
    r"代开发票|刷单|日结|日赚|月入过万|高薪兼职|网上兼职|无抵押贷款|秒到账|低息贷款|裸聊|博彩"
    r"|点击链接|https?://|加微信|加[vV]|优惠大促|免费领取|代写论文|专业办证"
)
_ADVERT_ENOUGH = 2
_TRIAL = re.compile(r"(?:测试|试一下|试试|你好|没有|[哈啊无嗯呵\da-z])+")
_TRIAL_LENGTH = 20
_FIRST = re.compile(r"[^。！!？?\n]{0,40}[？?]?")
_HAN = re.compile(r"[㐀-鿿]")


def screen(text: str, title: str = "") -> Screened:
    """Recommend what kind of letter a text is.

    Parameters
    ----------
    text : str
        The body.
    title : str
        The title, where there is one.

    Returns
    -------
    Screened
        The kind, how sure it is, and the words behind it.

    Notes
    -----
    The kinds follow articles 10 and 14 of 上海市人民建议征集若干规定 (in force 2021-07-01):
    personal claims and what belongs to courts, arbitration or review is no suggestion; danger takes
    the fast lane. How often it is right is published in ``docs/screening.md``.

    Examples
    --------
    >>> screen("建议在路口加装红绿灯，方便行人过街。", "建议加装红绿灯").kind
    '建议'
    >>> screen("请问居住证需要什么材料，在哪里办理？").kind
    '咨询'
    >>> screen("隔壁正在冒烟，有人被困，快来！").kind
    '紧急'
    >>> screen("……").kind
    '无效'
    """
    body, title = clean_text(text[:_MOST_TEXT]), clean_text(title[:_MOST_TEXT], lines=False)
    whole = f"{title}\n{body}"
    # Without a title the first sentence says what the letter wants.
    title = title or _FIRST.findall(body)[0]
    return _urgent(whole) or _invalid(whole) or _legal(whole) or _weighed(title, body)


def _urgent(whole: str) -> Screened | None:
    dangers = [
        match
        for match in _DANGER.finditer(whole)
        if not _NOT_YET.search(whole[max(0, match.start() - 18) : match.start()])
        and not _NOT_DANGER_AFTER.match(whole[match.end() : match.end() + 8])
    ]
    around = (whole[max(0, m.start() - _NEAR) : m.end() + _NEAR] for m in dangers)
    now = [word for piece in around for word in _NOW.findall(piece)]
    names = _distinct([match.group() for match in dangers])
    # A long letter that names two dangers tells a story; a short one calls for help.
    if not names or not (now or (len(names) >= 2 and len(whole) < _SHORT)):
        return None
    score = 1 - 0.5 ** (len(names) + min(len(set(now)), 2))
    return Screened("紧急", round(score, 4), _distinct([*names, *now]))


def _invalid(whole: str) -> Screened | None:
    letters = fold(whole)
    advert = _ADVERT.findall(whole)
    if len(set(advert)) >= _ADVERT_ENOUGH and len(letters) < 200:
        return Screened("无效", 0.9, _distinct(advert))
    if (
        len(letters) < 4
        or len(set(letters)) < 3
        or (len(letters) < _TRIAL_LENGTH and _TRIAL.fullmatch(letters))
    ):
        return Screened("无效", 0.95, ())
    if not _HAN.search(letters) and len(letters) < 40:
        return Screened("无效", 0.6, ())
    return None


def _legal(whole: str) -> Screened | None:
    found = {match.group() for match in _LEGAL.finditer(whole)}
    if len(found) < _LEGAL_ENOUGH or _LEGAL_POLICY.search(whole[:60]):
        return None
    return Screened(
        "法定途径", round(1 - 0.5 ** len(found), 4), _distinct(sorted(found, key=whole.find))
    )


def _weighed(title: str, body: str) -> Screened:
    bias, cues = _model()
    values = features(title, body)
    totals = list(bias)
    for cue, value in zip(cues, values, strict=True):
        for place, weight in enumerate(cue.weights):
            totals[place] += weight * value
    top = max(totals)
    shares = [math.exp(total - top) for total in totals]
    best = totals.index(top)
    # What speaks for the kind against the mean of the others.
    pulls = [
        (value * (cue.weights[best] - (sum(cue.weights) - cue.weights[best]) / 2), cue)
        for cue, value in zip(cues, values, strict=True)
        if value
    ]
    words: list[str] = []
    for pull, cue in sorted(pulls, key=lambda pair: -pair[0]):
        if pull > 0:
            words += [m.group() for m in cue.pattern.finditer(_place(cue.where, title, body))]
    return Screened(LEARNED[best], round(shares[best] / sum(shares), 4), _distinct(words))


def features(title: str, body: str) -> list[float]:
    """Return how strongly each family of cue words stands in a text, in the order of the model.

    Parameters
    ----------
    title, body : str
        Cleaned texts.

    Returns
    -------
    list of float
        For the title 1 where the family stands in it; for the body log(1 + count up to 5).
    """
    values = []
    for cue in _model()[1]:
        place = _place(cue.where, title, body)
        if cue.where == "body":
            values.append(math.log1p(min(len(cue.pattern.findall(place)), _MOST_COUNTED)))
        else:
            values.append(float(cue.pattern.search(place) is not None))
    return values


def learn(
    titles: Sequence[str],
    bodies: Sequence[str],
    kinds: Sequence[str],
    *,
    weights: Sequence[float] | None = None,
    strength: float = 0.1,
) -> tuple[list[float], list[list[float]]]:
    """Fit the weights of the cue families to letters whose kind people have decided.

    Parameters
    ----------
    titles, bodies, kinds : sequence of str
        Of equal length; an empty title says nothing; `kinds` holds only those of `LEARNED`.
    weights : sequence of float, optional
        How much each letter counts; by default every kind counts the same in sum.
    strength : float
        Inverse of the regularisation; small keeps the weights small.

    Returns
    -------
    bias : list of float, length 3
    coefficients : list of list of float, shape (n_families, 3)
        As they stand in ``data/screening.json``.

    Raises
    ------
    ValueError
        If one of the kinds has no letter.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    missing = set(LEARNED) - set(kinds)
    if missing:
        raise ValueError(f"no letter of kind {', '.join(sorted(missing))}")
    pairs = zip(titles, bodies, strict=True)
    rows = np.array([features(clean_text(t, lines=False), clean_text(b)) for t, b in pairs])
    balance = "balanced" if weights is None else None
    model = LogisticRegression(C=strength, max_iter=3000, class_weight=balance)
    model.fit(rows, np.asarray(kinds), sample_weight=weights)
    order = [list(model.classes_).index(kind) for kind in LEARNED]
    return model.intercept_[order].tolist(), model.coef_[order].T.tolist()


def _place(where: str, title: str, body: str) -> str:
    if where == "title":
        return title
    return body if where == "body" else body.rstrip("。！!谢，, \n")[-_END:]


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    short = (word.strip() for word in words)
    return tuple(dict.fromkeys(word for word in short if 0 < len(word) <= 16))[:_MOST_WORDS]


@cache
def _model() -> tuple[list[float], list[_Cue]]:
    raw = resources.files("nlp").joinpath("data", "screening.json").read_text(encoding="utf-8")
    data = json.loads(raw)
    if data["version"] != 1 or tuple(data["kinds"]) != LEARNED:
        raise ValueError("data/screening.json is of another version than this code")
    cues = [
        _Cue(cue["where"], re.compile(cue["pattern"]), tuple(cue["weights"]))
        for cue in data["cues"]
    ]
    return data["bias"], cues
