"""The running meeting in the roles table: signing in, the hall's screen, the secretary's phone."""

from tests.cms.roles_row import Row
from tests.conftest import NOW

M = "deliberation_desk"
RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}

GETS = [
    # --- residents; nobody here has scanned the code on the wall
    Row("deliberation:scan", "meeting wrong", status=404),
    Row("deliberation:sign_in", "meeting", status=403),
    Row("deliberation:sign_in_seat", "meeting seat", status=403),
    Row("deliberation:hall", "meeting hall_token"),
    Row("deliberation:hall", "coming hall_token", status=404),
    # --- the desk
    *(
        Row(f"{M}:{name}", "council meeting", SEE)
        for name in ("conduct", "attendance", "paper_list", "hall")
    ),
    *(
        Row(f"{M}:{name}", "foreign meeting", frozenset(), missing=SEE)
        for name in ("conduct", "attendance", "paper_list", "hall")
    ),
    Row(f"{M}:conduct_verb", "council meeting start", SEE, 302),
    Row(f"{M}:attendance_verb", "council meeting here", SEE, 302),
]

POSTS = [
    Row("deliberation:sign_in_seat", "meeting seat", status=403),
    Row(f"{M}:paper_list", "council meeting", RUN, "taken"),
]

VERBS = {
    (f"{M}:conduct_verb", "council meeting"): dict.fromkeys(("open", "chair", "close"), RUN)
    | dict.fromkeys(("start", "extend", "end", "next", "postpone"), RUN)
    | dict.fromkeys(("speak", "call", "done", "pass", "remark", "revise"), RUN)
    | dict.fromkeys(("option", "edit-option", "drop-option"), RUN),
    (f"{M}:attendance_verb", "council meeting"): dict.fromkeys(
        ("here", "swap", "observer", "leave", "back", "correct", "strike"), RUN
    ),
}

ON = {
    **dict.fromkeys(("start", "extend", "end", "next", "postpone"), "item"),
    **dict.fromkeys(("speak", "remark", "option"), "item"),
    **dict.fromkeys(("call", "done", "pass"), "speaker"),
    "revise": "noted",
    **dict.fromkeys(("edit-option", "drop-option"), "choice"),
    **dict.fromkeys(("here", "swap"), "seat"),
    **dict.fromkeys(("leave", "back", "correct", "strike"), "signed"),
}


def pages() -> dict:
    from deliberation.desk import conduct, signing

    return {
        f"{M}:conduct_verb": conduct.ConductPage,
        f"{M}:attendance_verb": signing.AttendancePage,
    }


def things(fixture, meeting, item, seat) -> dict:
    """Somebody who signed in, waits to speak, said something; and an option."""
    from deliberation import actions, hall_codes

    who = {"by": fixture("secretary"), "at": NOW}
    return {
        "hall_token": hall_codes.hall_token(meeting),
        "signed": actions.check_in(meeting, seat, way="list", **who),
        "speaker": actions.add_speaker(item, seat=seat, **who),
        "choice": actions.add_option(item, plan=actions.Plan("六盏灯"), **who),
        "noted": item.remarks.create(name="王阿姨", gist="装灯", **who),
    }
