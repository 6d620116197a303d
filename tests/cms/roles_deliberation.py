"""Community deliberation's lines of the roles table, and the things of its world.

The secretary of the cast runs `council`; another one's council is not there for them.
"""

import datetime as dt

from tests.cms.roles_row import Row
from tests.conftest import NOW

M = "deliberation_desk"
RUN = frozenset({"secretary"})
OVERSEE = frozenset({"officer", "supervisor", "administrator"})
SEE = RUN | OVERSEE

GETS = [
    # --- residents
    Row("deliberation:board"),
    Row("deliberation:area", "area_code"),
    Row("deliberation:council", "council_slug"),
    Row("deliberation:meeting", "meeting"),
]

POSTS: list[Row] = []

# `{(address, things): {button: who may press it}}`
VERBS: dict = {}

# Buttons on a record below the page's own: which one of the world.
ON: dict = {}

# `{address: the page whose verbs it presses}`
PAGES: dict = {}


def things(fixture) -> dict:
    """A council with its parties, an open meeting, an item, a motion."""
    from deliberation.models import AgendaItem, Council, Matter, Meeting, Motion, Party, Seat

    area, secretary = fixture("area"), fixture("secretary")
    council = Council.objects.create(
        area=area, name="幸福社区议事会", slug="xingfu", level="community", place="活动室"
    )
    council.secretaries.add(secretary)
    foreign = Council.objects.create(area=area, name="别处议事会", slug="other", level="community")
    seats = [
        Seat.objects.create(
            council=council, party=party, holder=f"代表{party.order}", since=dt.date(2026, 1, 1)
        )
        for party in Party.objects.filter(usual=True)
    ]
    meeting = Meeting.objects.create(
        council=council, month=NOW.date().replace(day=1), starts_at=NOW, minutes=60,
        notice_by=NOW - dt.timedelta(days=10), status=Meeting.Status.OPEN, opened_at=NOW,
        secret="world",
    )  # fmt: skip
    matter = Matter.objects.create(
        council=council, title="路灯不亮", source="staff", raised_at=NOW, status="arranged"
    )
    item = AgendaItem.objects.create(meeting=meeting, matter=matter, order=1)
    motion = Motion.objects.create(
        item=item, number=1, title="安装路灯", text="同意安装六盏。", rule="council",
        method="ballot", drafted_by=secretary,
    )  # fmt: skip
    return {
        "council": council, "foreign": foreign, "council_slug": council.slug, "seat": seats[0],
        "meeting": meeting, "matter": matter, "item": item, "motion": motion,
        "area_code": area.code,
    }  # fmt: skip
