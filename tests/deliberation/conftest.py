"""A council with its five parties, a meeting and what is deliberated there."""

import datetime as dt
import itertools

import pytest

from tests.conftest import NOW

_numbers = itertools.count(1)


@pytest.fixture
def parties(db):
    """The five of 五方联动, in order."""
    from deliberation.models import Party

    return list(Party.objects.filter(usual=True))


@pytest.fixture
def make_council(area, secretary):
    """`area` is a community; the secretary runs what is made unless told otherwise."""
    from deliberation.models import Council

    def make(name="幸福社区议事会", **fields):
        secretaries = fields.pop("secretaries", [secretary])
        fields.setdefault("area", area)
        fields.setdefault("level", Council.Level.COMMUNITY)
        fields.setdefault("place", "社区党群服务中心二楼")
        council = Council.objects.create(name=name, slug=f"council-{next(_numbers)}", **fields)
        council.secretaries.set(secretaries)
        return council

    return make


@pytest.fixture
def council(make_council):
    return make_council()


@pytest.fixture
def make_seat(council, parties):
    from deliberation.models import Seat

    def make(holder, party=None, **fields):
        fields.setdefault("council", council)
        fields.setdefault("since", dt.date(2026, 1, 1))
        return Seat.objects.create(holder=holder, party=party or parties[0], **fields)

    return make


