"""A sealed file opens with its secret alone, whole or not at all; and which backups stay."""

import datetime as dt
import io
import stat
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from cms.backup import BackupError, archive, making, sealing
from cms.backup.databases import Snapshot
from cms.backup.rotating import Keep, kept
from cms.backup.sealing import MAGIC, PIECE, TAG, Opener, Sealer

HEAD = len(MAGIC) + 32


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "one.key"
    return sealing.public_key(sealing.new_pair(path)), sealing.secret_key(path)


def sealed(pair, data: bytes) -> bytes:
    out = io.BytesIO()
    sealer = Sealer(out, pair[0])
    sealer.write(data)
    sealer.finish()
    return out.getvalue()


def opened(pair, data: bytes) -> bytes:
    return io.BufferedReader(Opener(io.BytesIO(data), pair[1])).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])
def test_what_was_sealed_opens_again(pair, size):
    data = bytes(i % 251 for i in range(size))
    hidden = sealed(pair, data)
    assert opened(pair, hidden) == data
    assert size < 99 or data[:99] not in hidden


def test_no_changed_byte_opens(pair):
    whole = sealed(pair, b"x" * 300)
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 1
        with pytest.raises(BackupError):
            opened(pair, bytes(broken))


def test_pieces_cut_off_swapped_or_doubled_do_not_open(pair):
    whole = sealed(pair, b"a" * PIECE + b"b" * PIECE + b"c" * 99)
    step = PIECE + TAG
    head, one, two, last = whole[:HEAD], whole[HEAD : HEAD + step], whole[HEAD + step :], b""
    two, last = two[:step], two[step:]
    assert opened(pair, head + one + two + last)
    for broken in (head + one + two, head + one, head, head[:9], b"",
                   head + two + one + last, head + one + one + two + last,
                   head + one + last, whole[:-1], whole + last):  # fmt: skip
        with pytest.raises(BackupError):
            opened(pair, broken)


def test_another_key_opens_nothing_and_is_told_so(pair, tmp_path):
    sealing.new_pair(tmp_path / "two.key")
    other = (pair[0], sealing.secret_key(tmp_path / "two.key"))
    with pytest.raises(BackupError, match="密钥不对"):
        opened(other, sealed(pair, b"x"))


def test_a_secret_key_is_its_owner_s_alone_and_never_written_over(tmp_path):
    path = tmp_path / "k.key"
    sealing.new_pair(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    with pytest.raises(BackupError, match="换一个还没有的文件名"):
        sealing.new_pair(path)
    assert path.read_text() == before


def test_what_is_no_key_says_what_to_do(tmp_path):
    for text, said in (
        ("", "--new-key"),
        ("jianyan-public-abc", "不是备份公钥"),
        ("密", "不是备份公钥"),
    ):
        with pytest.raises(BackupError, match=said):
            sealing.public_key(text)
    (tmp_path / "k").write_text("jianyan-public-" + "A" * 43)
    for path in (tmp_path / "k", tmp_path / "none"):
        with pytest.raises(BackupError, match="密钥文件"):
            sealing.secret_key(path)


# --- what lies in it ---------------------------------------------------------------------------


@pytest.fixture
def pack(pair, tmp_path):
    """A sealed archive of one file and a database, with a manifest that may say otherwise."""
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a.jpg").write_bytes(b"a")

    def make(*, files=lambda said: said, **manifest):
        path = tmp_path / "one.backup"
        with path.open("wb") as file:
            packer = archive.Packer(file, pair[0])
            packer.add_folder("media", tmp_path / "media")
            digest = packer.add_database([b"rows", b"more"])
            packer.files = files(packer.files)
            packer.finish({"database": digest, **manifest})
        return path

    return make


def test_a_backup_is_read_as_its_manifest_says(pack, pair):
    said = archive.read_through(pack(), pair[1])
    assert list(said["files"]) == ["media/a.jpg"] and said["files"]["media/a.jpg"]["size"] == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"files": lambda said: {}}, "多出了文件"),
        ({"files": lambda said: {**said, "media/b.jpg": {}}}, "media/b.jpg"),
        ({"files": lambda said: {"media/a.jpg": {"size": 1, "sha256": "0" * 64}}}, "media/a.jpg"),
        ({"database": "0" * 64}, "数据库和清单不一致"),
        ({"format": "another/1"}, "没有清单"),
    ],
)
def test_what_is_not_as_its_manifest_says_is_refused(pack, pair, wrong, words):
    with pytest.raises(BackupError, match=words):
        archive.read_through(pack(**wrong), pair[1])


def test_a_file_that_comes_while_the_database_is_read_is_in_it(
    pair, tmp_path, settings, monkeypatch
):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        root.mkdir()
        (root / "early.jpg").write_bytes(b"x")

    @contextmanager
    def snapshot():
        (settings.PRIVATE_ROOT / "late.jpg").write_bytes(b"x")
        (settings.MEDIA_ROOT / "early.jpg").write_bytes(b"another")
        yield Snapshot(iter([b"rows"]), {"tables": {}})

    monkeypatch.setattr(making, "vendor", lambda: SimpleNamespace(snapshot=snapshot))
    packer = archive.Packer(io.BytesIO(), pair[0])
    making._pack(packer, END)
    sizes = {name: said["size"] for name, said in packer.files.items()}
    assert sizes == {"media/early.jpg": 7, "private/early.jpg": 1, "private/late.jpg": 1}


# --- which stay -------------------------------------------------------------------------------

DAY = dt.timedelta(days=1)
END = dt.datetime(2026, 11, 29, 3, tzinfo=dt.UTC)  # a Sunday


def test_days_weeks_and_months_keep_their_newest():
    nightly = [END - n * DAY for n in range(400)]
    stays = sorted(kept(nightly, Keep(7, 4, 6)), reverse=True)
    assert [at.strftime("%m-%d") for at in stays] == [
        *(f"11-{n}" for n in (29, 28, 27, 26, 25, 24, 23)),  # days; the week's newest is among them
        "11-22", "11-15", "11-08",  # weeks
        "10-31", "09-30", "08-31", "07-31", "06-30",  # months
    ]  # fmt: skip


def test_of_a_day_the_newest_stays_and_days_without_one_are_not_counted():
    assert kept([END, END - DAY / 24], Keep(3, 0, 0)) == {END}
    scattered = [END - n * 10 * DAY for n in range(9)]
    assert kept(scattered, Keep(3, 0, 0)) == set(scattered[:3])


def test_the_newest_is_never_dropped():
    assert kept([END], Keep(0, 0, 0)) == {END} and kept([], Keep(7, 4, 6)) == set()
