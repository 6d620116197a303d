"""请假与代班: who stands in when, what goes over with it, what needs two people all the same."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import claiming, deciding, in_house, recusing, referring, screening
from suggestions.actions import second as reading
from suggestions.actions import standing_in as standing
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import (
    AnswerDraft,
    BulkDecision,
    ContactReveal,
    Event,
    Leave,
    ListExport,
    MonthlyStep,
    PaperStep,
    SecondReading,
    User,
    Verb,
)
from suggestions.models.scope import narrowed
from tests.conftest import NOW

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def leave(officer, second_officer):
    """officer is away from today for three days; officer2 stands in."""

    def make(user=officer, substitute=second_officer, first=TODAY, last=TODAY + 2 * DAY, by=None):
        days = {"first_day": first, "last_day": last}
        return standing.take_leave(user, **days, substitute=substitute, by=by or user, at=NOW)

    return make


@pytest.fixture
def in_place(leave, officer, second_officer):
    """officer2 at the desk of officer."""
    leave()
    return standing.in_place_of(second_officer, officer, at=NOW)


# --- entering and ending ---------------------------------------------------------------------


def test_a_leave_counts_on_its_days_and_only_then(leave, second_officer, officer):
    leave(first=TODAY + DAY, last=TODAY + 2 * DAY)

    def stands(days):
        return standing.in_place_of(second_officer, officer, at=NOW + days * DAY) is not None

    assert [stands(n) for n in range(4)] == [False, True, True, False]
    midnight = NOW.replace(hour=0, minute=0)
    assert standing.leaves_of(second_officer, at=midnight + DAY)
    last = midnight + 3 * DAY - dt.timedelta(seconds=1)
    assert standing.leaves_of(second_officer, at=last)
    assert not standing.leaves_of(second_officer, at=last + dt.timedelta(seconds=1))


def test_it_is_ended_early_by_a_row_and_only_once(leave, officer, second_officer):
    made = leave()
    noon = NOW + dt.timedelta(hours=2)
    standing.end_leave(made, by=officer, at=noon)
    made.refresh_from_db()
    assert (made.ended_by, made.ended_at) == (officer, noon)
    assert standing.leaves_of(second_officer, at=NOW)  # until then it held
    assert not standing.leaves_of(second_officer, at=noon)
    with pytest.raises(Overtaken, match="已经结束"):
        standing.end_leave(made, by=officer, at=noon)
    leave()  # what was ended is in nobody's way


def test_one_that_is_over_is_not_ended(leave, officer):
    made = leave()
    with pytest.raises(Refused, match="已经过去"):
        standing.end_leave(made, by=officer, at=NOW + 5 * DAY)


def test_whose_substitute_may_not_be(
    leave, officer, clerk, second_officer, make_user, administrator
):
    gone = make_user("gone", "征集办工作人员", is_active=False)
    nobody = make_user("nobody")
    for substitute, words in (
        (officer, "不能由本人"),
        (gone, "在岗"),
        (nobody, "在岗"),
        (clerk, "同一个单位"),
    ):
        with pytest.raises(Refused, match=words):
            leave(substitute=substitute)
    with pytest.raises(Refused, match="不能登记由您自己"):
        leave(substitute=administrator, by=administrator)
    assert leave(substitute=second_officer, by=administrator).entered_by == administrator


def test_days_that_are_none_are_refused(leave):
    with pytest.raises(Refused, match="不能早于第一天"):
        leave(last=TODAY - DAY)
    with pytest.raises(Refused, match="已经过去"):
        leave(first=TODAY - 2 * DAY, last=TODAY - DAY)
    with pytest.raises(Refused, match="最长一年"):
        leave(last=TODAY + 367 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        made = leave(last=TODAY + 366 * DAY)
        Leave.objects.filter(pk=made.pk).update(ended_at=NOW)


def test_neither_twice_on_a_day_nor_a_substitute_of_a_substitute(
    leave, officer, second_officer, supervisor, administrator
):
    leave()
    with pytest.raises(Refused, match="已经登记了请假，由 吴强 代办"):
        leave(substitute=supervisor, first=TODAY + 2 * DAY, last=TODAY + 5 * DAY)
    with pytest.raises(Refused, match="周敏 .*自己也请假"):
        leave(user=supervisor, substitute=officer)
    with pytest.raises(Refused, match="吴强 .*正代 周敏 办理"):
        leave(user=second_officer, substitute=supervisor)
    leave(user=second_officer, substitute=supervisor, first=TODAY + 3 * DAY, last=TODAY + 4 * DAY)
    leave(user=administrator, substitute=second_officer)  # for two people: no chain


# --- what goes over, and what does not -------------------------------------------------------


def test_rights_areas_and_signature_go_over_the_rest_does_not(
    make_user, leave, supervisor, department
):
    plain = make_user("plain", "编辑")
    boss = make_user("boss", "系统管理员", sign_level=2, is_superuser=True)
    leave(user=boss, substitute=plain, by=boss)
    found = standing.in_place_of(plain, boss, at=NOW)
    assert (found.pk, found.sign_level, found.is_superuser) == (plain.pk, 2, False)
    assert found.has_perm("suggestions.supervise") and not plain.has_perm("suggestions.supervise")
    for kept in ("change_user", "change_department", "change_workday", "word_messages"):
        assert boss.has_perm(f"suggestions.{kept}")
        assert not found.has_perm(f"suggestions.{kept}")
    assert not found.has_perm("deliberation.run_council")
    with pytest.raises(TypeError):
        found.save()


def test_who_left_or_changed_the_department_lends_nothing(
    leave, officer, second_officer, department
):
    leave()
    User.objects.filter(pk=officer.pk).update(department=department)
    assert standing.in_place_of(second_officer, officer, at=NOW) is None
    User.objects.filter(pk=officer.pk).update(department=None, is_active=False)
    assert standing.in_place_of(second_officer, officer, at=NOW) is None


def test_a_browser_works_in_another_s_place_only_while_it_holds(leave, officer, second_officer):
    made, session = leave(first=TODAY + DAY, last=TODAY + DAY), {}
    with pytest.raises(Refused, match="现在不由您代办"):
        standing.begin(session, made, by=second_officer, at=NOW)
    assert session == {}
    assert standing.begin(session, made, by=second_officer, at=NOW + DAY) == officer
    request = SimpleNamespace(user=second_officer, session=session)
    assert standing.at_desk(request, at=NOW + DAY).acts_for == officer
    assert standing.at_desk(request, at=NOW + 2 * DAY).acts_for is None
    request.user = officer  # somebody else at the same browser
    assert standing.at_desk(request, at=NOW + DAY).acts_for is None
    with pytest.raises(Refused):
        standing.begin({}, made, by=officer, at=NOW + DAY)


def test_what_is_done_says_in_whose_place(in_place, officer, second_officer, submit):
    letter = submit("路灯不亮").suggestion
    screening.accept(letter, by=in_place, at=NOW)
    row = Event.objects.get(verb=Verb.ACCEPTED)
    assert (row.by, row.instead_of) == (second_officer, officer)
    assert row.actor == "吴强（代 周敏 办理）"
    own = submit("另一条").suggestion
    screening.accept(own, by=second_officer, at=NOW)
    row = Event.objects.filter(verb=Verb.ACCEPTED).last()
    assert (row.actor, row.instead_of) == ("吴强", None)


def test_a_look_at_a_contact_says_so_too(in_place, officer, submit):
    letter = submit("路灯不亮", phone="13800001234").suggestion
    screening.reveal(letter.contact, reason="核实", by=in_place, at=NOW)
    assert ContactReveal.objects.get().instead_of == officer


def test_leases_of_the_absent_are_taken_over(in_place, officer, second_officer, submit, supervisor):
    letter = submit("路灯不亮").suggestion
    assert claiming.take(letter, by=officer, at=NOW)
    assert not claiming.take(letter, by=second_officer, at=NOW)
    assert list(claiming.held(by=in_place, at=NOW)) == [letter]
    assert not claiming.held(by=second_officer, at=NOW).exists()
    rows = type(letter).objects.waiting()
    assert list(claiming.free(rows, by=in_place, at=NOW)) == [letter]
    screening.accept(letter, by=in_place, at=NOW)  # though the other has it on the screen
    again = submit("又一条").suggestion
    claiming.take(again, by=officer, at=NOW)
    assert claiming.take(again, by=in_place, at=NOW)
    assert type(letter).objects.get(pk=again.pk).claim.by == second_officer
    assert claiming.give_back([again.pk], by=in_place) == 1


def test_many_are_decided_in_another_s_place(in_place, officer, second_officer, submit):
    letters = [submit(f"路灯{n}").suggestion for n in range(2)]
    claiming.take(letters[0], by=officer, at=NOW)
    rows = type(letters[0]).objects.all()
    chosen = deciding.choose_all(rows, words="全部", by=in_place, at=NOW)
    deciding.confirm(chosen, do="accept", number=2, by=in_place, at=NOW)
    deciding.run(BulkDecision.objects.get(pk=chosen.pk), at=NOW)
    found = Event.objects.filter(verb=Verb.ACCEPTED)
    assert {row.instead_of for row in found} == {officer} and found.count() == 2
    assert {row.by for row in found} == {second_officer}


def test_files_and_choices_made_in_another_s_place_are_not_one_s_own(
    in_place, second_officer, officer, area, administrator
):
    from suggestions.actions import scoping

    for user in (officer, second_officer):
        change = scoping.propose(user, areas=[area], reason="到任", by=administrator, at=NOW)
        change.status, change.decided_at = "confirmed", NOW
        change.save()
        User.objects.filter(pk=user.pk).update(scope=change)
    one = User.objects.get(pk=second_officer.pk)
    as_other = one.in_place_of(User.objects.get(pk=officer.pk))
    made = ListExport.objects.create(
        by=one, instead_of=officer, name="x", title="x", kind="csv", asked_at=NOW
    )
    assert list(narrowed(ListExport.objects.all(), as_other)) == [made]
    assert not narrowed(ListExport.objects.all(), one).exists()
    ListExport.objects.update(instead_of=None)
    assert not narrowed(ListExport.objects.all(), as_other).exists()


# --- what needs two people -------------------------------------------------------------------


@pytest.fixture
def house(department, make_user):
    """A writer, a section's head and a leader of a department that wants both signatures."""
    department.sign_off = 2
    department.save()
    make = {"group": "承办单位", "department": department}
    chief = make_user("chief", sign_level=1, first_name="科长", **make)
    head = make_user("head", sign_level=2, first_name="局长", **make)
    return chief, head


