"""A site that has only been migrated."""

import pytest
from wagtail.models import Collection, Page, Site

pytestmark = pytest.mark.django_db


def test_a_fresh_site_opens_in_chinese_without_the_welcome_page(client):
    page = client.get("/").content.decode()
    assert "您对城市有什么建议？" in page and "Wagtail" not in page


def test_the_tree_is_sound_and_named_in_chinese():
    assert Page.find_problems() == ([], [], [], [], [])
    assert Page.objects.get(depth=1).title == "全部页面"
    assert Collection.objects.get(depth=1).name == "全部"
    assert Site.objects.get().root_page.slug == "home"
