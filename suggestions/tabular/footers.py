"""Lines of a list that are no data: sums, who made it, notes, the header once more."""

import re
import unicodedata
from collections.abc import Sequence

from suggestions.tabular.cells import Number, Value, seen

_SUM = re.compile(r"(?:本页|本表|全部|以上)?(?:合计|总计|小计|累计|共计|总数|总和)")
_COUNT = re.compile(r"[共计约合\s]*[\d,.]+\s*[%\w㎡²]{0,4}")
_FOOTER = re.compile(
    r"(?:制表|填表|审核|复核|复查|填报|编制|打印|导出|统计|经办|负责|审批|报送|联系)"
    r"(?:人|员|单位|部门|日期|时间|人员|电话)?(?:签[字名章])?[:：].*"
    r"|(?:注|备注|说明|附注|附|注意|填表说明|填写说明)\d*[:：].*"
    r"|(?:数据|资料)(?:截至|截止|来源).*|第\s*\d+\s*页.*|(?:以下|此处)(?:空白|无正文).*",
    re.DOTALL,
)
AGAIN, SUM, FOOTER = "表头重复", "合计行", "表尾说明"


def why_no_data(cells: Sequence[Value], headers: Sequence[str]) -> str:
    """What kind of line it is, or nothing where it may be a row of the list."""
    texts = [unicodedata.normalize("NFKC", str(c)).strip() for c in cells if seen(c)]
    same = sum(str(c).strip() == h for c, h in zip(cells, headers, strict=False) if seen(c))
    if len(texts) >= 2 and same == len(texts):
        return AGAIN
    first = re.sub(r"[\s:]|\(.*?\)", "", texts[0])
    numbers = [c for c in cells if isinstance(c, Number)]
    if _SUM.fullmatch(first) and all(
        _COUNT.fullmatch(text) or text in numbers for text in texts[1:]
    ):
        return SUM
    few = len(texts) <= 4 and len(texts) * 2 <= max(len(headers), 2) + 1
    return FOOTER if few and _FOOTER.fullmatch(texts[0]) and len(headers) > 1 else ""
