"""公文用语: the office's own sentences of a kind; braces that nothing fills are refused."""

import datetime as dt

from suggestions.actions.rules import Refused, needed
from suggestions.models import PaperWording, User
from suggestions.papers import wording
from suggestions.papers.kinds import Shape
from suggestions.text.language import clean_text

LIMIT = 300


def checked(shape: Shape, *, opening: str, closing: str) -> wording.Sentences:
    """These sentences, where they may stand."""
    opening = needed(opening, "开头", LIMIT)
    closing = clean_text(closing, limit=LIMIT)
    if strange := wording.unknown(shape, opening, closing):
        known = "、".join(f"{{{name}}}" for name in shape.braces)
        named = "、".join(f"{{{name}}}" for name in strange)
        raise Refused(f"{shape.kind.label}里没有{named}。可以用的是：{known}。")
    return wording.Sentences(opening, closing)


def reword(shape: Shape, *, opening: str, closing: str, by: User, at: dt.datetime) -> PaperWording:
    """From now on papers of this kind begin and end so; those drawn up keep their words."""
    found = checked(shape, opening=opening, closing=closing)
    own, _ = PaperWording.objects.update_or_create(
        kind=shape.kind, defaults={**vars(found), "by": by, "at": at}
    )
    return own


def reset(shape: Shape) -> int:
    """Back to the shipped words."""
    return PaperWording.objects.filter(kind=shape.kind).delete()[0]
