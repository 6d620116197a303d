"""Two votes by law, told in full: residents' representatives, and owners under 民法典 278."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from openpyxl import Workbook

from cms.demo import Script, content, photo
from cms.demo.story import gather
from cms.demo.voices import named
from cms.demo.yishi_council import DAY, MINUTE, Place, decision, twentieth
from deliberation.actions import (
    agenda,
    closing,
    conducting,
    matters,
    motions,
    noticing,
    publishing,
    resolutions,
    rolls,
    voting,
)
from deliberation.models import AgendaItem, Motion, Roll, Voter
from suggestions.models import Answer, Topic

OWNERS, REPRESENTATIVES = 40, 45


# --- 居民代表会议 -----------------------------------------------------------------------------


@dataclass
class Representatives(Place):
    """Suggestions of five residents become a resolution, and its text their answer."""

    campaign: Any = None

    def tell(self, script: Script) -> None:
        row, start = content("yishi")["reps"], twentieth(self.days)
        script.add(start - 12 * DAY, lambda at: self._prepare(at, row, start))
        script.add(start, lambda at: self._meet(at, row, start))

    def _prepare(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        wanted = [named(key) for key in row["suggestions"]]
        officer = self.people["officer"]
        self.topic = gather(wanted[0].campaign, wanted, name=row["topic"], by=officer, at=at)
        matter = matters.raise_matter(
            self.council, title=row["title"], topic=self.topic, by=self.by, at=at
        )
        self.prepared(at, matter, row["study"], row["ask"])
        meeting = self.meeting_of(start)
        self.item = agenda.arrange(meeting, matter, minutes=30, by=self.by, at=at)
        self.told(meeting, at)
        sheet: list[list[Any]] = [["编号", "姓名", "户号", "户代表", "手机"]]
        sheet += [[n, f"代表{n:02}", f"{n}", "是", ""] for n in range(1, REPRESENTATIVES + 1)]
        self.roll = roll(self, "representatives", "居民代表名册", sheet, at)

    def _meet(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        meeting = self.opened(self.meeting_of(start), at)
        item = AgendaItem.objects.get(pk=self.item.pk)
        conducting.start_item(item, by=self.by, at=at + MINUTE)
        draft = motions.MotionDraft(
            title=row["title"],
            text=row["text"],
            rule="residents-representatives",
            method=Motion.Method.HANDS,
            roll=self.roll,
        )
        motion = motions.draft_motion(item, draft=draft, by=self.by, at=at + 2 * MINUTE)
        motions.open_motion(motion, by=self.by, at=at + 20 * MINUTE)
        numbers = range(1, 33)
        voting.mark_present(motion, numbers=numbers, present=True, by=self.by, at=at + 20 * MINUTE)
        for person in (self.by, self.other):
            hands = voting.Hands(28, 3, 1)
            voting.count_hands(motion, hands=hands, by=person, at=at + 22 * MINUTE)
        motion = closing.close_motion(motion, by=self.by, at=at + 23 * MINUTE)
        conducting.end_item(item, outcome="居民代表会议表决通过。", by=self.by, at=at + 30 * MINUTE)
        conducting.close_meeting(meeting, by=self.by, at=at + 40 * MINUTE)
        resolution = resolutions.resolve(
            motion,
            decision=decision(row["decision"], motion, start),
            adoption=Answer.Adoption.MEASURE,
            tell_authors=self.topic.status == Topic.Status.CONFIRMED,
            by=self.by,
            at=at + 50 * MINUTE,
        )
        self.minutes(meeting, at + 55 * MINUTE)
        publishing.publish_resolution(
            resolution,
            starts_on=at.date(),
            places="社区公告栏、东门",
            by=self.by,
            at=at + 58 * MINUTE,
        )


def roll(place: Place, kind: str, name: str, sheet: list[list], at: dt.datetime) -> Roll:
    """A roll from a sheet, as the secretary uploads it; the second person checks it."""
    book, file = Workbook(), io.BytesIO()
    for row in sheet:
        book.active.append(row)
    book.save(file)
    file.seek(0)
    file.name = f"{name}.xlsx"
    made = rolls.import_roll(place.council, kind=kind, name=name, file=file, by=place.by, at=at)
    rolls.check_roll(made, by=place.other, at=at)
    made.refresh_from_db()
    return made


# --- 业主共同决定 -----------------------------------------------------------------------------


@dataclass
class Owners(Place):
    """A new use for common parts: three quarters of the area, and one head short."""

    def tell(self, script: Script) -> None:
        row, start = content("yishi")["owners"], twentieth(self.days, 1)
        script.add(start - 16 * DAY, lambda at: self._prepare(at, row, start))
        script.add(start, lambda at: self._meet(at, row, start))
        script.add(start + 7 * DAY, lambda at: self._count(at, start))

    def _prepare(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        matter = matters.raise_matter(
            self.council, title=row["title"], body=row["text"], by=self.by, at=at
        )
        self.prepared(at, matter, row["study"], row["ask"])
        meeting = self.meeting_of(start)
        self.item = agenda.arrange(meeting, matter, minutes=30, by=self.by, at=at)
        self.told(meeting, at)
        sheet: list[list[Any]] = [["房号", "面积", "业主", "共有人", "代表", "手机"]]
        sheet += [
            [f"3-{n:02}01", 80 + n % 7 * 6, f"业主{n:02}", "", "", f"13800003{n:03}"]
            for n in range(1, OWNERS + 1)
        ]
        self.roll = roll(self, "owners", "一号院业主名册", sheet, at)
        self._tell_owners(at, row)

    def _tell_owners(self, at: dt.datetime, row: dict) -> None:
        """Put up at the gate for all, and handed to who signed for it: fifteen days before."""
        draft = motions.MotionDraft(
            title=row["title"],
            text=row["text"],
            rule="owners-special",
            roll=self.roll,
            asked=row["asked"],
        )
        self.motion = motions.draft_motion(self.item, draft=draft, by=self.by, at=at)
        posted = noticing.Proof(
            "posted", localdate(at), detail="一号院东门、3号楼公告栏", file=photo("notice.webp")
        )
        signed = noticing.Proof(
            "signed", localdate(at), reached=OWNERS - 6, file=photo("notice.webp")
        )
        for proof in (posted, signed):
            noticing.record_notice(self.motion, proof=proof, by=self.by, at=at)

    def _meet(self, at: dt.datetime, row: dict, start: dt.datetime) -> None:
        meeting = self.opened(self.meeting_of(start), at)
        item = AgendaItem.objects.get(pk=self.item.pk)
        conducting.start_item(item, by=self.by, at=at + MINUTE)
        motion = Motion.objects.get(pk=self.motion.pk)
        motions.open_motion(motion, by=self.by, at=at + 10 * MINUTE)
        outcome = "交全体业主书面表决，七天后计票。"
        conducting.end_item(item, outcome=outcome, by=self.by, at=at + 35 * MINUTE)
        conducting.close_meeting(meeting, by=self.by, at=at + 40 * MINUTE)

    def _count(self, at: dt.datetime, start: dt.datetime) -> None:
        """A week later the papers are counted: one head short."""
        motion = Motion.objects.get(pk=self.motion.pk)
        self._papers(motion, at)
        closing.close_motion(motion, by=self.by, at=at + 30 * MINUTE)
        self.minutes(self.meeting_of(start), at + 50 * MINUTE)

    def _papers(self, motion: Motion, at: dt.datetime) -> None:
        """32 of 40 take part; 24 would be three quarters of the heads, 23 are for it.

        The larger flats are for it, so that the area is reached and the heads are not.
        """
        voters = Voter.objects.filter(motion=motion).select_related("entry", "motion")
        largest = sorted(voters, key=lambda v: (-v.entry.area, v.entry.number))[:32]
        for place, voter in enumerate(largest):
            choice = "for" if place < 23 else "against"
            for person in (self.by, self.other):
                voting.type_paper(voter, choice=choice, by=person, at=at)
