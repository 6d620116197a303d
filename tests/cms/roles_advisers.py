"""Who may open which address of 咨询, and press which of its buttons."""

from suggestions.actions import advising
from suggestions.desk.advisers.page import AdviserPage
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})

GETS = [
    Row("suggestions:opinion", "opinion_token"),
    Row("desk_advisers:index", "", OFFICE),
    Row("desk_advisers:index_results", "", OFFICE),
    Row("desk_advisers:new", "", OFFICE),
    Row("desk_advisers:page", "adviser", OFFICE),
    Row("desk_advisers:verb", "adviser reveal", OFFICE, status=302),
]
POSTS = [
    Row("desk_advisers:new", "", OFFICE, "taken"),
    Row("suggestions:opinion", "opinion_token", None, 422),
]
VERBS = {
    ("desk_advisers:verb", "adviser"): dict.fromkeys(("end-term", "reveal"), OFFICE),
}
ON_OPINION = ("publish-opinion", "unpublish-opinion", "enter-opinion", "revoke-opinion")
ON_TOPIC = dict.fromkeys(("ask-adviser", *ON_OPINION), OFFICE)
ON = dict.fromkeys(ON_OPINION, "opinion")
PAGES = {"desk_advisers:verb": AdviserPage}


def things(fixture, topic):
    """Somebody who was asked about a topic and has not written yet."""
    officer = fixture("officer")
    adviser = advising.register(
        kind="group", name="钱学明", skills="加装电梯", phone="13800001234", since=NOW.date(),
        consent=True, by=officer, at=NOW,
    )  # fmt: skip
    made = advising.ask(topic, adviser=adviser, question="怎样分摊？", by=officer, at=NOW)
    return {"adviser": adviser, "opinion": made.opinion, "opinion_token": made.token}
