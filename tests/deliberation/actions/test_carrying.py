"""落实 until residents say that it is really done; late work goes to the street."""

import datetime as dt
from decimal import Decimal

import pytest

from deliberation.actions import accepting, carrying, resolutions
from deliberation.actions.accepting import NO_NEEDED, YES_NEEDED
from deliberation.models import Acceptance, Entry, Matter, Resolution, StepTaken, Task
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.followed import AFTER_PUBLICATION as AT

pytestmark = pytest.mark.django_db


def first(resolution):
    return resolution.tasks.first()


def spend(task, amount, source, by, text="付款。"):
    return carrying.report_progress(
        task, text=text, spent=Decimal(amount), source=source, by=by, at=AT
    )


def say(resolution, done, n, comment="还差一盏。"):
    return accepting.say_whether_done(
        resolution, key=f"visitor-{n}", done=done, comment=comment, at=AT + dt.timedelta(days=21)
    )


# --- work -------------------------------------------------------------------------------------


def test_the_first_word_starts_a_task(carried, secretary):
    task = first(carried)
    carrying.report_progress(task, text="已下单。", by=secretary, at=AT)
    task.refresh_from_db()
    assert task.status == Task.Status.DOING


def test_nothing_is_noted_before_the_publication_is_over(published, secretary):
    with pytest.raises(Refused, match="不在落实中"):
        carrying.report_progress(first(published), text="已下单。", by=secretary, at=NOW)


def test_spending_stays_within_each_source_to_the_cent(carried, secretary):
    task = first(carried)
    spend(task, "12000.00", "repair_fund", secretary)
    with pytest.raises(Refused, match="还剩 0.00 元"):
        spend(task, "0.01", "repair_fund", secretary)
    with pytest.raises(Refused, match="众筹.*3,000.50"):
        spend(task, "3000.51", "crowdfunding", secretary)
    spend(task, "3000.50", "crowdfunding", secretary)


def test_spending_names_its_source(carried, secretary):
    with pytest.raises(Refused, match="钱从哪里来"):
        spend(first(carried), "1.00", "", secretary)


def test_a_photo_is_drawn_anew(carried, secretary, private_files, photo_file):
    photo = carrying.add_photo(
        first(carried), upload=photo_file("前.png"), when="before", by=secretary, at=AT
    )
    with photo.image.open() as stored:
        assert stored.read(3) == b"\xff\xd8\xff"


def test_what_is_no_photo_is_refused(carried, secretary, text_file):
    with pytest.raises(Refused, match="不是能打开的照片"):
        carrying.add_photo(first(carried), upload=text_file, when="after", by=secretary, at=AT)


def test_not_done_while_a_task_is_left(carried, secretary):
    with pytest.raises(Refused, match="还有没完成的事项：采购路灯、安装调试"):
        accepting.finish_resolution(carried, by=secretary, at=AT)
    carried.refresh_from_db()
    assert carried.status == Resolution.Status.CARRIED


def test_a_task_may_be_added_and_taken_up_again(carried, secretary):
    work = resolutions.Work("加装遮光罩", "幸福物业", dt.date(2026, 11, 1))
    task = carrying.add_task(carried, work=work, by=secretary, at=AT)
    assert task.order == 3
    carrying.finish_task(task, text="装好了。", by=secretary, at=AT)
    carrying.resume_task(task, reason="掉了一个。", by=secretary, at=AT)
    assert Task.objects.get(pk=task.pk).done_at is None


# --- really done? -----------------------------------------------------------------------------


def test_enough_yes_confirm_it(finished):
    for n in range(YES_NEEDED - 1):
        say(finished, "yes", n)
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.DONE
    say(finished, "yes", 99)
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.CONFIRMED and finished.confirmed_at
    finished.matter.refresh_from_db()
    assert finished.matter.status == Matter.Status.CONCLUDED
    assert StepTaken.objects.filter(matter=finished.matter, step__code="follow").exists()


