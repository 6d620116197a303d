"""Matters as one thread, the steps before the agenda, and who waits to be put on it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from deliberation.actions import agenda, matters, proposing, seconding
from deliberation.actions.matters import steps_missing
from deliberation.models import (
    AgendaItem,
    Council,
    Matter,
    Motion,
    Passing,
    Procedure,
    Proposal,
    Resolution,
    Step,
)
from deliberation.telling import candidates
from deliberation.verify import GENESIS
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Area
from suggestions.residents import visitors
from tests.conftest import NOW

TODAY = NOW.date()


@pytest.fixture
def do(secretary):
    """Who and when, for every verb."""
    return {"by": secretary, "at": NOW}


@pytest.fixture
def study(do):
    def make(matter, *codes):
        for step in Step.objects.filter(code__in=codes or ["study", "ask"]):
            matters.take_step(matter, step, note_text="支部会议同意", on=TODAY, **do)
        return matter

    return make


@pytest.fixture
def wish(council, do):
    proposal = proposing.propose(
        council, wish=proposing.Wish("修路灯", "晚上全黑"), key=visitors.new_key(), at=NOW
    )
    proposing.publish_proposal(proposal, **do)
    return proposal


@pytest.fixture
def carried(open_meeting, make_item, make_motion):
    item = make_item(open_meeting)
    motion = make_motion(
        item, status=Motion.Status.CLOSED, passed=True, opened_at=NOW, closed_at=NOW
    )
    return Resolution.objects.create(
        council=open_meeting.council, motion=motion, matter=item.matter, status="carried",
        year=2026, number=1, title="安装路灯", text="同意安装。", worked="", lead="物业",
        passed_at=NOW,
    )  # fmt: skip


# --- raising ---------------------------------------------------------------------------------


def test_a_matter_by_the_staff(council, do):
    matter = matters.raise_matter(council, title=" 路灯不亮 ", body="三号楼前", **do)
    assert (matter.title, matter.source, matter.status) == ("路灯不亮", "staff", "raised")
    entry = council.record.get()
    assert (entry.kind, entry.subject_id) == ("matter.raised", matter.pk)
    with pytest.raises(Refused, match="请填写议题"):
        matters.raise_matter(council, title="　", **do)
    with pytest.raises(Refused, match="手机号"):
        matters.raise_matter(council, title="请找 13812345678", **do)


def test_a_topic_is_deliberated_in_one_thread(council, make_council, make_topic, do):
    topic = make_topic("楼道堆物", size=1)
    matter = matters.raise_matter(council, topic=topic, **do)
    assert (matter.title, matter.source) == ("楼道堆物", "topic")
    with pytest.raises(Refused, match="已经是议题"):
        matters.raise_matter(make_council("乙"), topic=topic, **do)
    matters.drop_matter(matter, reason="已由城管处理", **do)
    again = matters.raise_matter(council, topic=topic, **do)
    with pytest.raises(Refused, match="已经另外提出"):
        matters.restore_matter(matter, reason="再议", **do)
    assert again.status == "raised"


def test_a_proposal_becomes_a_matter_once(council, make_council, wish, do):
    with pytest.raises(Refused, match="别的议事会"):
        matters.raise_matter(make_council("乙"), proposal=wish, **do)
    matter = matters.raise_matter(council, proposal=wish, **do)
    assert matter.title == "修路灯" and matter.body == "晚上全黑"
    wish.refresh_from_db()
    assert wish.status == Proposal.Status.TAKEN
    with pytest.raises(Overtaken):
        matters.raise_matter(council, proposal=wish, **do)


def test_an_unread_proposal_is_no_matter(council, do):
    unread = proposing.propose(
        council, wish=proposing.Wish("修路灯", "晚上全黑"), key=visitors.new_key(), at=NOW
    )
    with pytest.raises(Overtaken):
        matters.raise_matter(council, proposal=unread, **do)
    assert not Matter.objects.exists()


def test_a_resolution_that_was_not_carried_out_comes_back(council, carried, do):
    assert list(candidates.unfinished(council)) == [carried]
    matter = matters.raise_matter(council, resolution=carried, **do)
    assert (matter.title, matter.returned) == ("未落实：安装路灯", carried)
    assert not candidates.unfinished(council).exists()
    with pytest.raises(Refused, match="已经是议题"):
        matters.raise_matter(council, resolution=carried, **do)


# --- dropping --------------------------------------------------------------------------------


def test_dropping_needs_a_reason_that_is_public(council, make_matter, do):
    matter = make_matter()
    with pytest.raises(Refused, match="不议的理由"):
        matters.drop_matter(matter, reason="", **do)
    matters.drop_matter(matter, reason="属于业主个人纠纷", **do)
    assert council.record.get().data["reason"] == "属于业主个人纠纷"
    matters.restore_matter(matter, reason="牵涉到整栋楼", **do)
    matter.refresh_from_db()
    assert (matter.status, matter.dropped_because) == ("raised", "")
    with pytest.raises(Overtaken):
        matters.restore_matter(matter, reason="再来", **do)


def test_what_is_on_an_agenda_is_not_dropped(meeting, make_item, do):
    with pytest.raises(Overtaken):
        matters.drop_matter(make_item(meeting).matter, reason="不议", **do)


# --- steps -----------------------------------------------------------------------------------


def test_the_agenda_is_closed_until_the_steps_are_done_or_left_out(meeting, make_matter, study, do):
    matter = make_matter()
    assert [step.code for step in steps_missing(matter)] == ["study", "ask"]
    with pytest.raises(Refused, match="“党组织研究”、“问题征询”"):
        agenda.arrange(meeting, matter, **do)
    study(matter, "study")
    with pytest.raises(Refused, match="“问题征询”"):
        agenda.arrange(meeting, matter, **do)
    with pytest.raises(Refused, match="未进行的理由"):
        matters.leave_out_step(matter, Step.objects.get(code="ask"), reason=" ", **do)
    matters.leave_out_step(matter, Step.objects.get(code="ask"), reason="上月征询过", **do)
    assert agenda.arrange(meeting, matter, **do).order == 1
    kinds = list(meeting.council.record.values_list("kind", flat=True))
    assert kinds == ["step.taken", "step.left_out", "matter.arranged"]


def test_steps_are_dated_data(meeting, make_matter, do):
    Procedure.objects.update(until=TODAY - dt.timedelta(days=1))
    assert agenda.arrange(meeting, make_matter(), **do).order == 1


def test_a_step_is_taken_once_and_not_tomorrow(make_matter, study, do):
    matter, step = make_matter(), Step.objects.get(code="study")
    with pytest.raises(Refused, match="今天之后"):
        matters.take_step(matter, step, note_text="同意", on=TODAY + dt.timedelta(days=1), **do)
    study(matter, "study")
    with pytest.raises(Overtaken, match="已经有人登记"):
        matters.leave_out_step(matter, step, reason="没有必要", **do)


# --- the agenda ------------------------------------------------------------------------------


def test_a_matter_stands_on_one_agenda_at_a_time(meeting, make_meeting, make_matter, study, do):
    matter = study(make_matter())
    stale = Matter.objects.get()
    later = make_meeting(starts_at=NOW + dt.timedelta(days=40))
    agenda.arrange(meeting, matter, **do)
    with pytest.raises(Overtaken):
        agenda.arrange(later, stale, **do)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=meeting, matter=matter, order=9)


def test_taken_off_it_can_come_back(meeting, make_matter, study, do):
    first, second = study(make_matter("甲")), study(make_matter("乙"))
    item = agenda.arrange(meeting, first, **do)
    agenda.arrange(meeting, second, **do)
    agenda.take_off_agenda(item, reason="资料不齐", **do)
    assert meeting.council.record.last().data["reason"] == "资料不齐"
    first.refresh_from_db()
    again = agenda.arrange(meeting, first, minutes=25, **do)
    assert (again.pk, again.order, again.minutes, again.status) == (item.pk, 3, 25, "listed")


def test_reordering_moves_one_place_among_those_to_come(meeting, make_item, do):
    done = make_item(meeting, status=AgendaItem.Status.DONE)
    items = [make_item(meeting) for _ in range(3)]
    AgendaItem.objects.filter(pk=items[1].pk).update(order=2)  # two with the same number
    agenda.reorder(items[2], up=True, **do)
    order = list(meeting.items.order_by("order", "pk"))
    assert order == [done, items[0], items[2], items[1]]
    with pytest.raises(Refused, match="最后面"):
        agenda.reorder(items[1], up=False, **do)
    with pytest.raises(Overtaken):
        agenda.reorder(done, up=False, **do)


def test_after_the_meeting_the_agenda_stands(meeting, make_item, make_matter, study, do):
    item, matter = make_item(meeting), study(make_matter())
    type(meeting).objects.update(status="closed")
    for change in (
        lambda: agenda.arrange(meeting, matter, **do),
        lambda: agenda.take_off_agenda(item, reason="下次", **do),
        lambda: agenda.reorder(item, up=True, **do),
        lambda: agenda.set_minutes(item, minutes=5),
    ):
        with pytest.raises(Refused):
            change()


@pytest.mark.parametrize("minutes", [0, 241])
def test_minutes_have_bounds(meeting, make_item, minutes):
    with pytest.raises(Refused, match="分钟"):
        agenda.set_minutes(make_item(meeting), minutes=minutes)


# --- up and down -----------------------------------------------------------------------------


@pytest.fixture
def three_levels(make_council, council):
    """Estate → community → street."""
    street = make_council("街道议事会", level="street")
    Council.objects.filter(pk=council.pk).update(parent=street)
    council.refresh_from_db()
    return make_council("小区议事会", level="estate", parent=council), council, street


def test_one_thread_goes_up_and_comes_down_again(three_levels, make_matter, do):
    estate, community, street = three_levels
    matter = make_matter(council=estate)
    matters.pass_up(matter, reason="小区没有这笔钱", **do)
    matters.pass_up(matter, reason="牵涉市政道路", **do)
    matter.refresh_from_db()
    assert (matter.council, matter.status) == (street, "raised")
    with pytest.raises(Refused, match="没有上级"):
        matters.pass_up(matter, reason="再上", **do)
    with pytest.raises(Refused, match="不是“街道议事会”的下级"):
        matters.pass_down(matter, to=estate, reason="太远", **do)
    matters.pass_down(matter, to=community, reason="街道已拨款，请组织实施", **do)
    ways = [(p.source, p.target, p.way) for p in Passing.objects.all()]
    assert ways == [
        (estate, community, "up"),
        (community, street, "up"),
        (street, community, "down"),
    ]
    assert Matter.objects.get().council == community


def test_passing_stands_in_both_records(three_levels, make_matter, do):
    estate, community, _ = three_levels
    matters.pass_up(make_matter(council=estate), reason="小区没有这笔钱", **do)
    for council in (estate, community):
        entry = council.record.get(kind="matter.passed")
        assert (entry.data["from"], entry.data["to"]) == (estate.name, community.name)
        assert entry.previous == GENESIS


def test_of_two_who_pass_a_matter_the_second_hears(three_levels, make_matter, do):
    estate, community, _ = three_levels
    matter = make_matter(council=estate)
    stale = Matter.objects.select_related("council__parent").get()
    matters.pass_up(matter, reason="小区没有这笔钱", **do)
    with pytest.raises(Overtaken):
        matters.pass_up(stale, reason="小区没有这笔钱", **do)
    assert Passing.objects.count() == 1 and community.record.count() == 1


def test_what_waits_on_an_agenda_is_taken_off_first(council, three_levels, meeting, make_item, do):
    item = make_item(meeting)
    with pytest.raises(Refused, match="先移出议程"):
        matters.pass_up(item.matter, reason="议不下来", **do)


def test_in_the_meeting_the_item_says_that_it_went_up(three_levels, open_meeting, make_item, do):
    item = make_item(open_meeting, status=AgendaItem.Status.CURRENT)
    matters.pass_up(item.matter, reason="议不下来", **do)
    item.refresh_from_db()
    assert item.status == AgendaItem.Status.PASSED


def test_an_inactive_council_receives_nothing(three_levels, make_matter, do):
    estate, community, _ = three_levels
    Council.objects.filter(pk=community.pk).update(active=False)
    estate.refresh_from_db()
    with pytest.raises(Refused, match="停用"):
        matters.pass_up(make_matter(council=estate), reason="小区没有这笔钱", **do)


# --- candidates ------------------------------------------------------------------------------


def test_topics_are_ranked_by_people_in_the_area(
    council, area, make_topic, make_suggestion, propose, django_assert_num_queries
):
    from suggestions.actions import answering, submitting

    below = area.add_child(
        code="310104008001", name="某居委", level="community", full_name="某居委"
    )
    beside = Area.objects.get(code="310104").add_child(
        code="310104009", name="别的街道", level="street", full_name="别的街道"
    )
    many = make_topic("一人多次", size=3, area=area, phone="13800000001")
    people = make_topic("两人各一次", size=2, area=below)
    liked = make_topic("一人但很多附议", size=1, area=area)
    make_topic("别处的", size=9, area=beside)
    propose("机器拟的", size=4)
    supported = answering.members(liked).get()
    for number in range(5):
        submitting.support(supported, supporter_key=f"k{number}", at=NOW)
    with django_assert_num_queries(1):
        found = list(candidates.topics(council))
    assert [topic.name for topic in found] == ["一人但很多附议", "两人各一次", "一人多次"]
    assert [(topic.people, topic.size) for topic in found] == [(6, 1), (2, 2), (1, 3)]
    Matter.objects.create(council=council, topic=people, title="议", source="topic", raised_at=NOW)
    assert people not in candidates.topics(council)
    assert many in candidates.topics(council)


def test_proposals_with_enough_seconds_come_first(council, do, wish, seats):
    other = proposing.propose(
        council, wish=proposing.Wish("装长椅", "老人没处坐"), key=visitors.new_key(), at=NOW
    )
    proposing.publish_proposal(other, **do)
    for seat in seats[:5]:
        seconding.second_by_seat(other, seat=seat, **do)
    assert [p.public_title for p in candidates.proposals(council)] == ["装长椅", "修路灯"]
