"""Articles, the live event by the clock, and the search for pages."""

import datetime as dt

import pytest
import time_machine

from cms.models import ArticlePage
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def html(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def event(make_event):
    return make_event(
        guests="王一（公交处）\n\n李二（护士）", watch_url="https://live.example.cn/1"
    )


def test_blocks_of_an_article_wear_the_look_of_the_site(client, home):
    article = home.add_child(
        instance=ArticlePage(
            title="怎么写建议",
            slug="zenyang-xie",
            body=[
                ("heading", "四样东西"),
                ("paragraph", "<p>什么事。</p>"),
                ("callout", {"title": "先看看", "text": "具体就够了。"}),
                ("quote", "<b>说自己遇到的"),
            ],
        )
    )
    page = html(client, article.url)
    assert "<h2>四样东西</h2>" in page and 'class="notice-title">先看看' in page
    assert "&lt;b&gt;说自己遇到的" in page
    assert "怎么写更管用" in html(client, "/")  # the home page leads to it


@pytest.mark.parametrize(
    ("moment", "state", "link"),
    [
        (NOW - HOUR, "即将开始", "到时在这里观看"),
        (NOW, "正在直播", "打开直播"),
        (NOW + 2 * HOUR, "已经结束", "打开直播网页"),
    ],
)
def test_the_clock_decides_what_the_live_event_says(client, event, moment, state, link):
    with time_machine.travel(moment, tick=False):
        page = html(client, event.url)
    assert f">{state}</span>" in page and link in page
    assert "李二（护士）" in page and "12:00" in page


def test_a_live_event_is_linked_and_never_embedded(client, event):
    page = html(client, event.url)
    assert 'href="https://live.example.cn/1"' in page
    assert "<iframe" not in page and "<video" not in page


def test_page_search_finds_chinese_titles_and_offers_the_suggestions(client, home, make_campaign):
    made = make_campaign("老旧电梯换新")
    page = html(client, "/search/?q=电梯")
    assert made.title in page
    assert "/suggestions/?q=%E7%94%B5%E6%A2%AF" in page


@pytest.mark.parametrize("query", ["", "q=", "q=%00", "q=%22%27", "q=没有这个词&page=9"])
def test_page_search_takes_anything(client, home, query):
    html(client, f"/search/?{query}")


def test_of_a_page_that_people_agreed_to_each_published_wording_can_be_read(client, home, officer):
    page = home.add_child(instance=ArticlePage(title="使用条款", slug="tk", version="2026-05"))
    for version, words in (("2026-05", "旧的话"), ("2026-11", "写错的话"), ("2026-11", "新的话")):
        page.version, page.body = version, [("paragraph", f"<p>{words}</p>")]
        page.save_revision(user=officer).publish(user=officer)
    page.body = [("paragraph", "<p>没有发布的话</p>")]
    page.version = "2027-01"
    page.save_revision(user=officer)
    now = html(client, page.url)
    assert "新的话" in now and "版本 2026-11" in now and "?version=2026-05" in now
    assert "2027-01" not in now and "写错的话" not in now
    old = html(client, f"{page.url}?version=2026-05")
    assert "旧的话" in old and "这是以前的版本" in old and "新的话" not in old
    for nothing in ("2027-01", "2020-01", "<script>"):
        assert client.get(page.url, {"version": nothing}).status_code == 404


def test_a_page_without_versions_looks_up_none(client, home, django_assert_max_num_queries):
    page = home.add_child(instance=ArticlePage(title="怎么写", slug="zy"))
    assert "各个版本" not in html(client, f"{page.url}?version=1")
