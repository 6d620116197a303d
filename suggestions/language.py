"""The one door to `nlp`: everything the product knows of Chinese text comes through here."""

from collections.abc import Callable, Mapping, Sequence

from nlp import Grouping, Message
from nlp.clean import TextTooLong, clean_text
from nlp.mask import find as find_personal_data
from nlp.mask import mask
from nlp.segment import cut_for_search, words

__all__ = [
    "Grouping",
    "Message",
    "TextTooLong",
    "clean_text",
    "cut_for_search",
    "find_personal_data",
    "group_messages",
    "mask",
    "masked",
    "search_tokens",
    "words",
]


def masked(text: str) -> str:
    """`text` with personal data replaced by readable marks."""
    return mask(text).text


def search_tokens(text: str) -> list[str]:
    """What a text is found by: words, sub-words, and each Han character by itself."""
    tokens = [token.lower() for token in cut_for_search(text) if any(c.isalnum() for c in token)]
    singles = [char for token in tokens for char in token if len(token) > 1 and char >= "\u3400"]
    return tokens + singles


# Sentence vectors cost about a second for 35,000 characters and pay where texts are short and
# few. A larger corpus groups well by its words, within seconds.
VECTOR_BUDGET = 60_000


def group_messages(
    messages: Sequence[Message],
    *,
    fixed: Mapping[str, int | None],
    previous: Mapping[str, int],
    on_progress: Callable[[float, str], None],
) -> Grouping:
    """Group a campaign's messages; sentence vectors join in where they are cheap and installed."""
    from nlp import group  # numpy and scipy: not for every process that only reads text

    length = sum(len(message.title) + len(message.body) for message in messages)
    return group(
        messages,
        fixed=fixed,
        previous=previous,
        semantic="auto" if length <= VECTOR_BUDGET else "off",
        on_progress=on_progress,
    )
