"""The staff's own words for a kind of message; braces that nothing fills are refused."""

import datetime as dt

from suggestions.actions.rules import Refused, needed
from suggestions.models import MessageTemplate, User
from suggestions.news import wording
from suggestions.news.kinds import Kind
from suggestions.text.language import clean_text

SUBJECT_LIMIT, TEXT_LIMIT = 60, 300


def checked(kind: Kind, *, subject: str, body: str, then: str) -> wording.Words:
    """These words, where they may stand."""
    subject = needed(subject, "标题", SUBJECT_LIMIT)
    body = needed(body, "“发生了什么”", TEXT_LIMIT)
    then = clean_text(then, limit=TEXT_LIMIT)
    if strange := wording.unknown(kind, subject, body, then):
        known = "、".join(f"{{{name}}}" for name in wording.allowed(kind))
        named = "、".join(f"{{{name}}}" for name in strange)
        raise Refused(f"这类消息没有{named}。可以用的是：{known}。")
    return wording.Words(subject, body, then)


def reword(
    kind: Kind, *, subject: str, body: str, then: str, by: User, at: dt.datetime
) -> MessageTemplate:
    """From now on this kind of message has these words; what waits keeps its own."""
    words = checked(kind, subject=subject, body=body, then=then)
    own, _ = MessageTemplate.objects.update_or_create(
        kind=kind.name, defaults={**vars(words), "by": by, "at": at}
    )
    return own


def reset(kind: Kind) -> int:
    """Back to the shipped words."""
    return MessageTemplate.objects.filter(kind=kind.name).delete()[0]
