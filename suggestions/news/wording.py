"""Words of messages: the shipped ones, or the staff's own; braces filled, unknown ones refused."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from suggestions.models import MessageTemplate
from suggestions.news.kinds import Kind

BRACE = re.compile(r"\{([^{}]*)\}")
ALWAYS = ("编号",)


@dataclass(frozen=True)
class Words:
    """One message without its link: 标题, 发生了什么, 接下来怎样."""

    subject: str
    body: str
    then: str

    def filled(self, braces: Mapping[str, str]) -> "Words":
        """Filled once: what a value brings along is text, whatever it looks like."""

        def fill(text: str) -> str:
            return BRACE.sub(lambda found: braces.get(found[1], ""), text)

        return Words(fill(self.subject)[:120], fill(self.body), fill(self.then))


def shipped(kind: Kind) -> Words:
    return Words(kind.subject, kind.body, kind.then)


def allowed(kind: Kind) -> tuple[str, ...]:
    """The braces that a message of this kind may have."""
    return (*ALWAYS, *kind.braces)


def unknown(kind: Kind, *texts: str) -> list[str]:
    """Braces that nothing fills, in the order of the text."""
    found = [name for text in texts for name in BRACE.findall(text)]
    return list(dict.fromkeys(name for name in found if name not in allowed(kind)))


def of(kinds: Iterable[Kind]) -> dict[str, Words]:
    """The words in force. What staff wrote for braces that are no more is passed over."""
    table = {kind.name: kind for kind in kinds}
    words = {name: shipped(kind) for name, kind in table.items()}
    if table:
        for own in MessageTemplate.objects.filter(kind__in=list(table)):
            if not unknown(table[own.kind], own.subject, own.body, own.then):
                words[own.kind] = Words(own.subject, own.body, own.then)
    return words
