"""睦邻指数指标 in the settings: a formula is read before it is kept, used ones stay."""

import datetime as dt

import pytest
from django.urls import reverse

from deliberation.actions import indexing
from deliberation.models import Indicator
from tests.conftest import NOW
from tests.deliberation.desk.test_results import page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("soon")]

NEW = {
    "code": "carried",
    "name": "表决通过",
    "meaning": "付表决的事项有多少通过",
    "formula": "通过事项 ÷ 表决事项 × 100",
    "unit": "%",
    "better": "more",
    "weight": "1",
    "worst": "0",
    "best": "100",
    "source": "议事会自己的规则",
    "least": "3",
    "order": "20",
    "since": "2026-09-01",
    "until": "",
}


@pytest.fixture
def admin(door, administrator):
    return door(administrator)


def add(client, **change):
    return client.post(reverse("indicators:add"), NEW | change)


def test_an_indicator_is_added_with_the_signs_that_people_type(admin):
    assert "已开会议</strong>：当月的议事日里开了的" in page(admin.get(reverse("indicators:add")))
    assert add(admin).status_code == 302
    assert Indicator.objects.get(code="carried").formula == "通过事项 ÷ 表决事项 × 100"
    assert "通过事项 ÷ 表决事项 × 100" in page(admin.get(reverse("indicators:index")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"formula": "通过的 / 表决事项"}, "没有名为“通过的”的计数"),
        ({"formula": "通过事项 + 表决事项"}, "分子 / 分母"),
        ({"formula": "__import__('os') / 表决事项"}, "不行"),
        ({"formula": "通过事项 / (表决事项"}, "看不懂"),
        ({"best": "0"}, "100 分的数要更大"),
        ({"least": "0"}, "最少是 1"),
        ({"until": "2026-08-01"}, "不能早于"),
        ({"code": "met"}, "日子重叠"),
        ({"code": "met", "since": "2023-01-01", "until": "2023-12-31"}, ""),
    ],
)
def test_what_cannot_be_reckoned_is_refused_in_words(admin, change, said):
    response = add(admin, **change)
    assert (response.status_code == 302) is (said == "")
    assert said in page(response)
    if said:
        assert "付表决的事项有多少通过" in page(response)  # what was typed is still there


def test_one_that_was_reckoned_by_is_ended_and_copied_not_changed(admin, council):
    indexing.reckon_month(dt.date(2026, 8, 1), at=NOW)
    old = Indicator.objects.get(code="met")
    edit = reverse("indicators:edit", args=[old.pk])
    assert "公式和分数线不再改" in page(admin.get(edit))
    given = NEW | {"formula": "已开会议 / 应开会议", "until": "2026-08-31", "name": "按月开会"}
    assert admin.post(edit, given).status_code == 302
    old.refresh_from_db()
    assert (old.formula, old.until) == ("已开会议 / 应开会议 * 100", dt.date(2026, 8, 31))
    copied = page(admin.get(reverse("indicators:copy", args=[old.pk])))
    assert "已开会议 / 应开会议 * 100" in copied
    assert add(admin, code="met", since="2026-09-01").status_code == 302
    refused = admin.post(reverse("indicators:delete", args=[old.pk]), follow=True)
    assert "已经算过数，不能删除" in page(refused)
