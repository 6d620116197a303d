"""The one door to `nlp`: everything the product knows of Chinese text comes through here."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from nlp import Grouping, Message
from nlp.bulk.parallel import spread
from nlp.mask import find as find_personal_data
from nlp.mask import mask
from nlp.reading.clean import TextTooLong, clean_text, fold
from nlp.reading.segment import cut, cut_for_search, tokenizer, words
from nlp.reading.simplified import simplified
from nlp.screen import Learned, Screened, screen
from nlp.screen import ModelError as ScreeningFault
from suggestions.work.apart import apart, end_with_parent, step_back

if TYPE_CHECKING:
    from nlp.likeness import SimilarIndex
    from nlp.likeness.few import Comparison, Weighed
    from nlp.route import Router
    from nlp.telling.hot_table import Hot

__all__ = [
    "Alike",
    "Grouping",
    "Hot",
    "Message",
    "SimilarIndex",
    "Standing",
    "TextTooLong",
    "Dictionary",
    "Weighed",
    "ScreeningFault",
    "clean_text",
    "comparison",
    "cut",
    "cut_for_search",
    "cut_with",
    "each_on_all_cores",
    "find_personal_data",
    "flood_of",
    "group_messages",
    "index_of",
    "kindred",
    "load_router",
    "load_screening",
    "mask",
    "masked",
    "most_alike",
    "piece_by_piece",
    "rank_hot",
    "same_text_key",
    "screened",
    "search_tokens",
    "simplified",
    "train_router",
    "train_screening",
    "what_changed",
    "words",
]

Found = TypeVar("Found")
AT_ONCE, CORES = 500, os.cpu_count() or 1


def masked(text: str) -> str:
    """`text` with personal data replaced by readable marks."""
    return mask(text).text


def each_on_all_cores(work: Callable[[str], Found], texts: Sequence[str]) -> list[Found]:
    """What `work` finds of each text; what it changes is lost."""
    pieces = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
    done = spread(lambda piece: [work(text) for text in piece], pieces, processes=CORES)
    return [found for piece in done for found in piece]


def piece_by_piece(work: Callable[[Any], Found], pieces: Sequence[Any]) -> Iterator[Found]:
    """What `work` finds of each piece, in order, on all cores; who waits for one may use it while
    the next are worked on. What `work` changes is lost."""

    def guarded(piece: Any) -> Found:
        end_with_parent()
        step_back()
        return work(piece)

    return spread(guarded, pieces, processes=CORES)


def screened(title: str, body: str) -> Screened:
    """What kind of letter it probably is, how sure that is, and the words that say so."""
    return screen(body, title)


def train_screening(
    letters: Sequence[tuple[str, str]], kinds: Sequence[str]
) -> tuple[bytes, dict[str, Any], bool]:
    """A model of kinds as bytes, how good it is, and whether that beats the shipped rules."""
    from nlp.screen import train

    model = train(letters, kinds)
    return model.dumps(), model.figures, model.better


def load_screening(data: bytes) -> Learned:
    """The model in these bytes, or `ScreeningFault`; nothing in them is executed."""
    return Learned.loads(data)


def same_text_key(text: str) -> str:
    """Equal for texts that differ in nothing but case, width, blanks and punctuation."""
    folded = fold(text)
    return hashlib.sha256(folded.encode()).hexdigest()[:32] if folded else ""


def flood_of(text: str, others: Sequence[str]) -> list[bool]:
    """Which of the others are copies of a text: the same words, but for a name or a greeting."""
    from nlp.likeness.copies import copies

    return [leader == 0 for leader in copies([text, *others])[1:]]


def search_tokens(text: str) -> list[str]:
    """What a text is found by: words, sub-words, and each Han character by itself; simplified."""
    cuts = cut_for_search(simplified(text.lower()))
    # An import asks for hundreds of millions of characters: whole words are looked at first.
    tokens = [token for token in cuts if token.isalnum() or any(map(str.isalnum, token))]
    singles = [char for token in tokens if len(token) > 1 for char in token if char >= "\u3400"]
    return tokens + singles


def comparison(text: str, title: str = "") -> "Comparison":
    """A text ready to be compared with a few others."""
    from nlp.likeness.few import Comparison

    return Comparison(text, title)


def interval_of_share(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share measured on `n` (Wilson's)."""
    from nlp.intervals import of_share

    return of_share(share, n)


def index_of(rows: Sequence[tuple[str, str, str]]) -> "SimilarIndex":
    """Texts, given as (id, text, title), ready to be asked which are most like another."""
    from nlp.likeness import SimilarIndex

    return SimilarIndex(rows)


def kindred(texts: Sequence[tuple[Any, str]]) -> Sequence[tuple[str, str, int, int]]:
    """Pairs of words that may mean the same, from (topic, text), the likeliest first."""
    from nlp.likeness.kindred import kindred as found

    return found(texts)


def what_changed(
    before: Mapping[int, int | None], after: Mapping[int, int | None]
) -> list[dict[str, Any]]:
    """What became of each group from one run to another: kind, number and reason."""
    from nlp.telling.changes import changes

    held = {str(pk): number for pk, number in before.items() if number is not None}
    return changes(held, {str(pk): number for pk, number in after.items()})


