"""No vote opens before everybody on its roll was told in time; each notice has its proof."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from deliberation import verify
from deliberation.actions import closing, motions, noticing, voting
from deliberation.models import Motion, Notice, NoticeProof, Voter
from deliberation.record.export import export_record
from suggestions.actions.rules import Overtaken, Refused
from tests.conftest import NOW
from tests.deliberation.conftest import people_rows
from tests.deliberation.notices import tell

DAY = dt.timedelta(days=1)


@pytest.fixture
def draft(make_vote, private_files):
    """A vote of three owners of which nobody was told."""
    return make_vote(opened=False, told=False)


def record(motion, by, **fields):
    fields = {"channel": "sms", "told_on": (NOW - 15 * DAY).date(), "detail": "批次 7", **fields}
    return noticing.record_notice(motion, proof=noticing.Proof(**fields), by=by, at=NOW)


def refused(motion, by, words, at=NOW):
    with pytest.raises(Refused, match=words):
        motions.open_motion(Motion.objects.get(pk=motion.pk), by=by, at=at)
    assert Motion.objects.get(pk=motion.pk).status == "draft"
    assert not Voter.objects.filter(motion=motion).exists()


@pytest.mark.parametrize("rule", ["owners-ordinary", "owners-special"])
def test_without_notice_no_vote_of_owners_opens(make_vote, secretary, rule):
    refused(make_vote(rule, opened=False, told=False), secretary, "还没有登记任何通知")


def test_an_assembly_is_told_ten_days_before(make_vote, secretary):
    motion = make_vote("residents-assembly", opened=False, told=False)
    tell(motion, by=secretary, at=NOW, days=9)
    refused(motion, secretary, "2026年9月17日起才能开始表决")


def test_representatives_are_called_without_a_term(make_vote):
    motion = make_vote("residents-representatives", told=False)
    assert motion.status == "open" and motion.notice == {}


def test_the_fourteenth_day_is_too_early_and_the_fifteenth_is_not(draft, secretary):
    tell(draft, by=secretary, at=NOW, days=14)
    refused(draft, secretary, "2026年9月17日起才能开始表决")
    motions.open_motion(draft, by=secretary, at=NOW + DAY)
    assert draft.notice["told"][0]["days"] == 15 and draft.notice["entitled"] == 3


def test_those_entitled_count_and_not_the_seats(draft, seats, secretary):
    record(draft, secretary, reached=2)
    refused(draft, secretary, "还差1人")
    with pytest.raises(Refused, match="名册上只有 3 人"):
        record(draft, secretary, reached=2)
    record(draft, secretary, reached=1)
    motions.open_motion(draft, by=secretary, at=NOW)


def test_a_posting_tells_everybody_and_needs_its_photo(draft, secretary, photo_file):
    with pytest.raises(Refused, match="请上传张贴的照片"):
        record(draft, secretary, channel="posted")
    with pytest.raises(Refused, match="写明张贴在哪里"):
        record(draft, secretary, channel="posted", detail=" ", file=photo_file())
    row = record(draft, secretary, channel="posted", reached=99, file=photo_file())
    assert row.reached == 0 and row.file.storage.exists(row.file.name) and len(row.digest) == 64
    motions.open_motion(draft, by=secretary, at=NOW)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "crier", "reached": 3}, "选择通知的方式"),
        ({"reached": 0}, "通知到了名册上的多少人"),
        ({"reached": 3, "detail": ""}, "填写短信的回执号"),
        ({"reached": 3, "channel": "signed"}, "请上传签收名单"),
        ({"reached": 3, "channel": "door"}, "请上传送达登记表"),
        ({"reached": 3, "channel": "group"}, "请上传群里通知的截图"),
        ({"reached": 3, "told_on": (NOW + DAY).date()}, "不能在今天以后"),
        ({"reached": 3, "detail": "13800000001"}, "手机号"),
        ({"reached": 3, "file": SimpleUploadedFile("a.docx", b"PK\x03\x04")}, "只收图片和 PDF"),
    ],
)
def test_a_notice_without_its_parts_is_refused(draft, secretary, fields, words):
    with pytest.raises(Refused, match=words):
        record(draft, secretary, **fields)
    assert not NoticeProof.objects.exists()


def test_what_people_were_told_of_is_what_they_vote_on(draft, secretary):
    tell(draft, by=secretary, at=NOW)
    same = {"title": draft.title, "text": draft.text, "rule": draft.rule, "roll": draft.roll}
    for change in ({"text": "改成八盏。"}, {"title": "八盏"}, {"roll": None}):
        with pytest.raises(Refused, match="先作废通知登记"):
            motions.edit_motion(
                draft, draft=motions.MotionDraft(**{**same, **change}), by=secretary, at=NOW
            )
    motions.edit_motion(draft, draft=motions.MotionDraft(**same, online=True), by=secretary, at=NOW)
    assert draft.online


def test_a_notice_taken_back_counts_no_longer_and_stays_to_be_read(draft, secretary):
    row = tell(draft, by=secretary, at=NOW)
    with pytest.raises(Refused, match="请填写作废的理由"):
        noticing.drop_notice(row, reason=" ", by=secretary, at=NOW)
    noticing.drop_notice(row, reason="日期写错了。", by=secretary, at=NOW)
    with pytest.raises(Overtaken, match="刚刚作废"):
        noticing.drop_notice(row, reason="再来。", by=secretary, at=NOW)
    refused(draft, secretary, "还没有登记任何通知")
    kinds = list(draft.council.record.values_list("kind", flat=True))
    assert kinds[-2:] == ["motion.notified", "motion.notice_dropped"]


def test_once_it_is_open_no_notice_is_added_or_taken_back(make_vote, secretary):
    motion = make_vote()
    with pytest.raises(Overtaken):
        record(motion, secretary, reached=1)
    with pytest.raises(Overtaken):
        noticing.drop_notice(motion.notice_proofs.get(), reason="晚了", by=secretary, at=NOW)


def test_the_database_refuses_a_notice_that_reaches_nobody(draft, secretary):
    fields = {
        "motion": draft,
        "roll": draft.roll,
        "told_on": NOW.date(),
        "by": secretary,
        "at": NOW,
    }
    for wrong in ({"channel": "posted", "reached": 3}, {"channel": "sms", "reached": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NoticeProof.objects.create(**fields, **wrong)


# --- a council's own members ------------------------------------------------------------------


def test_a_council_told_too_late_opens_only_with_a_public_reason(seats, make_vote, secretary):
    motion = make_vote("council", opened=False)
    with pytest.raises(Refused, match="请填写理由，理由会公开"):
        motions.open_motion(motion, by=secretary, at=NOW)
    with pytest.raises(Refused, match="不用登记通知|会议通知计算"):
        record(motion, secretary, reached=3)
    motions.open_motion(
        Motion.objects.get(pk=motion.pk), by=secretary, at=NOW, reason="抢修，各方同意。"
    )
    opened = motion.council.record.get(kind="motion.opened").data
    assert opened["notice"]["reason"] == "抢修，各方同意。"


def test_a_council_told_in_time_needs_no_reason(seats, make_vote, open_meeting, secretary):
    for n, seat in enumerate(seats):
        Notice.objects.create(
            meeting=open_meeting, seat=seat, channel="hand", status="sent", key=f"n{n}",
            sent_at=NOW - 10 * DAY, queued_at=NOW, try_at=NOW,
        )  # fmt: skip
    motion = make_vote("council", opened=False)
    motions.open_motion(motion, by=secretary, at=NOW)
    assert motion.notice["told"] == [{"how": "hand", "on": "2026-09-06", "days": 10, "reached": 10}]


# --- the record -------------------------------------------------------------------------------


@pytest.fixture
def export(make_vote, make_roll, secretary):
    """A vote of six, told by two messages, one of them recorded anew."""
    roll = make_roll("residents", people_rows(6))
    motion = make_vote("residents-assembly", roll, opened=False, told=False)
    wrong = tell(motion, by=secretary, at=NOW, reached=2)
    noticing.drop_notice(wrong, reason="人数写错了。", by=secretary, at=NOW)
    for reached in (4, 2):
        tell(motion, by=secretary, at=NOW, reached=reached)
    motions.open_motion(motion, by=secretary, at=NOW)
    for voter in Voter.objects.filter(motion=motion)[:4]:
        voting.cast(voter, choice="for", channel="paper", at=NOW)
    closing.close_motion(motion, by=secretary, at=NOW)
    return export_record(motion.council)


def resealed(export, kind, change):
    """The export as somebody who owns the database would write it anew."""
    previous = verify.GENESIS
    for entry in export["entries"]:
        if entry["kind"] == kind:
            change(entry["data"])
        entry["previous"] = previous
        previous = entry["hash"] = verify.digest(entry)
    export["head"] = previous
    export["seal"] = verify.seal(export)
    return export


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("motion.opened", lambda d: d["notice"].update(entitled=5)),
        ("motion.opened", lambda d: d["notice"].update(held="2026-09-17")),
        ("motion.opened", lambda d: d["notice"]["told"][0].update(days=40)),
        ("motion.opened", lambda d: d["notice"]["told"][0].update(reached=6)),
        ("motion.opened", lambda d: d["notice"].update(needed=16)),
        ("motion.opened", lambda d: d["notice"]["told"].pop()),
        ("motion.notified", lambda d: d.update(on="2026-09-02")),
        ("motion.notice_dropped", lambda d: d.update(proof=0)),
        ("motion.closed", lambda d: d["case"]["notice"].update(entitled=5)),
    ],
)
def test_the_checker_knows_the_notice(export, kind, change):
    assert verify.verify(export)["votes"] == 1
    with pytest.raises(verify.Bad, match="通知"):
        verify.verify(resealed(export, kind, change))


def test_the_checker_reckons_itself_whether_all_were_told(export):
    """Also where opening and closing tell the same story."""

    def longer(notice):
        notice.update(needed=16)

    resealed(export, "motion.opened", lambda d: longer(d["notice"]))
    resealed(export, "motion.closed", lambda d: longer(d["case"]["notice"]))
    with pytest.raises(verify.Bad, match="没有提前通知到全体"):
        verify.verify(export)
