"""What merges of topics and of issues share: the name that stays, the history, the way back.

A name that a person gave wins over the machine's.
"""

import datetime as dt
from typing import Any

from suggestions.actions.rules import Refused, record
from suggestions.models import Issue, IssueMerge, Topic, TopicMerge, User, Verb


def winner(source: Topic | Issue, into: Topic | Issue) -> Topic | Issue:
    """Whose name the two bear together: the target's, unless only the source's is a person's."""
    return source if source.named_by_id and not into.named_by_id else into


def take(source: Topic | Issue, into: Topic | Issue) -> str:
    """Let the target bear the name that stays; gives its former one where that was another."""
    before = into.name
    if winner(source, into) is into or source.name == before:
        return ""
    rows: Any = type(into)._default_manager.filter(pk=into.pk, named_by=None)
    if not rows.update(name=source.name, named_by=source.named_by_id):
        return ""  # a colleague has named it meanwhile
    into.name, into.named_by_id = source.name, source.named_by_id
    return before


def direction(note: TopicMerge | IssueMerge) -> str:
    """Which was poured into which, for the history."""
    before = note.target_name
    told = f"“{note.source.name}”并入“{before or note.target.name}”"
    return f"{told}，沿用人工定的名称“{note.target.name}”" if before else told


def give_back(note: TopicMerge | IssueMerge) -> None:
    """The name of before, where nobody has named the target since."""
    if note.target_name:
        rows: Any = type(note.target)._default_manager.filter(
            pk=note.target_id, name=note.source.name
        )
        if rows.update(name=note.target_name, named_by=None):
            note.target.name, note.target.named_by_id = note.target_name, None


def refuse_poured_on(target: Topic | Issue) -> None:
    """What was poured on since is undone there first."""
    if target.status == target.Status.MERGED:
        raise Refused(
            f"“{target.name}”后来又并入了“{target.merged_into}”，请先到那一页撤销那一次合并。"
        )


def tell(
    verb: Verb,
    note: TopicMerge | IssueMerge,
    *,
    reason: str,
    moved: tuple[str, str],
    by: User,
    at: dt.datetime,
) -> None:
    """Write it into the history of both; only the source is `moved`."""
    record(verb, note.source, at=at, by=by, reason=reason, moved=moved)
    record(verb, note.target, at=at, by=by, reason=reason)
