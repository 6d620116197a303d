"""Two senders and a kill: each letter is taken by the mail server exactly once."""

import contextlib
import os
import signal
import sys
import time
import uuid
from pathlib import Path

import pytest

from tests.suggestions import racing
from tests.suggestions.actions.test_races import NOW, prepare

LETTERS = 40

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def make_letters(_):
    """Two steps each for forty authors, all due: forty letters."""
    from suggestions.actions import screening, submitting
    from suggestions.models import CampaignPage, OutboxMessage, User

    OutboxMessage.objects.all().delete()
    campaign, by = CampaignPage.objects.get(slug="race"), User.objects.get(username="officer0")
    for number in range(LETTERS):
        draft = submitting.Draft(title="赛跑", body="同一时刻", email=f"p{number}@example.org")
        made = submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=NOW)
        screening.accept(made.suggestion, by=by, at=NOW)


class Counting:
    """A gateway without memory: one line in a file for each letter it took."""

    def __init__(self, path):
        self.path = path

    def send(self, message, address):
        time.sleep(0.005)
        with open(self.path, "a") as taken:
            taken.write(f"{address}\n")


def _naive_claim(message, at):
    """Read, then write by key alone: whoever read it too sends it too."""
    racing.meet_once()
    type(message).objects.filter(pk=message.pk).update(status="sending")
    message.status = "sending"
    return message


def send(number, path, naive=False):
    from suggestions.actions import outbox

    module = sys.modules["suggestions.actions.outbox"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "channel_for", lambda name: Counting(path))
        if naive:
            patch.setattr(module, "_claim_bundle", _naive_claim)
            patch.setattr(module, "move", _naive_move)
        return outbox.send_outbox(at=NOW.replace(hour=4))


def _naive_move(record, to, **changes):
    type(record).objects.filter(pk=record.pk).update(status=to, **changes)
    record.status = to


def states(_):
    from suggestions.models import OutboxMessage

    return list(OutboxMessage.objects.order_by("pk").values_list("status", flat=True))


def lines(path):
    return path.read_text().split()


def test_several_senders_at_once_send_each_letter_once(racers, tmp_path):
    racers.alone(make_letters)
    path = tmp_path / "taken"
    counts = racers.together(send, str(path))
    assert sorted(lines(path)) == sorted(f"p{n}@example.org" for n in range(LETTERS))
    assert sum(counts) == LETTERS and sum(count > 0 for count in counts) > 1
    assert sorted(racers.alone(states)) == ["joined"] * LETTERS + ["sent"] * LETTERS


def test_reading_first_and_claiming_afterwards_sends_letters_twice(racers, tmp_path):
    racers.alone(make_letters)
    path = tmp_path / "taken"
    racers.together(send, str(path), True)
    assert len(lines(path)) > LETTERS


# --- killed -------------------------------------------------------------------------------------


def take_and_die(_, path):
    """A sender of its own that is killed when it has claimed a letter and not handed it over."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return None
    from suggestions.actions import outbox  # the child

    class Deadly(Counting):
        def send(self, message, address):
            if len(lines(Path(self.path))) >= 5:
                os.kill(os.getpid(), signal.SIGKILL)
            super().send(message, address)

    outbox.channel_for = lambda name: Deadly(path)
    with contextlib.suppress(BaseException):
        outbox.send_outbox(at=NOW.replace(hour=4))
    os._exit(1)


def lease_is_over(_):
    from suggestions.models import OutboxMessage

    held = OutboxMessage.objects.filter(status="sending")
    return held.update(try_at=NOW)


def test_a_sender_that_is_killed_gives_its_letter_back_and_none_is_lost_or_doubled(
    racers, tmp_path
):
    racers.alone(make_letters)
    path = tmp_path / "taken"
    path.touch()
    racers.alone(take_and_die, str(path))
    assert len(lines(path)) == 5
    assert racers.alone(states).count("sending") == 1
    racers.together(send, str(path))
    assert len(lines(path)) == LETTERS - 1  # the held one waits until its lease is over
    assert racers.alone(lease_is_over) == 1
    racers.together(send, str(path))
    assert sorted(lines(path)) == sorted(f"p{n}@example.org" for n in range(LETTERS))
