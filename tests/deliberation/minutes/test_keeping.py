"""A printed paper is set once; another text, or another way of naming, is another paper."""

import datetime as dt
import os
import time

import pytest
from django.urls import reverse

from deliberation.actions import conducting, minuting, resolutions
from deliberation.minutes.documents.files import kept, printed
from deliberation.models import Meeting
from suggestions.documents import keeping
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.PAPER_DIR = tmp_path / "papers"
    return settings.PAPER_DIR


@pytest.fixture
def draft(held, decision, secretary, folder):
    conducting.end_item(held.item, outcome="先装太阳能灯。", by=secretary, at=NOW)
    meeting = Meeting.objects.select_related("council__area").get(pk=held.item.meeting_id)
    conducting.close_meeting(meeting, by=secretary, at=NOW)
    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    return minuting.draft_minutes(meeting, by=secretary, at=NOW)


@pytest.fixture
def set_anew(monkeypatch):
    """How often a paper was really set; the real one sets it."""
    made = []

    def counted(paper, real=keeping.composed):
        made.append(paper.kind)
        return real(paper)

    monkeypatch.setattr(keeping, "composed", counted)
    return made


def test_a_paper_is_set_once_and_then_handed_out(draft, set_anew, folder):
    assert kept(draft, "pdf", public=False) is None
    first = printed(draft, "pdf", public=False)
    assert first.startswith(b"%PDF-")
    assert printed(draft, "pdf", public=False) == first
    assert kept(draft, "pdf", public=False) == first
    assert set_anew == ["pdf"]
    assert folder.stat().st_mode & 0o077 == 0


def test_the_desk_takes_it_twice_and_it_is_set_once(client, secretary, draft, set_anew, council):
    client.force_login(secretary)
    desk = reverse("desk_meetings:minutes_file", args=[council.pk, draft.meeting_id, "pdf"])
    once, again = client.get(desk), client.get(desk)
    assert once.status_code == 200 and once.content == again.content
    assert set_anew == ["pdf"]


def test_the_public_takes_it_twice_and_it_is_set_once(client, secretary, draft, set_anew):
    minuting.send_minutes(draft, by=secretary, at=NOW)
    minuting.freeze_due_minutes(at=NOW + dt.timedelta(days=6))
    address = reverse("deliberation:minutes_file", args=[draft.meeting_id, "pdf"])
    once, again = client.get(address), client.get(address)
    assert once.status_code == 200 and once.content == again.content
    assert set_anew == ["pdf"]


def test_a_changed_draft_is_another_paper(draft, secretary, set_anew):
    first = printed(draft, "pdf", public=False)
    minuting.rewrite_minutes(draft, added="散会前又报修一盏灯。", by=secretary, at=NOW)
    draft.refresh_from_db()
    assert kept(draft, "pdf", public=False) is None
    assert printed(draft, "pdf", public=False) != first
    assert set_anew == ["pdf", "pdf"]


def test_full_names_are_never_handed_to_the_public(draft, set_anew):
    for_parties = printed(draft, "docx", public=False)
    assert kept(draft, "docx", public=True) is None
    assert printed(draft, "docx", public=True) != for_parties


def test_old_papers_go_and_their_number_is_bounded(draft, folder, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT", 2)
    folder.mkdir()
    for number, days in enumerate((31, 3, 2, 1)):
        path = folder / f"{number}.paper"
        path.write_bytes(b"")
        os.utime(path, (time.time() - days * 86400,) * 2)
    printed(draft, "docx", public=False)
    left = {path.name for path in folder.iterdir()}
    assert "3.paper" in left and len(left) == 2
