"""What kind of letter a text is, and where one that is no suggestion finds help sooner.

It recommends: whoever reads the hint may send the suggestion all the same, and officers decide.
Here the shipped rules speak: what an office has taught is for its own desk (`text/sorting.py`).
The numbers are national ones; what a city runs beside them is written into a campaign's gate text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suggestions.models.sorting import Kind
from suggestions.models.suggestions import Route
from suggestions.text.language import screened

# A hint that is wrong costs its reader a page: below this a complaint is not called one.
SURE = 0.9
# Who writes how it could be done makes a suggestion, however angry the rest.
A_PROPOSAL = 10
_PROPOSES = re.compile(
    "建议|能不能|能否|可不可以|应当|最好|不妨|希望(?!.{0,8}(?:解决|处理|答复|回复|核实|查|修|退|赔|帮))"
)


@dataclass(frozen=True)
class Way:
    """A better door: its name, its number to dial, and what it is for."""

    name: str
    number: str
    text: str
    route: Route
    words: str = ""  # a pattern; empty: for everything of its kind


URGENT_WAYS = (
    Way("公安报警", "110", "有人受到伤害、威胁，家暴，盗抢，有人走失", Route.EMERGENCY,
        "持刀|砍|家暴|虐待|打人|抢|偷|失踪|走失|失联|跳楼|跳河|轻生|自杀"),
    Way("火警和救援", "119", "着火、冒烟、燃气泄漏、坍塌，有人被困、落水", Route.EMERGENCY,
        "火|烟|燃气|煤气|天然气|液化气|爆炸|被困|电梯|落水|溺水|掉进|坍塌|垮塌|塌|倒"),
    Way("医疗急救", "120", "有人受伤、昏迷、中毒、触电", Route.EMERGENCY,
        "昏迷|中毒|受伤|流血|抢救|触电|晕倒|生命垂危|割腕"),
    Way("交通事故", "122", "路上出了事故", Route.EMERGENCY, "车祸|撞"),
    Way("心理援助", "12356", "心里过不去，想找人说说话，全天有人接听", Route.EMERGENCY,
        "轻生|自杀|自尽|不想活|活不下去|想死|跳楼|跳河|割腕"),
)  # fmt: skip
DEMAND_WAYS = (
    Way("政务服务便民热线", "12345", "报修、投诉、求助：当时派单，可以查进度",
        Route.HOTLINE),
    Way("劳动保障", "12333", "欠薪、社保、工伤、劳动合同", Route.HOTLINE,
        "欠薪|工资|加班费|社保|公积金|劳动合同|辞退|工伤|农民工"),
    Way("消费投诉", "12315", "退款退费、预付卡、商品和服务质量", Route.HOTLINE,
        "退款|退费|退货|预付|消费|商家|押金|定金|假货|培训机构|健身"),
    Way("信访部门", "", "反映过、有了结论还不服的，可以到信访部门或者网上信访提出", Route.PETITION,
        "信访|上访|多次反映|推诿|不作为|没人管|踢皮球|申诉"),
    Way("纪检监察举报", "12388", "干部违纪违法、收受好处", Route.SUPERVISION,
        "受贿|行贿|贪污|腐败|公款|吃拿卡要|以权谋私|徇私|渎职"),
    Way("公共法律服务", "12348", "要打官司、不知道怎么维权，免费问律师，符合条件的可以申请法律援助",
        Route.LEGAL_AID, "维权|赔偿|合同|纠纷|欺诈|侵权|律师"),
)  # fmt: skip
LEGAL_WAYS = (
    Way("人民法院", "12368", "起诉、上诉、再审、执行：找受理的法院", Route.COURT,
        "法院|判决|裁定|一审|二审|再审|终审|上诉|起诉|诉讼|执行|老赖|失信|法官|案号|离婚|遗产|继承"),
    Way("劳动人事争议仲裁", "12333", "工资、工伤、解除合同的争议，先申请仲裁", Route.COURT,
        "仲裁|工伤|劳动能力|欠薪|工资"),
    Way("行政复议", "12348", "对处罚、征收等决定不服，一般要在知道决定六十天内申请", Route.COURT,
        "复议|处罚决定|认定书|行政诉讼|国家赔偿|不服"),
    Way("人民检察院", "12309", "立案监督、抗诉、举报司法人员", Route.COURT, "检察|抗诉|枉法|立案"),
    Way("公共法律服务", "12348", "免费问律师；经济困难的，可以申请法律援助", Route.LEGAL_AID),
)  # fmt: skip


@dataclass(frozen=True)
class Elsewhere:
    """A hint before sending: what the text looks like, why, and the better doors, best first."""

    kind: Kind
    words: Sequence[str]
    ways: Sequence[Way]

    @property
    def is_urgent(self) -> bool:
        return self.kind == Kind.URGENT


def elsewhere(title: str, body: str, solution: str = "") -> Elsewhere | None:
    """The hint that a text calls for, or nothing where it may well be a suggestion."""
    found = screened(title, f"{body}\n{solution}")
    kind = Kind.labelled(found.kind)
    proposes = len(solution) >= A_PROPOSAL or _PROPOSES.search(f"{title}\n{body}")
    if kind == Kind.DEMAND and (found.score < SURE or proposes):
        return None
    if kind not in (Kind.DEMAND, Kind.LEGAL, Kind.URGENT):
        return None
    return Elsewhere(kind, found.words, ways(kind, f"{title}\n{body}\n{solution}"))


def ways(kind: str, text: str) -> list[Way]:
    """The doors for a kind of letter; those whose words stand in the text first."""
    known = {Kind.URGENT: URGENT_WAYS, Kind.LEGAL: LEGAL_WAYS, Kind.DEMAND: DEMAND_WAYS}
    offered = known.get(Kind(kind), ())
    named = [way for way in offered if way.words and re.search(way.words, text)]
    general = [way for way in offered if not way.words]
    if kind == Kind.URGENT:  # who is in danger must not look for the right number
        return named + [way for way in offered[:3] if way not in named]
    return named + general


def likely_route(kind: str, text: str) -> str:
    """Which way to tell the author, where a letter is declined; empty where none is clear."""
    if kind == Kind.INVALID:
        return Route.INVALID
    if kind == Kind.QUESTION:
        return Route.HOTLINE
    found = ways(kind, text) if kind else []
    return found[0].route if found else ""
