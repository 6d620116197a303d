"""What the record gives for one paper: first words, braces of its sentences, sections."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from suggestions.documents.lines import BODY, HEADING1, Line, chinese
from suggestions.models import Suggestion, Topic
from suggestions.telling import figures, members
from suggestions.telling.voices import Held, by_campaign, titles_for_staff

QUOTED, EXCERPT = 3, 200  # examples a paper, characters of each


@dataclass(frozen=True)
class Facts:
    """`sections` are (heading, lines); without lines there is no heading."""

    title: str
    addressee: str
    braces: Mapping[str, str]
    sections: Sequence[tuple[str, Sequence[Line]]]
    copies: str = ""
    received: tuple[str, dt.date] | None = field(default=None)  # signed for in the system


def paragraphs(text: str) -> Iterator[Line]:
    """Text that people typed, a paragraph a line."""
    for words in text.splitlines():
        if words.strip():
            yield Line(BODY, words.strip())


def numbered(sections: Sequence[tuple[str, Sequence[Line]]]) -> Iterator[Line]:
    """一、 二、 三、 over those that have something to say."""
    for order, (heading, lines) in enumerate((s for s in sections if s[1]), 1):
        yield Line(HEADING1, f"{chinese(order)}、{heading}")
        yield from lines


def quoted(number: int, suggestion: Suggestion) -> Line:
    """An example in its public words."""
    words = " ".join(suggestion.public_body.split())
    if len(words) > EXCERPT:
        words = f"{words[:EXCERPT].rstrip('，、；：。')}……"
    where = suggestion.area.full_name.replace(" · ", "") if suggestion.area else ""
    place = f"（{where}）" if where else ""
    return Line(BODY, f"{number}.“{suggestion.public_title}”{place}：{words}")


def voices(topic: Topic) -> list[Line]:
    """How many people said it, and a few of them."""
    size, people = members.people_of([topic.pk]).get(topic.pk, (0, 0))
    held: Held = by_campaign(figures.members(topic.pk)).get(topic.pk, {})
    names = titles_for_staff(held)
    where = "".join(f"“{names[key]}”" for key in sorted(held, key=lambda key: (-held[key], key)))
    where = where or f"“{topic.campaign.title}”"
    lines = [Line(BODY, f"这个问题共有{size}条建议，由{people}人在{where}中提出。")]
    if found := members.examples(topic, QUOTED):
        lines.append(Line(BODY, "有代表性的如下（个人信息已隐去）："))
        lines += [quoted(number, one) for number, one in enumerate(found, 1)]
    return lines
