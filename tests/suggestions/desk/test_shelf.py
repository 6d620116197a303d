"""书架: what fits no topic is read one by one."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import curating
from suggestions.models import Placement, ShelfReading, Topic

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def shelved(make_suggestion, now):
    def make(title="一封长信", **fields):
        suggestion = make_suggestion(title, **fields)
        Placement.objects.update_or_create(
            suggestion=suggestion, defaults={"topic": None, "at": now}
        )
        return suggestion

    return make


def words(response):
    return response.content.decode()


def item(suggestion, verb=""):
    args = [suggestion.pk, verb] if verb else [suggestion.pk]
    name = "verb" if verb else "page"
    return reverse(f"desk_shelf:{name}", args=args)


def test_opening_a_suggestion_of_the_shelf_notes_who_read_it(
    desk, door, officer, supervisor, shelved
):
    suggestion = shelved()
    assert "周敏" in words(desk.get(item(suggestion)))
    desk.get(item(suggestion))
    door(supervisor).get(item(suggestion))  # looks on, reads for nobody
    assert ShelfReading.objects.get().reader == officer


def test_the_shelf_is_filtered_by_who_has_read_what(desk, second_officer, shelved, officer, now):
    mine, theirs = shelved("我读过"), shelved("别人读过")
    shelved("没人读过")
    curating.read_from_shelf(mine, by=officer, at=now)
    curating.read_from_shelf(theirs, by=second_officer, at=now)

    def found(reading):
        url = f"{reverse('desk_shelf:index')}?reading={reading}"
        return {s.title for s in desk.get(url).context["object_list"]}

    assert found("") == {"我读过", "别人读过", "没人读过"}
    assert found("unread") == {"别人读过", "没人读过"}
    assert found("nobody") == {"没人读过"}
    assert found("read") == {"我读过"}


def test_reading_on_leads_through_all_that_is_unread(desk, shelved, campaign, now):
    first = shelved("一", at=now - dt.timedelta(days=1))
    second = shelved("二")
    url = f"{reverse('desk_shelf:next')}?campaign={campaign.pk}"
    assert desk.get(url).url == item(first)
    desk.get(item(first))
    assert desk.get(url).url == item(second)
    desk.get(item(second))
    assert "书架上的建议您都读过了。" in words(desk.get(url, follow=True))


def test_a_suggestion_moves_from_the_shelf_into_a_proposed_topic(desk, shelved, propose):
    topic = propose("狗不牵绳", keywords=[("牵绳", 0.9)])
    suggestion = shelved("遛狗要牵绳")
    assert desk.get(item(suggestion)).context["near"][0][0] == topic
    desk.post(item(suggestion, "place"), {"into": str(topic.number)})
    assert topic.placements.filter(suggestion=suggestion).exists()
    # Whoever opens the old address is led to where it stands now.
    assert desk.get(item(suggestion)).url.endswith(f"/suggestions/{suggestion.pk}/")


def test_a_suggestion_opens_a_topic_of_its_own(desk, shelved):
    suggestion = shelved()
    desk.post(item(suggestion, "open"), {"name": "另立的问题"})
    new = Topic.objects.get(name="另立的问题")
    assert [p.suggestion for p in new.placements.all()] == [suggestion]


def test_a_suggestion_stays_on_the_shelf_by_a_persons_word(desk, officer, shelved):
    suggestion = shelved()
    desk.post(item(suggestion, "keep"))
    suggestion.placement.refresh_from_db()
    assert (suggestion.placement.topic, suggestion.placement.by) == (None, officer)


def test_the_shelf_costs_the_same_for_many(desk, shelved, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(20) as asked:
            desk.get(reverse("desk_shelf:index"))
        return len(asked)

    shelved("一")
    desk.get(reverse("desk_shelf:index"))
    few = cost()
    for i in range(12):
        shelved(f"再来{i}")
    assert cost() == few
