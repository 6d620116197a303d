"""What residents say about a draft's clause: read under it, and named on their own pages."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import consulting, screening, submitting
from suggestions.actions.rules import Refused
from suggestions.models import GuideClause
from suggestions.telling import clause_opinions, guides
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(soon):
    """The doors' clock stands at NOW."""


@pytest.fixture
def everyday(make_campaign):
    return make_campaign("日常建议", closes_at=None)


@pytest.fixture
def asked(make_guide, campaign):
    until = NOW.date() + dt.timedelta(days=30)
    guide = make_guide(
        adopted_on=None, campaign=campaign, comment_from=NOW.date(), comment_until=until
    )
    return guide.clauses.get(number=1)


@pytest.fixture
def opine(asked, make_suggestion):
    def make(*args, **fields):
        said = make_suggestion(*args, **fields)
        consulting.comment(said, clause=asked, at=NOW)
        return said

    return make


def pages(door, clause):
    urls = clause.guide.url, reverse("suggestions:clause", args=[clause.pk])
    return [door().get(url).content.decode() for url in urls]


def test_published_opinions_stand_under_their_clause_and_others_are_counted(door, asked, opine):
    opine("写清楚几个桩", body="每栋楼几个桩要写清楚。打 13812345678 找我。")
    opine("不公开的意见", publish=False)
    for html in pages(door, asked):
        assert "对这一条的意见：公开" in html and '<strong class="num">1</strong>' in html
        assert "每栋楼几个桩要写清楚。" in html and "另有 1 条没有公开" in html
        assert "13812345678" not in html and "不公开的意见" not in html


def test_what_is_taken_back_is_read_no_longer(door, asked, opine):
    said = opine("后来撤回的意见")
    submitting.withdraw(said, at=NOW)
    for html in pages(door, asked):
        assert "后来撤回的意见" not in html and "另有 1 条没有公开" in html


def test_without_opinions_nothing_is_said_of_them(door, asked):
    assert all("对这一条的意见" not in html for html in pages(door, asked))


def test_the_guide_shows_the_newest_few_and_the_clause_all_by_leaves(door, asked, opine):
    for number in range(23):
        opine(f"第{number}条意见")
    guide, clause = pages(door, asked)
    assert guide.count("clause-said") == 3 and "看全部 23 条意见" in guide
    assert clause.count("clause-said") == 20
    url = reverse("suggestions:clause", args=[asked.pk])
    assert door().get(url, {"opinions": 2}).content.decode().count("clause-said") == 3
    assert door().get(url, {"opinions": "\0"}).status_code == 200


def test_a_clause_that_left_the_draft_takes_no_word_more(asked, submit):
    GuideClause.objects.filter(pk=asked.pk).update(
        number=None, draft_number=None, dropped_at=NOW, dropped_number=1
    )
    with pytest.raises(Refused, match="不收意见"):
        consulting.agree(asked, supporter_key="a", at=NOW)
    with pytest.raises(Refused, match="不收意见"):
        submit(clause=asked)
    assert not asked.supports.exists() and not asked.comments.exists()


def test_an_opinion_goes_to_the_guides_campaign_while_that_is_open(asked, everyday, campaign):
    assert guides.comment_campaign(asked.guide, NOW) == campaign
    campaign.closes_at = NOW - dt.timedelta(days=1)
    campaign.save()
    assert guides.comment_campaign(asked.guide, NOW) == everyday


def test_the_form_of_an_opinion_speaks_of_the_clause_alone(door, asked, campaign):
    campaign.gate_text, campaign.summary = "报修的事不在这里办。", "路灯、公交都可以说。"
    campaign.save()
    url = reverse("suggestions:submit", args=[campaign.slug])
    html = door().get(url).content.decode()
    assert "报修的事不在这里办。" in html and "路灯、公交都可以说。" in html
    html = door().get(url, {"clause": asked.pk}).content.decode()
    assert "报修的事不在这里办。" not in html and "路灯、公交都可以说。" not in html


def test_who_screens_reads_the_clause_above_the_opinion(door, asked, opine, officer):
    said = opine("写清楚几个桩")
    html = door(officer).get(reverse("desk_suggestions:page", args=[said.pk])).content.decode()
    head = html.partition("original-heading")[0]
    assert "对《充电指南》（征求意见稿）第 1 条“标题1”的意见" in head and asked.text in head


def test_opinions_take_two_questions(asked, opine, django_assert_num_queries):
    for number in range(5):
        opine(f"第{number}条意见")
    with django_assert_num_queries(2):
        clause_opinions.of_guide(asked.guide_id)


def test_its_author_and_readers_see_which_clause_it_is_about(door, asked, submit, officer):
    label = "对《充电指南》（征求意见稿）第 1 条“标题1”的意见"
    receipt = submit(body="每栋楼几个桩要写清楚。")
    consulting.comment(receipt.suggestion, clause=asked, at=NOW)
    screening.accept(receipt.suggestion, by=officer, at=NOW)
    browser = door()
    browser.post(reverse("suggestions:track"), {"code": receipt.code})
    key = receipt.suggestion.pk
    for name in ("tracked", "detail"):
        html = browser.get(reverse(f"suggestions:{name}", args=[key])).content.decode()
        assert label in html and reverse("suggestions:clause", args=[asked.pk]) in html
    asked.guide.unpublish()
    html = browser.get(reverse("suggestions:tracked", args=[key])).content.decode()
    assert label in html and reverse("suggestions:clause", args=[asked.pk]) not in html
    assert label not in browser.get(reverse("suggestions:detail", args=[key])).content.decode()
