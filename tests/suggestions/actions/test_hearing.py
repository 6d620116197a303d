"""听到了谁: targets pasted from a sheet, line by line; participation with its source, apart."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import hearing
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Audience, HearingTarget, ParticipationCount, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def riders(campaign):
    return Audience.objects.create(campaign=campaign, name="骑手")


@pytest.fixture
def enter(campaign, area, riders, officer, now):
    def make(cells, source="人口普查"):
        return hearing.set_targets(campaign, cells=cells, source=source, by=officer, at=now)

    return make


def test_lines_as_they_are_copied_out_of_a_sheet(enter, area, riders):
    assert enter("骑手\t徐汇区 · 田林街道\t1200\n\n") == 1
    one = HearingTarget.objects.get()
    assert (one.audience, one.area, one.people) == (riders, area, 1200)
    assert enter("骑手，不限，３０００") == 1
    assert HearingTarget.objects.get().people == 3000


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("", "请粘贴"), ("骑手，田林街道", "三栏"), ("老师，田林街道，5", "没有征集对象“老师”"),
        ("骑手，火星，5", "没有找到区域"), ("不限，不限，5", "至少写一样"),
        ("骑手，不限，0", "1 到 10 亿"),
        ("骑手，不限，-5", "1 到 10 亿"), ("骑手，不限，" + "9" * 40, "1 到 10 亿"),
        ("骑手，不限，很多", "1 到 10 亿"), ("骑手，不限，5\n骑手，田林街道，3", "有重叠"),
        ("骑手，田林街道，5\n不限，徐汇区，3", "有重叠"), ("骑手，不限，5\n" * 501, "最多 500 行"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_and_the_list_of_before_stays(enter, cells, words):
    enter("骑手，田林街道，10")
    with pytest.raises(Refused, match=words):
        enter(cells)
    assert HearingTarget.objects.get().people == 10
    with pytest.raises(Refused, match="来源"):
        enter("骑手，田林街道，5", source=" ")


def test_participation_has_source_and_way_and_is_no_suggestion(campaign, officer, now):
    said = {"kind": "live", "title": "直播间", "number": 4_000_000, "source": "平台后台",
            "method": "同一账号一天算一次", "counted_on": now.date()}  # fmt: skip
    one = hearing.note_count(campaign, **said, by=officer, at=now)
    assert not Suggestion.objects.exists() and one.number == 4_000_000
    for wrong in ({"source": ""}, {"method": " "}, {"number": 0}, {"number": 2 * 10**9},
                  {"kind": "x"}, {"counted_on": now.date() + dt.timedelta(days=9)}):  # fmt: skip
        with pytest.raises(Refused):
            hearing.note_count(campaign, **{**said, **wrong}, by=officer, at=now)
    assert ParticipationCount.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationCount.objects.update(source="")


def test_a_number_taken_back_stays_on_record_and_goes_once(campaign, officer, now):
    one = hearing.note_count(
        campaign, kind="offline", title="市集", number=900, source="签到", method="数签名",
        counted_on=now.date(), by=officer, at=now,
    )  # fmt: skip
    hearing.withdraw_count(one, reason="数重了", by=officer, at=now)
    with pytest.raises(Overtaken):
        hearing.withdraw_count(one, reason="又一次", by=officer, at=now)
    assert not ParticipationCount.objects.standing().exists()
    assert ParticipationCount.objects.get().withdrawn_because == "数重了"
