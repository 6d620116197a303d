"""Which rule decides a matter: a tree of questions with the law behind each, as data. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One way on: to a further question, or to a rule."""

    words: str
    leads: Question | str
    law: str = ""


@dataclass(frozen=True)
class Question:
    id: str
    words: str
    answers: tuple[Answer, ...]
    help: str = ""


@dataclass(frozen=True)
class Standing:
    """Where the answers so far have led: the next question, or a rule with its trail."""

    question: Question | None
    rule: str
    asked: list[list[str]]
    law: str


OWNERS_LAW = "民法典第二百七十八条第一款"
BODY = Question(
    "body",
    "由哪个会议来决定？",
    (
        Answer(
            "议事协商会（各方议事，非法定表决）",
            "council",
            "依本议事会的规则；纪要写明不是法定表决。",
        ),
        Answer(
            "居民会议",
            "residents-assembly",
            "城市居民委员会组织法第二十六条：应到居民或者户代表过半数到会，到会者过半数通过。",
        ),
        Answer(
            "居民代表会议",
            "residents-representatives",
            "城市居民委员会组织法第二十八条、第二十九条：三分之二以上组成人员到会，"
            "到会者过半数通过。",
        ),
        Answer(
            "村民会议",
            "villagers-assembly",
            "村民委员会组织法第二十五条、第二十六条：过半数村民或者三分之二以上户代表到会，"
            "到会者过半数通过。",
        ),
        Answer(
            "村民代表会议",
            "village-representatives",
            "村民委员会组织法第二十九条、第三十条：三分之二以上组成人员到会，到会者过半数通过。",
        ),
        Answer(
            "村民小组会议",
            "village-group",
            "村民委员会组织法第三十二条：三分之二以上村民或者户代表到会，到会者过半数通过。",
        ),
        Answer(
            "业主委员会会议",
            "owners-committee",
            "上海市住宅物业管理规定第二十五条：过半数委员到会，全体委员过半数同意，"
            "委员不得委托他人。",
        ),
    ),
)
OTHER = Question(
    "other",
    "是不是其他必须由业主共同决定的事？",
    (
        Answer(
            "是：管理规约或议事规则，选举或更换业委会，选聘或解聘物业，其他共有和共同管理的重大事项",
            "owners-ordinary",
            f"{OWNERS_LAW}第（一）至（四）、（九）项：面积和人数都过三分之二参与，"
            "参与者面积和人数都过半数同意。",
        ),
        Answer("不是", BODY),
    ),
)
SPECIAL = Question(
    "special",
    "要不要筹集维修资金、改建重建，或者改变共有部分的用途、利用它经营？",
    (
        Answer(
            "要",
            "owners-special",
            f"{OWNERS_LAW}第（六）至（八）项：面积和人数都过三分之二参与，"
            "参与者面积和人数都在四分之三以上同意。",
        ),
        Answer("不要", OTHER),
    ),
    "加装电梯、在共有道路上划收费车位、把架空层改成商铺，都属于这一类。",
)
START = Question(
    "fund",
    "要动用（使用）专项维修资金吗？",
    (
        Answer(
            "要",
            "owners-ordinary",
            f"{OWNERS_LAW}第（五）项：面积和人数都过三分之二参与，参与者面积和人数都过半数同意。",
        ),
        Answer("不要", SPECIAL),
    ),
    "只是使用已有的维修资金选“要”；向业主再收钱是“筹集”，选“不要”后在下一步选。",
)


def follow(choices: Sequence[int], start: Question = START) -> Standing:
    """Go down the tree by the numbers of the chosen answers.

    Raises
    ------
    ValueError
        If there is no such answer, or answers follow after a rule was reached.

    Examples
    --------
    >>> follow([0]).rule
    'owners-ordinary'
    >>> follow([1, 0]).rule, follow([1, 1]).question.id
    ('owners-special', 'other')
    """
    at: Question | str = start
    asked, law = [], ""
    for choice in choices:
        if isinstance(at, str) or not 0 <= choice < len(at.answers):
            raise ValueError("no such answer")
        answer = at.answers[choice]
        asked.append([at.words, answer.words])
        at, law = answer.leads, answer.law
    if isinstance(at, str):
        return Standing(None, at, asked, law)
    return Standing(at, "", asked, "")
