"""The machine's verbs: queue a run, run it, write down what it proposes.

The first run of a campaign takes effect at once: nobody looks at anything yet. From the second
on a run proposes changes, which people accept or refuse (`changes.py`) and may undo (`undo.py`).
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from suggestions.actions.changes import lock
from suggestions.actions.proposing import propose
from suggestions.actions.rereading import Asked, asked, carry_over
from suggestions.actions.rules import Refused, move
from suggestions.models import CampaignPage, GroupingRun, User
from suggestions.text import search
from suggestions.text.language import group_messages
from suggestions.work.jobs import CUT

Progress = Callable[[float, str], None]
WRITING = 90  # percent of a run at which the engine has ended and the writing begins


def queue_grouping(campaign: CampaignPage, *, by: User | None, at: dt.datetime) -> GroupingRun:
    """Ask for a run. A campaign has one at a time; the database refuses the second."""
    try:
        with transaction.atomic():
            return GroupingRun.objects.create(campaign=campaign, started_by=by, queued_at=at)
    except IntegrityError as error:
        raise Refused("这个征集正在归类，请等它完成后再开始。") from error


def run_grouping(run: GroupingRun, *, at: dt.datetime, tell: Progress | None = None) -> None:
    """Read, group, write. What fails leaves every earlier placement as it was.

    `tell` hears the progress that is also noted on the run.
    """
    move(run, GroupingRun.Status.RUNNING, heartbeat_at=at)
    try:
        seen = asked(run.campaign)
        if seen.unchanged and seen.last:
            with transaction.atomic():
                lock(run.campaign)
                carry_over(run, seen.last)
                _finish(run, seen, {**seen.last.report, "unchanged": seen.last.pk})
            return
        grouping = group_messages(
            seen.messages,
            known=seen.known,
            dictionary=seen.dictionary,
            on_progress=_progress(run, tell),
        )
        known = seen.known
        told = {*known.previous_issues.values(), *known.fixed_issues.values()}
        propose(run, grouping, told=told, at=at)
        _finish(run, seen, grouping.report)
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        fail_run(run, f"{type(error).__name__}：{error}", at=timezone.now())
        raise
    search.count_words()


def _finish(run: GroupingRun, seen: Asked, report: dict[str, Any]) -> None:
    move(
        run,
        GroupingRun.Status.DONE,
        progress=100,
        stage="已完成",
        finished_at=timezone.now(),
        fingerprint=seen.fingerprint,
        report={**report, "cut_by": seen.cut_by},
    )


def fail_run(run: GroupingRun, reason: str, *, at: dt.datetime) -> None:
    """Give a run up, so that the next one may start."""
    move(run, GroupingRun.Status.FAILED, error=reason[:2000], finished_at=at)


def _progress(run: GroupingRun, tell: Progress | None) -> Progress:
    def note(fraction: float, stage: str) -> None:
        if tell:
            tell(fraction, stage)
        GroupingRun.objects.filter(pk=run.pk).update(
            progress=int(fraction * WRITING), stage=stage[:60], heartbeat_at=timezone.now()
        )

    return note
