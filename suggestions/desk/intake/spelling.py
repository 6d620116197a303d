"""A receipt code as it is said on the telephone: no two symbols sound alike."""

from dataclasses import dataclass

from suggestions.residents import receipts

DIGITS = dict(zip("0123456789", "零幺二三四五六拐八九", strict=True))
LETTERS = {
    "A": "安徽", "B": "北京", "C": "重庆", "D": "大连", "E": "恩施", "F": "福建", "G": "广东",
    "H": "湖南", "J": "江苏", "K": "昆明", "M": "茂名", "N": "宁波", "P": "浦东", "Q": "青岛",
    "R": "日照", "S": "上海", "T": "天津", "V": "胜利手势", "W": "武汉", "X": "西安", "Y": "云南",
    "Z": "浙江",
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A symbol and how it is said: `幺`, or `北京的 B`."""

    symbol: str
    said: str


def spelled(code: str) -> list[list[Symbol]]:
    """The code group by group."""
    groups = receipts.grouped(code).split("-")
    return [[Symbol(c, DIGITS.get(c) or f"{LETTERS[c]}的 {c}") for c in group] for group in groups]
