"""A backup is whole at one moment, opens, and comes back; what is broken is refused and named."""

import dataclasses
import datetime as dt
import shutil
import stat
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from cms.backup import (
    BackupError,
    archive,
    checking,
    databases,
    making,
    replaying,
    sealing,
    vendors,
)
from deliberation.models import Motion
from suggestions.actions import owning
from suggestions.actions.rules import Refused
from suggestions.models import Contact, Follow, Photo, Suggestion
from suggestions.work import lasting
from tests.cms.backup_site import backup_site, point_at

SNAPSHOTS = {"sqlite": 20, "postgresql": 5}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        point_at(folder, patch)
        with backup_site(folder) as site:
            with site.written_to():  # what a city holds before it is backed up
                pass
            yield site


@pytest.mark.django_db
def test_of_a_fresh_site_rows_migrations_and_no_chain_are_told():
    """The first in this file: it also makes the runner build what the others copy."""
    told = databases.state()
    assert told["vendor"] == connection.vendor and told["heads"] == {}
    assert told["tables"]["auth_group"] == 7 and "suggestions.0002_records" in told["migrations"]


def asked(site, path: Path) -> dict[str, int]:
    """What one snapshot holds, each of which every round of the writers adds one to."""
    manifest = archive.read_through(path, site.secret)
    with vendors.vendor().scratch() as scratch, databases.looking_at(scratch):
        with archive.members(path, site.secret) as each:
            vendors.vendor().fill(checking.database_parts(each))
        assert list(checking.broken_chains()) == []
        lost = list(checking.missing_files(manifest["files"]))
        entries = databases.count(["deliberation_entry"])["deliberation_entry"]
        rounds = {model: model.objects.count() for model in (Suggestion, Contact, Photo)}
        said = {model: manifest["tables"][model._meta.db_table] for model in rounds}
        assert rounds == said
        return {"rows": set(rounds.values()), "entries": entries, "lost": lost}


def test_snapshots_under_writing_are_each_of_one_moment(site):
    before = None
    found = []
    with site.written_to():
        for _ in range(SNAPSHOTS[connection.vendor]):
            found.append(asked(site, site.back_up()))
    for told in found:
        (rows,) = told["rows"]  # suggestions, contacts and photos alike
        before = before if before is not None else told["entries"] - rows
        assert told["entries"] - rows == before and told["lost"] == []
    counts = [next(iter(told["rows"])) for told in found]
    assert counts == sorted(counts) and counts[-1] > counts[0]


def test_without_one_moment_they_would_not_be(site, monkeypatch):
    """The red control: rows counted one table after the other, files walked once before."""
    torn = lost = 0
    with site.written_to():
        for _ in range(20):
            files = {path.name for path in (site.folder / "private").rglob("*.jpg")}
            counts = []
            for model in (Suggestion, Contact, Photo):
                counts.append(model.objects.count())
                time.sleep(0.2)  # a table of a city is not copied in no time
            torn += len(set(counts)) > 1
            named = Photo.objects.values_list("file", flat=True)
            lost += any(Path(name).name not in files for name in named)
            if torn and lost:
                break
    assert torn and lost


def test_verify_says_that_all_is_well_and_leaves_nothing_behind(site):
    path = site.back_up()
    said = site.manage("verify_backup", str(path), "--key", str(site.key))
    assert "备份完好" in said and "1 个议事会的记录链都对得上" in said
    assert not list(site.folder.glob(".backup-*"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            own = f"{site.site.url.rsplit('/', 1)[1]}_check_"
            cursor.execute("SELECT 1 FROM pg_database WHERE starts_with(datname, %s)", [own])
            assert cursor.fetchall() == []


def test_the_file_is_whole_private_and_unreadable(site):
    path = site.back_up()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "赛跑".encode() not in path.read_bytes()
    assert not list(path.parent.glob(".*"))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM suggestions_contact", "suggestions_contact"),
        ("UPDATE deliberation_entry SET hash = repeat('0', 64) WHERE seq = 1", "记录"),
        ("UPDATE deliberation_motion SET status = 'open'", "没有结束"),
        ("UPDATE suggestions_photo SET file = 'photos/none.jpg'", "的文件缺"),
    ],
)
def test_what_a_changed_database_lacks_is_named(site, sql, said):
    if connection.vendor == "sqlite":
        sql = sql.replace("repeat('0', 64)", f"'{'0' * 64}'")
    path = site.back_up()
    manifest = archive.read_through(path, site.secret)
    with vendors.vendor().scratch() as scratch, databases.looking_at(scratch):
        with archive.members(path, site.secret) as each:
            vendors.vendor().fill(checking.database_parts(each))
        assert list(checking.faults(manifest)) == []
        with connection.cursor() as cursor:
            cursor.execute(sql)
        assert said in "\n".join(checking.faults(manifest))


