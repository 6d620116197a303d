"""The demo's community deliberation: three meetings told in full, each through the real verbs.

狮子山小区 decides on lamps and residents confirm that they shine; owners fail by one head under
民法典 278; a meeting of residents' representatives under the law of 2026 answers suggestions.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cms.demo import Days, Script, content
from cms.demo.lamps import street_at_night
from deliberation import actions
from deliberation.models import (
    AgendaItem,
    Council,
    Matter,
    Meeting,
    Motion,
    Party,
    Resolution,
    Step,
)
from suggestions.models import Area, User

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
STREET, COMMUNITY, RENEWED, LION = "510104032", "510104032901", "510104032902", "510104032901001"


def twentieth(days: Days, back: int = 0) -> dt.datetime:
    """19:00 on the 20th, `back` months before the last one that lies two days behind."""
    last = days.on(-2, 19)
    while last.day != 20:
        last -= DAY
    index = last.year * 12 + last.month - 1 - back
    return last.replace(year=index // 12, month=index % 12 + 1)


@dataclass
class Place:
    """A council with the people who run it, and the days to count from."""

    council: Council
    people: dict[str, User]
    days: Days

    @property
    def by(self) -> User:
        return self.people["secretary"]

    @property
    def other(self) -> User:
        """The second person wherever two have to agree."""
        return self.people["secretary2"]

    def prepared(self, at: dt.datetime, matter: Matter, study: str, ask: str) -> None:
        """党组织研究 and 问题征询, which come before the agenda."""
        for code, text in (("study", study), ("ask", ask)):
            step = Step.objects.get(code=code)
            actions.take_step(matter, step, note_text=text, on=at.date(), by=self.by, at=at)

    def meeting_of(self, start: dt.datetime) -> Meeting:
        return Meeting.objects.get(council=self.council, starts_at=start)

    def told(self, meeting: Meeting, at: dt.datetime) -> None:
        """Every seat is told in person and signs for it."""
        actions.send_notices(at=at, meetings=Meeting.objects.filter(pk=meeting.pk))
        notices = list(meeting.notices.select_related("seat__party", "meeting__council"))
        actions.hand_over(notices, when=at, by=self.by, at=at)

    def opened(self, meeting: Meeting, at: dt.datetime, absent: int = 0) -> Meeting:
        """Seats check in, the last few stay away, the first holds the chair."""
        meeting.refresh_from_db()
        seats = list(self.council.seats.full().select_related("party"))
        for seat in seats[: len(seats) - absent]:
            actions.check_in(meeting, seat, way="list", by=self.by, at=at)
        actions.open_meeting(meeting, chair=seats[0].holder, by=self.by, at=at)
        return meeting

    def hands(self, motion: Motion, votes: tuple[int, int, int], at: dt.datetime) -> Motion:
        actions.open_motion(motion, by=self.by, at=at)
        for person in (self.by, self.other):
            actions.count_hands(motion, hands=actions.Hands(*votes), by=person, at=at + MINUTE)
        return actions.close_motion(motion, by=self.by, at=at + 2 * MINUTE)

    def minutes(self, meeting: Meeting, at: dt.datetime) -> None:
        """Written, sent round and confirmed by every party the day after."""
        minutes = actions.draft_minutes(meeting, by=self.by, at=at)
        actions.send_minutes(minutes, by=self.by, at=at, confirm_by=(at + 7 * DAY).date())
        for seat in first_seats(self.council):
            actions.confirm_minutes(
                minutes, party=seat.party, signer=seat.holder, by=self.by, at=at + DAY
            )


def first_seats(council: Council) -> list:
    """The first seat of each party."""
    found: dict[int, Any] = {}
    for seat in council.seats.full().select_related("party"):
        found.setdefault(seat.party_id, seat)
    return list(found.values())


def decision(row: dict, motion: Motion, start: dt.datetime) -> actions.Decision:
    return actions.Decision(
        title=row["title"],
        text=motion.text,
        lead=row["lead"],
        helpers=row["helpers"],
        money={source: Decimal(amount) for source, amount in row["money"].items()},
        tasks=[
            actions.Work(title, lead, (start + days * DAY).date())
            for title, lead, days in row["tasks"]
        ],
    )


# --- founding --------------------------------------------------------------------------------


def found(code: str, name: str, at: dt.datetime, people: dict[str, User], **rules) -> Council:
    """A council of an area, run by both secretaries, under the street's council."""
    area = Area.objects.get(code=code)
    return actions.make_council(
        area,
        name=name,
        level=area.level,
        secretaries=[people["secretary"], people["secretary2"]],
        by=people["admin"],
        at=at,
        **rules,
    )


def seat(council: Council, rows: list, at: dt.datetime, by: User) -> None:
    parties = {party.code: party for party in Party.objects.all()}
    for code, holder, post, shown, phone in rows:
        actions.add_seat(
            council, party=parties[code], holder=holder, post=post, shown=shown, phone=phone,
            since=at.date(), by=by, at=at,
        )  # fmt: skip


# --- 狮子山小区 -------------------------------------------------------------------------------


