"""Moments in which the common world does not stand, each with the page that shows their buttons."""

import datetime as dt

from deliberation.actions import minuting
from deliberation.models import (
    AgendaItem,
    Attendance,
    Council,
    Gap,
    HandCount,
    Invitation,
    Matter,
    Meeting,
    Minutes,
    Motion,
    Objection,
    Project,
    ProjectChoice,
    Proposal,
    Publication,
    Resolution,
    Roll,
    Seat,
    Speaker,
    Task,
)
from suggestions.actions import handling, referring
from suggestions.models import (
    AnswerDraft,
    AnswerSheet,
    BulkDecision,
    ClauseComment,
    ClauseLink,
    Event,
    ExtensionRequest,
    GuideClause,
    ImportBatch,
    Issue,
    MonthlyProblem,
    MonthlyTask,
    OpenAnswer,
    Opinion,
    Referral,
    Suggestion,
    SynonymGroup,
    Topic,
    TopicChange,
    User,
)
from suggestions.text import search
from tests.cms.roles_row import Row
from tests.conftest import NOW
from tests.suggestions.staff.locks import give_app


def at(model, thing, **fields):
    """The thing stands otherwise than in the common world."""

    def happen(world, fixture):
        model.objects.filter(pk=world[thing].pk).update(**fields)

    return happen


def curatable(world, fixture):
    return {"curatable": fixture("make_topic")("能拆分的", size=2)}


def alike(world, fixture):
    """Two topics that say the same, so that somebody is asked."""
    for name in ("河滨绿道路灯不亮", "绿道路灯不亮没人修"):
        topic = fixture("make_topic")(name, size=1)
        letters = list(topic.placements.values_list("suggestion_id", flat=True))
        keywords = [["路灯", 0.9], ["不亮", 0.6]]
        Topic.objects.filter(pk=topic.pk).update(keywords=keywords, representatives=letters)
    search.count_words(anyway=True)


def came_by_list(world, fixture):
    """The list has brought a suggestion, on which nobody has decided."""
    Suggestion.objects.create(
        campaign=world["campaign"], import_batch=world["batch"], title="来信", body="来信",
        submitted_at=NOW,
    )  # fmt: skip
    ImportBatch.objects.filter(pk=world["batch"].pk).update(created=1)


def came_in_part(world, fixture):
    """The list was stopped after its first row."""
    came_by_list(world, fixture)
    ImportBatch.objects.filter(pk=world["batch"].pk).update(status="failed", written_to=2)


def commented(world, fixture):
    """Somebody has said something about a clause, and an editor may take it in."""
    said = fixture("make_suggestion")("第一条写细一点")
    ClauseComment.objects.create(suggestion=said, clause=world["guide_clause"], number=1)


def answered(world, fixture):
    """A topic that went into a clause has answers of a questionnaire, which could go in as well."""
    links = ClauseLink.objects.filter(pk=world["clause_link"].pk)
    links.update(topic=world["busy_topic"])
    OpenAnswer.objects.update(text="灯太暗，请多装几盏。")
    AnswerSheet.objects.update(quotable=True)


def again(status):
    def happen(world, fixture):
        topic = fixture("make_topic")("又来的", size=1)
        Topic.objects.filter(pk=topic.pk).update(status=status)
        return {"again": topic}

    return happen


def hidden(world, fixture):
    return {"hidden": fixture("make_suggestion")("没公开的", publish=False)}


def reachable(world, fixture):
    return {"reachable": fixture("submit")("留了电话的", name="刘", phone="13800138000").suggestion}


def queued(world, fixture):
    """Opened from the queue: the page takes it, and offers to put it back."""
    return {"queue": world["pending"]}


def crowded(world, fixture):
    """More than one page of the queue, so that all of it can be chosen; its filter is saved."""
    for i in range(51):
        fixture("submit")(f"排队的{i}")
    world["saved"].query = f"campaign={world['campaign'].pk}"
    world["saved"].save()


def objected(world, fixture):
    Objection.objects.filter(pk=world["objection"].pk).update(resolution=world["undecided"])
    at(Resolution, "undecided", status="published")(world, fixture)
    Publication.objects.create(
        resolution=world["undecided"], starts_on=NOW.date(), places="公告栏",
        ends_on=NOW.date() + dt.timedelta(days=15),
        started_by=fixture("secretary"), started_at=NOW,
    )  # fmt: skip


