"""What becomes of a question to a live event, and what of it anybody may read."""

import datetime as dt
import uuid

import pytest

from cms import asking, hosting
from cms.models import LiveQuestion
from suggestions.actions import submitting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Suggestion
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def question(make_event, campaign):
    event = make_event(campaign=campaign)
    receipt = asking.ask(event, text="夜班车能晚点吗？", key=str(uuid.uuid4()), at=NOW)
    return LiveQuestion.objects.get(suggestion=receipt.suggestion)


def public():
    return LiveQuestion.objects.public().count()


def test_a_question_waits_until_an_officer_has_looked_at_it(question, officer):
    assert question.status == "waiting" and public() == 0
    hosting.show(question, by=officer, at=NOW)
    assert public() == 1
    hosting.mark_answered(question, by=officer, at=NOW + 12 * MINUTE)
    question.refresh_from_db()
    assert (question.status, question.seconds) == ("answered", 720) and public() == 1
    hosting.put_back(question, by=officer, at=NOW + HOUR)
    question.refresh_from_db()
    assert (question.seconds, question.answered_at, question.shown_at) == (None, None, None)
    assert public() == 0
    steps = question.steps.values_list("to_status", flat=True)
    assert list(steps) == ["shown", "answered", "waiting"]


def test_keeping_off_wants_a_reason_and_keeps_it(question, officer):
    with pytest.raises(Refused, match="理由"):
        hosting.keep_off(question, reason=" ", by=officer, at=NOW)
    hosting.keep_off(question, reason="和这场无关。", by=officer, at=NOW)
    assert public() == 0
    assert question.steps.get().reason == "和这场无关。" and question.steps.get().by == officer
    hosting.put_back(question, by=officer, at=NOW)
    assert question.reason == ""


def test_of_two_officers_the_second_hears_of_the_first(question, officer):
    stale = LiveQuestion.objects.get(pk=question.pk)
    hosting.keep_off(question, reason="重复。", by=officer, at=NOW)
    with pytest.raises(Overtaken, match="不上屏"):
        hosting.show(stale, by=officer, at=NOW)
    assert public() == 0 and question.steps.count() == 1


def test_nothing_is_answered_before_the_event_begins(question, officer):
    with pytest.raises(Refused, match="还没有开始"):
        hosting.mark_answered(question, by=officer, at=NOW - MINUTE)
    with pytest.raises(Refused, match="还没有到"):
        hosting.mark_answered(question, seconds=600, by=officer, at=NOW + MINUTE)


def test_marked_after_the_event_the_moment_is_what_was_noted_or_nothing(question, officer):
    hosting.mark_answered(question, by=officer, at=NOW + 5 * HOUR)
    assert question.seconds is None
    hosting.put_back(question, by=officer, at=NOW + 5 * HOUR)
    hosting.mark_answered(question, seconds=754, by=officer, at=NOW + 5 * HOUR)
    assert question.seconds == 754 and question.answered_at == NOW + dt.timedelta(seconds=754)


def test_what_its_author_takes_back_is_shown_no_more(question, officer):
    hosting.show(question, by=officer, at=NOW)
    submitting.withdraw(question.suggestion, at=NOW)
    assert public() == 0
    hosting.put_back(question, by=officer, at=NOW)
    with pytest.raises(Refused, match="收回"):
        hosting.show(question, by=officer, at=NOW)


@pytest.mark.parametrize(
    "change",
    [{"erased_at": NOW}, {"corrected_at": NOW + MINUTE}, {"may_publish": False}],
    ids=lambda change: next(iter(change)),
)
def test_words_that_nobody_looked_at_are_shown_no_more(question, officer, change):
    hosting.show(question, by=officer, at=NOW)
    Suggestion.objects.filter(pk=question.suggestion_id).update(**change)
    assert public() == 0


def test_words_corrected_before_the_officer_looked_are_shown(question, officer):
    Suggestion.objects.filter(pk=question.suggestion_id).update(corrected_at=NOW)
    hosting.show(question, by=officer, at=NOW + MINUTE)
    assert public() == 1


def test_whose_words_may_not_be_public_stay_off(question, officer):
    Suggestion.objects.filter(pk=question.suggestion_id).update(may_publish=False)
    with pytest.raises(Refused, match="不同意公开"):
        hosting.show(question, by=officer, at=NOW)


def test_a_visitor_wants_to_know_it_too_once(question, officer):
    with pytest.raises(Refused, match="没有公开"):
        hosting.support(question, supporter_key="a", at=NOW)
    hosting.show(question, by=officer, at=NOW)
    assert hosting.support(question, supporter_key="a", at=NOW)
    assert not hosting.support(question, supporter_key="a", at=NOW)
    assert hosting.support(question, supporter_key="b", at=NOW)
    assert question.supports.count() == 2
