"""The effect of a resolution as residents see it and say it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.actions import evaluating
from deliberation.models import EffectWord, Evaluation
from tests.conftest import NOW
from tests.deliberation.actions.test_evaluating import (  # noqa: F401
    GOAL,
    LATER,
    MEASURED,
    aimed,
    promised,
)
from tests.deliberation.followed import AFTER_PUBLICATION
from tests.deliberation.views.test_results import page, words

pytestmark = pytest.mark.django_db


def say(client, resolution, **data):
    return client.post(reverse("deliberation:rate_effect", args=[resolution.pk]), data)


@pytest.fixture
def later(time_machine):
    time_machine.move_to(LATER, tick=False)


def test_what_was_promised_is_public_at_once(client, aimed, time_machine):  # noqa: F811
    time_machine.move_to(AFTER_PUBLICATION, tick=False)
    text = words(client.get(aimed.get_absolute_url()))
    assert "夜里摔倒的人少一些" in text and "说好达到 2 起 越小越好" in text
    assert "未评估" not in text  # it is not even done


def test_without_a_promise_nothing_is_said_before_it_is_done(client, carried, time_machine):
    time_machine.move_to(AFTER_PUBLICATION, tick=False)
    assert "效果怎么样" not in page(client.get(carried.get_absolute_url()))


def test_a_missing_evaluation_is_said_to_be_missing(client, promised, time_machine):  # noqa: F811
    for day, said in (("2026-11-01", " 未评估"), ("2027-02-01", "逾期未评估")):
        time_machine.move_to(dt.datetime.fromisoformat(f"{day}T10:00+08:00"), tick=False)
        text = words(client.get(promised.get_absolute_url()))
        assert f"{said} 办成满三个月评估，应在 2027年1月29日" in text, text


@pytest.mark.usefixtures("later")
def test_one_form_sent_twice_by_a_new_visitor_is_one_word(promised):  # noqa: F811
    asked = Client().get(promised.get_absolute_url()).context["key"]
    for _ in range(2):  # neither has a cookie yet
        say(Client(), promised, word="better", drawn=asked)
    assert EffectWord.objects.count() == 1
    say(Client(), promised, word="better", drawn="x")
    assert EffectWord.objects.count() == 2


@pytest.mark.usefixtures("later")
def test_a_resident_says_whether_it_became_better_once(client, promised):  # noqa: F811
    asked = page(client.get(promised.get_absolute_url()))
    assert "办成一段时间了，变好了吗" in asked and "还没有居民评过" in asked
    said = say(client, promised, word="better", comment="亮多了。")
    assert said.status_code == 302 and said["Location"].endswith("#effect")
    assert EffectWord.objects.get().comment == "亮多了。"
    text = words(client.get(promised.get_absolute_url()))
    assert "您已经评过了" in text and "有 1 位居民评过：变好了 1" in text
    assert "亮多了" not in text
    say(client, promised, word="worse")
    assert EffectWord.objects.count() == 1


@pytest.mark.usefixtures("later")
def test_an_empty_word_comes_back_as_typed(client, promised):  # noqa: F811
    refused = say(client, promised, comment="说不上来。")
    assert refused.status_code == 422
    assert "请选一项：变好了、没有变化" in page(refused) and "说不上来。" in page(refused)


def test_too_early_is_said_in_words(client, promised, time_machine):  # noqa: F811
    time_machine.move_to(dt.datetime(2026, 11, 1, 10, tzinfo=NOW.tzinfo), tick=False)
    refused = say(client, promised, word="better")
    assert refused.status_code == 422 and "2026年12月29日起再评" in page(refused)


@pytest.mark.usefixtures("later")
def test_the_evaluation_stands_with_its_source(client, promised, secretary):  # noqa: F811
    for n in range(3):
        evaluating.rate_effect(promised, key=f"v{n}", word="worse", at=LATER)
    bad = replace(MEASURED, value=Decimal("3.50"), asked=120)
    evaluating.evaluate(promised, measured=bad, by=secretary, at=LATER)
    text = words(client.get(promised.get_absolute_url()))
    assert "办之后 3.5 起 没有达到约定" in text
    assert "问了 120 人" in text and "3 位回答" in text and "变差了 3" in text
    assert "由居委会 王某测，依据：居委会登记簿" in text and "灯要早点装" in text
    assert "已经重新提为议题“效果不好：三号楼前安装太阳能路灯”（待列入）" in text
    assert "评一评" not in text and Evaluation.objects.get().worse == 3


@pytest.mark.usefixtures("later")
def test_nobody_said_how_many_were_asked(client, promised, secretary):  # noqa: F811
    evaluating.rate_effect(promised, key="v", word="better", at=LATER)
    evaluating.evaluate(promised, measured=MEASURED, by=secretary, at=LATER)
    assert "一共问了多少人没有登记" in words(client.get(promised.get_absolute_url()))
