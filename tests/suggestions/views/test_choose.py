"""Which door? The box that finds the fitting campaign, and the one door that is always open."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from suggestions.models import ThemeOfInterest

CHOOSE = reverse("suggestions:submit_choose")


@pytest.fixture
def everyday(make_campaign):
    today = timezone.now() - dt.timedelta(days=9)
    return make_campaign(
        "日常建议", slug="richang", summary="随时可以说", opens_at=today, closes_at=None
    )


@pytest.fixture
def dogs(make_campaign):
    page = make_campaign(
        "流浪动物管理：人和猫狗都过得去", at=timezone.now(), slug="dogs", summary="狗绳怎么管"
    )
    ThemeOfInterest.objects.create(campaign=page, name="文明养犬")
    return page


def names(pages):
    return [page.title for page in pages]


def test_the_door_that_is_always_open_is_offered_last_and_without_a_clock(
    client, campaign, everyday
):
    response = client.get(CHOOSE)
    assert names(response.context["campaigns"]) == [campaign.title]
    assert response.context["everyday"] == everyday
    text = response.content.decode()
    assert "不在上面？随时可以说" in text
    card = text[text.index("door-everyday") :]
    assert "还剩" not in card and "截止" not in card


def test_alone_it_is_the_form_at_once(client, everyday):
    response = client.get(CHOOSE)
    assert response["Location"] == reverse("suggestions:submit", args=[everyday.slug])


@pytest.mark.parametrize(
    ("about", "fits"),
    [("充电桩不够", "小区电动车充电难"), ("狗不牵绳", "流浪动物管理：人和猫狗都过得去")],
)
def test_a_few_words_find_the_campaign_that_asks_about_them(
    client, campaign, dogs, everyday, about, fits
):
    response = client.get(CHOOSE, {"about": about})
    assert names(response.context["fit"]) == [fits]
    assert fits not in names(response.context["campaigns"])
    text = response.content.decode()
    assert text.index(fits) < text.index("随时可以说") < text.index("别的专项")
    assert f'value="{about}"' in text


def test_what_others_have_written_speaks_for_a_campaign(client, dogs, campaign, make_suggestion):
    assert client.get(CHOOSE, {"about": "邻居家的鹦鹉太吵"}).context["fit"] == []
    make_suggestion("邻居家的鹦鹉太吵", "天不亮就叫，睡不着。", into=dogs, at=timezone.now())
    assert client.get(CHOOSE, {"about": "鹦鹉太吵了"}).context["fit"] == [dogs]


def test_a_public_topic_speaks_for_its_campaign(client, dogs, campaign, make_topic):
    make_topic("路灯不亮", size=1)
    assert client.get(CHOOSE, {"about": "路灯"}).context["fit"] == [campaign]


@pytest.mark.parametrize("about", ["天上的星星", "\0", "　", "a" * 9999, "<b>"])
def test_where_nothing_fits_the_everyday_door_is_named(client, campaign, dogs, everyday, about):
    response = client.get(CHOOSE, {"about": about})
    assert response.status_code == 200
    assert response.context["fit"] == []
    assert "不在上面？随时可以说" in response.content.decode()
    assert "<b>”" not in response.content.decode()


def test_the_form_of_the_everyday_door_takes_a_suggestion_with_its_deadline(client, everyday):
    address = reverse("suggestions:submit", args=[everyday.slug])
    assert client.get(address).status_code == 200
    sent = {"title": "路口的长椅坏了一条", "body": "等车的老人没有地方坐，希望修一修。"}
    assert client.post(address, sent | {"may_publish": "on"}).status_code == 303
    assert everyday.suggestions.get().screen_by is not None


def test_choosing_costs_few_queries_however_many_campaigns(
    client, campaign, make_campaign, everyday, django_assert_max_num_queries
):
    for number in range(8):
        make_campaign(f"第{number}个征集", at=timezone.now())
    client.get(CHOOSE)
    with django_assert_max_num_queries(10):
        client.get(CHOOSE, {"about": "充电桩不够"})