def substitute(world, fixture):
    seat = world["seat"]
    Seat.objects.create(
        council=seat.council, party=seat.party, holder="替补", since=seat.since, substitute_for=seat
    )
    Attendance.objects.filter(pk=world["signed"].pk).update(left_at=NOW)


def invited(world, fixture):
    """The link of an empty seat came back filled in."""
    at(Invitation, "invitation", status="filled", holder="钱多多", phone="13800138000",
       shown="surname", agreed_at=NOW, party=world["seat"].party)(world, fixture)  # fmt: skip


def asked_early(world, fixture):
    Motion.objects.filter(pk=world["vote"].pk).update(
        early_by=fixture("secretary"), early_because="都投完了。"
    )


def running(world, fixture):
    item = world["item"]
    AgendaItem.objects.filter(pk=item.pk).update(status="current")
    Meeting.objects.filter(pk=item.meeting_id).update(current_item=item)
    Speaker.objects.filter(pk=world["speaker"].pk).update(status="speaking")


def nothing_put(world, fixture):
    """The item on the floor before anything of it is put to the vote."""
    running(world, fixture)
    Motion.objects.filter(item=world["item"]).update(status="withdrawn")


def proposed_by_phone(world, fixture):
    """Somebody who can be called back proposed it."""
    row = Proposal.objects.get(pk=world["open_wish"].pk)
    row.phone = "13800000001"
    row.save(update_fields=["phone"])


def by_hands(*, confirmed):
    """A show of hands on the running meeting's item, counted by one person or by two."""

    def happen(world, fixture):
        running(world, fixture)
        Motion.objects.filter(pk=world["motion"].pk).update(
            status="open", method="hands", rule="council", opened_at=NOW
        )
        second = fixture("secretary") if confirmed else None
        HandCount.objects.create(
            motion=world["motion"], for_count=1, against_count=0, abstain_count=0, counted_at=NOW,
            counted_by=fixture("second_officer"), confirmed_by=second,
        )  # fmt: skip

    return happen


def carried_here(world, fixture):
    Motion.objects.filter(pk=world["motion"].pk).update(
        status="closed", passed=True, opened_at=NOW, closed_at=NOW
    )


def forwarded(status):
    """Two topics of one issue with one department, both at the same step."""

    def happen(world, fixture):
        officer, department = fixture("officer"), world["referral"].department
        handling.refer_all(
            world["issue"], lead=department, by=officer, at=NOW, dates=referring.deadlines(NOW)
        )
        Referral.objects.filter(topic__issue=world["issue"]).update(status=status)

    return happen


def at_signing(world, fixture):
    """An answer that a colleague wrote waits for the clerk's signature."""
    User.objects.filter(pk=fixture("clerk").pk).update(sign_level=1)
    Referral.objects.filter(pk=world["referral"].pk).update(status="signed")
    writer = fixture("second_officer")
    AnswerDraft.objects.filter(pk=world["answer_draft"].pk).update(
        status="signing", adoption="work", written_by=writer
    )


def answered_together(world, fixture):
    forwarded("signed")(world, fixture)
    said = {"text": "一并修好。", "adoption": "work", "by": fixture("clerk"), "at": NOW}
    first = Referral.objects.get(pk=world["referral"].pk)
    return {"together": handling.submit_to_all(first, **said).done[0]}


def happened(world, fixture):
    """All that a paper may tell of a referral."""
    of = {
        "referral": world["busy_referral"],
        "topic": world["busy_topic"],
        "at": NOW,
        "actor": "周敏",
    }
    for verb in ("reminded", "escalated", "extension_granted"):
        Event.objects.create(verb=verb, **of)
    Event.objects.create(verb="referred", data={"instead_of": "某局", "because": "。"}, **of)


def between_councils(world, fixture):
    council = world["council"]
    Council.objects.filter(pk=world["foreign"].pk).update(parent=council)
    above = Council.objects.create(
        area=council.area, name="街道议事会", slug="above", level="street"
    )
    Council.objects.filter(pk=council.pk).update(parent=above)


def asked_for(world, fixture):
    minutes = Minutes.objects.get(meeting=world["ended"])
    minuting.send_minutes(minutes, by=fixture("secretary"), at=NOW)


def nothing(world, fixture):
    """The world is right as it is."""


def untold(world, fixture):
    at_ = NOW + dt.timedelta(days=40)
    return {
        "untold": Meeting.objects.create(
            council=world["council"], kind="extra", month=at_.date().replace(day=1), starts_at=at_,
            minutes=60, notice_by=NOW + dt.timedelta(days=20), secret="untold",
        )
    }  # fmt: skip


