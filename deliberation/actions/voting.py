"""Casting: one person once, on all channels; by call, paper, hands — and who is in the hall."""

import datetime as dt
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import localtime

from deliberation.actions.holding import held_status
from deliberation.actions.record import note
from deliberation.models import Ballot, HandCount, Motion, PaperBallot, Voter
from deliberation.verify import commitment
from deliberation.voting import answers, counting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import User
from suggestions.residents import receipts

CLOSED = "这次表决已经结束，不能再投票了。"
NOT_OPEN = "这次表决还没有开始。"
CAST = "这张票已经投出，不能再改。每人只能投一次。"
_RANGES = re.compile(r"[、，,;；\s]+")
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_UNTIL = re.compile(r"\s*[-—－–~～至到]\s*")


class Voted(Overtaken):
    """This head has voted; `same` where the ballot in the box is known to say just this."""

    def __init__(self, words: str = CAST, *, same: bool = False) -> None:
        super().__init__(words)
        self.same = same


@dataclass(frozen=True)
class Receipt:
    """What a voter takes home: by the code they find their ballot in the published list."""

    code: str
    commitment: str


def cast(voter: Voter, *, choice: str, channel: str, at: dt.datetime, key: str = "") -> Receipt:
    """One head votes, once. `key` names the form: sent again it gives the same receipt.

    Everything in one transaction: the motion is held open, the voter turns by a conditional
    UPDATE, the ballot is written. Who loses any of these has not voted.
    """
    motion = voter.motion
    choice = answers.checked(motion, choice)
    if motion.method == Motion.Method.HANDS:
        raise Refused("这次是举手表决，不逐人投票。")
    receipt = receipt_for(motion, choice, key)
    with transaction.atomic():
        hold_open(motion)
        turned = Voter.objects.filter(pk=voter.pk, voted=False)
        if not turned.update(voted=True, channel=channel):
            if key and was_cast(receipt):
                return receipt
            raise voted(voter, choice)
        Ballot.objects.create(
            motion=motion,
            voter=None if motion.secret else voter,
            cast_at=None if motion.secret else at,
            choice=choice,
            area=voter.entry.area if counting.by_area(motion) else 0,
            commitment=receipt.commitment,
        )
    return receipt


def receipt_for(motion: Motion, choice: str, key: str) -> Receipt:
    """The receipt that belongs to a form: its code is derived, so that sending twice is harmless.

    Without a key (paper, hall, mandate) the code is random.
    """
    code = receipts.issue(f"ballot:{motion.pk}:{key or uuid.uuid4()}")
    return Receipt(code, commitment(motion.pk, choice, code))


def was_cast(receipt: Receipt) -> bool:
    return Ballot.objects.filter(commitment=receipt.commitment).exists()


def voted(voter: Voter, choice: str = "") -> Voted:
    """What somebody hears who has voted and comes again: of an open ballot when it came, of a
    secret one nothing at all, because nobody can tell which it is.
    """
    if voter.motion.secret:
        return Voted(f"{CAST}无记名票不记时间和内容，要核对请用回执码。")
    ballot = Ballot.objects.filter(voter=voter).first()
    if ballot is None:
        return Voted()
    when = f"{localtime(ballot.cast_at):%Y-%m-%d %H:%M}" if ballot.cast_at else ""
    if choice == ballot.choice:
        told = "，".join(filter(None, (answers.label(voter.motion, ballot.choice), when)))
        return Voted(f"您的票已经收下（{told}），不用再投。", same=True)
    return Voted(f"这张票已经在 {when} 投出，不能再改。每人只能投一次。" if when else CAST)


def hold_open(motion: Motion) -> None:
    """Keep the vote open until this transaction ends, or refuse because it is not."""
    status = held_status(motion)
    if status != Motion.Status.OPEN:
        raise Refused(NOT_OPEN if status == Motion.Status.DRAFT else CLOSED)


# --- in the hall -----------------------------------------------------------------------------


def numbers_in(text: str) -> set[int]:
    """Roll numbers as people write them: `1-3、7，9`."""
    found: set[int] = set()
    for part in filter(None, _RANGES.split(_UNTIL.sub("-", text.strip()))):
        match = _RANGE.fullmatch(part)
        if not match:
            raise Refused(f"“{part[:20]}”看不明白。请写编号，例如 1-30、35、40。")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= first + 100_000:
            raise Refused(f"“{part[:20]}”这一段不对，请从小到大写。")
        found |= set(range(first, last + 1))
    return found


def mark_present(
    motion: Motion, *, numbers: Collection[int], present: bool, by: User, at: dt.datetime
) -> int:
    """Note by roll number who is in the hall (or not any more); gives how many were changed."""
    if motion.rule in counting.BY_AREA:
        raise Refused("业主共同决定以投票为参与，不用登记到会。")
    if motion.rule == "council":
        raise Refused("议事会按会议签到计算到会，请在签到页登记。")
    with transaction.atomic():
        hold_open(motion)
        known = set(Voter.objects.filter(motion=motion).values_list("entry__number", flat=True))
        if strange := sorted(set(numbers) - known):
            listed = "、".join(map(str, strange[:5]))
            raise Refused(f"名册上没有编号 {listed}，请核对。")
        rows = Voter.objects.filter(
            motion=motion, entry__number__in=list(numbers), present=not present
        )
        changed = rows.update(present=present)
        note(motion, "motion.present", by=by, at=at, data={"present": int(present), "n": changed})
    return changed


