"""The demo's participation: who is not heard yet, who came and watched, whom the office asks, and
what was commended."""

import datetime as dt

from django.utils.timezone import localdate

from cms.demo import Days, Script, content
from cms.demo.voices import named
from suggestions.actions import advising, hearing, recognising
from suggestions.models import (
    Adviser,
    CampaignPage,
    CampaignSeriesPage,
    Opinion,
    Recognition,
    RecognitionRound,
    Topic,
    User,
)

ROUND, NAMED = "2026 年上半年优秀人民建议", "s179"
SERIES = "renmin-chengshi"


def tell_participation(
    script: Script, days: Days, pages: dict[str, CampaignPage], people: dict[str, User]
) -> None:
    row, by, second = content("participation"), people["officer"], people["officer2"]

    def targets(at: dt.datetime) -> None:
        for slug, cells in row["targets"].items():
            hearing.set_targets(
                pages[slug], cells="\n".join(cells), source=row["source"], by=by, at=at
            )

    def counts(at: dt.datetime) -> None:
        series = CampaignSeriesPage.objects.get(slug=SERIES)
        for one in row["counts"]:
            said = {name: one[name] for name in ("kind", "title", "number", "source", "method")}
            day = localdate(days.ago(one["days_ago"]))
            hearing.note_count(series, **said, counted_on=day, by=by, at=at)

    script.add(days.ago(25, 9), targets)
    script.add(days.ago(5, 9), counts)
    _commend(script, days, row["commended"], by, second)
    _ask(script, days, row["advisers"], by)


def _commend(script: Script, days: Days, rows: list[dict], by: User, second: User) -> None:
    """Nominated by one, decided by the other; one author wished to be named."""

    def opens(at: dt.datetime) -> None:
        recognising.open_round(title=ROUND, criteria="\n".join(CRITERIA), by=by, at=at)

    def nominates(at: dt.datetime) -> None:
        of = RecognitionRound.objects.get(title=ROUND)
        for row in rows:
            recognising.nominate(named(row["key"]), into=of, reason=row["reason"], by=second, at=at)

    def decides(at: dt.datetime) -> None:
        for one in Recognition.objects.select_related("suggestion", "round"):
            recognising.choose(one, by=by, at=at)
        author = Recognition.objects.get(suggestion=named(NAMED))
        recognising.name_author(author, name="一位跑单的骑手", at=at)
        recognising.publish(RecognitionRound.objects.get(title=ROUND), by=by, at=at)

    script.add(days.ago(22, 9), opens)
    script.add(days.ago(21, 10), nominates)
    script.add(days.ago(19, 14), decides)


CRITERIA = (
    "看得见的难处，说得清是谁、在哪里；",
    "办法能落地，花钱不多；",
    "受益的不止一个人，别处可以照着做。",
)


def _ask(script: Script, days: Days, rows: list[dict], by: User) -> None:
    """Three who may be asked; one has written, and it is public; one is thinking."""

    def registers(at: dt.datetime) -> None:
        for row in rows:
            said = {name: row[name] for name in ("kind", "name", "skills", "phone")}
            since = localdate(days.on(-200))
            advising.register(**said, since=since, consent=True, by=by, at=at)

    def asks(at: dt.datetime) -> None:
        topic = Topic.objects.get(placements__suggestion=named(NAMED))
        for adviser, row in zip(Adviser.objects.order_by("pk"), rows, strict=True):
            if row["question"]:
                advising.ask(topic, adviser=adviser, question=row["question"], by=by, at=at)

    def writes(at: dt.datetime) -> None:
        first = Opinion.objects.select_related("topic").order_by("pk").first()
        assert first is not None  # noqa: S101 - the demo asked a few days before
        advising.write(first, text=rows[0]["answer"], at=at)
        advising.publish(first, by=by, at=at)

    script.add(days.ago(20, 9), registers)
    script.add(days.ago(9, 9), asks)
    script.add(days.ago(6, 16), writes)
