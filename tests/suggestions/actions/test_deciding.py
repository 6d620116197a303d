"""成批办理: one decision over all that were shown, what changed is left alone, and it is undone."""

import datetime as dt

import pytest

from suggestions.actions import claiming, deciding, rules, screening
from suggestions.models import (
    BulkDecision,
    Event,
    OutboxMessage,
    Placement,
    ScreeningClaim,
    Suggestion,
)
from suggestions.text import asking, search
from suggestions.work import tasks

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def letters(submit):
    def make(count=5, **fields):
        return [submit(f"充电桩第{i}条", **fields).suggestion for i in range(count)]

    return make


@pytest.fixture
def chosen(officer, now):
    def make(rows=None):
        rows = Suggestion.objects.all() if rows is None else rows
        return deciding.choose_all(rows, words="全部", by=officer, at=now)

    return make


@pytest.fixture
def decide(officer, now):
    def make(decision, do="accept", **more):
        asked = {"do": do, "number": decision.number, **more}
        tasks.start_deciding(decision, by=officer, at=now + MINUTE, **asked)
        decision.refresh_from_db()
        return decision

    return make


@pytest.fixture
def undo(officer, now):
    def make(decision, at=None):
        tasks.start_undoing(decision, by=officer, at=at or now + 2 * MINUTE)
        decision.refresh_from_db()
        return decision

    return make


def statuses(rows):
    fresh = Suggestion.objects.filter(pk__in=[row.pk for row in rows])
    return list(fresh.order_by("pk").values_list("status", flat=True))


def found():
    return set(search.ranked(asking.read("充电桩"), limit=50).keys)


def test_all_that_were_chosen_are_decided_with_their_history_and_can_be_found(
    letters, chosen, decide, officer
):
    rows = letters()
    later = chosen()
    letters(1)  # came after the choice
    decision = decide(later)
    assert (decision.status, decision.done, decision.passed_over) == ("done", 5, 0)
    assert statuses(rows) == ["accepted"] * 5
    assert Suggestion.objects.waiting().count() == 1
    assert found() == {row.pk for row in rows}
    steps = Event.objects.filter(verb="accepted")
    assert {(step.by, step.from_status, step.public) for step in steps} == {
        (officer, "pending", True)
    }


def test_who_refused_publication_is_accepted_and_not_shown(letters, chosen, decide):
    (row,) = letters(1, may_publish=False)
    decide(chosen())
    row.refresh_from_db()
    assert (row.status, row.published_at) == ("accepted", None)
    assert Event.objects.get(verb="accepted").data["published"] is False


def test_what_changed_since_it_was_chosen_is_left_alone(
    letters, chosen, decide, officer, second_officer, now
):
    rows = letters()
    decision = chosen()
    screening.decline(rows[0], route="hotline", by=second_officer, at=now)
    Suggestion.objects.filter(pk=rows[1].pk).update(corrected_at=now + MINUTE)
    claiming.take(rows[2], by=second_officer, at=now)
    claiming.take(rows[3], by=officer, at=now)
    decision = decide(decision)
    assert statuses(rows) == ["declined", "pending", "pending", "accepted", "accepted"]
    assert (decision.done, decision.passed_over) == (2, 3)
    assert ScreeningClaim.objects.get().by == second_officer


def test_declining_all_tells_the_way_and_asks_for_what_one_declining_asks(letters, chosen, decide):
    rows, decision = letters(2), chosen()
    for wrong in ({"do": "decline"}, {"do": "decline", "route": "invalid"}):
        with pytest.raises(rules.Refused):
            decide(decision, **wrong)
    decide(decision, do="decline", route="hotline", reason="请打热线。")
    assert statuses(rows) == ["declined"] * 2
    rows[0].refresh_from_db()
    assert (rows[0].decline_route, rows[0].decline_reason) == ("hotline", "请打热线。")


