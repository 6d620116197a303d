"""What must not wait or does not belong is told by rules: danger, trials, courts."""

from __future__ import annotations

import re

from nlp.reading.clean import fold
from nlp.screen.kinds import Screened, shown

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

# A letter that begins with thanks and asks for nothing: there is nothing to be done.
_THANKS = re.compile(
    r"感谢(?!.{0,8}(?:百忙|看|阅))|致谢|谢意|感激|感恩|点个?赞|表扬|称赞|赞扬|夸一?[夸下]|鞠躬|锦旗|暖哭|太感动"
    r"|^\s*谢谢|谢谢(?:你们|师傅|修|那|这)"
)
_ASKS = re.compile(
    r"投诉|举报|建议|询问|咨询|希望(?!转达)|请问|恳请|能不能|能否|可否|是否|吗|[？?]|求|要求|解决(?!了|得)"
    r"|不给|不让|没人|无人|没有|一直没|至今|扰民|严重|拖欠|什么时候|何时|尽快|望|麻烦|整改|查处|处理|影响|申请"
)
_THANKS_WITHIN, _THANKS_LENGTH = 60, 300

_ADVERT = re.compile(
    r"代开发票|刷单|日结|日赚|月入过万|高薪兼职|网上兼职|无抵押贷款|秒到账|低息贷款|裸聊|博彩"
    r"|点击链接|https?://|加微信|加[vV]|优惠大促|免费领取|代写论文|专业办证"
)
_ADVERT_ENOUGH = 2
_TRIAL = re.compile(r"(?:测试|试一下|试试|你好|没有|[哈啊无嗯呵\da-z])+")
_TRIAL_LENGTH = 20
_HAN = re.compile(r"[㐀-鿿]")


def urgent(whole: str) -> Screened | None:
    """Tell danger that is happening."""
    dangers = [
        match
        for match in _DANGER.finditer(whole)
        if not _NOT_YET.search(whole[max(0, match.start() - 18) : match.start()])
        and not _NOT_DANGER_AFTER.match(whole[match.end() : match.end() + 8])
    ]
    around = (whole[max(0, m.start() - _NEAR) : m.end() + _NEAR] for m in dangers)
    now = [word for piece in around for word in _NOW.findall(piece)]
    names = shown([match.group() for match in dangers])
    # A long letter that names two dangers tells a story; a short one calls for help.
    if not names or not (now or (len(names) >= 2 and len(whole) < _SHORT)):
        return None
    score = 1 - 0.5 ** (len(names) + min(len(set(now)), 2))
    return Screened("紧急", round(score, 4), shown([*names, *now]))


def invalid(whole: str) -> Screened | None:
    """Tell advertisements, trials and what says nothing."""
    letters = fold(whole)
    advert = _ADVERT.findall(whole)
    if len(set(advert)) >= _ADVERT_ENOUGH and len(letters) < 200:
        return Screened("无效", 0.9, shown(advert))
    if (
        len(letters) < 4
        or len(set(letters)) < 3
        or (len(letters) < _TRIAL_LENGTH and _TRIAL.fullmatch(letters))
    ):
        return Screened("无效", 0.95, ())
    if not _HAN.search(letters) and len(letters) < 40:
        return Screened("无效", 0.6, ())
    return None


def legal(whole: str) -> Screened | None:
    """Tell what courts, arbitrators and review organs decide."""
    found = {match.group() for match in _LEGAL.finditer(whole)}
    if len(found) < _LEGAL_ENOUGH or _LEGAL_POLICY.search(whole[:60]):
        return None
    return Screened(
        "法定途径", round(1 - 0.5 ** len(found), 4), shown(sorted(found, key=whole.find))
    )


def thanks(whole: str) -> Screened | None:
    """Tell a letter of thanks: not invalid, but there is nothing to be done about it."""
    found = _THANKS.findall(whole.lstrip()[:_THANKS_WITHIN])
    if not found or len(whole) > _THANKS_LENGTH or _ASKS.search(whole):
        return None
    return Screened("无效", 0.7, shown(found))
