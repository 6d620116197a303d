"""The machine's verbs: queue a run, run it, write down what it proposes.

The first run of a campaign takes effect at once: nobody looks at anything yet. From the second
on a run proposes changes, which people accept or refuse (`changes.py`) and may undo (`undo.py`).
"""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from suggestions.actions import subsuming
from suggestions.actions.changes import lock
from suggestions.actions.proposing import propose
from suggestions.actions.rules import Refused, move
from suggestions.models import (
    CampaignPage,
    DictionaryWord,
    GroupingRun,
    Placement,
    Suggestion,
    User,
)
from suggestions.text import search
from suggestions.text.language import Message, Standing, group_messages
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
        messages, known = read_corpus(run.campaign)
        grouping = group_messages(
            messages,
            known=known,
            dictionary=list(DictionaryWord.objects.values_list("word", "weight")),
            on_progress=_progress(run, tell),
        )
        with transaction.atomic():
            lock(run.campaign)
            told = {*known.previous_issues.values(), *known.fixed_issues.values()}
            propose(run, grouping, told=told, at=at)
            move(
                run,
                GroupingRun.Status.DONE,
                progress=100,
                stage="已完成",
                finished_at=timezone.now(),
                fingerprint=_fingerprint(messages),
                report=grouping.report,
            )
    except CUT:  # not its fault: the worker puts it back
        raise
    except Exception as error:
        fail_run(run, f"{type(error).__name__}：{error}", at=timezone.now())
        raise
    search.count_words()


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


def read_corpus(campaign: CampaignPage) -> tuple[list[Message], Standing]:
    """All accepted suggestions, what people fixed (id → topic number) and the last numbers."""
    rows = Suggestion.objects.grouped_in(campaign).accepted().order_by("pk")
    fields = ("pk", "title", "body", "solution", "author_key", "submitted_at")
    messages = [
        Message(id=str(pk), title=title, body=f"{body}\n{solution}", person=person, at=when)
        for pk, title, body, solution, person, when in rows.values_list(*fields).iterator()
    ]
    placed = Placement.objects.filter(suggestion__in=rows).values_list(
        "suggestion_id", "topic__number", "by_id"
    )
    fixed: dict[str, int | None] = {}
    previous: dict[str, int] = {}
    for pk, number, by in placed:
        if by:
            fixed[str(pk)] = number
        elif number is not None:
            previous[str(pk)] = number
    return messages, Standing(fixed, previous, *subsuming.numbers(campaign))


def _fingerprint(messages: list[Message]) -> str:
    """Equal corpora, equal fingerprints: which texts a run has seen."""
    digest = hashlib.sha256()
    for message in messages:
        digest.update(f"{message.id}\0{message.title}\0{message.body}\0".encode())
    return digest.hexdigest()
