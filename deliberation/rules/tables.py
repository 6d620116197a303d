"""The dated table of rules. To change a figure, close the old version and add a new one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from deliberation.rules.model import (
    UNVERIFIED,
    Base,
    Condition,
    Law,
    Rule,
    RuleError,
    Span,
    Term,
    Way,
    Whole,
)

RESIDENTS_1989 = "城市居民委员会组织法（1989年通过，2018年修正）"
RESIDENTS_2025 = "城市居民委员会组织法（2025年修订）"
VILLAGERS_2010 = "村民委员会组织法（2010年修订，2018年修正）"
VILLAGERS_2025 = "村民委员会组织法（2025年修正）"
CIVIL_CODE = "民法典"
SHANGHAI_PROPERTY = "上海市住宅物业管理规定（2018年修订）"
COUNCIL_RULES = "议事会议事规则（本会自定，非法定表决）"

LAST_OLD_DAY = date(2025, 12, 31)
NEW_DAY = date(2026, 1, 1)
VILLAGERS_DAY = date(2010, 10, 28)
# In which copies the numbers of the articles were read.
READ_1989 = "1989年主席令第21号公布的文本，2018年修正未改动条款顺序"
READ_RESIDENTS = "2025年10月28日修订通过的公开文本"
READ_VILLAGERS_2010 = "2018年修正后的公开文本"
READ_VILLAGERS = "2025年10月28日修改决定后的公开文本"
READ_CIVIL_CODE = "民法典公开文本"
READ_SHANGHAI = "2018年修订的公开文本"
OWN_RULES = "本议事会的规则"

# Nothing in these laws lets a vote be held without the notice, so none names an exception.
RESIDENTS_TOLD = Term(10, f"{RESIDENTS_2025}第二十六条、第二十七条")
VILLAGERS_TOLD_2010 = Term(10, f"{VILLAGERS_2010}第二十一条")
VILLAGERS_TOLD = Term(10, f"{VILLAGERS_2025}第二十五条、第二十六条")
OWNERS_TOLD = Term(15, "物业管理条例第十四条")
COUNCIL_TOLD = Term(10, "本议事会的规则", exempt="本议事会的规则允许说明理由后照开")
# No law at hand says how long owners are asked at least; a week is the product's own figure.
OWNERS_OPEN = Span(7, "法律没有规定，是本系统的默认；业主大会议事规则规定更长的，从其规定")
EITHER_BASE = (
    "法律写的是“或者”：人数、户数有一项达到就算到会，按达到的那一项计票；两项都达到时按人数计票",
    "到会没有表态的和弃权一样，算进到会人数",
)
BOTH_BASES = (
    "人数和面积两项都要达到；一人有几套房算一人、面积合计，一套房几人共有算一人",
    "收回的表决票都算参与表决，弃权的也算",
    "最短表决时间按日历日计算，开始当天不计入，满规定天数的当天可以结束",
)
MANDATE_ENDS = (
    "委托可以随时撤回（民法典第一百七十三条）；撤回以前已经按委托书投出的票不变，"
    "撤回以后这份委托书不能再用于别的表决"
)
OWNERS_ASK = "占业主总人数20%以上的业主可以提议召开"
# Counted by floor area and by heads.
BY_AREA = ("owners-ordinary", "owners-special")


def more_than_half(base: Base, of: Whole) -> Condition:
    """过半数: exactly one half is not enough."""
    return Condition(base, Fraction(1, 2), strict=True, of=of)


def at_least(numerator: int, denominator: int, base: Base, of: Whole) -> Condition:
    """几分之几以上: the figure itself is enough."""
    return Condition(base, Fraction(numerator, denominator), strict=False, of=of)


def counted_by(quorum: Condition) -> Way:
    """Meet on one base, and decide by more than half of those present on the same base."""
    return Way((quorum,), (more_than_half(quorum.base, "present"),))


PEOPLE_OR_HOUSEHOLDS = (
    counted_by(more_than_half("people", "eligible")),
    counted_by(more_than_half("households", "eligible")),
)
VILLAGERS_WAYS = (
    counted_by(more_than_half("people", "eligible")),
    counted_by(at_least(2, 3, "households", "eligible")),
)
GROUP_WAYS = (
    counted_by(at_least(2, 3, "people", "eligible")),
    counted_by(at_least(2, 3, "households", "eligible")),
)
TWO_THIRDS_OF_MEMBERS = (counted_by(at_least(2, 3, "people", "eligible")),)
OWNERS_QUORUM = (
    at_least(2, 3, "area", "eligible"),
    at_least(2, 3, "people", "eligible"),
)
HALF_OF_BOTH = (more_than_half("area", "present"), more_than_half("people", "present"))
THREE_QUARTERS_OF_BOTH = (
    at_least(3, 4, "area", "present"),
    at_least(3, 4, "people", "present"),
)

RESIDENTS = (
    Rule(
        id="residents-assembly",
        title="居民会议",
        law=Law(RESIDENTS_1989, "第九条、第十条", date(1990, 1, 1), LAST_OLD_DAY, source=READ_1989),
        ways=PEOPLE_OR_HOUSEHOLDS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="1/5以上的十八周岁以上居民、1/5以上的户或者1/3以上的居民小组提议，应当召集",
        note="由居民小组选举的代表参加的，代表人数填入“人数”",
    ),
    Rule(
        id="residents-assembly",
        title="居民会议",
        law=Law(RESIDENTS_2025, "第二十六条、第二十七条", NEW_DAY, source=READ_RESIDENTS),
        ways=PEOPLE_OR_HOUSEHOLDS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="1/10以上的十八周岁以上居民或者户代表，或者1/3以上的居民代表提议，应当召集",
        notice=RESIDENTS_TOLD,
    ),
    Rule(
        id="residents-representatives",
        title="居民代表会议",
        law=Law(RESIDENTS_2025, "第二十八条、第二十九条", NEW_DAY, source=READ_RESIDENTS),
        ways=TWO_THIRDS_OF_MEMBERS,
        withdrawn_mandate=MANDATE_ENDS,
        convene="至少每半年召开一次；1/5以上的居民代表提议，应当召集",
        note="居民代表占组成人员的4/5以上",
    ),
)

VILLAGERS = (
    Rule(
        id="villagers-assembly",
        title="村民会议",
        law=Law(
            VILLAGERS_2010,
            "第二十一条、第二十二条",
            VILLAGERS_DAY,
            LAST_OLD_DAY,
            source=READ_VILLAGERS_2010,
        ),
        ways=VILLAGERS_WAYS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="1/10以上的村民或者1/3以上的村民代表提议，应当召集",
        notice=VILLAGERS_TOLD_2010,
    ),
    Rule(
        id="villagers-assembly",
        title="村民会议",
        law=Law(VILLAGERS_2025, "第二十五条、第二十六条", NEW_DAY, source=READ_VILLAGERS),
        ways=VILLAGERS_WAYS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="每年至少召开一次；1/10以上的村民或者1/3以上的村民代表提议，应当召集",
        notice=VILLAGERS_TOLD,
    ),
    Rule(
        id="village-representatives",
        title="村民代表会议",
        law=Law(
            VILLAGERS_2010,
            "第二十六条",
            VILLAGERS_DAY,
            LAST_OLD_DAY,
            source=READ_VILLAGERS_2010,
        ),
        ways=TWO_THIRDS_OF_MEMBERS,
        withdrawn_mandate=MANDATE_ENDS,
        convene="每季度召开一次；1/5以上的村民代表提议，应当召集",
    ),
    Rule(
        id="village-representatives",
        title="村民代表会议",
        law=Law(VILLAGERS_2025, "第二十九条、第三十条", NEW_DAY, source=READ_VILLAGERS),
        ways=TWO_THIRDS_OF_MEMBERS,
        withdrawn_mandate=MANDATE_ENDS,
        convene="每季度召开一次；1/5以上的村民代表提议，应当召集",
    ),
    Rule(
        id="village-group",
        title="村民小组会议",
        law=Law(VILLAGERS_2010, UNVERIFIED, VILLAGERS_DAY, LAST_OLD_DAY),
        ways=GROUP_WAYS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="由村民小组组长召集",
    ),
    Rule(
        id="village-group",
        title="村民小组会议",
        law=Law(VILLAGERS_2025, "第三十二条", NEW_DAY, source=READ_VILLAGERS),
        ways=GROUP_WAYS,
        readings=EITHER_BASE,
        withdrawn_mandate=MANDATE_ENDS,
        convene="由村民小组组长召集",
    ),
)

OWNERS = (
    Rule(
        id="owners-ordinary",
        title="业主共同决定（一般事项）",
        law=Law(
            CIVIL_CODE,
            "第二百七十八条第一款第（一）至（五）、（九）项",
            date(2021, 1, 1),
            source=READ_CIVIL_CODE,
        ),
        ways=(Way(OWNERS_QUORUM, HALF_OF_BOTH),),
        convene=OWNERS_ASK,
        notice=OWNERS_TOLD,
        open_days=OWNERS_OPEN,
        readings=BOTH_BASES,
        withdrawn_mandate=MANDATE_ENDS,
        note="使用维修资金是第（五）项；提议、通知和书面征求意见依物业管理条例第十二至十四条",
        owners=True,
    ),
    Rule(
        id="owners-special",
        title="业主共同决定（特别事项）",
        law=Law(
            CIVIL_CODE,
            "第二百七十八条第一款第（六）至（八）项",
            date(2021, 1, 1),
            source=READ_CIVIL_CODE,
        ),
        ways=(Way(OWNERS_QUORUM, THREE_QUARTERS_OF_BOTH),),
        convene=OWNERS_ASK,
        notice=OWNERS_TOLD,
        open_days=OWNERS_OPEN,
        readings=BOTH_BASES,
        withdrawn_mandate=MANDATE_ENDS,
        note="筹集维修资金、改建重建、改变共有部分用途或者利用共有部分经营",
        owners=True,
    ),
    Rule(
        id="owners-committee",
        title="业主委员会会议（上海）",
        law=Law(SHANGHAI_PROPERTY, "第二十五条", date(2019, 3, 1), source=READ_SHANGHAI),
        ways=(
            Way(
                (more_than_half("people", "eligible"),),
                (more_than_half("people", "eligible"),),
            ),
        ),
        convene="由业主委员会主任召集",
        note="委员不得委托他人出席；决定由同意的委员签字，三日内公布",
    ),
)

COUNCIL = (
    Rule(
        id="council",
        title="议事协商会（爱邻议事日）",
        law=Law(COUNCIL_RULES, "到会与通过条款", date(2024, 8, 1), source=OWN_RULES),
        ways=(Way((more_than_half("people", "seats"),), ()),),
        convene="按本议事会的规则",
        withdrawn_mandate=MANDATE_ENDS,
        notice=COUNCIL_TOLD,
        note="提前通知的天数和通过比例由各议事会自定；会议纪要写明不是法定表决",
        thresholds=(
            ("majority", more_than_half("people", "present")),
            ("two-thirds", at_least(2, 3, "people", "present")),
            ("unanimous", at_least(1, 1, "people", "present")),
        ),
        parties=True,
        statutory=False,
    ),
)

RULES: tuple[Rule, ...] = (*RESIDENTS, *VILLAGERS, *OWNERS, *COUNCIL)


def rule_in_force(rule_id: str, on: date) -> Rule:
    """Return the version of a rule that governs a meeting held on a day.

    Parameters
    ----------
    rule_id
        One of the ids in ``RULES``, for example ``"residents-assembly"``.
    on
        The day of the meeting.

    Raises
    ------
    RuleError
        If there is no such rule, or none of its versions was in force on that day.

    Examples
    --------
    >>> rule_in_force("residents-assembly", date(2025, 12, 31)).law.article
    '第九条、第十条'
    >>> rule_in_force("residents-assembly", date(2026, 1, 1)).law.article
    '第二十六条、第二十七条'
    """
    versions = [rule for rule in RULES if rule.id == rule_id]
    if not versions:
        known = "、".join(dict.fromkeys(rule.id for rule in RULES))
        raise RuleError(f"没有“{rule_id[:40]}”这种表决规则。可以用的有：{known}。")
    for rule in versions:
        if rule.in_force(on):
            return rule
    first = min(versions, key=lambda rule: rule.law.start)
    raise RuleError(
        f"{on.isoformat()}没有可用的“{first.title}”表决规则："
        f"本系统收录的最早版本自{first.law.start.isoformat()}起施行，不能用它判断更早的会议。"
    )