@pytest.fixture
def at_signing(house, make_referral, clerk):
    def make(by=clerk):
        referral = make_referral()
        referring.sign(referral, by=clerk, at=NOW)
        in_house.hand_in(referral, text="已经装好。", adoption="work", by=by, at=NOW)
        return AnswerDraft.objects.get(referral=referral)

    return make


def stand(user, absent):
    days = {"first_day": TODAY, "last_day": TODAY}
    standing.take_leave(absent, **days, substitute=user, by=absent, at=NOW)
    return standing.in_place_of(user, absent, at=NOW)


def test_the_substitute_signs_what_the_absent_one_would(at_signing, house, make_user, department):
    chief, head = house
    deputy = make_user("deputy", "承办单位", department, first_name="副手")
    draft, stands_in = at_signing(), stand(deputy, head)
    assert not in_house.signs(deputy, draft)
    assert in_house.countersign(draft, by=stands_in, at=NOW)
    row = Event.objects.get(verb=Verb.COUNTERSIGNED)
    assert row.actor == "副手（代 局长 办理）" and row.instead_of == head


def test_nobody_signs_his_own_words_in_another_s_place(at_signing, house, clerk):
    stands_in = stand(clerk, house[1])
    with pytest.raises(Refused):
        in_house.countersign(at_signing(by=clerk), by=stands_in, at=NOW)


