"""The grouping screens: start, watch, read the report; one run of a campaign at a time."""

import pytest

from suggestions import actions
from suggestions.models import GroupingRun, Topic


@pytest.fixture
def desk(door, officer):
    return door(officer)


@pytest.fixture
def voices(make_suggestion):
    for i in range(4):
        make_suggestion(f"楼下装充电桩{i}", "晚上没有充电的地方，请在车棚装充电桩。")


def test_a_run_is_started_by_a_button_and_its_report_is_read(desk, voices, campaign):
    answer = desk.post(f"/admin/grouping/{campaign.pk}/start/")
    run = GroupingRun.objects.get()
    assert answer.url == f"/admin/grouping/runs/{run.pk}/"
    assert run.status == "done" and Topic.objects.proposed().count() == 1
    page = desk.get(answer.url).content.decode()
    assert "运行报告" in page and "参加归类的建议" in page and ">None<" not in page
    page = desk.get(f"/admin/grouping/{campaign.pk}/").content.decode()
    assert "重新归类" in page and f"runs/{run.pk}/" in page


def test_the_list_of_topics_leads_to_grouping(desk, voices, campaign):
    page = desk.get(f"/admin/topics/?campaign={campaign.pk}").content.decode()
    assert f'href="/admin/grouping/{campaign.pk}/"' in page


def test_a_second_start_is_refused_in_words(desk, officer, voices, campaign, now):
    actions.queue_grouping(campaign, by=officer, at=now)
    answer = desk.post(f"/admin/grouping/{campaign.pk}/start/")
    assert answer.status_code == 409 and "正在归类" in answer.content.decode()
    assert GroupingRun.objects.count() == 1


def test_a_running_run_shows_its_bar(desk, officer, campaign, now):
    run = actions.queue_grouping(campaign, by=officer, at=now)
    GroupingRun.objects.update(status="running", progress=30, stage="分词")
    page = desk.get(f"/admin/grouping/runs/{run.pk}/").content.decode()
    assert 'http-equiv="refresh"' in page and 'value="30"' in page
    told = desk.get(f"/admin/grouping/runs/{run.pk}/progress/").json()
    assert told == {"percent": 30, "stage": "分词", "finished": False}


def test_a_failed_run_says_that_nothing_was_changed(desk, officer, campaign, now):
    run = actions.queue_grouping(campaign, by=officer, at=now)
    GroupingRun.objects.update(status="failed", error="内存不足")
    page = desk.get(f"/admin/grouping/runs/{run.pk}/").content.decode()
    assert "没有改动" in page and "内存不足" in page


def test_the_list_of_campaigns_asks_as_often_for_many_as_for_one(
    desk, make_campaign, campaign, django_assert_max_num_queries
):
    for i in range(8):
        make_campaign(f"征集{i}")
    desk.get("/admin/grouping/")
    with django_assert_max_num_queries(20):
        assert "征集7" in desk.get("/admin/grouping/").content.decode()


def test_a_supervisor_looks_and_does_not_start(door, supervisor, clerk, voices, campaign):
    client = door(supervisor)
    page = client.get(f"/admin/grouping/{campaign.pk}/")
    assert page.status_code == 200 and "/start/" not in page.content.decode()
    assert client.post(f"/admin/grouping/{campaign.pk}/start/").status_code in (302, 403)
    assert door(clerk).get("/admin/grouping/").status_code in (302, 403)
    assert not GroupingRun.objects.exists()
