"""成批办理: one decision over thousands, set by set, respecting what changed; and undoing it.

Each set is a transaction of its own, short enough that residents who send something meanwhile
wait less than two seconds. A set that was decided fits no longer, so that a worker that died may
begin again.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from suggestions.actions import second
from suggestions.actions.rules import Refused, event, move, move_all, record_all
from suggestions.actions.screening import way_out
from suggestions.models import (
    BulkDecision,
    Event,
    OutboxMessage,
    Placement,
    ScreeningClaim,
    SecondReading,
    Suggestion,
    User,
    Verb,
)
from suggestions.text import search
from suggestions.work.jobs import CUT
from suggestions.work.turns import let_others_write

MOST = 50_000  # suggestions in one decision
SET = 250  # in one transaction: SQLite has one writer, and others wait meanwhile
# News of it waits so long, so that nobody hears of what is undone at once.
PAUSE = dt.timedelta(minutes=30)
PENDING, ACCEPTED = Suggestion.Status.PENDING, Suggestion.Status.ACCEPTED
DECLINED = Suggestion.Status.DECLINED
TEXTS = ("public_title", "public_body", "public_solution")


def choose_all(
    rows: QuerySet[Suggestion], *, words: str, by: User, at: dt.datetime
) -> BulkDecision:
    """Fix which suggestions are meant, before anybody decides anything."""
    waiting = rows.filter(status=PENDING).order_by("pk").values_list("pk", flat=True)
    keys = list(waiting[: MOST + 1])
    if not keys:
        raise Refused("没有符合条件的待审核建议，请换一个筛选条件。")
    if len(keys) > MOST:
        raise Refused(f"一次最多选 {MOST:,} 条，请再加一个筛选条件。")
    with transaction.atomic():
        BulkDecision.objects.filter(by=by, status=BulkDecision.Status.DRAFT).delete()
        return BulkDecision.objects.create(
            keys=keys,
            number=len(keys),
            words=words[:300],
            by=by,
            instead_of=by.acts_for,
            chosen_at=at,
        )


def confirm(
    decision: BulkDecision,
    *,
    do: str,
    number: int,
    by: User,
    at: dt.datetime,
    route: str = "",
    reason: str = "",
) -> None:
    """The second step: what is decided, by somebody who has read how many it concerns."""
    if number != decision.number:
        raise Refused(f"请填写选中的条数 {decision.number}，确认您要一次办理这么多。")
    if do == BulkDecision.Do.DECLINE:
        reason = way_out(route, reason)
    else:
        route = reason = ""
    move(
        decision,
        BulkDecision.Status.QUEUED,
        do=BulkDecision.Do(do),
        route=route,
        reason=reason,
        by=by,
        instead_of=by.acts_for,
        stage="排队中",
    )


def run(decision: BulkDecision, *, at: dt.datetime) -> None:
    """Decide set by set; what changed since it was chosen is passed over."""
    decision.by.acts_for = decision.instead_of
    move(decision, BulkDecision.Status.RUNNING, stage="正在办理", error="")
    _sets(decision, _decide, at=at, failed=BulkDecision.Status.FAILED)
    move(
        decision,
        BulkDecision.Status.DONE,
        progress=100,
        stage="",
        finished_at=at,
        done=Event.objects.filter(data__bulk=decision.pk, verb__in=DECISIONS).count(),
    )


DECISIONS = (Verb.ACCEPTED, Verb.DECLINED)


def ask_undo(decision: BulkDecision, *, by: User, at: dt.datetime) -> None:
    """Undo the whole, as far as nothing else has happened since."""
    move(decision, BulkDecision.Status.UNDOING, stage="正在撤销", progress=0)


def run_undo(decision: BulkDecision, *, by: User, at: dt.datetime) -> None:
    """Put back what nobody touched since and nobody has been told of."""
    _sets(decision, _put_back, at=at, by=by)
    undone = Event.objects.filter(data__bulk=decision.pk, verb=Verb.UNDECIDED).count()
    move(decision, BulkDecision.Status.UNDONE, progress=100, stage="", undone=undone)


def _sets(decision, work, *, at, failed="", **more) -> None:
    for start in range(0, decision.number, SET):
        try:
            work(decision, decision.keys[start : start + SET], at=at, **more)
        except CUT:  # not its fault: the worker puts it back
            raise
        except Exception as error:
            if failed:
                move(decision, failed, error=f"办理中断（{type(error).__name__}）。", stage="")
            raise
        let_others_write()
        now = min(start + SET, decision.number)
        BulkDecision.objects.filter(pk=decision.pk).update(
            progress=100 * now // decision.number, stage=f"已到第 {now:,} 条"
        )


# --- deciding one set ---------------------------------------------------------------------------


def _decide(decision: BulkDecision, keys: list[int], *, at: dt.datetime) -> None:
    publishes = decision.do == BulkDecision.Do.ACCEPT
    rows = _unchanged(decision, keys, at)
    # All thinking before the lock: what the index will hold of each.
    texts = rows.filter(may_publish=True).values_list("pk", *TEXTS) if publishes else []
    read = {pk: (words, search.document(*words)) for pk, *words in texts}
    with transaction.atomic():
        moved = [row for part in _moved(decision, rows, at) for row, _ in part]
        search.add([(row.pk, _document(row, read)) for row in moved if row.published_at])
        _write_history(decision, moved, at)
        ScreeningClaim.objects.filter(suggestion__in=[row.pk for row in moved]).delete()


def _unchanged(decision: BulkDecision, keys: list[int], at: dt.datetime) -> QuerySet[Suggestion]:
    """Still waiting, as it was when chosen, and on nobody's screen but the decider's."""
    read = Q(corrected_at=None) | Q(corrected_at__lte=decision.chosen_at)
    rows = Suggestion.objects.waiting().filter(read, pk__in=keys)
    mine = {decision.by_id, decision.instead_of_id or decision.by_id}
    others = ScreeningClaim.objects.live(at).exclude(by__in=mine)
    return rows.exclude(pk__in=others.values("suggestion"))


def _moved(
    decision: BulkDecision, rows: QuerySet[Suggestion], at: dt.datetime
) -> Iterator[list[tuple[Suggestion, str]]]:
    if decision.do == BulkDecision.Do.DECLINE:
        yield move_all(rows, DECLINED, decline_route=decision.route, decline_reason=decision.reason)
        return
    if decision.do == BulkDecision.Do.ACCEPT:
        yield move_all(rows.filter(may_publish=True), ACCEPTED, published_at=at)
        rows = rows.filter(may_publish=False)
    yield move_all(rows, ACCEPTED)


def _document(row: Suggestion, read: dict) -> str:
    """As read before, unless a colleague has revised it in between."""
    words = [getattr(row, name) for name in TEXTS]
    before, document = read.get(row.pk, (None, ""))
    return document if before == words else search.document(*words)


def _write_history(decision: BulkDecision, moved: list[Suggestion], at: dt.datetime) -> None:
    declines = decision.do == BulkDecision.Do.DECLINE
    written = record_all(
        event(
            Verb.DECLINED if declines else Verb.ACCEPTED,
            row,
            at=at,
            by=decision.by,
            moved=(PENDING, row.status),
            reason=decision.reason,
            public=True,
            data={
                "bulk": decision.pk,
                **(
                    {"route": decision.route} if declines else {"published": bool(row.published_at)}
                ),
            },
        )
        for row in moved
    )
    verdict = SecondReading.Verdict.DECLINE if declines else SecondReading.Verdict.ACCEPT
    second.note(moved, verdict=verdict, by=decision.by, at=at)
    news = OutboxMessage.objects.filter(event__in=[row.pk for row in written])
    news.update(try_at=at + PAUSE)


# --- undoing one set ----------------------------------------------------------------------------


def _put_back(decision: BulkDecision, keys: list[int], *, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        last = _untouched(decision, keys)
        rows = Suggestion.objects.filter(pk__in=last, status__in=[ACCEPTED, DECLINED])
        moved = move_all(rows, PENDING, published_at=None, decline_route="", decline_reason="")
        keys = [row.pk for row, _ in moved]
        # What was published by the hundred still stands among what only the staff search.
        search.remove(keys, [search.TABLE])
        SecondReading.objects.filter(suggestion__in=keys, second_by=None).delete()
        record_all(
            event(
                Verb.UNDECIDED,
                row,
                at=at,
                by=by,
                moved=(left, PENDING),
                public=True,
                data={"bulk": decision.pk},
            )
            for row, left in moved
        )


def _untouched(decision: BulkDecision, keys: list[int]) -> list[int]:
    """Whose last step is this decision, placed nowhere since, and of which nobody was told."""
    steps = Event.objects.filter(suggestion__in=keys)
    newest = steps.order_by().values("suggestion").annotate(last=Max("pk")).values("last")
    last = dict(
        steps.filter(pk__in=newest, data__bulk=decision.pk, verb__in=DECISIONS)
        .order_by("suggestion")
        .values_list("pk", "suggestion")
    )
    news = OutboxMessage.objects.filter(event__in=last)
    told = set(news.exclude(status=OutboxMessage.Status.QUEUED).values_list("event", flat=True))
    news.exclude(event__in=told).filter(status=OutboxMessage.Status.QUEUED).delete()
    # What began to go out in this very moment is still there.
    told |= set(news.values_list("event", flat=True))
    placed = Placement.objects.filter(suggestion__in=last.values(), topic__isnull=False)
    gone = set(placed.values_list("suggestion", flat=True))
    return [pk for step, pk in last.items() if step not in told and pk not in gone]
