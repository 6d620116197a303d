"""Names of people: behind "my name is", beside titles, before telephone numbers."""

import re
from collections.abc import Iterator

from nlp.mask.announced import find_announced, may_be, named_at
from nlp.mask.found import Found
from nlp.mask.headed import Headed
from nlp.mask.people import find_people
from nlp.mask.peoples import SOUNDS, find_names_of_peoples
from nlp.mask.roles import AFTER_TITLES, COURTESY, NOT_ONE, TITLE_BEHIND, any_of, roles
from nlp.mask.rows import beside_names, named_again
from nlp.mask.words import (
    EVERYDAY,
    NEVER,
    PLAIN,
    SELDOM_LAST,
    all_surnames,
    common_given,
    given_too,
    rare_given,
    surnames,
    word_tags,
)

__all__ = ["find_names"]

# 投诉人, 监护人 and the like: what stands before 人.
_PARTIES = (
    "反映|投诉|举报|申请|来信|来访|来电|代办|受托|候选|转交|信访|建议|提议|求助"
    "|报案|报警|上访|申诉|当事|受害|负责|代表|法定代表"
    "|经办|经手|收件|寄件|收款|委托|代理|联系|监护|监管|担保|借款|承租|出租"
    "|购房|承包|签收|发件|诉求|留言"
)
_KIN = (
    "孩子|小孩|娃|婆娘|外甥女?|儿子|女儿|老公|老婆|丈夫|妻子|爱人|老伴|父亲"
    "|母亲|爸爸?|妈妈?|爷爷|奶奶|外公|外婆|哥哥?"
    "|弟弟?|姐姐?|妹妹?|孙子|孙女|外孙女?|侄子|侄女|岳父|岳母|公公|婆婆|家父"
    "|家母|舅舅|叔叔|姑姑|伯父"
)
# Announced names: nearly everything behind these words is one.
_HEADS = (
    "人名娃爹娘妈爸爷奶公婆哥姐弟妹主子女儿老抬收单写我姓署户签落昵本业住租居村市患死房邻法经同朋—"
    + "".join(word[0] for word in f"{_PARTIES}|{_KIN}".split("|"))
)
_ANNOUNCED = Headed(
    _HEADS,
    r"(?:(?:[人名娃爹娘妈爸爷奶公婆哥姐弟妹主子女儿]|老[公婆])叫"
    r"(?![我你他她做我不了过])"
    r"|(?:抬头|收据|单子)?写(?:的?是|着|了)?(?=[㐀-鿿]{2,3}[,，。])|我叫做?|(?:姓名"
    r"|名字|署名|户名|签名|签字|落款|昵称)[ ]?(?:是|叫|为|[:：】])|本人叫|我姓"
    rf"|(?:{_PARTIES})人[ ]?(?:是|叫|为|[:：】])"
    r"|(?:户主|业主|住户|租户|居民|村民|市民|患者|死者|房东|邻居|法人|老板|经理|同学|同事|朋友"
    rf"|{_KIN})[ ]?(?:名?叫做?|名字?是|[:：])|—— ?)[:： ]{{0,3}}",
)
# Where a form asks for a name, whatever stands there is one, also of a rare family.
_WRITTEN_OUT = Headed(
    "".join(word[0] for word in _PARTIES.split("|")) + "户姓真收",
    rf"(?:(?P<party>(?:{_PARTIES})人)|户名|姓名|户主|真名|收款人)(?P<told>(?:是"
    rf"|叫|为|[:： ]){{0,2}})(?P<name>[㐀-鿿]{{2,4}})(?=[,，。；;）)\n]|$)",
)
# 人叫包容，: here also an everyday word is a name.
_CALLED = re.compile(
    r"(?:[^们]人|真名|大名|本名|名字)就?叫(?P<name>[㐀-鿿]{2,3})(?=[,，。；;！!、）)\n]"
    r"|的[,，。]|$)"
)
# 常青，女，1985年生
_OF_SEX = re.compile(r"(?<![㐀-鿿])(?P<name>[㐀-鿿]{2,4})[,，、 ][男女](?=[,，。、 ])")
_PERSONS = {"", "person"}
# 我姓皇甫，名静远; a family name alone stays.
_IN_TWO_PARTS = re.compile(
    r"(?:我|本人)?姓(?P<family>[㐀-鿿]{1,2})[,， ]?"
    r"(?:单?名|名字)[叫是]?(?P<given>[㐀-鿿]{1,2})(?![㐀-鿿])"
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
    "候选人 代办人 婆娘 外甥女 外甥 孙女儿 闺女 老婆婆 老兵 台胞 孤老 娃 片警"
    " 协警 城管 保洁 月嫂 保姆 组员 网格长 班长 团长 股长 主席 总监 厂长 大队长"
    " 教练 干部 科员 阿婆 阿公 老太 老汉 大伯 大叔 "
    "大婶 婶婶 舅妈 姑妈 姨妈 姨夫 姑父 堂弟 堂哥 表哥 表弟 表姐 表妹 儿媳妇"
    " 儿媳 媳妇 女婿 继父 继母 养父 养母 被告 原告 证人 嫌疑人 "
    "肇事者 车主 机主 失主 主播 记者 前夫 前妻 男友 女友 男朋友 女朋友 闺蜜"
    " 室友 战友 队友 护理员 收银员 服务员 售货员 管理员 "
    "会长 老人 阿姨 大爷 大妈 同志 先生 女士 小姐 本人"
)

