"""类问题 at the desk: topics folded under issues, and every button over an issue through HTTP."""

import pytest
from django.urls import reverse

from suggestions.actions import gathering, referring
from suggestions.models import Answer, Delivery, Issue, IssueMerge, Placement, Referral, Topic
from suggestions.staff.forms import SUBJECT
from tests.asking import surely

pytestmark = pytest.mark.usefixtures("soon")
LIST = "desk_topics:index"


def page(issue, verb=""):
    args = [issue.pk, verb] if verb else [issue.pk]
    return reverse(f"desk_issues:{'verb' if verb else 'page'}", args=args)


def words(response):
    return response.content.decode()


@pytest.fixture
def lamps(make_topic, campaign, officer, now):
    topics = [make_topic(name, size=2) for name in ("弄堂路灯", "公园路灯")]
    return gathering.open_issue(campaign, name="路灯不亮", topics=topics, by=officer, at=now)


# --- the list of topics -----------------------------------------------------------------------


def test_topics_of_one_issue_are_folded_with_the_counts_of_all(desk, lamps, make_topic):
    make_topic("遛狗", size=1)
    response = desk.get(reverse(LIST))
    first, second = response.context["object_list"]
    assert (first.name, first.spread, first.size, first.people) == ("路灯不亮", 2, 4, 4)
    assert sorted(t.name for t in first.folded) == ["公园路灯", "弄堂路灯"]
    assert second.name == "遛狗"
    assert '<details class="desk-fold">' in words(response) and page(lamps) in words(response)


def test_an_issue_of_one_topic_and_one_put_aside_are_not_folded(desk, lamps, officer, now):
    gathering.set_issue(lamps.topics.first(), issue=None, by=officer, at=now)
    assert {row.name for row in desk.get(reverse(LIST)).context["object_list"]} == {
        "弄堂路灯",
        "公园路灯",
    }


def test_who_looks_for_certain_topics_sees_them_one_by_one(desk, lamps):
    for query in ("flat=1", "q=路灯", "status=confirmed", "size=1"):
        rows = desk.get(f"{reverse(LIST)}?{query}").context["object_list"]
        assert {row.name for row in rows} == {"弄堂路灯", "公园路灯"}, query


@pytest.mark.parametrize(
    "ordering", ["number", "-number", "status", "theme__number", "fresh", "people", "score"]
)
def test_the_folded_list_is_sorted_by_each_column(desk, lamps, make_topic, ordering):
    make_topic("遛狗", size=1)
    rows = desk.get(f"{reverse(LIST)}?ordering={ordering}").context["object_list"]
    assert {row.name for row in rows} == {"路灯不亮", "遛狗"}


def test_one_person_who_wrote_of_two_places_counts_once(
    desk, make_suggestion, campaign, officer, now
):
    from suggestions.actions import curating

    topics = []
    for name in ("弄堂", "公园"):
        topics.append(curating.create_topic(campaign, name=name, by=officer, at=now))
        row = make_suggestion(name, phone="13800138000")
        curating.place([row], topic=topics[-1], by=officer, at=now)
    gathering.open_issue(campaign, name="路灯", topics=topics, by=officer, at=now)
    (row,) = desk.get(reverse(LIST)).context["object_list"]
    assert (row.size, row.people) == (2, 1)


