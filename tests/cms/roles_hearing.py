"""Who may open which address of 听到了谁, and press which of its buttons."""

from django.core.files.base import ContentFile

from suggestions.actions import hearing, lists
from suggestions.actions.target_list import TargetList
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
    Row("desk_hearing:list_upload", "campaign", OFFICE),
    Row("desk_hearing:list_template", "campaign", OFFICE),
    Row("desk_hearing:list_check", "campaign target_file", OFFICE),
    Row("desk_hearing:list_faults", "campaign target_file", OFFICE, status=405),
]
POSTS = [
    Row("desk_hearing:list_upload", "campaign", OFFICE, "taken"),
    Row("desk_hearing:list_check", "campaign target_file", OFFICE, "taken"),
    Row("desk_hearing:list_faults", "campaign target_file", OFFICE, "taken"),
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
    file = ContentFile(f"群体,区域,人数\n不限,{street},900\n".encode(), "list.csv")
    sent = lists.receive(
        TargetList(campaign), file=file, about=campaign.pk, choices={"source": "普查"}, **by
    )
    return {"count": count, "target_file": sent}
