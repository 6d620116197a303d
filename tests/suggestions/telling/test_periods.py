"""各期对比: the right days, the stated rule, each number one click from its list."""

import datetime as dt
import io
from math import comb

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import make_aware

from suggestions.actions import gathering
from suggestions.models import Placement, Suggestion, Theme, Topic
from suggestions.telling import periods
from suggestions.telling.periods import Period, chance, compare, month_of, sudden

AT = make_aware(dt.datetime(2026, 11, 16, 0, 0))  # half of November is over
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 11, 15))
ADDRESS = "report_periods:index"


@pytest.fixture
def said(db, officer):
    """So many suggestions in a topic on a day, without the verbs."""

    def make(topic, day, number, into=None, hour=12):
        at = make_aware(dt.datetime.combine(day, dt.time(hour)))
        home = into or topic.campaign
        rows = Suggestion.objects.bulk_create(
            Suggestion(
                campaign=home, status="accepted", submitted_at=at, title="一", body="二",
                public_title="一",
            )
            for _ in range(number)
        )  # fmt: skip
        crossing = {"comes_from": home} if home != topic.campaign else {}
        Placement.objects.bulk_create(
            Placement(suggestion=row, topic=topic, by=officer, at=at, **crossing) for row in rows
        )
        return rows

    return make


@pytest.fixture
def lamp(campaign):
    return Topic.objects.create(campaign=campaign, number=1, name="路灯不亮", status="confirmed")


def day(month, number, year=2026):
    return dt.date(year, month, number)


def found(**options):
    period = options.pop("period", NOVEMBER)
    return compare(period, **{"level": "topic", "at": AT, **options}).lines


# --- periods ----------------------------------------------------------------------------------


def test_a_month_that_still_runs_is_compared_with_whole_months():
    assert NOVEMBER.before() == month_of(day(10, 5)) == Period(day(10, 1), day(10, 31))
    assert NOVEMBER.year_ago() == Period(day(11, 1, 2025), day(11, 30, 2025))
    assert month_of(day(1, 9)).before() == Period(day(12, 1, 2025), day(12, 31, 2025))
    assert month_of(day(2, 9, 2024)).last == day(2, 29, 2024)


def test_a_free_period_is_compared_with_as_many_days():
    period = Period(day(11, 3), day(11, 12))
    assert period.before() == Period(day(10, 24), day(11, 2))
    assert period.year_ago() == Period(day(11, 3, 2025), day(11, 12, 2025))
    leap = Period(day(2, 20, 2024), day(2, 29, 2024))
    assert leap.year_ago() == Period(day(2, 20, 2023), day(2, 28, 2023))


def test_a_period_has_lasted_as_long_as_it_has_lasted_by_now():
    assert month_of(day(11, 1)).days(AT) == 15 and month_of(day(10, 1)).days(AT) == 31
    assert Period(day(12, 1), day(12, 3)).days(AT) == 0


# --- the rule ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "days", "then", "days_then"), [(9, 15, 3, 31), (20, 30, 11, 31), (400, 30, 330, 31)]
)
def test_the_chance_is_the_tail_of_the_binomial(now, days, then, days_then):
    both, share = now + then, days / (days + days_then)
    tail = sum(comb(both, k) * share**k * (1 - share) ** (both - k) for k in range(now, both + 1))
    assert chance(now, days, then, days_then) == pytest.approx(tail, rel=1e-9)


def test_what_did_not_grow_is_no_surprise_and_great_numbers_do_no_harm():
    assert chance(15, 15, 31, 31) == 1 and chance(0, 15, 9, 31) == 1 and chance(3, 0, 1, 31) == 1
    assert chance(5, 15, 0, 31) == pytest.approx((15 / 46) ** 5)
    assert 0 <= chance(100_000, 30, 10, 31) < 1e-300


def test_of_many_lines_only_those_stand_out_that_chance_would_not_bring():
    assert sudden({1: 0.004}, 1) == {1} and sudden({1: 0.004}, 10) == set()
    assert sudden({1: 0.0001, 2: 0.0019, 3: 0.5}, 10) == {1, 2}  # the second by Benjamini–Hochberg
    assert sudden({}, 0) == set()


# --- the lines --------------------------------------------------------------------------------


