"""同文和近似的: which of the waiting suggestions say what one of them says, in nearly its words."""

from django.db.models import Q, QuerySet

from suggestions.models import Suggestion
from suggestions.text.language import flood_of

PIECE = 14  # characters that a copy is likely to hold unchanged
SPOTS = (0.15, 0.5, 0.8)  # where in the text they are taken
LOOKED_AT = 400


def copies_of(suggestion: Suggestion, rows: QuerySet[Suggestion]) -> list[int]:
    """Keys among `rows`: equal texts, and those that differ in a name or a greeting.

    The database finds who shares a piece of the text, `nlp.likeness` says whether they are copies.
    """
    found = Q(sorting__text_key=key) if (key := _key(suggestion)) else Q(pk__in=[])
    for piece in _pieces(suggestion.body):
        found |= Q(body__contains=piece)
    texts = rows.filter(found, campaign=suggestion.campaign_id).exclude(pk=suggestion.pk)
    others = list(texts.order_by("pk").values_list("pk", "title", "body", "solution")[:LOOKED_AT])
    own = (suggestion.title, suggestion.body, suggestion.solution)
    inside = flood_of("\n".join(own), ["\n".join(words) for _, *words in others])
    return [pk for (pk, *_), copied in zip(others, inside, strict=True) if copied]


def _key(suggestion: Suggestion) -> str:
    sorting = getattr(suggestion, "sorting", None)
    return sorting.text_key if sorting else ""


def _pieces(text: str) -> list[str]:
    if len(text) < 3 * PIECE:
        return []
    starts = {int(len(text) * spot) for spot in SPOTS}
    return [text[start : start + PIECE] for start in sorted(starts)]
