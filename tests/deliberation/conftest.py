"""A council with its five parties, a meeting and what is deliberated there."""

import datetime as dt
import itertools

import pytest

from tests.conftest import NOW
from tests.deliberation.followed import (  # noqa: F401
    carried,
    closed,
    decision,
    finished,
    held,
    minutes,
    photo_file,
    private_files,
    published,
    resolution,
    sent,
    study,
    text_file,
    vote_on,
)
from tests.deliberation.money_story import (  # noqa: F401
    fund,
    make_choice,
    make_project,
    plan,
    spend,
    texts,
    vote_for,
)
from tests.deliberation.notices import OWNERS_OPEN, open_told, tell

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
    from deliberation.voting.roll_columns import columns
    from suggestions.tabular import workbook_file

    def make(kind, rows):
        return workbook_file([column.label for column in columns(kind)], rows)

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
    from deliberation.actions import rolls

    def make(kind="owners", rows=None, *, name="名册", check=True, into=council):
        if rows is None:
            rows = OWNERS if kind == "owners" else people_rows(3)
        roll = rolls.import_roll(
            into, kind=kind, name=name, file=sheet(kind, rows), by=secretary, at=NOW
        )
        if check:
            rolls.check_roll(roll, by=colleague, at=NOW)
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
    from deliberation.actions import motions
    from deliberation.models import Voter

    def make(
        rule="owners-ordinary", roll=None, *, item=None, at=NOW, opened=True, told=True, **fields
    ):
        if roll is None and rule != "council":
            kinds = {"owners-committee": "committee", "residents-assembly": "residents"}
            kind = kinds.get(rule, "owners" if rule.startswith("owners") else "representatives")
            roll = make_roll(kind)
        if opened and rule.startswith("owners-") and rule != "owners-committee" and at == NOW:
            at = NOW - OWNERS_OPEN
        fields.setdefault("title", "安装路灯")
        fields.setdefault("text", "同意在三号楼前安装六盏路灯。")
        draft = motions.MotionDraft(rule=rule, roll=roll, **fields)
        item = item or make_item(open_meeting)
        motion = motions.draft_motion(item, draft=draft, by=secretary, at=at)
        if opened:
            open_told(motion, by=secretary, at=at)
        elif told:
            tell(motion, by=secretary, at=at)
        if opened:
            rows = Voter.objects.filter(motion=motion).select_related("entry", "motion")
            motion.heads = {voter.entry.number: voter for voter in rows}
        return motion

    return make
