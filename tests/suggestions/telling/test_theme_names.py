"""What residents read for a theme: a person's word or a topic's, never the machine's keywords."""

import re

import pytest
from django.core.cache import cache

from suggestions.actions import curating
from suggestions.telling.theme_names import public_name, public_names

pytestmark = pytest.mark.django_db
KEYWORDS = "人多、力量、坚决"


@pytest.fixture
def theme(campaign):
    return campaign.themes.create(number=1, name=KEYWORDS)


@pytest.fixture
def under(theme, make_topic, officer, now):
    """A public topic under the machine's theme."""

    def make(name, size):
        topic = make_topic(name, size)
        curating.set_theme(topic, theme=theme, by=officer, at=now)
        return topic

    return make


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_machines_theme_is_called_after_its_largest_topic(theme, under):
    under("桩坏了", 1)
    under("飞线充电", 3)
    assert public_names([theme.pk]) == {theme.pk: "飞线充电等"}


def test_a_theme_of_one_topic_is_called_like_it_and_one_without_is_not_shown(theme, under):
    assert public_names([theme.pk]) == {}
    assert public_name(theme, []) == ""
    under("飞线充电", 1)
    assert public_names([theme.pk]) == {theme.pk: "飞线充电"}


def test_an_empty_or_a_proposed_topic_names_no_theme(theme, under, propose):
    under("空的题", 0)
    guess = propose("机器拟的题", 2)
    guess.theme = theme
    guess.save()
    assert public_names([theme.pk]) == {}


def test_a_persons_name_stands(theme, under, officer):
    under("飞线充电", 2)
    theme.name, theme.named_by = "电动车充电", officer
    theme.save()
    assert public_names([theme.pk]) == {theme.pk: "电动车充电"}
    assert public_name(theme, []) == "电动车充电"


def test_the_map_and_its_list_show_no_keywords(client, under):
    under("飞线充电", 3)
    under("桩坏了", 1)
    cache.clear()
    page = html(client, "/map/charging/")
    assert "力量" not in page
    assert '<h3 class="map-list-theme">飞线充电等</h3>' in page
    assert re.search(r"<textPath[^>]*>飞线充电等</textPath>", page)


def test_on_the_map_a_theme_of_one_topic_has_no_ring_and_no_heading(client, under):
    under("飞线充电", 3)
    cache.clear()
    page = html(client, "/map/charging/")
    assert "力量" not in page and "<textPath" not in page
    assert '<h3 class="map-list-theme">其他问题</h3>' in page


def test_the_filter_of_the_list_offers_no_keywords(client, theme, under):
    under("飞线充电", 3)
    under("桩坏了", 1)
    page = html(client, "/suggestions/")
    assert "力量" not in page
    assert re.search(rf'<option value="{theme.pk}"[^>]*>飞线充电等</option>', page)
    assert "飞线充电等" in html(client, f"/suggestions/?theme={theme.pk}")


def test_a_topics_page_tells_the_theme_only_where_another_topic_names_it(client, under):
    large, small = under("飞线充电", 3), under("桩坏了", 1)
    page = html(client, f"/topics/{small.pk}/")
    assert "主题：飞线充电等" in page and "力量" not in page
    page = html(client, f"/topics/{large.pk}/")
    assert "主题：" not in page and "力量" not in page


def test_no_public_page_shows_a_machines_keywords(client, campaign, theme, under):
    topic = under("飞线充电", 3)
    under("桩坏了", 2)
    said = topic.placements.first().suggestion_id
    cache.clear()
    urls = ["/", campaign.url, "/campaigns/", f"/suggestions/{said}/"]
    for url in [*urls, f"/suggestions/?q=充电&theme={theme.pk}"]:
        response = client.get(url, follow=True)
        assert response.status_code == 200, url
        assert "力量" not in response.content.decode(), url
