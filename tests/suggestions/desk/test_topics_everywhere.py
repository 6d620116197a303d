"""Topics of all campaigns and of the everyday door together: the list, pairs, likeness, merging."""

import pytest
from django.urls import reverse

from suggestions.actions import curating, pairing
from suggestions.desk.topics import pairs
from suggestions.models import Placement, Topic, TopicPair
from suggestions.text import search

pytestmark = pytest.mark.usefixtures("soon")
LIST = "/admin/topics/?campaign=all"


def pair_url(scope="all"):
    return f"{reverse('desk_topics:pairs')}?campaign={scope}"


def listed(client, url=LIST):
    return [row.name for row in client.get(url).context["object_list"]]


@pytest.fixture
def lamps(campaign, door_campaign, topic_of):
    """One lamp in a campaign, the same at the everyday door, and another matter there."""
    words = [["路灯", 0.9], ["不亮", 0.6]]
    dark = "河边绿道的路灯坏了半个月，晚上散步看不见路。"
    made = (
        topic_of(campaign, "河滨绿道路灯不亮", 3, body=dark),
        topic_of(door_campaign, "绿道路灯不亮", 2, body=dark),
    )
    other = topic_of(door_campaign, "电梯停运没人检修", 1, body="老人上不了楼，电梯停了一周。")
    for i in range(12):
        topic_of(campaign, f"别的事{i}", 1, body=f"第{i}件别的事，和这些都没有关系。")
    for topic in (*made, other):
        letters = list(topic.placements.values_list("suggestion_id", flat=True))
        Topic.objects.filter(pk=topic.pk).update(
            representatives=letters, keywords=words if topic in made else [["电梯", 0.9]]
        )
        topic.refresh_from_db()
    search.count_words(anyway=True)
    return *made, other


# --- the list ---------------------------------------------------------------------------------


def test_all_are_listed_with_their_campaign_and_one_campaign_stays_what_is_shown_first(
    desk, lamps, campaign
):
    page = desk.get("/admin/topics/")
    assert page.context["campaign"] is not None and "全部征集和日常建议" in page.content.decode()
    everywhere = desk.get(LIST)
    assert len(listed(desk)) == 15 and not everywhere.context["folds"]
    assert f"《{campaign.title}》" not in everywhere.content.decode()
    assert {row.home for row in everywhere.context["object_list"]} == {campaign.title, "日常建议"}
    assert listed(desk, f"{LIST}&q=电梯") == ["电梯停运没人检修"]
    # What was looked at last is what the list shows when it is opened anew.
    assert desk.get("/admin/topics/").context["whole"] is True
    assert desk.get(f"/admin/topics/?campaign={campaign.pk}").context["campaign"] == campaign


def test_ticked_topics_of_two_campaigns_are_merged_into_the_larger_and_taken_back(desk, lamps):
    one, two, _ = lamps
    response = desk.post(LIST, {"do": "merge", "picked": [one.pk, two.pk], "merge-into": ""})
    assert response.status_code == 302
    two.refresh_from_db()
    assert two.merged_into == one
    assert set(one.placements.values_list("comes_from", flat=True)) == {None, two.campaign_id}
    page = desk.get(LIST)
    assert f"并入《{one.campaign.title}》" in str(*page.context["messages"])
    assert "撤销刚才的合并（1 个）" in page.content.decode()
    desk.post(LIST, {"do": "undo"})
    assert Topic.objects.get(pk=two.pk).merged_into is None


def test_a_target_is_named_with_its_campaign(desk, lamps):
    one, two, _ = lamps
    typed = {"do": "merge", "picked": [one.pk]}
    refused = desk.post(LIST, {**typed, "merge-into": "绿道路灯不亮"})
    assert refused.status_code == 422 and "《日常建议》" in refused.content.decode()
    desk.post(LIST, {**typed, "merge-into": f"《日常建议》{two.number} 号"})
    assert Topic.objects.get(pk=one.pk).merged_into == two


def test_what_belongs_to_one_campaign_is_not_offered_over_all(desk, lamps):
    names = [button.verb.name for button in desk.get(LIST).context["many"]]
    assert names == ["confirm", "merge", "refer", "set-aside"]
    assert desk.post(LIST, {"do": "theme", "picked": [lamps[0].pk]}).status_code == 404


