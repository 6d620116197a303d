"""Papers that tell figures and answers; what leaders wrote on them; the office's own sentences."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from suggestions.actions import (
    answering,
    instructing,
    paper_wording,
    paperwork,
    referring,
    reporting,
)
from suggestions.actions.rules import Refused
from suggestions.documents.lines import day, said
from suggestions.models import Instruction, Paper, PaperKind, Referral
from suggestions.papers import about_topic, composing
from suggestions.papers.kinds import SHAPES, full_number
from suggestions.telling import figures, funnel
from suggestions.telling.handling import handling
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
DAY = dt.timedelta(days=1)
TODAY = NOW.date()


def words(paper):
    return [said(line) for line in composing.kept_lines(paper.versions.first())]


def on_its_way(topic, at):
    """What a digest of this moment says under 办理进展."""
    sections = dict(about_topic.facts(PaperKind.DIGEST, topic, at).sections)
    return "".join(said(line) for line in sections["办理进展"])


@pytest.fixture
def answered(make_topic, make_referral, clerk, officer):
    topic = make_topic("充电桩不够", size=3, body="请打13812345678找我，楼下没有充电桩。")
    referral = make_referral(topic)
    referring.sign(referral, by=clerk, at=NOW)
    answer = answering.submit_answer(
        referral, text="年底前新装40个。\n由物业维护。", adoption="measure", by=clerk, at=NOW
    )
    answering.accept_answer(answer, by=officer, at=NOW)
    topic.refresh_from_db()
    return topic


@pytest.fixture
def report(answered, officer):
    """A 专报 that has been issued."""
    paper = paperwork.draw_for_topic(answered, kind=PaperKind.SPECIAL, by=officer, at=NOW)
    return paperwork.issue(paper, seen=1, by=officer, at=NOW)


# --- what they say ----------------------------------------------------------------------------


def test_the_reply_says_what_was_answered(answered, make_topic, officer):
    paper = paperwork.draw_for_topic(answered, kind=PaperKind.REPLY, by=officer, at=NOW)
    lines = words(paper)
    assert lines[0] == "关于“充电桩不够”有关建议的答复" and "各位建议人：" in lines
    assert "年底前新装40个。" in lines and "由物业维护。" in lines
    assert "采纳情况：形成惠民举措" in lines
    with pytest.raises(Refused, match="还没有采用的答复"):
        paperwork.draw_for_topic(make_topic("飞线"), kind=PaperKind.REPLY, by=officer, at=NOW)


def test_a_special_report_tells_people_in_masked_words(report):
    text = "".join(words(report))
    assert "共有3条建议，由3人" in text and "年底前新装40个。" in text
    assert "13812345678" not in text and "楼下没有充电桩" in text
    assert full_number(report) == "征专〔2026〕1号"


def test_a_month_tells_the_figures_of_the_figures_page(answered, department, officer):
    paper = reporting.draw_for_period(
        PaperKind.MONTHLY, dt.date(2026, 9, 1), by=officer, at=NOW + DAY
    )
    (month,) = [line for line in funnel.whole(at=NOW + DAY).months if line.name == "2026年9月"]
    lines = words(paper)
    assert paper.title == "人民建议征集工作月报（2026年9月）"
    assert "月份　收到　受理　转办　答复　采纳　办成" in lines
    # Three are few: the page hides them, and so does the paper.
    assert month.stages.received == 3 and "2026年9月　少于5　少于5　少于5　少于5　少于5　0" in lines
    (row,) = handling([department], Referral.objects.all(), NOW + DAY)
    told = ["市绿化和市容管理局", str(row.received), row.signed, row.answered, str(row.late)]
    assert "　".join(told) in lines
    with pytest.raises(Refused, match="时段"):
        reporting.draw_for_period(PaperKind.MONTHLY, dt.date(2026, 10, 1), by=officer, at=NOW)
    with pytest.raises(Refused, match="已经有一份月报在拟稿"):
        reporting.draw_for_period(PaperKind.MONTHLY, dt.date(2026, 9, 1), by=officer, at=NOW)


def test_quarters_begin_where_quarters_begin():
    assert reporting.periods(PaperKind.QUARTERLY, dt.date(2026, 11, 28)) == [
        dt.date(2026, 10, 1), dt.date(2026, 7, 1), dt.date(2026, 4, 1), dt.date(2026, 1, 1),
    ]  # fmt: skip
    assert len(reporting.periods(PaperKind.MONTHLY, dt.date(2026, 2, 1))) == 12


def test_a_campaigns_result_tells_its_page(answered, campaign, officer):
    paper = reporting.draw_for_campaign(campaign, by=officer, at=NOW)
    counts, lines = figures.counts_by_campaign(campaign.pk)[campaign.pk], words(paper)
    told = f"收到建议{counts.received}条，受理{counts.accepted}条，已答复{counts.answered}条。"
    assert any(told in line for line in lines)
    assert "充电桩不够　3　已答复" in lines
    assert any(
        line.startswith("1.“充电桩不够”（市绿化和市容管理局，形成惠民举措）") for line in lines
    )


# --- 批示 -------------------------------------------------------------------------------------


@pytest.fixture
def instruct(report, officer):
    def make(paper=report, **fields):
        given = {
            "leader": "某副市长", "given_on": TODAY, "text": "请研究。", "task": "提出办法",
            "carrier": "市房管局", "due_on": TODAY + 10 * DAY, "at": NOW, **fields,
        }  # fmt: skip
        return instructing.instruct(paper, by=officer, **given)

    return make


def test_an_instruction_stays_open_until_it_is_answered(instruct, report, officer):
    one = instruct()
    assert Instruction.objects.open().get() == one and not one.is_late(NOW)
    assert one.is_late(NOW + 11 * DAY)
    assert Instruction.objects.overdue(NOW + 11 * DAY).count() == 1
    with pytest.raises(Refused, match="办理结果"):
        instructing.settle(one, answer="", by=officer, at=NOW)
    instructing.settle(one, answer="已印发办法。", by=officer, at=NOW + DAY)
    with pytest.raises(Refused):
        instructing.settle(one, answer="再办。", by=officer, at=NOW + DAY)
    assert not Instruction.objects.open().exists()
    verbs = list(report.steps.values_list("verb", flat=True))
    assert verbs == ["answered", "instructed", "issued", "drawn"]


def test_what_asks_for_nothing_is_noted(instruct, officer):
    assert instruct(task="", due_on=None).status == Instruction.Status.NOTED
    for wrong in ({"due_on": None}, {"task": ""}, {"given_on": TODAY + DAY}, {"text": " "}):
        with pytest.raises(Refused):
            instruct(**wrong)
    draft = Paper(status="draft")
    with pytest.raises(Refused, match="已印发"):
        instruct(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction.objects.update(status="open")


def test_a_digest_names_the_unit_and_the_deadline_of_what_was_forwarded(
    make_topic, make_referral, answered
):
    topic = make_topic("飞线充电")
    assert "办理情况为：准备转办。" in on_its_way(topic, NOW)
    referral = make_referral(topic)
    with_it = f"日转{referral.department.name}办理，答复期限为{day(referral.due_on)}"
    for at, late in ((NOW, "。"), (NOW + 400 * DAY, "，已经超期。")):
        assert with_it + late in on_its_way(topic, at)
    assert "办理情况为：" in on_its_way(answered, NOW)


# --- 公文用语 ---------------------------------------------------------------------------------


def test_own_sentences_are_used_and_strange_braces_refused(answered, officer):
    shape = SHAPES[PaperKind.DIGEST]
    given = {"by": officer, "at": NOW}
    with pytest.raises(Refused, match="没有{电话}"):
        paper_wording.reword(shape, opening="请打{电话}。", closing="", **given)
    with pytest.raises(Refused):
        paper_wording.reword(shape, opening="长" * 301, closing="", **given)
    paper_wording.reword(shape, opening="{人数}位市民说到{问题}。", closing="完。", **given)
    lines = words(paperwork.draw_for_topic(answered, kind=PaperKind.DIGEST, **given))
    assert "3位市民说到充电桩不够。" in lines and "完。" in lines
    assert paper_wording.reset(shape) == 1
