"""Who may run which verb on whose objects: the shape of each package's one table of rights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from suggestions.models import User
from suggestions.staff.access import allowed


def anybodys(user: User, record: Model) -> bool:
    """A right that holds for every record."""
    return True


@dataclass(frozen=True)
class Right:
    """A permission, and whose records it is for.

    `whose(user, record)` is asked of the record whose page it is: everything on a page was found
    below that one.
    """

    permission: str
    whose: Callable[[Any, Any], bool] = anybodys

    def holds(self, user: User, record: Model) -> bool:
        return allowed(user, self.permission) and self.whose(user, record)


# `{"model.verb": Right}`, such as "topic.rename"; what is not in it is nobody's.
Rights = Mapping[str, Right]
