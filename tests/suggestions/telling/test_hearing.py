"""还没听到谁: voices beside people with how sure that is; small numbers hidden; read by people."""

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from suggestions.actions import hearing, screening, stationing
from suggestions.models import (
    Audience,
    CampaignSeriesPage,
    Event,
    ParticipationCount,
    SeriesPart,
)
from suggestions.telling import hearing as telling

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(area):
    """The street and a second one beside it."""
    district = area.get_parent()
    beside = district.add_child(
        code="310104012", name="虹梅路街道", level="street", full_name="徐汇区 · 虹梅路街道"
    )
    return {"田林街道": area, "虹梅路街道": beside}


@pytest.fixture
def heard(campaign, places, make_suggestion, officer, now):
    """So many voices of each street; half of the people live in each."""

    def make(tian, hong, people="不限，田林街道，1000\n不限，虹梅路街道，1000"):
        for name, many in (("田林街道", tian), ("虹梅路街道", hong)):
            for i in range(many):
                make_suggestion(f"{name}{i}", area=places[name])
        hearing.set_targets(campaign, cells=people, source="普查", by=officer, at=now)
        return telling.whole(campaign.pk)

    return make


def test_a_cell_is_short_only_where_chance_does_not_explain_it(heard):
    whole = heard(24, 6)
    by = {str(cell.target): cell for cell in whole.cells}
    short = by["徐汇区 · 虹梅路街道"]
    assert (short.heard, short.expected, short.short) == (6, 15, 9)
    assert short.high < 15 and short.verdict == "听得少"
    assert (short.sessions, short.visits) == (1, 3)
    assert by["徐汇区 · 田林街道"].verdict == "听得多" and whole.total == 30


def test_what_is_short_is_what_lies_between_the_numbers_shown(heard):
    people = "不限，田林街道，1580\n不限，虹梅路街道，1000"
    cell = heard(26, 6, people).shortfalls[0]
    assert round(cell.expected, 1) == 12.4 and (cell.heard, cell.due, cell.short) == (6, 12, 6)


def test_a_small_difference_is_none(heard):
    assert {cell.verdict for cell in heard(9, 7).cells} == {"合比例"}


def test_small_numbers_are_hidden_and_what_would_give_them_away(heard):
    whole = heard(20, 3)
    assert [cell.heard for cell in whole.cells] == [None, None]
    assert {cell.verdict for cell in whole.cells} == {"不写明"}
    assert not whole.shortfalls


def test_stations_of_the_place_would_help(heard, places, officer, now):
    stationing.set_up(kind="station", name="虹梅站", area=places["虹梅路街道"], address="路",
                      hours="日", by=officer, at=now)  # fmt: skip
    whole = heard(24, 6)
    assert [one.name for one in whole.shortfalls[0].stations] == ["虹梅站"]


def test_a_closed_station_helps_nobody(heard, places, officer, now):
    one = stationing.set_up(kind="station", name="虹梅站", area=places["虹梅路街道"], address="路",
                            hours="日", by=officer, at=now)  # fmt: skip
    stationing.close(one, reason="搬走了", by=officer, at=now)
    assert heard(24, 6).shortfalls[0].stations == ()


def test_only_what_was_taken_up_is_heard(heard, campaign, places, submit):
    heard(6, 6)
    submit("还在等的", area=places["田林街道"])
    submit("没写地方、还在等的")
    whole = telling.whole(campaign.pk)
    assert (whole.total, whole.outside) == (12, 0)


def test_a_campaign_that_is_taken_down_tells_nobody(client, campaign, heard):
    heard(24, 6)
    page = reverse("suggestions:heard", args=[campaign.slug])
    assert client.get(page).status_code == 200
    campaign.unpublish()
    assert client.get(page).status_code == 404


def test_participation_that_was_taken_back_is_told_no_more(client, series, officer, now):
    one = ParticipationCount.objects.get()
    hearing.withdraw_count(one, reason="数重了", by=officer, at=now)
    assert telling.counts_of([series.pk]) == []
    assert "4,000,000" not in client.get(series.url).content.decode()


def test_what_falls_into_no_cell_is_told(heard, make_suggestion):
    make_suggestion("没写地方的")
    assert heard(6, 6).outside == 1


