"""The lamps of 狮子山小区: talked about for an hour, built, and confirmed by residents."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cms.demo import Script, content, photo
from cms.demo.yishi_council import DAY, MINUTE, Place, decision, twentieth
from deliberation.actions import (
    accepting,
    agenda,
    carrying,
    conducting,
    matters,
    motions,
    pledging,
    publishing,
    resolutions,
    speaking,
)
from deliberation.actions import options as options_actions
from deliberation.models import AgendaItem, Motion, Resolution


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
        matter = matters.raise_matter(self.council, **row["matter"], by=self.by, at=at)
        self.prepared(at, matter, row["study"], row["ask"])
        meeting = self.meeting_of(start)
        self.item = agenda.arrange(meeting, matter, minutes=60, by=self.by, at=at)
        self.told(meeting, at)

    def _meet(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        meeting = self.opened(self.meeting_of(start), at, absent=1)
        item = self.item = AgendaItem.objects.get(pk=self.item.pk)
        conducting.start_item(item, by=self.by, at=at + MINUTE)
        seats = {s.holder: s for s in self.council.seats.full().select_related("party")}
        for number, (holder, gist) in enumerate(row["remarks"], 1):
            moment = at + number * 6 * MINUTE
            speaking.note_remark(item, seat=seats[holder], gist=gist, by=self.by, at=moment)
        options = [
            options_actions.add_option(item, plan=_plan(option), by=self.by, at=at + 35 * MINUTE)
            for option in row["options"]
        ]
        draft = motions.MotionDraft(
            **row["motion"], rule="council", method=Motion.Method.HANDS, option=options[0]
        )
        motion = motions.draft_motion(item, draft=draft, by=self.by, at=at + 45 * MINUTE)
        self.motion = self.hands(motion, (11, 0, 0), at + 50 * MINUTE)
        conducting.end_item(item, outcome=row["outcome"], by=self.by, at=at + 56 * MINUTE)
        conducting.close_meeting(meeting, by=self.by, at=at + 60 * MINUTE)

    def _decide(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        self.resolution = resolutions.resolve(
            self.motion, decision=decision(row["decision"], self.motion, start), by=self.by, at=at
        )
        self.minutes(self.meeting_of(start), at)
        publishing.publish_resolution(
            self.resolution,
            starts_on=at.date(),
            places="小区公告栏、三号楼门厅",
            by=self.by,
            at=at,
        )
        for public_name, amount in row["pledges"]:
            pledge = pledging.make_pledge(
                self.resolution,
                amount=Decimal(amount),
                public_name=public_name,
                by=self.by,
                at=at,
            )
            pledging.pay_pledge(
                pledge, amount=Decimal(amount), on=at.date(), proof="收据", by=self.by, at=at
            )

    def _carry(self, at: dt.datetime, row: dict) -> None:
        resolution = Resolution.objects.get(pk=self.resolution.pk)
        publishing.end_publication(resolution, end_note="无人提出异议。", by=self.by, at=at)
        tasks = list(resolution.tasks.all())
        for number, (task, (text, spent)) in enumerate(zip(tasks, row["progress"], strict=True)):
            moment = at + number * 8 * DAY
            amount = Decimal(spent)
            carrying.report_progress(
                task, text=text, spent=amount, source="repair_fund" if amount else "",
                by=self.by, at=moment,
            ) if number < 2 else self._last(task, text, moment)  # fmt: skip
            if number == 1:
                self._photos(task, moment)
            carrying.finish_task(task, text="这一项办完了。", by=self.by, at=moment + 60 * MINUTE)
        accepting.finish_resolution(
            Resolution.objects.get(pk=resolution.pk), by=self.by, at=at + 17 * DAY
        )

    def _last(self, task, text: str, at: dt.datetime) -> None:
        """The rest is paid from both purses."""
        for spent, source in (("4000.00", "repair_fund"), ("1900.00", "crowdfunding")):
            carrying.report_progress(
                task, text=text, spent=Decimal(spent), source=source, by=self.by, at=at
            )

    def _photos(self, task, at: dt.datetime) -> None:
        for when, caption in (("before", "装灯之前"), ("after", "装灯之后")):
            carrying.add_photo(
                task,
                upload=photo(f"lane-{when}.jpg"),
                when=when,
                caption=caption,
                by=self.by,
                at=at,
            )

    def _accept(self, at: dt.datetime, row: dict) -> None:
        for number, (done, comment) in enumerate(row["voices"]):
            resolution = Resolution.objects.get(pk=self.resolution.pk)
            if resolution.status != Resolution.Status.DONE:
                break  # enough have said so
            accepting.say_whether_done(
                resolution, key=f"demo-{number}", done=done, comment=comment, at=at
            )


def _plan(row: dict) -> options_actions.Plan:
    money = [(source, Decimal(amount)) for source, amount in row["money"]]
    return options_actions.Plan(**{**row, "money": money})
