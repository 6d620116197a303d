"""Numbers told by the words beside them: papers, cards, household accounts, devices, passwords.

The lists follow annex A of GB/T 35273: what an office, a school, a hospital, a bank or a shop
gives to one person or one household.
"""

import re
from typing import cast

from nlp.mask.found import Found, Kind
from nlp.mask.headed import Headed, both_cases

__all__ = ["find_papers"]

# 个人身份信息: of an office, a school or an employer.
_IDENTITY = (
    "护照|通行证|回乡证|台胞证|入台证|旅行证|签证|永居[证卡]|永久居留(?:身份)?证?"
    "|居留(?:许可|证)|居住证|暂住证"
    "|身份证|户口[本簿]|军官证|警官证|士[官兵]证|文职(?:干部|人员)?证|军人(?:保障)?[证卡]"
    "|退[伍役](?:军人)?(?:优待)?证"
    "|警员证|警察证|警号|驾驶证|驾驶执照|驾照|驾证|行驶证|[海船]员证"
    "|工作证|员工[证卡]|工牌号?|工号|胸牌号?|出入证|门禁卡|门卡|通行卡|上岗证|从业证|执业证|资格证"
    "|律师证|教师证|医师证|护士证|导游证|记者证|健康证|志愿者[证号]|党员证"
    "|学生证|学籍|学号|考生号|考号|准考证|报名号|毕业证|学位证|学历证书?|校园卡"
    "|饭卡|借[书阅]证|读者[证卡]"
)
# 个人健康生理信息, family and the cards of welfare.
_WELFARE = (
    "社保卡|社会保障[卡号]|社保(?:个人)?(?:编号|号)|社保电脑号|医保卡|医保(?:个人)?(?:编号"
    "|号)|医疗[证卡]|市民卡|民生卡|新农合证?"
    "|敬老[卡证]|老[年人](?:人)?(?:优待|优惠|乘车)?[证卡]|优待[证卡]|长寿卡"
    "|残疾军?人?证|助残卡|低保证|特困证|救助证|烈属证|军属证"
    "|独生子女证|光荣证|就业(?:创业)?证|失业证|退休证|离休证|就诊[卡证号]|诊疗[卡号]"
    "|就医卡|病历本?|病案|住院号|门诊[卡号]"
    "|体检(?:编?号|表)|检查单?号|样本号|化验单号?|挂号单|接种[证本卡]|出生(?:医学)?证明?"
    "|准生证|生育服务[证卡]"
    "|死亡证明?|结婚证|离婚证"
)
_DEED = (
    "(?:不动产|房地?产|房屋)(?:所有|使用)?权?证书?|房本|土地(?:使用)?证|宅基地证"
    "|林权证|承包经营权证"
)
# 个人财产信息: what a fund, an insurer, a supplier or a shop keeps for one.
_KEPT = (
    "公积金(?:个人)?(?:账[号户]|卡号?|号)|存折|存单|保单|股东(?:代码|账[号户]"
    "|卡)|(?:证券|基金|养老金?|年金|贷款|社保|医保)账[号户]"
    "|户号|户头号|用户编?号|用户卡|客户编?号|会员编?号|会员[证卡]|会员id|缴费[卡号]"
    "|(?:燃气|购气|购电|水|电|加油|etc|公交|交通|地铁|乘车"
    "|洗浴|健身|购物|美容|积分|储值|停车|电视|充值|年票|游泳|宽带|上网)卡号?"
    "|机顶盒号|宽带(?:账[号户]|号)"
)
_DEVICE = (
    "imei|imsi|meid|iccid|串号|(?:手机|电脑|平板|设备|机身)?序列号|(?<![a-z])sn(?=[:：号码 ])"
    "|(?:手机|电脑|平板)识别码|mac(?:地址)?|ip(?:v[46])?(?:地址)?"
    "|车架号?|车辆识别(?:代?号?码?|代码)|大架号|(?<![a-z])vin码?|发动机号"
)
_PASSING = (
    "密码|口令|验证码|校验码|动态码|解锁码|pin码|安全码|取件码|cvv2?|密钥|password|(?<![a-z])pwd"
)

