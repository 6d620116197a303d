"""The grouping screens: start, watch, read the report; one run of a campaign at a time."""

import pytest

from suggestions.actions import curating, grouping
from suggestions.models import GroupingRun, Placement, Suggestion, Topic, TopicChange
from suggestions.staff.forms import SUBJECT


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
    grouping.queue_grouping(campaign, by=officer, at=now)
    answer = desk.post(f"/admin/grouping/{campaign.pk}/start/")
    assert answer.status_code == 409 and "正在归类" in answer.content.decode()
    assert GroupingRun.objects.count() == 1


def test_a_running_run_shows_its_bar(desk, officer, campaign, now):
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    GroupingRun.objects.update(status="running", progress=30, stage="分词")
    page = desk.get(f"/admin/grouping/runs/{run.pk}/").content.decode()
    assert 'http-equiv="refresh"' in page and 'value="30"' in page
    told = desk.get(f"/admin/grouping/runs/{run.pk}/progress/").json()
    assert told == {"percent": 30, "stage": "分词", "finished": False}


def test_a_failed_run_says_that_nothing_was_changed(desk, officer, campaign, now):
    run = grouping.queue_grouping(campaign, by=officer, at=now)
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


# --- what a run proposes ----------------------------------------------------------------------


@pytest.fixture
def second_run(voices, make_suggestion, campaign, officer, now):
    """The campaign was grouped; then others came about something else, and it was run again."""
    grouping.run_grouping(grouping.queue_grouping(campaign, by=officer, at=now), at=now)
    for name in ("一", "二", "三"):
        make_suggestion(f"遛狗不牵绳之{name}", "遛狗不牵绳，孩子害怕。")
    Placement.objects.filter(suggestion__title__contains="遛狗").delete()
    run = grouping.queue_grouping(campaign, by=officer, at=now)
    grouping.run_grouping(run, at=now)
    return run


def words(response):
    return response.content.decode()


def test_changes_are_listed_and_accepted_one_by_one(desk, second_run):
    url = f"/admin/grouping/runs/{second_run.pk}/"
    page = words(desk.get(url))
    assert "遛狗不牵绳之一" in page and "不采用" in page and "全部采用" in page
    change = second_run.changes.get()
    told = desk.post(f"{url}accept-change/", {SUBJECT: change.pk}, follow=True)
    assert "3 条建议归位" in words(told) and Topic.objects.count() == 2
    again = desk.post(f"{url}accept-change/", {SUBJECT: change.pk})
    assert again.status_code == 409 and "已采用" in words(again)


def test_a_change_is_refused_and_a_run_undone_by_buttons(desk, second_run, campaign):
    url = f"/admin/grouping/runs/{second_run.pk}/"
    change = second_run.changes.get()
    desk.post(f"{url}refuse-change/", {SUBJECT: change.pk})
    assert "未采用" in words(desk.get(url)) and Topic.objects.count() == 1
    first = GroupingRun.objects.order_by("pk").first()
    told = desk.post(f"/admin/grouping/runs/{first.pk}/undo/", follow=True)
    assert "4 条建议恢复原位" in words(told) and not Topic.objects.exists()
    refused = desk.post(f"/admin/grouping/runs/{first.pk}/undo/")
    assert refused.status_code == 409 and "已经撤销" in words(refused)


def test_all_changes_are_accepted_at_once(desk, second_run):
    desk.post(f"/admin/grouping/runs/{second_run.pk}/accept-all/")
    assert Topic.objects.count() == 2 and not second_run.changes.open().exists()


def test_a_supervisor_sees_the_changes_and_has_no_buttons(door, supervisor, second_run):
    url = f"/admin/grouping/runs/{second_run.pk}/"
    page = words(door(supervisor).get(url))
    assert "遛狗不牵绳之一" in page and "accept-change" not in page and "/undo/" not in page


def test_what_people_have_placed_meanwhile_is_no_longer_offered(desk, second_run, officer, now):
    topic, change = Topic.objects.get(), second_run.changes.get()
    url = f"/admin/grouping/runs/{second_run.pk}/"
    letters = [Suggestion.objects.get(pk=m[0]) for m in change.moves]
    curating.place(letters[:-1], topic=topic, by=officer, at=now)
    assert "accept-change" in words(desk.get(url))
    curating.place(letters[-1:], topic=topic, by=officer, at=now)
    TopicChange.objects.filter(pk=change.pk).update(kind="grown", topic=topic)
    for page in (url, f"/admin/topics/{topic.pk}/"):
        said = words(desk.get(page))
        assert "没有要移动的了" in said and "accept-change" not in said


def test_two_runs_side_by_side(desk, second_run):
    page = words(desk.get(f"/admin/grouping/runs/{second_run.pk}/compare/"))
    assert "新出现，共3件" in page and "参加归类的建议" in page and ">None<" not in page
    first = GroupingRun.objects.order_by("pk").first()
    alone = words(desk.get(f"/admin/grouping/runs/{first.pk}/compare/"))
    assert "只归类过一次" in alone
    back = desk.get(f"/admin/grouping/runs/{first.pk}/compare/", {"with": second_run.pk})
    assert "已不成一类" in words(back)
    for asked in ("9999", "x", "9" * 40):
        url = f"/admin/grouping/runs/{first.pk}/compare/"
        assert desk.get(url, {"with": asked}).status_code == 404


def test_the_page_asks_as_often_for_many_changes_as_for_one(
    desk, second_run, django_assert_max_num_queries
):
    one = second_run.changes.get()
    TopicChange.objects.bulk_create(
        TopicChange(run=second_run, kind="born", name=f"问题{i}", moves=one.moves, digest=str(i))
        for i in range(25)
    )
    url = f"/admin/grouping/runs/{second_run.pk}/"
    desk.get(url)
    with django_assert_max_num_queries(32):
        assert "问题24" in words(desk.get(url))


def test_a_topic_shows_what_the_last_run_proposes_for_it(desk, second_run):
    topic = Topic.objects.get()
    TopicChange.objects.create(
        run=second_run, kind="grown", topic=topic, name=topic.name, reason="增加 1 条", digest="x"
    )
    url = f"/admin/topics/{topic.pk}/"
    page = words(desk.get(url))
    assert "最近一次归类对它的建议" in page and "增加 1 条" in page
    change = TopicChange.objects.get(digest="x")
    desk.post(f"{url}refuse-change/", {SUBJECT: change.pk})
    change.refresh_from_db()
    assert change.status == "refused"
