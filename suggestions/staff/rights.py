"""Who may run which verb on whose objects: the shape of each package's one table of rights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from suggestions.models import User
from suggestions.models.scope import covers, whole_city
from suggestions.staff.access import allowed


def anybodys(user: User, record: Model) -> bool:
    """A right that holds for every record."""
    return True


@dataclass(frozen=True)
class Right:
    """A permission, and whose records it is for.

    With it goes the area: who has areas decides only what lies in them (`models/scope.py`). `city`
    marks what reaches beyond any area, and is for the whole city's officers alone.

    `whose(user, record)` is asked of the record whose page it is: everything on a page was found
    below that one.
    """

    permission: str
    whose: Callable[[Any, Any], bool] = anybodys
    city: bool = False

    def offered_to(self, user: User) -> bool:
        """Whether there are records for which this person holds it."""
        return allowed(user, self.permission) and (whole_city(user) or not self.city)

    def holds(self, user: User, record: Model, *, covered: bool | None = None) -> bool:
        """`covered`: whether it lies in their areas, where that was asked before."""
        mine = self.offered_to(user) and self.whose(user, record)
        return mine and (covers(user, record) if covered is None else covered)


# `{"model.verb": Right}`, such as "topic.rename"; what is not in it is nobody's.
Rights = Mapping[str, Right]
