"""真的办好了吗? Residents are asked when all is done; what is late goes to the street."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Acceptance, Council, Matter, Resolution, StepTaken, Task
from suggestions.actions.rules import Overtaken, Refused, move
from suggestions.models import User
from suggestions.models.history import RESIDENT
from suggestions.text.language import clean_text

# 居民已确认: so many say yes, and they are at least half of all who said anything. 有异议: so many
# say no, and they are more than half. No law gives a number; these are the product's defaults.
YES_NEEDED, NO_NEEDED = 5, 3
COMMENT_LIMIT = 500
FOLLOW = "follow"  # 督察审核跟踪


def finish_resolution(resolution: Resolution, *, by: User, at: dt.datetime) -> None:
    """All tasks are done: from now on residents are asked."""
    with transaction.atomic():
        move(resolution, Resolution.Status.DONE, done_at=at, asked_at=at)
        left = resolution.tasks.exclude(status=Task.Status.DONE)
        if names := "、".join(task.title for task in left):
            raise Refused(f"还有没完成的事项：{names}。")
        data = {
            "resolution": resolution.pk,
            "number": resolution.full_number,
            "round": resolution.round,
        }
        note(resolution, "resolution.done", by=by, at=at, data=data)


def say_whether_done(
    resolution: Resolution, *, key: str, done: str, at: dt.datetime, comment: str = ""
) -> Acceptance:
    """真的办好了吗? One word a visitor and round; enough of them settle it either way."""
    if done not in Acceptance.Done.values:
        raise Refused("请选一项：办好了、办了一部分，还是没有办好。")
    comment = clean_text(comment, limit=COMMENT_LIMIT)
    if done != Acceptance.Done.YES and not comment:
        raise Refused("请写一两句哪里没有办好，方便我们接着办。")
    try:
        with transaction.atomic():
            rows = Resolution.objects.select_for_update().filter(
                pk=resolution.pk, status=Resolution.Status.DONE
            )
            standing = rows.first()
            if standing is None:
                raise Refused("这件事现在不在请居民确认的阶段。")
            said = Acceptance.objects.create(
                resolution=standing,
                round=standing.round,
                key=key,
                done=done,
                comment=comment,
                at=at,
            )
            data = {"done": done, "round": standing.round}
            note(said, "resolution.acceptance", at=at, actor=RESIDENT, data=data)
            _settle(standing, at=at)
    except IntegrityError as error:
        raise Overtaken("您已经回答过了，谢谢！") from error
    return said


def voices(resolution: Resolution) -> dict[str, int]:
    """What residents have said in the present round."""
    count = {name: Count("pk", filter=Q(done=name)) for name in Acceptance.Done.values}
    said = resolution.acceptances.filter(round=resolution.round).aggregate(**count)
    return {**said, "all": sum(said.values())}


def _settle(resolution: Resolution, *, at: dt.datetime) -> None:
    said = voices(resolution)
    if said["yes"] >= YES_NEEDED and 2 * said["yes"] >= said["all"]:
        move(resolution, Resolution.Status.CONFIRMED, confirmed_at=at)
        data = {"resolution": resolution.pk, **said}
        note(resolution, "resolution.confirmed", at=at, data=data)
        _conclude(resolution, at=at)
    elif said["no"] >= NO_NEEDED and 2 * said["no"] > said["all"]:
        _back_to_work(resolution, "多数居民认为没有办好。", said, at=at)


def _conclude(resolution: Resolution, *, at: dt.datetime) -> None:
    """The matter has ended with the last of its resolutions; 督察审核跟踪 has been gone through."""
    # Locked first: of two that end at once the second sees the first.
    matter = Matter.objects.select_for_update().get(pk=resolution.matter_id)
    if Resolution.objects.unfinished().filter(matter=matter).exists():
        return
    if matter.status == Matter.Status.RESOLVED:
        move(matter, Matter.Status.CONCLUDED)
    for step in matter.steps_to_take.filter(code=FOLLOW):
        words = {"note": "居民确认已经办好。", "on": localdate(at), "at": at}
        StepTaken.objects.get_or_create(matter=matter, step=step, defaults=words)


def reopen_resolution(resolution: Resolution, *, reason: str, by: User, at: dt.datetime) -> None:
    """Back to work by hand: somebody looked, and it is not done."""
    reason = open_words(reason, "重新落实的原因", 1000)
    with transaction.atomic():
        resolution = Resolution.objects.select_for_update().get(pk=resolution.pk)
        _back_to_work(resolution, reason, voices(resolution), by=by, at=at)
        matter = Matter.objects.get(pk=resolution.matter_id)
        if matter.status == Matter.Status.CONCLUDED:
            move(matter, Matter.Status.RESOLVED)


def _back_to_work(
    resolution: Resolution,
    reason: str,
    said: dict[str, int],
    *,
    at: dt.datetime,
    by: User | None = None,
) -> None:
    move(
        resolution,
        Resolution.Status.CARRIED,
        round=resolution.round + 1,
        done_at=None,
        confirmed_at=None,
        escalated_at=None,
        escalated_to=None,
    )
    data = {"resolution": resolution.pk, "reason": reason, "round": resolution.round, **said}
    note(resolution, "resolution.reopened", by=by, at=at, data=data)


# --- late -------------------------------------------------------------------------------------


def escalate_overdue(*, at: dt.datetime, limit: int = 500) -> int:
    """督办: what is overdue goes to the street's council, once. Daily; gives how many."""
    late = Resolution.objects.overdue(localdate(at)).filter(escalated_at=None)
    rows = late.select_related("council__parent__parent")[:limit]
    return sum(_escalate(resolution, at=at) for resolution in rows)


def _escalate(resolution: Resolution, *, at: dt.datetime) -> bool:
    above = _above(resolution.council)
    mine = Resolution.objects.filter(
        pk=resolution.pk, status=Resolution.Status.CARRIED, escalated_at=None
    )
    data = {
        "resolution": resolution.pk,
        "number": resolution.full_number,
        "title": resolution.title,
        "due_on": resolution.due_on.isoformat() if resolution.due_on else "",
        "to": above.name if above else "",
    }
    with transaction.atomic():
        if not mine.update(escalated_at=at, escalated_to=above):
            return False
        note(resolution, "resolution.escalated", at=at, data=data)
    return True


def _above(council: Council) -> Council | None:
    """The street's council over this one, or the nearest one above."""
    above = council.parent
    while above and above.level != Council.Level.STREET and above.parent:
        above = above.parent
    return above
