"""A process killed while it writes, as often as asked: nothing half-written may be left.

Runs inside a racer, on a database that commits for real. Each try forks a child, which does the
deed by its verb, and kills it at a moment drawn from the time that the deed takes.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.deliberation import vote_races as race

OVER = 1.3  # of the deed's own time: some kills come too late, some before anything


@dataclass
class Found:
    """What stood in the database after each kill: all, nothing, or what is `wrong`."""

    before: int = 0
    after: int = 0
    wrong: list[str] = field(default_factory=list)


def _begun(deed: Callable[[], object]) -> int:
    """A child that does the deed from this moment on, its connection already open."""
    from django.db import connection, connections

    connections.close_all()
    hears, says = os.pipe()
    child = os.fork()
    if not child:
        try:
            connection.ensure_connection()
            os.write(says, b".")
            deed()
        finally:
            os._exit(0)
    os.read(hears, 1)
    os.close(hears)
    os.close(says)
    return child


def _killed(deed: Callable[[], object], after: float) -> None:
    child = _begun(deed)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _time_of(deed: Callable[[], object]) -> float:
    child = _begun(deed)
    began = time.perf_counter()
    os.waitpid(child, 0)
    return time.perf_counter() - began


def _walk(keys, deed, looked, seed: int) -> Found:
    """`deed(key)` once in peace, then under kills; `looked(key)`: None, True, or what is wrong."""
    dice, found = random.Random(seed), Found()
    usual = _time_of(lambda: deed(keys[0]))
    for key in keys[1:]:
        _killed(lambda key=key: deed(key), dice.uniform(0, OVER * usual))
        stands = looked(key)
        if stands is True:
            found.after += 1
        elif stands is None:
            found.before += 1
            deed(key)  # who comes back presses once more
            stands = looked(key)
        if stands is not True:
            found.wrong.append(f"{key}: {stands}")
    return found


# --- a vote is closed ------------------------------------------------------------------------


def closed(pk):
    """None: still open and nothing of a result. True: closed with the sum of its box, once."""
    from deliberation.models import Ballot, Entry, Motion

    motion = Motion.objects.get(pk=pk)
    told = Entry.objects.filter(kind="motion.closed", subject="motion", subject_id=pk).count()
    if motion.status == "open":
        return None if not told and not motion.case else f"open with {told} lines, {motion.case}"
    groups = [motion.case.get(name, {}) for name in ("for", "against", "abstain")]
    stated = sum(group.get("people", 0) for group in groups)
    lies = Ballot.objects.filter(motion=pk).count()
    return (told, stated) == (1, lies) or f"{told} lines, {stated} stated, {lies} in the box"


def close_under_kills(_, roll, count, seed=13):
    motions = race.open_votes(_, roll, count + 1)
    for pk in motions:
        race.cast_all(_, pk)
    return _walk(motions, lambda pk: race.close_all(_, [pk]), closed, seed)


# --- an answer reaches its authors -----------------------------------------------------------


def make_topics(_, count, authors):
    import uuid

    from suggestions.actions import curating, screening, submitting
    from suggestions.models import User
    from tests.suggestions.actions.test_races import NOW, _campaign

    by, campaign = User.objects.get(username="officer0"), _campaign()
    draft = submitting.Draft(title="路灯", body="不亮", phone="13900000000")
    made = []
    for number in range(count):
        rows = [
            submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=NOW).suggestion
            for _ in range(authors)
        ]
        for row in rows:
            screening.accept(row, by=by, at=NOW)
        topic = curating.create_topic(campaign, name=f"路灯{number}", by=by, at=NOW)
        curating.place(rows, topic=topic, by=by, at=NOW)
        made.append(topic.pk)
    return made


def delivered(pk):
    """None: nobody was told. True: each author exactly once, in word, status and message."""
    from suggestions.models import Delivery, OutboxMessage, Suggestion, Topic

    inside = Suggestion.objects.filter(placement__topic=pk)
    told = Delivery.objects.filter(suggestion__in=inside).count()
    answered = inside.filter(status="answered").count()
    topic = Topic.objects.get(pk=pk).status
    sent = OutboxMessage.objects.filter(suggestion__in=inside, kind="answered").count()
    everybody = inside.count()
    if topic != "answered":
        stands = (topic, told, answered, sent)
        return None if stands == ("confirmed", 0, 0, 0) else f"{stands} of {everybody}"
    whole = (told, answered, sent) == (everybody,) * 3
    return whole or f"answered with {(told, answered, sent)} of {everybody}"


def answer_under_kills(_, count, authors=6, seed=13, naive=False):
    """`naive`: each write by itself, as if the transaction were taken out."""
    import contextlib
    from types import SimpleNamespace

    import pytest

    from suggestions.actions import answering
    from suggestions.models import Topic, User
    from tests.suggestions.actions.test_races import NOW

    def deed(pk):
        by = User.objects.get(username="officer0")
        topic = Topic.objects.get(pk=pk)
        answering.answer(topic, text="已经修好。", adoption="work", by=by, at=NOW)

    topics = make_topics(_, count + 1, authors)
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            loose = SimpleNamespace(atomic=contextlib.nullcontext)
            patch.setattr(answering, "transaction", loose)
        return _walk(topics, deed, delivered, seed)