_LISTS = (_IDENTITY, _WELFARE, _DEED, _KEPT, _DEVICE, _PASSING)
# A place where none of the words can begin costs one look.
_FIRST = "".join(set(re.findall(r"(?:^|\||\()(?:\?:)?([㐀-鿿a-z])", "|".join(_LISTS))))
_WORD = Headed(
    both_cases(_FIRST),
    rf"(?=[{_FIRST}])(?:(?P<paper>{_IDENTITY}|{_WELFARE}|{_DEED})|(?P<account>{_KEPT})"
    rf"|(?P<device>{_DEVICE})"
    rf"|(?P<secret>{_PASSING}))",
    re.IGNORECASE,
)
# What stands between the word and its number and says nothing else.
_FILL = (
    r"(?:[证卡]?(?:编号|号码|号|码|代码)|证书|证件|账[号户]|尾号|后[几四六]位"
    r"|(?<=[证照])本|地址|id|是|为|叫|填的|写的|[改换设]了?[成为]?了?|还是|就是"
    r"|一直是"
    r"|(?:我|本人|他|她|孩子|老人)的|[:： =()（\[【\"“'‘,，#])"
)
_FILLED = re.compile(rf"{_FILL}{{0,6}}", re.IGNORECASE)
_GAP = re.compile(r"[^\dA-Za-z。！？!?；;\n]{0,16}")
# Words in a longer gap that say that another number follows.
_OTHER = re.compile(
    r"电话|手机|座机|热线|传真|打[了给]?|致电|工单|订单|受理|案号|文号|文件|通知"
    r"|办法|规定|条例|合同|快递|运单|投诉|反映|窗口|微信|QQ|扣扣|邮编|面积"
    r"|车牌|公交|地铁|公众|[共约有达近至到]$|[超每补涨降罚扣花]|元|费|路|弄"
)
_COUNTED = (
    r"[ ]?(?:[年月日元万亿个人户多位岁天次条份本张%块米平分秒周名件辆度线路弄]"
    r"|号(?=[楼线院]|$)|余[人户名个元万]|小时|\.\d)"
)
_CODE = re.compile(
    r"(?:[A-Za-z]{1,4}[ \-]?)?\d(?:[ \-]?[0-9A-Za-z]){2,24}(?:\([0-9A-Za-z]\))?"
    rf"(?![0-9A-Za-z]|{_COUNTED})"
)
# 军字第1234567号; 沪(2020)浦字不动产权第012345号; 沪房地浦字(2009)第012345号
_LETTERED = re.compile(
    r"(?:[㐀-鿿]{0,6}[(\[【〔]?(?:19|20)\d\d[)\]】〕]?)?[㐀-鿿]{0,12}字?第?[ ]?[A-Z]?\d{4,12}号"
    r"|[㐀-鿿]{1,6}字第?[ ]?[A-Z]?\d{4,12}"
)
_DEVICE_VALUE = re.compile(
    r"(?:s/?n[:： ]{0,2})?(?:(?:\d{1,3}\.){3}\d{1,3}"
    r"|(?:[0-9a-f]{1,4}::?){3,7}[0-9a-f]{1,4}|(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}"
    r"|[0-9a-z](?:[ \-]?[0-9a-z]){5,23})(?![0-9a-z.]*[0-9a-z])",
    re.IGNORECASE,
)
# A network's address tells itself, but for a version (V 2.0.1.15).
_NETWORK = Headed(
    r"\dA-Fa-f",
    r"(?<![0-9A-Za-z.:\-])(?:(?:[0-9A-Fa-f]{2}:){5}|(?:[0-9A-Fa-f]{2}-){5})[0-9A-Fa-f]{2}"
    r"(?![0-9A-Za-z:\-])"
    r"|(?<![\dA-Za-z.])(?<!版本)(?<!版本[ 号])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]"
    r"|2[0-4]\d|1\d\d|[1-9]\d)(?![\d.])",
)
_SECRET_VALUE = re.compile(r"[0-9A-Za-z@#$%^&*!_.\-]{4,24}(?![0-9A-Za-z]|[ ]?[位个次条元年月天])")
_HAN_NUM = "零〇一二三四五六七八九十"
_YEAR = rf"(?:(?:19|20)\d\d|[一二][九零〇][{_HAN_NUM}]{{2}}|(?<!\d)\d\d(?=年))"
_PART = rf"(?:\d{{1,2}}|[{_HAN_NUM}]{{1,3}})"
_LUNAR = rf"(?:[正腊冬]月|{_PART}月)(?:初[{_HAN_NUM}]|[十廿][{_HAN_NUM}]{{1,2}}|二十[{_HAN_NUM}]?)?"
_HOUR = r"(?:[ ]?(?:[上下]午|凌晨|晚上?|早上?|中午)?\d{1,2}[点时](?:\d{1,2}分)?)?"
_DATE = (
    rf"(?:{_YEAR}[年\-./]{_PART}[月\-./]{_PART}[日号]?{_HOUR}|{_YEAR}年(?:农历"
    rf"|阴历)?{_LUNAR}|(?:19|20)\d{{2}}[01]\d[0-3]\d(?!\d))"
)
# A rule of admission names a day for everybody: 2014年9月1日以后出生.
_BIRTHDAYS: tuple[Headed, ...] = (
    Headed(
        "出生",
        rf"(?:出生(?:日期|年月日?|时间|于|在)?|生日|(?<!先)生于|生辰){_FILL}{{0,5}}(?:[公农阴阳]历)?"
        rf"(?P<date>{_DATE})(?!以?[之前后至到起止])",
    ),
    Headed(
        "生",
        rf"生日{_FILL}{{0,5}}(?:[公农阴阳]历)?(?P<date>{_PART}月{_PART}[日号]|{_LUNAR})(?!以)",
    ),
    Headed(
        "女儿孩小孙外闺娃",
        rf"(?:女儿|儿子|孩子|小孩|孙[子女]|外孙女?|闺女|娃)[^。！!？?；;\n\d]{{0,18}}[,，](?P<date>{_DATE})的(?=[,，。])",
    ),
    Headed(
        r"\d一二",
        rf"(?<!\d)(?P<date>{_DATE})[ ,，]?(?:[上下]午|凌晨|晚上?|早上?)?(?:在[㐀-鿿]{{2,8}}?)?"
        r"(?:出生|生日|诞生|降生|生于|生人|生的|生(?=[,，。；;！!)）\s]|$))(?!的?(?:儿童"
        r"|婴儿|新生儿)?(?:都|可|须|应))",
    ),
)
_BIRTHDAYS += (
    # 农历六月初八过八十大寿, 8月3日过生日
    Headed(
        rf"\d{_HAN_NUM}农阴阳正腊冬",
        rf"(?<![\d年])(?P<date>(?:[农阴阳]历)?(?:{_PART}月{_PART}[日号]?|{_LUNAR}))(?:那天|这天)?(?:是|过|做|办|给)?"
        r"[^，。,；;！!？?\n]{0,6}(?:大寿|寿辰|寿诞|寿宴|生日|(?<!新)生的|生人)",
    ),
    # 身份证上是五月, 农历腊月十九生
    Headed("农阴", rf"(?P<date>(?:[农阴]历){_LUNAR})(?:[ ]?(?:出生|生(?![活产])))"),
)
_BEFORE = re.compile(
    r"(?<![0-9A-Za-z])(?P<value>[A-Za-z]{0,3}\d[0-9A-Za-z]{5,19})[ ]?(?:[(（,，:：]"
    r"|就?是|为|这[个张本]?)?[ ]?"
    r"(?:我|他|她|本人|孩子|老人|老伴|父亲|母亲|母亲|儿子|女儿)?的?[新旧老]?$"
)
_LOOK_BACK = 36
_FEWEST = {"paper": 3, "account": 5, "device": 3, "secret": 0}
_FEWEST_FAR = 6


