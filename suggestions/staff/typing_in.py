"""Which 纸质答卷 a member of staff sees: the city's, or those of the rounds in the own areas."""

from typing import Any

from django.db.models import QuerySet

from suggestions.models import TypedSheet
from suggestions.models.scope import narrowed

VIEW, TYPE, SETTLE = "view_typedsheet", "add_typedsheet", "change_typedsheet"


def seen_by(user: Any) -> QuerySet[TypedSheet]:
    rows = narrowed(TypedSheet.objects.all(), user)
    return rows.select_related(
        "questionnaire", "version__questionnaire", "round__area", "first_by", "second_by",
        "settled_by",
    )  # fmt: skip


def may_type_again(user: Any, subject: TypedSheet) -> bool:
    """A second person, for a sheet that waits for one."""
    waits = subject.status == TypedSheet.Status.ONCE
    return waits and subject.first_by_id not in user.counts_as