def test_the_folded_list_costs_the_same_for_many_issues(
    desk, lamps, make_topic, campaign, officer, now, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(30) as asked:
            desk.get(reverse(LIST))
        return len(asked)

    desk.get(reverse(LIST))
    few = cost()
    for n in range(4):
        topics = [make_topic(f"{place}{n}", size=1) for place in "东西南"]
        gathering.open_issue(campaign, name=f"类{n}", topics=topics, by=officer, at=now)
    assert cost() == few


# --- one issue --------------------------------------------------------------------------------


def test_its_page_shows_topics_and_what_of_the_shelf_is_near(desk, lamps, make_suggestion, now):
    lone = make_suggestion("学校门口路灯也坏了")
    Placement.objects.update_or_create(
        suggestion=lone, defaults={"topic": None, "issue": lamps, "at": now}
    )
    response = desk.get(page(lamps))
    html = words(response)
    assert response.context["near_count"] == 1 and lone.title in html
    assert "弄堂路灯" in html and "由周敏归入这一类" in html


def test_its_page_costs_the_same_for_many_topics(
    desk, lamps, make_topic, officer, now, django_assert_max_num_queries
):
    desk.get(page(lamps))

    def cost():
        with django_assert_max_num_queries(24) as asked:
            desk.get(page(lamps))
        return len(asked)

    few = cost()
    more = [make_topic(f"路{n}", size=1) for n in range(8)]
    gathering.move_topics(more, into=lamps, by=officer, at=now)
    assert cost() == few


def test_confirming_names_renaming_and_putting_aside(desk, campaign, propose, officer):
    issue = Issue.objects.create(campaign=campaign, number=5, name="机器拟的")
    Topic.objects.filter(pk=propose("弄堂").pk).update(issue=issue)
    told = desk.post(page(issue, "confirm"), {"topics": "on"}, follow=True)
    assert "1 个具体问题新归入" in words(told)
    assert issue.topics.get().status == "confirmed"
    desk.post(page(issue, "rename"), {"name": "路灯", "seen": "机器拟的"})
    desk.post(page(issue, "set-aside"), {"reason": "分开办"})
    issue.refresh_from_db()
    assert (issue.name, issue.named_by, issue.status) == ("路灯", officer, "set_aside")
    assert "恢复" in words(desk.get(page(issue)))
    desk.post(page(issue, "restore"))
    issue.refresh_from_db()
    assert issue.status == "confirmed"


def test_ticked_topics_move_to_another_issue_or_out(desk, lamps, campaign, officer, now):
    other = gathering.open_issue(campaign, name="公园", by=officer, at=now)
    park = lamps.topics.get(name="公园路灯")
    none = desk.post(page(lamps, "move"), {"into": str(other.number)})
    assert none.status_code == 422 and "请先在名单中勾选具体问题" in words(none)
    desk.post(page(lamps, "move"), {"picked": [park.pk], "into": str(other.number)})
    park.refresh_from_db()
    assert park.issue == other
    late = desk.post(page(lamps, "release"), {"picked": [park.pk]})
    assert late.status_code == 422 and "已不在这一类中" in words(late)
    desk.post(page(other, "release"), {"picked": [park.pk]})
    park.refresh_from_db()
    assert park.issue is None


def test_merging_says_which_of_the_two_stays(desk, lamps, campaign, officer, now):
    small = gathering.open_issue(campaign, name="照明", by=officer, at=now)
    Issue.objects.filter(pk=lamps.pk).update(named_by=None)
    asked = words(desk.post(page(small, "merge"), {"into": "路灯不亮"}))
    assert "“照明”不再单独存在；合并后叫“照明”" in asked  # the machine named the other one
    told = surely(desk, page(small, "merge"), {"into": "路灯不亮"}, follow=True)
    said = "已把“照明”并入“路灯不亮”，沿用人工定的名称“照明”，0 个具体问题随之归入"
    assert said in words(told)
    assert told.redirect_chain[-1][0] == page(lamps)
    undo = {SUBJECT: IssueMerge.objects.get().pk}
    assert "“照明”恢复原样" in words(desk.post(page(lamps, "unmerge"), undo, follow=True))
    small.refresh_from_db()
    lamps.refresh_from_db()
    assert (small.status, lamps.name) == ("confirmed", "路灯不亮")
    assert desk.post(page(lamps, "unmerge"), undo).status_code == 409


def test_an_issue_that_is_not_found_is_refused_in_words(desk, lamps):
    refused = desk.post(page(lamps, "merge"), {"into": "没有的"})
    assert refused.status_code == 422
    assert "没有找到名称或序号为“没有的”的类问题" in words(refused)
    options = f"{reverse('desk_issues:options')}?campaign={lamps.campaign_id}&q=路灯"
    assert desk.get(options).json() == {"topics": [{"number": 1, "name": "路灯不亮", "place": ""}]}


def test_a_topic_s_page_says_and_changes_its_kind(desk, lamps, make_topic):
    topic = make_topic("桥头路灯", size=1)
    url = reverse("desk_topics:verb", args=[topic.pk, "issue"])
    told = desk.post(url, {"into": "路灯不亮"}, follow=True)
    assert "已归入类问题“路灯不亮”" in words(told) and page(lamps) in words(told)
    desk.post(url, {"into": ""})
    topic.refresh_from_db()
    assert topic.issue is None and topic.issue_by
    desk.post(reverse("desk_topics:verb", args=[topic.pk, "open-issue"]), {"name": "桥上的事"})
    topic.refresh_from_db()
    assert topic.issue.name == "桥上的事"


# --- the whole issue at once ------------------------------------------------------------------


@pytest.fixture
def errand(department, now):
    due = referring.deadlines(now).due_on
    return {"lead": department.pk, "note": "一并处理", "due_on": due.isoformat()}


def test_the_whole_issue_is_forwarded_signed_and_answered_once(
    desk, door, clerk, lamps, errand, propose
):
    raw = propose("机器的", size=1)
    Topic.objects.filter(pk=raw.pk).update(issue=lamps)
    told = words(desk.post(page(lamps, "refer"), errand, follow=True))
    assert "已把 2 个具体问题一次转办给市绿化市容局" in told
    assert "没有办的：“机器的”：还没有确认" in told
    first = Referral.objects.first()
    theirs = door(clerk)
    mine = reverse("desk_department:page", args=[first.pk])
    assert "签收整类" in words(theirs.get(mine))
    theirs.post(f"{mine}sign-all/")
    assert "一次答复整类" in words(theirs.get(mine))
    theirs.post(f"{mine}answer-all/", {"text": "本月修好。", "adoption": "work"})
    answer = Answer.objects.first()
    seen = words(desk.get(reverse("desk_answers:page", args=[answer.pk])))
    assert "整类采用并送达" in seen
    url = reverse("desk_answers:verb", args=[answer.pk, "accept-all"])
    told = words(desk.post(url, follow=True))
    assert "已采用 2 个具体问题的同一份答复，送达 4 条建议的作者" in told
    assert Delivery.objects.count() == 4
    assert desk.post(url).status_code == 409 and Delivery.objects.count() == 4


def test_the_office_answers_the_whole_issue_once(desk, lamps):
    said = {"text": "已经全部修好。", "adoption": "work"}
    told = words(desk.post(page(lamps, "answer"), said, follow=True))
    assert "一份答复送达 2 个具体问题的 4 条建议的作者" in told
    again = desk.post(page(lamps, "answer"), said)
    assert again.status_code == 422 and "没有可以答复的具体问题" in words(again)
    assert said["text"] in words(again)  # what was typed is kept
    assert Delivery.objects.count() == 4


def test_one_topic_alone_offers_no_button_for_all(door, clerk, make_referral):
    referral = make_referral()
    html = words(door(clerk).get(reverse("desk_department:page", args=[referral.pk])))
    assert "签收整类" not in html


# --- the shelf --------------------------------------------------------------------------------


@pytest.fixture
def lone(make_suggestion, lamps, now):
    row = make_suggestion("学校门口路灯坏了，电话13812345678")
    Placement.objects.update_or_create(
        suggestion=row, defaults={"topic": None, "issue": lamps, "by": None, "at": now}
    )
    return row


def test_the_shelf_shows_the_nearest_issue_and_puts_it_there_by_one_button(desk, lone, lamps):
    assert "路灯不亮" in words(desk.get(reverse("desk_shelf:index")))
    url = reverse("desk_shelf:page", args=[lone.pk])
    html = words(desk.get(url))
    assert "最近的类问题" in html and "归入这一类，新立一个具体问题" in html
    assert html.count("移到这个问题") >= 2  # the topics of the issue
    form = desk.get(url).context["apart"]["gather"].form
    name = form.initial["name"]
    assert name and "13812345678" not in name
    desk.post(reverse("desk_shelf:verb", args=[lone.pk, "gather"]), {"name": name})
    topic = Placement.objects.get(suggestion=lone).topic
    assert (topic.issue, topic.name, topic.status) == (lamps, name, "confirmed")


def test_where_no_issue_is_near_nothing_is_offered(desk, lone, lamps, officer, now):
    gathering.set_aside(lamps, reason="分开办", by=officer, at=now)
    html = words(desk.get(reverse("desk_shelf:page", args=[lone.pk])))
    assert "最近的类问题" not in html
    Placement.objects.filter(suggestion=lone).update(issue=None)
    refused = desk.post(reverse("desk_shelf:verb", args=[lone.pk, "gather"]), {"name": "x"})
    assert refused.status_code == 422 and "没有最近的类问题" in words(refused)


# --- what runs propose ------------------------------------------------------------------------


def test_a_proposed_issue_is_shown_with_its_topics_and_accepted(desk, campaign, make_topic, now):
    from suggestions.models import GroupingResult, GroupingRun, TopicChange

    topic = make_topic("弄堂路灯", size=1)
    run = GroupingRun.objects.create(campaign=campaign, status="done", queued_at=now)
    found = {"number": 7, "name": "路灯", "theme": None, "score": 0.5, "keywords": [],
             "representatives": [], "issue": None, "near": []}  # fmt: skip
    GroupingResult.objects.create(run=run, issues=[found])
    change = TopicChange.objects.create(
        run=run, kind="issue", name="路灯", group=7, size=1, moves=[[topic.pk, None, None]],
        others=[[topic.pk, topic.name, 1]], reason="说的是同一类事。", digest="1",
    )  # fmt: skip
    url = reverse("desk_grouping:run", args=[run.pk])
    html = words(desk.get(url))
    assert "归入一类" in html and "1 个具体问题" in html and "弄堂路灯" in html
    assert "归入一类" in words(desk.get(reverse("desk_topics:page", args=[topic.pk])))
    accept = reverse("desk_grouping:run_verb", args=[run.pk, "accept-change"])
    told = desk.post(accept, {SUBJECT: change.pk}, follow=True)
    assert "1 个具体问题归位" in words(told)
    topic.refresh_from_db()
    assert topic.issue.name == "路灯" and topic.issue_by is None
