"""What all verbs share: refusing in words, moving a status only from where it was, history."""

import datetime as dt
from collections.abc import Iterable

from django.db import models

from suggestions.models import Event, User, Verb

RESIDENT, MACHINE = "建议人", "系统"


class Refused(Exception):
    """The rule says no. The text is shown to whoever asked."""


class Overtaken(Refused):
    """Somebody else was faster; tells who did what, instead of overwriting it."""


def subject_of(record: models.Model) -> dict:
    """The keyword by which a history row names this record."""
    return {record._meta.model_name: record}


def overtaken(record: models.Model) -> Overtaken:
    """Say who moved the record meanwhile, and to what."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    name = record._meta.verbose_name
    message = f"这个{name}现在的状态是“{fresh.get_status_display()}”，不能再进行这项操作。"
    if record._meta.model_name in ("suggestion", "topic", "referral"):
        last = Event.objects.filter(**subject_of(record)).order_by("-pk").first()
        if last:
            message += f"最近一次办理：{last.actor}，{last.get_verb_display()}。"
    return Overtaken(message + "请刷新页面后再看。")


def move(record: models.Model, to: str, **changes) -> str:
    """Move `record` to status `to` if nobody moved it meanwhile; gives the status it left.

    One conditional UPDATE decides: of two officers who press at once, one moves the record
    and the other hears about it.
    """
    left = record.status
    if to not in type(record).NEXT[left]:
        raise overtaken(record)
    rows = type(record)._base_manager.filter(pk=record.pk, status=left)
    if not rows.update(status=to, **changes):
        raise overtaken(record)
    record.status = to
    for name, value in changes.items():
        setattr(record, name, value)
    return left


def actor_name(by: User | None, actor: str = "") -> str:
    return str(by) if by else actor or MACHINE


def event(
    verb: Verb,
    *subjects: models.Model,
    at: dt.datetime,
    by: User | None = None,
    actor: str = "",
    moved: tuple[str, str] = ("", ""),
    reason: str = "",
    public: bool = False,
    data: dict | None = None,
) -> Event:
    """An unsaved history row; `moved` is (from, to)."""
    row = Event(
        verb=verb,
        by=by,
        actor=actor_name(by, actor),
        from_status=moved[0],
        to_status=moved[1],
        reason=reason,
        public=public,
        data=data or {},
        at=at,
    )
    for subject in subjects:
        for name, value in subject_of(subject).items():
            setattr(row, name, value)
    return row


def record(verb: Verb, *subjects: models.Model, **facts) -> Event:
    """Write one history row."""
    row = event(verb, *subjects, **facts)
    row.save(force_insert=True)
    return row


def step(referral: models.Model, to: str, verb: Verb, **facts) -> None:
    """Move a referral and write the row, which its topic shows as well."""
    left = move(referral, to)
    record(verb, referral, referral.topic, moved=(left, referral.status), **facts)


def record_all(rows: Iterable[Event]) -> None:
    Event.objects.bulk_create(rows, batch_size=500)


def needed(text: str, what: str, limit: int = 2000) -> str:
    """A cleaned text that must be there: reasons and notes typed by staff."""
    from suggestions.language import TextTooLong, clean_text

    try:
        text = clean_text(text or "", limit=limit)
    except TextTooLong as error:
        raise Refused(f"{what}太长：{error}") from error
    if not text:
        raise Refused(f"请填写{what}。")
    return text
