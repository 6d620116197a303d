"""效果评估 at the desk: promised and evaluated by buttons, listed when it is due."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.models import Aim, Council, Evaluation, Matter, Resolution
from tests.conftest import NOW
from tests.deliberation.actions.test_evaluating import LATER, aimed, promised  # noqa: F401
from tests.deliberation.desk.test_results import page, press
from tests.deliberation.followed import AFTER_PUBLICATION

pytestmark = pytest.mark.django_db

QUERIES = 9  # however long the list is

AIM = {
    "what": "夜里摔倒的人少一些",
    "how": "居委会登记的夜间摔倒",
    "unit": "起",
    "better": "less",
    "before": "6",
    "before_on": "2026-09-01",
    "target": "2",
}
FOUND = {
    "value": "3",
    "measured_on": "2027-01-09",
    "measured_by": "居委会",
    "source": "登记簿",
    "learned": "灯要早点装。",
}


def do(client, resolution, verb, **data):
    return press(client, "resolutions:verb", resolution.council, resolution, verb, **data)


def test_promised_by_the_button_and_offered_once(door, secretary, carried, time_machine):
    time_machine.move_to(AFTER_PUBLICATION, tick=False)
    client = door(secretary)
    own = reverse("desk_resolutions:page", args=[carried.council_id, carried.pk])
    assert "约定效果" in page(client.get(own)) and "评估效果" not in page(client.get(own))
    wrong = do(client, carried, "promise", **AIM | {"target": "7"})
    assert wrong.status_code == 422 and "要比现在更好" in page(wrong)
    assert "夜里摔倒的人少一些" in page(wrong)
    assert do(client, carried, "promise", **AIM).status_code == 302
    assert Aim.objects.get().target == 2
    assert "约定以后不再改动" not in page(client.get(own))


def test_evaluated_by_the_button_a_bad_one_comes_back(
    door,
    secretary,
    promised,  # noqa: F811
    time_machine,
):
    time_machine.move_to(LATER, tick=False)
    client = door(secretary)
    own = reverse("desk_resolutions:page", args=[promised.council_id, promised.pk])
    assert "约定达到 2" in page(client.get(own))
    missing = do(client, promised, "evaluate", **FOUND | {"value": ""})
    assert missing.status_code == 422 and "请填写办之后的数字" in page(missing)
    told = client.post(
        reverse("desk_resolutions:verb", args=[promised.council_id, promised.pk, "evaluate"]),
        FOUND,
        follow=True,
    )
    assert "已作为议题提出，等待列入下次议程" in page(told)
    assert Evaluation.objects.get().matter == Matter.objects.get(source="effect")
    again = do(client, promised, "evaluate", **FOUND)
    assert again.status_code == 409 and "已经评估过" in page(again)


def test_without_a_promise_no_number_is_asked_for(door, secretary, finished, time_machine):
    time_machine.move_to(LATER, tick=False)
    client = door(secretary)
    without = {name: value for name, value in FOUND.items() if name != "value"}
    assert do(client, finished, "evaluate", **without).status_code == 302
    assert Evaluation.objects.get().value is None


def test_too_early_no_button_is_offered(door, secretary, promised, time_machine):  # noqa: F811
    time_machine.move_to(dt.datetime(2026, 11, 2, 10, tzinfo=NOW.tzinfo), tick=False)
    client = door(secretary)
    own = reverse("desk_resolutions:page", args=[promised.council_id, promised.pk])
    assert "评估效果" not in page(client.get(own))
    early = do(client, promised, "evaluate", **FOUND | {"measured_on": "2026-11-01"})
    assert early.status_code == 422 and "还看不出效果" in page(early)


def test_listed_by_the_day_on_which_it_is_due(door, secretary, promised, time_machine):  # noqa: F811
    address = reverse("desk_effects:index")
    time_machine.move_to(LATER, tick=False)
    text = page(door(secretary).get(address))
    assert promised.title in text and "2027-01-29" in text and "未评估" in text
    assert "夜里摔倒的人少一些" in text
    for state, there in (("coming", True), ("due", False), ("found", False), ("bad", False)):
        listed = door(secretary).get(address, {"stands": state})
        assert (promised.title in page(listed)) is there, state
    time_machine.move_to(LATER + dt.timedelta(days=30), tick=False)
    client = door(secretary)
    listed = page(client.get(address, {"stands": "due"}))
    assert promised.title in listed and "逾期未评估" in listed and "已超期" in listed
    do(client, promised, "evaluate", **FOUND)
    for state in ("found", "bad"):
        listed = page(client.get(address, {"stands": state}))
        assert "没有达到约定，已再提出" in listed, state
    assert promised.title not in page(client.get(address, {"stands": "due"}))


def test_another_councils_are_not_listed(door, secretary, promised, time_machine):  # noqa: F811
    time_machine.move_to(LATER, tick=False)
    Council.objects.get(pk=promised.council_id).secretaries.clear()
    assert promised.title not in page(door(secretary).get(reverse("desk_effects:index")))


def test_a_long_list_asks_as_often_as_a_short_one(
    door,
    secretary,
    promised,  # noqa: F811
    time_machine,
    django_assert_num_queries,
    make_item,
    make_motion,
    open_meeting,
):
    time_machine.move_to(LATER, tick=False)
    client = door(secretary)
    address = reverse("desk_effects:index_results")
    client.get(address)
    for n in range(5):
        motion = make_motion(make_item(open_meeting), status="closed", passed=True, closed_at=NOW)
        Resolution.objects.create(
            council=promised.council, motion=motion, matter=motion.item.matter, year=2026,
            number=50 + n, title=f"第{n}件", text="同意。", worked="", lead="物业", passed_at=NOW,
            status="done", done_at=NOW,
        )  # fmt: skip
    with django_assert_num_queries(QUERIES):
        text = page(client.get(address))
    assert "第4件" in text
