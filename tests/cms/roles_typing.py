"""Who may open which address of 纸质答卷, and press which of its buttons.

A visitor's own rounds, and the rule of two: `suggestions/questionnaires/test_typing.py`.
"""

import uuid

from suggestions.actions import sheets, typing_in
from suggestions.desk.typing.page import TypedPage
from suggestions.models import QuestionnairePage
from suggestions.questionnaires.frozen import Sheet
from tests.cms.roles_row import Row
from tests.conftest import NOW

OFFICE = frozenset({"officer"})

GETS = [
    Row("desk_typing:index", "", OFFICE),
    Row("desk_typing:index_results", "", OFFICE),
    Row("desk_typing:new", "", OFFICE),
    Row("desk_typing:first", "questionnaire", OFFICE),
    Row("desk_typing:round", "visits", OFFICE),
    Row("desk_typing:second", "typed_once", OFFICE),
    Row("desk_typing:page", "typed_once", OFFICE),
    Row("desk_typing:page", "typed_twice", OFFICE),
    Row("desk_typing:verb", "typed_twice drop", OFFICE, status=302),
]
POSTS = [
    Row("desk_typing:first", "questionnaire", OFFICE, "taken"),
    Row("desk_typing:round", "visits", OFFICE, "taken"),
    Row("desk_typing:second", "typed_once", OFFICE, "taken"),
]
VERBS = {
    ("desk_typing:verb", "typed_twice"): dict.fromkeys(("settle", "drop"), OFFICE),
}
PAGES = {"desk_typing:verb": TypedPage}


def things(fixture, page):
    """A sheet that waits for its second typing, and one whose two typings differ."""
    QuestionnairePage.objects.filter(pk=page.pk).update(typed_twice=True)
    version = sheets.version_of(page, at=NOW)
    version.questionnaire.refresh_from_db()
    first, second = fixture("second_officer"), fixture("administrator")
    said, other = (Sheet((("a" * 36, "", letter * 36),)) for letter in "bc")
    rows = [
        typing_in.type_first(version, said, number=number, key=str(uuid.uuid4()), by=first, at=NOW)
        for number in ("1", "2")
    ]
    typing_in.type_second(rows[1], other, by=second, at=NOW)
    return {"typed_once": rows[0], "typed_twice": rows[1]}