@pytest.fixture
def seats(make_seat, parties):
    """Two seats for each party: ten in all."""
    names = [
        "张建国",
        "李秀英",
        "王志强",
        "刘桂兰",
        "陈永康",
        "杨丽华",
        "黄海",
        "赵敏",
        "周平",
        "吴芳",
    ]
    return [make_seat(name, parties[i // 2]) for i, name in enumerate(names)]


@pytest.fixture
def make_meeting(council):
    from deliberation.models import Meeting

    def make(council=council, starts_at=None, **fields):
        starts_at = starts_at or NOW.replace(day=20, hour=19)
        fields.setdefault("month", starts_at.date().replace(day=1))
        fields.setdefault("minutes", council.minutes)
        fields.setdefault("notice_by", starts_at - dt.timedelta(days=10))
        fields.setdefault("secret", f"secret-{next(_numbers)}")
        fields.setdefault("place", council.place)
        return Meeting.objects.create(council=council, starts_at=starts_at, **fields)

    return make


@pytest.fixture
def meeting(make_meeting):
    return make_meeting()


@pytest.fixture
def open_meeting(make_meeting):
    """A meeting that is being held right now."""
    from deliberation.models import Meeting

    return make_meeting(
        starts_at=NOW - dt.timedelta(minutes=5),
        status=Meeting.Status.OPEN,
        opened_at=NOW - dt.timedelta(minutes=5),
    )


@pytest.fixture
def make_matter(council):
    from deliberation.models import Matter

    def make(title="三号楼前路灯不亮", council=council, **fields):
        fields.setdefault("source", Matter.Source.STAFF)
        fields.setdefault("raised_at", NOW)
        return Matter.objects.create(council=council, title=title, **fields)

    return make


@pytest.fixture
def make_item(make_matter):
    from deliberation.models import AgendaItem, Matter

    def make(meeting, matter=None, **fields):
        matter = matter or make_matter(council=meeting.council, status=Matter.Status.ARRANGED)
        fields.setdefault("order", meeting.items.count() + 1)
        return AgendaItem.objects.create(meeting=meeting, matter=matter, **fields)

    return make


@pytest.fixture
def make_motion(secretary):
    from deliberation.models import Motion

    def make(item, **fields):
        fields.setdefault("number", item.motions.count() + 1)
        fields.setdefault("title", "安装太阳能路灯")
        fields.setdefault("text", "同意在三号楼前安装六盏太阳能路灯。")
        fields.setdefault("rule", "council")
        fields.setdefault("method", Motion.Method.BALLOT)
        fields.setdefault("drafted_by", secretary)
        return Motion.objects.create(item=item, **fields)

    return make


# --- voting ---------------------------------------------------------------------------------


@pytest.fixture
def colleague(make_user, council):
    """The second pair of eyes: another secretary of the same council."""
    user = make_user("colleague", "议事员", last_name="钱", first_name="枫")
    council.secretaries.add(user)
    return user


@pytest.fixture
def sheet():
    """An XLSX file of a roll, from rows of cells under the columns of its kind."""
    from deliberation.roll_sheet import columns
    from suggestions.tabular import workbook_file

    def make(kind, rows):
        return workbook_file([names[0] for names in columns(kind).values()], rows)

    return make


OWNERS = [
    ["1-101", "100.00", "张三", "李四", "张三", "13800000001"],
    ["1-102", "100.00", "王五", "", "", "13800000002"],
    ["1-103", "50.50", "赵六", "", "", "13800000003"],
    ["1-104", "49.50", "赵六", "", "", "13800000003"],
]


@pytest.fixture
def make_roll(council, secretary, colleague, sheet):
    """A checked roll: three owners with 300 m² unless rows are given."""
    from deliberation import actions

    def make(kind="owners", rows=None, *, name="名册", check=True, into=council):
        if rows is None:
            rows = OWNERS if kind == "owners" else people_rows(3)
        roll = actions.import_roll(
            into, kind=kind, name=name, file=sheet(kind, rows), by=secretary, at=NOW
        )
        if check:
            actions.check_roll(roll, by=colleague, at=NOW)
        return roll

    return make


def people_rows(count, household=False):
    return [
        [
            str(n),
            f"代表{n}",
            f"{n}户" if household else "",
            "是" if household else "",
            f"139{n:08d}",
        ]
        for n in range(1, count + 1)
    ]


@pytest.fixture
def make_vote(make_item, open_meeting, make_roll, secretary):
    """An open vote; `vote.voters[n]` is the head with number n."""
    from deliberation import actions
    from deliberation.models import Voter

    def make(rule="owners-ordinary", roll=None, *, item=None, at=NOW, opened=True, **fields):
        if roll is None and rule != "council":
            kinds = {"owners-committee": "committee", "residents-assembly": "residents"}
            kind = kinds.get(rule, "owners" if rule.startswith("owners") else "representatives")
            roll = make_roll(kind)
        fields.setdefault("title", "安装路灯")
        fields.setdefault("text", "同意在三号楼前安装六盏路灯。")
        draft = actions.MotionDraft(rule=rule, roll=roll, **fields)
        item = item or make_item(open_meeting)
        motion = actions.draft_motion(item, draft=draft, by=secretary, at=at)
        if opened:
            actions.open_motion(motion, by=secretary, at=at)
            rows = Voter.objects.filter(motion=motion).select_related("entry", "motion")
            motion.heads = {voter.entry.number: voter for voter in rows}
        return motion

    return make


# --- a meeting that was held, and what followed -----------------------------------------------


@pytest.fixture
def vote_on(colleague, secretary):
    """A show of hands on an item, counted by two; carried unless told otherwise."""
    from deliberation import actions
    from deliberation.models import Motion

    def make(item, hands=(7, 1, 0), *, at=NOW, title="安装太阳能路灯", **fields):
        fields.setdefault("text", "同意在三号楼前安装六盏太阳能路灯。")
        draft = actions.MotionDraft(title=title, rule="council", method="hands", **fields)
        motion = actions.draft_motion(item, draft=draft, by=secretary, at=at)
        actions.open_motion(motion, by=secretary, at=at)
        motion = Motion.objects.get(pk=motion.pk)
        for person in (secretary, colleague):
            actions.count_hands(motion, hands=actions.Hands(*hands), by=person, at=at)
        return actions.close_motion(motion, by=secretary, at=at)

    return make


@pytest.fixture
def study(secretary):
    """Takes the steps that come before the agenda."""
    from deliberation import actions
    from deliberation.models import Step

    def make(matter, *, at=NOW):
        for step in Step.objects.filter(stage=Step.Stage.BEFORE):
            words = f"{step.name}：已经听取意见。"
            actions.take_step(matter, step, note_text=words, on=at.date(), by=secretary, at=at)

    return make


@pytest.fixture
def held(open_meeting, seats, make_item, make_seat, study, secretary, vote_on, council, parties):
    """A meeting with eight of ten seats, one by a substitute; one item, its motion carried.

    Gives the motion; the meeting is still open.
    """
    from deliberation import actions
    from deliberation.models import Council

    Council.objects.filter(pk=council.pk).update(threshold="majority")
    council.required_parties.set(parties[:1])
    substitute = make_seat("钱多多", parties[1], substitute_for=seats[3], shown="party")
    for seat in seats[:8]:
        instead = substitute if seat == seats[3] else None
        actions.check_in(open_meeting, seat, way="list", by=secretary, at=NOW, substitute=instead)
    actions.observe(open_meeting, name="孙列席", way="list", by=secretary, at=NOW)
    item = make_item(open_meeting)
    study(item.matter)
    actions.start_item(item, by=secretary, at=NOW)
    gist = "晚上看不清路，老人摔过两次。"
    actions.note_remark(item, gist=gist, seat=seats[0], by=secretary, at=NOW)
    for title, amount in (("六盏太阳能灯", "12000.00"), ("接市电路灯", "30000.50")):
        money = [("repair_fund", yuan(amount))]
        plan = actions.Plan(title=title, detail="沿路安装。", carrier="物业", weeks=3, money=money)
        actions.add_option(item, plan=plan, by=secretary, at=NOW)
    return vote_on(item)


def yuan(text):
    from decimal import Decimal

    return Decimal(text)


@pytest.fixture
def decision():
    """What the resolution of `held` lays down."""
    from deliberation import actions

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
                actions.Work("采购路灯", "幸福物业", dt.date(2026, 10, 20)),
                actions.Work("安装调试", "幸福物业", dt.date(2026, 11, 20)),
            ],
        }
        return actions.Decision(**{**values, **fields})

    return make


@pytest.fixture
def resolution(held, decision, secretary):
    from deliberation import actions

    return actions.resolve(held, decision=decision(), by=secretary, at=NOW)


@pytest.fixture
def published(resolution, secretary):
    """Hung up on the 16th of September; over on the 8th of October, after the holidays."""
    from deliberation import actions

    actions.publish_resolution(
        resolution, starts_on=NOW.date(), places="三号楼公告栏", by=secretary, at=NOW
    )
    return resolution


AFTER_PUBLICATION = dt.datetime(2026, 10, 9, 10, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def carried(published, secretary):
    """Being carried out since the 9th of October."""
    from deliberation import actions

    actions.end_publication(
        published, end_note="公示期满，无人破坏。", by=secretary, at=AFTER_PUBLICATION
    )
    return published


@pytest.fixture
def finished(carried, secretary):
    """All tasks done: residents are being asked."""
    from deliberation import actions

    at = AFTER_PUBLICATION + dt.timedelta(days=20)
    for task in carried.tasks.all():
        actions.report_progress(task, text="开始施工。", by=secretary, at=at)
        task.refresh_from_db()
        actions.finish_task(task, text="装好了。", by=secretary, at=at)
    actions.finish_resolution(carried, by=secretary, at=at)
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
    import io

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
