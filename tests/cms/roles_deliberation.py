"""Community deliberation's lines of the roles table, and the things of its world.

The secretary of the cast runs `council`; another one's council is not there for them.
"""

import datetime as dt

from deliberation.desk.councils import council as councils
from deliberation.desk.councils import seats
from deliberation.desk.formats import choosing, steps
from deliberation.desk.indices import disputes
from deliberation.desk.month import agenda, comments, matters, meetings, proposals
from suggestions.residents import visitors
from tests.cms import roles_follow, roles_meeting, roles_money, roles_plans, roles_votes
from tests.cms.roles_row import Row
from tests.conftest import NOW

RUN = frozenset({"secretary"})
OVERSEE = frozenset({"officer", "supervisor", "administrator"})
SEE = RUN | OVERSEE

ADMIN = frozenset({"administrator"})


def both(name: str) -> list[Row]:
    """A list of the meeting desk and its results alone."""
    return [Row(f"desk_{name}:index", "", SEE), Row(f"desk_{name}:index_results", "", SEE)]


def screen(name: str, args: str) -> list[Row]:
    """A record's page; its buttons' address leads back to it."""
    verb = name.replace(":page", ":") + "verb" if name.endswith(":page") else f"{name}_verb"
    return [Row(name, args, SEE), Row(verb, f"{args} none", SEE, 302)]


def settings(namespace: str, args: str) -> list[Row]:
    """The screens of one of Wagtail's model viewsets."""
    lists = [(f"{namespace}:{name}", "") for name in ("index", "index_results", "add")]
    records = ("edit", "delete", "usage", "history", "history_results")
    named = [(f"{namespace}:{name}", args) for name in records]
    return [Row(name, which, ADMIN) for name, which in [*lists, *named]]


GETS = [
    # --- residents
    Row("deliberation:board"),
    Row("deliberation:find"),
    Row("deliberation:ratings"),
    Row("deliberation:near", status=303),
    Row("deliberation:join", "join_token"),
    Row("deliberation:comment", "listed_item"),
    Row("deliberation:answer", "answer_token"),
    Row("deliberation:area", "area_code"),
    Row("deliberation:council", "council_slug"),
    Row("deliberation:index"),
    Row("deliberation:index_area", "area_code"),
    Row("deliberation:indicator", "indicator_code"),
    Row("deliberation:council_index", "council_slug"),
    Row("deliberation:figure", "figure"),
    Row("deliberation:dispute_figure", "figure", status=303),
    Row("deliberation:index_file", "csv"),
    Row("deliberation:plan"),
    *(Row("deliberation:plan_look", look) for look in ("month", "bars", "map")),
    Row("deliberation:plan_file"),
    Row("deliberation:plan_wall"),
    Row("deliberation:meeting", "meeting"),
    Row("deliberation:meeting_calendar", "meeting"),
    Row("deliberation:calendar", "council_slug"),
    Row("deliberation:feed_council", "council_slug"),
    Row("deliberation:feed_resolutions"),
    Row("deliberation:propose", "council_slug"),
    Row("deliberation:proposals", "council_slug"),
    Row("deliberation:proposal", "open_wish"),
    Row("deliberation:proposal", "wish", status=404),
    Row("deliberation:proposal_mine", "wish", status=302),
    Row("deliberation:second", "open_wish", status=303),
    Row("deliberation:second_code", "open_wish", status=303),
    # --- the month's desk
    Row("desk_due:index", "", SEE),
    Row("desk_plans:index", "", SEE),
    *both("councils"),
    *both("meetings"),
    *both("matters"),
    *both("proposals"),
    *both("disputes"),
    *screen("desk_disputes:page", "council dispute"),
    *screen("desk_councils:page", "council"),
    *screen("desk_councils:seats", "council"),
    *screen("desk_meetings:comments", "council coming"),
    Row("desk_councils:seats_upload", "council", SEE),
    Row("desk_councils:seats_template", "council", SEE),
    Row("desk_councils:seats_check", "council seat_file", SEE),
    Row("desk_councils:seats_check", "foreign seat_file", frozenset(), missing=SEE),
    Row("desk_councils:seats_faults", "council seat_file", SEE, 405),
    Row("desk_councils:wording", "council", SEE),
    Row("desk_councils:wording", "foreign", OVERSEE, missing=RUN),
    Row("desk_meetings:poster", "council coming", SEE),
    *screen("desk_meetings:notices", "council coming"),
    *screen("desk_meetings:steps", "council heard"),
    *screen("desk_councils:formats", "council"),
    *screen("desk_meetings:agenda", "council coming"),
    *screen("desk_matters:page", "council matter"),
    *screen("desk_proposals:page", "council wish"),
    # --- 设置
    *settings("councils", "council"),
    *settings("formats", "form"),
    Row("formats:copy", "form", ADMIN),
    *settings("procedures", "procedure"),
    Row("procedures:copy", "procedure", ADMIN),
    *settings("parties", "own_party"),
    *settings("indicators", "indicator"),
    Row("indicators:copy", "indicator", ADMIN),
    *roles_meeting.GETS,
    *roles_votes.GETS,
    *roles_follow.GETS,
    *roles_money.GETS,
    *roles_plans.GETS,
]

