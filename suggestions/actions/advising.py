"""咨询: people with fields and terms, asked about a topic by a link; their words are cited."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from suggestions.actions.rules import Overtaken, Refused, move, move_all, needed, overtaken, record
from suggestions.models import Adviser, AdviserStep, Area, Opinion, Topic, User, Verb
from suggestions.text.language import TextTooLong, clean_text, masked
from suggestions.work.clocks import CONTACT_KEPT

LIFE = dt.timedelta(days=14)
TEXT_LIMIT, NAME_LIMIT = 3000, 20
ADVISER = "咨询人"
Status = Opinion.Status


@dataclass(frozen=True)
class Made:
    """A new request: the token stands here once and nowhere else."""

    opinion: Opinion
    token: str


# --- the people --------------------------------------------------------------------------------


def register(
    *,
    kind: str,
    name: str,
    skills: str,
    since: dt.date,
    consent: bool,
    phone: str = "",
    email: str = "",
    area: Area | None = None,
    until: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Adviser:
    """登记: with their consent, a field and a term."""
    if kind not in Adviser.Kind.values:
        raise Refused("请选择身份：咨询小组成员、社区达人，还是人民建议征集员。")
    if not consent:
        raise Refused("要本人同意，才能登记姓名和联系方式。")
    if until and until < since:
        raise Refused("任期的结束日期不能早于开始日期。")
    facts: dict[str, Any] = {
        "name": " ".join(needed(name, "姓名", 40).split()),
        "skills": " ".join(needed(skills, "擅长的方面", 120).split()),
        "phone": clean_text(phone, limit=30, lines=False),
        "email": clean_text(email, limit=254, lines=False),
    }
    with transaction.atomic():
        made = Adviser.objects.create(
            kind=kind, area=area, since=since, until=until, consented_at=at,
            made_by=by, made_at=at, **facts,
        )  # fmt: skip
        _note(AdviserStep.Verb.REGISTERED, made, by=by, at=at)
    return made


def _note(verb: str, adviser: Adviser, *, by: User, at: dt.datetime, reason: str = "") -> None:
    whose = {"by": by, "instead_of": by.acts_for}
    AdviserStep.objects.create(adviser=adviser, verb=verb, reason=reason, at=at, **whose)


def end_term(adviser: Adviser, *, reason: str, by: User, at: dt.datetime) -> None:
    """结束任期: with today as its last day; whom they were asked by waits for nothing more."""
    reason, today = needed(reason, "结束的理由", 200), localdate(at)
    with transaction.atomic():
        rows = Adviser.objects.serving(today).filter(pk=adviser.pk).exclude(until=today)
        if not rows.update(until=today):
            raise Overtaken("这个人的任期已经结束，或者还没有开始。请刷新页面后再看。")
        _note(AdviserStep.Verb.ENDED, adviser, by=by, at=at, reason=reason)


def reveal(adviser: Adviser, *, reason: str, by: User, at: dt.datetime) -> Adviser:
    """查看联系方式: with a reason, on record."""
    _note(AdviserStep.Verb.REVEALED, adviser, by=by, at=at, reason=needed(reason, "理由", 200))
    return adviser


def forget_former(*, at: dt.datetime) -> int:
    """Half a year after a term nobody needs name and number any more; what was advised stays."""
    over = Adviser.objects.filter(
        until__lt=localdate(at) - dt.timedelta(days=CONTACT_KEPT.days), forgotten_at=None
    )
    return over.update(name="", phone="", email="", forgotten_at=at)


# --- asking and answering -----------------------------------------------------------------------


def digest(token: str) -> str:
    return salted_hmac("suggestions.advising", token, algorithm="sha256").hexdigest()


def find(token: str) -> Opinion | None:
    """Whose link it is, whatever became of it."""
    rows = Opinion.objects.select_related("topic__campaign", "adviser").defer(
        "topic__campaign__body", "topic__campaign__ways", "topic__campaign__result"
    )
    return rows.filter(digest=digest(token[:200])).first()


def ask(topic: Topic, *, adviser: Adviser, question: str, by: User, at: dt.datetime) -> Made:
    """请教: a link of one's own, shown once, good for so many days and one use."""
    question = needed(question, "想请教什么", 1000)
    if topic.status in Topic.HIDDEN:
        raise Refused("这个问题还没有确认，或者已经不单独办理，不能请人咨询。")
    if not adviser.serves(localdate(at)):
        raise Refused(f"{adviser}现在不在任期里，请另请一位。")
    token = secrets.token_urlsafe(24)
    made = Opinion(
        topic=topic, adviser=adviser, question=question, digest=digest(token),
        asked_by=by, asked_at=at, expires_at=at + LIFE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            waiting = Opinion.objects.filter(topic=topic, adviser=adviser, status=Status.ASKED)
            move_all(waiting.filter(expires_at__lte=at), Status.REVOKED)  # its link is dead
            made.save(force_insert=True)
            record(Verb.ADVICE_ASKED, topic, at=at, by=by, reason=question)
    except IntegrityError as error:
        raise Overtaken(f"已经请教过{adviser}，还在等意见。") from error
    return Made(made, token)


def _words(text: str) -> str:
    return needed(text, "意见", TEXT_LIMIT)


def write(opinion: Opinion, *, text: str, shown_as: str = "", at: dt.datetime) -> None:
    """提交意见: by who has the link, once."""
    if opinion.expires_at <= at:
        raise Overtaken("这个链接已经过期，请向请您的工作人员再要一个。")
    try:
        shown_as = clean_text(shown_as, limit=NAME_LIMIT, lines=False)
    except TextTooLong as error:
        raise Refused(f"称呼太长：{error}。") from error
    with transaction.atomic():
        move(opinion, Status.WRITTEN, text=_words(text), shown_as=shown_as, written_at=at)
        record(Verb.ADVICE_GIVEN, opinion.topic, at=at, actor=ADVISER, reason=opinion.number)


def enter(opinion: Opinion, *, text: str, by: User, at: dt.datetime) -> None:
    """登记意见: told by telephone or at a meeting, typed by staff."""
    with transaction.atomic():
        move(opinion, Status.WRITTEN, text=_words(text), written_at=at, typed_by=by)
        record(Verb.ADVICE_GIVEN, opinion.topic, at=at, by=by, reason=f"{opinion.number}，代为登记")


def decline(opinion: Opinion, *, at: dt.datetime) -> None:
    """谢绝: by who has the link; nobody asks why."""
    with transaction.atomic():
        move(opinion, Status.DECLINED)
        record(Verb.ADVICE_DECLINED, opinion.topic, at=at, actor=ADVISER)


def revoke(opinion: Opinion, *, by: User, at: dt.datetime) -> None:
    """收回: the link opens nothing any more."""
    with transaction.atomic():
        move(opinion, Status.REVOKED)
        record(Verb.ADVICE_REVOKED, opinion.topic, at=at, by=by)


def publish(opinion: Opinion, *, by: User, at: dt.datetime) -> None:
    """公开意见: masked, on the topic's page, under its number."""
    rows = Opinion.objects.filter(pk=opinion.pk, status=Status.WRITTEN, published_at=None)
    shown = {"public_text": masked(opinion.text), "published_by": by, "published_at": at}
    with transaction.atomic():
        if not rows.update(**shown):
            raise overtaken(opinion)
        record(Verb.ADVICE_PUBLISHED, opinion.topic, at=at, by=by, reason=opinion.number)


def unpublish(opinion: Opinion, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤下意见: it stays at the desk."""
    reason = needed(reason, "理由", 500)
    rows = Opinion.objects.filter(pk=opinion.pk, published_at__isnull=False)
    with transaction.atomic():
        if not rows.update(public_text="", published_by=None, published_at=None):
            raise overtaken(opinion)
        said = f"{opinion.number}：{reason}"
        record(Verb.ADVICE_UNPUBLISHED, opinion.topic, at=at, by=by, reason=said)
