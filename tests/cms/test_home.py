"""The home page of a new site and of one at work."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.home import ANSWERS_READ
from suggestions.actions import answering, referring

pytestmark = pytest.mark.django_db


def html(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_site_asks_its_question_and_hides_empty_numbers(client, home):
    page = html(client)
    for words in (home.question, "我要提建议", "现在没有正在进行的征集", "第一批答复正在路上"):
        assert words in page
    assert "到今天为止" not in page


def test_the_code_is_asked_for_by_post(client, home):
    page = html(client)
    assert '<form class="ask" method="post" action="/track/"' in page


def test_open_campaigns_show_their_state_and_their_numbers(client, campaign, make_suggestion):
    make_suggestion()
    page = html(client)
    assert campaign.title in page and "征集中" in page and "已收到 <strong>1</strong>" in page


def test_what_was_said_and_done_is_told(client, make_referral, officer, clerk, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(
        referral, text="年底前装好十个端口。", adoption="measure", by=clerk, at=now
    )
    assert "年底前装好" not in html(client)
    answering.accept_answer(answer, by=officer, at=now)
    page = html(client)
    for words in ("年底前装好十个端口", "形成惠民举措", referral.department.name):
        assert words in page
    assert "大家说得最多的" in page and f"/topics/{referral.topic_id}/" in page


def test_of_answers_that_are_looked_through_only_those_shown_are_read(
    client, make_referral, clerk, officer, now
):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now)
    answer = answering.submit_answer(
        referral, text="年底前装好十个端口。", adoption="measure", by=clerk, at=now
    )
    answering.accept_answer(answer, by=officer, at=now)
    with CaptureQueriesContext(connection) as asked:
        assert "年底前装好" in html(client)
    looked_through = [q["sql"] for q in asked if f"LIMIT {ANSWERS_READ}" in q["sql"]]
    assert len(looked_through) == 1
    assert '"text"' not in looked_through[0] and '"keywords"' not in looked_through[0]


def test_more_suggestions_cost_no_more_queries(client, campaign, make_topic, make_suggestion):
    make_topic(size=1)

    def cost():
        html(client)
        with CaptureQueriesContext(connection) as captured:
            html(client)
        return len(captured)

    before = cost()
    make_topic("别的问题", 3)
    make_suggestion()
    assert cost() == before
