"""Questions as a version keeps them: plain data, and what reads it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

END = "end"
OTHER, OTHER_WORDS = "other", "其他"
CLOSED = ("single", "many", "rank", "scale", "matrix", "number")
BANDS, FEW = 10, 20  # tenths of a range; one of fewer whole numbers is told one by one


@dataclass(frozen=True)
class Choice:
    """`go`: the id of the question to which it leads, `END`, or empty."""

    id: str
    text: str
    go: str = ""


@dataclass(frozen=True)
class Asked:
    """One question of a version."""

    id: str
    kind: str
    text: str
    help: str = ""
    required: bool = False
    options: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    groups: bool = False
    most: int | None = None
    steps: int = 0
    low: str = ""
    high: str = ""
    least: int = 0
    greatest: int = 0
    unit: str = ""

    @property
    def shape(self) -> str:
        """What its numbers mean: with another shape it is another question."""
        if self.kind == "scale":
            return str(self.steps)
        return f"{self.least}:{self.greatest}" if self.kind == "number" else ""

    @property
    def other(self) -> bool:
        return any(option.id == OTHER for option in self.options)

    def names(self) -> dict[str, str]:
        """Words of its options and rows, by their id."""
        return {one.id: one.text for one in (*self.options, *self.rows)}

    def band(self, number: Any) -> int:
        """In which part of its range a number lies, from 1."""
        width = self.greatest - self.least
        if width < FEW:
            return int(number - self.least) + 1
        return min(int((number - self.least) * BANDS // width), BANDS - 1) + 1

    def bands(self) -> list[str]:
        """These parts in words."""
        width = self.greatest - self.least
        if width < FEW:
            return [str(number) for number in range(self.least, self.greatest + 1)]
        ends = [self.least + Decimal(width * n) / BANDS for n in range(BANDS + 1)]
        return [f"{low:f} 到 {high:f}" for low, high in zip(ends, ends[1:], strict=False)]


@dataclass(frozen=True)
class Sheet:
    """What somebody answered: ids only. `codes`: question, row, and option or number."""

    codes: tuple[tuple[str, str, Any], ...] = ()
    texts: tuple[tuple[str, str, str], ...] = ()  # question, option 其他 or nothing, own words
    area: int | None = None
    quotable: bool = False  # own words may be quoted, without a name

    def digest(self) -> str:
        plain: list[Any] = [[[*map(str, one)] for one in self.codes], self.texts, self.area]
        if self.quotable:  # who says nothing has the digest of before there was the question
            plain.append("quotable")
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def frozen(blocks: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The stored value of the page's stream as a version keeps it; of a draft that is only begun,
    for the preview, with nothing where nothing stands yet."""
    found = list(blocks)
    ids = [block["id"] for block in found]
    return [_question(block, ids) for block in found]


def _question(block: Mapping[str, Any], ids: list[str]) -> dict[str, Any]:
    value, kind = block["value"], block["type"]
    kept: dict[str, Any] = {"id": block["id"], "kind": kind, "text": value["text"]}
    kept |= {"help": value.get("help") or "", "required": bool(value.get("required"))}
    if "options" in value:
        options = [_choice(item, ids) for item in value["options"]]
        kept["options"] = options + ([[OTHER, OTHER_WORDS, ""]] if value.get("other") else [])
    if "rows" in value:
        kept["rows"] = [_choice(item, ids) for item in value["rows"]]
    if kind == "single":
        kept["groups"] = bool(value.get("groups"))
    if kind == "many":
        kept["most"] = value.get("most")
    if kind == "scale":
        kept |= {"steps": int(value["steps"] or 0), "low": value["low"], "high": value["high"]}
    if kind == "number":
        low, high = value["low"] or 0, value["high"] or 0
        kept |= {"least": low, "greatest": high, "unit": value.get("unit") or ""}
    return kept


def _choice(item: Mapping[str, Any], ids: list[str]) -> list[str]:
    value = item["value"]
    if not isinstance(value, Mapping):
        return [item["id"], value, ""]
    go = value.get("go")
    if go is None:
        return [item["id"], value["text"], ""]
    leads = ids[go - 1] if 0 < go <= len(ids) else END
    return [item["id"], value["text"], leads]


def digest(questions: list[dict[str, Any]]) -> str:
    return hashlib.sha256(
        json.dumps(questions, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def read(questions: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The questions of a version."""
    found = []
    for one in questions:
        lists = {
            name: tuple(Choice(*choice) for choice in one.get(name, ()))
            for name in ("options", "rows")
        }
        found.append(Asked(**{**one, **lists}))
    return found


@dataclass
class Way:
    """The way through a questionnaire: which questions are asked after these answers."""

    asked: list[str] = field(default_factory=list)

    def __contains__(self, question: str) -> bool:
        return question in self.asked


def way(questions: Iterable[Asked], chosen: Mapping[str, str]) -> Way:
    """`chosen`: the option picked in each single choice; skips only lead forwards."""
    found, until = Way(), ""
    for one in questions:
        if until == END:
            break
        if until and one.id != until:
            continue
        until = ""
        found.asked.append(one.id)
        until = next((c.go for c in one.options if c.id == chosen.get(one.id)), "")
    return found
