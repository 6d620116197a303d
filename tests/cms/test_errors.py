"""Error pages: Chinese, with a way out, and standing even when little else does."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_lost_visitor_can_search_from_the_404(client, home):
    response = client.get("/mei-you/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "没有找到这一页" in page and 'action="/search/"' in page


def test_a_form_that_lay_open_too_long_says_what_to_do(home):
    response = Client(enforce_csrf_checks=True).post("/elder/")
    page = response.content.decode()
    assert response.status_code == 403
    assert "请再提交一次" in page and "Cookie" in page


def test_the_500_needs_neither_request_nor_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert "网站出了点问题" in page and "<nav" in page


def test_a_broken_page_shows_the_500_and_no_traceback(client, home, monkeypatch):
    def broken(request):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("cms.home.home_context", broken)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert "网站出了点问题" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_every_error_page_leads_home_and_names_the_hotline(name):
    page = render_to_string(f"{name}.html")
    assert 'href="/">回首页' in page and "12345" in page


def test_the_429_says_when_to_come_back():
    assert '<strong class="num">7</strong> 分钟' in render_to_string("429.html", {"minutes": 7})
