"""Who may enter what founds a city on the desk: 新城市清单 and the invitations to its people."""

from suggestions.desk.settings.invitations import InvitationPage
from tests.cms.roles_row import Row

ADMIN = frozenset({"administrator"})

GETS = [
    Row("desk_new_city:index", "", ADMIN),
    Row("desk_new_city:calendar", "2026", ADMIN, status=405),
    Row("desk_invitations:index", "", ADMIN),
    Row("desk_invitations:index_results", "", ADMIN),
    Row("desk_invitations:page", "newcomer", ADMIN),
    Row("desk_invitations:verb", "newcomer invite", ADMIN, status=302),
]
POSTS = [Row("desk_new_city:calendar", "2026", ADMIN, "taken")]
VERBS = {("desk_invitations:verb", "newcomer"): {"invite": ADMIN}}
PAGES = {"desk_invitations:verb": InvitationPage}


def things(fixture):
    """Somebody who has an account and has not come in so far."""
    return {"newcomer": fixture("make_user")("newcomer", email="xin@example.cn", first_name="新人")}
