"""What a second person should look at before a roll is used: totals, doubtful rows."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from deliberation.models import Roll, RollEntry

SHOWN = 8
SMALL, LARGE = 10, 500  # square metres of one unit that are worth a second look


@dataclass(frozen=True)
class Remark:
    """A doubt in words, with the first few rows it concerns."""

    words: str
    examples: tuple[str, ...]
    more: int = 0


def remarks(roll: Roll) -> list[Remark]:
    """Doubts about a roll: nothing here is surely wrong, everything should be looked at."""
    entries = list(roll.entries.all())
    found = [
        _remark("姓名相同，请核对是不是同一个人（同一个人只能算一个）", _same_names(entries)),
        _remark("手机号相同、姓名不同，用短信投票时要分清是谁", _same_phones(entries)),
        _remark(
            "没有手机号，不能用短信投票，请发纸条或到场投票",
            [str(e) for e in entries if not e.phone_key],
        ),
    ]
    if roll.kind == Roll.Kind.OWNERS:
        found.append(_remark("面积特别大或特别小，请核对", _odd_units(roll)))
    if roll.households:
        found.append(_remark("这些户没有户代表，按户计票时没有人代表它们", _mute(entries)))
    return [remark for remark in found if remark]


def _remark(words: str, examples: list[str]) -> Remark | None:
    if not examples:
        return None
    shown = tuple(examples[:SHOWN])
    return Remark(f"{words}（{len(examples)} 处）", shown, len(examples) - len(shown))


def _same_names(entries: list[RollEntry]) -> list[str]:
    by_name = defaultdict(list)
    for entry in entries:
        by_name[entry.name].append(entry.number)
    return [
        f"{name}：编号 {'、'.join(map(str, numbers))}"
        for name, numbers in by_name.items()
        if len(numbers) > 1
    ]


def _same_phones(entries: list[RollEntry]) -> list[str]:
    by_phone = defaultdict(list)
    for entry in entries:
        if entry.phone_key:
            by_phone[entry.phone_key].append(entry)
    return [
        "、".join(f"{e.number} {e.name}" for e in same)
        for same in by_phone.values()
        if len({e.name for e in same}) > 1
    ]


def _odd_units(roll: Roll) -> list[str]:
    units = roll.units.exclude(area__gte=SMALL, area__lte=LARGE).order_by("label")
    return [f"{unit.label}：{unit.area} 平方米" for unit in units]


def _mute(entries: list[RollEntry]) -> list[str]:
    speaking = Counter(e.household for e in entries if e.heads_household)
    return sorted({e.household for e in entries if e.household} - set(speaking))