POSTS: list[Row] = [
    *roles_meeting.POSTS,
    *roles_votes.POSTS,
    *roles_follow.POSTS,
    Row("desk_councils:wording", "council", RUN, "taken"),
    Row("desk_councils:seats_upload", "council", RUN, "taken"),
    Row("desk_councils:seats_check", "council seat_file", RUN, "taken"),
    Row("desk_councils:seats_faults", "council seat_file", RUN, "taken"),
    *roles_money.POSTS,
    *roles_plans.POSTS,
    Row("deliberation:near", status=400),
    Row("deliberation:dispute_figure", "figure", status=422),
    Row("deliberation:propose", "council_slug", status=422),
    Row("deliberation:second", "open_wish", status=422),
    Row("deliberation:second_code", "open_wish", status=422),
    *(
        Row(f"formats:{verb}", args, ADMIN, "taken")
        for verb, args in (("add", ""), ("edit", "form"), ("delete", "form"))
    ),
    *(
        Row(f"{name}:{verb}", args and thing, ADMIN, "taken")
        for name, thing in (("procedures", "procedure"), ("parties", "own_party"))
        for verb, args in (("add", ""), ("edit", "x"), ("delete", "x"))
    ),
    *(
        Row(f"councils:{verb}", args, ADMIN, "taken")
        for verb, args in (("add", ""), ("edit", "council"), ("delete", "council"))
    ),
    *(
        Row(f"indicators:{verb}", args, ADMIN, "taken")
        for verb, args in (("add", ""), ("edit", "indicator"), ("delete", "indicator"))
    ),
]

# `{(address, things): {button: who may press it}}`
VERBS: dict = {
    **roles_meeting.VERBS,
    **roles_votes.VERBS,
    **roles_follow.VERBS,
    ("desk_councils:verb", "council"): dict.fromkeys(("copy", "plan", "call", "raise"), RUN),
    **roles_money.VERBS,
    **roles_plans.VERBS,
    ("desk_councils:formats_verb", "council"): dict.fromkeys(("choose", "choose-procedure"), RUN),
    ("desk_meetings:steps_verb", "council heard"): dict.fromkeys(
        ("take-step", "add-row", "no-rows", "answer-row", "raise-row", "strike-row"), RUN
    ),
    ("desk_meetings:comments_verb", "council coming"): dict.fromkeys(
        ("show", "leave-out", "reword"), RUN
    ),
    ("desk_councils:seats_verb", "council"): dict.fromkeys(
        (
            "add",
            "new-term",
            "replace-holder",
            "substitute",
            "end-term",
            "invite",
            "accept",
            "revoke",
        ),
        RUN,
    ),
    ("desk_meetings:notices_verb", "council coming"): dict.fromkeys(
        (
            "notify",
            "handed",
            "gaps",
            "move",
            "cancel",
            "not-held",
            "send-again",
            "invite",
            "uninvite",
        ),
        RUN,
    ),
    ("desk_meetings:agenda_verb", "council coming"): dict.fromkeys(
        ("copy", "arrange", "earlier", "later", "length", "off", "monthly", "once"), RUN
    )
    | dict.fromkeys(("raise-topic", "raise-proposal", "raise-resolution"), RUN),
    ("desk_disputes:verb", "council dispute"): {"answer": RUN},
    ("desk_matters:verb", "council matter"): dict.fromkeys(
        ("step", "leave-out", "pass-up", "pass-down", "drop", "restore", "ask")
        + ("note-answer", "withdraw"),
        RUN,
    ),
    ("desk_proposals:verb", "council wish"): dict.fromkeys(
        ("publish", "raise", "decline", "second", "reveal"), RUN
    ),
}

