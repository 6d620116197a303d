"""标签: staff put them on suggestions, and join two that mean the same."""

import datetime as dt

from django.db import transaction
from taggit.models import Tag

from suggestions.actions.rules import Overtaken, Refused, gone, record
from suggestions.models import Suggestion, TaggedSuggestion, User, Verb

MOST, LONGEST = 20, 20


def tag(
    suggestion: Suggestion, *, names: list[str], seen: list[str], by: User, at: dt.datetime
) -> None:
    """The tags as they are now to stand; `seen` are those that stood on the officer's page."""
    if len(names) > MOST:
        raise Refused(f"一条建议最多 {MOST} 个标签。")
    if long := next((name for name in names if len(name) > LONGEST), ""):
        raise Refused(f"标签“{long}”太长，最多 {LONGEST} 个字。")
    with transaction.atomic():
        held = Suggestion.objects.select_for_update(of=("self",), no_key=True)
        if not held.filter(pk=suggestion.pk).first():
            raise gone("建议")
        before = sorted(suggestion.tags.names())
        if before != sorted(seen):
            raise Overtaken("别的同事刚刚改过这条建议的标签，请刷新页面后再改。")
        suggestion.tags.set(names, clear=False)
        after = sorted(suggestion.tags.names())
        if after == before:
            return
        added, taken = set(after) - set(before), set(before) - set(after)
        said = [f"加上{'、'.join(sorted(added))}"] * bool(added)
        said += [f"去掉{'、'.join(sorted(taken))}"] * bool(taken)
        record(Verb.TAGGED, suggestion, at=at, by=by, reason="；".join(said))


def merge(tag: Tag, *, into: Tag, by: User, at: dt.datetime) -> int:
    """Join a tag with another; gives how many suggestions changed their tag."""
    if tag.pk == into.pk:
        raise Refused("请选择另一个标签。")
    with transaction.atomic():
        rows = TaggedSuggestion.objects.filter(tag=tag)
        both = TaggedSuggestion.objects.filter(tag=into).values("content_object")
        rows.filter(content_object__in=both).delete()
        moved = rows.update(tag=into)
        tag.delete()
    return moved
