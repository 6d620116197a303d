"""我也遇到了 of a topic: without an account, once a visitor, apart from the 附议 of suggestions."""

import datetime as dt

import pytest
from django.urls import reverse

from suggestions.actions import answering, curating, referring, rules, submitting
from suggestions.models import Topic, TopicSupport
from suggestions.telling import figures, hot, topic_supports
from suggestions.telling.figures import Week

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def button(topic):
    return reverse("suggestions:support_topic", args=[topic.pk])


def page(client, topic):
    return client.get(reverse("suggestions:topic", args=[topic.pk]))


def test_a_visitor_counts_once_and_another_one_again(client, client_as, make_topic):
    topic = make_topic()
    for _ in range(3):
        response = client.post(button(topic))
        assert response["Location"] == reverse("suggestions:topic", args=[topic.pk])
    client_as().post(button(topic))
    assert topic_supports.of(topic.pk) == 2
    assert "您也遇到了，谢谢" in page(client, topic).content.decode()
    assert "我也遇到了" in page(client_as(), topic).content.decode()


def test_it_stands_apart_from_the_supports_of_its_suggestions(client, make_topic):
    topic = make_topic()
    row = topic.placements.first().suggestion
    client.post(reverse("suggestions:support", args=[row.pk]))
    client.post(button(topic))
    shown = page(client, topic).context
    assert (shown["met"], shown["supports"]) == (1, 1)
    text = page(client, topic).content.decode()
    assert "说也遇到了" in text and "次附议" in text


def test_only_what_is_public_can_be_met(client, propose, make_topic, now):
    hidden = propose()
    assert client.post(button(hidden)).status_code == 404
    with pytest.raises(rules.Refused):
        submitting.support_topic(hidden, supporter_key="k", at=now)
    assert client.post("/topics/99999999999999999999/support/").status_code == 404
    assert client.get(button(make_topic())).status_code == 303
    assert not TopicSupport.objects.exists()


def test_one_address_cannot_do_it_without_end(client_as, make_topic, settings):
    settings.LOOKUPS_PER_HOUR = 2
    topic = make_topic()
    codes = [client_as().post(button(topic)).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert topic_supports.of(topic.pk) == 2


def test_the_script_gets_a_fragment(client, make_topic):
    topic = make_topic()
    response = client.post(button(topic), headers={"X-Requested-With": "fetch"})
    text = response.content.decode()
    assert "您也遇到了" in text and "<html" not in text


def test_a_merged_topic_brings_its_visitors_and_takes_them_back(make_topic, officer, now):
    first, second, third = make_topic("路灯坏了"), make_topic("路灯不亮"), make_topic("路灯")
    last = make_topic("照明")
    for topic, keys in ((first, "ab"), (second, "bc"), (third, "d")):
        for key in keys:
            assert submitting.support_topic(topic, supporter_key=key, at=now)
    note = curating.merge(first, into=second, by=officer, at=now)
    assert topic_supports.of(second.pk) == 3  # b said so of both
    second.refresh_from_db()
    further = curating.merge(second, into=third, by=officer, at=now)
    assert topic_supports.of(third.pk) == 4
    third.refresh_from_db()
    deepest = curating.merge(third, into=last, by=officer, at=now)
    assert topic_supports.counts([last.pk]) == {last.pk: 4}
    assert topic_supports.said_by(last.pk, "a")
    deepest.refresh_from_db()
    curating.unmerge(deepest, by=officer, at=now)
    further.refresh_from_db()
    curating.unmerge(further, by=officer, at=now)
    note.refresh_from_db()
    curating.unmerge(note, by=officer, at=now)
    assert topic_supports.counts([first.pk, second.pk, third.pk]) == {
        first.pk: 2,
        second.pk: 2,
        third.pk: 1,
    }


def test_the_hot_table_counts_it_as_supports(campaign, make_topic, now):
    cold, warm = make_topic("去年说的", 3), make_topic("大家说的", 3)
    before = {row.topic: row for row in hot.reckoned(campaign.pk, public=True, at=now)}
    for number in range(300):
        TopicSupport.objects.create(topic=warm, supporter_key=str(number), at=now)
    after = {row.topic: row for row in hot.reckoned(campaign.pk, public=True, at=now)}
    assert (before[warm.pk].supports, after[warm.pk].supports) == (0, 300)
    assert after[cold.pk].supports == 0
    assert next(iter(after)) == warm.pk


# --- the page around it -----------------------------------------------------------------------


def test_every_step_that_is_done_tells_its_day(client, make_referral, clerk, officer, now):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=now + DAY)
    answer = answering.submit_answer(
        referral, text="会装。", adoption="work", by=clerk, at=now + 2 * DAY
    )
    answering.accept_answer(answer, by=officer, at=now + 3 * DAY)
    topic = Topic.objects.get(pk=referral.topic_id)
    answering.close(topic, by=officer, at=now + 40 * DAY)
    steps = page(client, topic).context["steps"]
    assert [(step.title, step.at) for step in steps[1:]] == [
        ("归成一个问题", now),
        ("转给承办单位", now),
        ("承办单位签收", now + DAY),
        ("答复来了", now + 3 * DAY),
        ("办结", now + 40 * DAY),
    ]
    assert steps[0].at == now


def test_the_weekly_columns_have_a_scale_that_holds_the_longest():
    weeks = [Week(dt.date(2026, 9, 7), 3), Week(dt.date(2026, 9, 14), 57)]
    drawn = figures.chart(weeks)
    assert (drawn["top"], drawn["half"]) == (60, 30)
    assert drawn["columns"][1]["height"] == round(57 * 60 / 60)


@pytest.mark.parametrize(
    ("longest", "top"),
    [(0, 2), (1, 2), (2, 2), (3, 4), (7, 8), (9, 10), (11, 20), (59, 60), (99, 100), (101, 200)],
)
def test_a_scale_ends_at_a_round_number_that_can_be_halved(longest, top):
    assert figures.scale(longest) == top


def test_the_scale_stands_beside_the_columns(client, make_topic, make_suggestion, officer, now):
    topic = make_topic(size=3)
    late = [make_suggestion("又来一条", at=now + 14 * DAY)]
    curating.place(late, topic=topic, by=officer, at=now)
    text = page(client, topic).content.decode()
    assert "<span>4 条</span><span>2</span><span>0</span>" in text
    assert "看每周的数字" in text
