"""Accounts of services: what a person is called in an application, a shop or a game."""

import re
from collections.abc import Iterator

from nlp.mask.found import Found
from nlp.mask.headed import Headed, both_cases

__all__ = ["find_service_accounts"]

# Between friends: an account may follow the bare name (抖音 xiaomei_88).
_SOCIAL = (
    "抖音|快手|小红书|微博|支付宝|旺旺|闲鱼|咸鱼|转转|钉钉|飞书|企业微信|企微"
    "|陌陌|探探|soul|b站|哔哩哔哩|知乎|豆瓣|贴吧|视频号|斗鱼|虎牙"
    "|telegram|电报|飞机号|whatsapp|kakao(?:talk)?|facebook|脸书|twitter|推特"
    "|instagram|skype|discord|tiktok|领英|linkedin|脉脉|qq空间"
)
# An account must be called one here: 华为Mate60 is a thing to buy.
_OTHERS = (
    "淘宝|天猫|京东|拼多多|美团|饿了么|大众点评|滴滴|高德|哈啰|携程|去哪儿|同程"
    "|唯品会|得物|西瓜视频|百度|头条|优酷|爱奇艺|网易云?|喜马拉雅|全民k歌|唱吧"
    "|酷狗"
    "|tg|line|fb|ins|zoom|steam|github|msn|apple|苹果|华为|小米|荣耀|谷歌|google"
    "|微软|boss直聘|智联|58同城|贝壳|链家|安居客|世纪佳缘|百合网|珍爱网"
    "|随申办|一网通办|政务服务网|12306|铁路|学习强国|掌上高铁|网上国网|个税"
    "|学习通|雨课堂|腾讯会议|yy|王者荣耀|王者|和平精英|原神|游戏|论坛|平台|网站"
    "|直播间?|网店"
    "|店铺|小程序|app"
)
_CALLED = (
    "账号|帐号|账户名?|帐户名?|用户名|用户id|用户号|登[录陆](?:名|号)|注册[名号]"
    "|会员名|昵称|网名|(?<![a-z])u?id号?|号码?|名[字叫]?|主页"
)
# A place where none of the words can begin costs one look.
_FIRST = "".join(
    sorted({word[0] for word in f"{_SOCIAL}|{_OTHERS}|账|帐|用|登|注|会|昵|网|u|i".split("|")})
)
_WORD = Headed(
    both_cases(_FIRST),
    rf"(?:(?P<social>(?<![a-z])(?:{_SOCIAL}))(?:上?的?|app|用户)?(?P<called>{_CALLED})?"
    rf"|(?<![a-z])(?:{_OTHERS})(?:上?的?|app|用户)?[ ]?(?:{_CALLED})"
    r"|账号|帐号|账户名?|帐户名?|用户名|用户id|登[录陆](?:名|号)|注册[名号]|会员名"
    r"|昵称|网名|(?<![a-z])u?id号?)",
    re.IGNORECASE,
)
# 官方抖音号, 关注…: an office's or a shop's, open to everybody.
_OPEN = re.compile(
    r"(?:官方|政务|政府|关注|订阅|公众|居委会?的?|街道的?|物业的?|公司的?|电视台的?)$"
)
_FILLED = re.compile(
    r"(?:(?P<said>是|为|叫做?|就是|同名|我的|填的|写的|[:：=@])|搜索?|加我?|[ \"“'‘「『【(（]"
    r"|[,，](?=[A-Za-z@_\d])){0,5}"
)
_QUOTES = "\"“'‘「『【"
_LATIN = re.compile(r"@?[A-Za-z0-9_](?:[A-Za-z0-9_.\-]|(?<=\d) (?=\d)){3,30}(?![A-Za-z0-9_@])")
_HAN = re.compile(r"[㐀-鿿A-Za-z0-9_·\-~]{2,16}(?=[\"”'’」』】)）,，。；;！!\s]|$)")
_NO_NICK = re.compile(
    r"什么|怎么|哪|谁|不|被|没|无法|必须|应|要|可以|能|已|和|与|或|及|手机|电话"
    r"|身份|密码|实名|注册|登录|安全|信息|格式|的$"
)
_COUNTED = re.compile(r"[ ]?(?:[年月日元万亿个人户多余位岁天次条份%块级分秒名件粉]|\.\d)")
_MIXED = re.compile(r"(?=[A-Za-z_.\-]*\d|[A-Za-z\d.\-]*_)[\d_.\-]*[A-Za-z]")
_MIXED_NICK = re.compile(r"[㐀-鿿][0-9_]{1,6}$|[㐀-鿿]_")
# 用户名海边的老邱1974在…: letters with digits end the name.
_NICK_BEFORE_WORDS = re.compile(
    r"(?:用户名|会员名|昵称|网名|账号名|账户名)(?:是|为|叫|[:： ]){0,2}"
    r"(?P<name>[㐀-鿿A-Za-z_·]{1,10}\d{1,8}(?![\dA-Za-z年月日元号个人级块楼栋]))"
)
_AT_NICK = re.compile(
    r"@(?P<name>[㐀-鿿A-Za-z_·]{1,14}[0-9_][㐀-鿿A-Za-z0-9_]{0,8})(?![A-Za-z0-9.])"
)
_DIGIT = re.compile(r"\d")
_HAS_HAN = re.compile(r"[㐀-鿿]")
_PLAIN_WORD = re.compile(r"[A-Za-z]+$")
_PAGE = re.compile(
    r"(?:weibo\.(?:com|cn)|douyin\.com/user|xiaohongshu\.com/user/profile|space\.bilibili\.com"
    r"|zhihu\.com/people"
    r"|douban\.com/people|tieba\.baidu\.com/home|t\.me|twitter\.com|facebook\.com"
    r"|instagram\.com|github\.com|linkedin\.com/in)"
    r"/(?P<name>(?:u/)?[A-Za-z0-9_.\-]{3,40})",
    re.IGNORECASE,
)


