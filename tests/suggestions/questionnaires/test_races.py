"""Sheets handed in at the same moment by several processes; each guard removed turns red."""

import contextlib
import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.suggestions import racing

NOW = dt.datetime(2026, 9, 16, 2, 0, tzinfo=dt.UTC)
PLACES = 5
# Makes the runner build the database that `racers` copies; the races themselves use the copy.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def racers(django_db_setup, django_db_blocker, tmp_path_factory):
    with racing.ready(django_db_blocker, tmp_path_factory, prepare) as racers:
        yield racers


def prepare(_):
    for slug, quota in (("few", PLACES), ("naive", PLACES), ("open", None), ("count", None)):
        make_page(slug, quota)


def make_page(slug, quota):
    from wagtail.models import Page

    from suggestions.actions import sheets
    from suggestions.models import QuestionnairePage

    page = QuestionnairePage(
        title="赛跑", slug=slug, summary="赛跑", quota=quota,
        opens_at=NOW - dt.timedelta(days=1), closes_at=NOW + dt.timedelta(days=1),
    )  # fmt: skip
    asked = {"text": "几分", "steps": "5", "low": "低", "high": "高"}
    block = {"type": "scale", "id": "s" * 36, "value": asked}
    words = {"type": "long", "id": "w" * 36, "value": {"text": "还想说什么"}}
    page.questions = page.questions.stream_block.to_python([block, words])
    page = Page.objects.get(depth=1).add_child(instance=page)
    sheets.version_of(page, at=NOW)


def hand_in(_, slug, keys, naive=False):
    """Hand in these forms; gives how many receipts. A naive site looks first and counts then."""
    from suggestions.actions import rules, sheets
    from suggestions.models import QuestionnairePage, SheetCount
    from suggestions.questionnaires.frozen import Sheet

    page = QuestionnairePage.objects.get(slug=slug)
    version, said = sheets.version_of(page, at=NOW), Sheet((("s" * 36, "", 3),))

    def look_then_count(page, number=1):
        count = SheetCount.objects.get(questionnaire=page)
        if page.quota is not None and count.taken + number > page.quota:
            raise sheets.Full(sheets.FULL)
        racing.meet_once()
        SheetCount.objects.filter(questionnaire=page).update(taken=count.taken + number)

    taken = 0
    with pytest.MonkeyPatch.context() as patch:
        if naive:
            patch.setattr(sheets, "take_place", look_then_count)
            patch.setattr(sheets, "_earlier", lambda row, key: None)
            patch.setattr(sheets, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
        for key in keys:
            with contextlib.suppress(rules.Refused):
                sheets.hand_in(version, said, key=key, at=NOW)
                taken += 1
    return taken


def rows(_, slug):
    from suggestions.models import AnswerSheet, SheetAnswer, SheetCount

    sheets = AnswerSheet.objects.filter(questionnaire__slug=slug)
    return (
        sheets.count(),
        SheetAnswer.objects.filter(sheet__in=sheets).count(),
        SheetCount.objects.get(questionnaire__slug=slug).taken,
    )


def count_all(_):
    from suggestions.actions import tallying

    return tallying.count_sheets(at=NOW, batch=3)


def told(_):
    from suggestions.models import Tally

    found = Tally.objects.get(question__questionnaire__slug="count", code=3, group=0)
    return found.count


def some_keys(number):
    return [str(uuid.uuid4()) for _ in range(number)]


def each_own(number, slug, keys, naive=False):
    return hand_in(number, slug, keys[number :: racing.PROCESSES], naive)


def test_the_quota_holds_among_many_at_once(racers):
    taken = racers.together(each_own, "few", some_keys(20))
    assert sum(taken) == PLACES
    assert racers.alone(rows, "few") == (PLACES, PLACES, PLACES)


def test_looking_first_would_take_too_many(racers):
    """The red control of the test above."""
    taken = racers.together(each_own, "naive", some_keys(20), True)
    assert sum(taken) > PLACES


def test_one_form_from_many_windows_is_one_sheet(racers):
    keys = some_keys(10)
    assert racers.together(hand_in, "open", keys) == [10] * racing.PROCESSES
    assert racers.alone(rows, "open") == (10, 10, 10)


def test_who_count_at_once_count_each_sheet_once(racers):
    racers.together(each_own, "count", some_keys(40))
    racers.together(count_all)
    racers.alone(count_all)
    assert racers.alone(told) == 40
