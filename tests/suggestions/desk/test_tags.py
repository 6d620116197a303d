"""标签: put on at the desk, proposed by the engine, filtered by, joined."""

import pytest
from django.urls import reverse
from taggit.models import Tag

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def waiting(submit):
    return lambda *args, **fields: submit(*args, **fields).suggestion


def post(client, suggestion, **data):
    url = reverse("desk_suggestions:verb", args=[suggestion.pk, "tag"])
    return client.post(url, data)


def names(suggestion):
    return sorted(suggestion.tags.names())


def test_tags_are_typed_ticked_and_taken_off_and_the_history_says_who(desk, officer, waiting):
    suggestion = waiting()
    post(desk, suggestion, names="充电、夜里", also=["邻里"], seen="")
    assert names(suggestion) == ["充电", "夜里", "邻里"]
    assert post(desk, suggestion, names="充电", seen="充电、夜里、邻里").status_code == 302
    assert names(suggestion) == ["充电"]
    step = suggestion.events.latest("pk")
    assert (step.verb, step.by, step.reason) == ("tagged", officer, "去掉夜里、邻里")


def test_a_colleagues_tags_are_not_overwritten(desk, waiting):
    suggestion = waiting()
    suggestion.tags.add("同事加的")
    assert post(desk, suggestion, names="我的", seen="").status_code == 409
    assert post(desk, suggestion, names="长" * 21, seen="同事加的").status_code == 422
    assert names(suggestion) == ["同事加的"]


def test_the_engine_proposes_tags_in_use_before_words_of_the_text_and_no_personal_data(
    desk, waiting
):
    waiting("别的").tags.add("飞线", "没有出现的")
    body = "充电桩太少，充电桩总坏，充电桩排队，只好飞线。联系张建国13800138000。"
    suggestion = waiting("充电桩", body)
    page = desk.get(reverse("desk_suggestions:page", args=[suggestion.pk]))
    offered = [value for value, _ in page.context["apart"]["tag"].form.fields["also"].choices]
    assert offered[0] == "飞线" and "充电桩" in offered
    assert not {"没有出现的", "13800138000", "张建国"} & set(offered)
    assert names(suggestion) == []  # proposed, not put on


def test_lists_are_filtered_by_tag_and_two_tags_are_joined(desk, waiting):
    one, both = waiting("一"), waiting("二")
    waiting("没有标签")
    one.tags.add("充电")
    both.tags.add("充电", "充电桩")
    tag, into = Tag.objects.get(name="充电"), Tag.objects.get(name="充电桩")
    listed = desk.get(f"{reverse('desk_suggestions:index')}?tag={tag.pk}")
    assert {s.title for s in listed.context["object_list"]} == {"一", "二"}
    url = reverse("desk_tags:verb", args=[tag.pk, "merge"])
    assert desk.post(url, {"into": tag.pk}).status_code == 422
    desk.post(url, {"into": into.pk})
    assert names(one) == names(both) == ["充电桩"]
    assert list(Tag.objects.all()) == [into]
