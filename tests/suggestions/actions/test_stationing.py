"""征集站: set up, kept right, closed with their record, and written at."""

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import entering, stationing, submitting
from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import Station, StationStep, Suggestion
from suggestions.models.suggestions import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_station(area, officer, now):
    def make(name="田林街道征集站", **more):
        said = {
            "kind": "station", "area": area, "address": "田林路 140 号",
            "hours": "周一到周五 9:00—17:00", **more,
        }  # fmt: skip
        return stationing.set_up(name=name, **said, by=officer, at=now)

    return make


def test_a_station_is_set_up_with_its_place_and_one_row_of_history(make_station, officer):
    station = make_station(position="31.1722, 121.4203", phone=" 021-5555 1234\n")
    station.refresh_from_db()
    assert station.position == "31.172200,121.420300" and station.phone == "021-5555 1234"
    step = StationStep.objects.get()
    assert (step.verb, step.by) == ("opened", officer)


@pytest.mark.parametrize("typed", ["31.2", "91,10", "31,181", "东经121", "1e9,1", "31.1,121.4,0"])
def test_a_position_out_of_reach_is_refused_and_nothing_is_written(make_station, typed):
    with pytest.raises(Refused, match="位置"):
        make_station(position=typed)
    assert not Station.objects.exists()


def test_one_name_once_in_an_area(make_station):
    make_station()
    with pytest.raises(Refused, match="已经有叫这个名称的"):
        make_station()
    assert StationStep.objects.count() == 1


@pytest.mark.parametrize("missing", ["name", "address", "hours"])
def test_what_must_be_there_is_asked_for(make_station, missing):
    with pytest.raises(Refused, match="请填写"):
        make_station(**{missing: " \n"})


def test_a_change_says_what_stood_there_before(make_station, officer, now):
    station = make_station()
    stationing.revise(station, hours="每天 8:00—20:00", by=officer, at=now)
    step = StationStep.objects.first()
    assert step.verb == "revised" and "周一到周五 9:00—17:00" in step.reason
    station.refresh_from_db()
    with pytest.raises(Refused, match="没有改动"):
        stationing.revise(station, hours="每天 8:00—20:00", by=officer, at=now)


def test_of_two_who_close_one_does_and_the_other_hears_of_it(make_station, officer, now):
    station = make_station()
    same = Station.objects.get(pk=station.pk)
    stationing.close(station, reason="搬到新址", by=officer, at=now)
    with pytest.raises(Overtaken):
        stationing.close(same, reason="合并", by=officer, at=now)
    with pytest.raises(Overtaken):
        stationing.revise(same, hours="每天", by=officer, at=now)
    same.refresh_from_db()
    assert (same.status, same.closed_because) == ("closed", "搬到新址")


def test_closing_keeps_what_was_said_there_and_opening_again_the_rest(
    make_station, campaign, officer, now
):
    station = make_station()
    receipt = submitting.submit(
        campaign, draft=submitting.Draft("修路灯", "太黑"), key="k1", at=now, station=station
    )
    assert receipt.suggestion.channel == Channel.STATION
    stationing.close(station, reason="搬走了", by=officer, at=now)
    assert Suggestion.objects.get().station == station
    stationing.reopen(station, by=officer, at=now)
    station.refresh_from_db()
    assert (station.closed_at, station.closed_because) == (None, "")
    verbs = list(StationStep.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["opened", "closed", "reopened"]


def test_what_a_keeper_types_keeps_its_station_and_other_channels_none(
    make_station, campaign, officer, now
):
    station = make_station()
    for number, channel in enumerate(("station", "phone")):
        paper = entering.Paper(channel, station=station)
        draft = submitting.Draft(f"建议{number}", "内容")
        entering.register(campaign, draft=draft, paper=paper, key=f"e{number}", by=officer, at=now)
    kept = dict(Suggestion.objects.values_list("channel", "station"))
    assert kept == {"station": station.pk, "phone": None}


def test_the_database_refuses_half_a_position_and_a_closing_without_a_day(make_station):
    station = make_station()
    for wrong in ({"latitude": 31.0}, {"latitude": 99.0, "longitude": 1.0}, {"status": "closed"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Station.objects.filter(pk=station.pk).update(**wrong)