def test_yes_below_half_does_not(finished):
    for n in range(YES_NEEDED + 1):
        say(finished, "partly", f"p{n}")
    for n in range(YES_NEEDED):
        say(finished, "yes", n)
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.DONE
    say(finished, "yes", "one more")  # exactly half
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.CONFIRMED


def test_a_majority_of_no_sends_it_back_to_a_new_round(finished):
    for n in range(NO_NEEDED):
        say(finished, "no", n)
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.CARRIED and finished.round == 2
    assert Entry.objects.last().data["no"] == NO_NEEDED
    with pytest.raises(Refused, match="不在请居民确认"):
        say(finished, "yes", 9)


def test_half_of_no_does_not(finished):
    for n in range(NO_NEEDED):
        say(finished, "partly", f"p{n}")
    for n in range(NO_NEEDED):
        say(finished, "no", n)
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.DONE
    say(finished, "no", "one more")
    finished.refresh_from_db()
    assert finished.status == Resolution.Status.CARRIED


def test_in_the_new_round_everybody_is_asked_anew(finished, secretary):
    for n in range(NO_NEEDED):
        say(finished, "no", n)
    accepting.finish_resolution(Resolution.objects.get(pk=finished.pk), by=secretary, at=AT)
    say(finished, "yes", 0)
    assert list(Acceptance.objects.values_list("round", flat=True)) == [1, 1, 1, 2]


def test_one_word_a_visitor(finished):
    say(finished, "yes", 1)
    with pytest.raises(Overtaken, match="已经回答过"):
        say(finished, "no", 1)
    assert Acceptance.objects.count() == 1


def test_a_no_says_why(finished):
    with pytest.raises(Refused, match="哪里没有办好"):
        say(finished, "no", 1, comment=" ")


def test_reopened_by_hand_after_confirming(finished, secretary):
    for n in range(YES_NEEDED):
        say(finished, "yes", n)
    confirmed = Resolution.objects.get(pk=finished.pk)
    accepting.reopen_resolution(confirmed, reason="灯又坏了。", by=secretary, at=AT)
    confirmed = Resolution.objects.get(pk=finished.pk)
    assert (confirmed.status, confirmed.round) == (Resolution.Status.CARRIED, 2)
    assert confirmed.matter.status == Matter.Status.RESOLVED


# --- late -------------------------------------------------------------------------------------


@pytest.fixture
def street(make_council, council):
    """Two levels up from the estate."""
    street = make_council("田林街道议事会", level="street")
    middle = make_council("中间", level="community", parent=street)
    type(council).objects.filter(pk=council.pk).update(level="estate", parent=middle)
    return street


LATE = dt.datetime(2026, 11, 21, 8, 0, tzinfo=NOW.tzinfo)


def test_overdue_goes_to_the_street_once(carried, street):
    assert accepting.escalate_overdue(at=LATE - dt.timedelta(days=1)) == 0  # its last day
    assert accepting.escalate_overdue(at=LATE) == 1
    assert accepting.escalate_overdue(at=LATE) == 0
    carried.refresh_from_db()
    assert carried.escalated_to == street and carried.escalated_at == LATE
    assert Entry.objects.filter(kind="resolution.escalated").get().data["to"] == street.name


def test_without_a_council_above_it_is_still_marked(carried):
    assert accepting.escalate_overdue(at=LATE) == 1
    carried.refresh_from_db()
    assert carried.escalated_to is None and carried.escalated_at


def test_a_new_date_begins_a_new_clock(carried, street, secretary):
    accepting.escalate_overdue(at=LATE)
    carried.refresh_from_db()
    resolutions.reschedule_resolution(
        carried, due_on=dt.date(2026, 12, 1), reason="雨季。", by=secretary, at=LATE
    )
    assert accepting.escalate_overdue(at=LATE) == 0
    assert accepting.escalate_overdue(at=LATE + dt.timedelta(days=30)) == 1
