"""领取: an officer takes the next suggestion; nobody else gets it until it is given back."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from suggestions.actions.rules import Overtaken
from suggestions.models import ScreeningClaim, Suggestion, User

AHEAD = 12  # of the queue, looked at together: as many colleagues may be faster


def take(suggestion: Suggestion, *, by: User, at: dt.datetime) -> bool:
    """Whether it is this officer's now: a free one becomes so, the own lease begins anew."""
    rows = ScreeningClaim.objects.filter(suggestion=suggestion)
    until = at + ScreeningClaim.LEASE
    with transaction.atomic():
        # What ran out or is one's own is taken over by one conditional UPDATE; of several who
        # insert at once the key lets one through, and reading back tells who it was.
        # Who stands in takes over what the absent one had.
        if not rows.filter(Q(by__in=by.counts_as) | Q(until__lte=at)).update(by=by, until=until):
            claim = ScreeningClaim(suggestion=suggestion, by=by, until=until)
            ScreeningClaim.objects.bulk_create([claim], ignore_conflicts=True)
        if not Suggestion.objects.waiting().filter(pk=suggestion.pk).exists():
            rows.filter(by=by).delete()  # decided meanwhile
            return False
        return rows.filter(by=by).exists()


def take_next(rows: QuerySet[Suggestion], *, by: User, at: dt.datetime) -> Suggestion | None:
    """The first of these that nobody reads becomes this officer's."""
    while found := list(free(rows, by=by, at=at)[:AHEAD]):
        for suggestion in found:
            if take(suggestion, by=by, at=at):
                return suggestion
    return None


def free(rows: QuerySet[Suggestion], *, by: User, at: dt.datetime) -> QuerySet[Suggestion]:
    """Without what colleagues have on their screens."""
    taken = (
        ScreeningClaim.objects.live(at).exclude(by__in=by.counts_as).order_by().values("suggestion")
    )
    return rows.exclude(pk__in=taken)


def held(*, by: User, at: dt.datetime) -> QuerySet[Suggestion]:
    """What this officer has taken and not yet decided."""
    mine = ScreeningClaim.objects.live(at).filter(by__in=by.counts_as).values("suggestion")
    return Suggestion.objects.waiting().filter(pk__in=mine)


def give_back(pks: list[int], *, by: User) -> int:
    """Leaving, or on to another one: the next officer may take them at once."""
    rows = ScreeningClaim.objects.filter(suggestion__in=pks, by__in=by.counts_as)
    # Looked first: after a decision there is none left, and writing nothing costs a commit, too.
    return rows.delete()[0] if rows.exists() else 0


def end(suggestion: Suggestion, *, by: User, at: dt.datetime) -> None:
    """Within the transaction of a decision: refused where a colleague is reading it."""
    rows = ScreeningClaim.objects.filter(suggestion=suggestion)
    if other := rows.live(at).exclude(by__in=by.counts_as).select_related("by").first():
        raise Overtaken(f"{other}，这条先由这位同事办理。请办下一条。")
    rows.delete()
