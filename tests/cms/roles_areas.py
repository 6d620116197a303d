"""Who may set for which areas an account answers: asked for by one administrator, confirmed by
another; supervisors read it. What it does to each desk stands in `test_roles_areas.py`."""

from suggestions.actions import scoping
from suggestions.desk.settings.scopes import ScopePage
from tests.cms.roles_row import Row
from tests.conftest import NOW

ADMIN = frozenset({"administrator"})
READERS = frozenset({"administrator", "supervisor"})

GETS = [
    Row("desk_scopes:index", "", READERS),
    Row("desk_scopes:page", "scope_change", READERS),
    Row("desk_scopes:verb", "scope_change confirm", READERS, status=302),
]
POSTS = [Row("desk_scopes:index", "", ADMIN, "taken")]
VERBS = {("desk_scopes:verb", "scope_change"): dict.fromkeys(("confirm", "refuse"), ADMIN)}
PAGES = {"desk_scopes:verb": ScopePage}


def things(fixture):
    """A change that waits for a second person."""
    street = fixture("make_user")("street", "征集办工作人员", last_name="田", first_name="林")
    other = fixture("make_user")("administrator2", "系统管理员", last_name="王", first_name="二")
    change = scoping.propose(street, areas=[fixture("area")], reason="到街道任职", by=other, at=NOW)
    return {"scope_change": change}