def test_the_table_asks_no_more_for_many_cells(heard, campaign, django_assert_num_queries):
    heard(6, 6)
    with django_assert_num_queries(3):
        telling.whole(campaign.pk)


def test_read_counts_what_a_person_decided_one_by_one(
    campaign, submit, make_suggestion, officer, now
):
    rows = [make_suggestion(f"建议{i}") for i in range(3)]
    waiting = submit("还在等的").suggestion
    read = telling.counted([campaign.pk]).read
    assert (read.received, read.read, read.waiting, read.shown) == (4, 3, 1, "3/4（75%）")
    screening.decline(waiting, route="hotline", by=officer, at=now)
    assert telling.counted([campaign.pk]).read.shown == "4/4（100%）"
    many = Event.objects.filter(suggestion=rows[0], verb="accepted")
    QuerySet.update(many, data={"bulk": 1})
    assert telling.counted([campaign.pk]).read.shown == "3/4（75%）"


def test_channels_and_people_stand_with_their_wholes(campaign, submit):
    submit("一", phone="13800001111")
    submit("二", phone="13800001111")
    submit("三")
    totals = telling.counted([campaign.pk])
    assert totals.channels == (("网络", 3, "3/3（100%）"),)
    assert (totals.known, totals.people) == (2, 1)


def test_the_public_page_tells_the_shortfalls_and_no_small_number(
    client, campaign, heard, django_assert_max_num_queries
):
    page = reverse("suggestions:heard", args=[campaign.slug])
    assert client.get(page).status_code == 404
    heard(24, 6)
    client.get(page)
    with django_assert_max_num_queries(12):
        text = client.get(page).content.decode()
    assert "还差约" in text and "普查" in text and "由人逐条读过" in text
    assert client.get(reverse("suggestions:heard", args=["nowhere"])).status_code == 404
    assert "还没听到谁" in client.get(campaign.url).content.decode()


@pytest.fixture
def series(home, make_campaign, make_suggestion, officer, now):
    page = home.add_child(
        instance=CampaignSeriesPage(
            title="人民城市", slug="rm", summary="……", result=[("heading", "一共办成四十三件")]
        )
    )
    group = make_campaign("老年人专项", parent=page)
    hotline = make_campaign("夏令热线", parent=page)
    for i in range(6):
        make_suggestion(f"长椅{i}", into=group)
    SeriesPart.objects.create(series=page, kind="group", page=group, target=5, sort_order=1)
    SeriesPart.objects.create(series=page, kind="hotline", page=hotline, target=10, sort_order=2)
    said = {"kind": "live", "title": "直播间", "number": 4_000_000, "source": "平台后台",
            "method": "同一账号一天算一次", "counted_on": now.date()}  # fmt: skip
    hearing.note_count(page, **said, by=officer, at=now)
    return page


def test_a_series_tells_parts_progress_totals_participation_and_one_result(
    client, series, django_assert_max_num_queries
):
    client.get(series.url)
    with django_assert_max_num_queries(20):
        text = client.get(series.url).content.decode()
    for words in ("1 + 1", "6/5 条", "达到目标", "0/10 条", "由人逐条读过", "6/6（100%）",
                  "4,000,000", "平台后台", "不相加", "一共办成四十三件"):  # fmt: skip
        assert words in text, words
    assert "4,000,006" not in text


def test_the_parts_of_a_draft_are_not_told(client, series):
    part = SeriesPart.objects.get(kind="hotline")
    part.page.specific.unpublish()
    assert "0/10 条" not in client.get(series.url).content.decode()


def test_audiences_are_told_apart(campaign, make_suggestion, officer, now):
    riders, old = (Audience.objects.create(campaign=campaign, name=n) for n in ("骑手", "老人"))
    for i in range(12):
        make_suggestion(f"骑手说{i}", audience=riders)
    for i in range(5):
        make_suggestion(f"老人说{i}", audience=old)
    hearing.set_targets(campaign, cells="骑手，不限，10\n老人，不限，90", source="估计",
                        by=officer, at=now)  # fmt: skip
    verdicts = {str(c.target): c.verdict for c in telling.whole(campaign.pk).cells}
    assert verdicts == {"骑手": "听得多", "老人": "听得少"}