def test_the_number_must_be_written_and_it_is_decided_once(letters, chosen, decide, now, officer):
    letters(3)
    decision = chosen()
    with pytest.raises(rules.Refused, match="选中的条数 3"):
        deciding.confirm(decision, do="accept", number=30, by=officer, at=now)
    decide(decision)
    with pytest.raises(rules.Overtaken):
        decide(decision)


def test_nothing_chosen_or_too_much_is_refused_and_a_new_choice_replaces_the_old(
    letters, chosen, monkeypatch
):
    with pytest.raises(rules.Refused, match="没有符合条件"):
        chosen()
    letters(3)
    first, second = chosen(), chosen()
    assert list(BulkDecision.objects.all()) == [second] != [first]
    monkeypatch.setattr(deciding, "MOST", 2)
    with pytest.raises(rules.Refused, match="一次最多选 2 条"):
        chosen()


@pytest.mark.parametrize("do", ["accept", "decline"])
def test_undoing_puts_all_back_and_nobody_was_told(letters, chosen, decide, undo, do):
    rows = letters(4, email="a@example.org")
    before = OutboxMessage.objects.count()
    decision = decide(chosen(), do=do, **({"route": "hotline"} if do == "decline" else {}))
    assert OutboxMessage.objects.count() == before + 4
    decision = undo(decision)
    assert (decision.status, decision.undone, decision.kept) == ("undone", 4, 0)
    assert statuses(rows) == ["pending"] * 4
    assert not found() and not Suggestion.objects.public().exists()
    assert OutboxMessage.objects.count() == before
    rows[0].refresh_from_db()
    assert rows[0].decline_route == ""
    assert [e.verb for e in rows[0].events.all()][-1] == "undecided"


def test_undoing_leaves_what_went_on_since(letters, chosen, decide, undo, officer, now):
    rows = letters(4, email="a@example.org")
    decision = decide(chosen())
    screening.unpublish(
        Suggestion.objects.get(pk=rows[0].pk), by=officer, at=now + MINUTE, reason="隐私"
    )
    told = OutboxMessage.objects.filter(suggestion=rows[1], event__verb="accepted")
    assert told.update(status="sent") == 1
    from suggestions.actions import curating

    topic = curating.create_topic(rows[2].campaign, name="充电", by=officer, at=now)
    Placement.objects.update_or_create(suggestion=rows[2], defaults={"topic": topic, "at": now})
    decision = undo(decision)
    assert statuses(rows) == ["accepted", "accepted", "accepted", "pending"]
    assert (decision.undone, decision.kept) == (1, 3)


def test_news_of_many_waits_so_that_undoing_comes_first(letters, chosen, decide, now):
    letters(1, email="a@example.org")
    decide(chosen())
    news = OutboxMessage.objects.get(event__verb="accepted")
    assert news.try_at == now + MINUTE + deciding.PAUSE


def test_a_broken_off_decision_goes_on_where_it_stopped(letters, chosen, officer, now, monkeypatch):
    rows, decision = letters(5), chosen()
    monkeypatch.setattr(deciding, "SET", 2)
    deciding.confirm(decision, do="accept", number=5, by=officer, at=now)
    whole = deciding._decide

    def dies(decision, keys, **more):
        if rows[2].pk in keys:
            raise deciding.CUT[0]("the database went away")
        whole(decision, keys, **more)

    with monkeypatch.context() as patch:
        patch.setattr(deciding, "_decide", dies)
        with pytest.raises(deciding.CUT):
            deciding.run(decision, at=now)
    assert statuses(rows) == ["accepted"] * 2 + ["pending"] * 3
    rules.move_all(BulkDecision.objects.filter(pk=decision.pk), "queued")  # as the worker does
    decision.refresh_from_db()
    deciding.run(decision, at=now)
    decision.refresh_from_db()
    assert (decision.done, statuses(rows)) == (5, ["accepted"] * 5)
    assert Event.objects.filter(verb="accepted").count() == 5
