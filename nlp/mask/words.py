"""What is known of characters and words: family names, given names, everyday words."""

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

__all__ = [
    "EVERYDAY",
    "NEVER",
    "PLAIN",
    "SELDOM_LAST",
    "all_surnames",
    "common_given",
    "data_lines",
    "given_too",
    "known_to_all",
    "often_written",
    "rare_given",
    "surnames",
    "word_tags",
]

# Never in a given name.
NEVER = frozenset(
    "的了是我你您他她它们吗呢吧啊么这那哪某和与及或但也都就被把给让从到对于个们很没不只又还请谢各等该此在"
    "区镇村街局院校厂店馆站所处室号楼幢弄路说问找叫做来去买卖吃打拿看听写要会须需着指某"
    "经常已使用因为以且由每再外内者员们些什怎几两十百亿零〇姓讲骂收拒违占欠漏偷拆堵挡摔咬砸办"
)
# Rarely the last character of a name, often the first of what follows it.
SELDOM_LAST = frozenset(
    "今家住是电手身男女现联反希一系在年同先老曾同自向有为人小上下前后也本户租业想可能科应将并里之得来会要开到"
)
# Family names that are also everyday characters: the rest must look like a given name.
EVERYDAY = frozenset(
    "于任时应常安向严高万方成连全马白车路水钱金单曾文边班段项关温平毛牛石雷沙古查管左司季曲齐何计强盛梅"
    "原储官封谈支易申包宁尚苗谷经党席明满程田林叶江河夏汪游农项景宫解符童商房楼干余祝成童别习居元元年龙"
    "云海伊广暴相能都耿洪阳米贝皮宗柴路麦冷翁顾舒储乐熊盛简闻况占练祖勾召宿束鲜仰巢浦鹿南邵莘楚"
)
# Family names that are hardly ever a word or its beginning.
PLAIN = frozenset(
    "王李张刘陈杨赵吴徐朱郭邓曹彭蒋蔡魏吕卢崔谭廖贾邹孟薛闫侯郝龚邵覃樊葛邢"
    "谢黄周孙胡罗郑梁宋唐许韩冯肖董潘袁杜苏丁沈姚姜钟陆范傅韦秦邱尹武戴莫孔汤庞殷詹倪聂章鲁岳翟骆欧耿焦俞柳甘"
    "阮柯纪凌霍涂冉靳鲍喻祁蒲屈饶牟艾尤穆缪芦褚娄窦戚岑费卜晏卫瞿佟臧闵苟邬卞姬邸仇栾隋刁巫寇桑甄仲虞敖巩佘"
    "邝谌郗谯訾糜郏雒酆宓邡郐郄郇邴郤郯郾鄯鄞鄄宦厍庹禚笪璩琚甯瞫蒯蔺蔄贲钭钮麴凃郦闾邺邾郅镡妫姒嬴逯逄"
    "綦缑佴仉亓芮茹阚郜阙尉眭嵇冼戎昝扈晁厉裘殳郸訚羿莘蹇芈"
)
_UNMISTAKABLE = frozenset("王李张刘陈杨赵吴徐朱郭邓曹彭蒋蔡魏吕卢崔谭廖贾邹孟薛闫侯郝龚邵覃樊葛邢")
_ENTRY = re.compile(r"^([一-鿿]{2,3}) ([1-9]\d+|[5-9]) ([a-z]+)", re.MULTILINE)


def data_lines(name: str) -> list[str]:
    """Return the lines of a list in `nlp/data/` that hold anything."""
    lines = resources.files("nlp").joinpath("data", name).read_text("utf-8").splitlines()
    return [line for line in lines if line]


def surnames() -> frozenset[str]:
    """Return the family names of one and of two characters.

    >>> "王" in surnames(), "欧阳" in surnames(), "的" in surnames()
    (True, True, False)
    """
    return _families()[0]


def all_surnames() -> frozenset[str]:
    """Return also the rare family names that are everyday words: 来, 种, 第五.

    >>> "来" in all_surnames(), "来" in surnames()
    (True, False)
    """
    return _families()[1]


@cache
def _families() -> tuple[frozenset[str], frozenset[str]]:
    parts: tuple[set[str], set[str]] = (set(), set())
    at = 0
    for line in data_lines("surnames.txt"):
        if line.startswith("#"):
            at = int(at or line.startswith("# Believed only"))
        else:
            parts[at].update(line.split() if " " in line else line)
    return frozenset(parts[0]), frozenset(parts[0] | parts[1])


@cache
def _listed(part: str) -> frozenset[str]:
    found: set[str] = set()
    inside = False
    for line in data_lines("name_words.txt"):
        if line.startswith("#"):
            inside = line.startswith(f"# {part}:")
        elif inside:
            found |= set(line.split())
    return frozenset(found)


def given_too() -> frozenset[str]:
    """Return words that are given names as well.

    >>> "志强" in given_too(), "经理" in given_too()
    (True, False)
    """
    return _listed("given")


def known_to_all() -> frozenset[str]:
    """Return names that belong to everybody: of history, of firms.

    >>> "雷锋" in known_to_all()
    True
    """
    return _listed("known")


@cache
def _given() -> tuple[frozenset[str], frozenset[str]]:
    parts: list[set[str]] = []
    for line in data_lines("given.txt"):
        if line.startswith("#"):
            parts.append(set())
        else:
            parts[-1] |= set(line)
    rare, common = parts
    return frozenset(rare), frozenset(common | _seldom_written())


def _seldom_written() -> set[str]:
    """Return the second level of GB 2312, in the order of its radicals, without hand and mouth."""
    codes = (bytes((row, cell)) for row in range(0xD8, 0xF8) for cell in range(0xA1, 0xFF))
    second = "".join(code.decode("gb2312", "ignore") for code in codes)
    for first, last in ("扌囔", "犭獾", "疒癯"):
        start, end = second.index(first), second.index(last)
        second = second[:start] + second[end + 1 :]
    return set(second)


def rare_given() -> frozenset[str]:
    """Return characters that hardly stand outside of given names.

    >>> "婷" in rare_given(), "国" in rare_given()
    (True, False)
    """
    return _given()[0]


def common_given() -> frozenset[str]:
    """Return characters that stand in given names and in words.

    >>> "国" in common_given(), "的" in common_given()
    (True, False)
    """
    return _given()[1]


@cache
def _dictionary() -> tuple[dict[str, str], frozenset[str]]:
    tags: dict[str, str] = dict.fromkeys(_listed("words"), "n")
    often: set[str] = set()
    spec = find_spec("jieba")  # found, not imported: only its dictionary is wanted
    if spec is None or spec.origin is None:
        return tags, frozenset(often)
    dictionary = Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
    for word, weight, tag in _ENTRY.findall(dictionary):
        person = tag.startswith("nr")
        if len(word) == 3 and word[0] not in surnames():
            continue
        if person and (len(weight) < 3 or len(word) == 3 or word[0] in _UNMISTAKABLE):
            continue
        tags.setdefault(word, "person" if person else tag[0])
        if len(weight) > 2:
            often.add(word)
    return tags, frozenset(often)


def word_tags() -> Callable[[str], str]:
    """Return a look-up of the part of speech of words that could be taken for names."""
    return _tag_of()


@cache
def _tag_of() -> Callable[[str], str]:
    tags = _dictionary()[0]
    return lambda word: tags.get(word, "")


def often_written() -> frozenset[str]:
    """Return the words of the same dictionary that are no rarities.

    >>> "明天" in often_written()
    True
    """
    return _dictionary()[1]
