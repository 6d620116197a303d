"""决议 out of a carried motion: numbered once, answered to every author, refused where unfit."""

import datetime as dt
from decimal import Decimal

import pytest

from deliberation.actions import motions, resolutions
from deliberation.models import Entry, Matter, Motion, Resolution, StepTaken
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Delivery, Topic
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_resolution_holds_what_was_decided(resolution, held):
    assert resolution.full_number == "〔2026〕1号"
    assert resolution.worked == held.verdict["worked"] and "同意7人" in resolution.worked
    assert resolution.due_on == dt.date(2026, 11, 20)  # the last task
    assert [t.title for t in resolution.tasks.all()] == ["采购路灯", "安装调试"]
    assert {m.source: m.amount for m in resolution.money.all()} == {
        "repair_fund": Decimal("12000.00"),
        "crowdfunding": Decimal("3000.50"),
    }
    assert resolution.passed_at == held.closed_at
    resolution.matter.refresh_from_db()
    assert resolution.matter.status == Matter.Status.RESOLVED


def test_the_record_tells_it_without_private_words(resolution, council):
    entry = Entry.objects.filter(council=council).last()
    assert entry.kind == "resolution.made"
    assert entry.data["money"] == {"repair_fund": "12000.00", "crowdfunding": "3000.50"}


def test_the_meeting_counts_as_the_step_of_conferring(resolution):
    taken = StepTaken.objects.get(matter=resolution.matter, step__code="confer")
    assert not taken.left_out and "表决" in taken.note


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lead": " "}, "请填写牵头单位"),
        ({"tasks": []}, "至少写一项"),
        ({"money": {"repair_fund": Decimal("0")}}, "大于零"),
        ({"money": {"repair_fund": Decimal("1.001")}}, "精确到分"),
        ({"money": {"repair_fund": Decimal("NaN")}}, "大于零"),
        ({"money": {"bank": Decimal("1")}}, "资金来源"),
        ({"text": "联系 13812345678"}, "手机号"),
        ({"helpers": [f"单位{n}" for n in range(11)]}, "最多 10 个"),
        ({"tasks": [resolutions.Work("装灯", "物业", dt.date(2026, 9, 15))]}, "不能早于今天"),
    ],
)
def test_what_may_not_stand_is_refused(held, decision, secretary, change, words):
    with pytest.raises(Refused, match=words):
        resolutions.resolve(held, decision=decision(**change), by=secretary, at=NOW)
    assert not Resolution.objects.exists()


def test_a_second_resolution_of_the_same_vote_is_refused(resolution, held, decision, secretary):
    with pytest.raises(Overtaken, match="已经形成了决议"):
        resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    assert Resolution.objects.count() == 1


def test_a_vote_that_failed_makes_no_resolution(held, vote_on, decision, secretary):
    failed = vote_on(held.item, (3, 5, 0))
    with pytest.raises(Refused, match="没有通过"):
        resolutions.resolve(failed, decision=decision(), by=secretary, at=NOW)


def test_an_annulled_vote_makes_no_resolution(held, decision, secretary):
    motions.annul_motion(held, reason="计票有误。", by=secretary, at=NOW)
    with pytest.raises(Refused, match="宣布无效"):
        resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)


def test_an_open_vote_makes_no_resolution(held, decision, secretary):
    Motion.objects.filter(pk=held.pk).update(status="open", passed=None, closed_at=None)
    with pytest.raises(Refused, match="还没有结束"):
        resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)


def test_a_step_that_nobody_recorded_stops_it(held, decision, secretary):
    StepTaken.objects.filter(step__code="ask").delete()
    with pytest.raises(Refused, match="问题征询"):
        resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    held.item.matter.refresh_from_db()
    assert held.item.matter.status == Matter.Status.ARRANGED


def test_a_step_left_out_with_a_reason_does_not(held, decision, secretary):
    StepTaken.objects.filter(step__code="ask").update(left_out=True)
    assert resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)


def test_numbers_run_by_year(resolution, held, vote_on, decision, secretary):
    again = vote_on(held.item, title="再装一盏")
    second = resolutions.resolve(again, decision=decision(title="再装"), by=secretary, at=NOW)
    assert second.full_number == "〔2026〕2号"
    later = vote_on(held.item, title="来年再装", at=NOW + dt.timedelta(days=120))
    works = [resolutions.Work("装灯", "物业", dt.date(2027, 3, 1))]
    third = resolutions.resolve(
        later, decision=decision(tasks=works), by=secretary, at=NOW + dt.timedelta(days=120)
    )
    assert third.full_number == "〔2027〕1号"


# --- residents hear ---------------------------------------------------------------------------


@pytest.fixture
def from_topic(held, make_topic):
    """The matter of `held` came from three suggestions."""
    topic = make_topic("三号楼前路灯不亮", size=3)
    Matter.objects.filter(pk=held.item.matter_id).update(topic=topic, source="topic")
    return Motion.objects.get(pk=held.pk), topic


def test_every_author_hears_of_it(from_topic, decision, secretary):
    motion, topic = from_topic
    resolutions.resolve(motion, decision=decision(), by=secretary, at=NOW)
    topic.refresh_from_db()
    assert topic.status == Topic.Status.ANSWERED
    texts = set(Delivery.objects.values_list("answer__text", flat=True))
    assert Delivery.objects.count() == 3 and len(texts) == 1
    assert "〔2026〕1号" in texts.pop()


def test_a_topic_with_a_department_is_not_answered_behind_its_back(
    make_referral, from_topic, decision, secretary
):
    motion, topic = from_topic
    make_referral(topic)
    with pytest.raises(Refused, match="只关联、不答复"):
        resolutions.resolve(motion, decision=decision(), by=secretary, at=NOW)
    assert not Resolution.objects.exists()
    linked = resolutions.resolve(
        motion, decision=decision(), by=secretary, at=NOW, tell_authors=False
    )
    assert linked.matter.topic == topic and not Delivery.objects.exists()


# --- later ------------------------------------------------------------------------------------


def test_another_day_needs_its_reason(carried, secretary):
    at = NOW + dt.timedelta(days=30)
    with pytest.raises(Refused, match="理由"):
        resolutions.reschedule_resolution(
            carried, due_on=dt.date(2026, 12, 20), reason="", by=secretary, at=at
        )
    resolutions.reschedule_resolution(
        carried, due_on=dt.date(2026, 12, 20), reason="雨季施工。", by=secretary, at=at
    )
    carried.refresh_from_db()
    assert carried.due_on == dt.date(2026, 12, 20)
    entry = Entry.objects.filter(kind="resolution.rescheduled").get()
    assert entry.data["from"] == "2026-11-20"


def test_what_was_not_carried_out_comes_back_as_a_matter(carried, secretary):
    matter = resolutions.bring_back(carried, reason="资金没有到位。", by=secretary, at=NOW)
    carried.refresh_from_db()
    assert carried.status == Resolution.Status.REPEALED
    assert carried.repealed_because == "资金没有到位。"
    assert matter.returned == carried and matter.source == Matter.Source.RESOLUTION
    assert matter.status == Matter.Status.RAISED


def test_a_confirmed_resolution_is_not_repealed(finished, secretary):
    with pytest.raises(Overtaken):
        resolutions.repeal_resolution(finished, reason="不办了。", by=secretary, at=NOW)