def test_nor_the_words_of_the_one_he_stands_in_for(at_signing, house, make_user, department):
    deputy = make_user("deputy", "承办单位", department)
    draft, stands_in = at_signing(by=house[1]), stand(deputy, house[1])
    with pytest.raises(Refused):
        in_house.countersign(draft, by=stands_in, at=NOW)
    in_house.send_back(draft, reason="还要改", by=stands_in, at=NOW)  # as its writer might


def test_nor_gives_two_signatures_alone(at_signing, house, make_user, department, clerk):
    chief, head = house
    draft = at_signing()
    assert not in_house.countersign(draft, by=chief, at=NOW)
    stands_in = stand(chief, head)
    with pytest.raises(Refused):
        in_house.countersign(draft, by=stands_in, at=NOW)
    other = make_user("other", "承办单位", department)
    Leave.objects.update(ended_at=NOW, ended_by=head)
    assert in_house.countersign(draft, by=stand(other, head), at=NOW)


def test_signatures_of_an_earlier_round_are_in_nobody_s_way(at_signing, house, clerk):
    chief, head = house
    draft = at_signing()
    in_house.countersign(draft, by=chief, at=NOW)
    in_house.send_back(draft, reason="还要改", by=head, at=NOW)
    mark = in_house.mark(draft)
    in_house.hand_in(draft.referral, text="改好了。", adoption="work", by=clerk, at=NOW, seen=mark)
    draft.refresh_from_db()
    assert in_house.countersign(draft, by=stand(chief, head), at=NOW)


def test_the_second_reader_is_somebody_else(in_place, officer, second_officer, submit):
    rows = {}
    for name, first in (("absent", officer), ("self", second_officer)):
        letter = submit(name).suggestion
        rows[name] = SecondReading.objects.create(
            suggestion=letter, first="accept", first_by=first, first_at=NOW
        )
        with pytest.raises(Refused, match="第一遍就是您"):
            reading.judge(rows[name], verdict="accept", by=in_place, at=NOW)
    assert not SecondReading.objects.waiting_for(in_place).exists()
    reading.judge(rows["absent"], verdict="accept", by=second_officer, at=NOW)


def test_who_stands_back_is_represented_by_nobody_and_ended_by_nobody_of_the_two(
    leave, supervisor, officer, second_officer, make_topic, make_user
):
    topic = make_topic(size=1)
    recusal = recusing.recuse(topic, reason="亲属", by=supervisor, at=NOW)
    leave(user=supervisor, substitute=second_officer)
    stands_in = standing.in_place_of(second_officer, supervisor, at=NOW)
    with pytest.raises(Refused, match="已回避"):
        recusing.recuse(topic, reason="也是", by=stands_in, at=NOW)
    with pytest.raises(Refused, match="不能解除自己的回避"):
        recusing.end(recusal, reason="没有了", by=stands_in, at=NOW)
    recusing.end(recusal, reason="没有了", by=officer, at=NOW)


def test_papers_and_monthly_steps_keep_it_as_well():
    for model in (PaperStep, MonthlyStep, BulkDecision, ListExport, ContactReveal):
        assert model._meta.get_field("instead_of").null
