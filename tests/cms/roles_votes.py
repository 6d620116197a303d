"""Rolls and votes in the roles table: their addresses, buttons and things."""

import io

from tests.cms.roles_row import Row
from tests.conftest import NOW

M = "deliberation_desk"
RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}
ENTRIES = ("paper", "call", "mandates", "slips")

GETS = [
    # --- residents
    Row("deliberation:vote", "vote"),
    Row("deliberation:vote", "motion", status=404),
    Row("deliberation:vote_code", "vote", status=405),
    Row("deliberation:vote_phone", "vote", status=405),
    Row("deliberation:vote_slip", "vote", status=405),
    Row("deliberation:vote_check", "vote"),
    Row("deliberation:slip_cast", status=405),
    Row("deliberation:slip", "slip_token"),
    Row("deliberation:record", "council_slug"),
    # --- the desk
    Row(f"{M}:rolls", "council", SEE),
    Row(f"{M}:roll_upload", "council", SEE),
    Row(f"{M}:roll_template", "council owners", SEE),
    Row(f"{M}:roll", "council roll", SEE),
    Row(f"{M}:roll", "foreign roll", frozenset(), missing=SEE),
    Row(f"{M}:roll_verb", "council roll check", SEE, 302),
    Row(f"{M}:motions", "council", SEE),
    Row(f"{M}:new_motion", "council item", SEE),
    Row(f"{M}:motion", "council vote", SEE),
    Row(f"{M}:motion", "foreign vote", frozenset(), missing=SEE),
    Row(f"{M}:motion_verb", "council vote close", SEE, 302),
    Row(f"{M}:edit_motion", "council motion", SEE),
    *(Row(f"{M}:{name}", "council vote", SEE) for name in ENTRIES),
    Row(f"{M}:mandate", "council vote mandate", SEE),
]

POSTS = [
    Row("deliberation:vote_code", "vote", status=422),
    Row("deliberation:vote_phone", "vote", status=422),
    Row("deliberation:vote_slip", "vote", status=422),
    Row("deliberation:vote_check", "vote", status=422),
    Row("deliberation:slip_cast", status=404),
    Row(f"{M}:roll_upload", "council", RUN, "taken"),
    Row(f"{M}:new_motion", "council item", RUN, "taken"),
    Row(f"{M}:edit_motion", "council motion", RUN, "taken"),
    *(Row(f"{M}:{name}", "council vote", RUN, "taken") for name in ENTRIES),
]

VERBS = {
    (f"{M}:roll_verb", "council roll"): dict.fromkeys(("check", "uncheck", "discard"), RUN),
    (f"{M}:motion_verb", "council vote"): dict.fromkeys(
        ("open", "present", "absent", "hands", "close", "annul", "repeat", "withdraw"), RUN
    ),
}


def pages() -> dict:
    from deliberation.desk import motions, rolls

    return {f"{M}:roll_verb": rolls.RollPage, f"{M}:motion_verb": motions.MotionPage}


def things(fixture, council, item) -> dict:
    """A roll, an open vote on it, a slip that nobody has used and a mandate."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from deliberation import actions
    from deliberation.models import Proxy, Voter

    one, two = fixture("secretary"), fixture("officer")
    rows = "房号,面积,业主\n1-101,80,甲\n1-102,90,乙\n"
    rolls = [
        actions.import_roll(
            council, kind="owners", name=name, file=io.BytesIO(rows.encode()), by=one, at=NOW
        )
        for name in ("表决用的", "还没用的")
    ]
    actions.check_roll(rolls[0], by=two, at=NOW)
    draft = actions.MotionDraft(
        title="换水泵", text="同意换。", rule="owners-ordinary", roll=rolls[0], online=True
    )
    vote = actions.draft_motion(item, draft=draft, by=one, at=NOW)
    actions.open_motion(vote, by=one, at=NOW)
    voter = Voter.objects.select_related("motion__roll", "entry").get(motion=vote, entry__number=2)
    paper = SimpleUploadedFile("m.pdf", b"%PDF-1.4")
    mandate = actions.Mandate("丙", "for", NOW.date(), paper)
    actions.give_mandate(voter, mandate=mandate, by=one, at=NOW)
    (slip,) = actions.print_slips(vote, by=one, at=NOW)
    return {
        "roll": rolls[1], "vote": vote, "slip_token": slip.token,
        "mandate": Proxy.objects.get(voter=voter),
    }  # fmt: skip