def test_a_closed_vote_is_closed_in_the_copy(site):
    path = site.back_up()
    with vendors.vendor().scratch() as scratch, databases.looking_at(scratch):
        with archive.members(path, site.secret) as each:
            vendors.vendor().fill(checking.database_parts(each))
        assert set(Motion.objects.values_list("status", flat=True)) == {"closed"}


def test_a_live_database_is_never_written_over(site):
    path, name = site.back_up(), Path(connection.settings_dict["NAME"]).name
    rows = Suggestion.objects.count()
    said = site.manage("restore", str(path), "--key", str(site.key), fails=True)
    assert f"请加 --into {name}" in said
    said = site.manage("restore", str(path), "--key", str(site.key), "--into", name, fails=True)
    assert "已经有内容，没有恢复" in said and "新建一个空数据库" in said
    assert Suggestion.objects.count() == rows


@pytest.fixture
def empty(site, tmp_path):
    """Environment of a second site with nothing in it, and how to look into it."""
    for secret in site.folder.glob("*.secret"):
        shutil.copy(secret, tmp_path)
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
        yield {"JIANYAN_VAR": str(tmp_path), "DATABASE_URL": url}, "fresh.sqlite3"
        return
    name = connection.settings_dict["NAME"] + "_fresh"
    server = site.site.url.rsplit("/", 1)[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield {"JIANYAN_VAR": str(tmp_path), "DATABASE_URL": f"{server}/{name}"}, name
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_backup_comes_back_into_an_empty_site(site, empty, tmp_path):
    env, name = empty
    said = site.manage("backup", "--to", str(tmp_path / "b"))
    (path,) = (tmp_path / "b").glob("*.backup")
    assert str(path) in said
    said = site.manage("restore", str(path), "--key", str(site.key), "--into", name, **env)
    assert "已恢复到" in said and "可以启动网站" in said
    manifest = archive.read_through(path, site.secret)
    restored = {p.relative_to(tmp_path).as_posix() for p in (tmp_path / "private").rglob("*.jpg")}
    assert restored == {name for name in manifest["files"] if name.startswith("private/")}
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "private").rglob("*.jpg")} == {
        0o600
    }
    script = (
        "from suggestions.models import Contact, Suggestion;"
        "print(Suggestion.objects.count(), Contact.objects.last().phone)"
    )
    rows = manifest["tables"]["suggestions_suggestion"]
    assert site.manage("shell", "-v0", "-c", script, **env).split() == [str(rows), "13800000001"]


def test_with_other_keys_nothing_is_restored(site, empty, tmp_path):
    env, name = empty
    path = tmp_path / "b"
    site.manage("backup", "--to", str(path))
    (path,) = path.glob("*.backup")
    command = ("restore", str(path), "--key", str(site.key), "--into", name)
    said = site.manage(*command, fails=True, **env, FIELD_KEYS="another")
    assert "FIELD_KEYS 和备份时不一样" in said
    assert "RECEIPT_KEY" in site.manage(*command, fails=True, **env, RECEIPT_KEY="another")
    keys = (tmp_path / "field_keys.secret").read_text()
    assert "已恢复" in site.manage(*command, **env, FIELD_KEYS=f"newer,{keys}")


def test_a_folder_with_something_in_it_is_not_written_into(site, empty, tmp_path):
    env, name = empty
    (tmp_path / "media").mkdir()
    (tmp_path / "media/mine.txt").write_text("x")
    command = ("restore", str(site.back_up()), "--key", str(site.key), "--into", name)
    assert f"mv {tmp_path / 'media'}" in site.manage(*command, fails=True, **env)


