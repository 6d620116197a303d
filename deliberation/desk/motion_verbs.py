"""The buttons of a vote: what each asks for and which verb it calls."""

from typing import Any

from deliberation import actions, counting
from deliberation.desk.access import RUN
from deliberation.desk.motion_forms import HandsForm, NumbersForm
from deliberation.models import Motion
from suggestions.desk.access import DeskVerb
from suggestions.desk.forms import ReasonForm

S = Motion.Status


def _open(motion: Motion, data: dict, **who: Any) -> str:
    actions.open_motion(motion, **who)
    return f"“{motion.title}”开始表决，内容和名册已锁定。"


def _withdraw(motion: Motion, data: dict, **who: Any) -> str:
    actions.withdraw_motion(motion, **who)
    return f"“{motion.title}”不付表决。"


def _hands(motion: Motion, data: dict, **who: Any) -> str:
    if actions.count_hands(motion, hands=actions.Hands(**data), **who):
        return "两个人数的票数一致，可以结束表决。"
    return "已记下您数的票数。请另一个人自己数一遍，再录入。"


def _present(motion: Motion, data: dict, **who: Any) -> str:
    count = actions.mark_present(motion, numbers=data["numbers"], present=True, **who)
    return f"已登记 {count} 人到会。"


def _absent(motion: Motion, data: dict, **who: Any) -> str:
    count = actions.mark_present(motion, numbers=data["numbers"], present=False, **who)
    return f"已把 {count} 人改为未到会。"


def _close(motion: Motion, data: dict, **who: Any) -> str:
    motion = actions.close_motion(motion, **who)
    return f"表决结束：{motion.verdict['worked']}"


def _annul(motion: Motion, data: dict, **who: Any) -> str:
    actions.annul_motion(motion, reason=data["reason"], **who)
    return f"“{motion.title}”的表决已宣布无效，记录保留。"


def _repeat(motion: Motion, data: dict, **who: Any) -> str:
    again = actions.repeat_motion(motion, **who)
    return f"已按原文另起第 {again.number} 号表决事项，可以修改后再开始表决。"


def _in(*states: str):
    return lambda motion: motion.status in states


def _by_hands(motion: Motion) -> bool:
    return motion.status == S.OPEN and motion.method == Motion.Method.HANDS


def by_hall_list(motion: Motion) -> bool:
    meets = motion.rule != "council" and motion.rule not in counting.BY_AREA
    return motion.status == S.OPEN and meets


MOTION_VERBS = (
    DeskVerb(
        "open", "开始表决", RUN, _open, offered=_in(S.DRAFT), style="",
        hint="表决内容、方式和名册从这时起锁定，不能再改。",
    ),
    DeskVerb("present", "登记到会", RUN, _present, NumbersForm, by_hall_list),
    DeskVerb("absent", "改为未到会", RUN, _absent, NumbersForm, by_hall_list),
    DeskVerb(
        "hands", "录入举手票数", RUN, _hands, HandsForm, _by_hands, style="",
        hint="由两个人各数一遍、各录一遍；不一样就重新数。",
    ),
    DeskVerb(
        "close", "结束表决", RUN, _close, offered=_in(S.OPEN), style="",
        hint="马上计票、判定并写进记录，不能撤销。请确认该投的都投了。",
    ),
    DeskVerb(
        "annul", "宣布无效", RUN, _annul, ReasonForm, _in(S.OPEN, S.CLOSED),
        hint="表决有差错时用。原来的表决连同理由保留，可以重新表决。",
    ),
    DeskVerb("repeat", "重新表决", RUN, _repeat, offered=_in(S.ANNULLED)),
    DeskVerb("withdraw", "不付表决", RUN, _withdraw, offered=_in(S.DRAFT)),
)  # fmt: skip
