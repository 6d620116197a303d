"""Who may enter what comes by other channels than the site's own form."""

from suggestions.desk.settings.keys import KeyPage
from tests.cms.roles_row import Row

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
ADMIN = frozenset({"administrator"})
ENTERS = frozenset({"officer", "secretary"})

GETS = [
    Row("desk_entry:index", "", ENTERS),
    Row("desk_entry:hints", "", ENTERS, status=405),
    Row("desk_entry:areas", "", ENTERS),
    Row("desk_entry:scan", "own", ENTERS, status=404),
    Row("desk_suggestions:scan", "scan", DESK),
    Row("desk_sheets:index", "", ENTERS),
    Row("desk_sheets:print", "sheet sheet", ENTERS),
    Row("desk_keys:index", "", ADMIN),
    Row("desk_keys:page", "key", ADMIN),
    Row("desk_keys:verb", "key revoke", ADMIN, status=302),
    Row("desk_pulls:index", "", OFFICE),
    Row("desk_pulls:index_results", "", OFFICE),
    Row("sources:index", "", OFFICE),
    Row("sources:index_results", "", OFFICE),
    Row("sources:add", "", OFFICE),
    *(
        Row(f"sources:{name}", "source", OFFICE)
        for name in ("edit", "delete", "usage", "history", "history_results")
    ),
]
POSTS = [
    Row("desk_entry:index", "", ENTERS, "taken"),
    Row("desk_entry:hints", "", ENTERS),
    Row("desk_sheets:index", "", ENTERS, "taken"),
    Row("desk_keys:index", "", ADMIN, "taken"),
    Row("sources:add", "", OFFICE, "taken"),
    Row("sources:edit", "source", OFFICE, "taken"),
    Row("sources:delete", "source", OFFICE, "taken"),
]
VERBS = {("desk_keys:verb", "key"): {"revoke": ADMIN}}
VERB_PAGES = {"desk_keys:verb": KeyPage}
