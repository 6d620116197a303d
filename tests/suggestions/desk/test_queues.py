"""我的队列 and the filters of the queue: kept, counted, read one after the other."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.models import BulkDecision, SavedQueue, Sorting

pytestmark = pytest.mark.usefixtures("soon")
INDEX = "desk_screening:index"


@pytest.fixture
def waiting(submit):
    return lambda *args, **fields: submit(*args, **fields).suggestion


def told(response):
    return [str(message).strip() for message in response.context["messages"]]


def shown(response):
    return {s.title for s in response.context["object_list"]}


def test_filters_by_length_and_by_what_the_machine_takes_for_no_suggestion(desk, officer, waiting):
    waiting("短的", "太短")
    waiting("中等", "字" * 60)
    long, sorted_ = waiting("长的", "字" * 501), waiting("人定的", "字" * 49)
    Sorting.objects.update(guess="suggestion", kind="suggestion", score=0.9)
    guess = {"guess": "demand", "kind": "demand", "score": 0.8}
    Sorting.objects.filter(pk__in=[long.pk, sorted_.pk]).update(**guess)
    Sorting.objects.filter(pk=sorted_.pk).update(by=officer)
    index = reverse(INDEX)
    assert shown(desk.get(f"{index}?length=short")) == {"短的", "人定的"}
    assert shown(desk.get(f"{index}?length=medium")) == {"中等"}
    assert shown(desk.get(f"{index}?length=long")) == {"长的"}
    assert shown(desk.get(f"{index}?likely=1")) == {"长的"}
    Sorting.objects.update(score=0.4)
    assert shown(desk.get(f"{index}?likely=1")) == set()


def test_a_filter_is_kept_under_a_name_counted_and_let_go(desk, door, second_officer, waiting):
    waiting("短的", "太短"), waiting("中等", "字" * 60)
    page = desk.get(f"{reverse(INDEX)}?length=short&p=1&ordering=submitted_at&foo=1")
    assert page.context["savable"] == "length=short"
    saved = {"name": " 短信 ", "query": page.context["savable"]}
    response = desk.post(reverse("desk_screening:save_queue"), saved, follow=True)
    assert told(response) == ["已存成队列“短信”。"]
    (tab,) = response.context["tabs"]
    assert (tab["count"], tab["current"], response.context["savable"]) == (1, True, "")
    assert not door(second_officer).get(reverse(INDEX)).context["tabs"]
    queue = SavedQueue.objects.get()
    drop = reverse("desk_screening:drop_queue", args=[queue.pk])
    assert door(second_officer).post(drop).status_code == 404
    assert "已删掉" in told(desk.post(drop, follow=True))[0]
    assert not SavedQueue.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "length=short", "起个名字"),
        ("长" * 21, "length=short", "最多 20 个字"),
        ("短信", "p=2", "请先筛选"),
        ("旧的", "length=long", "已经有一个队列叫"),
    ],
)
def test_a_queue_without_name_or_filter_is_refused(desk, officer, now, name, query, words):
    SavedQueue.objects.create(user=officer, name="旧的", query="length=short", created_at=now)
    response = desk.post(
        reverse("desk_screening:save_queue"), {"name": name, "query": query}, follow=True
    )
    assert words in told(response)[0]
    assert SavedQueue.objects.count() == 1


def test_a_saved_queue_is_read_to_its_end_and_nothing_else_with_it(desk, officer, waiting, now):
    first = waiting("短的", "太短", at=now - dt.timedelta(days=2))
    waiting("中等", "字" * 60, at=now - dt.timedelta(days=1))
    last = waiting("也短", "也短")
    queue = SavedQueue.objects.create(
        user=officer, name="短信", query="length=short", created_at=now
    )
    page = desk.get(f"{reverse('desk_screening:next')}?of={queue.pk}", follow=True)
    for suggestion in (first, last):
        assert page.context["object"] == suggestion
        button = next(b for b in page.context["buttons"] if b.verb.name == "accept")
        page = desk.post(button.url, {}, follow=True)
    assert "队列“短信”里的建议都办完了。" in told(page)


def test_a_queue_whose_campaign_is_gone_is_empty_and_breaks_nothing(desk, officer, waiting, now):
    waiting()
    SavedQueue.objects.create(user=officer, name="旧", query="campaign=99999", created_at=now)
    assert desk.get(reverse(INDEX)).context["tabs"][0]["count"] == 0


LETTER = (
    "我是{}小区的居民，楼下的电动车充电桩只有两个，每天晚上都要排队到十点以后，"
    "很多邻居只好从楼上拉电线下来充电，非常危险，请有关部门尽快多装几个充电桩，谢谢。"
)


def test_copies_and_near_copies_are_looked_at_and_decided_together(desk, door, supervisor, waiting):
    first = waiting("充电桩", LETTER.format("和平"))
    same, near = waiting("充电桩", LETTER.format("和平")), waiting("充电桩", LETTER.format("光明"))
    waiting("路灯", LETTER.format("和平").replace("充电桩", "路灯")[:60] + "晚上看不见路，请修好。")
    url = reverse("desk_screening:copies", args=[first.pk])
    listed = desk.get(url).context["listed"]
    assert [(row.pk, alike) for row, alike in listed] == [
        (first.pk, True),
        (same.pk, True),
        (near.pk, False),
    ]
    assert desk.post(url, {"picked": []}).status_code == 422
    door(supervisor).post(url, {"picked": [first.pk]})
    assert not BulkDecision.objects.exists()
    page = desk.post(url, {"picked": [first.pk, same.pk, 99]}, follow=True)
    assert page.context["object"].keys == [first.pk, same.pk]


def test_a_short_letter_has_only_equal_copies(desk, waiting):
    first, same = waiting("停电", "停电了"), waiting("停电", "停电了！")
    waiting("停电", "停水了")
    listed = desk.get(reverse("desk_screening:copies", args=[first.pk])).context["listed"]
    assert {row.pk for row, _ in listed} == {first.pk, same.pk}
