"""Who may read adopted texts and who ties words to their clauses."""

import datetime as dt

from suggestions.actions import adopting, adopting_answers
from suggestions.desk.guides.page import ClausePage
from suggestions.models import GuideClause
from tests.cms.roles_row import Row
from tests.conftest import NOW

PAGES_OF = frozenset({"editor", "officer"})

GETS = [
    Row("suggestions:guides"),
    Row("suggestions:clause", "guide_clause"),
    Row("suggestions:clause", "draft_clause", status=404),
    Row("suggestions:support_clause", "asked_clause", status=303),
    Row("suggestions:guide_versions", "guide"),
    Row("suggestions:guide_versions", "draft_guide", status=404),
    Row("suggestions:guide_version", "guide guide_revision"),
    Row("suggestions:guide_version", "guide 999999", status=404),
    Row("suggestions:guide_file", "guide docx"),
    Row("suggestions:guide_file", "draft_guide docx", status=404),
    Row("suggestions:guide_file", "guide exe", status=404),
    Row("desk_guides:index", "", PAGES_OF),
    Row("desk_guides:index_results", "", PAGES_OF),
    Row("desk_guides:guide", "guide", PAGES_OF),
    Row("desk_guides:clause", "guide_clause", PAGES_OF),
    Row("desk_guides:verb", "guide_clause explain", PAGES_OF, status=302),
]
POSTS = [Row("suggestions:support_clause", "asked_clause", status=302)]
VERBS = {
    ("desk_guides:verb", "guide_clause"): dict.fromkeys(
        (
            *("write-in", "retie", "hand-on", "untie", "explain", "hand-on-all"),
            *("retie-answers", "hand-on-answers", "untie-answers"),
        ),
        PAGES_OF,
    )
    | {"tie-answer": frozenset({"officer"})}
}
ON = {
    "desk_guides:verb write-in": "published",
    **dict.fromkeys(("retie", "hand-on", "untie"), "clause_link"),
    **dict.fromkeys(("retie-answers", "hand-on-answers", "untie-answers"), "answer_tie"),
    "desk_guides:verb tie-answer": "open_answer",
}
PAGES = {"desk_guides:verb": ClausePage}


def things(fixture, said, answer):
    """A guide with words in its first clause, one on which opinions are asked for, a draft."""
    make, officer = fixture("make_guide"), fixture("officer")
    guide, draft = make(title="充电指南"), make(title="还没公开的", live=False)
    until = NOW.date() + dt.timedelta(days=30)
    asked = make(title="征求意见的", adopted_on=None, comment_from=NOW.date(), comment_until=until)
    clause = guide.clauses.get(number=1)
    link = adopting.tie(said, clause=clause, relation="adopted", by=officer, at=NOW)
    answers = adopting_answers.tie(answer, clause=clause, relation="adopted", by=officer, at=NOW)
    return {
        "answer_tie": answers,
        "guide": guide,
        "guide_revision": guide.live_revision,
        "draft_guide": draft,
        "guide_clause": clause,
        "draft_clause": GuideClause.objects.get(guide=draft, draft_number=1),
        "asked_clause": asked.clauses.get(number=1),
        "clause_link": link,
    }
