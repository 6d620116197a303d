"""效果评估: promised before, judged by residents, measured once; a bad one comes back once."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from deliberation.actions import accepting, evaluating
from deliberation.models import Aim, Entry, Evaluation, Matter, Resolution
from deliberation.rules import effect
from deliberation.telling import candidates, effects
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION

pytestmark = pytest.mark.django_db

DONE = AFTER_PUBLICATION + dt.timedelta(days=20)  # 2026-10-29
LATER = dt.datetime(2027, 1, 10, 10, tzinfo=NOW.tzinfo)
GOAL = evaluating.Goal(
    what="夜里摔倒的人少一些",
    how="居委会登记的三号楼前夜间摔倒",
    unit="起",
    better="less",
    before=Decimal(6),
    before_on=dt.date(2026, 9, 1),
    target=Decimal(2),
)
MEASURED = evaluating.Measured(
    measured_on=dt.date(2027, 1, 9),
    measured_by="居委会 王某",
    source="居委会登记簿",
    learned="灯要早点装。",
    value=Decimal(1),
)


@pytest.fixture
def aimed(carried, secretary):
    evaluating.promise_effect(carried, goal=GOAL, by=secretary, at=AFTER_PUBLICATION)
    return carried


@pytest.fixture
def promised(aimed, finished):
    """Done on the 29th of October, its effect promised before."""
    return finished


def evaluate(resolution, by, at=LATER, **given):
    measured = replace(MEASURED, **given)
    return evaluating.evaluate(resolution, measured=measured, by=by, at=at)


def say(resolution, words, at=LATER):
    for n, word in enumerate(words):
        evaluating.rate_effect(resolution, key=f"visitor-{n}", word=word, at=at)


# --- promised ---------------------------------------------------------------------------------


def test_what_is_promised_stands_in_the_record(aimed):
    entry = Entry.objects.get(kind="effect.aimed")
    assert entry.data["resolution"] == aimed.pk and entry.data["target"] == "2"


def test_it_is_promised_once(aimed, secretary):
    with pytest.raises(Overtaken, match="约定以后不再改动"):
        evaluating.promise_effect(aimed, goal=GOAL, by=secretary, at=AFTER_PUBLICATION)
    assert Aim.objects.count() == 1


def test_nothing_is_promised_of_what_is_done(finished, secretary):
    with pytest.raises(Refused, match="办成以前约定"):
        evaluating.promise_effect(finished, goal=GOAL, by=secretary, at=LATER)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"target": Decimal(6)}, "要比现在更好"),
        ({"better": "more"}, "要比现在更好"),
        ({"better": "x"}, "越大越好，还是越小越好"),
        ({"before_on": dt.date(2027, 1, 1)}, "今天以后"),
        ({"how": " "}, "请填写怎样衡量"),
        ({"what": "打 13812345678 问"}, "手机号"),
    ],
)
def test_a_promise_that_cannot_be_kept_or_read_is_refused(carried, secretary, given, said):
    with pytest.raises(Refused, match=said):
        evaluating.promise_effect(
            carried, goal=replace(GOAL, **given), by=secretary, at=AFTER_PUBLICATION
        )


# --- residents --------------------------------------------------------------------------------


def test_residents_are_asked_from_two_months_after_it_was_done(promised):
    early = dt.datetime(2026, 12, 28, 23, tzinfo=NOW.tzinfo)
    with pytest.raises(Refused, match="2026年12月29日起"):
        evaluating.rate_effect(promised, key="a", word="better", at=early)
    evaluating.rate_effect(promised, key="a", word="better", at=early + dt.timedelta(hours=2))
    assert evaluating.effect_words(promised) == {"better": 1, "same": 0, "worse": 0}


def test_one_word_a_visitor(promised):
    say(promised, ["better"])
    with pytest.raises(Overtaken, match="已经评过"):
        evaluating.rate_effect(promised, key="visitor-0", word="worse", at=LATER)
    with pytest.raises(Refused, match="请选一项"):
        evaluating.rate_effect(promised, key="b", word="", at=LATER)


def test_nobody_judges_what_is_not_done(aimed):
    with pytest.raises(Refused, match="还没有办成"):
        evaluating.rate_effect(aimed, key="a", word="better", at=LATER)


# --- evaluated --------------------------------------------------------------------------------


def test_what_was_reached_is_said_and_does_not_come_back(promised, secretary):
    say(promised, ["better", "better", "same"])
    found = evaluate(promised, secretary, asked=40)
    assert found.reached and found.matter is None
    assert (found.asked, found.rated, found.better, found.same) == (40, 3, 2, 1)
    assert found.change == Decimal(-5)
    assert Entry.objects.get(kind="effect.evaluated").data["value"] == "1"
    assert not Matter.objects.filter(source="effect").exists()


def test_short_of_the_promise_it_waits_for_the_next_agenda(promised, secretary):
    found = evaluate(promised, secretary, value=Decimal(3))
    assert found.reached is False
    matter = Matter.objects.get(source="effect")
    assert found.matter == matter and matter.returned == promised
    assert matter in candidates.matters(promised.council)
    assert "由 6 起变到 2 起" in matter.body and "测得 3 起" in matter.body


def test_worse_in_residents_eyes_it_comes_back_too(promised, secretary):
    say(promised, ["worse", "worse", "worse", "better"])
    found = evaluate(promised, secretary)
    assert found.reached and found.matter is not None
    assert "4 位居民回答" in found.matter.body and "由 6" not in found.matter.body


def test_it_is_evaluated_once_and_comes_back_once(promised, secretary):
    evaluate(promised, secretary, value=Decimal(3))
    with pytest.raises(Overtaken, match="已经评估过"):
        evaluate(promised, secretary, value=Decimal(3))
    with pytest.raises(Overtaken, match="已经评估过"):
        evaluating.rate_effect(promised, key="late", word="worse", at=LATER)
    assert Matter.objects.filter(source="effect").count() == 1


def test_what_is_deliberated_already_is_not_raised_a_second_time(promised, secretary, make_matter):
    there = make_matter("又提出来的", returned=promised)
    assert evaluate(promised, secretary, value=Decimal(3)).matter == there
    assert Matter.objects.filter(returned=promised).count() == 1


def test_done_a_second_time_it_is_evaluated_a_second_time(promised, secretary):
    evaluate(promised, secretary, value=Decimal(3))
    accepting.reopen_resolution(promised, reason="灯又坏了。", by=secretary, at=LATER)
    resolution = Resolution.objects.get(pk=promised.pk)
    accepting.finish_resolution(resolution, by=secretary, at=LATER)
    with pytest.raises(Refused, match="办成不久"):
        evaluate(resolution, secretary, at=LATER)
    again = LATER + dt.timedelta(days=92)
    found = evaluate(resolution, secretary, at=again, measured_on=again.date())
    assert found.round == 2 and Evaluation.objects.count() == 2
    told = effects.effect_of(resolution, again.date())
    assert told.evaluation == found and [one.round for one in told.earlier] == [1]


def test_without_a_promise_only_residents_and_words_are_kept(finished, secretary):
    with pytest.raises(Refused, match="没有事先约定"):
        evaluate(finished, secretary)
    found = evaluate(finished, secretary, value=None)
    assert found.reached is None and found.matter is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": None}, "请填写办之后的数字"),
        ({"measured_on": dt.date(2027, 1, 11)}, "不能在今天以后"),
        ({"measured_on": dt.date(2026, 10, 28)}, "不能早于办成的日子"),
        ({"asked": 1}, "已经有 2 位居民回答"),
        ({"learned": ""}, "请填写学到什么"),
        ({"source": ""}, "请填写依据"),
    ],
)
def test_an_evaluation_without_its_source_is_refused(promised, secretary, given, said):
    say(promised, ["better", "same"])
    with pytest.raises(Refused, match=said):
        evaluate(promised, secretary, **given)
    assert not Evaluation.objects.exists()


# --- what is told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [("2026-10-30", "未评估"), ("2027-01-29", "未评估"), ("2027-01-30", "逾期未评估")],
)
def test_no_state_is_told_that_nobody_recorded(promised, on, state):
    told = effects.effect_of(promised, dt.date.fromisoformat(on))
    assert told.state == state and told.evaluation is None
    assert localdate(DONE) == dt.date(2026, 10, 29) == localdate(promised.done_at)


def test_what_is_not_done_has_no_state(aimed):
    told = effects.effect_of(aimed, LATER.date())
    assert (told.state, told.due_on, told.open) == ("", None, False) and told.aim


def test_the_lists_hold_each_on_its_day(promised, secretary):
    day = effect.due_day(localdate(promised.done_at))
    before = day - dt.timedelta(days=1)
    assert not effects.due(before).exists() and effects.coming(before).get() == promised
    assert effects.due(day).get() == promised and not effects.coming(day).exists()
    assert not effects.due(day).get().evaluated
    evaluate(promised, secretary, value=Decimal(3))
    assert effects.due(day).get().evaluated and effects.bad().get() == promised
