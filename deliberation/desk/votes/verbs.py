"""The buttons of a vote: which action each calls, what it tells, what it asks for."""

from collections.abc import Callable
from functools import partial

from django.db.models import QuerySet

from deliberation.actions import amending, closing, ending, motions, noticing, voting
from deliberation.desk.votes.amend_forms import AmendForm
from deliberation.desk.votes.forms import HandsForm, NumbersForm
from deliberation.desk.votes.notice_forms import DropForm, EarlyForm, NoticeForm, OpenForm
from deliberation.models import Motion, NoticeProof
from deliberation.rules import RULES
from deliberation.voting import counting
from suggestions.staff.forms import ReasonForm
from suggestions.staff.verbs import DeskVerb, Done

S = Motion.Status


def _counted(done: Done) -> str:
    if done.result:
        return "两个人数的票数一致，可以结束表决。"
    return "已记下您数的票数。请另一个人自己数一遍，再录入。"


def _in(*states: str) -> Callable[[Motion], bool]:
    return lambda motion: motion.status in states


def _by_hands(motion: Motion) -> bool:
    return motion.status == S.OPEN and motion.method == Motion.Method.HANDS


def by_hall_list(motion: Motion) -> bool:
    meets = motion.rule != "council" and motion.rule not in counting.BY_AREA
    return motion.status == S.OPEN and meets


def told_of_itself(motion: Motion) -> bool:
    """Whether notices are recorded for this vote: a law asks for them, and it is still a draft."""
    if motion.status != S.DRAFT or motion.roll_id is None:
        return False
    return any(rule.id == motion.rule and rule.notice and rule.statutory for rule in RULES)


def proofs_of(motion: Motion) -> QuerySet[NoticeProof]:
    return motion.notice_proofs.select_related("motion__item__meeting__council", "roll", "by")


def _droppable(proof: NoticeProof) -> bool:
    return proof.dropped_at is None and proof.motion.status == S.DRAFT


NOTIFY = DeskVerb(
    "notify",
    "登记通知",
    calls=noticing.record_notice,
    told="已登记：{result}。",
    form=NoticeForm,
    offered=told_of_itself,
    apart=True,
    hint="登记名册上的人是怎样、在哪一天得到通知的。登记写进公开的议事记录，证明文件只有本议事会的工作人员能看。",
)
DROP_NOTICE = DeskVerb(
    "drop-notice",
    "作废",
    calls=noticing.drop_notice,
    told="已作废，原来的登记和理由留在议事记录里。",
    form=DropForm,
    offered=_droppable,
    subjects=proofs_of,
)
MOTION_VERBS = (
    DeskVerb(
        "amend",
        "登记修改稿",
        calls=amending.amend,
        told="已登记第{result.number}稿，由{result.mover}提出。",
        form=AmendForm,
        offered=_in(S.DRAFT),
        hint="开会时有人提出改表决内容的，写下改后的全文、由谁提出、为什么。原来的内容留着，改了哪些字看得见。",
    ),
    NOTIFY,
    DROP_NOTICE,
    DeskVerb(
        "open",
        "开始表决",
        calls=motions.open_motion,
        told="“{subject.title}”开始表决，内容和名册已锁定。",
        form=OpenForm,
        offered=_in(S.DRAFT),
        style="",
        hint="表决内容、方式和名册从这时起锁定，不能再改。",
    ),
    DeskVerb(
        "present",
        "登记到会",
        calls=partial(voting.mark_present, present=True),
        told="已登记 {result} 人到会。",
        form=NumbersForm,
        offered=by_hall_list,
    ),
    DeskVerb(
        "absent",
        "改为未到会",
        calls=partial(voting.mark_present, present=False),
        told="已把 {result} 人改为未到会。",
        form=NumbersForm,
        offered=by_hall_list,
    ),
    DeskVerb(
        "hands",
        "录入举手票数",
        calls=voting.count_hands,
        told=_counted,
        form=HandsForm,
        offered=_by_hands,
        style="",
        hint="由两个人各数一遍、各录一遍；不一样就重新数。",
    ),
    DeskVerb(
        "ask-early",
        "提出提前结束",
        calls=ending.ask_early,
        told="已提出提前结束，要由另一个人结束表决。",
        form=EarlyForm,
        offered=lambda motion: motion.status == S.OPEN and motion.early_by_id is None,
        timely=ending.is_early,
        hint="提前结束要两个人：一个人提出，另一个人结束。理由会公开。",
    ),
    DeskVerb(
        "keep-open",
        "不提前结束",
        calls=ending.keep_open,
        told="不提前结束，表决照原定时间进行。",
        offered=lambda motion: motion.status == S.OPEN and motion.early_by_id is not None,
    ),
    DeskVerb(
        "close",
        "结束表决",
        calls=closing.close_motion,
        told="表决结束：{result.verdict[worked]}",
        offered=_in(S.OPEN),
        style="",
        hint="马上计票、判定并写进记录，不能撤销。请确认该投的都投了。",
    ),
    DeskVerb(
        "annul",
        "宣布无效",
        calls=motions.annul_motion,
        told="“{subject.title}”的表决已宣布无效，记录保留。",
        form=ReasonForm,
        offered=_in(S.OPEN, S.CLOSED),
        hint="表决有差错时用。原来的表决连同理由保留，可以重新表决。",
    ),
    DeskVerb(
        "repeat",
        "重新表决",
        calls=motions.repeat_motion,
        told="已按原文另起第 {result.number} 号表决事项，可以修改后再开始表决。",
        offered=_in(S.ANNULLED),
    ),
    DeskVerb(
        "withdraw",
        "不付表决",
        calls=motions.withdraw_motion,
        told="“{subject.title}”不付表决。",
        offered=_in(S.DRAFT),
    ),
)
