"""The demo's stories: how topics were found, forwarded, answered, judged and taken up again."""

import datetime as dt
from dataclasses import dataclass

from cms.demo import Days, Script, content
from cms.demo.voices import Voices, named
from suggestions.actions import answering, curating, grouping, referring
from suggestions.models import (
    Answer,
    CampaignPage,
    Delivery,
    Department,
    Placement,
    Rating,
    Referral,
    Suggestion,
    Topic,
    User,
)
from suggestions.work.clocks import CalendarMissing

# The content's short words for Art. 13, and for what residents said.
ADOPTIONS = {
    "惠民举措": Answer.Adoption.MEASURE,
    "改进工作": Answer.Adoption.WORK,
    "法规规章政策立改废释": Answer.Adoption.RULE,
    "人大监督项目": Answer.Adoption.CONGRESS,
    "代表议案建议": Answer.Adoption.PROPOSAL,
    "决策参考": Answer.Adoption.DECISION,
    "其他": Answer.Adoption.OTHER,
}
SCORES = {label: value for value, label in Rating.Satisfaction.choices}
DONE = {"是": Rating.Done.YES, "部分": Rating.Done.PARTLY, "否": Rating.Done.NO}
# Topics that the desk has vouched for and not forwarded yet: named as the officer named them.
CONFIRMED = ("停车难和外来车", "飞线充电和电瓶上楼", "小区不让外卖车进")
PURE = 0.6  # of a proposal's members, so that the desk takes it up instead of opening its own


@dataclass
class Story:
    """One topic's way, from the machine's proposal to what residents said of the answer."""

    row: dict
    campaign: CampaignPage
    voices: Voices
    departments: dict[str, Department]
    clerks: dict[str, User]
    people: dict[str, User]

    @property
    def days(self) -> Days:
        return self.voices.days

    @property
    def officer(self) -> User:
        return self.people["officer"]

    def tell(self, script: Script) -> None:
        row, objection = self.row, self.row["objection"]
        first = objection["referred_days_ago"] if objection else row["referred_days_ago"]
        script.add(self.days.ago(first + 1, 14), lambda at: group(self.campaign, self.officer, at))
        confirmed = self.days.ago(first + 1, 16)
        script.add(confirmed, self._curate)
        script.add(self.days.ago(first, 10, of=row["key"]), self._refer)
        if objection:
            self._tell_objection(script, objection)
        if row["signed_days_ago"] is not None:
            script.add(self.days.ago(row["signed_days_ago"], 9, of=row["key"]), self._sign)
        self._tell_latecomers(script, confirmed)
        if row["extension"]:
            self._tell_extension(script, row["extension"])
        if reminder := row.get("reminded"):
            script.add(self.days.ago(reminder["days_ago"], 11), self._reminded(reminder))
        if row["answer"]:
            day = row["answer"]["days_ago"]
            script.add(self.days.ago(day, 10, of=row["key"]), self._write)
            if not row["answer"].get("waiting"):
                script.add(self.days.ago(day, 15, of=row["key"]), self._accept)
        for rating in row["ratings"]:
            script.add(
                self.days.ago(rating["days_ago"], 20, of=rating["suggestion"]), self._rated(rating)
            )

    # --- curating -----------------------------------------------------------------------------

    def _curate(self, at: dt.datetime) -> None:
        keys = [key for key in self._all() if self._accepted(key) <= at]
        gather(
            self.campaign, [named(key) for key in keys], name=self.row["topic_name"],
            by=self.officer, at=at,
        )  # fmt: skip

    def _all(self) -> list[str]:
        return [*self.row["suggestions"], *self.row["later_suggestions"]]

    def _accepted(self, key: str) -> dt.datetime:
        return self.voices.screened(next(r for r in self.voices.rows if r["id"] == key))

    def _tell_latecomers(self, script: Script, confirmed: dt.datetime) -> None:
        """Who wrote after the topic stood joins it the same day."""
        for key in self._all():
            if (accepted := self._accepted(key)) > confirmed:
                script.add(self.days.ago(self._days_since(accepted), 14, of=key), self._join(key))

    def _days_since(self, moment: dt.datetime) -> int:
        return (self.days.on(0, 23).date() - moment.date()).days

    def _join(self, key: str):
        def act(at: dt.datetime) -> None:
            curating.place([named(key)], topic=self.topic(), by=self.officer, at=at)

        return act

    def topic(self) -> Topic:
        return Topic.objects.get(campaign=self.campaign, name=self.row["topic_name"])

    # --- the departments ----------------------------------------------------------------------

    def _refer(self, at: dt.datetime) -> None:
        objection = self.row["objection"]
        lead = objection["first_lead"] if objection else self.row["lead"]
        # Who will hand the lead over supports later, when the other one has it.
        supporting = [name for name in self.row["supporting"] if name != lead]
        referring.refer(
            self.topic(),
            lead=self.departments[lead],
            supporting=[self.departments[name] for name in supporting],
            note=self.row["referral_note"],
            by=self.officer,
            at=at,
            dates=dates(at),
        )

    def lead(self) -> Referral:
        standing = self.topic().referrals.exclude(status=Referral.Status.RECALLED)
        return standing.get(role=Referral.Role.LEAD)

    def supporting(self) -> list[Referral]:
        return list(self.topic().referrals.filter(role=Referral.Role.SUPPORTING))

    def clerk(self, referral: Referral) -> User:
        return self.clerks[referral.department.short_name]

    def _tell_objection(self, script: Script, row: dict) -> None:
        def objects(at: dt.datetime) -> None:
            lead = self.lead()
            referring.object_to(lead, reason=row["reason"], by=self.clerk(lead), at=at)

        def upheld(at: dt.datetime) -> None:
            to, clocks = self.departments[self.row["lead"]], dates(at)
            referring.reassign(
                self.lead(), to=to, reason=row["note"], by=self.officer, at=at, dates=clocks
            )
            if row["first_lead"] in self.row["supporting"]:
                department = self.departments[row["first_lead"]]
                referring.add_supporting(
                    self.topic(), department=department, note=row["note"],
                    by=self.officer, at=at, dates=clocks,
                )  # fmt: skip

        script.add(self.days.ago(row["raised_days_ago"], 11), objects)
        if row["decision"]:
            script.add(self.days.ago(row["decided_days_ago"], 16), upheld)

    def _sign(self, at: dt.datetime) -> None:
        for referral in [self.lead(), *self.supporting()]:
            referring.sign(referral, by=self.clerk(referral), at=at)

    def _tell_extension(self, script: Script, row: dict) -> None:
        def asks(at: dt.datetime) -> None:
            lead = self.lead()
            until = lead.due_on + dt.timedelta(days=row["days"])
            referring.ask_extension(
                lead, until=until, reason=row["reason"], by=self.clerk(lead), at=at
            )

        def granted(at: dt.datetime) -> None:
            referring.decide_extension(
                self.lead().extensions.get(),
                grant=row["decision"] == "同意",
                decision=row["resident_notice"],
                by=self.people["supervisor"],
                at=at,
            )

        script.add(self.days.ago(row["asked_days_ago"], 10), asks)
        if row["decision"]:
            script.add(self.days.ago(row["decided_days_ago"], 15), granted)

    def _reminded(self, row: dict):
        def act(at: dt.datetime) -> None:
            referring.remind(self.lead(), note=row["note"], by=self.officer, at=at)

        return act

    # --- the answer and what was said of it ---------------------------------------------------

    def _write(self, at: dt.datetime) -> None:
        lead, answer = self.lead(), self.row["answer"]
        answering.submit_answer(
            lead,
            text=f"{answer['text']}\n\n联系：{answer['contact']}",
            adoption=ADOPTIONS[answer["adoption"]],
            by=self.clerk(lead),
            at=at,
        )

    def _accept(self, at: dt.datetime) -> None:
        answering.accept_answer(self.lead().answers.latest("pk"), by=self.officer, at=at)

    def _rated(self, rating: dict):
        def act(at: dt.datetime) -> None:
            answering.rate(
                Delivery.objects.filter(suggestion=named(rating["suggestion"])).latest("pk"),
                satisfaction=SCORES[rating["score"]],
                done=DONE[rating["done"]],
                comment=rating["comment"],
                at=at,
            )

        return act


