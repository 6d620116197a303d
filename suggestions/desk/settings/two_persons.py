"""The two buttons of what one person asks for and another decides: areas and roles of accounts."""

from collections.abc import Callable
from typing import Any

from suggestions.models import AccountChange, ScopeChange
from suggestions.staff.verbs import DeskVerb, Done


def waits(change: AccountChange | ScopeChange) -> bool:
    return change.status == change.Status.PROPOSED


def _confirmed(done: Done) -> str:
    return f"已确认，{done.subject}。"


def decisions(
    confirm: Callable[..., Any], refuse: Callable[..., Any], *, hint: str
) -> tuple[DeskVerb, ...]:
    """确认 and 不同意 by these two verbs, while the change waits."""
    return (
        DeskVerb(
            "confirm",
            "确认",
            calls=confirm,
            told=_confirmed,
            offered=waits,
            style="",
            hint=hint,
        ),
        DeskVerb("refuse", "不同意", calls=refuse, told="没有改动。", offered=waits),
    )
