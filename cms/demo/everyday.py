"""The demo's ends and readers: topics closed, set aside and merged, and who follows what."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cms.demo import Days, Script
from cms.demo.story import Story, gather
from cms.demo.voices import named
from deliberation.models import Council
from suggestions.actions import answering, curating, following
from suggestions.models import CampaignPage, Follow, Topic, User

DOOR = "richang"
# A quarrel that the office leaves for now, and a topic that turned out to be another one's.
DISPUTED, SIDES = "小公园能不能让狗进", ("r11", "r12")
LEFT = "赞成和反对的都有，公园正在征求周边居民的意见，等结果出来再办。"
SAME, ASKING = "弄堂里的灯坏了找谁", ("r03",)


@dataclass(frozen=True)
class Reader:
    """Somebody who follows something; one who never confirmed hears nothing."""

    kind: str
    target: Callable[[], object]
    address: str
    days_ago: int
    pace: str = Follow.Pace.AT_ONCE
    confirms: bool = True


def _topic(name: str) -> Callable[[], object]:
    return lambda: Topic.objects.get(name=name).pk


READERS = (
    Reader("campaign", lambda: CampaignPage.objects.get(slug=DOOR).pk, "ms.lu@example.com", 50),
    Reader("topic", _topic("苏桥一带弄堂里的路灯不亮"), "13800006101", 33),
    Reader("topic", _topic("田翠一带的公交站没有地方坐、没有雨棚"), "laozhou@example.com", 20),
    Reader("area", lambda: "310110", "ms.lu@example.com", 40, Follow.Pace.WEEKLY),
    Reader("search", lambda: "q=电梯", "13800006102", 18),
    Reader("council", lambda: Council.objects.get(name="狮子山小区议事会").pk, "13800006103", 15),
    Reader("campaign", lambda: CampaignPage.objects.get(slug=DOOR).pk, "new@example.com", 1,
           confirms=False),
)  # fmt: skip


def tell_followers(script: Script, days: Days) -> None:
    for reader in READERS:
        script.add(days.ago(reader.days_ago, 12, of=reader.address), _follows(reader))


def _follows(reader: Reader):
    def act(at: dt.datetime) -> None:
        channel = Follow.Channel.EMAIL if "@" in reader.address else Follow.Channel.SMS
        follow = following.ask(
            reader.kind, str(reader.target()), channel=channel, address=reader.address,
            pace=reader.pace, at=at,
        )  # fmt: skip
        if reader.confirms:
            following.confirm(follow, at=at + dt.timedelta(minutes=3))

    return act


def tell_endings(script: Script, told: list[Story], page: CampaignPage, officer: User) -> None:
    """What is over, what is left for now, and what was one matter after all."""
    for story in told:
        if day := story.row.get("closed_days_ago"):
            script.add(story.days.ago(day, 16), _closed(story))
    days = told[0].days

    def sets_aside(at: dt.datetime) -> None:
        topic = gather(page, [named(key) for key in SIDES], name=DISPUTED, by=officer, at=at)
        curating.set_aside(topic, reason=LEFT, by=officer, at=at)

    def finds_it_said(at: dt.datetime) -> None:
        topic = curating.create_topic(page, name=SAME, by=officer, at=at)
        curating.place([named(key) for key in ASKING], topic=topic, by=officer, at=at)

    def merges(at: dt.datetime) -> None:
        into = Topic.objects.get(name="苏桥一带弄堂里的路灯不亮")
        curating.merge(Topic.objects.get(name=SAME), into=into, by=officer, at=at)

    script.add(days.ago(30, 15), sets_aside)
    script.add(days.ago(37, 15), finds_it_said)
    script.add(days.ago(35, 17), merges)


def _closed(story: Story):
    def act(at: dt.datetime) -> None:
        answering.close(story.topic(), by=story.officer, at=at)

    return act