def group(campaign: CampaignPage, by: User, at: dt.datetime) -> None:
    """One run of the engine, as the button starts it."""
    grouping.run_grouping(grouping.queue_grouping(campaign, by=by, at=at), at=at)


def gather(
    campaign: CampaignPage, wanted: list[Suggestion], *, name: str, by: User, at: dt.datetime
) -> Topic:
    """What an officer does with the machine's proposals about one matter.

    Takes up the proposal that holds most of it, merges those that hold nothing else, brings in
    the single ones, names it and vouches for it.
    """
    pks = {s.pk for s in wanted}
    proposals = [
        (topic, set(topic.placements.values_list("suggestion_id", flat=True)))
        for topic in Topic.objects.filter(campaign=campaign).proposed()
    ]
    fitting = [(t, held) for t, held in proposals if len(held & pks) >= PURE * len(held) > 0]
    if not fitting:
        topic = curating.create_topic(campaign, name=name, by=by, at=at)
    else:
        topic, _ = max(fitting, key=lambda pair: (len(pair[1] & pks), -pair[0].number))
        for other, held in fitting:
            if other.pk != topic.pk and held <= pks:
                curating.merge(other, into=topic, by=by, at=at)
        strangers = Placement.objects.filter(topic=topic).exclude(suggestion_id__in=pks)
        outside = [p.suggestion for p in strangers.select_related("suggestion")]
        curating.place(outside, topic=None, by=by, at=at)
        curating.rename(topic, name=name, seen=topic.name, by=by, at=at)
        curating.confirm(topic, by=by, at=at)
    inside = set(topic.placements.values_list("suggestion_id", flat=True))
    curating.place([s for s in wanted if s.pk not in inside], topic=topic, by=by, at=at)
    return topic


def dates(at: dt.datetime) -> referring.Deadlines:
    """The clocks; where the calendar ends the officer writes the days by hand."""
    try:
        return referring.deadlines(at)
    except CalendarMissing:
        day = at.date()
        return referring.Deadlines(*(day + dt.timedelta(days=n) for n in (15, 7, 30)))


def stories(campaigns: set[str] | None = None) -> list[dict]:
    """The told ones, and those on which somebody is to act now."""
    rows = content("story")["topics"] + content("open_matters")["topics"]
    return [row for row in rows if campaigns is None or row["campaign"] in campaigns]


def tell_confirmed(script: Script, voices: Voices, by: User) -> None:
    """A few topics vouched for yesterday, not forwarded yet."""

    def gathered(hint: str):
        def act(at: dt.datetime) -> None:
            rows = [row for row in voices.rows if row["note"].get("topic_hint") == hint]
            wanted = [named(row["id"]) for row in rows]
            wanted = [s for s in wanted if s.status in Suggestion.ACTIVE]
            if wanted:
                gather(wanted[0].campaign, wanted, name=hint, by=by, at=at)

        return act

    for minutes, hint in enumerate(CONFIRMED):
        moment = voices.days.ago(1, 16) + dt.timedelta(minutes=minutes)
        script.add(min(moment, voices.days.at), gathered(hint))