def test_numbers_are_of_the_citys_own_days(lamp, said):
    said(lamp, day(10, 31), 1, hour=23)
    said(lamp, day(11, 1), 2, hour=0)
    said(lamp, day(11, 15), 4, hour=23)
    said(lamp, day(11, 20), 8)  # after the moment that is asked for
    said(lamp, day(11, 30, 2025), 16, hour=23)
    said(lamp, day(10, 31, 2025), 32, hour=23)
    (line,) = found()
    assert (line.now, line.before, line.year_ago) == (6, 1, 16)
    assert list(line.months) == [16, *[0] * 10, 1, 6]
    assert (line.name, line.number, line.campaign) == ("路灯不亮", 1, lamp.campaign.title)


def test_what_came_suddenly_is_marked_and_stands_first(campaign, lamp, said):
    steady = Topic.objects.create(campaign=campaign, number=2, name="停车", status="confirmed")
    said(steady, day(10, 10), 40), said(steady, day(11, 10), 25), said(steady, day(11, 3, 2025), 40)
    said(lamp, day(10, 10), 3), said(lamp, day(11, 10), 20), said(lamp, day(11, 3, 2025), 9)
    first, second = found()
    assert first.name == "路灯不亮" and first.told == "比上期突增、比去年同期突增"
    assert second.told == ""


def test_fewer_than_five_are_never_sudden(lamp, said):
    period = Period(day(11, 15), day(11, 15))
    said(lamp, day(11, 15), periods.LEAST - 1)
    assert compare(period, level="topic", at=AT).lines[0].told == ""
    said(lamp, day(11, 15), 20)
    assert compare(period, level="topic", at=AT).lines[0].is_sudden


def test_a_voice_counts_in_all_and_in_the_campaign_in_which_it_was_said(
    campaign, door_campaign, lamp, said
):
    said(lamp, day(11, 2), 2), said(lamp, day(11, 2), 3, into=door_campaign)
    assert [line.now for line in found()] == [5]
    assert [line.now for line in found(campaign=campaign.pk)] == [2]
    assert [line.now for line in found(campaign=door_campaign.pk)] == [3]


def test_what_was_withdrawn_or_put_aside_is_not_counted(campaign, lamp, said):
    gone = said(lamp, day(11, 2), 3)
    Suggestion.objects.filter(pk=gone[0].pk).update(status="withdrawn")
    aside = Topic.objects.create(campaign=campaign, number=2, name="旧", status="set_aside")
    said(aside, day(11, 2), 3)
    assert [line.now for line in found()] == [2]


def test_issues_and_themes_are_counted_as_wholes(campaign, lamp, said, officer):
    theme = Theme.objects.create(campaign=campaign, number=1, name="照明")
    other = Topic.objects.create(campaign=campaign, number=2, name="灯杆歪", status="confirmed")
    issue = gathering.open_issue(campaign, name="路灯", by=officer, at=AT, topics=[lamp, other])
    Topic.objects.update(theme=theme)
    said(lamp, day(11, 2), 2), said(other, day(11, 2), 3)
    assert [(line.key, line.name, line.now) for line in found(level="issue")] == [
        (issue.pk, "路灯", 5)
    ]
    assert [(line.name, line.now) for line in found(level="theme")] == [("照明", 5)]


def test_the_same_question_has_the_same_answer_and_costs_the_same_for_many(
    campaign, lamp, said, django_assert_num_queries
):
    said(lamp, day(11, 2), 6)
    with django_assert_num_queries(3):
        once = found()
    for number in range(2, 60):
        topic = Topic.objects.create(
            campaign=campaign, number=number, name=f"第{number}", status="confirmed"
        )
        said(topic, day(11, 2), 1)
    with django_assert_num_queries(3):
        again = compare(NOVEMBER, level="topic", at=AT, shown=10)
    assert again.known == 59 and len(again.lines) == 10 and again.lines[0].key == once[0].key
    assert found() == found()


# --- the page ---------------------------------------------------------------------------------


def links(page, line):
    return next(row for row in page.context["rows"] if row["line"].name == line)


