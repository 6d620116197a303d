"""What a run has before it: the letters, how the campaign stands, and whether anything is new."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from suggestions.actions import subsuming
from suggestions.models import (
    CampaignPage,
    DictionaryWord,
    GroupingResult,
    GroupingRun,
    Placement,
    Suggestion,
    TopicChange,
)
from suggestions.text.language import Dictionary, Message, Standing

Change = TopicChange.Status


@dataclass(frozen=True)
class Asked:
    """What a run is asked. `last`: the last run that has ended, `unchanged`: it saw the same."""

    messages: list[Message]
    known: Standing
    dictionary: Dictionary
    fingerprint: str
    cut_by: str
    last: GroupingRun | None
    unchanged: bool


def asked(campaign: CampaignPage) -> Asked:
    """Read all that a run over a campaign is about."""
    messages, known = read_corpus(campaign)
    dictionary = list(DictionaryWord.objects.order_by("word").values_list("word", "weight"))
    cut_by = _digest(f"{word}\0{weight}" for word, weight in dictionary)
    letters = (f"{m.id}\0{m.title}\0{m.body}" for m in messages)
    fingerprint = _digest([cut_by, *letters])
    done = GroupingRun.objects.filter(campaign=campaign, status=GroupingRun.Status.DONE)
    last = done.filter(result__isnull=False).order_by("-pk").first()
    return Asked(
        messages,
        replace(known, loose=_loose(messages, last, cut_by)),
        dictionary,
        fingerprint,
        cut_by,
        last,
        last is not None and last.fingerprint == fingerprint and not _unplaced(messages, last),
    )


def read_corpus(campaign: CampaignPage) -> tuple[list[Message], Standing]:
    """All accepted suggestions, what people fixed (id → topic number) and the last numbers."""
    rows = Suggestion.objects.grouped_in(campaign).accepted().order_by("pk")
    fields = ("pk", "title", "body", "solution", "author_key", "submitted_at")
    messages = [
        Message(id=str(pk), title=title, body=f"{body}\n{solution}", person=person, at=when)
        for pk, title, body, solution, person, when in rows.values_list(*fields).iterator()
    ]
    placed = Placement.objects.filter(suggestion__in=rows.order_by())
    fixed: dict[str, int | None] = {}
    previous: dict[str, int | None] = {}
    columns = ("suggestion_id", "topic__number", "by_id")
    for pk, number, by in placed.values_list(*columns).iterator():
        (fixed if by else previous)[str(pk)] = number
    return messages, Standing(fixed, previous, *subsuming.numbers(campaign))


def carry_over(run: GroupingRun, last: GroupingRun) -> None:
    """What the last run found and proposed is this run's: nothing has come and nothing gone."""
    result = GroupingResult.objects.get(run=last)
    result.pk, result.run, result._state.adding = None, run, True
    result.save()
    waiting = TopicChange.objects.open().filter(run__campaign=run.campaign_id)
    waiting.update(run=run)


def _loose(messages: list[Message], last: GroupingRun | None, cut_by: str) -> set[str]:
    """What is read as if it were new: what no run has seen, what waits for somebody's word or
    was undone; everything where the words are cut otherwise than the last time."""
    ids = {message.id for message in messages}
    if last is None or last.report.get("cut_by", cut_by) != cut_by:
        return ids
    result = GroupingResult.objects.only("topics", "shelf").get(run=last)
    waiting = TopicChange.objects.open().filter(run__campaign=last.campaign_id)
    undone = last.changes.filter(status=Change.UNDONE)
    named = _moved(waiting) | _moved(undone)
    return (ids - {str(pk) for pk in result.placed()}) | (ids & named)


def _unplaced(messages: list[Message], last: GroupingRun) -> bool:
    """Whether letters have no place although nobody was asked, or somebody refused to give one."""
    if last.changes.filter(status=Change.UNDONE).exists():
        return True
    own = Suggestion.objects.grouped_in(last.campaign).order_by().values("pk")
    placed = Placement.objects.filter(suggestion__in=own).values_list("suggestion_id", flat=True)
    left = {message.id for message in messages}.difference(map(str, placed))
    if not left:
        return False
    told = TopicChange.objects.filter(run__campaign=last.campaign_id)
    return bool(left - _moved(told.filter(status__in=[Change.PROPOSED, Change.REFUSED])))


def _moved(changes: QuerySet[TopicChange]) -> set[str]:
    rows = changes.exclude(kind=TopicChange.Kind.ISSUE).values_list("moves", flat=True)
    return {str(move[0]) for moves in rows for move in moves}


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\0".encode())
    return digest.hexdigest()
