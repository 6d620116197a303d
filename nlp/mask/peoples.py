"""Names of the Tibetans, Uyghurs, Mongols, Yi and others, as they are written in Chinese."""

import re
from collections.abc import Iterator

from nlp.mask.found import Found
from nlp.mask.people import CALLED_AFTER
from nlp.mask.roles import role_before

__all__ = ["SOUNDS", "find_names_of_peoples"]

# Parts of which two make a name.
_PART = (
    "扎西|卓玛|次仁|多吉|尼玛|达瓦|格桑|旺堆|央金|拉姆|乌兰|顿珠|平措|洛桑|巴桑"
    "|边巴|米玛|索朗|德吉|白玛|热依|仁青|罗布|加措|丹增|旦增|曲珍|强巴|贡布"
    "|才让|卓嘎|拉珍|旺姆|普布|丹巴|嘉措|江措|旺久|卓嘎|曲扎|群培|群措|桑珠|罗桑|仁增|旺杰|措姆|央宗|德庆|卓措"
    "|阿依|古丽|买买提|艾力|吐尔逊|吐尔洪|热合曼|阿卜杜|阿不都|阿布都|拉?艾合买提"
    "|努尔|玉素甫|玉素普|依明|帕提|麦麦提|艾买提|木合塔尔|亚森|卡德尔|库尔班|依布拉音|伊布拉音|艾尔肯|艾山|艾孜孜"
    "|肉孜|沙地克|热西提|迪丽|孜来|图尔荪|麦合木提|阿迪力|哈力克|米热|夏提|帕尔哈提|地力木拉提|阿布力孜|吾买尔"
    "|买合木提|阿合买提|热孜亚|玛依拉|古扎丽|努尔兰|叶尔兰|叶尔肯|加娜尔|古丽娜|阿曼|别克|汗古丽|热娜|祖丽"
    "|巴特尔|其其格|乌云|娜仁|格日勒|朝鲁|哈丽娜|梅朵|那顺|斯琴|宝音|苏日娜|巴音|孟克|巴根|乌力吉|吉日格|布和|巴雅尔"
    "|高娃|图雅|托娅|塔娜|萨仁|阿茹娜|牧仁|哈斯|敖登|毕力格|额尔德|额尔敦|木图|呼和|苏和|白音|满都|那日苏|特木尔|铁木尔"
    "|朝克|巴图|恩和|苏德|达来|胡日|查干|照日格图|格图|吉雅|莫日根|通拉嘎|赛罕|阿拉坦|乌日娜|敖其尔"
    "|阿牛|阿木|拉铁|日古|尔铁|木呷|尔呷|拉呷|日呷|伍呷|阿呷|伍牛|阿支|阿各|阿果|阿依|色尔|子日|木果|曲布|石布|史布|有呷|么阿|沙马|吉克|吉木|曲木|曲比|马海|吉火|阿苏|俄木"
)
# One of these is a name by itself.
_WHOLE = (
    "其其格|买买提|巴特尔|哈丽娜|苏日娜|阿茹娜|麦麦提|艾合买提|艾尔肯|乌力吉|巴雅尔|那日苏|特木尔|铁木尔|吐尔逊|吐尔洪|艾买提"
    "|库尔班|木合塔尔|依布拉音|玉素甫|莫日根|通拉嘎|格日勒|照日格图|阿迪力|吾买尔|帕尔哈提|乌日娜|敖其尔|毕力格|额尔德尼|斯琴高娃"
)
# One of these is a name where a word for a person stands before it.
_BESIDE_A_ROLE = re.compile(
    "巴图|扎西|卓玛|次仁|多吉|尼玛|达瓦|格桑|央金|拉姆|洛桑|巴桑|德吉|白玛|旺堆|丹增|才让|古丽|艾力|亚森|肉孜|朝鲁|娜仁|宝音|图雅|托娅|塔娜"
    "|萨仁|牧仁|苏和|孟克|布和|乌云|阿牛|木呷|阿呷|热娜|朝克|恩和|梅朵"
)
_FIRST = "".join(sorted({part[0] for part in _PART.replace("?", "").split("|")}))
# 吴乌力吉: many Mongols bear a Chinese family name.
_PARTS = re.compile(
    rf"(?=[{_FIRST}艾包白吴王李张何金陈赵韩])(?:(?:{_PART}){{2,4}}|[包白吴王李张何金陈赵韩]?(?:{_WHOLE})(?![㐀-鿿]{{0,2}}[路街]))"
)
_SOUNDS = (
    "阿都尤艾爱买麦提尔江汗姆斯克科依伊布拉古丽努玉素甫热木沙吐图逊洪曼合孜力迪娜玛马吉达瓦卡"
    "德西哈巴亚森塔肉则再帕夏铁库班莱米比加夫罗赛沃吾扎祖穆赫默罕司地别坦特额敦乌兰苏日伦肯不音明"
    "叶恩那格勒其贝皮普耶杰诺维基洛费佩约翰安东尼娅蒂莉莎琳特里奥纳利热"
)
SOUNDS = re.compile(rf"[{_SOUNDS}]{{3,9}}")
_DOTTED = re.compile(rf"[{_SOUNDS}山]{{2,7}}(?:[ ]?[·•‧・.．∙⋅●][ ]?[{_SOUNDS}山]{{2,7}}){{1,2}}")


def find_names_of_peoples(text: str) -> Iterator[Found]:
    """Yield the names that their characters tell to be written by sound.

    Parameters
    ----------
    text : str
        The original text.

    Yields
    ------
    Found
        Possibly overlapping.
    """
    for pattern in (_PARTS, _DOTTED):
        for match in pattern.finditer(text):
            if not CALLED_AFTER.match(text, match.end()):
                yield Found("name", *match.span())
    for match in _BESIDE_A_ROLE.finditer(text):
        if role_before(text, match.start()) and not CALLED_AFTER.match(text, match.end()):
            yield Found("name", *match.span())
