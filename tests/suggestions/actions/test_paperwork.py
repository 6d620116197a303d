"""公文: drawn up from the record, numbered without gaps, frozen, voided with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import paperwork, referring
from suggestions.actions.rules import Overtaken, Refused
from suggestions.documents import files
from suggestions.documents.lines import said
from suggestions.models import Paper, PaperKind, PaperVersion, Referral
from suggestions.papers import composing
from suggestions.papers.kinds import full_number
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def draw(officer):
    def make(referral, kind=PaperKind.REFERRAL, at=NOW):
        return paperwork.draw_for_referral(referral, kind=kind, by=officer, at=at)

    return make


@pytest.fixture
def issue(officer):
    def make(paper, at=NOW):
        seen = paper.versions.first().number
        return paperwork.issue(paper, seen=seen, by=officer, at=at)

    return make


def words(paper):
    return [said(line) for line in composing.kept_lines(paper.versions.first())]


def test_a_draft_says_what_is_recorded_and_nothing_else(make_referral, draw):
    referral = make_referral(note="请重点研究充电位配比。")
    paper = draw(referral)
    lines = words(paper)
    assert lines[0] == "关于转办“充电桩不够”有关建议的通知"
    assert "（拟稿，未编号）" in lines and "市绿化和市容管理局：" in lines
    assert any(line.startswith("这个问题共有3条建议，由3人") for line in lines)
    assert f"签收期限：{referral.sign_by:%Y}年" in "".join(lines)
    assert "请重点研究充电位配比。" in lines
    assert [line for line in lines if line.startswith("签收人")] == ["签收人：" + composing.BY_HAND]
    assert paper.number is None and paper.status == Paper.Status.DRAFT


def test_examples_are_masked(make_topic, make_referral, draw):
    topic = make_topic(size=1, body="请打13812345678找王小明，楼下没有充电桩。")
    text = "".join(words(draw(make_referral(topic))))
    assert "没有充电桩" in text and "13812345678" not in text


def test_numbers_run_by_kind_and_year(make_referral, make_topic, draw, issue, officer):
    first, second = make_referral(), make_referral(make_topic("飞线"))
    referring.remind(second, note="请尽快。", by=officer, at=NOW)
    papers = [issue(draw(first)), issue(draw(second)), issue(draw(second, PaperKind.REMINDER))]
    assert [full_number(p) for p in papers] == [
        "征转〔2026〕1号", "征转〔2026〕2号", "征催〔2026〕1号",
    ]  # fmt: skip
    assert full_number(issue(draw(first), NOW + dt.timedelta(days=200))) == "征转〔2027〕1号"


def test_a_refused_issue_takes_no_number(make_referral, make_topic, draw, issue, officer):
    paper = draw(make_referral())
    with pytest.raises(Overtaken):
        paperwork.issue(paper, seen=7, by=officer, at=NOW)
    assert full_number(issue(Paper.objects.get(pk=paper.pk))) == "征转〔2026〕1号"
    with pytest.raises(Refused):  # twice
        issue(Paper.objects.get(pk=paper.pk))
    assert full_number(issue(draw(make_referral(make_topic("飞线"))))) == "征转〔2026〕2号"


def test_a_void_paper_keeps_its_number_and_says_why(
    make_referral, make_topic, draw, issue, officer
):
    referral = make_referral()
    paper = issue(draw(referral))
    with pytest.raises(Refused, match="作废的理由"):
        paperwork.void(paper, reason=" ", by=officer, at=NOW)
    paperwork.void(paper, reason="单位名称写错。", by=officer, at=NOW)
    assert full_number(paper) == "征转〔2026〕1号" and paper.void_reason
    assert full_number(issue(draw(referral))) == "征转〔2026〕2号"
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(number=2)


def test_a_changed_draft_is_a_new_version(make_referral, draw, officer):
    paper = draw(make_referral())
    first = paper.versions.get()
    given = {"title": paper.title, "addressee": "某局", "copies": "市信访办", "red_head": True}
    paperwork.revise(paper, **given, body="第一段。\n第二段。", seen=1, by=officer, at=LATER)
    assert PaperVersion.objects.get(pk=first.pk).lines == first.lines
    last = paper.versions.first()
    assert last.number == 2 and last.digest != first.digest
    lines = words(paper)
    assert lines.count("第一段。") == lines.count("第二段。") == 1
    assert "抄送：市信访办。" in lines and "某局：" in lines
    with pytest.raises(Overtaken, match="别人刚改过"):
        paperwork.revise(paper, **given, body="", seen=1, by=officer, at=LATER)


def test_what_was_read_is_what_is_issued(make_referral, make_topic, draw, issue):
    """Only number and date come in; the record may have moved on meanwhile."""
    referral = make_referral()
    paper = draw(referral)
    draft = words(paper)
    Referral.objects.filter(pk=referral.pk).update(due_on=dt.date(2027, 1, 1))
    issued = words(issue(Paper.objects.get(pk=paper.pk)))
    changed = [(old, new) for old, new in zip(draft, issued, strict=True) if old != new]
    assert [new for _, new in changed] == [
        "征转〔2026〕1号",
        "2026年9月16日",
        "收到公文：征转〔2026〕1号《关于转办“充电桩不够”有关建议的通知》",
    ]


def test_what_was_issued_is_kept_byte_for_byte(make_referral, draw, issue):
    version = issue(draw(make_referral())).versions.first()
    for kind in ("docx", "pdf"):
        with getattr(version, kind).open() as file:
            data = file.read()
        assert files.digest(data) == getattr(version, f"{kind}_digest")
        assert data == files.composed(composing.printed_as(version, kind))


def test_one_draft_of_a_kind_at_a_time(make_referral, draw, officer):
    referral = make_referral()
    draw(referral)
    with pytest.raises(Refused, match="已经有一份转办单在拟稿"):
        draw(referral)
    with pytest.raises(Refused, match="还没有催办记录"):
        draw(referral, PaperKind.REMINDER)


def test_the_slip_is_noted_once(make_referral, draw, issue, officer):
    paper = draw(make_referral())
    signed = {"received_by": "陈刚", "by": officer}
    with pytest.raises(Refused):
        paperwork.receive(paper, received_on=NOW.date(), at=NOW, **signed)
    paper = issue(paper)
    with pytest.raises(Refused, match="签收日期"):
        paperwork.receive(paper, received_on=NOW.date() - dt.timedelta(days=1), at=NOW, **signed)
    paperwork.receive(paper, received_on=NOW.date(), at=LATER, **signed)
    assert paper.received_by == "陈刚"
    with pytest.raises(Refused):
        paperwork.receive(paper, received_on=NOW.date(), at=LATER, **signed)


def test_papers_tell_what_happened(make_referral, draw, clerk, officer, other_department):
    referral = make_referral()
    referring.sign(referral, by=clerk, at=NOW)
    assert "签收人：陈刚" in words(draw(referral))
    referring.remind(referral, note="请尽快。", by=officer, at=NOW)
    told = words(draw(referral, PaperKind.REMINDER, LATER))
    assert "3.2026年9月16日，催办：请尽快。" in told and "请尽快。" in told
    until = referral.due_on + dt.timedelta(days=5)
    asked = referring.ask_extension(referral, until=until, reason="要会商。", by=clerk, at=NOW)
    referring.decide_extension(asked, grant=True, by=officer, at=NOW)
    told = words(draw(referral, PaperKind.EXTENSION, LATER))
    assert "各位建议人：" in told and "要会商。" in told
    overdue = NOW + dt.timedelta(days=120)
    referral.refresh_from_db()
    referring.escalate(referral, note="限期答复。", by=officer, at=overdue)
    told = "".join(words(draw(referral, PaperKind.SUPERVISION, overdue)))
    assert f"已超期{(overdue.date() - referral.due_on).days}天" in told and "限期答复。" in told


def test_a_reassignment_names_both(make_referral, draw, officer, other_department):
    referral = make_referral()
    with pytest.raises(Refused, match="不是改派来的"):
        draw(referral, PaperKind.REASSIGNMENT)
    new = referring.reassign(
        referral, to=other_department, reason="职责不在本局。", by=officer, at=NOW,
        dates=referring.deadlines(NOW),
    )  # fmt: skip
    paper = draw(new, PaperKind.REASSIGNMENT)
    lines = words(paper)
    assert paper.addressee == "市消防救援局" and paper.copies == "市绿化和市容管理局"
    assert "职责不在本局。" in lines and "抄送：市绿化和市容管理局。" in lines
