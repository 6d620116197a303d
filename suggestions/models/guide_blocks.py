"""The stream of a guide: chapters and clauses in one row, each block with its permanent id."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from wagtail import blocks

HEADING_LIMIT, CLAUSE_LIMIT = 40, 3000
CHAPTER, CLAUSE = "chapter", "clause"


class ClauseBlock(blocks.StructBlock):
    heading = blocks.CharBlock(
        label="条标题", required=False, max_length=HEADING_LIMIT, help_text="几个字，可以不写。"
    )
    text = blocks.TextBlock(
        label="条文", max_length=CLAUSE_LIMIT, help_text="一段一行；“第几条”由系统按顺序编。"
    )

    class Meta:
        icon = "doc-full-inverse"
        label = "条"


class GuideBlocks(blocks.StreamBlock):
    """Flat: a clause is dragged over the head of a chapter and stays the same block."""

    chapter = blocks.CharBlock(label="章", icon="title", max_length=60)
    clause = ClauseBlock()

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """An id that is none, or stands there twice, becomes a new one: ids say what is what."""
        value = super().value_from_datadict(data, files, prefix)
        seen: set[uuid.UUID] = set()
        for child in value:
            key = as_key(child.id)
            if key is None or key in seen:
                child.id = None if key is None else str(uuid.uuid4())
            if key is not None:
                seen.add(key)
        return value


class Clause(NamedTuple):
    """A clause as some version of the page has it."""

    key: uuid.UUID
    number: int
    heading: str
    text: str
    chapter: str


def as_key(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def clauses_of(body: Any) -> Iterator[Clause]:
    """The clauses in order, numbered through all chapters as laws are."""
    chapter, number = "", 0
    seen: set[uuid.UUID] = set()
    for block in body:
        if block.block_type == CHAPTER:
            chapter = str(block.value)
            continue
        number += 1
        key = as_key(block.id)
        if key is None or key in seen:  # a stream that no form has read
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"{block.id} {number}")
        seen.add(key)
        words = block.value
        yield Clause(key, number, words.get("heading") or "", words.get("text") or "", chapter)
