"""The trail of a year: whole, of that year alone, checkable, for nobody else's eyes."""

import datetime as dt
import hashlib
import json
import stat
import zipfile
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms import audit
from deliberation.models import Entry
from suggestions.models import Event
from tests.conftest import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(path):
    with zipfile.ZipFile(path) as file:
        listed = json.loads(file.read("清单.json"))["files"]
        members = {name: file.read(name) for name in listed}
    for name, told in listed.items():
        assert hashlib.sha256(members[name]).hexdigest() == told["sha256"], name
        assert members[name].count(b"\n") == told["rows"], name
    return {
        name: [json.loads(line) for line in data.splitlines()] for name, data in members.items()
    }


def test_everything_that_was_done_is_in_it(world, tmp_path, capsys):
    path = tmp_path / "a.zip"
    call_command("export_audit", str(NOW.year), "--to", str(path))
    told = read(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    begin, end = (dt.datetime(y, 1, 1, tzinfo=SHANGHAI) for y in (NOW.year, NOW.year + 1))
    mine = Event.objects.filter(at__gte=begin, at__lt=end)
    assert len(told["办理记录.jsonl"]) == mine.count() > 10
    hashes = {row["hash"] for row in told["议事记录.jsonl"]}
    assert hashes == set(Entry.objects.values_list("hash", flat=True)) and hashes
    assert f"办理记录.jsonl {mine.count()} 行" in capsys.readouterr().out


def test_a_year_begins_and_ends_at_midnight_here(make_suggestion, officer, tmp_path):
    made = make_suggestion()
    moments = (dt.datetime(2031, 1, 1, tzinfo=SHANGHAI), dt.datetime(2032, 1, 1, tzinfo=SHANGHAI))
    second = dt.timedelta(seconds=1)
    for at in (moments[0] - second, moments[0], moments[1] - second, moments[1]):
        Event.objects.create(verb="accepted", suggestion=made, at=at, actor="某", by=officer)
    audit.export(2031, tmp_path / "a.zip")
    rows = read(tmp_path / "a.zip")["办理记录.jsonl"]
    assert len(rows) == 2 and {row["by__username"] for row in rows} == {officer.username}


def test_ten_times_the_rows_ask_no_more(make_suggestion, tmp_path):
    asked = []
    for number in range(2):
        for _ in range(1 + 5 * number):
            make_suggestion()
        with CaptureQueriesContext(connection) as queries:
            audit.export(2026, tmp_path / f"{number}.zip")
        asked.append(len(queries))
    assert asked[0] == asked[1] == len(audit.sources())


@pytest.mark.django_db
def test_nothing_is_written_over_and_nothing_half_is_left(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_text("mine")
    with pytest.raises(CommandError, match="没有覆盖"):
        call_command("export_audit", "2026", "--to", str(path))
    assert path.read_text() == "mine"
    with pytest.raises(CommandError, match="写不了"):
        call_command("export_audit", "2026", "--to", str(tmp_path / "no" / "a.zip"))
    with pytest.raises(CommandError, match="四位数"):
        call_command("export_audit", "26", "--to", str(tmp_path / "b.zip"))

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(audit, "_write", full)
    with pytest.raises(CommandError, match="写不了"):
        call_command("export_audit", "2026", "--to", str(tmp_path / "b.zip"))
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]
