"""SQLite has one write lock: while a list comes in, set after set, a visitor gets in between."""

import time
from types import SimpleNamespace

import pytest
from django.db import connection

from suggestions.work import turns
from tests.suggestions.processes import MAP, own_site, write_list

ROWS, SET = 1_500, 75
SETS = ROWS // SET
sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own lock")

# All is thought out before the first set is written, so that the sets follow upon each other as
# closely as they can: on a machine with many cores it is so by itself.
IMPORTER = """
from django.core.management import call_command
from suggestions.actions import intake_sets
real = intake_sets._thought_out
intake_sets._thought_out = lambda batch, rows: iter(list(real(batch, rows)))
intake_sets.SET, intake_sets.AHEAD = {set}, 4
if {breathless}:
    intake_sets.let_others_write = lambda **_: None
call_command("import_suggestions", {file!r}, campaign="charging", map={map!r}, approve=True)
"""
# Every submission is a transaction; how long each took, while the list comes in.
VISITOR = """
import time, uuid
from django.utils import timezone
from suggestions.actions import submitting
from suggestions.models import CampaignPage, ImportBatch
campaign = CampaignPage.objects.get(slug="charging")
draft = submitting.Draft(title="路灯", body="路灯不亮。")
batches = ImportBatch.objects.filter(status="running", written_to__gt=0)
submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=timezone.now())  # all is loaded
while not batches.exists():
    time.sleep(0.02)
while batches.exists():
    start = time.monotonic()
    submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=timezone.now())
    print("took", time.monotonic() - start, flush=True)
"""


def waits(site, folder, *, breathless):
    """How long each submission took while a list of many sets came in."""
    file = str(write_list(folder / "a.csv", ROWS))
    code = IMPORTER.format(set=SET, breathless=breathless, file=file, map=MAP)
    visitor = site.start("shell", "-v0", "-c", VISITOR, EMBEDDED_WORKER="0", LOCK_SECONDS="60")
    importer = site.start("shell", "-v0", "-c", code, EMBEDDED_WORKER="0", LOCK_SECONDS="60")
    said = importer.communicate(timeout=300)[0]
    assert importer.returncode == 0, said
    told = visitor.communicate(timeout=120)[0]
    assert visitor.returncode == 0, told
    return [float(line.split()[1]) for line in told.splitlines() if line.startswith("took")]


def visits(folder, *, breathless):
    """How often a visitor got in while that list came in."""
    folder.mkdir()
    with own_site(folder) as site:
        site.seed()
        taken = waits(site, folder, breathless=breathless)
        assert site.one("SELECT count(*) FROM suggestions_suggestion") > ROWS
    return len(taken)


@sqlite
@pytest.mark.django_db  # or a run of this file alone has no database to copy
def test_a_visitor_gets_in_between_the_sets_of_a_long_list(tmp_path):
    # How long a set takes is the machine's; how often a visitor gets in between is ours.
    assert visits(tmp_path / "site", breathless=False) >= SETS


@sqlite
@pytest.mark.django_db
def test_red_control_without_a_breath_the_visitor_waits_for_the_end(tmp_path):
    """A crowded machine may itself stop the importer just between two sets, but not every time."""
    tries = (visits(tmp_path / f"site{n}", breathless=True) for n in range(4))
    assert any(number < SETS for number in tries)


@pytest.fixture
def slept(monkeypatch):
    found = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def on(monkeypatch, vendor, *, within=False):
    there = SimpleNamespace(vendor=vendor, in_atomic_block=within)
    monkeypatch.setattr(turns, "connection", there)


def test_what_was_thought_since_counts_as_rest(slept, monkeypatch):
    on(monkeypatch, "sqlite")
    turns.let_others_write(freed=time.monotonic() - 1)
    assert slept == []
    turns.let_others_write(freed=time.monotonic() - turns.BREATH / 2)
    turns.let_others_write()
    assert 0 < slept[0] <= turns.BREATH / 2 and slept[1] == turns.BREATH


def test_nobody_rests_with_the_lock_in_hand(slept, monkeypatch):
    on(monkeypatch, "sqlite", within=True)
    turns.let_others_write()
    assert slept == []


def test_where_each_row_has_a_lock_of_its_own_nobody_rests(slept, monkeypatch):
    on(monkeypatch, "postgresql")
    turns.let_others_write()
    assert slept == []