# Buttons on a record below the page's own: which one of the world.
ON: dict = {
    **roles_meeting.ON,
    **roles_follow.ON,
    **roles_money.ON,
    **roles_plans.ON,
    **roles_votes.ON,
    **dict.fromkeys(("replace-holder", "substitute", "end-term"), "seat"),
    **dict.fromkeys(("earlier", "later", "length", "off", "monthly", "once"), "listed_item"),
    **{f"desk_councils:seats_verb {verb}": "invitation" for verb in ("accept", "revoke")},
    "desk_meetings:comments_verb reword": "comment",
    "note-comment": "noted_comment",
    **{f"desk_matters:verb {verb}": "question" for verb in ("note-answer", "withdraw")},
    "uninvite": "guest",
    **dict.fromkeys(("add-row", "no-rows"), "form_step"),
    **dict.fromkeys(("answer-row", "raise-row", "strike-row"), "form_row"),
    "arrange": "waiting_matter",
    "raise-topic": "local_topic",
    "raise-proposal": "open_wish",
    "raise-resolution": "carried",
    "send-again": "notice",
}

# `{address: the page whose verbs it presses}`
PAGES: dict = {
    **roles_meeting.pages(),
    **roles_votes.pages(),
    **roles_follow.pages(),
    **roles_money.pages(),
    **roles_plans.pages(),
    "desk_councils:verb": councils.CouncilDesk,
    "desk_councils:seats_verb": seats.SeatsPage,
    "desk_meetings:comments_verb": comments.CommentsPage,
    "desk_councils:formats_verb": choosing.FormatsPage,
    "desk_meetings:steps_verb": steps.StepsPage,
    "desk_meetings:notices_verb": meetings.NoticesPage,
    "desk_meetings:agenda_verb": agenda.AgendaPage,
    "desk_matters:verb": matters.MatterPage,
    "desk_disputes:verb": disputes.DisputePage,
    "desk_proposals:verb": proposals.ProposalPage,
}


def things(fixture) -> dict:
    """A council with its parties, an open meeting, an item, a motion."""
    from deliberation.models import (
        AgendaItem,
        Council,
        Format,
        Indicator,
        Matter,
        Meeting,
        Motion,
        Party,
        Procedure,
        Seat,
    )

    area, secretary = fixture("area"), fixture("secretary")
    council = Council.objects.create(
        area=area, name="幸福社区议事会", slug="xingfu", level="community", place="活动室"
    )
    council.secretaries.add(secretary)
    foreign = Council.objects.create(area=area, name="别处议事会", slug="other", level="community")
    seats = [
        Seat.objects.create(
            council=council, party=party, holder=f"代表{party.order}", since=dt.date(2026, 1, 1)
        )
        for party in Party.objects.filter(usual=True)
    ]
    meeting = Meeting.objects.create(
        council=council, month=NOW.date().replace(day=1), starts_at=NOW, minutes=60,
        notice_by=NOW - dt.timedelta(days=10), status=Meeting.Status.OPEN, opened_at=NOW,
        secret="world",
    )  # fmt: skip
    matter = Matter.objects.create(
        council=council, title="路灯不亮", source="staff", raised_at=NOW, status="arranged"
    )
    item = AgendaItem.objects.create(meeting=meeting, matter=matter, order=1)
    motion = Motion.objects.create(
        item=item, number=1, title="安装路灯", text="同意安装六盏。", rule="council",
        method="ballot", drafted_by=secretary,
    )  # fmt: skip
    meetings = _month(fixture, council, seats[0], item)
    return {
        "seat_file": _seat_file(council, secretary),
        **_invited(council, secretary),
        **_asked(seats[0], matter, secretary),
        **_commented(item, meetings["listed_item"], secretary),
        "council": council, "foreign": foreign, "council_slug": council.slug, "seat": seats[0],
        **_heard(council, secretary),
        "procedure": Procedure.objects.get(code="villages"),
        "own_party": Party.objects.get(code="others"),
        "meeting": meeting, "matter": matter, "item": item, "motion": motion,
        "area_code": area.code, "form": Format.objects.get(code="hearing"),
        "indicator": Indicator.objects.get(code="met"),
        "indicator_code": "met", **_figures(council),
        **meetings,
        **roles_meeting.things(fixture, meeting, item, seats[0]),
        **roles_follow.things(fixture, council, item, meetings["carried"]),
        **roles_votes.things(fixture, council, item),
        **roles_money.things(fixture, council, meeting),
        **roles_plans.things(council, meetings["carried"], secretary),
    }  # fmt: skip


def _heard(council, secretary) -> dict:
    """A hearing to come, and what was said at it before its time."""
    from deliberation.models import Format, Meeting

    day = NOW + dt.timedelta(days=25)
    hearing = Format.objects.get(code="hearing")
    heard = Meeting.objects.create(
        council=council, kind="extra", format=hearing, month=day.date().replace(day=1),
        starts_at=day, minutes=60, notice_by=NOW + dt.timedelta(days=15), secret="heard",
    )  # fmt: skip
    row = heard.form_rows.create(
        step=hearing.steps.get(proof="statement"), number=1, side="受影响的居民", text="怕噪声。",
        data={"spoke": True}, due_on=day.date(), by=secretary, at=NOW,
    )  # fmt: skip
    step = hearing.steps.get(proof="invite")
    return {"heard": heard, "form_row": row, "form_step": step}


