"""How far the screening has come, and until when: honest where a day says too little."""

import datetime as dt

import pytest
from chinese_calendar.constants import holidays, workdays

from suggestions.actions import deciding, screening
from suggestions.telling import reading
from suggestions.work.clocks import Calendar
from tests.conftest import NOW, SHANGHAI

HOUR = dt.timedelta(hours=1)
ANNOUNCED = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
# 2027 as it might be announced: thirteen days off from Monday to Friday.
EXPECTED = [(1, 1), *((2, day) for day in range(8, 13)), (4, 5), (5, 1), (5, 3), (5, 4), (6, 9)]
EXPECTED += [(10, 1), (10, 4), (10, 5)]
TABLE = Calendar(
    {day: working for day, working in ANNOUNCED.items() if day.year == 2026}
    | {dt.date(2027, *day): False for day in EXPECTED}
)


def said(left, done, hours, at=NOW):
    return reading.forecast(left, done, at - hours * HOUR if hours else None, at=at, table=TABLE)


@pytest.mark.parametrize(
    ("left", "done", "hours", "words"),
    [
        (0, 0, 0, "都读完了。"),
        (500, 0, 0, "今天读得还少，推算不出哪天读完。"),
        (500, 29, 3, "今天读得还少，推算不出哪天读完。"),
        (500, 200, 0.5, "今天读得还少，推算不出哪天读完。"),
        (100, 100, 2, "按今天的速度，今天就能读完。"),
        (400, 100, 2, "按今天的速度，9 月 17 日读完。"),  # 50 an hour: 250 today, the rest tomorrow
        (
            1000,
            100,
            2,
            "按今天的速度，9 月 20 日读完。",
        ),  # a Saturday lies between, the Sunday is worked
        (27_000, 100, 2, "按今天的速度，2027 年 "),
        (300_000, 30, 7, "按今天的速度，还要 10000 个工作日。"),  # no table reaches so far
    ],
)
def test_the_forecast_says_a_day_only_where_today_says_enough(left, done, hours, words):
    assert said(left, done, hours).startswith(words)


def test_a_day_of_the_next_year_names_its_year():
    late = dt.datetime(2026, 12, 31, 12, 0, tzinfo=SHANGHAI)
    assert said(2000, 100, 2, at=late).startswith("按今天的速度，2027 年 1 月 ")


def test_progress_counts_by_officer_and_not_what_was_decided_by_the_thousand(
    submit, officer, second_officer, now, django_assert_max_num_queries
):
    rows = [submit(f"第{i}条").suggestion for i in range(6)]
    yesterday = now - dt.timedelta(days=1)
    screening.accept(rows[0], by=officer, at=yesterday)
    screening.accept(rows[1], by=officer, at=now)
    screening.decline(rows[2], route="hotline", by=second_officer, at=now)
    decision = deciding.choose_all(type(rows[0]).objects.all(), words="", by=officer, at=now)
    deciding.confirm(decision, do="accept", number=3, by=officer, at=now)
    deciding.run(decision, at=now)
    submit("后来的")
    with django_assert_max_num_queries(3):
        found = reading.progress(now + HOUR)
    assert [(r.name, r.today, r.week) for r in found.readers] == [("周敏", 1, 2), ("吴强", 1, 1)]
    assert (found.waiting, found.read, found.total, found.percent) == (1, 6, 7, 86)
    assert found.forecast == "今天读得还少，推算不出哪天读完。"


def test_who_reads_the_last_letter_of_a_campaign_sees_more_read_and_not_less(
    submit, make_campaign, officer, now
):
    other = make_campaign("读得完的征集")
    last = submit("最后一条", into=other).suggestion
    submit("别处的一条")
    before = reading.progress(now)
    screening.accept(last, by=officer, at=now)
    after = reading.progress(now + HOUR)
    assert (before.read, before.total) == (0, 2)
    assert (after.read, after.total) == (1, 2)
    week = reading.progress(now + dt.timedelta(days=8))
    assert (week.read, week.total) == (0, 1)