def find_papers(shadow: str) -> list[Found]:
    """Return the numbers that a word beside them gives to one person or one household.

    Parameters
    ----------
    shadow : str
        The plain copy of the text.

    Returns
    -------
    list of Found
        Possibly overlapping.
    """
    found = [
        Found("birthday", *match.span("date"))
        for pattern in _BIRTHDAYS
        for match in pattern.finditer(shadow)
    ]
    found += [Found("device", *match.span()) for match in _NETWORK.finditer(shadow)]
    for word in _WORD.finditer(shadow):
        kind = cast(Kind, word.lastgroup)
        span = _behind(kind, shadow, word.end()) or _before(kind, shadow, word.start())
        if span:
            found.append(Found(kind, *span))
    return found


def _behind(kind: Kind, shadow: str, at: int) -> tuple[int, int] | None:
    """Return where the number stands that a word announces, near it or farther behind."""
    near = _end(_FILLED, shadow, at)
    if kind in ("device", "secret"):
        shape = _SECRET_VALUE if kind == "secret" else _DEVICE_VALUE
        match = shape.match(shadow, near)
        # A password of letters alone is announced: 密码abcd, never "密码 too short".
        enough = match and (_digits(match) >= _FEWEST[kind] and (_digits(match) or near > at))
        return match.span() if match and enough else None
    match = _LETTERED.match(shadow, near) or _CODE.match(shadow, near)
    if match:
        return match.span() if _digits(match) >= _FEWEST[kind] else None
    far = _end(_GAP, shadow, at)
    match = _CODE.match(shadow, far)
    if not match or _digits(match) < _FEWEST_FAR or _OTHER.search(shadow[at:far]):
        return None
    return match.span()


def _before(kind: Kind, shadow: str, at: int) -> tuple[int, int] | None:
    """Return where the number stands that is explained behind: E12345678（护照）."""
    if kind == "secret":
        return None
    from_ = max(0, at - _LOOK_BACK)
    match = _BEFORE.search(shadow[from_:at])
    if not match or sum(char.isdecimal() for char in match["value"]) < _FEWEST_FAR:
        return None
    return from_ + match.start("value"), from_ + match.end("value")


def _end(pattern: re.Pattern[str], shadow: str, at: int) -> int:
    match = pattern.match(shadow, at)
    return match.end() if match else at


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdecimal() for char in match.group())
