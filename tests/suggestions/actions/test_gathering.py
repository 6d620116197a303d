"""What kind of problem topics are: people confirm, name, merge, move and put aside issues."""

import pytest

from suggestions.actions import curating, gathering, rules
from suggestions.models import Event, Issue, Placement, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_issue(campaign):
    """An issue of the machine's with these topics under it."""

    def make(name="路灯不亮", topics=(), **fields):
        number = Issue.objects.filter(campaign=campaign).count() + 1
        issue = Issue.objects.create(campaign=campaign, number=number, name=name, **fields)
        for topic in topics:
            Topic.objects.filter(pk=topic.pk).update(issue=issue)
            topic.refresh_from_db()
        return issue

    return make


def under(issue):
    return sorted(issue.topics.values_list("name", flat=True))


def test_confirming_puts_a_name_under_where_topics_belong(make_issue, propose, officer, now):
    issue = make_issue(topics=[propose("弄堂"), propose("公园")])
    assert gathering.confirm(issue, by=officer, at=now) == 2
    issue.refresh_from_db()
    assert issue.status == "confirmed"
    assert set(issue.topics.values_list("issue_by", flat=True)) == {officer.pk}
    assert {t.status for t in issue.topics.all()} == {"proposed"}
    assert Event.objects.get(issue=issue, verb="confirmed").by == officer


def test_confirming_with_its_topics_vouches_for_them_and_what_lies_in_them(
    make_issue, propose, make_topic, make_referral, officer, now, django_assert_num_queries
):
    sent = make_topic("桥头", size=1)
    make_referral(sent)
    issue = make_issue(topics=[propose("弄堂"), propose("公园"), sent])
    with django_assert_num_queries(18) as few:
        gathering.confirm(issue, topics=True, by=officer, at=now)
    assert [t.status for t in issue.topics.order_by("number")].count("confirmed") == 2
    assert not Placement.objects.by_machine().filter(topic__issue=issue).exists()
    assert Event.objects.filter(topic__issue=issue, verb="confirmed", by=officer).count() == 3
    more = make_issue("停车", topics=[propose(f"路{n}", size=1) for n in range(9)])
    with django_assert_num_queries(len(few)):
        gathering.confirm(more, topics=True, by=officer, at=now)


def test_what_was_added_since_can_be_confirmed_again(make_issue, propose, officer, now):
    issue = make_issue(topics=[propose("弄堂")])
    gathering.confirm(issue, by=officer, at=now)
    late = propose("公园")
    Topic.objects.filter(pk=late.pk).update(issue=issue)
    assert gathering.confirm(issue, by=officer, at=now) == 1


def test_what_is_gone_is_not_confirmed(make_issue, officer, now):
    issue = make_issue()
    gathering.set_aside(issue, reason="不是一类", by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="已搁置.*周敏，搁置"):
        gathering.confirm(Issue.objects.get(), by=officer, at=now)


def test_the_second_who_renames_hears_about_the_first(make_issue, officer, second_officer, now):
    issue = make_issue("旧名")
    gathering.rename(issue, name="路灯", seen="旧名", by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="刚刚改过"):
        gathering.rename(issue, name="照明", seen="旧名", by=second_officer, at=now)
    issue.refresh_from_db()
    assert (issue.name, issue.named_by) == ("路灯", officer)


def test_topics_move_to_another_issue_and_out(make_issue, make_topic, officer, now):
    lane, park = make_topic("弄堂", size=1), make_topic("公园", size=1)
    lamps, parks = make_issue("路灯", [lane, park]), make_issue("公园")
    assert gathering.move_topics([park], into=parks, by=officer, at=now) == 1
    assert (under(lamps), under(parks)) == (["弄堂"], ["公园"])
    assert park.events.get(verb="moved").reason == "类问题：路灯 → 公园"
    gathering.move_topics([lane], into=None, by=officer, at=now)
    lane.refresh_from_db()
    assert (lane.issue, lane.issue_by) == (None, officer)
    with pytest.raises(rules.Refused, match="勾选"):
        gathering.move_topics([], into=parks, by=officer, at=now)


def test_the_second_who_moves_a_topic_hears_about_the_first(make_issue, make_topic, officer, now):
    topic = make_topic(size=1)
    one, two = make_issue("一", [topic]), make_issue("二")
    mine, theirs = Topic.objects.get(pk=topic.pk), Topic.objects.get(pk=topic.pk)
    gathering.set_issue(mine, issue=two, by=officer, at=now)
    with pytest.raises(rules.Overtaken, match=topic.name):
        gathering.set_issue(theirs, issue=None, by=officer, at=now)
    topic.refresh_from_db()
    assert topic.issue == two != one


