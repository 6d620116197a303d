"""可能重复的问题: pairs that the machine finds alike, answered once each."""

import pytest
from django.urls import reverse

from suggestions.actions import curating, pairing
from suggestions.actions.rules import Overtaken
from suggestions.models import Topic, TopicPair
from suggestions.text import search
from suggestions.text.pairing import likely

pytestmark = pytest.mark.usefixtures("soon")
URL = "desk_topics:pairs"


@pytest.fixture
def lamps(campaign, propose):
    """Two topics about one thing, and one about another."""
    words = [("路灯", 0.9), ("不亮", 0.6)]
    one, two = propose("河滨绿道路灯不亮", 2, words), propose("绿道路灯不亮没人修", 1, words)
    other = propose("电梯停运没人检修", 1, [("电梯", 0.9), ("停运", 0.5)])
    for topic in (one, two, other):
        letters = list(topic.placements.values_list("suggestion_id", flat=True))
        Topic.objects.filter(pk=topic.pk).update(representatives=letters)
        topic.refresh_from_db()
    search.count_words(anyway=True)
    return one, two, other


def address(campaign, skip=""):
    return f"{reverse(URL)}?campaign={campaign.pk}" + (f"&skip={skip}" if skip else "")


def shown(client, url):
    pair = client.get(url).context.get("pair")
    return (pair.first, pair.second) if pair else None


def test_what_shares_words_is_asked_and_what_does_not_is_not(desk, campaign, lamps):
    one, two, _ = lamps
    response = desk.get(address(campaign))
    assert shown(desk, address(campaign)) == (one.pk, two.pk)
    assert "河滨绿道路灯不亮之0" in response.content.decode()
    assert response.context["number"] == 1 and response.context["pair"].words


def test_no_is_remembered_for_everybody_and_yes_merges_the_smaller(
    desk, door, second_officer, campaign, lamps
):
    one, two, _ = lamps
    typed = {"first": one.pk, "second": two.pk}
    desk.post(address(campaign), {**typed, "same": "no"})
    assert shown(desk, address(campaign)) is None
    assert shown(door(second_officer), address(campaign)) is None
    TopicPair.objects.all().delete()
    response = desk.post(address(campaign), {**typed, "same": "yes"})
    assert response.url == address(campaign)
    two.refresh_from_db()
    assert two.merged_into == one and shown(desk, address(campaign)) is None
    listed = desk.get(f"{reverse('desk_topics:index')}?campaign={campaign.pk}")
    assert "撤销刚才的合并（1 个）" in listed.content.decode()


def test_the_second_answer_to_a_pair_is_refused(lamps, officer, second_officer, now):
    one, two, _ = lamps
    pairing.answer(two, one, same=False, by=officer, at=now)
    with pytest.raises(Overtaken, match="刚刚回答过"):
        pairing.answer(one, two, same=True, by=second_officer, at=now)
    assert Topic.objects.get(pk=two.pk).status == "proposed"


def test_what_was_told_apart_stays_so_when_one_is_merged_away(lamps, officer, now):
    one, two, other = lamps
    pairing.answer(one, two, same=False, by=officer, at=now)
    curating.merge(two, into=other, by=officer, at=now)
    assert (one.pk, other.pk) in pairing.answered()


def test_skipping_goes_on_and_forgets_nothing(desk, campaign, lamps):
    response = desk.get(address(campaign))
    assert shown(desk, response.context["skip_url"]) is None
    assert shown(desk, address(campaign)) is not None
    assert desk.get(address(campaign, skip="²-1,x,9-")).status_code == 200


def test_a_pair_whose_answer_cannot_be_carried_out_is_not_remembered(lamps, officer, now):
    one, two, _ = lamps
    Topic.objects.filter(pk__in=[one.pk, two.pk]).update(status="forwarded")
    with pytest.raises(pairing.Refused, match="都已经转办"):
        pairing.answer(
            *Topic.objects.filter(pk__in=[one.pk, two.pk]), same=True, by=officer, at=now
        )
    assert not TopicPair.objects.exists()


def test_pairs_of_many_topics_cost_few_queries(
    desk, campaign, lamps, django_assert_max_num_queries
):
    def cost():
        with django_assert_max_num_queries(40) as asked:
            desk.get(address(campaign))
        return len(asked)

    desk.get(address(campaign))
    few = cost()
    Topic.objects.bulk_create(
        Topic(campaign=campaign, number=i, name=f"别的{i}", keywords=[[f"词{i}", 0.5]])
        for i in range(10, 1010)
    )
    assert cost() == few
    assert likely(list(Topic.objects.all()), top=5)[0].score > 0.3
