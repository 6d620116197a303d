"""指标公式: a fraction over named counts, read by a whitelist and never run as Python.

`已开会议 / 应开会议 * 100` is parsed by `ast` into a tree of which only numbers, names of counts,
`+ - * /`, brackets, `min` and `max` are let through; what is left is reckoned here in whole
fractions. Chinese signs (× ÷ （ ） ，) are read as their Latin ones.
"""

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

LENGTH, NODES, LARGEST = 300, 80, 10**9
LATIN = str.maketrans("×÷（），＋－＊／", "*/(),+-*/")
CHINESE = str.maketrans("*/()", "×÷（）")
FUNCTIONS = {"min": min, "max": max}
ALLOWED = "公式里只能有数字、计数的名称、+ - × ÷、括号、min 和 max"


class FormulaError(ValueError):
    """What is wrong with a formula, in words for who typed it."""


@dataclass(frozen=True)
class Formula:
    """Numerator over denominator, times a number; `names` are the counts it asks for."""

    numerator: ast.expr
    denominator: ast.expr
    times: Fraction
    names: frozenset[str]

    def parts(self, counts: Mapping[str, Fraction | int]) -> tuple[Fraction, Fraction]:
        """Numerator and denominator; a count that nobody has is 0.

        Raises ZeroDivisionError where a quotient inside one of them has no denominator.
        """
        return _reckoned(self.numerator, counts), _reckoned(self.denominator, counts)

    def value(self, numerator: Fraction, denominator: Fraction) -> Fraction | None:
        """Nothing where there is no denominator: that is not 0."""
        return numerator / denominator * self.times if denominator else None


def read(text: str, known: Collection[str]) -> Formula:
    """The formula of a text.

    >>> read("已开 / 应开 * 100", {"已开", "应开"}).times
    Fraction(100, 1)
    """
    tree = _parsed(text)
    names = frozenset(_checked(tree, known))
    times, fraction = _scaled(tree)
    if not isinstance(fraction, ast.BinOp) or not isinstance(fraction.op, ast.Div):
        raise FormulaError(
            "公式要写成“分子 / 分母”，可以再乘一个数，例如：已开会议 / 应开会议 * 100。"
        )
    more, numerator = _scaled(fraction.left)
    if not any(isinstance(node, ast.Name) for node in ast.walk(fraction.right)):
        raise FormulaError("分母里至少要有一个计数的名称。")
    if not names & {n.id for n in ast.walk(numerator) if isinstance(n, ast.Name)}:
        raise FormulaError("分子里至少要有一个计数的名称。")
    return Formula(numerator, fraction.right, times * more, names)


def shown(text: str) -> str:
    """The formula as people read it: × ÷ and Chinese brackets."""
    return " ".join(text.translate(LATIN).split()).translate(CHINESE)


# --- reading ------------------------------------------------------------------------------------


def _parsed(text: str) -> ast.expr:
    latin = text.translate(LATIN).strip()
    if not latin:
        raise FormulaError("请填写公式。")
    if len(latin) > LENGTH:
        raise FormulaError(f"公式最多 {LENGTH} 个字。")
    try:
        return ast.parse(latin, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError("公式看不懂，请检查括号和运算符号是不是成对、有没有漏。") from error


def _checked(tree: ast.expr, known: Collection[str]) -> set[str]:
    """The names of the counts; anything that is not on the list is refused."""
    names: set[str] = set()
    waiting: list[ast.expr] = [tree]
    seen = 0
    while waiting:
        node, seen = waiting.pop(), seen + 1
        if seen > NODES:
            raise FormulaError("公式太长，请拆成两个指标。")
        match node:
            case ast.Constant(value=value):
                _number(value)
            case ast.Name(id=name):
                names.add(_known(name, known))
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                waiting += [node.left, node.right]
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                waiting.append(node.operand)
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
                waiting += _arguments(node, name)
            case _:
                raise FormulaError(f"{ALLOWED}；“{ast.unparse(node)[:20]}”不行。")
    return names


def _number(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormulaError(f"{ALLOWED}；“{str(value)[:20]}”不行。")
    if not abs(value) <= LARGEST:  # said so, as it refuses infinity and what is no number too
        raise FormulaError("公式里的数字太大。")


def _known(name: str, known: Collection[str]) -> str:
    if name in FUNCTIONS:
        raise FormulaError(f"{name} 后面要跟括号，例如：{name}(已开会议, 应开会议)。")
    if name not in known:
        raise FormulaError(f"没有名为“{name[:20]}”的计数，请从下面的清单里选名称。")
    return name


def _arguments(node: ast.Call, name: str) -> list[ast.expr]:
    if len(node.args) < 2 or any(isinstance(one, ast.Starred) for one in node.args):
        raise FormulaError(f"{name} 的括号里至少要有两项，用逗号隔开。")
    return list(node.args)


def _scaled(tree: ast.expr) -> tuple[Fraction, ast.expr]:
    """A number that multiplies or divides the whole, and the rest."""
    times = Fraction(1)
    while isinstance(tree, ast.BinOp):
        if isinstance(tree.op, ast.Mult) and isinstance(tree.left, ast.Constant):
            times, tree = times * _fraction(tree.left), tree.right
        elif isinstance(tree.op, ast.Mult) and isinstance(tree.right, ast.Constant):
            times, tree = times * _fraction(tree.right), tree.left
        elif isinstance(tree.op, ast.Div) and _is_number(tree.right):
            times, tree = times / _fraction(tree.right), tree.left
        else:
            break
    return times, tree


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _fraction(node: ast.expr) -> Fraction:
    return Fraction(str(node.value)) if isinstance(node, ast.Constant) else Fraction(0)


# --- reckoning ----------------------------------------------------------------------------------


def _reckoned(node: ast.expr, counts: Mapping[str, Fraction | int]) -> Fraction:
    match node:
        case ast.Constant():
            return _fraction(node)
        case ast.Name(id=name):
            return Fraction(counts.get(name, 0))
        case ast.UnaryOp(op=ast.USub()):
            return -_reckoned(node.operand, counts)
        case ast.UnaryOp():
            return _reckoned(node.operand, counts)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](_reckoned(one, counts) for one in node.args)
        case ast.BinOp():
            left, right = _reckoned(node.left, counts), _reckoned(node.right, counts)
            return _joined(node.op, left, right)
    raise FormulaError(ALLOWED)  # nothing else gets past `_checked`


def _joined(sign: ast.operator, left: Fraction, right: Fraction) -> Fraction:
    if isinstance(sign, ast.Add):
        return left + right
    if isinstance(sign, ast.Sub):
        return left - right
    return left * right if isinstance(sign, ast.Mult) else left / right
