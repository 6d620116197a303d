"""An end is told alike wherever it stands: what ends at midnight ends with the day before."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from suggestions.models import CampaignPage
from suggestions.telling.endings import ending, last_day
from tests.conftest import NOW, SHANGHAI
from tests.suggestions.questionnaires.conftest import make_questionnaire  # noqa: F401


@pytest.mark.parametrize(
    ("end", "told", "day"),
    [
        ((2026, 12, 20, 0, 0), "2026年12月19日 24:00", 19),
        ((2026, 12, 20, 18, 30), "2026年12月20日 18:30", 20),
        ((2026, 12, 20, 0, 1), "2026年12月20日 00:01", 20),
    ],
)
def test_midnight_belongs_to_the_day_before(end, told, day):
    moment = dt.datetime(*end, tzinfo=SHANGHAI)
    assert ending(moment) == told
    assert last_day(moment).day == day
    assert ending(moment.astimezone(dt.UTC)) == told


@pytest.mark.django_db
def test_every_page_tells_the_same_end(client, desk, make_campaign, make_questionnaire):  # noqa: F811
    midnight = localtime(NOW).replace(hour=0, minute=0, second=0, microsecond=0)
    end = midnight + dt.timedelta(days=400)
    page = make_questionnaire(closes_at=end)
    campaign = make_campaign("路灯", closes_at=end)
    desk_page = reverse("desk_questionnaires:page", args=[page.pk])
    pages = [
        client.get(page.url),
        client.get(reverse("suggestions:questionnaire", args=[page.pk])),
        client.get(campaign.url),
        desk.get(reverse("desk_questionnaires:index")),
        desk.get(desk_page),
    ]
    day = end - dt.timedelta(days=1)
    for response in pages:
        words = re.sub(r"<[^>]+>", "", response.content.decode())
        assert ending(end) in words, response.request["PATH_INFO"]
        assert f"{day.year}年{day.month}月{day.day}日" in words
        assert f"{end.year}年{end.month}月{end.day}日" not in words
    assert CampaignPage.objects.filter(closes_at=end).exists()