# 物业主管 holds no 业主, 联系人 no 联系. A place where no word can begin costs one look.
_WORDS = {*_TITLES.split(), *roles()} - {"业主"}
_FIRST = "".join(sorted({word[0] for word in [*_WORDS, *_PARTIES.split("|"), "联业员"]}))
_LONGER = [*_WORDS, *_PARTIES.split("|"), "业主", "联系"]
_SECOND = "".join(sorted({word[1] for word in _LONGER if word[1:]}))
_SHORT = "".join(sorted({word for word in [*_WORDS, "员"] if len(word) == 1}))
_TITLED = Headed(
    _FIRST,
    rf"(?:{any_of(_WORDS)}|(?:{_PARTIES})人|(?<!物)业主|联系(?!人|方式|电话)|(?<=[㐀-鿿])(?<![{NOT_ONE}])员)"
    r"[ ]?(?:[(（][^()（）\n]{1,20}[)）](?=[㐀-鿿])|[(（:：][ ]?|(?P<told>名?叫做?|名字?叫?是))?",
    then=rf"(?:(?=[{_SECOND}])|(?<=[{_SHORT}]))",
)
_CLOSED_WORD = re.compile(r"(?P<name>[㐀-鿿]{2,3})(?=[，,。；;（(])")
_I_AM = re.compile(r"(?:我|本人)(?:是|系)|敬礼[!！。 \n]{0,4}")
_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s，。,.；;：:、(（])(?P<name>[㐀-鿿]{2,4})"
    r"(?:[ ,，:：、(（]|的?(?:联系)?电话|的?手机号?码?|联系方式|是|tel){0,3}$",
    re.IGNORECASE,
)
_ALONE_ON_LINE = re.compile(r"\n[ \-—]*(?P<name>[㐀-鿿]{2,4})[ ]*(?=\n|$)")
_SIGNATURE_ZONE = 60

_GROUP = re.compile(rf"{AFTER_TITLES}|等[一二两三四五六七八九十几多人户名位]")
_STREET_OF = re.compile(r"街道|社区|小区|公园|大道|[中东西南北]?路|镇(?!长)|花园|广场|新村")
_EDGE = re.compile(r"$|[^㐀-鿿0-9A-Za-z·]")
_HAN = re.compile(r"[㐀-鿿]")
_FOREIGN = re.compile(r"[㐀-鿿]{2,7}·[㐀-鿿]{2,7}(?:·[㐀-鿿]{2,7})?")
# Behind a title these begin a word, not a name.
_RATHER_WORDS = frozenset("车楼应居元年路水时都相能单管别连查")
# Hardly ever anything but part of a given name: 李子轩 holds no plum.
_GIVEN_ONLY = frozenset(
    "敏轩涵宇辰怡雯婷琳琪瑶萱妍豪浩鑫睿泽昊霖娜倩莉婧晗梓芮玥璇彤薇菲妮莹颖妤翔鹏斌彬涛勇娟芳芬艳霞"
)
_FUNCTION_TAGS = frozenset("vdcprufmta")


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
    for match in _IN_TWO_PARTS.finditer(shadow):
        if match["family"] in all_surnames():
            found += [Found("name", *match.span(part)) for part in ("family", "given")]
    for match in _ANNOUNCED.finditer(shadow):
        found += _name_at(text, match.end(), announced=True)
    for match in _WRITTEN_OUT.finditer(shadow):
        name = match["name"]
        known_word = {word_tags()(name), word_tags()(name[:2]), word_tags()(name[-2:])} - _PERSONS
        # 来电人称其车…: without a colon only a family name begins a name.
        told = match["told"] or not match["party"] or name[0] in surnames()
        if told and not known_word and not NEVER & set(name):
            found.append(Found("name", *match.span("name")))
    for match in _CALLED.finditer(shadow):
        if match["name"][0] in surnames():
            found.append(Found("name", *match.span("name")))
    for match in _OF_SEX.finditer(shadow):
        found += _name_at(text, match.start("name"), announced=True)
    for match in _TITLED.finditer(shadow):
        # 上海市长宁区 holds no mayor; 物业主管 no owner.
        after = text[match.end() : match.end() + 1]
        if not (after in EVERYDAY and match.group()[0] in "市区村镇"):
            found += (
                _name_at(text, match.end())
                or list(named_at(text, match.end(), 2 if match["told"] else 0))
                or _word_called(text, match)
            )
    for match in _I_AM.finditer(shadow):
        for name in _name_at(text, match.end()):
            plain = text[name.start] in PLAIN and text[name.end : name.end + 1] == "的"
            if plain or _EDGE.match(text, name.end):
                found.append(name)
    found += _before_titles(text, shadow)
    for name in found:  # grows while it is read: 村民彭德福、彭德贵、彭德寿
        if text[name.end : name.end + 1] in "、和及与" and name.end < len(text):
            found += _name_at(text, name.end + 1)
    found += find_people(text)
    found += find_names_of_peoples(text)
    found += find_announced(text)
    found += _whole(text, _names_before_numbers(shadow, known))
    zone = max(0, len(text) - _SIGNATURE_ZONE)
    found += _whole(text, (m.span("name") for m in _ALONE_ON_LINE.finditer(shadow, zone)))
    found += named_again(text, found)
    found += beside_names(text, found)
    return found