def find_service_accounts(shadow: str) -> Iterator[Found]:
    """Yield the names and numbers under which a person is known to a service.

    Parameters
    ----------
    shadow : str
        The plain copy of the text.

    Yields
    ------
    Found
        Possibly overlapping.
    """
    if "/" in shadow:
        for page in _PAGE.finditer(shadow):
            yield Found("account", *page.span("name"))
    for at in _AT_NICK.finditer(shadow):
        if _HAS_HAN.search(at["name"]):
            yield Found("account", *at.span())
    for named in _NICK_BEFORE_WORDS.finditer(shadow):
        if not _NO_NICK.search(named["name"]):
            yield Found("account", *named.span("name"))
    for word in _WORD.finditer(shadow):
        filled = _FILLED.match(shadow, word.end())
        if filled is None:
            continue
        called = word["social"] is None or word["called"] is not None
        name = _LATIN.match(shadow, filled.end())
        if name:
            mixed = bool(_MIXED.match(name.group()))
            told = filled["said"] or (called and not _PLAIN_WORD.match(name.group())) or mixed
            if told and not (name.group().isdecimal() and _COUNTED.match(shadow, name.end())):
                yield Found("account", *name.span())
        elif not _is_open(shadow, word.start()):
            nick = _HAN.match(shadow, filled.end())
            quoted = filled.group()[-1:] in tuple(_QUOTES)
            mixed = bool(nick and _MIXED_NICK.search(nick.group()) and word["social"] is None)
            said = filled["said"] or mixed or word.group() in ("昵称", "网名")
            sure = quoted or (said and not _NO_NICK.search(nick.group() if nick else ""))
            # Behind the bare service any words may follow: 微博：昨天的新闻.
            told = called or "@" in filled.group() or (nick and _DIGIT.search(nick.group()))
            if nick and sure and told:
                yield Found("account", *nick.span())


def _is_open(shadow: str, start: int) -> bool:
    return _OPEN.search(shadow[max(0, start - 6) : start]) is not None
