"""What fills the braces of a message: numbers, names of topics and offices, days, reasons.

Never what a resident wrote, never a name or an address: reasons are written by the office for its
readers, and what looks like personal data in them is masked all the same.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.timezone import localdate

from suggestions.models import (
    ClauseLink,
    Event,
    Referral,
    Suggestion,
    Topic,
    TopicMerge,
    WorkCalendar,
)
from suggestions.models.suggestions import Route
from suggestions.news import kinds
from suggestions.text.language import masked
from suggestions.work.clocks import ASK_AGAIN, FORWARDING, CalendarMissing

SOON = "尽快"
ENDS = "。！？!?"
Facts = dict[str, str]


def of(events: Iterable[tuple[Event, kinds.Kind]]) -> dict[int, Facts]:
    """`{event key: what fills its braces}`, each table asked once for all of them."""
    pairs = list(events)
    units = _units(pairs)
    return {event.pk: _fill(event, kind, units) for event, kind in pairs}


def _fill(event: Event, kind: kinds.Kind, units: dict[int, tuple[str, dt.date]]) -> Facts:
    filled = {name: _BRACES[name](event) for name in kind.braces if name in _BRACES}
    if "单位" in kind.braces:
        unit, due = _unit_of(event, units)
        filled |= {"单位": unit, "期限": by(due)}
    return filled


def by(day: dt.date | None) -> str:
    """最晚9月23日; 尽快 where no day is known."""
    return f"最晚{day.month}月{day.day}日" if day else SOON


def sentence(text: str) -> str:
    """A reason as the end of a sentence, personal data masked."""
    text = masked(text.strip())
    return text if not text or text[-1] in ENDS else f"{text}。"


# --- what one row says ------------------------------------------------------------------------


def _deadline(event: Event) -> str:
    """How long the next step may take."""
    if event.verb == kinds.ACCEPTED.verb:
        return by(_forward_by(event.at))
    if "due_on" in event.data:
        return by(dt.date.fromisoformat(event.data["due_on"]))
    if "until" in event.data:
        return by(dt.date.fromisoformat(event.data["until"]))
    if event.referral_id and event.referral:
        return by(event.referral.due_on)
    return by(event.suggestion.screen_by if event.suggestion else None)


def _forward_by(at: dt.datetime) -> dt.date | None:
    try:
        return WorkCalendar.load(localdate(at).year).ends(localdate(at), FORWARDING)
    except CalendarMissing:
        return None


def _reason(event: Event) -> str:
    return sentence(event.data.get("because") or event.reason)


def _way(event: Event) -> str:
    route = event.data.get("route", "")
    if route == Route.INVALID or route not in Route.values:
        return f"这条建议不再办理；您有不同意见，可以打 {settings.HOTLINE}。"
    return f"这件事请到这里办理：{Route(route).label}。"


def _relation(event: Event) -> str:
    return dict(ClauseLink.Relation.choices).get(event.data.get("relation", ""), "")


def _topic_name(event: Event) -> str:
    if event.verb == kinds.MERGED.verb and event.topic and event.topic.merged_into:
        return event.topic.merged_into.name
    if topic := event.topic or (event.referral and event.referral.topic):
        return topic.name
    found = Topic.objects.filter(pk=event.data.get("to") or event.data.get("topic"))
    return found.values_list("name", flat=True).first() or ""


_BRACES: dict[str, Callable[[Event], str]] = {
    "期限": _deadline,
    "原因": _reason,
    "部分": lambda event: masked(event.reason.strip()).rstrip(ENDS),
    "途径": _way,
    "问题": _topic_name,
    "标题": lambda event: event.suggestion.public_title if event.suggestion else "",
    "文本": lambda event: event.data.get("text", ""),
    "条": lambda event: event.data.get("place", ""),
    "怎样": _relation,
    "评选": lambda event: masked(event.data.get("round", "")),
    "天数": lambda event: str(ASK_AGAIN.days),
}


# --- who has it -------------------------------------------------------------------------------


def _unit_of(event: Event, units: dict[int, tuple[str, dt.date]]) -> tuple[str, dt.date | None]:
    if event.referral_id and event.referral:
        until = event.data.get("until")
        due = dt.date.fromisoformat(until) if until else event.referral.due_on
        return event.referral.department.name, due
    topic = event.topic_id or event.data.get("topic") or 0
    return units.get(topic, ("承办单位", None))


def _units(pairs: list[tuple[Event, kinds.Kind]]) -> dict[int, tuple[str, dt.date]]:
    """`{topic key: (lead department, last day)}` for rows that name no referral themselves."""
    topics = {
        event.topic_id or event.data.get("topic")
        for event, kind in pairs
        if "单位" in kind.braces and not event.referral_id
    }
    if not topics:
        return {}
    leads = Referral.objects.open().filter(topic__in=topics, role=Referral.Role.LEAD)
    rows = leads.values_list("topic_id", "department__name", "due_on")
    return {topic: (name, due) for topic, name, due in rows}


# --- whom it concerns -------------------------------------------------------------------------


def authors(event: Event) -> list[int] | None:
    """Keys of the suggestions that a row about a topic concerns; None: all that lie in it."""
    if event.verb == kinds.CONFIRMED.verb:
        return list(event.data["members"])
    if event.verb == kinds.MERGED.verb:
        merge = TopicMerge.objects.filter(source=event.topic_id, undone_at=None).first()
        return [pk for pk, _ in merge.members] if merge else []
    return None


def number(pk: int, submitted_at: dt.datetime) -> str:
    return Suggestion(pk=pk, submitted_at=submitted_at).number
