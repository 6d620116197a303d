"""通知记录: what was told of a vote before it opens, each with its proof; who may not open yet."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from deliberation.actions.record import note
from deliberation.actions.wording import open_words, open_words_if_any
from deliberation.models import Motion, NoticeProof
from deliberation.rules import Noticed
from deliberation.voting import counting, told
from suggestions.actions.attaching import safe_copy
from suggestions.actions.rules import Overtaken, Refused, overtaken
from suggestions.models import User

Channel = NoticeProof.Channel
DETAIL, REASON = 120, 200
PROOFS_A_MOTION = 40
# What has to lie beside each: a photo of the posting, a scan of the list, a picture of the screen.
PROVEN_BY = {
    Channel.POSTED: "张贴的照片",
    Channel.SIGNED: "签收名单的扫描件或者照片",
    Channel.DOOR: "送达登记表的扫描件或者照片",
    Channel.GROUP: "群里通知的截图",
}
UNNEEDED = "这项规则没有规定提前通知的天数，不用登记通知。"
SEATS = "议事会的席位按会议通知计算，请在会议的“通知”页登记送达。"
TOLD = (
    "已经登记了通知，通知的是原来的内容和名册，不能再改。"
    "确实要改的，请先作废通知登记，改好以后重新通知。"
)


@dataclass(frozen=True)
class Proof:
    """How people were told, when, how many of the roll, and what shows it."""

    channel: str
    told_on: dt.date
    reached: int = 0
    detail: str = ""
    file: UploadedFile | None = None


def record_notice(motion: Motion, *, proof: Proof, by: User, at: dt.datetime) -> NoticeProof:
    """Write down that (some of) the roll were told of this vote; every record needs its proof."""
    reached, detail = _checked(motion, proof, at)
    data, kind = _copy(proof)
    row = NoticeProof(
        motion=motion,
        roll=motion.roll,
        channel=proof.channel,
        told_on=proof.told_on,
        reached=reached,
        detail=detail,
        digest=hashlib.sha256(data).hexdigest() if data else "",
        by=by,
        at=at,
    )
    if data:
        row.file.save(f"{uuid.uuid4().hex}.{kind}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            _hold_draft(motion, row)
            row.save(force_insert=True)
            note(motion, "motion.notified", by=by, at=at, data=facts(row))
    except BaseException:
        if data:
            row.file.delete(save=False)
        raise
    return row


def _checked(motion: Motion, proof: Proof, at: dt.datetime) -> tuple[int, str]:
    rule = counting.rule_of(motion, at)
    if rule.notice is None:
        raise Refused(UNNEEDED)
    if not rule.statutory:
        raise Refused(SEATS)
    if motion.roll is None:
        raise Refused("请先选择名册：通知要通知到名册上的人。")
    if proof.channel not in Channel.values:
        raise Refused("请选择通知的方式。")
    if proof.told_on > localdate(at):
        raise Refused("通知日期不能在今天以后。通知发出以后再来登记。")
    posted = proof.channel == Channel.POSTED
    if not posted and proof.reached < 1:
        raise Refused("请填写这一次通知到了名册上的多少人。")
    if posted and not proof.detail.strip():
        raise Refused("请写明张贴在哪里。")
    if proof.channel == Channel.SMS and not proof.detail.strip() and not proof.file:
        raise Refused("请填写短信的回执号（批次号），或者上传发送记录。")
    detail = open_words_if_any(proof.detail, "地点或者回执号", DETAIL)
    return (0 if posted else proof.reached), detail


def _copy(proof: Proof) -> tuple[bytes, str]:
    """The proof as it will be kept: a picture or a PDF drawn anew."""
    if proof.file:
        return safe_copy(proof.file)
    if needs := PROVEN_BY.get(Channel(proof.channel)):
        raise Refused(f"请上传{needs}，没有证明不能登记。")
    return b"", ""


def _hold_draft(motion: Motion, row: NoticeProof) -> None:
    """Nobody opens the vote, changes its roll or records another notice at this moment."""
    held = Motion.objects.select_for_update().get(pk=motion.pk)
    if held.status != Motion.Status.DRAFT:
        raise overtaken(held)
    if held.roll_id != row.roll.pk:
        raise Overtaken("名册刚刚换过，请刷新页面，按新的名册登记。")
    before = list(NoticeProof.objects.standing().filter(motion=held))
    if len(before) >= PROOFS_A_MOTION:
        raise Refused(f"一项表决最多登记 {PROOFS_A_MOTION} 条通知，请把同一天的合成一条。")
    people = row.roll.entries.count()
    total = sum(one.reached for one in before) + row.reached
    if total > people:
        raise Refused(
            f"合计通知到 {total} 人，名册上只有 {people} 人。"
            "同一个人只算一次，请填这一次新通知到的人数。"
        )


def facts(row: NoticeProof) -> dict[str, Any]:
    """What the record says of a notice: nothing of whom, and of the file its fingerprint."""
    return {
        "proof": row.pk,
        "how": row.channel,
        "on": row.told_on.isoformat(),
        "reached": row.reached,
        "detail": row.detail,
        "file": row.digest,
    }


def drop_notice(row: NoticeProof, *, reason: str, by: User, at: dt.datetime) -> None:
    """作废: it was recorded wrongly, or what it told of is to be changed."""
    reason = open_words(reason, "作废的理由", REASON)
    with transaction.atomic():
        held = Motion.objects.select_for_update().get(pk=row.motion_id)
        if held.status != Motion.Status.DRAFT:
            raise overtaken(held)
        rows = NoticeProof.objects.filter(pk=row.pk, dropped_at=None)
        if not rows.update(dropped_at=at, dropped_because=reason):
            raise Overtaken("这条通知登记刚刚作废了，请刷新页面。")
        data = {**facts(row), "reason": reason}
        note(row.motion, "motion.notice_dropped", by=by, at=at, data=data)
    row.refresh_from_db()


def refuse_change(motion: Motion, changes: dict[str, Any]) -> None:
    """What people were told of is what they vote on: words and roll stay once they were told."""
    told_of_it = NoticeProof.objects.standing().filter(motion=motion)
    if motion.status != Motion.Status.DRAFT or not told_of_it.exists():
        return
    told_of = {name: getattr(motion, name) for name in ("title", "text", "answers", "roll")}
    if any(changes[name] != value for name, value in told_of.items()):
        raise Refused(TOLD)


def told_in_time(motion: Motion, *, at: dt.datetime, reason: str) -> dict[str, Any]:
    """The facts of the notice as opening freezes them; refused while somebody was not told."""
    if reason:
        reason = open_words(reason, "没有提前通知的理由", REASON)
    found = told.noticed(motion, at, reason)
    if found is None:
        return {}
    if not found.enough:
        raise Refused(_advice(found))
    return found.as_dict()


def _advice(found: Noticed) -> str:
    if found.excusable:
        return f"{found.missing()}要照常表决，请填写理由，理由会公开。"
    return f"还不能开始表决：{found.missing()}请在“通知记录”里登记。"
