"""咨询人 at the desk: registered, asked on a topic's page, looked up on record."""

import re

import pytest
from django.urls import reverse

from suggestions.actions import advising
from suggestions.models import Adviser, AdviserStep, Opinion
from suggestions.staff.forms import SUBJECT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]

FORM = {"kind": "group", "name": "钱学明", "skills": "加装电梯", "phone": "13800001234",
        "email": "", "area": "", "since": "2026-01-01", "until": "", "consent": "on"}  # fmt: skip


@pytest.fixture
def adviser(desk):
    assert desk.post(reverse("desk_advisers:new"), FORM).status_code == 302
    return Adviser.objects.get()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"consent": ""}, "本人同意"), ({"until": "2025-01-01"}, "不能早于"), ({"since": "x"}, ""),
     ({"phone": "12"}, "请检查电话"), ({"name": ""}, "请填写姓名"), ({"kind": "x"}, "请选择身份")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, db, wrong, words):
    page = desk.post(reverse("desk_advisers:new"), {**FORM, **wrong})
    text = page.content.decode()
    assert page.status_code == 422 and words in text and "加装电梯" in text


def test_the_number_stands_nowhere_until_it_is_looked_at_with_a_reason(desk, adviser):
    index = desk.get(reverse("desk_advisers:index")).content.decode()
    page = reverse("desk_advisers:page", args=[adviser.pk])
    assert "13800001234" not in index + desk.get(page).content.decode()
    url = reverse("desk_advisers:verb", args=[adviser.pk, "reveal"])
    assert desk.post(url, {"reason": ""}).status_code == 422
    shown = desk.post(url, {"reason": "发链接"})
    assert "13800001234" in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert AdviserStep.objects.filter(verb="revealed").count() == 1


def test_asked_on_the_topic_s_page_and_published_there(desk, adviser, make_topic, client, settings):
    topic = make_topic("电梯装不成", size=1)
    url = reverse("desk_topics:verb", args=[topic.pk, "ask-adviser"])
    assert desk.post(url, {"adviser": adviser.pk, "question": ""}).status_code == 422
    shown = desk.post(url, {"adviser": adviser.pk, "question": "怎样分摊？"}).content.decode()
    token = re.search(r"/opinion/([\w-]+)/", shown)[1]
    link = f"{settings.SITE_URL}/opinion/{token}/"
    assert 'href="#opinion-link"' in shown and f'data-copy="{link}"' in shown
    assert "cms/js/copy" in shown and "desk-once__code" not in shown
    page = reverse("desk_topics:page", args=[topic.pk])
    assert re.search(r"链接在 \d{4}-\d\d-\d\d \d\d:\d\d 前有效", desk.get(page).content.decode())
    assert token not in desk.get(page).content.decode()
    client.post(reverse("suggestions:opinion", args=[token]), {"text": "按楼层分摊。"})
    assert "按楼层分摊" in desk.get(page).content.decode()
    one = Opinion.objects.get()

    def press(verb, **form):
        verb_url = reverse("desk_topics:verb", args=[topic.pk, verb])
        return desk.post(verb_url, {SUBJECT: one.pk, **form})

    assert press("publish-opinion").status_code == 302
    assert press("publish-opinion").status_code in (409, 422)
    assert press("unpublish-opinion", reason="").status_code == 422
    assert press("unpublish-opinion", reason="再想想").status_code == 302


def test_somebody_of_another_area_is_not_there_for_who_answers_for_one(
    desk, door, adviser, area, make_user, administrator, now
):
    from suggestions.actions import scoping
    from suggestions.models import User

    street = make_user("street", "征集办工作人员")
    change = scoping.propose(street, areas=[area], reason="街道", by=administrator, at=now)
    scoping.confirm(change, by=make_user("admin2", "系统管理员"), at=now)
    client = door(User.objects.get(pk=street.pk))
    own = advising.register(
        kind="local", name="本街道的", skills="路灯", since=now.date(), consent=True, area=area,
        by=street, at=now,
    )  # fmt: skip
    index = client.get(reverse("desk_advisers:index")).content.decode()
    assert "本街道的" in index and "钱学明" not in index
    assert client.get(reverse("desk_advisers:page", args=[adviser.pk])).status_code == 404
    assert client.get(reverse("desk_advisers:page", args=[own.pk])).status_code == 200
    assert client.post(reverse("desk_advisers:new"), FORM).status_code == 422


def test_the_list_asks_no_more_for_many(desk, officer, now, django_assert_max_num_queries):
    page = reverse("desk_advisers:index")
    desk.get(page)
    for i in range(9):
        advising.register(kind="local", name=f"第{i}位", skills="路灯", since=now.date(),
                          consent=True, by=officer, at=now)  # fmt: skip
    with django_assert_max_num_queries(20):
        desk.get(page)
