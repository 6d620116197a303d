"""From how suggestions stand to how a run would place them: the changes, each by itself. Pure.

Every suggestion that would move belongs to exactly one change, so that people can accept any of
them without the others.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

SHELF = 0


@dataclass(frozen=True)
class Known:
    """A topic that stands already: its key, number and name, and whether people hold it."""

    pk: int
    number: int
    name: str
    held: bool  # people have placed suggestions in it: it does not end by itself


@dataclass
class Change:
    """One change. `moves` is [(suggestion, from, to)]; see `TopicChange.moves` for the keys."""

    kind: str
    topic: int | None = None
    name: str = ""
    group: int | None = None
    moves: list[tuple[int, int | None, int | None]] = field(default_factory=list)
    others: list[tuple[int, str, int]] = field(default_factory=list)
    reason: str = ""

    def digest(self, campaign: int) -> str:
        """Equal for the same moves of the same campaign, whichever run proposes them."""
        told = f"{campaign}|{self.kind}|{self.topic}|{sorted(self.moves, key=repr)}"
        return hashlib.sha256(told.encode()).hexdigest()


def changes(
    now: Mapping[int, int],
    found: Mapping[int, int | None],
    known: Mapping[int, Known],
    names: Mapping[int, str],
) -> list[Change]:
    """What would have to be done.

    `now`: suggestion → key of its topic (0: shelf) where the machine placed it, absent where
    nothing did. `found`: suggestion → number of its group in the run (None: shelf), only those
    that no person has placed. `known`: number → topic that stands. `names`: of the groups.
    """
    goal = {n: topic.pk for n, topic in known.items()}
    held = {topic.pk for topic in known.values() if topic.held}
    kept = {goal[n] for n in found.values() if n in goal}
    ended = {topic.pk for topic in known.values()} - held - kept
    made: dict[tuple, Change] = {}
    for pk in sorted(found):
        number, origin = found[pk], now.get(pk)
        new = number is not None and number not in goal
        to = None if new else SHELF if number is None else goal[number]
        if origin == to and not new:
            continue
        key = _key(origin, to, number, ended)
        change = made.setdefault(key, Change(key[0]))
        change.group = number if key[0] in ("born", "grown") else change.group
        change.moves.append((pk, origin, to))
    topics = {topic.pk: topic for topic in known.values()}
    told = [_told(key, change, topics, names) for key, change in made.items()]
    return sorted(told, key=lambda c: (ORDER[c.kind], c.group or 0, c.topic or 0))


ORDER = {
    kind: place
    for place, kind in enumerate(("shelved", "born", "split", "merged", "faded", "shrunk", "grown"))
}


def _key(origin: int | None, to: int | None, number: int | None, ended: Set[int]) -> tuple:
    if to is None:
        return "born", number
    if origin in ended:
        return "ended", origin
    if to == SHELF:
        return ("shelved",) if origin is None else ("shrunk", origin)
    return "grown", to


def _told(
    key: tuple, change: Change, topics: Mapping[int, Known], names: Mapping[int, str]
) -> Change:
    """Fill in what the change is about, and why, in words."""
    size = len(change.moves)
    came = Counter(origin for _, origin, _ in change.moves)
    went = Counter(to for _, _, to in change.moves)
    if change.kind == "born":
        change.name = names[key[1]]
        change.others = _listed(came, topics)
        change.reason = f"{size} 条建议说的是同一件事：{_sources(came, topics)}。"
        if change.others and 2 * change.others[0][2] >= size:
            change.kind = "split"
            first = change.others[0]
            change.reason = f"“{first[1]}”里有 {first[2]} 条说的是另一件事；{change.reason}"
    elif change.kind == "ended":
        change.topic, change.name = key[1], topics[key[1]].name
        change.others = _listed(went, topics)
        if change.others and 2 * change.others[0][2] >= size:
            change.kind, first = "merged", change.others[0]
            change.reason = f"{size} 条中有 {first[2]} 条与“{first[1]}”说的是同一件事。"
        else:
            change.kind = "faded"
            change.reason = f"{size} 条建议已不成一类：{_goals(went, topics)}。"
    elif change.kind == "shrunk":
        change.topic, change.name = key[1], topics[key[1]].name
        change.reason = f"{size} 条建议与这个问题不再相近，移到书架。"
    elif change.kind == "grown":
        change.topic, change.name = key[1], topics[key[1]].name
        change.others = _listed(came, topics)
        change.reason = f"增加 {size} 条建议：{_sources(came, topics)}。"
    else:
        change.reason = f"{size} 条新受理的建议不与别的建议说同一件事，放上书架单独阅读。"
    return change


def _listed(counts: Counter, topics: Mapping[int, Known]) -> list[tuple[int, str, int]]:
    rows = [(pk, topics[pk].name, n) for pk, n in counts.items() if pk]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _sources(came: Counter, topics: Mapping[int, Known]) -> str:
    return _words(came, topics, {None: "新受理", SHELF: "原在书架"})


def _goals(went: Counter, topics: Mapping[int, Known]) -> str:
    return _words(went, topics, {SHELF: "移到书架"})


def _words(counts: Counter, topics: Mapping[int, Known], places: Mapping) -> str:
    parts = [f"{words} {counts[place]} 条" for place, words in places.items() if counts[place]]
    rows = _listed(counts, topics)
    parts += [f"“{name}” {count} 条" for _, name, count in rows[:3]]
    if rows[3:]:
        parts.append(f"另 {len(rows) - 3} 个问题 {sum(row[2] for row in rows[3:])} 条")
    return "，".join(parts)
