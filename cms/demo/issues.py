"""The demo's issues: what an officer has said is one kind of problem, in several topics."""

import datetime as dt

from cms.demo import Days, Script
from suggestions.actions import gathering
from suggestions.models import CampaignPage, Topic, User

LIFTS = "老电梯修还是换"
# Campaign, name, topics by the names that the officer gave them, on which day.
ISSUES = (
    (
        "dianpingche-chongdian",
        "小区里电动自行车怎么充电",
        ("小区充电设施缺口怎么补", "飞线充电和电瓶上楼"),
        1,
    ),
    (
        "laojiu-dianti-huanxin",
        LIFTS,
        ("老旧电梯更新的费用怎样分摊、钱从哪里来", "老电梯反复出故障，修到什么程度该换"),
        7,
    ),
)


def tell_issues(script: Script, days: Days, pages: dict[str, CampaignPage], by: User) -> None:
    """Said after the topics were vouched for."""
    for slug, name, topics, ago in ISSUES:
        script.add(days.ago(ago, 17), gathered(pages[slug], name, topics, by))


def gathered(page: CampaignPage, name: str, names: tuple[str, ...], by: User):
    def act(at: dt.datetime) -> None:
        topics = Topic.objects.standing().filter(campaign=page, name__in=names).order_by("number")
        if len(topics) > 1:
            gathering.open_issue(page, name=name, topics=list(topics), by=by, at=at)

    return act
