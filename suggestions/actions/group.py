"""The machine's verbs: queue a run, run it, write what it proposes beside what people decided."""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from suggestions.actions.rules import Refused, event, move, record_all
from suggestions.language import Grouping, Message, group_messages
from suggestions.models import (
    CampaignPage,
    GroupingRun,
    Placement,
    Suggestion,
    Theme,
    Topic,
    User,
    Verb,
)

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
        messages, fixed, previous = read_corpus(run.campaign)
        grouping = group_messages(
            messages, fixed=fixed, previous=previous, on_progress=_progress(run, tell)
        )
        with transaction.atomic():
            _write(run, grouping, at)
            move(
                run,
                GroupingRun.Status.DONE,
                progress=100,
                stage="已完成",
                finished_at=timezone.now(),
                fingerprint=_fingerprint(messages),
                report=grouping.report,
            )
    except Exception as error:
        fail_run(run, f"{type(error).__name__}：{error}", at=timezone.now())
        raise


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


def read_corpus(
    campaign: CampaignPage,
) -> tuple[list[Message], dict[str, int | None], dict[str, int]]:
    """All accepted suggestions, what people fixed (id → topic number) and the last numbers."""
    rows = Suggestion.objects.filter(campaign=campaign).accepted().order_by("pk")
    fields = ("pk", "title", "body", "solution", "author_key", "submitted_at")
    messages = [
        Message(id=str(pk), title=title, body=f"{body}\n{solution}", person=person, at=when)
        for pk, title, body, solution, person, when in rows.values_list(*fields).iterator()
    ]
    placed = Placement.objects.filter(suggestion__in=rows).values_list(
        "suggestion_id", "topic__number", "by_id"
    )
    fixed, previous = {}, {}
    for pk, number, by in placed:
        if by:
            fixed[str(pk)] = number
        elif number is not None:
            previous[str(pk)] = number
    return messages, fixed, previous


def _fingerprint(messages: list[Message]) -> str:
    """Equal corpora, equal fingerprints: which texts a run has seen."""
    digest = hashlib.sha256()
    for message in messages:
        digest.update(f"{message.id}\0{message.title}\0{message.body}\0".encode())
    return digest.hexdigest()


def _write(run: GroupingRun, grouping: Grouping, at: dt.datetime) -> None:
    themes = _write_themes(run, grouping)
    topics = _write_topics(run, grouping, themes, at)
    _write_placements(run, grouping, themes, topics, at)
    _drop_empty_proposals(run.campaign)


def _write_themes(run: GroupingRun, grouping: Grouping) -> dict[int, Theme]:
    known = {theme.number: theme for theme in Theme.objects.filter(campaign=run.campaign)}
    fresh, changed = [], []
    for found in grouping.themes:
        keywords = [[word, round(weight, 4)] for word, weight in found.keywords]
        theme = known.get(found.number)
        if theme is None:
            theme = Theme(campaign=run.campaign, number=found.number, name=found.name)
            known[found.number] = theme
            fresh.append(theme)
        else:
            changed.append(theme)
            if theme.named_by_id is None:
                theme.name = found.name
        theme.keywords = keywords
    Theme.objects.bulk_create(fresh)
    Theme.objects.bulk_update(changed, ["name", "keywords"], batch_size=200)
    return known


def _write_topics(
    run: GroupingRun, grouping: Grouping, themes: dict[int, Theme], at: dt.datetime
) -> dict[int, Topic]:
    known = {topic.number: topic for topic in Topic.objects.filter(campaign=run.campaign)}
    fresh, changed = [], []
    for found in grouping.topics:
        topic = known.get(found.number)
        if topic is None:
            topic = Topic(campaign=run.campaign, number=found.number, name=found.name)
            known[found.number] = topic
            fresh.append(topic)
        elif topic.status != Topic.Status.PROPOSED:
            continue  # people have decided about it: its name, words and theme are theirs
        else:
            changed.append(topic)
            if topic.named_by_id is None:
                topic.name = found.name
        topic.theme = themes.get(found.theme)
        topic.keywords = [[word, round(weight, 4)] for word, weight in found.keywords]
        topic.representatives = [int(pk) for pk in found.representatives]
        topic.score, topic.run = found.score, run
    Topic.objects.bulk_create(fresh, batch_size=500)
    fields = ["name", "theme", "keywords", "representatives", "score", "run"]
    Topic.objects.bulk_update(changed, fields, batch_size=100)
    record_all(
        event(Verb.PROPOSED, topic, at=at, moved=("", Topic.Status.PROPOSED)) for topic in fresh
    )
    return known


def _write_placements(
    run: GroupingRun,
    grouping: Grouping,
    themes: dict[int, Theme],
    topics: dict[int, Topic],
    at: dt.datetime,
) -> None:
    """Replace the machine's placements; those of people are not touched."""
    campaign = run.campaign
    decided = set(
        Placement.objects.by_people()
        .filter(suggestion__campaign=campaign)
        .values_list("suggestion_id", flat=True)
    )
    Placement.objects.by_machine().filter(suggestion__campaign=campaign).delete()
    Placement.objects.bulk_create(
        [
            Placement(
                suggestion_id=int(placed.id),
                theme=themes.get(placed.theme),
                topic=topics.get(placed.topic),
                score=round(placed.score, 4),
                words=list(placed.words),
                run=run,
                at=at,
            )
            for placed in grouping.placements
            if int(placed.id) not in decided
        ],
        batch_size=500,
    )


def _drop_empty_proposals(campaign: CampaignPage) -> None:
    """Proposals that hold nothing any more were never anybody's: they go without a trace."""
    Topic.objects.proposed().filter(
        campaign=campaign,
        placements__isnull=True,
        merged_topics__isnull=True,
        merges_away__isnull=True,
        named_by__isnull=True,
    ).delete()
    Theme.objects.filter(
        campaign=campaign, placements__isnull=True, topics__isnull=True, named_by__isnull=True
    ).delete()
