"""Shares, weeks, places and order of campaigns."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.actions import answering, referring, submitting
from suggestions.telling import figures
from tests.conftest import SHANGHAI


def test_weeks_begin_on_monday_in_the_citys_own_time():
    sunday_night_utc = dt.datetime(2026, 9, 13, 17, 0, tzinfo=dt.UTC)  # Monday 01:00 here
    (week,) = figures.by_week([sunday_night_utc])
    assert week.monday == dt.date(2026, 9, 14) and week.sunday == dt.date(2026, 9, 20)


@given(st.lists(st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 1, 1)), max_size=30))
def test_weeks_lose_nobody_and_leave_no_gap(moments):
    weeks = figures.by_week(moment.replace(tzinfo=SHANGHAI) for moment in moments)
    assert sum(week.count for week in weeks) == len(moments)
    steps = {b.monday - a.monday for a, b in zip(weeks, weeks[1:], strict=False)}
    assert steps <= {dt.timedelta(days=7)}


def test_streets_become_districts_where_there_are_many():
    few = ["徐汇区 · 田林街道 · 一村", "徐汇区 · 田林街道", "徐汇区", ""]
    assert dict(figures.by_place(few)) == {"徐汇区田林街道": 2, "徐汇区": 1}
    many = [f"徐汇区 · 第{number}街道" for number in range(11)]
    assert figures.by_place(many) == [("徐汇区", 11)]


def test_bars_are_measured_by_the_longest():
    assert [bar.percent for bar in figures.bars([("甲", 200), ("乙", 100), ("丙", 1)])] == [
        100,
        50,
        1,
    ]
    assert figures.bars([]) == []


def test_the_chart_fits_its_frame():
    weeks = [figures.Week(dt.date(2026, 9, 7), 4), figures.Week(dt.date(2026, 9, 14), 0)]
    drawn = figures.chart(weeks)
    assert [c["height"] for c in drawn["columns"]] == [drawn["height"], 0]
    assert drawn["columns"][-1]["x"] + drawn["columns"][-1]["width"] == drawn["width"]


@pytest.mark.django_db
def test_counts_add_up_over_campaigns(submit, make_suggestion, make_campaign):
    other = make_campaign("老旧电梯换新", closes_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    submit()
    make_suggestion()
    make_suggestion(into=other)
    counts = figures.counts_by_campaign()
    assert counts[other.pk] == figures.Counts(1, 1, 0)
    assert sum(counts.values(), figures.Counts()) == figures.Counts(3, 2, 0)


@pytest.mark.django_db
def test_topics_are_counted_by_what_people_put_in_and_left_in(make_topic, campaign, now):
    large, small = make_topic("大的", 3), make_topic("小的", 2)
    large.placements.filter(pk=large.placements.first().pk).update(by=None)
    submitting.withdraw(large.placements.by_people().first().suggestion, at=now)
    found = figures.by_size(campaign.pk)
    assert [(topic.pk, topic.size) for topic in found] == [(small.pk, 2), (large.pk, 1)]


@pytest.mark.django_db
def test_answers_waiting_for_the_officer_are_not_among_the_latest(
    make_referral, clerk, officer, now
):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(referral, text="会装。", adoption="work", by=clerk, at=now)
    assert figures.latest_answers(4) == []
    answering.accept_answer(answer, by=officer, at=now)
    assert figures.latest_answers(4) == [answer]
