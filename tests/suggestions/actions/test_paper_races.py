"""Several officers issue papers at the same moment: numbers run on, none twice, none missing."""

import datetime as dt

import pytest

from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
ROUNDS = 3

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    from suggestions.documents.lines import BODY, DATE, MARK, Line
    from suggestions.models import Paper, PaperVersion, User
    from suggestions.papers import composing

    by = User.objects.create_user("issuer")
    rows = composing.stored([Line(MARK, "（拟稿）"), Line(BODY, "请办理。"), Line(DATE, "")])
    for _ in range(racing.PROCESSES * ROUNDS + 1):
        paper = Paper.objects.create(kind="referral", title="赛跑", drawn_by=by, drawn_at=NOW)
        PaperVersion.objects.create(
            paper=paper, number=1, lines=rows, digest="0", made_by=by, made_at=NOW
        )


def issue(number, place):
    """Each another paper; without `place` all the same, the last."""
    from suggestions.actions import paperwork
    from suggestions.actions.rules import Refused
    from suggestions.models import Paper, User

    papers, by = Paper.objects.order_by("pk"), User.objects.get(username="issuer")
    paper = papers.last() if place is None else papers[place + number]
    try:
        return paperwork.issue(paper, seen=1, by=by, at=NOW).number
    except Refused as refusal:
        return str(refusal)


def register(_):
    from suggestions.models import Paper, PaperRegister

    numbers = Paper.objects.filter(status="issued").order_by("number")
    last = PaperRegister.objects.values_list("last", flat=True)
    return list(numbers.values_list("number", flat=True)), list(last)


def test_numbers_run_on_whoever_is_first(racers):
    given = []
    for turn in range(ROUNDS):
        given += racers.together(issue, turn * racing.PROCESSES)
    total = racing.PROCESSES * ROUNDS
    assert sorted(given) == list(range(1, total + 1))
    # One paper, pressed by all at once: one number, and none is lost to the others.
    last = racers.together(issue, None)
    assert [number for number in last if isinstance(number, int)] == [total + 1]
    assert racers.alone(register) == (list(range(1, total + 2)), [total + 1])
