"""A site of its own to be backed up: people write into it meanwhile, in processes of their own."""

import contextlib
import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cms.backup import making, sealing
from cms.backup.databases import looking_at
from cms.backup.rotating import Keep
from tests.deliberation import vote_races as race
from tests.suggestions.processes import OwnSite, own_site

KEEP = Keep(99, 0, 0)
ROUNDS = 3  # that each of the two has written before anything is done with them
# Each round writes a suggestion with its contact, a photo (its file first) and an entry of the
# council's record, in one transaction. SQLite hands its lock to whoever asks at the right moment,
# and who waits asks ten times a second: without a breath between two rounds a process that only
# starts may ask in vain for as long as it is allowed to wait.
WRITER = """
import itertools, time, uuid
from pathlib import Path
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from deliberation.actions.record import note
from deliberation.models import Council
from suggestions.actions import submitting
from suggestions.models import CampaignPage, Photo
campaign, council = CampaignPage.objects.get(slug="charging"), Council.objects.get(slug="race")
draft = submitting.Draft(title="快照", body="写入之中", name="某", phone="13800000001")
for n in itertools.count():
    with transaction.atomic():
        at = timezone.now()
        made = submitting.submit(campaign, draft=draft, key=str(uuid.uuid4()), at=at).suggestion
        photo = Photo(suggestion=made, width=1, height=1, created_at=at)
        photo.file.save(f"{made.pk}.jpg", ContentFile(b"x" * 900), save=False)
        photo.thumbnail.save(f"{made.pk}-t.jpg", ContentFile(b"y" * 90), save=False)
        photo.save()
        note(council, "council.changed", at=at, actor="快照")
    print(n, flush=True)
    time.sleep(0.02)
"""


class BackupSite:
    """What a test does with it, in its own process and by the commands."""

    def __init__(self, site: OwnSite, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.key = folder / "backup.key"
        self.public = sealing.new_pair(self.key)
        self.secret = sealing.secret_key(self.key)
        self.made = 0

    def manage(self, *args: str, fails: bool = False, **env: str) -> str:
        given = {"BACKUP_TO": self.public, "EMBEDDED_WORKER": "0", **env}
        process = self.site.start(*args, **given)
        output, _ = process.communicate(timeout=120)
        assert bool(process.returncode) == fails, output
        assert "Traceback" not in output, output
        return output

    def back_up(self) -> Path:
        """In this process, each at a moment of its own."""
        self.made += 1
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=self.made)
        recipient = sealing.public_key(self.public)
        return making.make(self.folder / "backups", recipient, at=at, keep=KEEP).path

    @contextlib.contextmanager
    def written_to(self) -> Iterator[None]:
        """While two processes write, each with a breath between its rounds."""
        writers = [self.site.start("shell", "-v0", "-c", WRITER) for _ in range(2)]
        drains: list[subprocess.Popen] = []
        try:
            for writer in [*writers] * ROUNDS:
                line = writer.stdout.readline()
                assert line.strip().isdigit(), line + writer.communicate()[0]
            drains += [
                subprocess.Popen(["cat"], stdin=w.stdout, stdout=subprocess.DEVNULL)
                for w in writers
            ]
            yield
            assert all(writer.poll() is None for writer in writers)
        finally:
            for writer in writers:
                writer.kill()
            for process in (*writers, *drains):
                process.wait(20)


@contextlib.contextmanager
def backup_site(folder: Path) -> Iterator[BackupSite]:
    """One council with a closed vote, one campaign."""
    with own_site(folder) as site:
        site.seed()
        name = (
            site.url.removeprefix("sqlite:///")
            if "sqlite" in site.url
            else site.url.rsplit("/", 1)[1]
        )
        with looking_at({"NAME": name}):
            race.prepare(0)
            (motion,) = race.open_votes(0, race.make_roll(0, 3), 1, secret=True)
            race.close_all(0, [motion])
            yield BackupSite(site, folder)


def point_at(folder: Path, patch) -> None:
    """The folders of this process are those of the site."""
    for name, part in {"VAR_DIR": "", "MEDIA_ROOT": "media", "PRIVATE_ROOT": "private",
                       "LOCK_DIR": "locks"}.items():  # fmt: skip
        patch.setattr(settings, name, folder / part)
    patch.setattr(settings, "ERASURE_LOG", folder / "erasures.log")
