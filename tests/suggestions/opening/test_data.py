"""Open data: what is in the files, what never is, and that they agree with the pages."""

import csv
import datetime as dt
import io
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suggestions.actions import answering, referring, screening, submitting
from suggestions.models import Suggestion
from suggestions.opening import counting, dataset, datasets
from suggestions.opening.counting import hide_small
from suggestions.telling import figures
from tests.conftest import NOW


def address(name, kind="csv", **asked):
    return reverse("suggestions:data_file", args=[name, kind], query=asked)


def table(response):
    content = b"".join(response.streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def fetched(client, name, **asked):
    response = client.get(address(name, **asked))
    assert response.status_code == 200
    return table(response)


@pytest.fixture
def many(campaign, officer):
    """Public suggestions of one campaign, all of the same second."""

    def make(number, **fields):
        values = {"campaign": campaign, "status": "accepted", "published_at": NOW, **fields}
        rows = [
            Suggestion(title="旧", body="旧", public_title=f"第{i}条", submitted_at=NOW, **values)
            for i in range(number)
        ]
        return Suggestion.objects.bulk_create(rows)

    return make


# --- the file ---------------------------------------------------------------------------------


def test_a_table_opens_in_excel_and_names_its_columns_in_chinese(client, make_suggestion, campaign):
    shown = make_suggestion("楼下装充电桩")
    response = client.get(address("suggestions", campaign=campaign.slug))
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf") and response.streaming
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (row["标题"], row["建议编号"]) == ("楼下装充电桩", shown.number)
    assert (row["专项网址名"], row["状态"], row["渠道"]) == (campaign.slug, "已受理", "网络")
    assert row["公开日期"] == "2026-09-16"


def test_only_what_is_public_is_in_it(client, make_suggestion, campaign):
    make_suggestion("公开的")
    make_suggestion("不公开的", publish=False)
    make_suggestion("没有审的", accept=False)
    rows = fetched(client, "suggestions", campaign=campaign.slug)
    assert [row["标题"] for row in rows] == ["公开的"]


def test_no_cell_becomes_a_formula(client, make_suggestion, campaign, officer):
    make_suggestion("=HYPERLINK(1)", "@SUM(1)和别的话说在这里")
    (row,) = fetched(client, "suggestions", campaign=campaign.slug)
    assert row["标题"].startswith("'=") and row["事由"].startswith("'@")


def test_a_json_file_explains_itself(client, make_suggestion, campaign, settings):
    make_suggestion("楼下装充电桩")
    make_suggestion("车棚太小")
    response = client.get(address("suggestions", "json", campaign=campaign.slug))
    file = json.loads(b"".join(response.streaming_content))
    assert file["licence"] == settings.DATA_LICENCE
    assert [column["name"] for column in file["columns"]] == list(file["rows"][0])
    assert len(file["rows"]) == 2


def test_an_empty_set_is_still_json(client, campaign):
    response = client.get(address("suggestions", "json", campaign=campaign.slug))
    assert json.loads(b"".join(response.streaming_content))["rows"] == []


def test_a_month_is_the_citys_own(client, campaign, many):
    many(1, published_at=dt.datetime(2026, 8, 31, 15, 59, 59, tzinfo=dt.UTC))
    many(1, published_at=dt.datetime(2026, 8, 31, 16, 0, tzinfo=dt.UTC))
    assert len(fetched(client, "suggestions", month="2026-08")) == 1
    assert len(fetched(client, "suggestions", month="2026-09")) == 1
    assert fetched(client, "suggestions", month="2026-12") == []


def test_pages_neither_lose_nor_repeat_rows_of_one_moment(client, campaign, many, monkeypatch):
    monkeypatch.setattr(dataset, "FILE_PAGE", 3)
    many(7)
    many(2, published_at=NOW - dt.timedelta(seconds=1))
    rows = fetched(client, "suggestions", campaign=campaign.slug)
    keys = [int(row["编号"]) for row in rows]
    assert len(set(keys)) == 9 and keys[:7] == sorted(keys[:7], reverse=True)


def test_a_file_asks_once_a_page(client, campaign, many, monkeypatch):
    monkeypatch.setattr(dataset, "FILE_PAGE", 5)
    many(20)
    with CaptureQueriesContext(connection) as asked:
        fetched(client, "suggestions", campaign=campaign.slug)
    assert len(asked) == 3 + 4  # the limit, restrictions, campaigns; then the pages


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"campaign": "nobody"},
        {"campaign": "a\0b"},
        {"month": "2026-13"},
        {"month": "²026-01"},
        {"month": "2026-9"},
    ],
)
def test_what_cannot_be_had_is_told_on_the_page(client, campaign, asked):
    response = client.get(address("suggestions", **asked))
    assert response.status_code == 422
    assert "没有取到" in response.content.decode()


def test_a_month_of_a_set_without_months_is_refused(client, campaign):
    response = client.get(address("topics", month="2026-09"))
    assert response.status_code == 422 and "不分月份" in response.content.decode()


@pytest.mark.parametrize("name", ["nothing", "contacts"])
def test_an_unknown_set_is_not_found(client, campaign, name):
    assert client.get(address(name)).status_code == 404
    assert client.get(address("topics", "exe")).status_code == 404


def test_files_are_limited_for_one_address(client, campaign, settings):
    settings.OPEN_DATA_PER_HOUR = 15
    assert client.get(address("topics")).status_code == 200
    refused = client.get(address("topics"))
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0


def test_few_files_are_written_at_once(client, campaign):
    open_ones = [client.get(address("topics")) for _ in range(2)]
    refused = client.get(address("topics"))
    assert refused.status_code == 503 and "正有别人在下载" in refused.content.decode()
    assert int(refused["Retry-After"]) > 0
    table(open_ones[0])
    assert client.get(address("topics")).status_code == 200


