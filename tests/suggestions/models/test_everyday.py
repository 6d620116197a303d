"""日常建议: one campaign without an end."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from suggestions.desk.numbers.panels import window_words
from suggestions.models import CampaignPage, CampaignState
from suggestions.telling import figures
from suggestions.telling.campaigns import window

DAY = dt.timedelta(days=1)
CENTURY = dt.timedelta(days=36_500)


@pytest.fixture
def everyday(make_campaign):
    return make_campaign("日常建议", slug="richang", closes_at=None)


def test_it_never_closes(everyday, now):
    for at in (now, now + CENTURY):
        assert everyday.state(at) == CampaignState.STANDING
        assert everyday.accepts(at)
        assert list(CampaignPage.objects.accepting(at)) == [everyday]
        assert not CampaignPage.objects.closed(at).exists()
    assert not everyday.accepts(everyday.opens_at - DAY)
    assert everyday.state(everyday.opens_at - DAY) == CampaignState.UPCOMING


def test_no_clock_is_shown_for_it(everyday, now, client):
    shown = window(everyday, now)
    assert (shown["days"], shown["closes_at"], shown["day_total"]) == (None, None, None)
    assert window_words(everyday, now) == "长期开放：没有截止时间"
    page = client.get(everyday.url).content.decode()
    assert "没有截止的日子" in page and "随时都可以提" in page
    assert "还剩" not in page and "<dt>截止</dt>" not in page and "<progress" not in page


def test_it_stands_behind_what_ends_and_before_what_is_over(everyday, make_campaign, now):
    soon, late = make_campaign("快了", closes_at=now + DAY), make_campaign("还早")
    coming, over = make_campaign("未到", opens_at=now + DAY), make_campaign("完了", closes_at=now)
    ordered = figures.sort_for_visitors([over, coming, everyday, late, soon], now)
    assert [page.title for page in ordered] == ["快了", "还早", "日常建议", "未到", "完了"]


def test_a_second_one_is_refused_in_words_and_by_the_database(everyday, make_campaign, now):
    with pytest.raises(ValidationError, match="已经有一个长期开放的“日常建议”"):
        make_campaign("又一个", closes_at=None)
    other = make_campaign("专项")
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignPage.objects.filter(pk=other.pk).update(closes_at=None)
    everyday.title = "随时说"
    everyday.save()


def test_copying_it_is_refused_in_words(everyday, door, officer, make_campaign):
    address = reverse("wagtailadmin_pages:copy", args=[everyday.pk])
    response = door(officer).get(address, follow=True)
    assert "全站只有一个，不能复制" in response.content.decode()
    other = reverse("wagtailadmin_pages:copy", args=[make_campaign().pk])
    assert door(officer).get(other).status_code == 200
    assert CampaignPage.objects.everyday().get() == everyday


def test_lists_of_campaigns_tell_it_apart(everyday, campaign, client):
    page = client.get(reverse("suggestions:campaigns")).content.decode()
    assert page.index("随时可以说") > page.index(campaign.title)
    assert ">长期</span>" in page