@dataclass
class Lion(Place):
    """Lamps: talked about for an hour, carried by all, built, and confirmed by residents."""

    def tell(self, script: Script) -> None:
        row, start = content("yishi")["lion"], twentieth(self.days, 3)
        script.add(start - 15 * DAY, lambda at: self._prepare(at, row, start))
        script.add(start, lambda at: self._meet(at, row, start))
        script.add(start + DAY, lambda at: self._decide(at, row, start))
        script.add(start + 27 * DAY, lambda at: self._carry(at, row))
        script.add(start + 46 * DAY, lambda at: self._accept(at, row))

    def _prepare(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        matter = actions.raise_matter(self.council, **row["matter"], by=self.by, at=at)
        self.prepared(at, matter, row["study"], row["ask"])
        meeting = self.meeting_of(start)
        self.item = actions.arrange(meeting, matter, minutes=60, by=self.by, at=at)
        self.told(meeting, at)

    def _meet(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        meeting = self.opened(self.meeting_of(start), at, absent=1)
        item = self.item = AgendaItem.objects.get(pk=self.item.pk)
        actions.start_item(item, by=self.by, at=at + MINUTE)
        seats = {s.holder: s for s in self.council.seats.full().select_related("party")}
        for number, (holder, gist) in enumerate(row["remarks"], 1):
            moment = at + number * 6 * MINUTE
            actions.note_remark(item, seat=seats[holder], gist=gist, by=self.by, at=moment)
        options = [
            actions.add_option(item, plan=_plan(option), by=self.by, at=at + 35 * MINUTE)
            for option in row["options"]
        ]
        draft = actions.MotionDraft(
            **row["motion"], rule="council", method=Motion.Method.HANDS, option=options[0]
        )
        motion = actions.draft_motion(item, draft=draft, by=self.by, at=at + 45 * MINUTE)
        self.motion = self.hands(motion, (11, 0, 0), at + 50 * MINUTE)
        actions.end_item(item, outcome=row["outcome"], by=self.by, at=at + 56 * MINUTE)
        actions.close_meeting(meeting, by=self.by, at=at + 60 * MINUTE)

    def _decide(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        self.resolution = actions.resolve(
            self.motion, decision=decision(row["decision"], self.motion, start), by=self.by, at=at
        )
        self.minutes(self.meeting_of(start), at)
        actions.publish_resolution(
            self.resolution,
            starts_on=at.date(),
            places="小区公告栏、三号楼门厅",
            by=self.by,
            at=at,
        )
        for public_name, amount in row["pledges"]:
            pledge = actions.make_pledge(
                self.resolution,
                amount=Decimal(amount),
                public_name=public_name,
                by=self.by,
                at=at,
            )
            actions.pay_pledge(
                pledge, amount=Decimal(amount), on=at.date(), proof="收据", by=self.by, at=at
            )

    def _carry(self, at: dt.datetime, row: dict) -> None:
        resolution = Resolution.objects.get(pk=self.resolution.pk)
        actions.end_publication(resolution, end_note="无人提出异议。", by=self.by, at=at)
        tasks = list(resolution.tasks.all())
        for number, (task, (text, spent)) in enumerate(zip(tasks, row["progress"], strict=True)):
            moment = at + number * 8 * DAY
            amount = Decimal(spent)
            actions.report_progress(
                task, text=text, spent=amount, source="repair_fund" if amount else "",
                by=self.by, at=moment,
            ) if number < 2 else self._last(task, text, moment)  # fmt: skip
            if number == 1:
                self._photos(task, moment)
            actions.finish_task(task, text="这一项办完了。", by=self.by, at=moment + 60 * MINUTE)
        actions.finish_resolution(
            Resolution.objects.get(pk=resolution.pk), by=self.by, at=at + 17 * DAY
        )

    def _last(self, task, text: str, at: dt.datetime) -> None:
        """The rest is paid from both purses."""
        for spent, source in (("4000.00", "repair_fund"), ("1900.00", "crowdfunding")):
            actions.report_progress(
                task, text=text, spent=Decimal(spent), source=source, by=self.by, at=at
            )

    def _photos(self, task, at: dt.datetime) -> None:
        for when, lit, caption in (("before", False, "装灯之前"), ("after", True, "装灯之后")):
            actions.add_photo(
                task, upload=street_at_night(lit=lit), when=when, caption=caption, by=self.by, at=at
            )

    def _accept(self, at: dt.datetime, row: dict) -> None:
        for number, (done, comment) in enumerate(row["voices"]):
            resolution = Resolution.objects.get(pk=self.resolution.pk)
            if resolution.status != Resolution.Status.DONE:
                break  # enough have said so
            actions.say_whether_done(
                resolution, key=f"demo-{number}", done=done, comment=comment, at=at
            )


def _plan(row: dict) -> actions.Plan:
    money = [(source, Decimal(amount)) for source, amount in row["money"]]
    return actions.Plan(**{**row, "money": money})


# --- all of it -------------------------------------------------------------------------------


def load_yishi(script: Script, days: Days, people: dict[str, User], *, estates: int) -> None:
    """The street with its councils; `estates` invented ones beside those of the stories."""
    from cms.demo.yishi_history import load_history, people_of, plan, twelve_months_ago
    from cms.demo.yishi_votes import Owners, Representatives

    founded, admin, row = twelve_months_ago(days), people["admin"], content("yishi")["lion"]
    street = found(STREET, "狮子山街道议事协商会", founded, people, place="街道议事厅")
    community = found(COMMUNITY, "狮子山社区议事会", founded, people, place="党群服务中心")
    renewed = found(RENEWED, "静安里社区议事会", founded, people, place="社区活动室")
    lion = found(
        LION, "狮子山小区议事会", founded, people,
        place="小区议事亭", locality=Council.Locality.VILLAGE, threshold="majority",
        scope_in=row["scope_in"], scope_out=row["scope_out"],
    )  # fmt: skip
    seat(lion, row["seats"], founded, admin)
    for council in (street, community, renewed):
        people_of(council, founded, admin)
    areas = [Area.objects.get(code=code) for code in (COMMUNITY, RENEWED)]
    others = load_history(script, days, people, areas, estates)
    plan(script, days, [street, community, renewed, lion, *others])
    Lion(lion, people, days).tell(script)
    Owners(community, people, days).tell(script)
    Representatives(renewed, people, days).tell(script)
