"""Who may open which address of 优秀建议, and press which of its buttons."""

from suggestions.actions import recognising
from suggestions.desk.recognition.page import RoundPage
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})
DESK = frozenset({"officer", "supervisor"})
HOLDER = frozenset({"resident"})

GETS = [
    Row("suggestions:recognitions"),
    Row("suggestions:naming", "own", status=303),
    Row("suggestions:certificate", "own docx", status=404),
    Row("suggestions:certificate", "replied docx", HOLDER, otherwise=404),
    Row("desk_recognition:index", "", DESK),
    Row("desk_recognition:index_results", "", DESK),
    Row("desk_recognition:new", "", OFFICE),
    Row("desk_recognition:page", "round", DESK),
    Row("desk_recognition:certificate", "recognised docx", DESK),
    Row("desk_recognition:verb", "round publish", DESK, status=302),
]
POSTS = [
    Row("desk_recognition:new", "", OFFICE, "taken"),
    Row("suggestions:naming", "replied", HOLDER, "taken", otherwise=404),
]
VERBS = {
    ("desk_recognition:verb", "round"): dict.fromkeys(("publish", "choose", "not-chosen"), DESK),
}
ON = dict.fromkeys(("choose", "not-chosen"), "nominated")
PAGES = {"desk_recognition:verb": RoundPage}


def things(fixture, replied, published):
    """A round with one that waits for a second person, and one that was chosen."""
    officer, second = fixture("officer"), fixture("second_officer")
    of = recognising.open_round(title="优秀建议", criteria="可操作", by=officer, at=NOW)
    made = {"into": of, "reason": "可操作", "by": second, "at": NOW}
    nominated = recognising.nominate(published, **made)
    recognised = recognising.nominate(replied, **made)
    recognising.choose(recognised, by=officer, at=NOW)
    return {"round": of, "nominated": nominated, "recognised": recognised}
