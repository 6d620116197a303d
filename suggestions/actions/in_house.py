"""Inside the department: a draft is kept, signed by whom the department wants, then handed in."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from suggestions.actions import answering
from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken, record
from suggestions.models import AnswerDraft, Event, Referral, User, Verb
from suggestions.text.language import clean_text

PART_LIMIT = 80
CHANGED = "同事刚改过这份草稿。请刷新页面看看现在的草稿，再把您的改动写进去。"
SECTION_HEAD, LEADER = 1, 2
DRAFT, SIGNING = AnswerDraft.Status.DRAFT, AnswerDraft.Status.SIGNING


def save_draft(
    referral: Referral,
    *,
    text: str,
    by: User,
    at: dt.datetime,
    adoption: str = "",
    done_on: dt.date | None = None,
    part: str = "",
    seen: str = "",
) -> AnswerDraft:
    """Keep what is written so far. `seen`: the `mark` of the draft that the writer had read."""
    if referral.status != Referral.Status.SIGNED:
        raise overtaken(referral)
    text = needed(text, "答复内容", answering.ANSWER_LIMIT)
    fields: dict[str, Any] = {"adoption": adoption, "done_on": done_on, "return_reason": ""}
    fields["part"] = clean_text(part, limit=PART_LIMIT)
    fields |= {"text": text, "written_by": by, "written_at": at}
    try:
        with transaction.atomic():
            return _keep(referral, fields, seen)
    except IntegrityError as error:
        raise Overtaken(CHANGED) from error


def _keep(referral: Referral, fields: dict[str, Any], seen: str) -> AnswerDraft:
    draft = AnswerDraft.objects.select_for_update().filter(referral=referral).first()
    if draft is None:
        return AnswerDraft.objects.create(referral=referral, **fields)
    if draft.status == SIGNING:
        raise Overtaken("这份答复正在本单位审签，退回以后才能改。")
    if mark(draft) != seen:
        raise Overtaken(CHANGED)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))
    return draft


def mark(draft: AnswerDraft | None) -> str:
    """What a form remembers of the draft it showed."""
    return draft.written_at.isoformat() if draft else ""


def hand_in(
    referral: Referral,
    *,
    text: str,
    adoption: str,
    by: User,
    at: dt.datetime,
    done_on: dt.date | None = None,
    part: str = "",
    seen: str = "",
) -> bool:
    """Hand an answer in; where the department signs first, to its first signature.

    Gives whether it has left the house.
    """
    answering.check_answer(text, adoption, done_on, at=at)
    with transaction.atomic():
        draft = save_draft(
            referral,
            text=text,
            adoption=adoption,
            done_on=done_on,
            part=part,
            seen=seen,
            by=by,
            at=at,
        )
        if not referral.department.sign_off:
            _leave(draft, at=at)
            return True
        move(draft, SIGNING)
        record(Verb.SENT_TO_SIGN, referral, at=at, by=by)
    return False


def _leave(draft: AnswerDraft, *, at: dt.datetime) -> None:
    """The draft becomes the answer; its writer answers for it."""
    answering.submit_answer(
        draft.referral,
        text=draft.text,
        adoption=draft.adoption,
        done_on=draft.done_on,
        part=draft.part,
        by=draft.written_by,
        at=at,
        signed=draft.signed,
    )
    draft.delete()


def wanted(draft: AnswerDraft) -> str:
    """Whose signature is the next, in words."""
    if draft.status != SIGNING:
        return ""
    levels = dict(User._meta.get_field("sign_level").flatchoices)
    section = draft.referral.section if draft.signed + 1 == SECTION_HEAD else None
    return f"{section or ''}{levels.get(draft.signed + 1, '')}"


def signs(user: User, draft: AnswerDraft) -> bool:
    """Whether the next signature is this person's to give."""
    wanted = draft.status == SIGNING and user.sign_level > draft.signed
    wanted = wanted and heads(user, draft.referral)
    return wanted and draft.written_by_id not in user.counts_as and not _signed_before(user, draft)


def heads(user: User, referral: Referral) -> bool:
    """Whether it lies under this person: a leader's is everything, a section's head has the own
    section; one without a section has them all, as in a department that has none."""
    if user.sign_level == SECTION_HEAD:
        return user.section_id is None or user.section_id == referral.section_id
    return user.sign_level >= LEADER


def _signed_before(user: User, draft: AnswerDraft) -> bool:
    """代班: who signed for one level gives no second signature in somebody's place."""
    if not draft.signed or user.acts_for is None:
        return False
    steps = Event.objects.filter(referral=draft.referral_id)
    sent = steps.filter(verb=Verb.SENT_TO_SIGN).order_by("-pk").values("pk")[:1]
    signed = steps.filter(verb=Verb.COUNTERSIGNED, pk__gt=sent)
    return signed.filter(by__in=user.counts_as).exists()


def countersign(draft: AnswerDraft, *, by: User, at: dt.datetime) -> bool:
    """审签同意; after the last one it is handed in. Gives whether it has left the house."""
    if not signs(by, draft):
        raise Refused("这一步审签不由您办理；自己起草的答复要由别人审签。")
    referral = draft.referral
    with transaction.atomic():
        # Whoever signs for a higher level signs for those below it.
        rows = AnswerDraft.objects.filter(pk=draft.pk, status=SIGNING, signed=draft.signed)
        if not rows.update(signed=by.sign_level):
            raise Overtaken("同事刚刚审签过了，请刷新页面再看。")
        draft.signed = by.sign_level
        record(Verb.COUNTERSIGNED, referral, at=at, by=by, reason=by.get_sign_level_display())
        if draft.signed < referral.department.sign_off:
            return False
        _leave(draft, at=at)
    return True


def send_back(draft: AnswerDraft, *, reason: str, by: User, at: dt.datetime) -> None:
    """审签退回: to be written again, with the reason; the writer may take it back as well."""
    reason = needed(reason, "退回的理由", 500)
    if draft.written_by_id not in by.counts_as and not signs(by, draft):
        raise Refused("这一步审签不由您办理。")
    with transaction.atomic():
        move(draft, DRAFT, signed=0, return_reason=reason)
        record(Verb.SIGNING_RETURNED, draft.referral, at=at, by=by, reason=reason)