def test_nothing_goes_under_what_is_gone_or_of_another_campaign(
    make_issue, make_topic, make_campaign, officer, now
):
    topic, gone = make_topic(size=1), make_issue("没了")
    stale = Issue.objects.get(pk=gone.pk)
    gathering.set_aside(gone, reason="不是一类", by=officer, at=now)
    with pytest.raises(rules.Overtaken, match="已搁置"):
        gathering.set_issue(topic, issue=stale, by=officer, at=now)
    foreign = gathering.open_issue(make_campaign("别的"), name="别处", by=officer, at=now)
    with pytest.raises(rules.Refused, match="别的征集"):
        gathering.set_issue(topic, issue=foreign, by=officer, at=now)


def test_merging_says_its_direction_and_takes_topics_and_hints_along(
    make_issue, make_topic, make_suggestion, officer, now
):
    lane, park = make_topic("弄堂", size=1), make_topic("公园", size=1)
    small, large = make_issue("公园照明", [park]), make_issue("路灯", [lane])
    lone = make_suggestion("没有归类的")
    Placement.objects.update_or_create(
        suggestion=lone, defaults={"topic": None, "issue": small, "at": now}
    )
    note = gathering.merge(small, into=large, by=officer, at=now)
    assert note.topics == [[park.pk, None]]
    assert (small.status, small.merged_into) == ("merged", large)
    assert under(large) == ["公园", "弄堂"] and large.name == "路灯"
    assert Placement.objects.get(suggestion=lone).issue == large
    told = "“公园照明”并入“路灯”，1 个具体问题"
    assert {e.reason for e in Event.objects.filter(verb="merged", issue__isnull=False)} == {told}
    for wrong in (large, small):
        with pytest.raises(rules.Refused):
            gathering.merge(large, into=wrong, by=officer, at=now)


def test_undoing_a_merge_restores_exactly_what_still_lies_there(
    make_issue, make_topic, make_suggestion, officer, now
):
    park, lane = make_topic("公园", size=1), make_topic("弄堂", size=1)
    small, large, last = make_issue("公园照明", [park, lane]), make_issue("路灯"), make_issue("灯")
    lone = make_suggestion("没有归类的")
    Placement.objects.update_or_create(
        suggestion=lone, defaults={"topic": None, "issue": small, "at": now}
    )
    note = gathering.merge(small, into=large, by=officer, at=now)
    gathering.set_issue(Topic.objects.get(pk=lane.pk), issue=None, by=officer, at=now)
    further = gathering.merge(large, into=last, by=officer, at=now)
    note.refresh_from_db()
    with pytest.raises(rules.Refused, match="“路灯”后来又并入了“灯”"):
        gathering.unmerge(note, by=officer, at=now)
    further.refresh_from_db()
    assert gathering.unmerge(further, by=officer, at=now) == 1
    note.refresh_from_db()
    assert gathering.unmerge(note, by=officer, at=now) == 1
    park.refresh_from_db()
    lane.refresh_from_db()
    assert (park.issue, park.issue_by, lane.issue) == (small, None, None)
    assert Placement.objects.get(suggestion=lone).issue == small
    small.refresh_from_db()
    assert (small.status, small.merged_into) == ("proposed", None)
    with pytest.raises(rules.Overtaken):
        gathering.unmerge(note, by=officer, at=now)


def test_put_aside_its_topics_go_on_and_it_can_be_restored(make_issue, make_topic, officer, now):
    topic = make_topic(size=1)
    issue = make_issue(topics=[topic])
    with pytest.raises(rules.Refused, match="搁置的理由"):
        gathering.set_aside(issue, reason=" ", by=officer, at=now)
    gathering.set_aside(issue, reason="分开办", by=officer, at=now)
    topic.refresh_from_db()
    assert (topic.status, topic.issue_by) == ("confirmed", officer)
    gathering.restore(issue, by=officer, at=now)
    assert issue.status == "confirmed" and under(issue) == [topic.name]


def test_a_lone_letter_becomes_a_topic_of_its_kind(make_issue, make_suggestion, officer, now):
    issue, lone = make_issue(), make_suggestion("学校门口路灯也坏了")
    topic = gathering.open_topic_under(
        issue, suggestion=lone, name="学校门口路灯", by=officer, at=now
    )
    topic.refresh_from_db()
    assert (topic.issue, topic.issue_by, topic.status) == (issue, officer, "confirmed")
    assert Placement.objects.get(suggestion=lone).topic == topic


def test_what_is_split_off_stays_of_the_same_kind(make_issue, make_topic, officer, now):
    topic = make_topic(size=2)
    issue = make_issue(topics=[topic])
    part = curating.split(
        topic, suggestions=[topic.placements.first().suggestion], name="另一处", by=officer, at=now
    )
    part.refresh_from_db()
    assert part.issue == issue
