"""Half a year of the street's other councils: short meetings, told through the same verbs.

A tenth of the meetings put something to the vote; what was decided is at every stage by now.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import product
from zlib import crc32

from cms.demo import Days, Script, content
from cms.demo.yishi_council import DAY, MINUTE, Place, found, seat, twentieth
from deliberation.actions import (
    accepting,
    agenda,
    carrying,
    conducting,
    indexing,
    matters,
    motions,
    planning,
    publishing,
    resolutions,
)
from deliberation.indicators import Month
from deliberation.models import AgendaItem, Council, Meeting, Motion, Resolution
from suggestions.models import Area, User

NOT_HELD = (
    "这个月没有居民提出议题。",
    "议题还在上门听意见，放到下个月一起议。",
    "社区忙着防汛值守，委员来不齐。",
)
EACH = 8  # councils that two secretaries run together
MONTHS = 6
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
FIVE = ("party", "committee", "owners", "property", "residents")
PARTIES = ("committee", "owners", "residents")  # small 小区, small councils


def chance(*of: object) -> int:
    """The same small number for the same things on every machine."""
    return crc32("/".join(map(str, of)).encode()) % 100


def estates(community: Area, count: int, start: int) -> list[Area]:
    """Invented 小区 below a community, beside the ones that are there."""
    data = content("yishi")
    names = [f"{name}{kind}" for kind, name in product(data["kinds"], data["names"])]
    return [
        community.add_child(
            code=f"{community.code}{800 + n:03}",
            name=names[start + n],
            level=Area.Level.ESTATE,
            full_name=f"{community.full_name} · {names[start + n]}",
            latitude=_beside(community.latitude, n // 8),
            longitude=_beside(community.longitude, n % 8),
        )
        for n in range(count)
    ]


def _beside(degrees: float | None, step: int) -> float | None:
    """Some two hundred metres on for each step, so that no two estates lie on one spot."""
    return None if degrees is None else round(degrees + (step - 3) * 0.002, 4)


def people_of(council: Council, at: dt.datetime, by: User, parties: Sequence[str] = FIVE) -> None:
    """One seat a party, each told by hand: no numbers of anybody."""
    posts = content("yishi")["parties"]
    rows = []
    for code in parties:
        surname = SURNAMES[chance(council.name, code) % len(SURNAMES)]
        given = "建红明丽伟芳强英"[chance(code, council.name) % 8]
        rows.append([code, f"{surname}{given}", posts[code][1], "surname", ""])
    seat(council, rows, at, by)


@dataclass
class Year(Place):
    """One council's months."""

    def tell(self, script: Script) -> None:
        for back in range(MONTHS - 1, -1, -1):
            start = twentieth(self.days, back)
            if chance(self.council.name, back) < 8:
                continue  # not held, and the board says so
            if chance(back, self.council.name) < 10:
                self._with_matter(script, start, back)
            else:
                script.add(start, lambda at: self._short(at))
                if back >= 1:  # the last one's are still to be written
                    script.add(start + DAY, lambda at: self._settled(at))

    def _short(self, at: dt.datetime) -> None:
        """Nothing to decide: they met and heard how things stand."""
        meeting = self.meeting_of(at)
        self.told(meeting, at - 12 * DAY)
        self.opened(meeting, at, absent=1)
        conducting.close_meeting(meeting, by=self.by, at=at + 30 * MINUTE)

    def _settled(self, at: dt.datetime) -> None:
        self.minutes(self.meeting_of(at - DAY), at)

    def _with_matter(self, script: Script, start: dt.datetime, back: int) -> None:
        rows = content("yishi")["matters"]
        row = rows[chance(self.council.name, start.date()) % len(rows)]
        script.add(start - 12 * DAY, lambda at: self._prepare(at, row, start))
        script.add(start, lambda at: self._meet(at, row))
        script.add(start + DAY, lambda at: self._decide(at, row, start))
        if back >= 1:
            script.add(start + 27 * DAY, lambda at: self._carry(at, start))
        if back >= 2 and chance("done", self.council.name, back) < 80:
            script.add(start + 42 * DAY, lambda at: self._done(at, start))

    def _prepare(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        matter = matters.raise_matter(
            self.council, title=row["title"], body=row["gist"], by=self.by, at=at
        )
        self.prepared(at, matter, "党支部研究后同意列入议题。", "上门听了居民意见。")
        meeting = self.meeting_of(start)
        agenda.arrange(meeting, matter, minutes=30, by=self.by, at=at)
        self.told(meeting, at)

    def _meet(self, at: dt.datetime, row: dict) -> None:
        meeting = self.opened(self.meeting_of(at), at, absent=1)
        item = AgendaItem.objects.select_related("meeting__council", "matter").get(meeting=meeting)
        conducting.start_item(item, by=self.by, at=at + MINUTE)
        draft = motions.MotionDraft(
            title=row["title"], text=row["text"], rule="council", method=Motion.Method.HANDS
        )
        motion = motions.draft_motion(item, draft=draft, by=self.by, at=at + 10 * MINUTE)
        self.hands(motion, (2, 0, 0), at + 20 * MINUTE)
        conducting.end_item(item, outcome=row["gist"], by=self.by, at=at + 30 * MINUTE)
        conducting.close_meeting(meeting, by=self.by, at=at + 35 * MINUTE)

    def _decide(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        motion = Motion.objects.get(item__meeting=self.meeting_of(start))
        source, amount = row["money"]
        decision = resolutions.Decision(
            title=row["title"],
            text=row["text"],
            lead=row["lead"],
            money={source: Decimal(amount)},
            tasks=[resolutions.Work(row["task"], row["lead"], (start + 45 * DAY).date())],
        )
        resolution = resolutions.resolve(motion, decision=decision, by=self.by, at=at)
        self.minutes(self.meeting_of(start), at)
        publishing.publish_resolution(
            resolution, starts_on=at.date(), places="小区公告栏",
            by=self.by, at=at,
        )  # fmt: skip

    def _resolution(self, start: dt.datetime) -> Resolution:
        return Resolution.objects.get(motion__item__meeting=self.meeting_of(start))

    def _carry(self, at: dt.datetime, start: dt.datetime) -> None:
        resolution = self._resolution(start)
        publishing.end_publication(resolution, end_note="无异议。", by=self.by, at=at)

    def _done(self, at: dt.datetime, start: dt.datetime) -> None:
        resolution = self._resolution(start)
        for task in resolution.tasks.all():
            carrying.finish_task(task, text="已经办完。", by=self.by, at=at)
        accepting.finish_resolution(self._resolution(start), by=self.by, at=at + MINUTE)
        for number in range(6):
            fresh = self._resolution(start)
            if fresh.status != Resolution.Status.DONE or chance(self.council.name, start) < 15:
                return  # settled, or residents have not spoken yet
            accepting.say_whether_done(fresh, key=f"demo-{number}", done="yes", at=at + 2 * DAY)


def plan(script: Script, days: Days, councils: list[Council]) -> None:
    """The regular meetings of every month, and of the next two."""
    keys = [council.pk for council in councils]
    for back in range(MONTHS - 1, -3, -1):
        start = twentieth(days, back)
        moment = min(start - 25 * DAY, days.at)
        script.add(moment, partial(_plan_month, start.date().replace(day=1), keys))


def empty_months(script: Script, days: Days, councils: list[Council], by: User) -> None:
    """Whoever has nothing to tell of a month says so; the last one is still to be looked at."""
    keys = [council.pk for council in councils]
    for back in range(MONTHS - 1, 0, -1):
        start = twentieth(days, back)
        script.add(start + 3 * DAY, partial(_not_held, keys, by))


def _not_held(keys: list[int], by: User, at: dt.datetime) -> None:
    past = Meeting.objects.filter(council__in=keys, starts_at__lt=at)
    for meeting in past.filter(status__in=(Meeting.Status.PLANNED, Meeting.Status.NOTICED)):
        reason = NOT_HELD[chance(meeting.council_id, meeting.month) % len(NOT_HELD)]
        planning.cancel_meeting(meeting, reason=reason, by=by, at=at)


def reckon(script: Script, days: Days) -> None:
    """睦邻指数 of each month that is over, on the first day after it."""
    for back in range(MONTHS):
        month = twentieth(days, back).date().replace(day=1)
        moment = Month(month).ends + 30 * MINUTE
        if moment <= days.at:
            script.add(moment, partial(_reckon_month, month))


def _reckon_month(month: dt.date, at: dt.datetime) -> None:
    indexing.reckon_month(month, at=at)


def _plan_month(month: dt.date, keys: list[int], at: dt.datetime) -> None:
    planning.plan_month(month, at=at, councils=Council.objects.filter(pk__in=keys))


def founding_day(days: Days) -> dt.datetime:
    """When the councils were founded: before their first meeting."""
    return twentieth(days, 12) - 30 * DAY


def secretaries(people: dict[str, User], number: int) -> dict[str, User]:
    """Who runs the council of the so-and-so-many-th estate: two for every few."""
    spare = [name for name in people if name.startswith("secretary")][2:]
    first = number // EACH * 2 % len(spare)
    return {"secretary": people[spare[first]], "secretary2": people[spare[first + 1]]}


def load_history(
    script: Script, days: Days, people: dict[str, User], communities: list[Area], count: int
) -> list[Council]:
    """`count` councils of invented estates below the communities, with their year."""
    founded = founding_day(days)
    councils: list[Council] = []
    share = -(-count // len(communities))
    own: list[dict[str, User]] = []
    for number, community in enumerate(communities):
        part = min(share, count - number * share)
        for area in estates(community, part, number * share):
            own.append(people | secretaries(people, len(councils)))
            council = found(area.code, f"{area.name}议事会", founded, own[-1], place="小区活动室")
            people_of(council, founded, people["admin"], PARTIES)
            councils.append(council)
    for council, theirs in zip(councils, own, strict=True):
        Year(council, theirs, days).tell(script)
    return councils
