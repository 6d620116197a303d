"""睦邻指数: each count on records made for it, a month for all of them, nothing out of nothing."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from deliberation import tasks
from deliberation.actions import evaluating, indexing
from deliberation.indicators import COUNTS, Month, counted
from deliberation.models import (
    AgendaItem,
    Figure,
    IndexMonth,
    Indicator,
    Meeting,
    Minutes,
    Notice,
    Proposal,
    Resolution,
    Second,
)
from deliberation.rules.formula import read
from suggestions.actions.rules import Refused
from suggestions.residents import visitors
from tests.conftest import NOW
from tests.deliberation.actions.test_evaluating import (  # noqa: F401
    LATER,
    MEASURED,
    aimed,
    promised,
)

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.date(2026, 9, 1)
OCTOBER = dt.datetime(2026, 10, 2, 3, tzinfo=NOW.tzinfo)


def found(council, month=SEPTEMBER, names=None):
    """The counts of a council that are not 0."""
    table = counted(set(names or COUNTS), Month(month))
    return {name: number for name, number in table.get(council.pk, {}).items() if number}


# --- the counts -------------------------------------------------------------------------------


def test_a_meeting_that_was_held(closed, council):
    """Eight of ten seats of five parties, one by a substitute; one observer."""
    counts = found(council)
    assert {
        n: counts[n] for n in ("应开会议", "已开会议", "足数会议", "列席人次")
    } == dict.fromkeys(("应开会议", "已开会议", "足数会议", "列席人次"), 1)
    assert (counts["应到席位"], counts["到会席位"]) == (10, 8)
    assert (counts["应到议事方"], counts["到会议事方"]) == (5, 4)
    assert (counts["议过议题"], counts["表决事项"], counts["通过事项"]) == (1, 1, 1)
    assert "本级议定" not in counts and "定稿纪要" not in counts


def test_notices_in_time_of_the_last_announcement_and_final_minutes(closed, council, seats):
    Meeting.objects.filter(pk=closed.pk).update(sequence=1, notice_by=NOW)
    late = NOW + dt.timedelta(minutes=1)
    for n, (seat, moment, told) in enumerate(
        zip(seats, (NOW, NOW, late, NOW), (1, 1, 1, 0), strict=False)
    ):
        Notice.objects.create(
            meeting=closed, seat=seat, round=told, channel="sms", status="sent", key=str(n),
            subject="开会", body="请到会。", queued_at=NOW, try_at=NOW, sent_at=moment,
        )  # fmt: skip
    Notice.objects.create(
        meeting=closed, seat=seats[5], round=1, channel="sms", status="failed", key="failed",
        subject="开会", body="请到会。", queued_at=NOW, try_at=NOW,
    )  # fmt: skip
    counts = found(council)
    assert (counts["应送通知"], counts["按时通知"]) == (4, 2)
    row = Minutes.objects.create(meeting=closed, council=council, year=2026, number=1)
    assert "定稿纪要" not in found(council)
    Minutes.objects.filter(pk=row.pk).update(status="frozen", head="x")
    assert found(council)["定稿纪要"] == 1


def test_half_of_the_seats_is_no_quorum(closed, council):
    closed.attendances.filter(seat__isnull=False).order_by("-pk").first().delete()
    left = closed.attendances.filter(seat__isnull=False).order_by("-pk")
    for attendance in left[: left.count() - 5]:
        attendance.delete()
    counts = found(council)
    assert counts["到会席位"] == 5 and "足数会议" not in counts


def test_a_meeting_that_was_cancelled_was_due(make_meeting, council):
    make_meeting(status=Meeting.Status.CANCELLED)
    assert found(council) == {"应开会议": 1}


def test_another_month_is_another_month(closed, council):
    counts = found(council, dt.date(2026, 8, 1))
    assert not counts.keys() & {"应开会议", "已开会议", "议过议题", "提出议题"}


def test_matters_settled_here_and_come_again(closed, resolution, council, make_matter):
    make_matter("又来的", returned=resolution)
    counts = found(council)
    assert (counts["本级议定"], counts["议过议题"]) == (1, 1)
    assert (counts["重复议题"], counts["提出议题"]) == (1, 2)


def test_one_that_was_handed_up(closed, council):
    AgendaItem.objects.update(status=AgendaItem.Status.PASSED)
    counts = found(council)
    assert (counts["上报议题"], counts["议过议题"]) == (1, 1) and "本级议定" not in counts


def test_the_same_residents_topic_a_second_time(make_matter, make_topic, council):
    topic = make_topic("路灯", size=1)
    make_matter("早的", topic=topic, status="concluded", raised_at=NOW - dt.timedelta(days=90))
    make_matter("晚的", topic=topic)
    assert found(council)["重复议题"] == 1


def test_residents_wishes_and_seconds_that_count(council):
    wish = Proposal.objects.create(
        council=council, title="座椅", body="加几把。", public_title="座椅", public_body="加几把。",
        key=visitors.new_key(), receipt_hash="x", submitted_at=NOW, status="taken",
        published_at=NOW,
    )  # fmt: skip
    for n, way in enumerate(("phone", "phone", "seat", "browser")):
        Second.objects.create(proposal=wish, way=way, key=str(n), at=NOW)
    assert found(council) == {"居民提议": 1, "列入提议": 1, "附议人次": 3}


def test_resolutions_done_in_time(finished, council):
    """Passed on the 16th of September, due on the 20th of November, done on the 29th of October."""
    october = found(council, dt.date(2026, 10, 1))
    assert october["办成决议"] == 1 and 42 < october["办成天数"] < 44
    assert (october["到期事项"], "按期事项" in october) == (1, False)  # due on the 20th, done later
    november = found(council, dt.date(2026, 11, 1))
    assert (november["到期决议"], november["按期办成"]) == (1, 1)
    assert (november["到期事项"], november["按期事项"]) == (1, 1)
    assert november["一年办成"] == 1 and "一年确认" not in november
    Resolution.objects.update(status="confirmed", confirmed_at=OCTOBER + dt.timedelta(days=40))
    assert found(council, dt.date(2026, 11, 1))["一年确认"] == 1
    assert "一年确认" not in found(council, dt.date(2026, 10, 1))


def test_a_repealed_resolution_is_not_due(finished, council):
    Resolution.objects.update(status="repealed")
    assert not found(council, dt.date(2026, 11, 1)).keys() & {"到期决议", "按期办成", "办成决议"}


def test_objections_answered_before_the_publication_ended(published, council, secretary):
    from deliberation.actions import publishing

    days = (NOW + dt.timedelta(days=1), OCTOBER + dt.timedelta(days=10))
    for n, day in enumerate(days):
        one, _ = publishing.object_to(published, text="太亮。", key=visitors.new_key(), at=NOW)
        publishing.answer_objection(one, answer=f"第{n}次答复。", by=secretary, at=day)
    counts = found(council, dt.date(2026, 10, 1))
    assert (counts["期满意见"], counts["按时答复意见"]) == (2, 1)
    assert found(council)["公示意见"] == 2


def test_effects_evaluated_and_reached(promised, council, secretary):  # noqa: F811
    evaluating.rate_effect(promised, key="a", word="better", at=LATER)
    january = dt.date(2027, 1, 1)
    assert found(council, january)["应评估决议"] == 1
    assert "已评估决议" not in found(council, january)
    evaluating.evaluate(promised, measured=MEASURED, by=secretary, at=LATER)
    counts = found(council, january)
    assert (counts["应评估决议"], counts["已评估决议"]) == (1, 1)
    assert (counts["有约定的评估"], counts["达到约定的评估"]) == (1, 1)
    assert (counts["评效果人次"], counts["说变好人次"]) == (1, 1)
    assert "应评估决议" not in found(council, dt.date(2027, 2, 1))


def test_households_of_the_newest_checked_roll(make_roll, council):
    make_roll("households", rows=[["1", "张三", "一户", "是", "13900000001"]])
    assert found(council) == {"名册户数": 1}
    assert "名册户数" not in found(council, dt.date(2026, 8, 1))


def test_what_residents_said_of_work(finished, council):
    from deliberation.actions import accepting

    at = OCTOBER + dt.timedelta(days=28)
    for n, done in enumerate(("yes", "yes", "no")):
        accepting.say_whether_done(finished, key=str(n), done=done, comment="还差一盏。", at=at)
    counts = found(council, dt.date(2026, 10, 1))
    assert (counts["确认人次"], counts["说办好人次"]) == (3, 2)


def test_every_count_is_one_query(closed, finished, django_assert_num_queries):
    for count in COUNTS.values():
        with django_assert_num_queries(1):
            dict(count.of(Month(SEPTEMBER)))


def test_every_count_says_what_it_counts_and_has_a_name_for_formulas():
    for name, count in COUNTS.items():
        assert len(count.meaning) > 8 and "其中" not in count.meaning
        assert count.of.__module__.startswith("deliberation.indicators")
        assert read(f"{name} / {name}", set(COUNTS)).names == {name}


# --- a month ----------------------------------------------------------------------------------


def figure(council, code):
    return Figure.objects.get(council=council, month=SEPTEMBER, indicator__code=code)


def test_what_is_shipped_can_be_read_and_asks_for_counts_that_there_are():
    rows = Indicator.objects.in_force(SEPTEMBER)
    assert rows.count() == 17
    for row in rows:
        row.full_clean()
        assert read(row.formula, set(COUNTS)).names


def test_a_month_of_all_councils(closed, make_council, council):
    other = make_council("别处议事会")
    make_council("停用的", active=False)
    done = indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    assert (done.councils, done.indicators, done.figures) == (2, 17, 34)
    assert Figure.objects.count() == 34
    seats = figure(council, "seats")
    assert (seats.numerator, seats.denominator, seats.value) == (8, 10, 80)
    nothing = figure(other, "seats")
    assert (nothing.numerator, nothing.denominator, nothing.value) == (0, 0, None)
    assert IndexMonth.objects.get().councils == 2


def test_the_same_again_keeps_the_figure_and_takes_what_is_new(closed, council):
    indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    before = figure(council, "seats")
    closed.attendances.filter(seat__isnull=False).first().delete()
    indexing.reckon_month(SEPTEMBER, at=OCTOBER + dt.timedelta(days=1))
    after = figure(council, "seats")
    assert (after.pk, after.value) == (before.pk, 70)
    assert IndexMonth.objects.get().reckoned_at == OCTOBER + dt.timedelta(days=1)


def test_a_month_that_is_not_over_has_no_figures(council):
    with pytest.raises(Refused, match="还没有过完"):
        indexing.reckon_month(dt.date(2026, 10, 1), at=OCTOBER)


def test_a_new_wording_holds_from_its_day(closed, council):
    old = Indicator.objects.get(code="seats")
    Indicator.objects.filter(pk=old.pk).update(until=dt.date(2026, 9, 14))
    values = {f.name: getattr(old, f.name) for f in Indicator._meta.fields if f.name != "id"}
    values |= {"since": dt.date(2026, 9, 15), "until": None, "formula": "到会席位 / 已开会议"}
    new = Indicator.objects.create(**values)
    indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    assert figure(council, "seats").indicator == new and figure(council, "seats").value == 8


def test_a_quotient_inside_without_denominator_gives_no_value():
    formula = read("(已开会议 / 应开会议) / 应到席位", set(COUNTS))
    assert indexing.reckoned(formula, {"应到席位": Fraction(3)}) == (0, 0, None)


def test_numbers_are_kept_to_a_hundredth():
    assert indexing.rounded(Fraction(200, 3)) == Decimal("66.67")


def test_the_number_of_queries_does_not_grow(make_council, django_assert_max_num_queries):
    for n in range(40):
        make_council(f"第{n}议事会")
    with django_assert_max_num_queries(54):
        indexing.reckon_month(SEPTEMBER, at=OCTOBER)


# --- by the clock and by hand -----------------------------------------------------------------


def test_the_clock_asks_for_last_month_once(council, monkeypatch):
    asked = []
    job = SimpleNamespace(enqueue=asked.append, module_path=tasks.reckon_index.module_path)
    monkeypatch.setattr(tasks, "reckon_index", job)
    tasks.reckon_last_month(at=OCTOBER)
    assert asked == ["2026-09"]
    indexing.reckon_month(SEPTEMBER, at=OCTOBER)
    tasks.reckon_last_month(at=OCTOBER)
    tasks.reckon_last_month(at=OCTOBER + dt.timedelta(days=31))
    assert asked == ["2026-09", "2026-10"]


def test_the_job_reckons_the_month(council, time_machine):
    time_machine.move_to(OCTOBER, tick=False)
    tasks.reckon_index.call("2026-09")
    assert IndexMonth.objects.get().month == SEPTEMBER


def test_by_hand(council, time_machine, capsys):
    time_machine.move_to(OCTOBER, tick=False)
    call_command("reckon_index")
    assert "2026年9月：1 个议事会，17 项指标，17 个数" in capsys.readouterr().out
    with pytest.raises(CommandError, match="还没有过完"):
        call_command("reckon_index", month="2026-10")
    with pytest.raises(CommandError, match="看不懂"):
        call_command("reckon_index", month="九月")
