"""A meeting that was held, and what followed: fixtures that `conftest.py` hands on."""

import datetime as dt
import io
from decimal import Decimal

import pytest

from tests.conftest import NOW
from tests.deliberation.notices import open_told


@pytest.fixture
def vote_on(colleague, secretary):
    """A show of hands on an item, counted by two; carried unless told otherwise."""
    from deliberation.actions import closing, motions, voting
    from deliberation.models import Motion

    def make(item, hands=(7, 1, 0), *, at=NOW, title="安装太阳能路灯", **fields):
        fields.setdefault("text", "同意在三号楼前安装六盏太阳能路灯。")
        draft = motions.MotionDraft(title=title, rule="council", method="hands", **fields)
        motion = motions.draft_motion(item, draft=draft, by=secretary, at=at)
        open_told(motion, by=secretary, at=at)
        motion = Motion.objects.get(pk=motion.pk)
        for person in (secretary, colleague):
            voting.count_hands(motion, hands=voting.Hands(*hands), by=person, at=at)
        return closing.close_motion(motion, by=secretary, at=at)

    return make


@pytest.fixture
def study(secretary):
    """Takes the steps that come before the agenda."""
    from deliberation.actions import matters
    from deliberation.models import Step

    def make(matter, *, at=NOW):
        for step in Step.objects.filter(procedure__code="four-steps", stage=Step.Stage.BEFORE):
            words = f"{step.name}：已经听取意见。"
            matters.take_step(matter, step, note_text=words, on=at.date(), by=secretary, at=at)

    return make


@pytest.fixture
def held(open_meeting, seats, make_item, make_seat, study, secretary, vote_on, council, parties):
    """A meeting with eight of ten seats, one by a substitute; one item, its motion carried.

    Gives the motion; the meeting is still open.
    """
    from deliberation.actions import attending, conducting, options, speaking
    from deliberation.models import Council

    Council.objects.filter(pk=council.pk).update(threshold="majority")
    council.required_parties.set(parties[:1])
    substitute = make_seat("钱多多", parties[1], substitute_for=seats[3], shown="party")
    for seat in seats[:8]:
        instead = substitute if seat == seats[3] else None
        attending.check_in(open_meeting, seat, way="list", by=secretary, at=NOW, substitute=instead)
    attending.observe(open_meeting, name="孙列席", way="list", by=secretary, at=NOW)
    item = make_item(open_meeting)
    study(item.matter)
    conducting.start_item(item, by=secretary, at=NOW)
    gist = "晚上看不清路，老人摔过两次。"
    speaking.note_remark(item, gist=gist, seat=seats[0], by=secretary, at=NOW)
    for title, amount in (("六盏太阳能灯", "12000.00"), ("接市电路灯", "30000.50")):
        money = [("repair_fund", yuan(amount))]
        plan = options.Plan(title=title, detail="沿路安装。", carrier="物业", weeks=3, money=money)
        options.add_option(item, plan=plan, by=secretary, at=NOW)
    return vote_on(item)


def yuan(text):

    return Decimal(text)


@pytest.fixture
def decision():
    """What the resolution of `held` lays down."""
    from deliberation.actions import resolutions

    def make(**fields):
        values = {
            "title": "三号楼前安装太阳能路灯",
            "text": "在三号楼前安装六盏太阳能路灯，先用专项维修资金，不足部分众筹。",
            "lead": "幸福社区居委会",
            "helpers": ["幸福物业"],
            "money": {
                "repair_fund": yuan("12000.00"),
                "crowdfunding": yuan("3000.50"),
            },
            "tasks": [
                resolutions.Work("采购路灯", "幸福物业", dt.date(2026, 10, 20)),
                resolutions.Work("安装调试", "幸福物业", dt.date(2026, 11, 20)),
            ],
        }
        return resolutions.Decision(**{**values, **fields})

    return make


@pytest.fixture
def resolution(held, decision, secretary):
    from deliberation.actions import resolutions

    return resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)


@pytest.fixture
def published(resolution, secretary):
    """Hung up on the 16th of September; over on the 8th of October, after the holidays."""
    from deliberation.actions import publishing

    publishing.publish_resolution(
        resolution, starts_on=NOW.date(), places="三号楼公告栏", by=secretary, at=NOW
    )
    return resolution


AFTER_PUBLICATION = dt.datetime(2026, 10, 9, 10, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def carried(published, secretary):
    """Being carried out since the 9th of October."""
    from deliberation.actions import publishing

    publishing.end_publication(
        published, end_note="公示期满，无人破坏。", by=secretary, at=AFTER_PUBLICATION
    )
    return published


@pytest.fixture
def finished(carried, secretary):
    """All tasks done: residents are being asked."""
    from deliberation.actions import accepting, carrying

    at = AFTER_PUBLICATION + dt.timedelta(days=20)
    for task in carried.tasks.all():
        carrying.report_progress(task, text="开始施工。", by=secretary, at=at)
        task.refresh_from_db()
        carrying.finish_task(task, text="装好了。", by=secretary, at=at)
    accepting.finish_resolution(carried, by=secretary, at=at)
    return carried


@pytest.fixture
def private_files(settings, tmp_path):
    """Private files go into the test's own folder."""
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path, "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path


@pytest.fixture
def photo_file():
    """A picture as a browser sends it."""

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    def make(name="照片.jpg", size=(64, 48)):
        data = io.BytesIO()
        Image.new("RGB", size, "navy").save(data, "PNG" if name.endswith("png") else "JPEG")
        return SimpleUploadedFile(name, data.getvalue())

    return make


@pytest.fixture
def text_file():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("假的.jpg", b"this is no picture")


@pytest.fixture
def closed(held, secretary):
    """The meeting of `held`, over."""
    from deliberation.actions import conducting
    from deliberation.models import Meeting

    conducting.end_item(held.item, outcome="先装太阳能灯。", by=secretary, at=NOW)
    meeting = Meeting.objects.get(pk=held.item.meeting_id)
    conducting.set_chair(meeting, name="张建国", by=secretary, at=NOW)
    conducting.close_meeting(meeting, by=secretary, at=NOW + dt.timedelta(hours=1))
    return Meeting.objects.select_related("council__area").get(pk=meeting.pk)


@pytest.fixture
def minutes(closed, held, decision, secretary):
    from deliberation.actions import minuting, resolutions

    resolutions.resolve(held, decision=decision(), by=secretary, at=NOW)
    return minuting.draft_minutes(closed, by=secretary, at=NOW)


@pytest.fixture
def sent(minutes, secretary):
    from deliberation.actions import minuting

    minuting.send_minutes(minutes, by=secretary, at=NOW)
    return minutes