def test_a_refused_or_abandoned_file_gives_its_place_back(client, campaign):
    for ask in (client.get, client.head) * 2:
        assert client.get(address("suggestions")).status_code == 422
        for close in ask(address("topics"))._resource_closers:  # as a server does when it is cut
            close()
    assert client.get(address("topics")).status_code == 200


# --- numbers agree with the pages -------------------------------------------------------------


def test_topics_are_as_large_as_their_pages_say(client, make_topic, make_suggestion, officer, now):
    topic = make_topic(size=3)
    gone = topic.placements.last().suggestion
    submitting.withdraw(gone, at=now)
    (row,) = fetched(client, "topics")
    (told,) = figures.by_size(topic.campaign_id)
    assert int(row["建议数"]) == told.size == 2


def test_months_add_up_to_the_campaigns_own_numbers(make_suggestion, campaign, now):
    for month, number in ((0, 2), (40, 3)):
        for _ in range(number):
            make_suggestion(at=now + dt.timedelta(days=month))
    make_suggestion(accept=False)
    months = counting.by_month(campaign.pk)
    assert sum(months.values(), figures.Counts()) == figures.counts_by_campaign()[campaign.pk]
    assert list(months) == [dt.date(2026, 9, 1), dt.date(2026, 10, 1)]


def test_adoption_counts_the_answers_that_are_told(client, make_referral, clerk, officer, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(referral, text="会装。", adoption="work", by=clerk, at=now)
    assert fetched(client, "adoption") == fetched(client, "answers") == []
    answering.accept_answer(answer, by=officer, at=now)
    (row,), (told,) = fetched(client, "adoption"), fetched(client, "answers")
    assert (row["采纳情况"], row["答复数"], row["问题数"]) == ("改进工作", "1", "1")
    assert told["采纳情况"] == "改进工作" and told["答复内容"] == "会装。"
    assert [one.pk for one in figures.latest_answers(4)] == [int(told["编号"])]


def test_campaigns_are_told_with_the_numbers_of_their_page(client, make_suggestion, campaign):
    make_suggestion()
    make_suggestion(accept=False)
    (row,) = fetched(client, "campaigns")
    assert (row["收到"], row["受理"], row["答复"]) == ("2", "1", "0")


def test_small_numbers_are_hidden(client, campaign, many, area):
    other = area.get_parent()
    many(4, area=area)
    many(6, area=other)
    rows = fetched(client, "places", campaign=campaign.slug)
    assert [row["受理"] for row in rows] == ["", ""]  # from the total the six would tell the four
    many(5, area=area)
    cache.clear()
    rows = fetched(client, "places", campaign=campaign.slug)
    assert [row["受理"] for row in rows] == ["6", "9"]


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([9, 8], [9, 8]),
        ([0, 9], [0, 9]),
        ([1, 1, 9, 20], [None, None, None, 20]),
        ([4, 4, 9], [None, None, 9]),
        ([3], [None]),
    ],
)
def test_hidden_numbers_cannot_be_subtracted_from_a_total(numbers, shown):
    assert list(hide_small(dict(enumerate(numbers))).values()) == shown


# --- the page ---------------------------------------------------------------------------------


def test_the_page_explains_every_column_of_every_set(client, campaign):
    page = client.get(reverse("suggestions:data")).content.decode()
    for one in dataset.all_sets().values():
        assert one.title in page
        for column in one.columns:
            assert f"<code>{column.name}</code>" in page and column.meaning in page


def test_the_page_leads_to_the_feeds_of_every_list(client, campaign):
    page = client.get(reverse("suggestions:data")).content.decode()
    for name in ("feed_suggestions", "feed_answers", "feed_campaigns", "campaigns_calendar"):
        assert f'href="{reverse(f"suggestions:{name}")}"' in page
    assert f'href="{reverse("deliberation:feed_resolutions")}"' in page


def test_the_page_asks_little_the_second_time(client, campaign, django_assert_num_queries):
    client.get(reverse("suggestions:data"))
    with django_assert_num_queries(2):  # the campaigns to choose from
        client.get(reverse("suggestions:data"))


def test_each_row_has_the_columns_that_are_explained(make_topic, campaign, now):
    make_topic(size=1)
    for one in dataset.all_sets().values():
        asked = {"campaign": campaign.slug} if "campaign" in one.by else {}
        for row in next(one.pages(dataset.scope_of(one, **asked))):
            assert list(row) == [column.name for column in one.columns], one.name


def test_originals_are_not_even_read(make_suggestion, campaign):
    make_suggestion("楼下装充电桩")
    scope = dataset.scope_of(datasets.SUGGESTIONS, campaign=campaign.slug)
    with CaptureQueriesContext(connection) as asked:
        list(datasets.SUGGESTIONS.pages(scope))
    sql = " ".join(query["sql"] for query in asked)
    for column in ("title", "body", "solution", "author_key", "place", "receipt_hash"):
        assert f'"suggestions_suggestion"."{column}"' not in sql


def test_a_suggestion_withdrawn_from_sight_leaves_the_file(client, make_suggestion, campaign):
    shown = make_suggestion("楼下装充电桩")
    submitting.withdraw(shown, at=NOW)
    assert fetched(client, "suggestions", campaign=campaign.slug) == []


def test_screening_is_what_opens(submit, officer, client, campaign):
    waiting = submit("还没有审").suggestion
    assert fetched(client, "suggestions", campaign=campaign.slug) == []
    screening.accept(waiting, by=officer, at=NOW, publish=True)
    assert len(fetched(client, "suggestions", campaign=campaign.slug)) == 1