@pytest.fixture
def november(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.mark.usefixtures("november")
def test_each_number_leads_to_just_those_suggestions(desk, campaign, door_campaign, lamp, said):
    said(lamp, day(11, 2), 2), said(lamp, day(11, 3), 3, into=door_campaign)
    said(lamp, day(10, 31), 4, hour=23), said(lamp, day(11, 1, 2025), 1, hour=0)
    gone = said(lamp, day(11, 4), 1)
    Suggestion.objects.filter(pk=gone[0].pk).update(status="declined")
    row = links(desk.get(reverse(ADDRESS)), "路灯不亮")
    assert [number for number, _ in row["figures"]] == [5, 4, 1]
    for number, url in row["figures"]:
        assert desk.get(url).context["paginator"].count == number
    only = links(desk.get(f"{reverse(ADDRESS)}?campaign={campaign.pk}"), "路灯不亮")
    assert only["figures"][0][0] == 2
    assert desk.get(only["figures"][0][1]).context["paginator"].count == 2
    # A look: the ledger opens tomorrow as its reader left it.
    assert desk.get(reverse("report_ledger:index")).context["paginator"].count == 11
    assert row["url"] == f"/admin/topics/{lamp.pk}/"


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize("level", ["issue", "theme"])
def test_numbers_of_issues_and_themes_lead_to_their_suggestions(
    desk, campaign, lamp, said, officer, level
):
    aside = Topic.objects.create(campaign=campaign, number=2, name="旧", status="confirmed")
    gathering.open_issue(campaign, name="照明", by=officer, at=AT, topics=[lamp, aside])
    theme = Theme.objects.create(campaign=campaign, number=1, name="照明")
    Topic.objects.update(theme=theme)
    Topic.objects.filter(pk=aside.pk).update(status="set_aside")
    said(lamp, day(11, 2), 2), said(aside, day(11, 2), 3)
    number, url = links(desk.get(f"{reverse(ADDRESS)}?level={level}"), "照明")["figures"][0]
    assert number == desk.get(url).context["paginator"].count == 2


@pytest.mark.usefixtures("november")
def test_the_page_draws_a_year_in_words_too_and_leaves_as_a_file(desk, lamp, said):
    said(lamp, day(11, 2), 12), said(lamp, day(9, 2), 3)
    page = desk.get(reverse(ADDRESS)).content.decode()
    assert 'aria-label="2026年9月 3、2026年11月 12"' in page and page.count("<rect") == 13
    assert "比上期突增" in page and "style=" not in page.split("desk-spark")[1][:500]
    response = desk.get(f"{reverse(ADDRESS)}?export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    header, row = book.active.iter_rows(values_only=True)
    assert header[3] == "本期（2026-11-01 至 2026-11-16）" and header[-1] == "2026-11"
    assert row[2:6] == ("路灯不亮", 12, 0, 0) and row[-1] == 12 and row[-3] == 3


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("first=2026-11-09", "请都填写"),
        ("first=2026-11-09&last=2026-11-01", "请对调"),
        ("first=2026-12-09&last=2026-12-10", "还没有开始"),
        ("first=0001-01-01&last=0001-01-02", "太早"),
        ("first=2024-01-01&last=2026-01-01", "最长一年"),
        ("first=x&last=2026-01-01", "2026-11-01 这样"),
        ("campaign=999", "没有这个征集"),
        ("level=x", "下面是本月"),
    ],
)
def test_what_cannot_be_compared_is_told_in_words(desk, lamp, said, query, told):
    said(lamp, day(11, 2), 2)
    for address in (f"{reverse(ADDRESS)}?{query}", f"{reverse(ADDRESS)}?{query}&export=xlsx"):
        response = desk.get(address)
        assert response.status_code == 400 and told in response.content.decode()
        assert response.context["found"].now.first == day(11, 1)


@pytest.mark.usefixtures("november")
def test_a_free_period_and_an_empty_one(desk, lamp, said):
    said(lamp, day(11, 2), 2)
    page = desk.get(f"{reverse(ADDRESS)}?first=2026-11-01&last=2026-11-30")
    assert page.context["found"].now == Period(day(11, 1), day(11, 16))
    empty = desk.get(f"{reverse(ADDRESS)}?first=2020-11-01&last=2020-11-30").content.decode()
    assert "这三期里都没有归入具体问题的建议" in empty
