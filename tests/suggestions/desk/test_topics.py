"""问题: people decide what the machine proposed, each button through HTTP."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import curating
from suggestions.models import Placement, Theme, Topic, TopicMerge
from suggestions.staff.forms import SUBJECT
from tests.asking import surely

pytestmark = pytest.mark.usefixtures("soon")


def page(topic, verb=""):
    args = [topic.pk, verb] if verb else [topic.pk]
    return reverse(f"desk_topics:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


def titles(topic):
    return list(topic.placements.order_by("pk").values_list("suggestion__title", flat=True))


def pks(topic):
    return list(topic.placements.order_by("pk").values_list("suggestion_id", flat=True))


# --- the list -------------------------------------------------------------------------------


def test_the_list_shows_size_news_people_and_keywords(desk, propose, make_topic):
    propose("桩不够", size=2, keywords=[("充电桩", 0.9)])
    response = desk.get(reverse("desk_topics:index"))
    row = response.context["object_list"][0]
    assert (row.size, row.fresh, row.people) == (2, 2, 2)
    assert "<span>充电桩</span>" in words(response)


def test_one_person_who_wrote_twice_counts_once(desk, campaign, make_suggestion, officer, now):
    rows = [make_suggestion(f"第{i}封", phone="13800138000") for i in range(2)]
    topic = curating.create_topic(campaign, name="同一个人", by=officer, at=now)
    curating.place(rows, topic=topic, by=officer, at=now)
    found = desk.get(reverse("desk_topics:index")).context["object_list"][0]
    assert (found.size, found.people) == (2, 1)


def test_the_list_shows_one_campaign_at_a_time(desk, make_topic, make_campaign, officer, now):
    here = make_topic("这里的")
    other = make_campaign("流浪动物")
    curating.create_topic(other, name="别处的", by=officer, at=now)
    url = reverse("desk_topics:index")
    assert list(desk.get(url).context["object_list"]) == [here]
    there = desk.get(f"{url}?campaign={other.pk}").context["object_list"]
    assert [t.name for t in there] == ["别处的"]
    assert desk.get(f"{url}?campaign=abc").status_code == 200


def test_filters_of_the_list(desk, propose, make_topic, campaign, make_campaign, officer, now):
    propose("机器的", size=1)
    kept = make_topic("人的", size=3)
    gone = make_topic("搁置的", size=1)
    curating.set_aside(gone, reason="无关", by=officer, at=now)
    theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    curating.set_theme(kept, theme=theme, by=officer, at=now)

    def names(query):
        rows = desk.get(f"{reverse('desk_topics:index')}?{query}").context["object_list"]
        return {t.name for t in rows}

    foreign = Theme.objects.create(campaign=make_campaign("别的"), number=1, name="别处的主题")
    assert foreign.name not in words(desk.get(reverse("desk_topics:index")))
    assert names("") == {"机器的", "人的"}
    assert names("status=set_aside") == {"搁置的"}
    assert names(f"theme={theme.pk}") == {"人的"}
    assert names("size=2") == {"人的"}
    assert names("q=机器") == {"机器的"}


def test_the_list_costs_the_same_for_many_topics(desk, propose, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(30) as asked:
            desk.get(reverse("desk_topics:index"))
        return len(asked)

    propose("一", size=1)
    desk.get(reverse("desk_topics:index"))
    few = cost()
    for i in range(10):
        propose(f"再来{i}", size=2)
    assert cost() == few


# --- one topic ------------------------------------------------------------------------------


def test_the_page_shows_what_speaks_for_the_topic(desk, propose):
    topic = propose("桩不够", keywords=[("充电桩", 0.9), ("排队", 0.3)])
    propose("桩太贵", keywords=[("充电桩", 0.5)])
    response = desk.get(page(topic))
    assert [share.percent for share in response.context["keywords"]] == [100, 33.3]
    assert [t.name for t, _ in response.context["similar"]] == ["桩太贵"]
    html = words(response)
    assert html.count('data-status="machine"') == 3
    assert "桩不够之0" in html and "充电桩" in html


def test_the_members_come_in_pages_and_cost_the_same(desk, propose, django_assert_max_num_queries):
    small, large = propose("小", size=2), propose("大", size=35)
    desk.get(page(small))

    def cost(topic):
        with django_assert_max_num_queries(40) as asked:
            response = desk.get(page(topic))
        return len(asked), response

    assert cost(small)[0] == cost(large)[0]
    assert "第 1 页，共 2 页" in words(cost(large)[1])
    assert len(desk.get(f"{page(large)}?p=2").context["members"]) == 5
    assert desk.get(f"{page(large)}?p=甲").status_code == 200


def test_confirming_puts_a_name_under_everything(desk, officer, propose):
    topic = propose()
    desk.post(page(topic, "confirm"))
    topic.refresh_from_db()
    assert topic.status == "confirmed"
    assert set(topic.placements.values_list("by", flat=True)) == {officer.pk}


def test_the_second_officer_hears_that_the_topic_was_put_aside(door, desk, second_officer, propose):
    topic = propose()
    desk.post(page(topic, "set-aside"), {"reason": "与本次征集无关"})
    response = door(second_officer).post(page(topic, "confirm"))
    assert response.status_code == 409
    assert "周敏，搁置" in words(response)


def test_renaming_needs_to_have_seen_the_last_name(door, desk, second_officer, propose):
    topic = propose("旧名")
    desk.post(page(topic, "rename"), {"name": "周敏起的名", "seen": "旧名"})
    late = {"name": "吴强起的名", "seen": "旧名"}
    response = door(second_officer).post(page(topic, "rename"), late)
    assert response.status_code == 409
    assert "吴强起的名" in words(response)
    topic.refresh_from_db()
    assert topic.name == "周敏起的名"


def test_renaming_to_nothing_is_refused(desk, propose):
    topic = propose()
    response = desk.post(page(topic, "rename"), {"name": " ", "seen": topic.name})
    assert response.status_code == 422
    assert "请填写问题名称。" in words(response)


def test_the_theme_can_be_changed_only_within_the_campaign(desk, propose, campaign, make_campaign):
    topic = propose()
    theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    foreign = Theme.objects.create(campaign=make_campaign("别的"), number=1, name="别的")
    desk.post(page(topic, "theme"), {"theme": theme.pk})
    topic.refresh_from_db()
    assert topic.theme == theme
    assert desk.post(page(topic, "theme"), {"theme": foreign.pk}).status_code == 422
    desk.post(page(topic, "theme"), {"theme": ""})
    topic.refresh_from_db()
    assert topic.theme is None


@pytest.mark.parametrize("into", ["2", "2号", "#2", "桩太贵", "太贵", "2 桩太贵"])
def test_merging_finds_its_target_by_number_or_words(desk, propose, into):
    topic, target = propose("桩不够"), propose("桩太贵")
    response = surely(desk, page(topic, "merge"), {"into": into})
    assert response.url == page(target)
    topic.refresh_from_db()
    assert (topic.status, topic.merged_into) == ("merged", target)
    assert target.placements.count() == 6


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("", "请填写目标问题。"),
        ("99", "没有找到名称或序号为“99”的问题。"),
        ("桩", "有不止一个问题符合“桩”"),
        ("9" * 70, "没有找到"),
    ],
)
def test_merging_into_what_is_not_clear_is_refused(desk, propose, into, said):
    topic = propose("桩不够", size=1)
    propose("桩太贵", size=1)
    response = desk.post(page(topic, "merge"), {"into": into})
    assert response.status_code == 422
    assert said in words(response)


def test_campaigns_of_one_title_are_told_apart(
    desk, propose, make_campaign, topic_of, campaign, now
):
    topic, spring = propose("桩不够"), dt.datetime(2025, 3, 1, 9, tzinfo=now.tzinfo)
    opened = [spring, spring.replace(year=2024), spring.replace(month=5), spring]
    pages = [make_campaign("大城小事", opens_at=at) for at in opened]
    goals = [topic_of(page_, f"缺桩{n}") for n, page_ in enumerate(pages)]
    url = page(topic, "merge")
    said = words(desk.post(url, {"into": "《大城小事》1号"}))
    assert f"《大城小事（页面 {pages[0].pk}）》1 号“缺桩0”" in said
    for name, goal in (
        ("大城小事（2024年）", goals[1]),
        ("大城小事（2025-05-01）", goals[2]),
        (f"大城小事（页面 {pages[3].pk}）", goals[3]),
    ):
        assert f"《{name}》1 号“{goal.name}”" in said
        asked = words(desk.post(url, {"into": f"《{name}》 1号"}))
        assert f"并入 《{name}》1 号“{goal.name}”" in asked and f"以后由《{name}》一次" in asked
    options = desk.get(
        reverse("desk_topics:options"), {"campaign": campaign.pk, "q": "缺桩1"}
    ).json()["topics"]
    assert [one["place"] for one in options] == ["《大城小事（2024年）》"]


def test_merging_asks_first_and_says_its_direction(desk, officer, now, propose):
    topic, target, third = propose("桩不够", size=2), propose("桩太贵"), propose("丙")
    curating.rename(topic, name="充电桩太少", seen=topic.name, by=officer, at=now)
    url = page(topic, "merge")
    asked = words(desk.post(url, {"into": str(target.number)}))
    assert "1 号“充电桩太少”的 2 条建议将并入 2 号“桩太贵”" in asked
    assert "合并后叫“充电桩太少”" in asked
    # The tick was for that one: of another target it is asked anew.
    sure = {"into": str(third.number), "sure": "on", "asked": "别的"}
    assert "将并入 3 号“丙”" in words(desk.post(url, sure))
    assert not TopicMerge.objects.exists()
    told = words(surely(desk, url, {"into": str(target.number)}, follow=True))
    assert "原来叫“桩太贵”，沿用了人工定的名称" in told


def test_a_merge_is_undone_from_the_target_and_restores_exactly(desk, propose):
    topic, target = propose("桩不够"), propose("桩太贵")
    surely(desk, page(topic, "merge"), {"into": str(target.number)})
    note = TopicMerge.objects.get()
    assert "撤销合并" in words(desk.get(page(target)))
    desk.post(page(target, "unmerge"), {SUBJECT: note.pk})
    topic.refresh_from_db()
    assert topic.status == "proposed"
    assert topic.placements.by_machine().count() == 3
    assert desk.post(page(target, "unmerge"), {SUBJECT: note.pk}).status_code == 409


def test_a_merge_of_another_topic_cannot_be_undone_from_here(desk, propose):
    topic, target, stranger = propose("甲"), propose("乙"), propose("丙")
    surely(desk, page(topic, "merge"), {"into": str(target.number)})
    note = TopicMerge.objects.get()
    assert desk.post(page(stranger, "unmerge"), {SUBJECT: note.pk}).status_code == 404
    assert desk.post(page(stranger, "unmerge"), {SUBJECT: "x"}).status_code == 404


def test_splitting_takes_the_ticked_members_into_a_new_topic(desk, propose):
    topic = propose(size=3)
    first, *rest = pks(topic)
    desk.post(page(topic, "split"), {"picked": rest, "name": "分出来的"})
    new = Topic.objects.get(name="分出来的")
    assert pks(new) == rest and pks(topic) == [first]


def test_a_refused_split_keeps_the_ticks_and_the_name(desk, propose):
    topic = propose(size=2)
    response = desk.post(page(topic, "split"), {"name": "白写的名字"})
    assert response.status_code == 422
    assert "请先在名单中勾选建议。" in words(response)
    assert "白写的名字" in words(response)
    response = desk.post(page(topic, "split"), {"picked": pks(topic), "name": ""})
    assert response.status_code == 422
    assert words(response).count("checked") == 2


def test_a_refused_move_keeps_what_was_typed_for_splitting_beside_it(desk, propose):
    topic = propose()
    data = {"picked": pks(topic)[:1], "into": "没有这个", "name": "写好的名字"}
    response = desk.post(page(topic, "move"), data)
    assert response.status_code == 422
    apart = response.context["apart"]
    assert (apart["split"].form["name"].value(), apart["split"].form.is_bound) == (
        "写好的名字",
        False,
    )
    assert apart["move"].form["into"].value() == "没有这个"
    renamed = desk.post(page(topic, "rename"), {"name": "", "seen": "不是"})
    assert renamed.context["apart"]["split"].form["name"].value() is None


def test_members_that_a_colleague_moved_meanwhile_are_not_split_off(desk, propose):
    topic, other = propose("甲"), propose("乙")
    response = desk.post(page(topic, "split"), {"picked": pks(other), "name": "分"})
    assert response.status_code == 422
    assert not Topic.objects.filter(name="分").exists()


def test_moving_and_shelving_members(desk, officer, propose):
    topic, other = propose("甲"), propose("乙")
    first, second, third = pks(topic)
    desk.post(page(topic, "move"), {"picked": [first], "into": "乙"})
    desk.post(page(topic, "shelve"), {"picked": [second]})
    assert first in pks(other)
    shelved = Placement.objects.get(suggestion=second)
    assert (shelved.topic, shelved.by) == (None, officer)
    assert pks(topic) == [third]


def test_setting_aside_needs_a_reason_and_restoring_brings_it_back(desk, propose):
    topic = propose()
    assert desk.post(page(topic, "set-aside"), {"reason": ""}).status_code == 422
    desk.post(page(topic, "set-aside"), {"reason": "无关"})
    desk.post(page(topic, "restore"))
    topic.refresh_from_db()
    assert topic.status == "confirmed"


def test_a_new_topic_is_opened_by_hand(desk, campaign):
    url = f"{reverse('desk_topics:new')}?campaign={campaign.pk}"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"name": ""}).status_code == 422
    assert desk.post(url, {"name": "好" * 61}).status_code == 422
    response = desk.post(url, {"name": "老人不会扫码"})
    topic = Topic.objects.get(name="老人不会扫码")
    assert (topic.status, response.url) == ("confirmed", page(topic))
    assert desk.get(reverse("desk_topics:new")).status_code == 404


def test_the_topic_field_is_offered_names_while_one_types(desk, propose, campaign):
    propose("桩不够", size=1)
    propose("桩太贵", size=1)
    url = reverse("desk_topics:options")
    found = desk.get(url, {"campaign": campaign.pk, "q": "太"}).json()
    assert found == {"topics": [{"number": 2, "name": "桩太贵", "place": ""}]}
    assert desk.get(url, {"campaign": "x", "q": "太"}).json() == {"topics": []}


def test_a_supervisor_reads_topics_and_moves_nothing(door, supervisor, propose, campaign):
    topic = propose()
    client = door(supervisor)
    response = client.get(page(topic))
    assert response.status_code == 200 and not response.context["buttons"]
    assert 'name="picked"' not in words(response)
    client.post(page(topic, "confirm"))
    client.post(page(topic, "split"), {"picked": pks(topic), "name": "分"})
    new = f"{reverse('desk_topics:new')}?campaign={campaign.pk}"
    client.post(new, {"name": "督办建的"})
    topic.refresh_from_db()
    assert topic.status == "proposed" and Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        ("desk_topics:index", "campaign=²", 200),
        ("desk_topics:new", "campaign=²", 404),
        ("desk_topics:options", "campaign=²&q=桩", 200),
        ("desk_shelf:next", "campaign=²", 302),
        ("desk_screening:next", "after=²", 302),
        ("desk_suggestions:index", "same=²", 200),
    ],
)
def test_a_digit_that_is_no_number_finds_nothing(desk, name, query, status):
    assert desk.get(f"{reverse(name)}?{query}").status_code == status


def test_a_ticked_digit_that_is_no_number_is_refused(desk, make_topic):
    response = desk.post(page(make_topic(), "shelve"), {"picked": "²"})
    assert response.status_code == 422
