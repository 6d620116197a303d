"""转给谁: a recommendation for a topic, from what officers chose before, else from the duties.

It recommends and never chooses. What departments refused is told beside their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from suggestions.models import Department, Event, Referral, RoutingModel, Topic, Verb
from suggestions.models.suggestions import Suggestion
from suggestions.text.language import load_router, most_alike

MEMBERS = 8  # suggestions that speak for their topic
OPENING = 300  # characters of each
TOP = 3
# Duties are a few sentences: what matches them is weak evidence, and the best must stand out.
DUTIES_LEAST, DUTIES_AHEAD = 0.35, 1.5
WORTH_SAYING = 0.1  # below it nothing in the duties speaks for a department
ALIKE = 0.25  # a refused topic so much like this one is worth a word


@dataclass(frozen=True)
class Option:
    """One department with how much speaks for it, and what it refused that is like this."""

    department: Department
    score: float
    refused: str = ""


@dataclass(frozen=True)
class Advice:
    """The departments, best first; not `sure`: 不确定. `source` says what it was learned from."""

    options: Sequence[Option]
    sure: bool
    words: tuple[str, ...]
    source: str


def letter(topic: Topic) -> tuple[str, str]:
    """A topic as (text, title): its words and how its first suggestions begin."""
    inside = Suggestion.objects.accepted().filter(placement__topic=topic)
    rows = inside.order_by("-placement__score", "pk").values_list("title", "body")[:MEMBERS]
    said = "\n".join(f"{title}\n{body[:OPENING]}" for title, body in rows)
    return f"{' '.join(word for word, _ in topic.keywords)}\n{said}", topic.name


def choices() -> list[tuple[Topic, int]]:
    """What officers have chosen: each forwarded topic with the key of its lead department."""
    rows = Referral.objects.filter(role=Referral.Role.LEAD).exclude(status=Referral.Status.RECALLED)
    return [(r.topic, r.department_id) for r in rows.select_related("topic").order_by("pk")]


def refusals() -> list[Event]:
    """Objections that were upheld: what a department has refused with reason, latest first."""
    rows = Event.objects.filter(verb=Verb.OBJECTION_UPHELD)
    return list(rows.select_related("referral__department", "topic").order_by("-at", "-pk"))


def recommend(topic: Topic) -> Advice | None:
    """Who should take a topic. None where there is no department at all."""
    departments = {d.pk: d for d in Department.objects.filter(active=True)}
    if not departments:
        return None
    text, title = letter(topic)
    refused = refusals()
    own = {e.referral.department_id for e in refused if e.referral and e.topic_id == topic.pk}
    for pk in own:
        departments.pop(pk, None)
    advice = _from_history(text, title, departments) or _from_duties(text, title, departments)
    like = _refused_like(text, title, [e for e in refused if e.topic_id != topic.pk])
    options = [replace(o, refused=like.get(o.department.pk, "")) for o in advice.options]
    return replace(advice, options=options)


def _from_history(text: str, title: str, departments: dict[int, Department]) -> Advice | None:
    model = current()
    if model is None:
        return None
    found = model.predict([(text, title)], top=TOP + len(model.labels))[0]
    options = [
        Option(departments[int(label)], score)
        for label, score in found.labels
        if int(label) in departments
    ]
    if not found.sure or not options:
        return None  # what has not been sent before is looked up in the duties
    first = options[0].department.pk == int(found.labels[0][0])
    return Advice(options[:TOP], first, found.words, "以往的转办")


def _from_duties(text: str, title: str, departments: dict[int, Department]) -> Advice:
    rows = [(str(d.pk), d.duties, d.name) for d in departments.values() if d.duties]
    hits = most_alike(rows, text=text, title=title, top=TOP)
    hits = [hit for hit in hits if hit.score >= WORTH_SAYING]
    sure = bool(hits) and hits[0].score >= DUTIES_LEAST
    sure = sure and (len(hits) == 1 or hits[0].score >= DUTIES_AHEAD * hits[1].score)
    options = [Option(departments[int(hit.id)], hit.score) for hit in hits]
    words = hits[0].words if hits else ()
    return Advice(options, sure, words, "单位职责")


def _refused_like(text: str, title: str, refused: Sequence[Event]) -> dict[int, str]:
    """Department → a topic like this one that it refused with reason."""
    last: dict[int, tuple[Topic, Referral]] = {}
    for row in refused:
        if row.topic and row.referral:
            last.setdefault(row.topic.pk, (row.topic, row.referral))
    rows = [(str(pk), *letter(topic)) for pk, (topic, _) in last.items()]
    found: dict[int, str] = {}
    for hit in most_alike(rows, text=text, title=title, top=TOP):
        if hit.score >= ALIKE:
            topic, referral = last[int(hit.id)]
            found.setdefault(referral.department_id, topic.name)
    return found


_loaded: dict[int, Any] = {}


def current() -> Any:
    """The latest model; read again by a worker when another has trained a newer one."""
    newest = RoutingModel.objects.values_list("pk", flat=True).first()
    if newest is None:
        return None
    if newest not in _loaded:
        data = RoutingModel.objects.values_list("data", flat=True).filter(pk=newest).first()
        if data is None:
            return None
        _loaded.clear()
        _loaded[newest] = load_router(bytes(data))
    return _loaded[newest]
