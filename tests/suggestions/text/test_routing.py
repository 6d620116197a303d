"""转给谁: learned from the officers' choices, before that from the duties; only recommended."""

import pytest

from suggestions.actions import learning, referring, rules
from suggestions.models import Department, Placement, Referral, RoutingModel, Topic
from suggestions.text import routing
from suggestions.work import tasks

pytestmark = pytest.mark.usefixtures("soon")

LIGHT = "负责城市道路路灯、景观照明的建设和维护，路灯不亮找我们。"
DOGS = "负责养犬管理，查处遛狗不牵绳、犬只伤人。"


@pytest.fixture
def lamps(db):
    return Department.objects.create(name="市路灯管理中心", short_name="路灯中心", duties=LIGHT)


@pytest.fixture
def police(db):
    return Department.objects.create(name="市公安局", short_name="市公安局", duties=DOGS)


@pytest.fixture
def about(make_topic, officer, now):
    """A topic about something, its keywords as a run leaves them."""

    def make(name, words, size=1):
        topic = make_topic(name, size=size, body=f"{'、'.join(words)}，请管一管。")
        Topic.objects.filter(pk=topic.pk).update(keywords=[[word, 1.0] for word in words])
        topic.refresh_from_db()
        return topic

    return make


@pytest.fixture
def history(about, lamps, police, officer, now):
    """Twenty choices: lamps to the one, dogs to the other, whatever the duties say."""
    for i in range(10):
        for name, words, to in (
            (f"第{i}条路路灯不亮", ["路灯", "不亮", "照明"], lamps),
            (f"第{i}个小区遛狗不牵绳", ["遛狗", "牵绳", "犬只"], police),
        ):
            referring.refer(
                about(name, words), lead=to, by=officer, at=now, dates=referring.deadlines(now)
            )


def names(advice):
    return [option.department.short_name for option in advice.options]


def test_without_history_the_duties_say_who(about, lamps, police):
    advice = routing.recommend(about("南门路灯不亮", ["路灯", "不亮"]))
    assert names(advice)[0] == "路灯中心" and advice.sure and advice.source == "单位职责"
    assert "路灯" in advice.words


def test_what_nobody_answers_for_is_not_guessed(about, lamps, police):
    advice = routing.recommend(about("末班车太早", ["末班车", "公交"]))
    assert not advice.sure
    Department.objects.all().update(active=False)
    assert routing.recommend(about("路灯", ["路灯"])) is None


def test_the_officers_choices_are_learned(history, about, lamps, police, now):
    model = learning.learn_routing(at=now)
    assert model.letters == 20 and model.figures["top1"] > 0.9
    Department.objects.update(duties="")  # not from the duties
    advice = routing.recommend(about("西门路灯坏了不亮", ["路灯", "不亮"]))
    assert advice.source == "以往的转办" and advice.sure and names(advice)[0] == "路灯中心"
    assert any("路灯" in word or "照明" in word or "不亮" in word for word in advice.words)


def test_the_same_choices_make_no_second_version_and_old_ones_go(
    history, about, lamps, now, officer
):
    first = learning.learn_routing(at=now)
    assert learning.learn_routing(at=now) == first and RoutingModel.objects.count() == 1
    routing.current()
    topic = about("北门路灯不亮", ["路灯", "不亮"])
    referring.refer(topic, lead=lamps, by=officer, at=now, dates=referring.deadlines(now))
    second = learning.learn_routing(at=now)
    assert second.pk > first.pk and second.letters == 21
    assert routing.current() is routing.current() is not None


def test_too_little_history_is_told_and_the_task_goes_on_quietly(make_referral, now):
    make_referral()
    with pytest.raises(rules.Refused, match="还不够学习"):
        learning.learn_routing(at=now)
    tasks.learn_routing.call()
    assert not RoutingModel.objects.exists()


