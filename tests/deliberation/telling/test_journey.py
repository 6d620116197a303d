"""会商四步 as where we are: taken, left out with a reason, now, ahead; nothing passed over."""

import datetime as dt

import pytest

from deliberation import tasks
from deliberation.actions import matters
from deliberation.models import Matter, Minutes, Resolution, Step, StepTaken
from deliberation.telling.journey import ladder, way_on
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ON = NOW.date()


def states(matter, **fields):
    matter = Matter.objects.prefetch_related("steps").get(pk=matter.pk)
    return [(step.title, step.state) for step in ladder(matter, **fields)]


def test_the_first_step_is_where_a_new_matter_stands(make_matter):
    assert states(make_matter()) == [
        ("党组织研究", "now"),
        ("问题征询", "todo"),
        ("会审会商", "todo"),
        ("纪要明责", "todo"),
        ("督察审核跟踪", "todo"),
    ]


def test_a_step_left_out_says_so_with_its_reason(make_matter, secretary):
    matter = make_matter()
    study, ask = Step.objects.filter(procedure__code="four-steps", stage="before").order_by("order")
    matters.leave_out_step(matter, study, reason="不是重要事项。", by=secretary, at=NOW)
    assert states(matter)[:2] == [("党组织研究（未进行）", "done"), ("问题征询", "now")]
    shown = ladder(Matter.objects.get(pk=matter.pk))[0]
    assert "理由：不是重要事项。" in shown.text


def test_a_step_that_was_passed_over_shows_that_nobody_noted_it(make_matter):
    matter, confer = make_matter(), Step.objects.get(code="confer")
    StepTaken.objects.create(matter=matter, step=confer, note="已议。", on=ON, at=NOW)
    shown = ladder(Matter.objects.get(pk=matter.pk))
    assert [(s.state, s.text) for s in shown[:2]] == [("todo", "没有记录。")] * 2
    assert shown[3].state == "now"


def test_nothing_goes_on_when_it_has_ended(make_matter):
    assert {state for _, state in states(make_matter(), ended=True)} == {"todo"}


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        ("draft", ["done", "now", "todo", "todo"]),
        ("published", ["done", "now", "todo", "todo"]),
        ("carried", ["done", "done", "now", "todo"]),
        ("done", ["done", "done", "done", "now"]),
        ("confirmed", ["done", "done", "done", "done"]),
        ("repealed", ["done", "done"]),
    ],
)
def test_the_way_on_from_the_vote(published, status, wanted):
    Resolution.objects.update(status=status)
    found = Resolution.objects.select_related("publication", "council").get()
    assert [step.state for step in way_on(found)] == wanted


def test_the_worker_keeps_both_clocks(sent):
    Resolution.objects.update(status="carried")
    tasks.keep_clocks(at=dt.datetime(2026, 11, 21, 8, 0, tzinfo=NOW.tzinfo))
    assert Minutes.objects.get().status == Minutes.Status.FROZEN
    assert Resolution.objects.get().escalated_at
