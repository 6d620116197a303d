"""What became of the last run's topics: how much stands, what was born, grown, merged or split."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

Change = dict[str, object]


def stability(
    previous: Mapping[str, int | None], current: Mapping[str, int | None]
) -> dict[str, object]:
    """Return how much of the last run stands.

    Parameters
    ----------
    previous
        Id → topic number of the last run, None for the shelf.
    current
        The same of this run.

    Returns
    -------
    dict
        ``known`` and ``kept``: messages that had a topic and those that have the same number
        now, with their ``share``.  ``shelf``: how many stood on the shelf, stay there
        (``stay``) or have come into a topic (``joined``).  ``share_with_shelf`` counts those
        who stay on the shelf or join a topic as kept, ``share_unmoved`` only those who stay.
        ``changes``: see `changes`.

    Examples
    --------
    >>> told = stability({"a": 1, "b": 1, "c": None}, {"a": 1, "b": 1, "c": 2})
    >>> told["share"], told["share_with_shelf"], told["share_unmoved"]
    (1.0, 1.0, 0.6667)
    """
    had = {key: number for key, number in previous.items() if key in current}
    placed = {key: number for key, number in had.items() if number is not None}
    kept = sum(current[key] == number for key, number in placed.items())
    shelf = len(had) - len(placed)
    stay = sum(number is None and current[key] is None for key, number in had.items())
    topics = {key: number for key, number in previous.items() if number is not None}
    return {
        "known": len(placed),
        "kept": kept,
        "share": _share(kept, len(placed)),
        "shelf": {"known": shelf, "stay": stay, "joined": shelf - stay},
        "share_with_shelf": _share(kept + shelf, len(had)),
        "share_unmoved": _share(kept + stay, len(had)),
        "changes": changes(topics, current),
    }


def _share(count: int, total: int) -> float | None:
    return round(count / total, 4) if total else None


def changes(previous: Mapping[str, int], current: Mapping[str, int | None]) -> list[Change]:
    """Describe what became of each topic: born, grown, merged, split or faded, and why.

    Parameters
    ----------
    previous
        Id → topic number of the last run.
    current
        Id → topic number of this run, None for the shelf.

    Examples
    --------
    >>> for change in changes({"a": 1, "b": 1, "c": 2}, {"a": 1, "b": 1, "c": 1, "d": 3}):
    ...     print(change["kind"], change["topic"], change["reason"])
    merged 2 2号的1件并入1号
    grown 1 由2件增至3件
    born 3 新出现，共1件
    """
    was: dict[int, Counter[int | None]] = defaultdict(Counter)
    for message, number in previous.items():
        if message in current:
            was[number][current[message]] += 1
    before = Counter(previous.values())
    now = Counter(number for number in current.values() if number is not None)
    found: list[Change] = []
    for number in sorted(before):
        found.extend(_fate(number, before[number], was[number], now))
    for number in sorted(now):
        if number not in before:
            found.append(_change("born", number, f"新出现，共{now[number]}件"))
        elif now[number] > before[number]:
            reason = f"由{before[number]}件增至{now[number]}件"
            found.append(_change("grown", number, reason))
    order = {"merged": 0, "split": 1, "grown": 2, "born": 3, "faded": 4}
    return sorted(found, key=lambda change: (order[str(change["kind"])], change["topic"]))


def _fate(number: int, size: int, went: Counter[int | None], now: Counter[int]) -> list[Change]:
    goals = sorted(
        ((goal, count) for goal, count in went.items() if goal not in (None, number)),
        key=lambda item: (-item[1], item[0]),
    )
    parts = [(goal, count) for goal, count in goals if count >= max(2, 0.1 * size)]
    if number not in now:
        if goals and 2 * goals[0][1] >= size:
            goal, count = goals[0]
            reason = f"{number}号的{count}件并入{goal}号"
            return [_change("merged", number, reason, into=goal)]
        return [_change("faded", number, f"原有{size}件，已不成一类")]
    if parts:
        told = "、".join(f"{goal}号（{count}件）" for goal, count in parts)
        return [_change("split", number, f"一部分分到{told}", into=[g for g, _ in parts])]
    return []


def _change(kind: str, topic: int, reason: str, into: object = None) -> Change:
    change: Change = {"kind": kind, "topic": topic, "reason": reason}
    if into is not None:
        change["into"] = into
    return change
