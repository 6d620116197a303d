"""The history of a record in the words of the office: who did what, when, from what to what."""

from dataclasses import dataclass

from django.db.models import QuerySet

from suggestions.models import Event, Issue, Referral, Suggestion, Topic


@dataclass(frozen=True)
class Line:
    event: Event
    left: str
    reached: str


def history_of(events: QuerySet[Event]) -> list[Line]:
    """All events, the latest first, with status words instead of codes."""
    return [_line(event) for event in events.order_by("-at", "-pk")]


def _line(event: Event) -> Line:
    codes = [code for code in (event.from_status, event.to_status) if code]
    words = _words(event, codes)
    if event.from_status == event.to_status:
        return Line(event, "", "")
    return Line(event, words.get(event.from_status, ""), words.get(event.to_status, ""))


def _words(event: Event, codes: list[str]) -> dict[str, str]:
    """The status words of the record that moved: one row may name a referral and its topic."""
    owners = (
        (event.suggestion_id, Suggestion),
        (event.referral_id, Referral),
        (event.topic_id, Topic),
        (event.issue_id, Issue),
    )
    for pk, model in owners:
        if pk and all(code in model.Status.values for code in codes):
            return {code: str(model.Status(code).label) for code in codes}
    return {}
