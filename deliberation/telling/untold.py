"""Which figures are withheld, read once for a page."""

import datetime as dt
from dataclasses import dataclass, field

from deliberation.models import Withheld


@dataclass(frozen=True)
class Untold:
    """What `actions.withholding` has settled for some months."""

    areas: set[tuple[dt.date, int, str]] = field(default_factory=set)
    councils: set[tuple[dt.date, int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, month: dt.date, until: dt.date | None = None, *, code: str = "") -> "Untold":
        """One query; of one indicator alone where its code is given."""
        found = cls()
        rows = Withheld.objects.filter(month__gte=month, month__lte=until or month).order_by()
        if code:
            rows = rows.filter(indicator__code=code)
        for on, indicator, path, council in rows.values_list(
            "month", "indicator", "path", "council"
        ):
            if council is None:
                found.areas.add((on, indicator, path))
            else:
                found.councils.add((on, indicator, council))
        return found

    def area(self, month: dt.date, indicator: int, path: str) -> bool:
        return (month, indicator, path) in self.areas

    def council(self, month: dt.date, indicator: int, council: int) -> bool:
        return (month, indicator, council) in self.councils
