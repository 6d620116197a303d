"""Names of people: behind "my name is", beside titles, before telephone numbers."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from nlp.mask.found import Found

__all__ = ["find_names"]

# 投诉人, 监护人 and the like: what stands before 人.
_PARTIES = (
    "反映|投诉|举报|申请|来信|来访|来电|信访|建议|提议|求助|报案|报警|上访|申诉|当事|受害|负责|代表|法定代表"
    "|经办|经手|收件|寄件|收款|委托|代理|联系|监护|监管|担保|借款|承租|出租|购房|承包|签收|发件|诉求|留言"
)
_KIN = (
    "孩子|小孩|儿子|女儿|老公|老婆|丈夫|妻子|爱人|老伴|父亲|母亲|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|哥哥?"
    "|弟弟?|姐姐?|妹妹?|孙子|孙女|外孙女?|侄子|侄女|岳父|岳母|公公|婆婆|家父|家母|舅舅|叔叔|姑姑|伯父"
)
# Announced names: nearly everything behind these words is one.
_ANNOUNCED = re.compile(
    r"(?:我叫做?|(?:姓名|名字|署名|户名|签名|签字|落款|昵称)[ ]?(?:是|叫|为|[:：】])|本人叫|我姓"
    rf"|(?:{_PARTIES})人[ ]?(?:是|叫|为|[:：】])"
    r"|(?:户主|业主|住户|租户|居民|村民|市民|患者|死者|房东|邻居|法人|老板|经理|同学|同事|朋友"
    rf"|{_KIN})[ ]?(?:名?叫做?|名字?是|[:：])|—— ?)[:： ]{{0,3}}"
)
# Titles and kin: a name may stand behind them, and so may any other word.
_TITLES = (
    "签名 支书 包工头 工头 楼管 宿管 队员 店长 "
    "客服 管家 主管 工程师 会计 教授 护士长 保洁员 门卫 电工 中介 快递员 外卖员 "
    "骑手 教师 工人 护工 店主 摊主 志愿者 员工 职工 党员 楼组长 委员 副主任 户名 "
    "姓名 户主 住户 房东 租客 邻居 居民 村民 市民 网友 患者 病人 家属 "
    "父亲 母亲 爸爸 妈妈 丈夫 妻子 老公 老婆 爱人 "
    "老伴 儿子 女儿 孙子 孙女 哥哥 弟弟 姐姐 妹妹 爷爷 奶奶 外公 外婆 孩子 学生 "
    "同学 同事 朋友 主任 书记 经理 队长 所长 局长 科长 处长 院长 校长 园长 老师 "
    "医生 护士 民警 警官 交警 辅警 律师 法官 老板 师傅 司机 保安 楼长 组长 站长 "
    "社长 村长 镇长 区长 市长 董事长 法人 法人代表 业主代表 居民代表 社工 网格员 "
    "会长 老人 阿姨 大爷 大妈 同志 先生 女士 小姐 本人"
)
# The longest first: 业主代表 before 业主. 物业主管 holds no 业主, 联系人 no 联系.
_BY_LENGTH = sorted(_TITLES.split(), key=len, reverse=True)
_TITLED = re.compile(
    rf"(?:{'|'.join(_BY_LENGTH)}|(?:{_PARTIES})人|(?<!物)业主|联系(?!人|方式|电话))"
    r"[ ]?(?:[(（:：][ ]?)?"
)
_I_AM = re.compile(r"(?:我|本人)(?:是|系)|敬礼[!！。 \n]{0,4}")
_AFTER_TITLES = (
    "先生|女士|同志|小姐|老师|主任|书记|经理|医生|警官|律师|师傅|阿姨|大爷|大妈|大哥|大姐"
    "|校长|院长|局长|所长|队长|科长|处长|老板|同学|教授|园长"
)
_TITLE_BEHIND = re.compile(_AFTER_TITLES)
_COURTESY = re.compile(
    r"(?:先生|女士|同志|小姐|老师|阿姨|大爷|师傅|总(?![是在会要])|副?(?:主任|书记|经理|局长|所长|队长))"
)
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s，。,.；;：:、(（])(?P<name>[㐀-鿿]{2,4})"
    r"(?:[ ,，:：、(（]|的?(?:联系)?电话|的?手机号?码?|联系方式|是|tel){0,3}$",
    re.IGNORECASE,
)
_ALONE_ON_LINE = re.compile(r"\n[ \-—]*(?P<name>[㐀-鿿]{2,4})[ ]*(?=\n|$)")
_SIGNATURE_ZONE = 60

_EDGE = re.compile(r"$|[^㐀-鿿0-9A-Za-z·]")
_HAN = re.compile(r"[㐀-鿿]")
_FOREIGN = re.compile(r"[㐀-鿿]{2,7}·[㐀-鿿]{2,7}(?:·[㐀-鿿]{2,7})?")
# Never in a given name.
_NEVER = frozenset(
    "的了是我你您他她它们吗呢吧啊么这那哪某和与及或但也都就被把给让从到对于个们很没不只又还请谢各等该此在"
    "区镇村街局院校厂店馆站所处室号楼幢弄路说问找叫做来去买卖吃打拿看听写要会须需着指某"
    "经常已使用因为以且由每再外内者员们些什怎几两十百亿零〇姓讲骂收拒违占欠漏偷拆堵挡摔咬砸"
)
# Rarely the third character of a name, often the first of what follows it.
_SELDOM_THIRD = frozenset(
    "今家住是电手身男女现联反希一系在年同先老曾同自向有为人小上下前后也本户租业想可能科应将并里"
)
# Family names that are also everyday characters: the rest must look like a given name.
_EVERYDAY = frozenset(
    "于任时应常安向严高万方成连全马白车路水钱金单曾文边班段项关温平毛牛石雷沙古查管左司季曲齐何计强盛梅"
    "原储官封谈支易申包宁尚苗谷经党席明满程田林叶江河夏汪游农项景宫解符童商房楼干余祝成童别习居元元年龙"
    "云海伊广暴相能都耿洪阳米贝皮宗柴路麦冷翁顾舒储乐熊盛简闻况"
)
# Behind a title these begin a word, not a name.
_RATHER_WORDS = frozenset("车楼应居元年路水时都相能单管别连查")
# jieba's dictionary holds these for names of people; here they are words.
_WORDS_TOO = (
    "张贴 张开 张罗 张望 张扬 张嘴 张口 王朝 王府 王子 王爷 王法 王国 陈述 陈列 "
    "陈设 陈旧 陈年 杨树 杨柳 李子 赵家 李家 张家 王家 陈家 刘家 吴家 徐家 徐徐 "
    "吴越 吴淞 吴江 朱红 周围 周边 周转 周全 周密 周折 周详"
)
# Words that are given names as well.
_GIVEN_TOO = (
    "建国 建设 建军 国庆 解放 和平 光明 胜利 文明 国家 卫国 爱国 爱民 爱华 建成 "
    "建业 建立 志强 自强 永久 长征 长江 长城 海洋 海燕 海涛 海军 海波 晓明 春天 "
    "春光 春风 秋风 秋月 明月 明星 红旗 红星 红军 东方 东风 向阳 新民 新生 新华 "
    "保国 保健 保安 振兴 振华 中华 志愿 志气 正义 正直 天才 天平 大勇 平凡 平安 "
    "家宝 宝贝 玉兰 玉石 桂花 梅花 兰花 荷花 菊花 金花 银花 丽华 美丽 秀丽 秀美 "
    "文华 文英 文化"
)
# Hardly ever anything but part of a given name: 李子轩 holds no plum.
_GIVEN_ONLY = frozenset(
    "敏轩涵宇辰怡雯婷琳琪瑶萱妍豪浩鑫睿泽昊霖娜倩莉婧晗梓芮玥璇彤薇菲妮莹颖妤翔鹏斌彬涛勇娟芳芬艳霞"
)
_FUNCTION_TAGS = frozenset("vdcprufmta")
_ENTRY = re.compile(r"^([一-鿿]{2,3}) ([1-9]\d+|[5-9]) ([a-z]+)", re.MULTILINE)
_PLAIN_SURNAMES = frozenset(
    "王李张刘陈杨赵吴徐朱郭邓曹彭蒋蔡魏吕卢崔谭廖贾邹孟薛闫侯郝龚邵覃樊葛邢"
)


def find_names(text: str, shadow: str, known: list[Found]) -> list[Found]:
    """Return the names of people that their surroundings announce.

    Parameters
    ----------
    text : str
        The original text.
    shadow : str
        Its plain copy, of the same length.
    known : list of Found
        What was found before: a name may stand before a telephone number.

    Returns
    -------
    list of Found
        Possibly overlapping.
    """
    found: list[Found] = []
    for match in _ANNOUNCED.finditer(shadow):
        found += _name_at(text, match.end(), announced=True)
    for match in _TITLED.finditer(shadow):
        # 上海市长宁区 holds no mayor; 物业主管 no owner.
        after = text[match.end() : match.end() + 1]
        if not (after in _EVERYDAY and match.group()[0] in "市区村镇"):
            found += _name_at(text, match.end())
    for match in _I_AM.finditer(shadow):
        for name in _name_at(text, match.end()):
            plain = text[name.start] in _PLAIN_SURNAMES and text[name.end : name.end + 1] == "的"
            if plain or _EDGE.match(text, name.end):
                found.append(name)
    found += _before_titles(text, shadow)
    for name in found:  # grows while it is read: 村民彭德福、彭德贵、彭德寿
        if text[name.end : name.end + 1] in "、和及与" and name.end < len(text):
            found += _name_at(text, name.end + 1)
    found += _whole(text, _names_before_numbers(shadow, known))
    zone = max(0, len(text) - _SIGNATURE_ZONE)
    found += _whole(text, (m.span("name") for m in _ALONE_ON_LINE.finditer(shadow, zone)))
    return found


def _names_before_numbers(shadow: str, known: list[Found]) -> Iterator[tuple[int, int]]:
    for one in known:
        if one.kind in ("mobile", "landline"):
            from_ = max(0, one.start - 20)
            match = _BEFORE_NUMBER.search(shadow[from_ : one.start])
            if match:
                yield from_ + match.start("name"), from_ + match.end("name")


def _whole(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[Found]:
    """Yield the spans that are a name from end to end."""
    for start, end in spans:
        if end - start <= 4:
            yield from (name for name in _name_at(text, start) if name.end == end)


def _before_titles(text: str, shadow: str) -> Iterator[Found]:
    for match in _TITLE_BEHIND.finditer(shadow):
        job = not _COURTESY.match(match.group())
        for length in (4, 3, 2):
            start = match.start() - length
            if start < 0 or (length == 4 and text[start : start + 2] not in surnames()):
                continue
            # Without a break before it only an unmistakable family name begins a name.
            broken = start == 0 or not _HAN.match(text[start - 1]) or text[start - 1] in _NEVER
            said = broken and match.group() in ("先生", "女士", "小姐")
            names = [n for n in _name_at(text, start, announced=said) if n.end == match.start()]
            sure = text[start] in (_PLAIN_SURNAMES if job else surnames() - _EVERYDAY)
            if names and (broken or sure):
                yield names[0]
                break


def _name_at(text: str, start: int, *, announced: bool = False) -> list[Found]:
    """Return the name that begins at a place, as a list of one or none."""
    foreign = _FOREIGN.match(text, start)
    if foreign and announced:
        return [Found("name", start, foreign.end())]
    family = 2 if text[start : start + 2] in surnames() else 1
    if family == 1 and text[start : start + 1] not in surnames():
        return []
    given = start + family
    if _COURTESY.match(text, given):  # 业主王先生
        return [Found("name", start, given)]
    end = _given_end(text, given)
    if end is None or (family == 1 and not _is_no_word(text, start, end, announced)):
        return []
    return [Found("name", start, end)]


def _given_end(text: str, at: int) -> int | None:
    """Return where a given name of one or two characters ends; None when there is none."""
    first, second = text[at : at + 1], text[at + 1 : at + 2]
    if not _HAN.match(first) or first in _NEVER:
        return None
    if not _HAN.match(second) or second in _NEVER or _TITLE_BEHIND.match(text, at + 1):
        return at + 1
    if _EDGE.match(text, at + 2) or _TITLE_BEHIND.match(text, at + 2):
        return at + 2
    tag = _word_tags()
    # 韩磊态度 is 韩磊 + 态度, but 王建国家里 is 王建国 + 家里.
    word_begins = tag(text[at + 1 : at + 3]) and not tag(text[at + 2 : at + 4])
    return at + 1 if second in _SELDOM_THIRD or word_begins else at + 2


def _is_no_word(text: str, start: int, end: int, announced: bool) -> bool:
    """Tell whether what looks like a name is not an everyday word that looks like one."""
    tag, name = _word_tags(), text[start:end]
    if announced:
        word = tag(name[:2])
        no_word = word not in _FUNCTION_TAGS and not (word == "n" and name[0] in _EVERYDAY)
        return no_word or (len(name) == 3 and not tag(name) and name[1:] in _GIVEN_TOO.split())
    if len(name) == 3 and tag(name[:2]) == tag(name[1:]) == "person":
        return True
    if name[-1] in _GIVEN_ONLY and len(name) == 3:
        return not tag(name) and tag(name[1:]) in ("", "person")
    if tag(name[:2]) or tag(name) or name[0] in _RATHER_WORDS or text[end : end + 1] == "某":
        return False
    if name[0] == name[1] and text[end : end + 1] == text[end + 1 : end + 2]:  # 辛辛苦苦
        return False
    given = text[start + 1 : start + 3]
    return name[0] not in _EVERYDAY or not tag(given) or given in _GIVEN_TOO.split()


@cache
def surnames() -> frozenset[str]:
    """Return the family names of one and of two characters.

    >>> "王" in surnames(), "欧阳" in surnames(), "的" in surnames()
    (True, True, False)
    """
    lines = resources.files("nlp").joinpath("data", "surnames.txt").read_text("utf-8").splitlines()
    names: set[str] = set()
    for line in lines:
        if not line.startswith("#"):
            names |= set(line.split()) if " " in line else set(line)
    return frozenset(names)


@cache
def _word_tags() -> Callable[[str], str]:
    """Return a look-up of the part of speech of words that could be taken for names."""
    tags: dict[str, str] = dict.fromkeys(_WORDS_TOO.split(), "n")
    spec = find_spec("jieba")  # found, not imported: only its dictionary is wanted
    if spec is None or spec.origin is None:
        return lambda word: tags.get(word, "")
    dictionary = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
    for word, weight, tag in _ENTRY.findall(dictionary):
        if len(word) == 3 and word[0] not in surnames():
            continue
        person = tag.startswith("nr")
        if person and (len(weight) < 3 or len(word) == 3 or word[0] in _PLAIN_SURNAMES):
            continue
        tags.setdefault(word, "person" if person else tag[0])
    return lambda word: tags.get(word, "")
