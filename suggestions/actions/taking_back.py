"""撤回这次导入: a list that should not have come goes as a whole, while nothing was decided on it.

Rows, history, places and indexes are deleted as if the file had never been sent, so that it can
be sent again; the batch stays and says who took it back, when, and how many rows it was.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.log_actions import log

from suggestions.actions.changes import lock, topics_held
from suggestions.actions.rules import Refused, event, move, move_all, record_all
from suggestions.models import (
    ClosedElsewhere,
    Event,
    Follow,
    GroupingRun,
    ImportBatch,
    OutboxMessage,
    Placement,
    ScreeningClaim,
    ShelfReading,
    Sorting,
    Suggestion,
    TaggedSuggestion,
    Topic,
    User,
    Verb,
)
from suggestions.text import search

LOGGED = "jianyan.import_taken_back"
CHUNK = 500
EXAMPLES = 3  # numbers of rows that a refusal names
DONE, FAILED = ImportBatch.Status.DONE, ImportBatch.Status.FAILED
TAKEN_BACK = ImportBatch.Status.TAKEN_BACK
Status = Suggestion.Status
# What an import and the machine leave beside a suggestion. A row in any other table is somebody's
# doing, whichever table that will be.
LEFT = (ClosedElsewhere, Event, Placement, ScreeningClaim, ShelfReading, Sorting, TaggedSuggestion)


def rows_of(batch: ImportBatch) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(import_batch=batch)


def decided(batch: ImportBatch) -> QuerySet[Suggestion]:
    """The rows on which somebody has decided, or to which somebody has answered.

    Being accepted by the import itself, or placed by the machine, is nobody's decision; neither
    is what was decided with many others and undone.
    """
    if batch.approve:
        untouched, verbs = Q(status=Status.ACCEPTED, published_at__isnull=False), [Verb.ACCEPTED]
    else:
        untouched = Q(status=Status.PENDING)
        verbs = [Verb.ACCEPTED, Verb.DECLINED, Verb.UNDECIDED]
    told = Event.objects.filter(suggestion=OuterRef("pk")).exclude(verb__in=[Verb.IMPORTED, *verbs])
    placed = Placement.objects.by_people().filter(suggestion=OuterRef("pk"))
    followed = Follow.objects.exclude(status=Follow.Status.ENDED).filter(
        kind="suggestion", target=Cast(OuterRef("pk"), CharField())
    )
    found = ~untouched | Q(Exists(told)) | Q(Exists(placed)) | Q(Exists(followed))
    for relation in Suggestion._meta.related_objects:
        if relation.related_model not in LEFT:
            rows = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            found |= Q(Exists(rows))
    return rows_of(batch).filter(found)


def why_not(batch: ImportBatch) -> str:
    """Why it cannot be taken back, in words with numbers; empty where it can."""
    if batch.status not in (DONE, FAILED):
        return f"这次导入的状态是“{batch.get_status_display()}”，没有可以撤回的。"
    total = rows_of(batch).count()
    if not total:
        return "这次导入没有新增建议，不用撤回。"
    unfinished = [GroupingRun.Status.QUEUED, GroupingRun.Status.RUNNING]
    if GroupingRun.objects.filter(campaign=batch.campaign_id, status__in=unfinished).exists():
        return "这个征集正在自动归类，请等它结束以后再撤回。"
    if number := decided(batch).count():
        some = decided(batch).order_by("pk").only("pk", "submitted_at")[:EXAMPLES]
        named = "、".join(row.number for row in some) + ("等" if number > EXAMPLES else "")
        return (
            f"不能撤回：这次导入的 {total:,} 条里，有 {number:,} 条（{named}）"
            "已经有人办过或者回应过（审核、改类别或标签、归入问题、转办、答复、附议、关注等）。"
            "请在“建议”里逐条或者成批处理。"
        )
    return ""


def take_back(batch: ImportBatch, *, by: User, at: dt.datetime) -> int:
    """Delete all that came by this batch, or nothing and say why; gives how many.

    Held in one order: campaign, batch, topics, suggestions, placements. Who decides on a row at
    this moment comes first, and then this is refused, or finds the row gone.
    """
    with transaction.atomic():
        lock(batch.campaign)
        if reason := why_not(batch):
            raise Refused(reason)
        move(batch, TAKEN_BACK, taken_back_by=by, taken_back_at=at)
        topics_held(batch.campaign)
        pks = _held(batch)
        if number := decided(batch).count():
            raise Refused(f"刚刚有人办了其中 {number:,} 条，没有撤回。请刷新页面后再看。")
        emptied = _topics_of(batch)
        for chunk in _chunks(pks):
            _drop(chunk)
        _end(emptied, batch, by=by, at=at)
        batch.faults.all().delete()
        log(batch, LOGGED, user=by, timestamp=at, data={"suggestions": len(pks)})
    # Now that it is certain; a file left behind by a crash here goes when its days are over.
    if batch.file:
        batch.file.delete(save=False)
        ImportBatch.objects.filter(pk=batch.pk).update(file="")
    search.count_words()
    return len(pks)


def _held(batch: ImportBatch) -> list[int]:
    """Keys of all rows, held with their places until the transaction ends."""
    held = rows_of(batch).order_by("pk").select_for_update(of=("self",))
    pks = list(held.values_list("pk", flat=True))
    places = Placement.objects.filter(suggestion__import_batch=batch).order_by("pk")
    list(places.select_for_update(of=("self",)).values_list("pk", flat=True))
    return pks


def _chunks(pks: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]


def _topics_of(batch: ImportBatch) -> set[int]:
    rows = Placement.objects.filter(suggestion__import_batch=batch, topic__isnull=False)
    return set(rows.order_by().values_list("topic", flat=True).distinct())


def _drop(pks: list[int]) -> None:
    """These rows and what lies beside them. Nothing else names them: `decided` has looked."""
    search.remove(pks)
    news = Q(event__suggestion__in=pks) | Q(url__in=[_address(pk) for pk in pks], status="queued")
    OutboxMessage.objects.filter(news).delete()
    for relation in Suggestion._meta.related_objects:
        if relation.related_model in LEFT:
            _delete(relation.related_model, **{f"{relation.field.name}__in": pks})
    _delete(Suggestion, pk__in=pks)


def _address(pk: int) -> str:
    return reverse("suggestions:detail", args=[pk])


def _delete(model: type[models.Model], **wanted: object) -> None:
    """One statement, no row read: history refuses to be deleted one by one, and should."""
    rows = model._base_manager.filter(**wanted)
    rows._raw_delete(rows.db)


def _end(topics: set[int], batch: ImportBatch, *, by: User, at: dt.datetime) -> None:
    """Proposals of the machine that hold nothing any more have come to their end."""
    empty = Topic.objects.proposed().filter(pk__in=topics, named_by=None, placements=None)
    reason = f"撤回导入“{batch.filename}”，里面没有建议了"
    record_all(
        event(
            Verb.SET_ASIDE,
            topic,
            at=at,
            by=by,
            moved=(left, topic.status),
            reason=reason,
            data={"import": batch.pk},
        )
        for topic, left in move_all(
            Topic.objects.filter(pk__in=list(empty.values_list("pk", flat=True))),
            Topic.Status.SET_ASIDE,
        )
    )
