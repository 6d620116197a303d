"""What all verbs share: refusing in words, moving a status only from where it was, history."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from django.db import models, transaction

from suggestions.models import Event, Recusal, Referral, User, Verb
from suggestions.models.history import MACHINE
from suggestions.news import queueing


class Moving(Protocol):
    """A record that stands at a status and knows which may follow it."""

    pk: Any
    status: Any

    @property
    def NEXT(self) -> Mapping[Any, Collection[str]]: ...

    @property
    def _meta(self) -> Any: ...


Row = TypeVar("Row", bound=models.Model)


class Refused(Exception):
    """The rule says no. The text is shown to whoever asked."""


class Overtaken(Refused):
    """Somebody else was faster; tells who did what, instead of overwriting it."""


def subject_of(record: Moving) -> dict[str, Moving]:
    """The keyword by which a history row names this record."""
    return {record._meta.model_name: record}


def gone(name: str) -> Overtaken:
    """What a colleague took back with a whole import is nowhere any more."""
    return Overtaken(f"这个{name}已经不在了，可能刚刚随一次导入撤回了。请刷新页面后再看。")


def overtaken(record: Moving) -> Overtaken:
    """Say who moved the record meanwhile, and to what."""
    fresh = record._meta.model._base_manager.filter(pk=record.pk).first()
    name = record._meta.verbose_name
    if fresh is None:
        return gone(name)
    message = f"这个{name}现在的状态是“{fresh.get_status_display()}”，不能再进行这项操作。"
    if record._meta.model_name in ("suggestion", "topic", "referral", "issue"):
        last = Event.objects.filter(**subject_of(record)).order_by("-pk").first()
        if last:
            message += f"最近一次办理：{last.actor}，{last.get_verb_display()}。"
    return Overtaken(message + "请刷新页面后再看。")


def move(record: Moving, to: str, **changes: Any) -> str:
    """Move `record` to status `to` if nobody moved it meanwhile; gives the status it left.

    One conditional UPDATE decides: of two officers who press at once, one moves the record
    and the other hears about it.
    """
    left: str = record.status
    if to not in record.NEXT[left]:
        raise overtaken(record)
    rows = record._meta.model._base_manager.filter(pk=record.pk, status=left)
    if not rows.update(status=to, **changes):
        raise overtaken(record)
    record.status = to
    for name, value in changes.items():
        setattr(record, name, value)
    return left


def move_all(rows: models.QuerySet[Row], to: str, **changes: Any) -> list[tuple[Row, str]]:
    """Move all these rows to status `to`; gives those that moved, each with the status it left.

    The rows are held first, always in the order of their keys, so that two who move many do not
    wait for each other in a circle. What somebody moved meanwhile fits `rows` no longer and is
    passed over; what stands at `to` already stays there and takes the `changes`.
    """
    moved: list[tuple[Row, str]] = []
    found: dict[str, list[Row]] = defaultdict(list)
    held: models.QuerySet[Any] = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    with transaction.atomic():
        for row in held:
            found[row.status].append(row)
        for left, group in found.items():
            if to != left and to not in held.model.NEXT[left]:
                continue
            read = rows.model._base_manager.filter(pk__in=[row.pk for row in group], status=left)
            read.update(status=to, **changes)
            moved += [(row, left) for row in group]
    for row, _ in moved:
        for name, value in {"status": to, **changes}.items():
            setattr(row, name, value)
    return moved


def actor_name(by: User | None, actor: str = "") -> str:
    if by and by.acts_for:
        return f"{by}（代 {by.acts_for} 办理）"[:80]
    return str(by) if by else actor or MACHINE


def event(
    verb: Verb,
    *subjects: Moving,
    at: dt.datetime,
    by: User | None = None,
    actor: str = "",
    moved: tuple[str, str] = ("", ""),
    reason: str = "",
    public: bool = False,
    data: dict[str, Any] | None = None,
) -> Event:
    """An unsaved history row; `moved` is (from, to)."""
    row = Event(
        verb=verb,
        by=by,
        actor=actor_name(by, actor),
        instead_of=by.acts_for if by else None,
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


def refuse_recused(rows: Iterable[Event]) -> None:
    """Who stands back from a topic writes nothing in its file."""
    people, topics = set(), set()
    for row in rows:
        topic = row.topic_id or (row.referral.topic_id if row.referral else None)
        if row.by_id and topic:
            people |= {row.by_id, row.instead_of_id or row.by_id}
            topics.add(topic)
    standing = Recusal.objects.filter(user__in=people, topic__in=topics, ended_at=None)
    if people and (found := standing.select_related("topic").first()):
        raise Refused(f"您已回避“{found.topic}”，不能再办理；请由同事办理。")


def record(verb: Verb, *subjects: Moving, **facts: Any) -> Event:
    """Write one history row and, in the same transaction, the news of it."""
    row = event(verb, *subjects, **facts)
    refuse_recused([row])
    with transaction.atomic(savepoint=False):
        row.save(force_insert=True)
        queueing.tell([row])
    return row


def step(referral: Referral, to: str, verb: Verb, **facts: Any) -> None:
    """Move a referral and write the row, which its topic shows as well."""
    left = move(referral, to)
    record(verb, referral, referral.topic, moved=(left, referral.status), **facts)


def record_all(rows: Iterable[Event]) -> list[Event]:
    """Write many history rows and the news of them, set by set."""
    rows = list(rows)
    refuse_recused(rows)
    with transaction.atomic(savepoint=False):
        written = Event.objects.bulk_create(rows, batch_size=500)
        queueing.tell(written)
    return written


def needed(text: str, what: str, limit: int = 2000) -> str:
    """A cleaned text that must be there: reasons and notes typed by staff."""
    from suggestions.text.language import TextTooLong, clean_text

    try:
        text = clean_text(text or "", limit=limit)
    except TextTooLong as error:
        raise Refused(f"{what}太长：{error}") from error
    if not text:
        raise Refused(f"请填写{what}。")
    return text
