"""`manage.py plan_meetings` for a whole city: in seconds, never twice, resumed after kill -9."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import CommandError, call_command

from deliberation.actions.planning import next_month
from tests.conftest import NOW
from tests.suggestions.processes import own_site

CITY = 3046
SEED = f"""
from deliberation.models import Council
from suggestions.models import Area
area = Area.add_root(code="51", name="成都市", level="city", full_name="成都市")
Council.objects.bulk_create(
    Council(area=area, name=f"第{{n}}议事会", slug=f"c{{n}}", level="community")
    for n in range({CITY}))
"""
MEETINGS = "SELECT count(*) FROM deliberation_meeting"
ENTRIES = "SELECT count(*) FROM deliberation_entry"
TWICE = "SELECT council_id FROM deliberation_meeting GROUP BY council_id, month HAVING count(*) > 1"
BROKEN = (
    "SELECT e.id FROM deliberation_entry e JOIN deliberation_meeting m ON m.id = e.meeting_id "
    "WHERE e.council_id <> m.council_id OR e.seq <> 1"
)


@pytest.fixture
def city(db, tmp_path):
    with own_site(tmp_path) as site:
        site.manage("shell", "-v0", "-c", SEED)
        yield site


def test_a_city_is_planned_in_seconds_and_never_twice(city):
    output = city.manage("plan_meetings", "--month", "2031-05")
    assert f"新排定 {CITY} 场，已经排定 0 场" in output
    assert float(re.search(r"用时 ([\d.]+) 秒", output)[1]) < 60
    again = city.manage("plan_meetings", "--month", "2031-05")
    assert f"新排定 0 场，已经排定 {CITY} 场" in again
    assert city.one(MEETINGS) == city.one(ENTRIES) == CITY


def test_killed_half_way_it_goes_on_where_it_was(city):
    process = city.start("plan_meetings", "--month", "2031-05")
    half = f"SELECT 1 FROM deliberation_meeting GROUP BY month HAVING count(*) < {CITY}"
    city.kill_when(process, half)
    stood = city.one(MEETINGS)
    assert 0 < stood < CITY
    assert city.one(ENTRIES) == stood  # no meeting without its record, no record without it
    rest = city.manage("plan_meetings", "--month", "2031-05")
    assert f"新排定 {CITY - stood} 场，已经排定 {stood} 场" in rest
    assert city.one(MEETINGS) == city.one(ENTRIES) == CITY
    assert city.one(TWICE) is None and city.one(BROKEN) is None


def test_two_commands_at_once_plan_each_council_once(city):
    both = [city.start("plan_meetings", "--month", "2031-05") for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    made = sum(int(re.search(r"新排定 (\d+) 场", output)[1]) for output in outputs)
    assert made == city.one(MEETINGS) == city.one(ENTRIES) == CITY
    assert city.one(TWICE) is None and city.one(BROKEN) is None


def test_a_month_that_is_none_is_refused_in_words(db):
    for text in ("2026", "13月", "2026-13"):
        with pytest.raises(CommandError, match="看不懂"):
            call_command("plan_meetings", "--month", text)


def test_without_a_month_it_is_the_next(council, capsys):
    with time_machine.travel(NOW, tick=False):
        call_command("plan_meetings")
    assert "2026年10月：新排定 1 场" in capsys.readouterr().out
    assert next_month(dt.date(2026, 12, 31)) == dt.date(2027, 1, 1)


def test_who_is_not_planned_is_named(make_council, capsys):
    make_council("幸福社区议事会", holiday="next")
    call_command("plan_meetings", "--month", "2031-05")
    output = capsys.readouterr().out
    assert "没有排定 1 场" in output
    assert "幸福社区议事会：2031年的工作日历还没有录入" in output
