"""The running meeting in the roles table: signing in, the hall's screen, the secretary's phone."""

from tests.cms.roles_row import Row
from tests.conftest import NOW

RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}

GETS = [
    # --- residents; nobody here has scanned the code on the wall
    Row("deliberation:scan", "meeting wrong", status=404),
    Row("deliberation:sign_in", "meeting", status=403),
    Row("deliberation:sign_in_seat", "meeting seat", status=403),
    Row("deliberation:hall", "meeting hall_token"),
    Row("deliberation:hall", "coming hall_token", status=404),
    Row("deliberation:apology", "leave_token"),
    # --- the desk
    *(
        Row(f"desk_meetings:{name}", "council meeting", SEE)
        for name in ("conduct", "attendance", "paper_list", "hall")
    ),
    *(
        Row(f"desk_meetings:{name}", "foreign meeting", frozenset(), missing=SEE)
        for name in ("conduct", "attendance", "paper_list", "hall")
    ),
    Row("desk_meetings:conduct_verb", "council meeting start", SEE, 302),
    Row("desk_meetings:attendance_verb", "council meeting here", SEE, 302),
]

POSTS = [
    Row("deliberation:apology", "leave_token", status=409),
    Row("deliberation:sign_in_seat", "meeting seat", status=403),
    Row("desk_meetings:paper_list", "council meeting", RUN, "taken"),
]

VERBS = {
    ("desk_meetings:conduct_verb", "council meeting"): dict.fromkeys(
        ("open", "chair", "close", "everybody"), RUN
    )
    | dict.fromkeys(("put", "count-hands", "end-vote", "lay-down"), RUN)
    | dict.fromkeys(("start", "extend", "end", "next", "postpone"), RUN)
    | dict.fromkeys(("speak", "call", "done", "pass", "remark", "revise", "note-comment"), RUN)
    | dict.fromkeys(("option", "edit-option", "drop-option"), RUN),
    ("desk_meetings:attendance_verb", "council meeting"): dict.fromkeys(
        ("here", "swap", "observer", "leave", "back", "correct", "strike", "excuse", "unexcuse"),
        RUN,
    ),
}

ON = {
    **dict.fromkeys(("start", "extend", "end", "next", "postpone"), "item"),
    **dict.fromkeys(("speak", "remark", "option", "put"), "item"),
    **dict.fromkeys(("count-hands", "end-vote", "lay-down"), "motion"),
    **dict.fromkeys(("call", "done", "pass"), "speaker"),
    "revise": "noted",
    **dict.fromkeys(("edit-option", "drop-option"), "choice"),
    **dict.fromkeys(("here", "swap", "excuse"), "seat"),
    "unexcuse": "excused",
    **dict.fromkeys(("leave", "back", "correct", "strike"), "signed"),
}


def pages() -> dict:
    from deliberation.desk.meeting import attendance, conduct

    return {
        "desk_meetings:conduct_verb": conduct.ConductPage,
        "desk_meetings:attendance_verb": attendance.AttendancePage,
    }


def things(fixture, meeting, item, seat) -> dict:
    """Somebody who signed in, waits to speak, said something; one on leave; and an option."""
    from deliberation.actions import apologizing, attending, options, speaking
    from deliberation.actions.apology_links import apology_url
    from deliberation.hall import passes

    who = {"by": fixture("secretary"), "at": NOW}
    away = meeting.council.seats.order_by("-pk").first()
    return {
        "leave_token": apology_url(meeting, away).rstrip("/").rsplit("/", 1)[1],
        "excused": apologizing.excuse(meeting, away, way="desk", **who),
        "hall_token": passes.hall_token(meeting),
        "signed": attending.check_in(meeting, seat, way="list", **who),
        "speaker": speaking.add_speaker(item, seat=seat, **who),
        "choice": options.add_option(item, plan=options.Plan("六盏灯"), **who),
        "noted": item.remarks.create(name="王阿姨", gist="装灯", **who),
    }
