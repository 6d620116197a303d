"""Options side by side: what each costs, by source, and what that makes together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from deliberation.models import MoneySource, Option


@dataclass(frozen=True)
class Compared:
    """One option; `lines` are (source, yuan) of every source compared, None where it takes none."""

    option: Option
    lines: tuple[tuple[str, Decimal | None], ...]
    total: Decimal | None  # nothing where no money was named


@dataclass(frozen=True)
class Comparison:
    sources: tuple[str, ...]
    rows: tuple[Compared, ...]


def compare(options: Iterable[Option]) -> Comparison:
    """Only sources that somebody draws on become columns; `options` bring their money along."""
    options = list(options)
    money = {o.pk: {line.source: line.amount for line in o.money.all()} for o in options}
    drawn = {source for lines in money.values() for source in lines}
    sources = [source for source in MoneySource if source in drawn]
    return Comparison(
        tuple(source.label for source in sources),
        tuple(
            Compared(
                option,
                tuple((source.label, money[option.pk].get(source)) for source in sources),
                sum(money[option.pk].values(), Decimal(0)) if money[option.pk] else None,
            )
            for option in options
        ),
    )