def test_a_spoiled_backup_is_refused_before_anything_is_written(site, empty, tmp_path):
    env, name = empty
    whole = site.back_up().read_bytes()
    for number, data in enumerate((whole[:-99], whole[: len(whole) // 2], b"", whole[:-1] + b"?")):
        (path := tmp_path / f"{number}.backup").write_bytes(data)
        (tmp_path / "erasures.log").touch()
        said = site.manage(
            "restore", str(path), "--key", str(site.key), "--into", name, fails=True, **env
        )
        assert "备份" in said
    assert not (tmp_path / "media").exists() and not (tmp_path / "fresh.sqlite3").exists()


def test_a_full_disk_leaves_the_old_backups_and_no_scrap(site, monkeypatch):
    path = site.back_up()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cms.backup.archive.Packer.add_database", full)
    with pytest.raises(BackupError, match="No space left.*旧的备份没有动"):
        site.back_up()
    assert path.exists() and not list(path.parent.glob(".*"))


def test_a_killed_one_leaves_no_backup_and_the_next_one_clears_up(site):
    path = site.back_up()
    scrap = path.with_name(f".{path.name}.draft")
    scrap.write_bytes(b"half")
    (site.folder / ".backup-x").mkdir()
    (site.folder / ".backup-x/copy.sqlite3").write_bytes(b"half")
    site.back_up()
    assert not scrap.exists()
    assert connection.vendor != "sqlite" or not (site.folder / ".backup-x").exists()


def test_two_at_once_are_one(site):
    with making.alone(), pytest.raises(BackupError, match="另一个备份"):
        site.back_up()


def test_without_the_client_tool_it_says_what_to_install(site, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only: set DATABASE_URL, or let `make test` do it")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(BackupError, match="找不到 pg_dump.*postgresql-client"):
        site.back_up()


def test_old_ones_go_when_a_new_one_is_whole(site):
    folder = site.folder / "old"
    folder.mkdir()
    for day in range(1, 10):
        (folder / f"jianyan-202601{day:02d}T010000Z.backup").touch()
    (folder / "other.txt").touch()
    env = {"BACKUP_DAILY": "3", "BACKUP_WEEKLY": "0", "BACKUP_MONTHLY": "0"}
    said = site.manage("backup", "--to", str(folder), **env)
    assert said.count("过期的已删除") == 7
    assert len(list(folder.glob("jianyan-*"))) == 3 and (folder / "other.txt").exists()


def test_the_keys_are_kept_apart_and_open_again(site, tmp_path):
    said = site.manage("backup_keys", str(site.folder / "backups"), fails=True)
    assert "密钥不能和备份放在一起" in said
    site.manage("backup_keys", str(tmp_path))
    path = tmp_path / "jianyan-keys.sealed"
    secret = (site.folder / "receipt_key.secret").read_text()
    assert secret.encode() not in path.read_bytes() and stat.S_IMODE(path.stat().st_mode) == 0o600
    said = site.manage("backup_keys", "--open", str(path), "--key", str(site.key))
    assert f"RECEIPT_KEY={secret}\n" in said


def test_no_key_of_the_site_is_in_a_backup(site, tmp_path):
    site.manage("backup", "--to", str(tmp_path / "b"))
    (path,) = (tmp_path / "b").glob("*.backup")
    secrets = [file.read_bytes() for file in site.folder.glob("*.secret")]
    assert len(secrets) == 3
    with archive.members(path, site.secret) as each:
        data = b"".join(content.read() for _, content in each)
    assert not [secret for secret in secrets if secret in data]


def test_a_backup_of_another_database_or_a_newer_version_is_told_apart(site):
    manifest = archive.read_through(site.back_up(), site.secret)
    checking.refuse_foreign(manifest)
    with pytest.raises(BackupError, match="DATABASE_URL"):
        checking.refuse_foreign({**manifest, "vendor": "oracle"})
    newer = [*manifest["migrations"], "suggestions.9999_later"]
    with pytest.raises(BackupError, match="更新的版本.*9999_later"):
        checking.refuse_foreign({**manifest, "migrations": newer})


def test_a_name_that_leads_out_of_the_folders_is_refused(site, empty, tmp_path):
    (tmp_path / "erasures.log").touch()
    out = tmp_path / "evil.backup"
    with out.open("wb") as file:
        packer = archive.Packer(file, sealing.public_key(site.public))
        (tmp_path / "src").mkdir()
        (tmp_path / "src/x").write_text("x")
        packer._add_file("private/../../evil.txt", tmp_path / "src/x")
        site.manage("backup", "--to", str(tmp_path / "b"))
        (path,) = (tmp_path / "b").glob("*.backup")
        manifest = archive.read_through(path, site.secret)
        digest = packer.add_database([])
        packer.finish({**manifest, "database": digest})
    env, name = empty
    command = ("restore", str(out), "--key", str(site.key), "--into", name)
    said = site.manage(*command, fails=True, **env)
    assert "不认识的东西" in said and not (tmp_path.parent / "evil.txt").exists()


ERASE = """
import uuid
from django.utils import timezone
from suggestions.actions import following, owning, submitting
from suggestions.models import CampaignPage, Follow, Suggestion
at = timezone.now()
rows = list(Suggestion.objects.filter(status="pending", erased_at=None).order_by("pk")[:3])
erased, withdrawn, corrected = rows
owning.erase(erased, at=at)
submitting.withdraw(withdrawn, at=at)
owning.change_contact(corrected, name="", phone="", email="", at=at, notice="")
following.end(Follow.objects.get(kind="search"))
print(*(row.pk for row in rows))
"""
LOOK = """
import sys
from suggestions.models import Contact, Follow, Suggestion
for pk in {keys}:
    row = Suggestion.objects.get(pk=pk)
    print(row.status, bool(row.erased_at), bool(row.body),
          Contact.objects.filter(suggestion=pk).exists(), row.photos.count())
print(Follow.objects.get(kind="search").status, bool(Follow.objects.get(kind="search").address))
"""
AFTER = [
    "withdrawn True False False 0",
    "withdrawn False True False 1",
    "pending False True False 1",
    "ended False",
]


def test_what_people_had_erased_after_the_backup_stays_erased(site, empty, tmp_path):
    env, name = empty
    Follow.objects.create(
        kind="search", target="灯", channel="email", address="a@example.org", reader="r" * 64,
        status="active", asked_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    backups = tmp_path / "b"
    site.manage("backup", "--to", str(backups))
    (path,) = backups.glob("*.backup")
    keys = site.manage("shell", "-v0", "-c", ERASE).split()
    look = LOOK.format(keys=keys)
    assert site.manage("shell", "-v0", "-c", look).splitlines() == AFTER
    log = site.folder / "erasures.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert not [word for word in ("13800000001", "example.org", "写入") if word in log.read_text()]
    command = ("restore", str(path), "--key", str(site.key), "--into", name)
    said = site.manage(*command, "--erasures", str(log), **env)
    assert "4 项已经重做" in said
    assert site.manage("shell", "-v0", "-c", look, **env).splitlines() == AFTER
    kept = (tmp_path / "private").rglob("*.jpg")
    gone = {file.name for file in (site.folder / "private").rglob("*.jpg")}
    assert {file.name for file in kept} == gone


def test_without_the_log_erased_words_would_come_back(site, empty, tmp_path):
    """The red control; and a restore asks for the log before it does anything."""
    env, name = empty
    path = tmp_path / "alone.backup"
    shutil.copy(site.back_up(), path)
    command = ("restore", str(path), "--key", str(site.key), "--into", name)
    assert "--no-erasures" in site.manage(*command, fails=True, **env)


def test_the_log_goes_with_the_backups(site):
    (site.folder / "erasures.log").open("a").write('{"kind": "erased", "key": 1, "mark": "x"}\n')
    path = site.back_up()
    copied = path.with_name("erasures.log")
    assert copied.read_text() == (site.folder / "erasures.log").read_text()
    assert stat.S_IMODE(copied.stat().st_mode) == 0o600


def test_a_vote_that_was_closed_since_is_not_open_again(site):
    motion = Motion.objects.get()
    opened = {"status": "open", "closed_at": None, "passed": None}
    assert motion.status == "closed"
    lines = list(lasting.read(site.folder / "erasures.log"))
    (line,) = [line for line in lines if line.kind == lasting.VOTE]
    path = site.back_up()
    with vendors.vendor().scratch() as scratch, databases.looking_at(scratch):
        with archive.members(path, site.secret) as each:
            vendors.vendor().fill(checking.database_parts(each))
        Motion.objects.update(**opened)  # as the backup of the day before has it
        other = dataclasses.replace(line, mark="0" * 32)
        assert replaying.replay([other], at=timezone.now()).total() == 0
        assert replaying.replay([line], at=timezone.now())[lasting.VOTE] == 1
        again = Motion.objects.get()
        assert again.status == "annulled" and "请重新表决" in again.annulled_because
        assert replaying.replay([line], at=timezone.now()).total() == 0


def test_a_line_of_another_row_with_the_same_key_erases_nothing(site):
    row = Suggestion.objects.filter(erased_at=None).first()
    line = lasting.Line(lasting.SUGGESTION, row.pk, lasting.mark(lasting.SUGGESTION, row.pk, "x"))
    assert replaying.replay([line], at=timezone.now()).total() == 0
    row.refresh_from_db()
    assert row.erased_at is None


def test_half_a_line_is_passed_over_and_the_next_one_is_whole(site):
    with (site.folder / "erasures.log").open("a") as log:
        log.write('{"kind": "era')
    lasting.note("follow", 987, "x")
    assert [line.key for line in lasting.read(site.folder / "erasures.log")][-1] == 987


def test_what_cannot_be_noted_is_not_done(site, monkeypatch):
    monkeypatch.setattr(settings, "ERASURE_LOG", Path("/proc/none/erasures.log"))
    row = Suggestion.objects.filter(erased_at=None).last()
    with pytest.raises(Refused, match="再试一次"):
        owning.erase(row, at=timezone.now())
    row.refresh_from_db()
    assert row.erased_at is None and row.body