def call(voter: Voter, *, choice: str, by: User, at: dt.datetime) -> Receipt:
    """Roll-call in the hall: the name is called, the answer noted at once."""
    if voter.motion.secret:
        raise Refused("无记名表决不能点名。请用纸条二维码投票。")
    return cast(voter, choice=choice, channel=Voter.Channel.HALL, at=at)


# --- paper -----------------------------------------------------------------------------------


def type_paper(voter: Voter, *, choice: str, by: User, at: dt.datetime) -> bool:
    """Type a paper ballot; the second person's reading casts it. True once it is cast.

    Where the two read differently, both readings are dropped and it starts again.
    """
    motion = voter.motion
    if motion.secret:
        raise Refused(
            "无记名表决不能按人录入纸票：录入的人会知道谁投了什么。请发纸条二维码由本人投，"
            "或者宣布无效后改为记名重新表决。"
        )
    choice = answers.checked(motion, choice)
    with transaction.atomic():
        hold_open(motion)
        if Voter.objects.filter(pk=voter.pk, voted=True).exists():
            raise Overtaken(f"{voter.entry} 已经投过票了，这张纸票不能再录入。")
        paper, fresh = _first_reading(voter, choice, by)
        if fresh:
            return False
        if paper.first_by_id == by.pk:
            raise Refused("这张票您已经录入过一遍，第二遍要由另一个人录入。")
        agrees = paper.first == choice
        if agrees:
            rows = PaperBallot.objects.filter(pk=paper.pk, second_by=None)
            if not rows.update(second=choice, second_by=by):
                raise Overtaken("这张票刚刚有人录完了，请刷新页面。")
            cast(voter, choice=choice, channel=Voter.Channel.PAPER, at=at)
        else:
            paper.delete()
    if not agrees:
        raise Refused("两次录入不一样，这张票两遍都不算。请拿着原票从头再录。")
    return True


def _first_reading(voter: Voter, choice: str, by: User) -> tuple[PaperBallot, bool]:
    """The first reading, made or found; two at once become a first and a second."""
    return PaperBallot.objects.get_or_create(
        voter=voter, defaults={"first": choice, "first_by": by}
    )


# --- hands -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hands:
    """Hands counted: 赞成, 反对, 弃权; of options the hands for each, and 弃权."""

    for_count: int
    against_count: int
    abstain_count: int
    counts: tuple[int, ...] = ()

    def people(self, motion: Motion) -> int:
        """How many at least have raised a hand: for several options one person may do it twice."""
        if motion.form == Motion.Form.APPROVAL:
            return max(self.counts, default=0) + self.abstain_count
        return self.for_count + self.against_count + self.abstain_count + sum(self.counts)


def count_hands(motion: Motion, *, hands: Hands, by: User, at: dt.datetime) -> bool:
    """Type the hands counted; a second person's equal count confirms it. True when confirmed.

    Where the two differ, the first count is dropped and counting starts again.
    """
    if motion.method != Motion.Method.HANDS:
        raise Refused("这次不是举手表决。")
    figures = (hands.for_count, hands.against_count, hands.abstain_count, *hands.counts)
    if min(figures) < 0:
        raise Refused("票数不能是负数。")
    if len(hands.counts) != len(motion.answers):
        raise Refused("请给每个选项填写举手的人数。")
    with transaction.atomic():
        hold_open(motion)
        _fits(motion, hands)
        count = _first_count(motion, hands, by, at)
        if count is None:
            return False
        if count.confirmed_by_id:
            raise Overtaken("举手票数已经由两个人核对过了。")
        if count.counted_by_id == by.pk:
            raise Refused("第二遍要由另一个人数。要重新数，请先由另一个人录入他数的票数。")
        agrees = hands_of(count) == hands
        if agrees:
            rows = HandCount.objects.filter(pk=count.pk, confirmed_by=None)
            if not rows.update(confirmed_by=by, confirmed_at=at):
                raise Overtaken("举手票数已经由两个人核对过了。")
            note(motion, "motion.hands", by=by, at=at, data=_figures(hands))
        else:
            count.delete()
    if not agrees:
        raise Refused("两个人数的票数不一样，两次都不算。请重新举手、重新数。")
    return True


def _fits(motion: Motion, hands: Hands) -> None:
    here = counting.present(motion)
    came = here.people or here.households
    if (raised := hands.people(motion)) > came:
        raise Refused(f"举手的有 {raised} 人，到会的只有 {came} 人，请核对票数或者到会登记。")


def _first_count(motion: Motion, hands: Hands, by: User, at: dt.datetime) -> HandCount | None:
    """None when this is the first count; else the one that is there."""
    count, fresh = HandCount.objects.get_or_create(
        motion=motion,
        defaults={
            "for_count": hands.for_count,
            "against_count": hands.against_count,
            "abstain_count": hands.abstain_count,
            "counts": list(hands.counts),
            "counted_by": by,
            "counted_at": at,
        },
    )
    return None if fresh else count


def hands_of(count: HandCount) -> Hands:
    return Hands(count.for_count, count.against_count, count.abstain_count, tuple(count.counts))


def _figures(hands: Hands) -> dict[str, int]:
    if hands.counts:
        return {"abstain": hands.abstain_count} | {
            str(number): n for number, n in enumerate(hands.counts, 1)
        }
    return {
        "for": hands.for_count,
        "against": hands.against_count,
        "abstain": hands.abstain_count,
    }
