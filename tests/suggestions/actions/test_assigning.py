"""分办: who gives a department's referral to whom, and whose section signs."""

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import assigning, in_house, recusing, referring
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import AnswerDraft, Department, Event, Referral, Section, Verb
from tests.conftest import NOW


@pytest.fixture
def sections(department):
    return [Section.objects.create(department=department, name=name) for name in ("一科", "二科")]


@pytest.fixture
def staff(make_user, department, sections, clerk):
    """A leader, both sections' heads, a clerk of the first section."""
    department.sign_off = 2
    department.save()

    def make(name, **fields):
        return make_user(name, "承办单位", department, first_name=name, **fields)

    clerk.section = sections[0]
    clerk.save()
    return {
        "leader": make("局长", sign_level=2),
        "first": make("一科长", sign_level=1, section=sections[0]),
        "second": make("二科长", sign_level=1, section=sections[1]),
        "clerk": clerk,
    }


@pytest.fixture
def referral(make_referral):
    return make_referral()


def test_it_lies_where_it_was_given_and_the_history_says_so(referral, sections, staff, clerk):
    assigning.assign(referral, handler=clerk, by=staff["leader"], at=NOW)
    found = Referral.objects.get(pk=referral.pk)
    assert (found.section, found.handler) == (sections[0], clerk)  # the clerk's own section
    row = Event.objects.get(verb=Verb.ASSIGNED)
    assert (row.reason, row.referral, row.public, row.topic) == ("一科 陈刚", referral, False, None)
    assigning.assign(found, by=staff["leader"], at=NOW)
    found.refresh_from_db()
    assert (found.section, found.handler) == (None, None)


def test_only_to_one_s_own_and_what_fits(referral, sections, staff, other_department, other_clerk):
    strange = Section.objects.create(department=other_department, name="外面的")
    closed = Section.objects.create(department=referral.department, name="撤了的", active=False)
    by, at = staff["leader"], NOW
    for wrong, words in (
        ({"section": strange}, "本单位的科室"),
        ({"section": closed}, "本单位的科室"),
        ({"handler": other_clerk}, "在岗的经办人"),
        ({"section": sections[1], "handler": staff["clerk"]}, "不在二科"),
    ):
        with pytest.raises(Refused, match=words):
            assigning.assign(referral, **wrong, by=by, at=at)
    staff["clerk"].is_active = False
    with pytest.raises(Refused, match="在岗的经办人"):
        assigning.assign(referral, handler=staff["clerk"], by=by, at=at)
    with pytest.raises(Refused, match="没有改动"):
        assigning.assign(referral, by=by, at=at)
    assert not Event.objects.filter(verb=Verb.ASSIGNED).exists()


def test_of_two_heads_the_second_is_told(referral, sections, staff):
    stale, seen = Referral.objects.get(pk=referral.pk), assigning.mark(referral)
    assigning.assign(referral, section=sections[0], seen=seen, by=staff["leader"], at=NOW)
    with pytest.raises(Overtaken):
        assigning.assign(stale, section=sections[1], seen=seen, by=staff["leader"], at=NOW)
    fresh = Referral.objects.get(pk=referral.pk)
    with pytest.raises(Overtaken, match="分给了一科"):
        assigning.assign(fresh, section=sections[1], seen=seen, by=staff["leader"], at=NOW)


def test_what_is_over_or_recused_is_not_given(referral, sections, staff, officer):
    recusing.recuse_from(referral, reason="亲属", by=staff["leader"], at=NOW)
    with pytest.raises(Refused, match="已回避"):
        assigning.assign(referral, section=sections[0], by=staff["leader"], at=NOW)
    assert Referral.objects.get(pk=referral.pk).section is None  # nothing stays half-done
    referring.recall_all(referral.topic, reason="另行安排", by=officer, at=NOW)
    referral.refresh_from_db()
    with pytest.raises(Overtaken):
        assigning.assign(referral, section=sections[0], by=staff["first"], at=NOW)


def test_a_name_stands_once_in_a_department(sections, department, other_department):
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.create(department=department, name="一科")
    Section.objects.create(department=other_department, name="一科")


# --- whose signature -------------------------------------------------------------------------


@pytest.fixture
def draft(referral, staff, sections, clerk):
    assigning.assign(referral, section=sections[0], by=staff["leader"], at=NOW)
    referring.sign(referral, by=clerk, at=NOW)
    in_house.hand_in(referral, text="已装好。", adoption="work", by=clerk, at=NOW)
    return AnswerDraft.objects.select_related("referral__section").get()


def test_the_head_of_the_section_it_lies_in_signs_and_then_the_leader(draft, staff):
    assert in_house.wanted(draft) == "一科科室负责人"
    with pytest.raises(Refused):
        in_house.countersign(draft, by=staff["second"], at=NOW)
    with pytest.raises(Refused):
        in_house.send_back(draft, reason="改", by=staff["second"], at=NOW)
    assert not in_house.countersign(draft, by=staff["first"], at=NOW)
    assert in_house.wanted(draft) == "分管领导"
    assert in_house.countersign(draft, by=staff["leader"], at=NOW)


def test_a_head_without_a_section_and_a_leader_sign_for_all(draft, staff, make_user, department):
    head = make_user("head", "承办单位", department, sign_level=1)
    assert in_house.signs(head, draft) and in_house.signs(staff["leader"], draft)


def test_what_was_given_to_nobody_is_signed_by_no_section(draft, staff):
    draft.referral.section = None
    assert not in_house.signs(staff["first"], draft) and in_house.signs(staff["leader"], draft)


def test_figures_stay_the_department_s(draft, staff, referral):
    assert Department.objects.get().referrals.get() == referral
    assert list(Referral.objects.for_department(referral.department)) == [referral]
