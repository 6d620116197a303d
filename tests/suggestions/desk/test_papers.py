"""公文 at the desk: drawn up where it happens, numbered, downloaded, found again."""

import io

import pytest
from django.urls import reverse
from docx import Document

from suggestions.actions import paperwork, reporting
from suggestions.models import Instruction, Paper, PaperVersion
from suggestions.staff.forms import SUBJECT
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("soon")


@pytest.fixture
def draft(make_referral, officer):
    referral = make_referral()
    return paperwork.draw_for_referral(referral, kind="referral", by=officer, at=NOW)


def page(paper, verb=""):
    args = [paper.pk, verb] if verb else [paper.pk]
    return reverse(f"desk_papers:{'verb' if verb else 'page'}", args=args)


def file(paper, number, kind):
    return reverse("desk_papers:file", args=[paper.pk, number, kind])


def test_from_the_referral_to_the_numbered_file(desk, make_referral):
    referral = make_referral()
    address = reverse("desk_topics:verb", args=[referral.topic_id, "paper-referral"])
    response = desk.post(address, {SUBJECT: referral.pk}, follow=True)
    paper = Paper.objects.get()
    assert response.redirect_chain[-1][0] == page(paper)
    assert "（拟稿，未编号）" in response.content.decode()
    response = desk.post(page(paper, "issue"), {SUBJECT: paper.pk, "seen": 1}, follow=True)
    html = response.content.decode()
    assert "已编号征转〔2026〕1号并印发" in html
    version = PaperVersion.objects.get(paper=paper, number=2)
    assert version.docx_digest in html and version.digest in html
    response = desk.get(file(paper, 2, "docx"))
    assert "no-store" in response["Cache-Control"]
    assert any(
        "征转〔2026〕1号" in p.text for p in Document(io.BytesIO(response.content)).paragraphs
    )
    # Bytes that are not those that were kept are not handed out as such.
    version.docx.storage.open(version.docx.name, "wb").write(b"changed")
    assert desk.get(file(paper, 2, "docx")).status_code == 500


def test_a_stale_page_issues_nothing(desk, draft, officer):
    same = {"title": draft.title, "addressee": "某局", "copies": "", "red_head": False}
    paperwork.revise(draft, **same, body="", seen=1, by=officer, at=NOW)
    response = desk.post(page(draft, "issue"), {SUBJECT: draft.pk, "seen": 1})
    assert response.status_code == 409 and "别人刚改过" in response.content.decode()


def test_the_department_reads_what_was_sent_to_it(door, clerk, other_clerk, draft, officer):
    address = reverse("desk_department:paper", args=[draft.referral_id, draft.pk, "docx"])
    own = reverse("desk_department:page", args=[draft.referral_id])
    assert door(clerk).get(address).status_code == 404
    Paper.objects.filter(pk=draft.pk).update(status="issued", year=2026, number=1, issued_at=NOW)
    assert "征转〔2026〕1号" in door(clerk).get(own).content.decode()
    assert door(clerk).get(address).status_code == 200
    assert door(other_clerk).get(address).status_code == 404


def test_lists_find_papers_and_open_instructions(desk, draft, campaign, officer):
    reporting.draw_for_campaign(campaign, by=officer, at=NOW)
    index = reverse("desk_papers:index")
    assert len(desk.get(index).context["object_list"]) == 2
    assert list(desk.get(index, {"kind": "referral"}).context["object_list"]) == [draft]
    Instruction.objects.create(
        paper=draft, leader="某领导", given_on=NOW.date(), text="请办。", task="办",
        due_on=NOW.date(), recorded_by=officer, recorded_at=NOW,
    )  # fmt: skip
    assert list(desk.get(index, {"instructed": "open"}).context["object_list"]) == [draft]
    found = desk.get(reverse("desk_instructions:index"), {"tab": "open"})
    assert "某领导" in found.content.decode()


def test_a_report_is_drawn_up_from_its_page(desk, campaign):
    new = reverse("desk_papers:new")
    assert (
        f'value="{campaign.pk}" selected'
        in desk.get(new, {"campaign": campaign.pk}).content.decode()
    )
    desk.post(new, {"do": "result", "campaign": campaign.pk})
    desk.post(new, {"do": "period", "period": "monthly:2026-09-01"})
    assert set(Paper.objects.values_list("kind", flat=True)) == {"result", "monthly"}
    assert desk.post(new, {"do": "period", "period": "monthly:2031-01-01"}).status_code == 422


def test_sentences_are_looked_at_before_they_are_kept(desk, draft):
    address = reverse("desk_paper_wording:page", args=["referral"])
    words = {"opening": "请办理“{问题}”。", "closing": ""}
    assert "请办理“充电桩不够”。" in desk.post(address, {**words, "do": "look"}).content.decode()
    assert desk.post(address, {"opening": "{谁}", "do": "save"}).status_code == 422
    desk.post(address, {**words, "do": "save"})
    assert "本市的文字" in desk.get(reverse("desk_paper_wording:index")).content.decode()