def _word_called(text: str, title: re.Match[str]) -> list[Found]:
    """Return the everyday word that somebody is called by: 我老公叫常乐，."""
    word = _CLOSED_WORD.match(text, title.end()) if title["told"] else None
    if word and word["name"][0] in surnames() and may_be(word["name"]):
        return [Found("name", *word.span("name"))]
    return []


def _names_before_numbers(shadow: str, known: list[Found]) -> Iterator[tuple[int, int]]:
    for one in known:
        if one.kind in ("mobile", "landline", "id_card"):
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
    for match in TITLE_BEHIND.finditer(shadow):
        job = not COURTESY.match(match.group())
        for length in (4, 3, 2):
            start = match.start() - length
            # 感谢胡书记 thanks nobody of the name of 谢胡.
            if start > 0 and word_tags()(text[start - 1 : start + 1]) in ("v", "d", "p"):
                continue
            if start < 0 or (length == 4 and text[start : start + 2] not in surnames()):
                continue
            # Without a break before it only an unmistakable family name begins a name.
            broken = start == 0 or not _HAN.match(text[start - 1]) or text[start - 1] in NEVER
            said = broken and match.group() in ("先生", "女士", "小姐")
            names = [n for n in _name_at(text, start, announced=said) if n.end == match.start()]
            sure = text[start] in (PLAIN if job else surnames() - EVERYDAY)
            if names and (broken or sure):
                yield names[0]
                break


def _name_at(text: str, start: int, *, announced: bool = False) -> list[Found]:
    """Return the name that begins at a place, as a list of one or none."""
    foreign = _FOREIGN.match(text, start)
    if foreign and announced:
        return [Found("name", start, foreign.end())]
    sounds = SOUNDS.match(text, start) if announced else None
    if sounds and _EDGE.match(text, sounds.end()):
        return [Found("name", start, sounds.end())]
    family = 2 if text[start : start + 2] in surnames() else 1
    if family == 1 and text[start : start + 1] not in surnames():
        return []
    given = start + family
    if COURTESY.match(text, given):  # 业主王先生: a family name alone tells nobody apart
        return []
    end = _given_end(text, given)
    if end is None or (family == 1 and not _is_no_word(text, start, end, announced)):
        return []
    if not announced and _STREET_OF.match(text, end):  # 楚龙街道
        return []
    return [Found("name", start, end)]


def _given_end(text: str, at: int) -> int | None:
    """Return where a given name of one or two characters ends; None when there is none."""
    first, second = text[at : at + 1], text[at + 1 : at + 2]
    if not _HAN.match(first) or first in NEVER:
        return None
    if text[at : at + 2] in given_too() and second in SELDOM_LAST:  # 阙永年
        return at + 2
    if not _HAN.match(second) or second in NEVER or TITLE_BEHIND.match(text, at + 1):
        return at + 1
    if _EDGE.match(text, at + 2) or _GROUP.match(text, at + 2):
        return at + 2
    tag = word_tags()
    # 韩磊态度 is 韩磊 + 态度, but 王建国家里 is 王建国 + 家里.
    word_begins = tag(text[at + 1 : at + 3]) and not tag(text[at + 2 : at + 4])
    return at + 1 if second in SELDOM_LAST or word_begins else at + 2


def _is_no_word(text: str, start: int, end: int, announced: bool) -> bool:
    """Tell whether what looks like a name is not an everyday word that looks like one."""
    tag, name = word_tags(), text[start:end]
    if announced:
        word = tag(name[:2])
        if len(name) == 3 and name[-1] in rare_given():  # 应招娣
            return True
        no_word = word not in _FUNCTION_TAGS and not (word == "n" and name[0] in EVERYDAY)
        return no_word or (len(name) == 3 and not tag(name) and name[1:] in given_too())
    if len(name) == 3 and tag(name[:2]) == tag(name[1:]) == "person":
        return True
    if name[-1] in _GIVEN_ONLY and len(name) == 3:
        return not tag(name) and tag(name[1:]) in ("", "person")
    if tag(name[:2]) or tag(name) or name[0] in _RATHER_WORDS or text[end : end + 1] == "某":
        return False
    if name[0] == name[1] and text[end : end + 1] == text[end + 1 : end + 2]:  # 辛辛苦苦
        return False
    given = text[start + 1 : start + 3]
    if name[0] in EVERYDAY and len(name) == 2 and name[1] in SELDOM_LAST:
        return False
    if name[0] in EVERYDAY and not set(name[1:]) & (rare_given() | common_given()):
        return False
    return name[0] not in EVERYDAY or not tag(given) or given in given_too()
