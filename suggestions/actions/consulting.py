"""公开征求意见: what residents say of a draft's clause, in a suggestion or by a press."""

import datetime as dt

from django.db import IntegrityError, transaction

from suggestions.actions.rules import Refused
from suggestions.models import (
    ClauseComment,
    ClauseSupport,
    GuideClause,
    Suggestion,
)

OVER = "《{}》现在不收意见了：征求意见已经截止，或者还没有开始。"


def asked_about(pk: int, at: dt.datetime) -> GuideClause | None:
    """The clause about which opinions are asked for now, if it is one."""
    row = GuideClause.objects.public().select_related("guide").filter(pk=pk).first()
    return row if row and row.guide.takes_comments(at) else None


def comment(suggestion: Suggestion, *, clause: GuideClause, at: dt.datetime) -> ClauseComment:
    """Within the transaction in which the suggestion is written."""
    row = asked_about(clause.pk, at)
    if row is None or row.number is None:
        raise Refused(OVER.format(clause.guide.title))
    return ClauseComment.objects.create(suggestion=suggestion, clause=row, number=row.number)


def agree(clause: GuideClause, *, supporter_key: str, at: dt.datetime) -> bool:
    """赞成这一条. True when it counts, False when this visitor had said so before."""
    if asked_about(clause.pk, at) is None:
        raise Refused(OVER.format(clause.guide.title))
    row = ClauseSupport(clause=clause, supporter_key=supporter_key, at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # of two presses at once the constraint lets one in
        return False
    return True
