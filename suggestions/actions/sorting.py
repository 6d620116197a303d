"""甄别: an officer says what kind of letter it is."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from suggestions.actions.rules import Overtaken, Refused, record
from suggestions.models import Kind, Sorting, Suggestion, User, Verb


def sort(suggestion: Suggestion, *, kind: str, seen: str, by: User, at: dt.datetime) -> None:
    """One key: another kind, or the same one confirmed. `seen` is what stood there."""
    if kind not in Kind.values:
        raise Refused("请选择类别。")
    if suggestion.status != Suggestion.Status.PENDING:
        raise Refused("这条建议已经审核过，不用再改类别。")
    with transaction.atomic():
        Sorting.objects.get_or_create(suggestion=suggestion)  # older than sorting itself
        # The machine may have guessed anew meanwhile; only a colleague's decision is in the way.
        rows = Sorting.objects.filter(Q(kind=seen) | Q(by=None), suggestion=suggestion)
        rows = rows.filter(suggestion__status=Suggestion.Status.PENDING)
        if not rows.update(kind=kind, by=by):
            raise Overtaken("别的同事刚刚改过这条建议的类别或者已经审核，请刷新页面后再看。")
        was = Kind(seen).label if seen else "未判断"
        record(
            Verb.SORTED,
            suggestion,
            at=at,
            by=by,
            reason=f"{was} → {Kind(kind).label}" if seen != kind else f"确认为{was}",
            data={"from": seen, "to": kind},
        )
