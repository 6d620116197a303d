"""The one place where news begins: rows of the history become messages, in their transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from suggestions.models import Contact, Event, OutboxMessage, Suggestion
from suggestions.news import facts, followers, kinds, staff, wording
from suggestions.news.wording import Words

TOGETHER = followers.TOGETHER  # one matter's steps within so long are one message
BATCH = 500
Pair = tuple[Event, kinds.Kind]


def tell(events: Sequence[Event]) -> int:
    """Write the messages that these rows of the history call for; gives how many.

    Called where the rows are written and nowhere else. A row has one key and each reader of it
    one message a channel, so that a repetition writes nothing.
    """
    rows = [*_to_authors(events), *followers.to_followers(events), *staff.to_staff(events)]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


@dataclass(frozen=True)
class Author:
    """By which ways the author of a suggestion can be told; no address is read for it."""

    suggestion: int
    submitted_at: dt.datetime
    way: str
    email: bool
    phone: bool
    status: str
    topic: int | None  # in which it lies

    @property
    def number(self) -> str:
        return facts.number(self.suggestion, self.submitted_at)

    def channels(self, kind: kinds.Kind) -> Iterator[str]:
        """By machine where there is an address for it, else by hand what is worth a call."""
        channel = OutboxMessage.Channel
        if self.way == Contact.Way.AUTO:
            yield from [channel.EMAIL] * self.email + [channel.SMS] * self.phone
        elif kind.by_hand and self.way != Contact.Way.NONE:
            yield channel.CALL if self.way == Contact.Way.CALL else channel.LETTER


def _to_authors(events: Iterable[Event]) -> Iterator[OutboxMessage]:
    called = ((event, kinds.of_event(event, kinds.TO_RESIDENTS)) for event in events)
    pairs = [(event, kind) for event, kind in called if kind]
    if not pairs:
        return
    told = [(event, kind, author) for event, kind, author in _readers(pairs)]
    if not told:
        return
    filled = facts.of({event.pk: (event, kind) for event, kind, _ in told}.values())
    words = wording.of({kind for _, kind, _ in told})
    for event, kind, author in told:
        braces = {**filled[event.pk], "编号": author.number}
        yield from _messages(event, kind, author, words[kind.name].filled(braces))


def _messages(
    event: Event, kind: kinds.Kind, author: Author, words: Words
) -> Iterator[OutboxMessage]:
    for channel in author.channels(kind):
        yield OutboxMessage(
            key=f"e{event.pk}-s{author.suggestion}-{channel}",
            suggestion_id=author.suggestion,
            event=event,
            kind=kind.name,
            channel=channel,
            subject=words.subject,
            body=words.body,
            then=words.then,
            bundle=f"s{author.suggestion}-{channel}",
            queued_at=event.at,
            try_at=event.at + TOGETHER,
        )


def _readers(pairs: Sequence[Pair]) -> Iterator[tuple[Event, kinds.Kind, Author]]:
    """Each row with each author it concerns who left a way to be told."""
    own: dict[int, list[Pair]] = defaultdict(list)
    for event, kind in pairs:
        if event.suggestion_id:
            own[event.suggestion_id].append((event, kind))
    for author in _authors(Q(suggestion__in=list(own))) if own else ():
        for event, kind in own[author.suggestion]:
            yield event, kind, author
    yield from _of_topics([pair for pair in pairs if not pair[0].suggestion_id])


def _of_topics(pairs: Sequence[Pair]) -> Iterator[tuple[Event, kinds.Kind, Author]]:
    """Rows about topics, each with the authors of what it names, or of what people put there.

    The machine's guesses are told nothing. However many topics are decided on at once, two
    questions find all their authors.
    """
    chosen = [(event, kind, facts.authors(event)) for event, kind in pairs]
    active = Q(suggestion__status__in=Suggestion.ACTIVE)
    named = {key for *_, keys in chosen for key in keys or ()}
    by_key = {a.suggestion: a for a in _authors(active & Q(suggestion__in=named))} if named else {}
    topics = {event.topic_id for event, _, keys in chosen if keys is None}
    by_people = Q(suggestion__placement__topic__in=topics, suggestion__placement__by__isnull=False)
    inside: dict[int | None, list[Author]] = defaultdict(list)
    for author in _authors(active & by_people) if topics else ():
        inside[author.topic].append(author)
    for event, kind, keys in chosen:
        listed = [by_key[key] for key in keys if key in by_key] if keys is not None else []
        for author in inside[event.topic_id] if keys is None else listed:
            if kind is not kinds.REFERRED_AGAIN or author.status == Suggestion.Status.FORWARDED:
                yield (
                    event,
                    kind,
                    author,
                )  # of those referred again the others get rows of their own


def _authors(which: Q) -> list[Author]:
    rows: QuerySet = Contact.objects.filter(which).annotate(
        has_email=_filled("email"), has_phone=_filled("phone")
    )
    own = ("suggestion_id", "suggestion__submitted_at", "way", "has_email", "has_phone")
    where = ("suggestion__status", "suggestion__placement__topic")
    return [Author(*row) for row in rows.order_by("suggestion_id").values_list(*own, *where)]


def _filled(field: str) -> ExpressionWrapper:
    """Whether an encrypted field holds anything, without decrypting it."""
    return ExpressionWrapper(~Q(**{field: ""}), output_field=BooleanField())