def test_the_list_of_all_costs_the_same_for_many(
    desk, lamps, make_campaign, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(40) as asked:
            desk.get(LIST)
        return len(asked)

    desk.get(LIST)
    few = cost()
    more = [make_campaign(f"第{i}次征集") for i in range(4)]
    Topic.objects.bulk_create(
        Topic(campaign=page, number=i, name=f"别的{i}") for page in more for i in range(1, 200)
    )
    assert cost() == few


def test_the_list_of_all_leaves_as_a_file_with_the_campaigns(desk, lamps):
    told = b"".join(desk.get(f"{LIST}&export=csv").streaming_content).decode("utf-8-sig")
    assert told.splitlines()[0].split(",")[:3] == ["序号", "问题", "征集"]
    assert told.count("日常建议") == 2


# --- pairs ------------------------------------------------------------------------------------


def test_a_pair_of_two_campaigns_is_asked_with_both_named_and_yes_makes_one_of_them(desk, lamps):
    one, two, _ = lamps
    page = desk.get(pair_url())
    assert (page.context["pair"].first, page.context["pair"].second) == (one.pk, two.pk)
    told = page.content.decode()
    assert f"《{one.campaign.title}》" in told and "《日常建议》" in told
    assert desk.get(pair_url(one.campaign_id)).context.get("pair") is None
    typed = {"first": one.pk, "second": two.pk, "same": "yes"}
    assert desk.post(pair_url(one.campaign_id), typed).status_code == 404
    assert desk.post(pair_url(), typed).url == pair_url()
    assert Topic.objects.get(pk=two.pk).merged_into == one
    assert Placement.objects.filter(topic=one, comes_from=two.campaign).count() == 2
    assert "撤销刚才的合并（1 个）" in desk.get(LIST).content.decode()


def test_two_of_one_campaign_are_not_asked_over_all(desk, lamps):
    one, two, _ = lamps
    Topic.objects.filter(pk=two.pk).update(campaign=one.campaign, number=99)
    assert desk.get(pair_url()).context.get("pair") is None
    assert desk.get(pair_url(one.campaign_id)).context["pair"]


def test_no_is_remembered_across_campaigns_also_when_one_moves_on(desk, lamps, officer, now):
    one, two, other = lamps
    desk.post(pair_url(), {"first": one.pk, "second": two.pk, "same": "no"})
    assert desk.get(pair_url()).context.get("pair") is None
    assert TopicPair.objects.get().same is False
    curating.merge(two, into=other, by=officer, at=now)
    assert (one.pk, other.pk) in pairing.answered()


def test_pairs_of_many_campaigns_cost_few_queries_and_look_at_the_latest(
    desk, lamps, make_campaign, django_assert_max_num_queries, monkeypatch
):
    def cost():
        with django_assert_max_num_queries(40) as asked:
            desk.get(pair_url())
        return len(asked)

    desk.get(pair_url())
    few = cost()
    more = [make_campaign(f"第{i}次征集") for i in range(4)]
    Topic.objects.bulk_create(
        Topic(campaign=page, number=i, name=f"别的{i}", keywords=[[f"词{page.pk}-{i}", 0.5]])
        for page in more
        for i in range(1, 300)
    )
    assert cost() == few
    monkeypatch.setattr(pairs, "LATEST", 100)
    page = desk.get(pair_url())
    assert page.context.get("pair") is None and "从最近的" in page.content.decode()


# --- one topic --------------------------------------------------------------------------------


def test_the_page_of_a_topic_shows_the_like_of_other_campaigns_and_merges_by_one_press(desk, lamps):
    one, two, other = lamps
    page = desk.get(f"/admin/topics/{one.pk}/")
    assert [near.pk for near, _ in page.context["near"]] == [two.pk]
    value = f"《日常建议》{two.number} 号"
    assert value in page.content.decode()
    asked = desk.post(f"/admin/topics/{one.pk}/merge/", {"into": value})
    assert "两个问题属于不同的征集" in asked.content.decode()
    assert [near.pk for near, _ in desk.get(f"/admin/topics/{two.pk}/").context["near"]] == [one.pk]
    assert desk.get(f"/admin/topics/{other.pk}/").context["near"] == []


def test_a_title_with_marks_of_its_own_is_found(desk, lamps):
    one, two, _ = lamps
    type(two.campaign).objects.filter(pk=two.campaign_id).update(title="说说《条例》")
    typed = {"do": "merge", "picked": [one.pk], "merge-into": f"《说说《条例》》{two.number} 号"}
    assert desk.post(LIST, typed).status_code == 302
    assert Topic.objects.get(pk=one.pk).merged_into == two
