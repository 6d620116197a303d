"""Who may open which address of the office's papers, and press which of its buttons."""

from suggestions.actions import paperwork
from suggestions.desk.papers import page
from suggestions.models import Instruction, Paper
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
CLERKS = frozenset({"clerk", "other_clerk", "stray_clerk"})
DRAWS = ("referral", "reminder", "supervision", "reassignment", "extension")
ABOUT_TOPIC = ("reply", "digest", "special")


def things(fixture, referral):
    """A draft about what was forwarded."""
    draft = paperwork.draw_for_referral(referral, kind="referral", by=fixture("officer"), at=NOW)
    issued = paperwork.draw_for_topic(referral.topic, kind="special", by=fixture("officer"), at=NOW)
    Paper.objects.filter(pk=issued.pk).update(status="issued", number=1, year=2026, issued_at=NOW)
    instruction = Instruction.objects.create(
        paper=issued, leader="某领导", given_on=NOW.date(), text="请研究。", task="提出办法",
        due_on=NOW.date(), recorded_by=fixture("officer"), recorded_at=NOW,
    )  # fmt: skip
    return {"paper": draft, "report": issued, "instruction": instruction}


GETS = [
    Row("desk_papers:index", "", DESK),
    Row("desk_papers:index_results", "", DESK),
    Row("desk_papers:page", "paper", DESK),
    Row("desk_papers:verb", "paper issue", DESK, status=302),
    Row("desk_papers:file", "paper 1 docx", DESK),
    Row("desk_papers:file", "paper 9 docx", DESK, status=404),
    Row("desk_papers:page", "report", DESK),
    Row("desk_papers:new", "", OFFICE),
    Row("desk_instructions:index", "", DESK),
    Row("desk_instructions:index_results", "", DESK),
    Row("desk_paper_wording:index", "", OFFICE),
    Row("desk_paper_wording:page", "digest", OFFICE),
    # A draft is nobody's but the office's.
    Row("desk_department:paper", "referral paper docx", CLERKS, status=404),
]
POSTS = [
    Row("desk_papers:new", "", OFFICE, "taken"),
    Row("desk_paper_wording:page", "digest", OFFICE, "taken"),
]
VERBS = {
    ("desk_papers:verb", "report"): dict.fromkeys(
        ("issue", "revise", "receive", "void", "instruct", "settle"), OFFICE
    )
}
# The buttons that draw papers up, on the page of a topic.
ON_TOPIC = dict.fromkeys((f"paper-{kind}" for kind in (*DRAWS, *ABOUT_TOPIC)), OFFICE)
ON = {
    **dict.fromkeys((f"paper-{kind}" for kind in DRAWS), "busy_referral"),
    "settle": "instruction",
}
PAGES = {"desk_papers:verb": page.PaperPage}
