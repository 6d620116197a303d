"""Rolls and votes in the roles table: their addresses, buttons and things."""

import io

from tests.cms.roles_row import Row
from tests.conftest import NOW
from tests.deliberation.notices import open_told

RUN = frozenset({"secretary"})
SEE = RUN | {"officer", "supervisor", "administrator"}
ENTRIES = ("paper", "call", "mandates", "slips")

GETS = [
    # --- residents
    Row("deliberation:vote", "vote"),
    Row("deliberation:vote", "motion", status=404),
    Row("deliberation:vote_code", "vote", status=303),
    Row("deliberation:vote_phone", "vote", status=303),
    Row("deliberation:vote_slip", "vote", status=303),
    Row("deliberation:vote_check", "vote"),
    Row("deliberation:slip_cast", status=303),
    Row("deliberation:slip", "slip_token"),
    Row("deliberation:record", "council_slug"),
    # --- the desk
    Row("desk_rolls:index", "council", SEE),
    Row("desk_rolls:upload", "council", SEE),
    Row("desk_rolls:template", "council owners", SEE),
    Row("desk_rolls:check", "council roll_file", SEE),
    Row("desk_rolls:check", "foreign roll_file", frozenset(), missing=SEE),
    Row("desk_rolls:faults", "council roll_file", SEE, 405),
    Row("desk_rolls:page", "council roll", SEE),
    Row("desk_rolls:page", "foreign roll", frozenset(), missing=SEE),
    Row("desk_rolls:verb", "council roll check", SEE, 302),
    Row("desk_motions:index", "council", SEE),
    Row("desk_motions:new", "council item", SEE),
    Row("desk_motions:page", "council vote", SEE),
    Row("desk_motions:page", "foreign vote", frozenset(), missing=SEE),
    Row("desk_motions:verb", "council vote close", SEE, 302),
    Row("desk_motions:edit", "council motion", SEE),
    *(Row(f"desk_motions:{name}", "council vote", SEE) for name in ENTRIES),
    Row("desk_motions:mandate", "council vote mandate", SEE),
    Row("desk_motions:withdraw", "council vote mandate", SEE),
    Row("desk_motions:page", "council called_vote", SEE),
    Row("desk_motions:notice", "council called_vote notice_proof", SEE),
    Row("desk_motions:notice", "foreign called_vote notice_proof", frozenset(), missing=SEE),
]

POSTS = [
    Row("deliberation:vote_code", "vote", status=422),
    Row("deliberation:vote_phone", "vote", status=422),
    Row("deliberation:vote_slip", "vote", status=422),
    Row("deliberation:vote_check", "vote", status=422),
    Row("deliberation:slip_cast", status=404),
    Row("desk_rolls:upload", "council", RUN, "taken"),
    Row("desk_rolls:check", "council roll_file", RUN, "taken"),
    Row("desk_rolls:faults", "council roll_file", RUN, "taken"),
    Row("desk_motions:new", "council item", RUN, "taken"),
    Row("desk_motions:edit", "council motion", RUN, "taken"),
    *(Row(f"desk_motions:{name}", "council vote", RUN, "taken") for name in ENTRIES),
    Row("desk_motions:withdraw", "council vote mandate", RUN, "taken"),
]

VERBS = {
    ("desk_rolls:verb", "council roll"): dict.fromkeys(("check", "uncheck", "discard"), RUN),
    ("desk_motions:verb", "council called_vote"): dict.fromkeys(
        ("open", "present", "absent", "hands", "close", "annul", "repeat", "withdraw"), RUN
    )
    | dict.fromkeys(("amend", "notify", "drop-notice", "ask-early", "keep-open"), RUN),
}

ON = {"drop-notice": "notice_proof"}


def pages() -> dict:
    from deliberation.desk.votes import motions, rolls

    return {"desk_rolls:verb": rolls.RollPage, "desk_motions:verb": motions.MotionPage}


def things(fixture, council, item) -> dict:
    """A roll, an open vote on it, a slip that nobody has used and a mandate."""
    from django.core.files.base import ContentFile
    from django.core.files.uploadedfile import SimpleUploadedFile

    from deliberation.actions import motions as motions_actions
    from deliberation.actions import online, proxies
    from deliberation.actions import rolls as rolls_actions
    from deliberation.models import Proxy, Voter
    from deliberation.voting.roll_sheet import roll_list
    from suggestions.actions import lists

    one, two = fixture("secretary"), fixture("officer")
    rows = "房号,面积,业主\n1-101,80,甲\n1-102,90,乙\n"
    rolls = [
        rolls_actions.import_roll(
            council, kind="owners", name=name, file=io.BytesIO(rows.encode()), by=one, at=NOW
        )
        for name in ("表决用的", "还没用的")
    ]
    rolls_actions.check_roll(rolls[0], by=two, at=NOW)
    draft = motions_actions.MotionDraft(
        title="换水泵", text="同意换。", rule="owners-ordinary", roll=rolls[0], online=True
    )
    vote = motions_actions.draft_motion(item, draft=draft, by=one, at=NOW)
    open_told(vote, by=one, at=NOW)
    voter = Voter.objects.select_related("motion__roll", "entry").get(motion=vote, entry__number=2)
    paper = SimpleUploadedFile("m.pdf", b"%PDF-1.4")
    mandate = proxies.Mandate("丙", "for", NOW.date(), paper)
    proxies.give_mandate(voter, mandate=mandate, by=one, at=NOW)
    (slip,) = online.print_slips(vote, by=one, at=NOW)
    file = ContentFile("房号,面积,业主\n1-1,80,甲某\n1-2,x,乙某\n".encode(), "roll.csv")
    sent = lists.receive(
        roll_list("owners"),
        file=file,
        about=council.pk,
        choices={"kind": "owners", "name": "名册"},
        by=one,
        at=NOW,
    )
    return {
        "roll_file": sent,
        "roll": rolls[1], "vote": vote, "slip_token": slip.token,
        "mandate": Proxy.objects.get(voter=voter),
        **called(fixture, item, rolls[0]),
    }  # fmt: skip


def called(fixture, item, roll) -> dict:
    """A vote that has not begun, and one notice of it with its proof."""
    from django.core.files.base import ContentFile

    from deliberation.actions import motions
    from deliberation.models import NoticeProof

    by = fixture("secretary")
    draft = motions.MotionDraft(title="换门禁", text="同意换。", rule="owners-ordinary", roll=roll)
    motion = motions.draft_motion(item, draft=draft, by=by, at=NOW)
    proof = NoticeProof.objects.create(
        motion=motion, roll=roll, channel="door", told_on=NOW.date(), reached=1, by=by, at=NOW,
        file=ContentFile(b"%PDF-1.4", "list.pdf"),
    )  # fmt: skip
    return {"called_vote": motion, "notice_proof": proof}
