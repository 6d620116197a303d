"""Where questionnaires are found: by residents, and at the desk with what is only a draft."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.models import QuestionnairePage

pytestmark = pytest.mark.django_db


def test_the_list_has_the_open_and_those_with_results(client, make_questionnaire):
    now = dt.datetime.now(dt.UTC)
    ago = {"opens_at": now - dt.timedelta(days=9), "closes_at": now - dt.timedelta(days=1)}
    make_questionnaire(title="还开着的")
    make_questionnaire(title="收满了的", quota=1)
    make_questionnaire(title="有结果的", shows_results=True, **ago)
    make_questionnaire(title="没有结果的", **ago)
    make_questionnaire(title="以后的", opens_at=now + dt.timedelta(days=1))
    draft = make_questionnaire(title="没发布的")
    QuestionnairePage.objects.filter(pk=draft.pk).update(live=False)
    page = client.get(reverse("suggestions:questionnaires")).content.decode()
    assert "还开着的" in page
    assert "有结果的" in page.replace("没有结果的", "")
    for hidden in ("没有结果的", "以后的", "没发布的"):
        assert hidden not in page
    assert reverse("suggestions:questionnaires") in client.get("/campaigns/").content.decode()


def test_a_list_of_none_offers_the_other_door(client, home):
    page = client.get(reverse("suggestions:questionnaires"))
    assert page.status_code == 200
    assert "现在没有问卷" in page.content.decode()


def test_drafts_are_marked_at_the_desk(desk, make_questionnaire, make_guide):
    make_questionnaire()
    url = reverse("desk_questionnaires:index")
    assert "草稿，居民看不到" not in desk.get(url).content.decode()
    QuestionnairePage.objects.update(live=False)
    assert "草稿，居民看不到" in desk.get(url).content.decode()
    guide = make_guide("一句话。")
    guides = reverse("desk_guides:index")
    assert "已发布" in desk.get(guides).content.decode()
    type(guide).objects.update(live=False)
    assert "草稿，居民看不到" in desk.get(guides).content.decode()
