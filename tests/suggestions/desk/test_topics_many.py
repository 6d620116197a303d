"""Many topics of the list decided at once: what goes, what is left and why, what is taken back."""

import pytest
from django.urls import reverse

from suggestions.actions import curating, gathering
from suggestions.models import Event, Issue, KeptList, Placement, Referral, Theme, Topic

pytestmark = pytest.mark.usefixtures("soon")
URL = "desk_topics:index"


def press(client, do, topics=(), **fields):
    url = reverse(URL) + fields.pop("query", "")
    return client.post(url, {"do": do, "picked": [t.pk for t in topics], **fields})


def told(client):
    response = client.get(reverse(URL))
    return [str(message) for message in response.context["messages"]]


def statuses(*topics):
    return [Topic.objects.get(pk=topic.pk).status for topic in topics]


def test_many_are_confirmed_at_once_and_what_was_nothing_new_is_named(desk, propose, make_topic):
    one, two, known = propose("甲"), propose("乙"), make_topic("丙")
    gone = propose("丁")
    Topic.objects.filter(pk=gone.pk).update(status="set_aside")
    response = press(desk, "confirm", [one, two, known, gone], next=known.pk)
    assert response.status_code == 302 and response.url.endswith(f"#t{known.pk}")
    said = told(desk)
    assert "已确认 2 个问题。" in said[0]
    assert "有 2 个没有办：“丙”：已经确认过" in said[1] and "“丁”：这个具体问题现在" in said[1]
    assert statuses(one, two, gone) == ["confirmed", "confirmed", "set_aside"]
    assert not Placement.objects.by_machine().filter(topic__in=[one, two]).exists()
    events = Event.objects.filter(verb="confirmed", topic__in=[one, two])
    assert [(e.from_status, len(e.data["members"])) for e in events] == [("proposed", 3)] * 2


def test_confirming_costs_the_same_for_two_topics_and_for_twelve(
    desk, propose, django_assert_max_num_queries
):
    few, many = [propose(f"少{i}", 1) for i in range(2)], [propose(f"多{i}", 1) for i in range(12)]
    press(desk, "confirm", [propose("先", 1)])

    def cost(topics):
        with django_assert_max_num_queries(40) as asked:
            assert press(desk, "confirm", topics).status_code == 302
        return len(asked)

    assert cost(few) == cost(many)


def test_a_ticked_issue_or_theme_means_the_standing_topics_under_it(desk, propose, campaign):
    theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    issue = Issue.objects.create(campaign=campaign, number=1, name="充电难")
    one, two, aside = propose("甲", 1), propose("乙", 1), propose("丙", 1)
    Topic.objects.filter(pk=one.pk).update(theme=theme)
    Topic.objects.filter(pk__in=[two.pk, aside.pk]).update(issue=issue)
    Topic.objects.filter(pk=aside.pk).update(status="set_aside")
    press(desk, "confirm", picked_issue=issue.pk, picked_theme=theme.pk)
    assert statuses(one, two, aside) == ["confirmed", "confirmed", "set_aside"]
    two.refresh_from_db(), issue.refresh_from_db()
    assert (issue.status, two.issue_by is not None) == ("confirmed", True)


def test_topics_get_a_theme_and_an_issue_together(desk, propose, campaign, officer, now):
    one, two = propose("甲", 1), propose("乙", 1)
    theme = Theme.objects.create(campaign=campaign, number=1, name="充电")
    issue = gathering.open_issue(campaign, name="充电难", by=officer, at=now)
    press(desk, "theme", [one, two], **{"theme-theme": theme.pk})
    press(desk, "issue", [one, two], **{"issue-issue": str(issue.number)})
    assert {(t.theme, t.issue) for t in Topic.objects.all()} == {(theme, issue)}
    press(desk, "issue", [one], **{"issue-issue": ""})
    one.refresh_from_db()
    assert one.issue is None


def test_without_a_target_the_largest_takes_them_in_and_the_merge_is_taken_back(desk, propose):
    small, large, other = propose("小", 1), propose("大", 3), propose("另", 1)
    Topic.objects.filter(pk=other.pk).update(status="forwarded")
    press(desk, "merge", [small, large, other], **{"merge-into": ""})
    assert statuses(small, large, other) == ["merged", "proposed", "forwarded"]
    said = told(desk)
    assert f"并入 {large.number} 号“大”" in said[0] and "“另”：" in said[1]
    page = desk.get(reverse(URL)).content.decode()
    assert "撤销刚才的合并（1 个）" in page
    press(desk, "undo")
    assert statuses(small) == ["proposed"] and small.placements.by_machine().count() == 1
    assert "没有可以撤销的操作了" in told(desk.post(reverse(URL), {"do": "undo"}) and desk)[-1]


