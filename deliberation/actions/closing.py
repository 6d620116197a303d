"""Closing a vote: no ballot comes behind it, the sum is worked once, nothing undoes it."""

import datetime as dt
from typing import Any

from django.db import transaction

from deliberation.actions.ending import allowed_to_end, early_facts
from deliberation.actions.motions import shuffle
from deliberation.actions.record import note
from deliberation.models import Ballot, Choice, HandCount, Motion, PaperBallot, Voter
from deliberation.rules import RuleError, judge
from deliberation.voting import counting
from suggestions.actions.outlasting import outlast
from suggestions.actions.rules import Refused, move, overtaken
from suggestions.models import User
from suggestions.work import lasting


def close_motion(motion: Motion, *, by: User, at: dt.datetime) -> Motion:
    """Close, count, judge and write the link of the record, all in one transaction.

    The row lock waits for everybody who is voting and keeps everybody else out; the conditional
    UPDATE at the end would refuse a second closing. An impossible case is refused before
    anything is written, and the vote stays open.
    """
    with transaction.atomic():
        held = Motion.objects.select_for_update().get(pk=motion.pk)
        if held.status != Motion.Status.OPEN:
            raise overtaken(held)
        early = allowed_to_end(held, by=by, at=at)
        _complete(held)
        case = counting.case_of(held)
        try:
            verdict = judge(case)
        except RuleError as error:
            raise Refused(f"现在的数据不能判定，表决没有结束：{error}") from error
        if held.secret:
            shuffle(held)
        move(
            held,
            Motion.Status.CLOSED,
            closed_at=max(at, held.opened_at or at),
            case=case,
            verdict=verdict.as_dict(),
            passed=verdict.passed,
            **early,
        )
        note(held, "motion.closed", by=by, at=at, data=_record(held))
        outlast(lasting.VOTE, held.pk, held.text_hash, held.opened_at)
    motion.refresh_from_db()
    return motion


def _complete(motion: Motion) -> None:
    """Whether everything that was begun was also finished."""
    if motion.method == Motion.Method.HANDS:
        if not HandCount.objects.filter(motion=motion, confirmed_by__isnull=False).exists():
            raise Refused("举手票数还没有由两个人核对一致，不能结束表决。")
        return
    half = PaperBallot.objects.filter(voter__motion=motion, voter__voted=False)
    if waiting := half.count():
        raise Refused(f"还有 {waiting} 张纸票只录入了一遍，请由另一个人录完再结束表决。")
    voted = Voter.objects.filter(motion=motion, voted=True).count()
    ballots = Ballot.objects.filter(motion=motion).count()
    if voted != ballots:
        raise Refused(
            f"投过票的有 {voted} 人，票却有 {ballots} 张，对不上，不能结束表决。"
            "请宣布这次表决无效，查明原因后重新表决。"
        )


def _record(motion: Motion) -> dict[str, Any]:
    """What the council's record keeps, enough for anybody to count again."""
    return {
        "text_hash": motion.text_hash,
        "roll_fingerprint": counting.roll_of(motion).fingerprint,
        "method": motion.method,
        "secret": motion.secret,
        "case": motion.case,
        "verdict": motion.verdict,
        "votes": votes(motion),
        **early_facts(motion),
    }


def votes(motion: Motion) -> list[dict[str, Any]]:
    """The single votes as they are published: by commitment if secret, else by roll number."""
    if motion.method == Motion.Method.HANDS:
        hands = motion.hands
        if motion.chooses:
            raised = [(str(number), n) for number, n in enumerate(hands.counts, 1)]
            raised.append((Choice.ABSTAIN.value, hands.abstain_count))
            return [{"choice": choice, "hands": n} for choice, n in raised]
        figures = (hands.for_count, hands.against_count, hands.abstain_count)
        choices = ("for", "against", "abstain")
        return [{"choice": c, "hands": n} for c, n in zip(choices, figures, strict=True)]
    rows = Ballot.objects.filter(motion=motion)
    if motion.secret:
        secret = rows.order_by("commitment").values_list("commitment", "choice")
        return [{"commitment": mark, "choice": choice} for mark, choice in secret]
    found = rows.order_by("voter__entry__number").values_list(
        "voter__entry__number", "choice", "voter__entry__heads_household", "area"
    )
    return [
        {"number": number, "choice": choice, "household": heads, "area": f"{area:.2f}"}
        for number, choice, heads, area in found
    ]
