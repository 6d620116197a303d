"""SQLite keeps the journal that its library can be trusted with, and an older file is turned."""

import multiprocessing
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import journal
from tests import template_database
from tests.cms.test_settings import start

OLD, NEW = (3, 40, 1), (3, 51, 3)
MODE = "from django.db import connection as c; x = c.cursor(); x.execute('PRAGMA journal_mode');"
MODE += "print(x.fetchone()[0])"


@pytest.fixture
def logged(tmp_path):
    """A file with one row that still lies in its write-ahead log alone."""
    path = tmp_path / "db.sqlite3"
    file = sqlite3.connect(path, isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA wal_autocheckpoint=0")
    file.execute("CREATE TABLE kept (word TEXT)")
    file.execute("INSERT INTO kept VALUES ('收条')")
    yield path, file
    file.close()


@pytest.fixture
def old_library(monkeypatch):
    monkeypatch.setattr(journal, "chosen", lambda: journal.ROLLBACK)


def test_the_log_is_for_libraries_that_are_mended():
    old = [(3, 7, 0), OLD, (3, 44, 5), (3, 45, 3), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
    assert {journal.chosen(version) for version in old} == {"DELETE"}
    new = [(3, 44, 6), (3, 50, 7), NEW, (3, 52, 0), (4, 0, 0)]
    assert {journal.chosen(version) for version in new} == {"WAL"}


def test_a_file_with_a_log_is_turned_back_and_loses_nothing(logged, old_library):
    path, file = logged
    file.close()
    assert journal.keeps_log(path)
    assert journal.turn_back(path) and not journal.turn_back(path)
    assert not journal.keeps_log(path) and not path.with_name("db.sqlite3-wal").exists()
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("SELECT word FROM kept").fetchall() == [("收条",)]


def test_what_another_process_has_open_is_waited_for(logged, old_library):
    path, _ = logged
    code = f"import sqlite3, time; c = sqlite3.connect({str(path)!r}); "
    code += "c.execute('SELECT * FROM kept').fetchall(); print(flush=True); time.sleep(1.5)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        logged[1].close()
        begun = time.monotonic()
        assert journal.turn_back(path)
        assert time.monotonic() - begun > 0.5


def test_what_stays_open_stops_the_start_with_a_sentence(logged, old_library):
    path, _ = logged
    with pytest.raises(ImproperlyConfigured, match="还有别的程序以预写日志"):
        journal.turn_back(path, patience=0.3)
    assert journal.keeps_log(path)


def test_several_that_start_at_once_all_come_through(logged, old_library):
    path, file = logged
    file.close()
    faults = []

    def begin():
        try:
            journal.turn_back(path)
        except Exception as error:  # noqa: BLE001 - told by the assertion
            faults.append(error)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert not faults and not journal.keeps_log(path)


def test_a_start_says_which_journal_is_kept_and_why(tmp_path):
    done = start(tmp_path, "", "check", "--database", "default")
    assert f"SQLite {sqlite3.sqlite_version}" in done.stderr and "预写日志" in done.stderr
    assert start(tmp_path, MODE).stdout.strip().upper() == journal.chosen()


def test_what_was_told_as_taken_in_outlasts_a_power_cut(tmp_path):
    said = start(tmp_path, MODE.replace("journal_mode", "synchronous")).stdout.strip()
    assert said == {journal.WAL: "2", journal.ROLLBACK: "3"}[journal.chosen()]  # FULL, EXTRA


@pytest.mark.django_db
def test_a_journal_that_is_not_the_chosen_one_is_an_error(monkeypatch):
    (said,) = journal.check(databases=["default"])
    assert said.id == "cms.I001"
    other = {journal.WAL: journal.ROLLBACK, journal.ROLLBACK: journal.WAL}[journal.chosen()]
    monkeypatch.setattr(journal, "chosen", lambda: other)
    (said,) = journal.check(databases=["default"])
    assert said.id == "cms.E001" and said.is_serious()
    assert journal.check(databases=["other"]) == []


def test_a_site_that_was_begun_with_a_log_goes_on_without(tmp_path, logged):
    """With a real process; where the library is mended the log stays."""
    path, file = logged
    file.close()
    assert start(tmp_path, MODE).stdout.strip().upper() == journal.chosen()
    assert journal.keeps_log(path) == (journal.chosen() == journal.WAL)


def _long_import(path, ready):
    """Writes more than its cache holds, and waits before it commits."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as file:
        file.executescript(journal._PRAGMAS[journal.ROLLBACK] + "PRAGMA cache_size=-200;")
        file.execute("BEGIN IMMEDIATE")
        file.executemany("INSERT INTO kept VALUES (?)", [("字" * 500,)] * 5_000)
        ready.set()
        time.sleep(2)
        file.execute("COMMIT")


def test_readers_read_while_a_long_import_writes(tmp_path):
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("CREATE TABLE kept (word TEXT)")
        spawn = multiprocessing.get_context("spawn")
        ready = spawn.Event()
        writer = spawn.Process(target=_long_import, args=(path, ready))
        writer.start()
        assert ready.wait(20)
        begun = time.monotonic()
        assert file.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert time.monotonic() - begun < 1
        writer.join(20)
        assert file.execute("SELECT count(*) FROM kept").fetchone() == (5_000,)


HALF_READ = """
from django.db import connection
from suggestions.models import Area
Area.objects.bulk_create(Area(code=str(n), name="区", level="city", full_name="区", depth=1,
    path=f"{n:04d}") for n in range(3000))
rows = Area.objects.iterator(chunk_size=10)
next(rows)
import multiprocessing
import sqlite3
other = sqlite3.connect(connection.settings_dict["NAME"], timeout=1)
other.execute("UPDATE suggestions_area SET name = '县'")
other.commit()
print(next(rows).name, sum(1 for _ in rows))
"""


def test_a_stream_that_somebody_reads_slowly_keeps_nobody_from_writing(tmp_path):
    template_database.copy_sqlite(tmp_path / "db.sqlite3")
    done = start(tmp_path, HALF_READ)
    assert done.stdout.split() == ["区", "2998"], done.stderr