def test_one_alone_is_not_merged_and_the_tick_stays(desk, propose):
    topic = propose("甲", 1)
    response = press(desk, "merge", [topic])
    assert response.status_code == 422
    assert "请至少勾选两个问题" in response.content.decode()
    assert [row.ticked for row in response.context["object_list"]] == [True]


def test_putting_aside_needs_a_reason_and_is_taken_back(desk, propose):
    one, two = propose("甲", 1), propose("乙", 1)
    response = press(desk, "set-aside", [one, two])
    assert response.status_code == 422 and "请填写理由。" in response.content.decode()
    press(desk, "set-aside", [one, two], **{"set-aside-reason": "与本次征集无关"})
    assert statuses(one, two) == ["set_aside", "set_aside"]
    press(desk, "undo")
    assert statuses(one, two) == ["confirmed", "confirmed"]


def test_only_confirmed_topics_are_forwarded_together(desk, propose, make_topic, department):
    one, two, raw = make_topic("甲", 1), make_topic("乙", 1), propose("丙", 1)
    errand = {"refer-lead": department.pk, "refer-due_on": "2026-10-16"}
    press(desk, "refer", [one, two, raw], **errand)
    assert set(Referral.objects.values_list("topic", flat=True)) == {one.pk, two.pk}
    assert "“丙”：还没有确认" in told(desk)[1]


def test_a_name_is_changed_in_its_place(door, desk, second_officer, propose):
    topic = propose("旧名", 1)
    response = press(desk, "rename", pk=topic.pk, name="新名", seen="旧名", next=topic.pk)
    assert response.url.endswith(f"#t{topic.pk}")
    late = door(second_officer)
    press(late, "rename", pk=topic.pk, name="另一个", seen="旧名")
    assert "别的同事刚刚改过" in told(late)[0]
    assert Topic.objects.get().name == "新名"


def test_nothing_ticked_nothing_asked_nobody_else(desk, door, supervisor, propose, make_campaign):
    topic = propose("甲", 1)
    assert press(desk, "confirm").status_code == 422
    assert press(desk, "fly", [topic]).status_code == 404
    client = door(supervisor)
    press(client, "confirm", [topic])
    assert 'name="picked"' not in client.get(reverse(URL)).content.decode()
    foreign = make_campaign("别的")
    press(desk, "confirm", [topic], query=f"?campaign={foreign.pk}")
    assert statuses(topic) == ["proposed"]


def test_topics_fold_under_themes(desk, propose, make_topic, campaign):
    theme = Theme.objects.create(campaign=campaign, number=7, name="充电")
    one, two, alone = propose("甲", 2), make_topic("乙", 1), propose("丙", 1)
    Topic.objects.filter(pk__in=[one.pk, two.pk]).update(theme=theme)
    response = desk.get(f"{reverse(URL)}?fold=theme")
    rows = response.context["object_list"]
    assert [str(row) for row in rows] == ["充电", "丙"]
    assert (rows[0].size, rows[0].fresh, rows[0].people, rows[0].spread) == (3, 2, 3, 2)
    assert [topic.name for topic in rows[0].folded] == ["甲", "乙"] and rows[1] == alone


def test_a_thousand_topics_cost_as_many_queries_as_a_few(
    desk, propose, campaign, django_assert_max_num_queries
):
    themes = [Theme.objects.create(campaign=campaign, number=i, name=f"题{i}") for i in range(20)]
    issues = [Issue.objects.create(campaign=campaign, number=i, name=f"类{i}") for i in range(99)]
    propose("先", 1)

    def add(count, begin):
        numbers = range(begin, begin + count)
        Topic.objects.bulk_create(
            Topic(
                campaign=campaign,
                number=i,
                name=f"{i}",
                theme=themes[i % 20],
                issue=issues[i % 99],
            )
            for i in numbers
        )

    def cost(query):
        KeptList.objects.all().delete()  # each time as somebody who comes for the first time
        # Of a large city people and shelf are kept, and topics of the page are read by their keys.
        with django_assert_max_num_queries(36) as asked:
            assert desk.get(reverse(URL) + query).status_code == 200
        return len(asked)

    queries = ("", "?fold=theme", "?flat=1")
    add(200, 2)
    few = [cost(query) for query in queries]
    add(800, 300)
    assert [cost(query) for query in queries] == few


def test_confirming_early_leaves_what_is_on_its_way(make_topic, propose, officer, now):
    one, late = propose("甲", 1), propose("乙", 1)
    Topic.objects.filter(pk=late.pk).update(status="forwarded")
    rows = Topic.objects.filter(status__in=Topic.CURATABLE)
    assert curating.confirm_early(rows, by=officer, at=now) == [one]