def test_who_refused_this_is_left_out_and_who_refused_the_like_is_marked(
    about, lamps, police, make_user, officer, now
):
    topic = about("车库里的灯不亮", ["路灯", "不亮"])
    sent = referring.refer(topic, lead=lamps, by=officer, at=now, dates=referring.deadlines(now))[0]
    clerk = make_user("lamp-clerk", "承办单位", lamps)
    referring.object_to(sent, reason="车库里的灯归物业。", by=clerk, at=now)
    dates = referring.deadlines(now)
    referring.reassign(sent, to=police, reason="物业管理。", by=officer, at=now, dates=dates)
    assert "路灯中心" not in names(routing.recommend(topic))
    like = routing.recommend(about("地下车库里的灯不亮", ["路灯", "不亮"]))
    marked = {o.department.short_name: o.refused for o in like.options}
    assert marked["路灯中心"] == "车库里的灯不亮"


# --- the desk -------------------------------------------------------------------------------


def words(response):
    return response.content.decode()


def test_the_recommendation_stands_beside_the_button_and_fills_the_form(
    desk, door, supervisor, about, lamps, police
):
    topic = about("南门路灯不亮", ["路灯", "不亮"])
    url = f"/admin/topics/{topic.pk}/"
    page = words(desk.get(url))
    assert "建议转给" in page and f"?lead={lamps.pk}" in page and "按单位职责" in page
    chosen = words(desk.get(url, {"lead": lamps.pk}))
    assert f'value="{lamps.pk}" selected' in chosen
    assert desk.get(url, {"lead": "9" * 30}).status_code == 200
    assert "建议转给" not in words(door(supervisor).get(url))


def test_every_choice_starts_learning(desk, history, about, lamps, now):
    topic = about("南门路灯不亮", ["路灯", "不亮"])
    desk.post(
        f"/admin/topics/{topic.pk}/refer/",
        {"lead": lamps.pk, "due_on": referring.deadlines(now).due_on.isoformat()},
    )
    assert RoutingModel.objects.get().letters == 21  # tests run jobs in place


def test_the_catalogue_shows_what_was_taken_and_refused(
    desk, lamps, police, about, make_user, officer, now, django_assert_max_num_queries
):
    topic = about("车库里的灯不亮", ["路灯", "不亮"])
    sent = referring.refer(topic, lead=lamps, by=officer, at=now, dates=referring.deadlines(now))[0]
    referring.object_to(sent, reason="归物业。", by=make_user("c", "承办单位", lamps), at=now)
    dates = referring.deadlines(now)
    referring.reassign(sent, to=police, reason="确实不归路灯。", by=officer, at=now, dates=dates)
    desk.get("/admin/duties/")
    with django_assert_max_num_queries(14):
        page = words(desk.get("/admin/duties/"))
    assert "路灯中心" in page or "市路灯管理中心" in page
    page = words(desk.get(f"/admin/duties/{lamps.pk}/"))
    assert "车库里的灯不亮" in page and "确实不归路灯。" in page and "现由" in page
    assert "承办过的问题" in words(desk.get(f"/admin/duties/{police.pk}/"))


def test_duties_are_edited_and_the_second_editor_is_told(desk, lamps, officer, now):
    url = f"/admin/duties/{lamps.pk}/duties/"
    desk.post(url, {"duties": "只管市政道路的路灯。", "seen": LIGHT})
    lamps.refresh_from_db()
    assert lamps.duties == "只管市政道路的路灯。"
    late = desk.post(url, {"duties": "都管。", "seen": LIGHT})
    assert late.status_code == 409 and "刚刚改过" in words(late)
    assert desk.post(url, {"duties": "  ", "seen": lamps.duties}).status_code == 422
    from wagtail.models import ModelLogEntry

    assert ModelLogEntry.objects.filter(object_id=str(lamps.pk), user=officer).count() == 1


def test_learning_is_started_by_a_button(desk, history):
    answer = desk.post("/admin/duties/learn/", follow=True)
    assert "开始学习" in words(answer) and RoutingModel.objects.count() == 1
    assert "从 20 次转办中学到" in words(answer) and "（95% 区间" in words(answer)


def test_recalled_choices_are_not_learned(history, officer, now):
    topic = Referral.objects.first().topic
    referring.recall_all(topic, reason="再看看。", by=officer, at=now)
    assert len(routing.choices()) == 19
    assert Placement.objects.filter(topic=topic).exists()
