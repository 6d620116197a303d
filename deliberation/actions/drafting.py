"""What a vote says and how it is taken, while it may still be changed: refused where law or roll
contradict it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate

from deliberation.models import AgendaItem, Motion, Option, Roll
from deliberation.rules import RuleError, ballots, refuse_options, rule_in_force
from deliberation.voting import counting
from suggestions.actions.rules import Refused, needed

TITLE, TEXT, ANSWER = 80, 4000, 80


@dataclass(frozen=True)
class MotionDraft:
    """What is put to the vote and how, while it may still be changed."""

    title: str
    text: str
    rule: str
    method: str = Motion.Method.BALLOT
    secret: bool = False
    online: bool = False
    roll: Roll | None = None
    option: Option | None = None
    closes_at: dt.datetime | None = None
    asked: Sequence[Sequence[str]] = field(default_factory=list)
    form: str = Motion.Form.YESNO
    answers: Sequence[str] = ()


def checked(item: AgendaItem, draft: MotionDraft, at: dt.datetime) -> dict[str, Any]:
    """The fields of a draft, cleaned; refused where the law or the roll contradict them."""
    form = item.meeting.format
    if not form.votes_taken:
        raise Refused(f"{form.name}不表决。要表决的事，请列入议事协商会的议程。")
    if draft.rule not in counting.ROLL_KINDS:
        raise Refused("请先回答“这件事该由谁来定”，确定适用的规则。")
    if draft.method not in Motion.Method.values:
        raise Refused("请选择表决方式。")
    if draft.rule in counting.BY_AREA:
        if draft.method == Motion.Method.HANDS:
            raise Refused("业主共同决定要按面积和人数两项计票，举手数不出面积，请选择逐人投票。")
        if draft.secret:
            raise Refused(counting.NAMED_BY_AREA)
    if draft.method == Motion.Method.HANDS and (draft.secret or draft.online):
        raise Refused("举手表决当场进行，不能无记名，也不能在网上投。")
    if draft.roll:
        matching(item, draft.rule, draft.roll)
    if draft.option and draft.option.item_id != item.pk:
        raise Refused("这个方案不属于本议题，请重新选择。")
    return {
        "title": needed(draft.title, "表决事项", limit=TITLE),
        "text": needed(draft.text, "表决内容", limit=TEXT),
        "rule": draft.rule,
        "method": draft.method,
        "secret": draft.secret,
        "online": draft.online,
        "roll": draft.roll,
        "option": draft.option,
        "closes_at": draft.closes_at,
        "form": draft.form,
        "answers": _answers(draft, at),
        "asked": [[str(q)[:200], str(a)[:200]] for q, a in draft.asked],
    }


def _answers(draft: MotionDraft, at: dt.datetime) -> list[str]:
    """What is chosen from, in order; refused where the law asks whether one thing is agreed to."""
    if draft.form not in Motion.Form.values:
        raise Refused("请选择表决票。")
    if draft.form == Motion.Form.YESNO:
        return []
    try:
        refuse_options(rule_in_force(draft.rule, localdate(at)))
    except RuleError as error:
        raise Refused(str(error)) from error
    if draft.form == Motion.Form.RANK and draft.method == Motion.Method.HANDS:
        raise Refused("举手排不出先后，排序请选择逐人投票。")
    if draft.option:
        raise Refused("选项里已经写明各个方案，“表决的方案”不用再选。")
    return answers_of(draft.form, draft.answers)


def answers_of(form: str, answers: Sequence[str]) -> list[str]:
    """The options as they are kept; none where people agree or not."""
    if form == Motion.Form.YESNO:
        return []
    kept = [needed(answer, "选项", limit=ANSWER) for answer in answers if answer.strip()]
    if not ballots.LEAST <= len(kept) <= ballots.MOST:
        raise Refused(f"选项要有 {ballots.LEAST} 到 {ballots.MOST} 个，一行写一个。")
    if len(set(kept)) < len(kept):
        raise Refused("有两个选项写得一样，请改掉一个。")
    return kept


def matching(item: AgendaItem, rule: str, roll: Roll) -> None:
    if roll.council_id != item.meeting.council_id:
        raise Refused("这份名册不是本议事会的，请重新选择。")
    kinds = counting.ROLL_KINDS[rule]
    if roll.kind not in kinds:
        wanted = "或".join(Roll.Kind(kind).label for kind in kinds)
        raise Refused(
            f"这项规则要用“{wanted}”名册，“{roll.name}”是“{roll.get_kind_display()}”名册。"
        )
