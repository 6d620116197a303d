"""Who may set for which areas an account answers, and what needs two persons to do to an account:
asked for by one administrator, confirmed by another or a supervisor. What areas do to each desk
stands in `test_roles_areas.py`."""

from suggestions.actions import account_changes, scoping
from suggestions.desk.settings.account_changes import AccountChangePage
from suggestions.desk.settings.scopes import ScopePage
from tests.cms.roles_row import Row
from tests.conftest import NOW

ADMIN = frozenset({"administrator"})
READERS = frozenset({"administrator", "supervisor"})

GETS = [
    Row("desk_scopes:index", "", READERS),
    Row("desk_scopes:page", "scope_change", READERS),
    Row("desk_scopes:verb", "scope_change confirm", READERS, status=302),
    Row("desk_account_changes:index", "", READERS),
    Row("desk_account_changes:page", "account_change", READERS),
    Row("desk_account_changes:verb", "account_change confirm", READERS, status=302),
    Row("desk_account_changes:print", "slip", READERS, status=405),
]
POSTS = [
    Row("desk_scopes:index", "", ADMIN, "taken"),
    Row("desk_account_changes:index", "", ADMIN, "taken"),
    Row("desk_account_changes:print", "slip", ADMIN),
]
VERBS = {
    ("desk_scopes:verb", "scope_change"): dict.fromkeys(("confirm", "refuse"), ADMIN),
    ("desk_account_changes:verb", "account_change"): dict.fromkeys(("confirm", "refuse"), READERS),
}
PAGES = {"desk_scopes:verb": ScopePage, "desk_account_changes:verb": AccountChangePage}


def things(fixture):
    """A change that waits for a second person."""
    street = fixture("make_user")("street", "征集办工作人员", last_name="田", first_name="林")
    other = fixture("make_user")("administrator2", "系统管理员", last_name="王", first_name="二")
    change = scoping.propose(street, areas=[fixture("area")], reason="到街道任职", by=other, at=NOW)
    asked = account_changes.propose(street, unlocks=True, by=other, at=NOW)
    slip = account_changes.propose(other, slip=True, by=street, at=NOW)
    account_changes.confirm(slip, by=fixture("supervisor"), at=NOW)
    return {"scope_change": change, "account_change": asked, "slip": slip}
