"""The demo's suggestions: written, received, screened, supported, at their past moments."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from cms.demo import KEY, Days, Script, content, photo
from cms.demo.stations import by_street, written_at
from suggestions.actions import screening, submitting
from suggestions.models import Area, Audience, CampaignPage, Station, Suggestion, User
from suggestions.models.suggestions import Channel, Route
from suggestions.residents import photos
from suggestions.residents.forms import NOTICE_VERSION

PENDING_FOR = 6  # days: who wrote later than this waits for screening
LATE = ("s111", "s326")  # and these two have waited too long
# Complaints that have a better address than the hotline.
ELSEWHERE = {
    "s034": (Route.EMERGENCY, "电瓶被偷请继续联系立案的派出所，也可以拨打 110 补充线索。"),
    "s060": (Route.EMERGENCY, "请报警，由民警调取监控、找到犬主；赔偿可以请居委会调解。"),
    "s177": (Route.EMERGENCY, "请马上拨打 110 或 96110 报案，银行卡请先挂失止付。"),
    "s224": (Route.HOTLINE, "欠薪请直接拨打 12333，或到工作单位所在区的劳动监察机构，有时效。"),
    "s227": (Route.LEGAL_AID, "押金纠纷可以先打 12348 问清办法，再协商或起诉。"),
    "s261": (Route.COURT, "已经判决的请向法院申请恢复执行，我们不能代替法院办理。"),
}
THANKS = "谢谢您的夸奖，我们已经转告他们。表扬不用办理，所以到这里结束。"
ASKED = "这是一件咨询，打 12345 当时就能答复您，比等我们书面回复快。"
COMPLAINED = "这件事需要有人上门处理，打 12345 会派单，比写建议快。以后有改进的办法，欢迎再来提。"
PICTURED = {
    "s001": ("charging",),
    "s033": ("shed",),
    "s079": ("lift",),
    "s113": ("notice",),
    "s163": ("bench",),
    "s179": ("shelter", "scooter"),
    "s264": ("cooler",),
}


@dataclass(frozen=True)
class Voices:
    """All suggestions of the demo, ready to be put into the script."""

    rows: list[dict]
    campaigns: dict[str, CampaignPage]
    people: dict[str, User]
    days: Days

    def submitted(self, row: dict) -> dt.datetime:
        return self.days.ago(row["days_ago"], row["hour"], of=row["id"])

    def screened(self, row: dict) -> dt.datetime:
        """The morning after."""
        return self.days.ago(row["days_ago"] - 1, 9, of=row["id"])

    def pending(self, row: dict, kept: set[str]) -> bool:
        """Still waiting for an officer; `kept` are in stories, so they were screened."""
        if row["id"] in kept:
            return False
        return row["days_ago"] <= PENDING_FOR or row["id"] in LATE

    def tell(self, script: Script, *, kept: set[str]) -> None:
        areas = {a.code: a for a in Area.objects.all()}
        stations = by_street()
        audiences = {(a.campaign_id, a.name): a for a in Audience.objects.all()}
        for row in self.rows:
            campaign = self.campaigns[row["campaign"]]
            draft = self._draft(
                row,
                campaign,
                areas.get(row["area_code"]),
                audiences.get((campaign.pk, row["audience"])),
            )
            script.add(self.submitted(row), self._arrival(row, campaign, draft, stations))
            if not self.pending(row, kept):
                script.add(self.screened(row), self._screening(row, kept))
        for moment, key, supporter in self._supports(kept):
            script.add(moment, _support(key, supporter))

    def _draft(
        self, row: dict, campaign: CampaignPage, area: Area | None, audience: Audience | None
    ) -> submitting.Draft:
        contact = row["contact"] or {}
        if not campaign.allows_anonymous and not contact:
            # A number from the block that the content has invented for everybody.
            contact = {"phone": f"1380000{int(row['author'][1:]):04d}"}
        return submitting.Draft(
            title=row["title"],
            body=row["body"],
            solution=row["solution"],
            area=area,
            audience=audience,
            name=contact.get("name", ""),
            phone=contact.get("phone", ""),
            email=contact.get("email", ""),
        )

    def _arrival(
        self,
        row: dict,
        campaign: CampaignPage,
        draft: submitting.Draft,
        stations: dict[str, Station],
    ):
        key, channel = KEY + row["id"], cast(Channel, Channel.named(row["channel"]))

        def act(at: dt.datetime) -> None:
            for scene in PICTURED.get(row["id"], ()):
                photos.keep([photo(f"{scene}.webp")], key=key, at=at)
            if channel == Channel.ONLINE:
                receipt = submitting.submit(
                    campaign, draft=draft, key=key, at=at, notice=NOTICE_VERSION,
                    station=written_at(row, stations),
                )  # fmt: skip
            else:
                receipt = submitting.enter(
                    campaign,
                    draft=draft,
                    channel=channel,
                    key=key,
                    by=self.people["officer2"],
                    at=at,
                    notice=NOTICE_VERSION,
                )
            receipt.suggestion.tags.add(*row["tags"])

        return act

    def _screening(self, row: dict, kept: set[str]):
        officer = self.people["officer2" if row["days_ago"] % 3 == 0 else "officer"]
        kind = row["note"]["kind"]

        def act(at: dt.datetime) -> None:
            suggestion = named(row["id"])
            if kind == "suggestion" or row["id"] in kept:
                screening.accept(suggestion, by=officer, at=at)
                return
            route, reason = ELSEWHERE.get(row["id"], (Route.HOTLINE, COMPLAINED))
            if kind == "thanks":
                route, reason = Route.INVALID, THANKS
            elif kind == "consultation":
                route, reason = Route.HOTLINE, ASKED
            screening.decline(suggestion, route=route, reason=reason, by=officer, at=at)

        return act

    def _supports(self, kept: set[str]) -> Iterator[tuple[dt.datetime, str, str]]:
        """Most get none or a few, some get many: as on any street."""
        for row in self.rows:
            suggestion = row["note"]["kind"] == "suggestion" or row["id"] in kept
            if self.pending(row, kept) or not suggestion:
                continue
            chance = random.Random(row["id"])  # noqa: S311 - the same at every loading
            first = self.screened(row)
            span = (self.days.at - first).total_seconds()
            for i in range(min(int(chance.paretovariate(1.0)) - 1, chance.randint(20, 60))):
                moment = first + dt.timedelta(seconds=span * chance.uniform(0.05, 1))
                yield moment, row["id"], f"{KEY}{row['id']}-{i}"


def named(key: str) -> Suggestion:
    """A suggestion of the content, by its key there."""
    return Suggestion.objects.get(idempotency_key=KEY + key)


def _support(key: str, supporter: str):
    def act(at: dt.datetime) -> None:
        submitting.support(named(key), supporter_key=supporter, at=at)

    return act


def chosen(*, campaigns: set[str] | None = None) -> list[dict]:
    """The rows of content, of some campaigns or of all."""
    rows = content("suggestions")
    return [row for row in rows if campaigns is None or row["campaign"] in campaigns]
