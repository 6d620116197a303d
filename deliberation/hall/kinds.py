"""The kinds of rows that a step may be made of: what each asks for, and what may follow from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deliberation.models import FormatStep, FormRow

Proof = FormatStep.Proof


@dataclass(frozen=True)
class Kind:
    """Which fields of a row it uses, by what they are called; `needed` may not stay empty."""

    labels: Mapping[str, str]
    needed: tuple[str, ...]
    # A later step may answer it; it may become a matter; personal data in it are hidden.
    answered: bool = False
    matter: bool = False
    hidden: bool = False
    hints: Mapping[str, str] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    Proof.INVITE: Kind(
        {
            "side": "邀请哪一方",
            "name": "代表人姓名",
            "coming": "对方怎么答复",
            "text": "说明或者诉求",
        },
        ("side", "coming"),
        hints={"name": "公开页上只写姓氏。", "text": "怎么请的；协调会写这一方要什么。"},
    ),
    Proof.STATEMENT: Kind(
        {"side": "哪一方", "name": "陈述人姓名", "spoke": "有没有陈述", "text": "陈述了什么"},
        ("side", "spoke", "text"),
        answered=True,
        matter=True,
        hints={"name": "公开页上只写姓氏。", "text": "没有陈述的，写明原因。"},
    ),
    Proof.SUBJECT: Kind(
        {
            "text": "评议哪件事",
            "side": "由谁办的",
            "department": "承办单位",
            "criteria": "评议标准",
        },
        ("text", "side", "criteria"),
        answered=True,
        hints={
            "criteria": "每行一项，例如“质量”“及时”。",
            "department": "是承办单位办的，请选上。",
        },
    ),
    Proof.RATING: Kind(
        {
            "criterion": "哪一项标准",
            "side": "谁评的",
            "sent": "发出几份",
            **{f"n{mark}": f"{mark} 分的份数" for mark in (5, 4, 3, 2, 1)},
        },
        ("criterion", "side", "sent"),
        hints={"sent": "发给了多少人，没有交回的也算。"},
    ),
    Proof.QUESTION: Kind({"text": "问题"}, ("text",)),
    Proof.GROUP: Kind(
        {"side": "第几组", "text": "谈什么", "name": "召集人姓名", "people": "几个人"},
        ("side", "text", "people"),
        hints={"name": "公开页上只写姓氏。"},
    ),
    Proof.IDEA: Kind({"side": "哪一组", "text": "想法"}, ("side", "text"), matter=True),
    Proof.VISIT: Kind(
        {
            "side": "来访人怎么称呼",
            "text": "说了什么",
            "taker": "谁接办",
            "answer": "当场怎么答的",
        },
        ("side", "text", "taker"),
        answered=True,
        matter=True,
        hidden=True,
        hints={
            "side": "会公开：写“李女士”“三楼的住户”，不写全名。",
            "text": "姓名、电话、门牌会自动遮住，遮住以后请您核对。",
            "answer": "当场答了就写，不写就要在期限以前答复。",
        },
    ),
    Proof.AGREEMENT: Kind(
        {"agreed": "谈成了吗", "text": "协议的内容", "signers": "签字"},
        ("agreed", "text"),
        answered=True,
        hints={
            "text": "没有谈成的，写明各方的意见。",
            "signers": "每行一位，先写哪一方，空一格，再写姓名。公开页上只写姓氏。",
        },
    ),
    Proof.SUMMON: Kind(
        {"side": "约请谁", "department": "承办单位", "text": "请它答复什么"},
        ("side", "text"),
        answered=True,
        hints={"department": "名录里有的，请选上。"},
    ),
    Proof.ARRIVAL: Kind(
        {"side": "哪个部门", "came": "到场了吗", "name": "来的人姓名", "text": "说明"},
        ("side", "came"),
        hints={"name": "公开页上只写姓氏。", "text": "没有到场的，写明原因。"},
    ),
}


def target(steps: Sequence[FormatStep], answer: FormatStep) -> FormatStep | None:
    """Which step's rows an answering step answers: the last before it that can be answered."""
    found = None
    for step in steps:
        if step.pk == answer.pk:
            return found
        kind = KINDS.get(step.proof)
        found = step if kind and kind.answered else found
    return None


def answering(steps: Sequence[FormatStep], step: FormatStep) -> FormatStep | None:
    """The step at which the rows of `step` are answered, if the form has one."""
    for other in steps:
        if other.proof == Proof.ANSWER and target(steps, other) == step:
            return other
    return None


def recorded(step: FormatStep, steps: Sequence[FormatStep], rows: Iterable[FormRow]) -> bool:
    """Whether the record of a step that is made of rows is complete."""
    rows = list(rows)
    own = [row for row in rows if row.step_id == step.pk]
    if step.proof == Proof.ANSWER:
        asked = target(steps, step)
        mine = [row for row in rows if asked and row.step_id == asked.pk]
        return bool(mine) and not any(row.waits for row in mine)
    if step.proof == Proof.RAISED:
        return any(row.matter_id for row in rows)
    return bool(own) and not outstanding(step, own, rows)


def outstanding(step: FormatStep, own: Iterable[FormRow], rows: Iterable[FormRow]) -> list[str]:
    """Who was asked and of whom nothing is written down; criteria without marks."""
    before = {Proof.STATEMENT: Proof.INVITE, Proof.ARRIVAL: Proof.SUMMON}.get(Proof(step.proof))
    there = {row.side for row in own}
    if before:
        asked = (row.side for row in rows if row.step.proof == before)
        return [side for side in dict.fromkeys(asked) if side not in there]
    if step.proof == Proof.RATING:
        given = {row.text for row in own}
        return [name for name in criteria(rows) if name not in given]
    return []


def criteria(rows: Iterable[FormRow]) -> list[str]:
    """By what is rated at a meeting."""
    found = (name for row in rows for name in row.data.get("criteria", []))
    return list(dict.fromkeys(found))