def rank_hot(
    voices: Sequence[Mapping[str, Any]], *, leaders: Sequence[int], at: dt.datetime, top: int
) -> "list[Hot]":
    """Topics by people, supports, recency and burst, hottest first (热点问题表)."""
    from nlp.telling.hot_table import Voice, rank_topics

    rows = [Voice(**voice) for voice in voices]
    return rank_topics(rows, at=at, leaders=leaders, top=top)


def described(table: "Sequence[Hot]", said: Mapping[int, Sequence[tuple[str, str]]]) -> "list[Hot]":
    """The rows with where or whom they are about, and what: by title and body of the first of each
    topic. What is hot is reckoned without a text, so that nothing is ranked a second time."""
    from nlp.reading.form import headline
    from nlp.telling.whereabouts import READ, whereabouts

    places = whereabouts([list(said[hot.topic][:READ]) for hot in table])
    return [
        replace(hot, place=place, problem=headline(*said[hot.topic][0]).strip())
        for hot, place in zip(table, places, strict=True)
    ]


# --- whom a matter concerns -------------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    """One of a few texts with how much it is like the text asked about, and by which words."""

    id: str
    score: float
    words: tuple[str, ...]


def most_alike(
    rows: Sequence[tuple[str, str, str]], *, text: str, title: str, top: int
) -> list[Alike]:
    """The most alike among a few texts, given as (id, text, title): duties, not suggestions."""
    if not rows:
        return []
    from nlp.likeness import SimilarIndex

    asked = set(words(f"{title}\n{text}"))
    told = {key: f"{name}\n{body}" for key, body, name in rows}
    return [
        Alike(hit.id, hit.score, tuple(dict.fromkeys(w for w in words(told[hit.id]) if w in asked)))
        for hit in SimilarIndex(rows).query(text, top, title)
    ]


def train_router(
    letters: Sequence[tuple[str, str]], labels: Sequence[str]
) -> tuple[bytes, dict[str, float]]:
    """A model that has learned labels of letters (text, title), as bytes, and how good it is."""
    from nlp.route import Router

    router = Router.train(letters, labels, semantic="off")  # no encoder in each web worker
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.zip"
        router.save(path)
        return path.read_bytes(), router.figures


def load_router(data: bytes) -> "Router":
    """The model in these bytes; nothing in them is executed."""
    from nlp.route import Router

    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.zip"
        path.write_bytes(data)
        return Router.load(path)


# --- grouping ---------------------------------------------------------------------------------

# Sentence vectors cost about a second for 35,000 characters and pay where texts are short and
# few. A larger corpus groups well by its words, within seconds.
VECTOR_BUDGET = 60_000


Dictionary = Sequence[tuple[str, int | None]]  # words to be cut whole, with their weights


@dataclass(frozen=True)
class Standing:
    """How a campaign stands before a run: what people fixed and what the last run said."""

    fixed: Mapping[str, int | None]  # suggestion → number of its topic
    previous: Mapping[str, int | None]  # what the machine placed; None: on the shelf
    previous_issues: Mapping[str, int]  # suggestion → number of its issue
    fixed_issues: Mapping[int, int]  # topic → number of its issue
    loose: Collection[str] = ()  # suggestions that are read as if they were new


def group_messages(
    messages: Sequence[Message],
    *,
    known: Standing,
    dictionary: Dictionary = (),
    on_progress: Callable[[float, str], None] | None,
) -> Grouping:
    """Group a campaign's messages; sentence vectors join in where they are cheap and installed.

    With a dictionary it happens in a process of its own, which alone learns the words.
    """
    asked = list(messages)
    if dictionary:
        return apart(_group_with, list(dictionary), asked, known, tell=on_progress)
    return _group(asked, known, tell=on_progress)


def _group(
    messages: list[Message],
    known: Standing,
    *,
    tell: Callable[[float, str], None] | None,
) -> Grouping:
    from nlp import group  # numpy and scipy: not for every process that only reads text

    length = sum(len(message.title) + len(message.body) for message in messages)
    return group(
        messages,
        **vars(known),
        semantic="auto" if length <= VECTOR_BUDGET else "off",
        on_progress=tell,
    )


def _group_with(
    dictionary: Dictionary, *asked: Any, tell: Callable[[float, str], None]
) -> Grouping:
    _learn(dictionary)
    grouping = _group(*asked, tell=tell)
    grouping.report["parameters"]["dictionary"] = len(dictionary)
    return grouping


def cut_with(dictionary: Dictionary, texts: Sequence[str]) -> list[list[str]]:
    """Texts cut by a dictionary, without this process learning its words."""
    return apart(_cut_with, list(dictionary), list(texts))


def _cut_with(
    dictionary: Dictionary, texts: list[str], *, tell: Callable[[float, str], None]
) -> list[list[str]]:
    _learn(dictionary)
    return [cut(text) for text in texts]


def _learn(dictionary: Dictionary) -> None:
    """Teach this process's segmenter the words: for good, so only in a process of its own."""
    _, made = tokenizer()
    for word, weight in dictionary:
        made.add_word(word, weight, "n")
