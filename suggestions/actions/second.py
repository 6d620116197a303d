"""第二遍读: which decisions are read once more, and what the second officer says."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import salted_hmac

from suggestions.actions.rules import Overtaken, Refused
from suggestions.models import SecondReading, Suggestion, User


def is_chosen(pk: int) -> bool:
    """By a keyed draw: nobody at the desk can tell beforehand which are looked at again."""
    drawn = int(salted_hmac("second-reading", str(pk)).hexdigest()[:8], 16) % 100
    return drawn < settings.SECOND_READING_PERCENT


def note(suggestions: Iterable[Suggestion], *, verdict: str, by: User, at: dt.datetime) -> None:
    """Within the transaction of a first decision: put the chosen ones up for a second reading."""
    SecondReading.objects.bulk_create(
        (
            SecondReading(suggestion=s, first=verdict, first_by=by, first_at=at)
            for s in suggestions
            if is_chosen(s.pk)
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def judge(reading: SecondReading, *, verdict: str, by: User, at: dt.datetime) -> None:
    """The second word. It decides nothing: where both differ, people talk about it."""
    if verdict not in SecondReading.Verdict.values:
        raise Refused("请选择您的判断。")
    if reading.first_by_id in by.counts_as:
        raise Refused("第一遍就是您读的，请让别的同事读第二遍。")
    rows = SecondReading.objects.waiting_for(by).filter(pk=reading.pk)
    if not rows.update(second=verdict, second_by=by, second_at=at):
        raise Overtaken("别的同事刚刚读过这条的第二遍，请读下一条。")
