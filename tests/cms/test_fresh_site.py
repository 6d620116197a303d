"""A site that has only been migrated."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Collection, Page, Site

from suggestions.models import CampaignPage

pytestmark = pytest.mark.django_db


def test_a_fresh_site_opens_in_chinese_without_the_welcome_page(client):
    page = client.get("/").content.decode()
    assert "您对城市有什么建议？" in page and "Wagtail" not in page


def test_the_tree_is_sound_and_named_in_chinese():
    assert Page.find_problems() == ([], [], [], [], [])
    assert Page.objects.get(depth=1).title == "全部页面"
    assert Collection.objects.get(depth=1).name == "全部"
    assert Site.objects.get().root_page.slug == "home"


def test_a_site_with_campaigns_gets_the_door_once_beside_them(make_campaign, client):
    door = importlib.import_module("cms.migrations.0004_everyday_door")
    for _ in range(2):
        make_campaign()
    for _ in range(2):
        door.create_door(apps, None)
    page = CampaignPage.objects.everyday().get()
    assert Page.find_problems() == ([], [], [], [], [])
    assert page.get_parent().slug == "home" and page.live
    assert client.get("/richang/").status_code == 200


def test_a_fresh_site_has_the_everyday_door(client):
    door = CampaignPage.objects.get()
    assert door.is_everyday and door.title == "日常建议" and door.get_parent().slug == "home"
    assert client.get(door.url).status_code == 200
    assert client.get("/submit/")["Location"] == reverse("suggestions:submit", args=[door.slug])
    assert "不在上面？随时可以说" in client.get("/").content.decode()
