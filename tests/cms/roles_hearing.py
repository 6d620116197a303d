"""Who may open which address of 听到了谁, and press which of its buttons."""

from suggestions.actions import hearing
from suggestions.desk.hearing.page import HearingPage
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})

GETS = [
    Row("suggestions:heard", "slug"),
    Row("desk_hearing:index", "", DESK),
    Row("desk_hearing:index_results", "", DESK),
    Row("desk_hearing:page", "campaign", DESK),
    Row("desk_hearing:verb", "campaign set-targets", DESK, status=302),
]
VERBS = {
    ("desk_hearing:verb", "campaign"): dict.fromkeys(
        ("set-targets", "note-count", "withdraw-count"), OFFICE
    ),
}
ON = {"withdraw-count": "count"}
PAGES = {"desk_hearing:verb": HearingPage}


def things(fixture, campaign):
    """One cell, and one evening that was counted."""
    by = {"by": fixture("officer"), "at": NOW}
    street = fixture("area").full_name
    hearing.set_targets(campaign, cells=f"不限，{street}，900", source="普查", **by)
    count = hearing.note_count(
        campaign, kind="live", title="直播间", number=4000, source="平台后台",
        method="同一账号一次", counted_on=NOW.date(), **by,
    )  # fmt: skip
    return {"count": count}
