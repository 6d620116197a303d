"""Messages to those who follow something: found by what a row is about, set by set."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from suggestions.models import Area, Event, Follow, OutboxMessage
from suggestions.news import facts, follow_kinds, hours, kinds, wording
from suggestions.news.wording import Words

TOGETHER = dt.timedelta(minutes=1)
Pair = tuple[Event, kinds.Kind]


def to_followers(events: Iterable[Event]) -> Iterator[OutboxMessage]:
    called = [(event, kinds.of_event(event, follow_kinds.TO_FOLLOWERS)) for event in events]
    topics = {e.topic_id for e, kind in called if kind and e.topic_id and not e.suggestion_id}
    near = follow_kinds.around(topics)
    about: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for event, kind in called:
        if kind:
            for thing in [*follow_kinds.targets(event, kind, near), *_places(event, kind)]:
                about[thing].append((event, kind))
    follows = list(_following(list(about))) if about else []
    if not follows:
        return
    pairs = {e.pk: (e, kind) for f in follows for e, kind in about[f.kind, f.target]}
    filled = facts.of(pairs.values())
    words = wording.of({kind for _, kind in pairs.values()})
    heard: set[tuple[int, str, str]] = set()
    for follow in follows:
        for event, kind in about[follow.kind, follow.target]:
            # One step reaches a reader by several things followed, such as two merged topics.
            if (once := (event.pk, follow.channel, follow.reader)) in heard:
                continue
            heard.add(once)
            told = words[kind.name].filled(filled[event.pk])
            key = f"e{event.pk}-f{follow.pk}"
            yield message(follow, kind, told, key=key, at=event.at, url=_url(event), event=event)


@dataclass(frozen=True)
class News:
    """What a package above tells the followers of a thing of its own."""

    kind: str
    target: str
    token: str
    words: str
    url: str


def tell_things(news: Sequence[News], *, at: dt.datetime) -> int:
    """Write the messages of things that have a history of their own; gives how many."""
    about: dict[tuple[str, str], list[News]] = defaultdict(list)
    for one in news:
        about[one.kind, one.target].append(one)
    kind = follow_kinds.COUNCIL
    follows = list(_following(list(about))) if about else []
    text = wording.of([kind] if follows else [])
    rows = [
        message(
            follow,
            kind,
            text[kind.name].filled({"消息": one.words}),
            key=f"{one.token}-f{follow.pk}",
            at=at,
            url=one.url,
        )
        for follow in follows
        for one in about[follow.kind, follow.target]
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def message(
    follow: Follow,
    kind: kinds.Kind,
    words: Words,
    *,
    key: str,
    at: dt.datetime,
    url: str,
    event: Event | None = None,
    urgent: bool = False,
) -> OutboxMessage:
    """A row for one follower: one bundle a reader, whatever they follow."""
    weekly = follow.pace == Follow.Pace.WEEKLY and not urgent
    return OutboxMessage(
        key=key,
        follow=follow,
        event=event,
        kind=kind.name,
        channel=follow.channel,
        subject=words.subject,
        body=words.body,
        then=words.then,
        url=url,
        bundle=f"f{follow.pk}!" if urgent else f"r{follow.reader[:24]}-{follow.pace}",
        urgent=urgent,
        queued_at=at,
        try_at=at if urgent else hours.next_week(at) if weekly else at + TOGETHER,
    )


def _following(things: Sequence[tuple[str, str]]) -> Iterator[Follow]:
    by_kind = defaultdict(list)
    for kind, target in things:
        by_kind[kind].append(target)
    wanted = reduce(or_, (Q(kind=kind, target__in=found) for kind, found in by_kind.items()))
    # Who wants one thing at once and another by the week is told at once.
    rows = Follow.objects.active().filter(wanted).defer("address").order_by("pace", "pk")
    return rows.iterator(chunk_size=2000)


def _places(event: Event, kind: kinds.Kind) -> Iterator[tuple[str, str]]:
    """The place of a suggestion and those around it: who follows a district hears of its streets.

    Only of what becomes public one by one; asked only where somebody follows a place.
    """
    if kind not in follow_kinds.OF_AREA or not event.suggestion or not event.suggestion.area:
        return
    if not Follow.objects.active().filter(kind="area").exists():
        return
    path, step = event.suggestion.area.path, Area.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    for code in Area.objects.filter(path__in=above).values_list("code", flat=True):
        yield "area", code


def _url(event: Event) -> str:
    if event.suggestion_id:
        return reverse("suggestions:detail", args=[event.suggestion_id])
    return reverse("suggestions:topic", args=[event.topic_id])
