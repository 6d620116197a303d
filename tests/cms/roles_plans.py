"""What communities lack, and who crosses it off, in the roles table."""

from tests.cms.roles_row import Row
from tests.conftest import NOW

RUN = frozenset({"secretary"})
ADMIN = frozenset({"administrator"})
SEE = RUN | {"officer", "supervisor", "administrator"}

GETS = [
    # --- residents
    Row("deliberation:gaps"),
    Row("deliberation:gap_file"),
    # --- the desk
    Row("desk_outlines:index", "", ADMIN),
    Row("desk_ledgers:index", "", SEE),
    Row("desk_gaps:index", "", SEE),
    Row("desk_gaps:index_results", "", SEE),
    Row("desk_gaps:page", "council gap", SEE),
    Row("desk_gaps:page", "foreign gap", frozenset(), missing=SEE),
    Row("desk_gaps:verb", "council gap none", SEE, 302),
    Row("desk_gaps:upload", "", RUN),
    Row("desk_gaps:template", "", RUN),
    Row("desk_gaps:check", "gap_file", RUN),
    Row("desk_gaps:check", "seat_file", frozenset(), missing=RUN),
    Row("desk_gaps:faults", "gap_file", RUN, 405),
]

POSTS = [
    Row("desk_outlines:index", "", ADMIN, "taken"),
    Row("desk_gaps:upload", "", RUN, "taken"),
    Row("desk_gaps:check", "gap_file", RUN, "taken"),
    Row("desk_gaps:faults", "gap_file", RUN, "taken"),
]

VERBS = {
    ("desk_gaps:verb", "council gap"): dict.fromkeys(
        ("tie-resolution", "tie-project", "untie", "drop", "restore"), RUN
    ),
}

ON = {"untie": "gap_work"}


def pages() -> dict:
    from deliberation.desk.gaps import page

    return {"desk_gaps:verb": page.GapPage}


def things(council, resolution, secretary) -> dict:
    """Something that is missing, the resolution that is to fill it, and a list on its way in."""
    from django.core.files.base import ContentFile

    from deliberation.actions import gaps
    from deliberation.actions.gap_list import GapList
    from deliberation.models import Council, Gap
    from suggestions.actions import lists

    gap = Gap(council=council, listed="未落地设施清单", number="1", name="老年助餐点")
    gaps.write_gaps([gap], by=secretary, at=NOW)
    work = gaps.tie_resolution(gap, resolution=resolution, by=secretary, at=NOW)
    text = f"编号,区域代码,设施\n2,{council.area.code},书报亭\n3,没有的代码,乒乓球台\n"
    kind = GapList(Council.objects.run_by(secretary))
    file = ContentFile(text.encode(), "gaps.csv")
    sent = lists.receive(kind, file=file, about=secretary.pk, by=secretary, at=NOW)
    return {"gap": gap, "gap_work": work, "gap_file": sent}
