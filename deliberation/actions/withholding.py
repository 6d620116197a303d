"""Which figures of a month are withheld for the sake of small ones: settled when it is reckoned."""

import datetime as dt
from collections import defaultdict
from typing import Any

from deliberation.models import Figure, Indicator, Withheld
from deliberation.rules.withholding import Leaf, withheld
from suggestions.models import Area

BATCH = 2_000


def settle(
    month: dt.date, *, figures: Any = Figure, indicators: Any = Indicator, kept: Any = Withheld
) -> int:
    """One query reads the month; what was withheld of it before is forgotten. Inside a transaction.

    A migration hands in the models as they were then.
    """
    least = dict(indicators.objects.filter(least__gt=1).values_list("pk", "least"))
    rows = figures.objects.filter(month=month, indicator__in=least).values_list(
        "indicator", "council__area__path", "council", "denominator"
    )
    leaves: dict[int, list[Leaf]] = defaultdict(list)
    for indicator, path, council, denominator in rows.iterator(BATCH):
        leaves[indicator].append(Leaf(path, council, denominator))
    kept.objects.filter(month=month).delete()
    made = [
        kept(month=month, indicator_id=indicator, **_where(node))
        for indicator, found in leaves.items()
        for node in withheld(found, least=least[indicator], step=Area.steplen)
    ]
    kept.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _where(node: str | int) -> dict[str, Any]:
    return {"council_id": node, "path": ""} if isinstance(node, int) else {"path": node}