def _seat_file(council, secretary):
    """A list of seats on its way in."""
    from django.core.files.base import ContentFile

    from deliberation.actions.seat_list import SeatList
    from suggestions.actions import lists

    kind = SeatList(council, on=NOW.date())
    file = ContentFile("议事方,姓名\n党组织,甲某\n没有的方,乙某\n".encode(), "seats.csv")
    return lists.receive(kind, file=file, about=council.pk, by=secretary, at=NOW)


def _invited(council, secretary) -> dict:
    """A link to a seat that nobody has filled in yet."""
    from deliberation.actions import inviting

    made = inviting.invite(council, since=NOW.date(), by=secretary, at=NOW)
    return {"invitation": made.invitation, "join_token": made.token}


def _asked(seat, matter, secretary) -> dict:
    """A question that its party has not answered, and the link to do so."""
    from deliberation.actions import asking

    due = NOW.date() + dt.timedelta(days=9)
    question = asking.ask(
        matter, party=seat.party, text="路灯归谁管？", due_on=due, by=secretary, at=NOW
    )
    token = asking.answer_url(question).rstrip("/").rpartition("/")[2]
    return {"question": question, "answer_token": token}


def _commented(running, coming, secretary) -> dict:
    """会前意见: one that nobody has read, and one that stands on the page of a running meeting."""
    from deliberation.actions import commenting
    from deliberation.models import Comment

    waiting = commenting.comment(coming, text="灯太亮。", key=visitors.new_key(), at=NOW)
    noted = Comment.objects.create(
        item=running, status="shown", number=1, text="灯太暗。", public_text="灯太暗。",
        key=visitors.new_key(), receipt_hash="noted", at=NOW, decided_at=NOW, decided_by=secretary,
    )  # fmt: skip
    return {"comment": waiting, "noted_comment": noted}


def _figures(council) -> dict:
    """A month of 睦邻指数, and a figure of it that somebody disputes."""
    from deliberation.actions import disputing, indexing

    indexing.reckon_month(dt.date(2026, 8, 1), at=NOW)
    figure = council.figures.get(indicator__code="met")
    dispute = disputing.dispute_figure(figure, text="八月开了会。", key=visitors.new_key(), at=NOW)
    return {"figure": figure, "dispute": dispute}


def _month(fixture, council, seat, item) -> dict:
    """What the secretary prepares: a meeting to come, its notice, all kinds of candidates."""
    from deliberation.actions import proposing
    from deliberation.models import AgendaItem, Matter, Meeting, Motion, Notice, Resolution

    secretary, later = fixture("secretary"), NOW + dt.timedelta(days=30)
    coming = Meeting.objects.create(
        council=council, month=later.date().replace(day=1), starts_at=later, minutes=60,
        notice_by=NOW + dt.timedelta(days=15), secret="coming",
    )  # fmt: skip
    notice = Notice.objects.create(
        meeting=coming, seat=seat, channel="sms", status="failed", key="world", subject="通知",
        body="请到会。", queued_at=NOW, try_at=NOW,
    )  # fmt: skip
    waiting = Matter.objects.create(
        council=council, title="电动车充电", source="staff", raised_at=NOW
    )
    planned = Matter.objects.create(
        council=council, title="楼道堆物", source="staff", raised_at=NOW, status="arranged"
    )
    listed = AgendaItem.objects.create(meeting=coming, matter=planned, order=1)
    wishes = [
        proposing.propose(
            council, wish=proposing.Wish(title, "具体情况"), key=visitors.new_key(), at=NOW
        )
        for title in ("加一张长椅", "修一修路灯")
    ]
    proposing.publish_proposal(wishes[1], by=secretary, at=NOW)
    motion = Motion.objects.create(
        item=item, number=9, title="加装扶手", text="同意。", rule="council", method="hands",
        drafted_by=secretary, status="closed", passed=True, opened_at=NOW, closed_at=NOW,
    )  # fmt: skip
    carried = Resolution.objects.create(
        council=council, motion=motion, matter=item.matter, status="carried", year=2026,
        number=900, title="加装扶手", text="同意。", worked="", lead="物业", passed_at=NOW,
    )  # fmt: skip
    return {
        "guest": coming.guests.create(name="王工", unit="区房管局"),
        "coming": coming, "notice": notice, "waiting_matter": waiting, "listed_item": listed,
        "wish": wishes[0], "open_wish": wishes[1], "carried": carried,
        "local_topic": fixture("make_topic")("楼下停车", size=1, area=council.area),
    }  # fmt: skip