def held_before(world, fixture):
    """The regular meeting is over, with something that comes every month."""
    at(Meeting, "meeting", status="closed")(world, fixture)
    at(AgendaItem, "listed_item", monthly=True)(world, fixture)


def heard(world, fixture):
    """A hearing is announced: who is invited comes next."""
    meeting = world["heard"]
    step = meeting.format.steps.filter(stage="before", proof="note").first()
    meeting.steps_taken.create(
        step=step, note="贴了。", on=NOW.date(), by=fixture("secretary"), at=NOW
    )


def with_app(world, fixture):
    give_app(fixture("officer"), NOW)


# `(page, who looks, what happens before)`; what happens may give new things to the world.
# fmt: off
SCENES = [
    (Row("desk_entry:index", ""), "officer", nothing),
    (Row("desk_suggestions:page", "hidden"), "officer", hidden),
    (Row("desk_suggestions:page", "published"), "officer", nothing),
    (Row("desk_suggestions:page", "reachable"), "officer", reachable),
    (Row("desk_suggestions:page", "pending", query="queue"), "officer", queued),
    (Row("desk_referrals:remind"), "supervisor",
     at(Referral, "busy_referral", due_on=NOW.date() - dt.timedelta(days=1))),
    (Row("desk_bulk:page", "bulk"), "officer", at(BulkDecision, "bulk", status="done")),
    (Row("desk_screening:index", query="campaign"), "officer", nothing),
    (Row("desk_screening:index", query="campaign"), "officer", crowded),
    (Row("desk_topics:page", "curatable"), "officer", curatable),
    (Row("desk_topics:page", "proposed"), "officer", nothing),
    (Row("desk_topics:pairs", query="campaign"), "officer", alike),
    (Row("desk_import:batch", "batch"), "officer", came_by_list),
    (Row("desk_import:batch", "batch"), "officer", came_in_part),
    (Row("desk_import:batch", "batch"), "officer", at(ImportBatch, "batch", status="running")),
    (Row("desk_import:take_back", "batch"), "officer", came_by_list),
    (Row("desk_exports:index"), "officer", nothing),
    (Row("desk_own_login:index"), "officer", with_app),
    (Row("desk_topics:page", "busy_topic"), "officer", nothing),
    (Row("desk_topics:page", "busy_topic"), "supervisor",
     at(Referral, "busy_referral", due_on=NOW.date() - dt.timedelta(days=1))),
    (Row("desk_topics:page", "busy_topic"), "officer",
     at(Referral, "busy_referral", status="objected")),
    (Row("desk_topics:page", "busy_topic"), "officer", at(Topic, "busy_topic", status="confirmed")),
    *(
        (Row("desk_topics:page", "again"), "officer", again(status))
        for status in ("reopened", "answered", "set_aside")
    ),
    (Row("desk_topics:page", "busy_topic"), "officer", happened),
    (Row("desk_issues:page", "issue"), "officer", at(Issue, "issue", status="proposed")),
    (Row("desk_issues:page", "issue"), "officer", at(Issue, "issue", status="set_aside")),
    (Row("desk_guides:clause", "guide_clause"), "officer", commented),
    (Row("desk_guides:clause", "guide_clause"), "officer", answered),
    (Row("desk_guides:clause", "guide_clause"), "officer",
     at(GuideClause, "guide_clause", number=None, dropped_at=NOW, dropped_number=1)),
    (Row("desk_monthly:page", "problem_draft"), "officer", nothing),
    (Row("desk_monthly:page", "problem"), "officer",
     at(MonthlyTask, "problem_task", status="reported", report="装了")),
    (Row("desk_monthly:page", "problem"), "officer",
     at(MonthlyProblem, "problem", status="done", result="好了", finished_at=NOW)),
    (Row("desk_monthly:page", "problem"), "supervisor",
     at(MonthlyTask, "problem_task", status="disputed")),
    (Row("desk_recognition:page", "round"), "supervisor", nothing),
    *((Row("desk_topics:page", "busy_topic"), "officer",
       at(Opinion, "opinion", status="written", text="分摊。", written_at=NOW, published_at=moment))
      for moment in (None, NOW)),
    (Row("desk_stations:page", "station"), "officer", nothing),
    (Row("desk_stations:page", "closed_station"), "officer", nothing),
    (Row("desk_department:page", "referral"), "clerk", forwarded("sent")),
    (Row("desk_department:page", "referral"), "clerk", forwarded("signed")),
    (Row("desk_department:page", "referral"), "clerk", at_signing),
    (Row("desk_answers:page", "together"), "officer", answered_together),
    (Row("desk_department:page", "busy_referral"), "clerk",
     at(ExtensionRequest, "extension", status="refused")),
    (Row("desk_department:page", "busy_referral"), "clerk",
     at(Referral, "busy_referral", role="supporting")),
    (Row("desk_synonyms:page", "synonyms"), "officer",
     at(SynonymGroup, "synonyms", status="refused")),
    (Row("desk_grouping:run", "run"), "officer",
     at(TopicChange, "change", status="accepted", at=NOW,
        undo={"placements": [], "topics": {}, "after": {}})),
    (Row("desk_councils:page", "council"), "secretary", held_before),
    (Row("desk_councils:seats", "council"), "secretary", invited),
    (Row("desk_meetings:comments", "council coming"), "secretary", nothing),
    (Row("desk_meetings:agenda", "council coming"), "secretary", held_before),
    (Row("desk_meetings:attendance", "council meeting"), "secretary", substitute),
    (Row("desk_meetings:conduct", "council coming"), "secretary",
     at(Meeting, "coming", status="noticed")),
    (Row("desk_meetings:conduct", "council meeting"), "secretary", running),
    *(
        (Row("desk_meetings:conduct", "council meeting"), "secretary", scene)
        for scene in (
            nothing_put, by_hands(confirmed=False), by_hands(confirmed=True), carried_here
        )
    ),
    (Row("desk_matters:page", "council waiting_matter"), "secretary", between_councils),
    (Row("desk_matters:page", "council matter"), "secretary",
     at(Matter, "matter", status="dropped")),
    (Row("desk_meetings:minutes", "council coming"), "secretary",
     at(Meeting, "coming", status="closed")),
    (Row("desk_meetings:minutes", "council ended"), "secretary", asked_for),
    (Row("desk_motions:page", "council motion"), "secretary", nothing),
    (Row("desk_motions:page", "council vote"), "secretary",
     at(Motion, "vote", method="hands", rule="residents-representatives")),
    (Row("desk_motions:page", "council vote"), "secretary", at(Motion, "vote", status="annulled")),
    (Row("desk_motions:page", "council called_vote"), "secretary", nothing),
    (Row("desk_motions:page", "council vote"), "secretary",
     at(Motion, "vote", closes_at=NOW + dt.timedelta(days=900))),
    (Row("desk_motions:page", "council vote"), "secretary", asked_early),
    (Row("desk_meetings:steps", "council heard"), "secretary", nothing),
    (Row("desk_meetings:steps", "council heard"), "secretary", heard),
    (Row("desk_meetings:notices", "council untold"), "secretary", untold),
    (Row("desk_meetings:notices", "council coming"), "secretary",
     at(Meeting, "coming", starts_at=NOW - dt.timedelta(days=2))),
    (Row("desk_proposals:page", "council open_wish"), "secretary", nothing),
    (Row("desk_proposals:page", "council open_wish"), "secretary", proposed_by_phone),
    (Row("desk_funds:project", "council priced_project"), "secretary", nothing),
    (Row("desk_funds:project", "council running_project"), "secretary", nothing),
    (Row("desk_funds:project", "council running_project"), "secretary",
     at(Project, "running_project", status="chosen")),
    (Row("desk_funds:choice", "council announced_choice"), "secretary",
     at(ProjectChoice, "announced_choice", opens_at=NOW - dt.timedelta(days=9),
        closes_at=NOW - dt.timedelta(days=1))),
    (Row("desk_resolutions:page", "council undecided"), "secretary", nothing),
    (Row("desk_resolutions:page", "council undecided"), "secretary", objected),
    (Row("desk_resolutions:page", "council carried"), "secretary",
     at(Resolution, "carried", status="done")),
    (Row("desk_resolutions:page", "council carried"), "secretary",
     at(Resolution, "carried", status="done", done_at=NOW - dt.timedelta(days=93))),
    (Row("desk_effects:index"), "secretary", nothing),
    (Row("desk_gaps:page", "council gap"), "secretary", nothing),
    (Row("desk_gaps:page", "council gap"), "secretary",
     at(Gap, "gap", dropped_at=NOW, dropped_because="附近已经有了。")),
    (Row("desk_resolutions:page", "council carried"), "secretary", at(Task, "work", status="done")),
    (Row("desk_rolls:page", "council roll"), "secretary", at(Roll, "roll", status="checked")),
]  # fmt: skip
