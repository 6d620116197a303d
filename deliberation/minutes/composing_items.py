"""The agenda's part of the minutes: matters, what was said, options, votes, what came of them."""

from typing import Any

from django.db.models import Prefetch
from django.utils.timezone import localdate

from deliberation.minutes.movements import present_of, present_words
from deliberation.minutes.sentences import Sources, fields, of
from deliberation.models import (
    AgendaItem,
    Matter,
    Meeting,
    MoneySource,
    Motion,
    Option,
    Passing,
    Remark,
    Resolution,
    StepTaken,
)
from deliberation.rules import RuleError, ballots, rule_in_force

CHOICES = ("for", "against", "abstain")


def items_of(meeting: Meeting, *, moved: bool = False) -> list[dict[str, Any]]:
    """All items in the order in which they stood on the agenda."""
    rows = (
        meeting.items.select_related("matter__topic", "matter__proposal")
        .prefetch_related(
            Prefetch(
                "matter__steps", StepTaken.objects.select_related("step").order_by("step__order")
            ),
            Prefetch("matter__passings", Passing.objects.select_related("target", "source")),
            "remarks__party",
            "remarks__seat__party",
            Prefetch("options", Option.objects.prefetch_related("money")),
            Prefetch("motions", Motion.objects.select_related("option", "repeats")),
            "motions__amendments",
            Prefetch(
                "motions__resolution",
                Resolution.objects.prefetch_related("money", "tasks"),
            ),
        )
        .order_by("order", "pk")
    )
    return [_item(item, meeting, moved) for item in rows]


def _item(item: AgendaItem, meeting: Meeting, moved: bool) -> dict[str, Any]:
    matter, on = item.matter, localdate(meeting.starts_at)
    return {
        "of": of(item),
        "matter_of": of(matter),
        "source_of": [*fields(of(matter), "source"), *_topic(matter)],
        "title": matter.title,
        "body": matter.body,
        "source": _source(matter),
        "status": item.get_status_display(),
        "steps": [_step(taken) for taken in matter.steps.all() if taken.on <= on],
        "remarks": [_remark(remark) for remark in item.remarks.all()],
        "options": [_option(option) for option in item.options.all()],
        "motions": [_motion(motion, on, meeting, moved) for motion in item.motions.all()],
        "outcome": item.outcome,
        "passed": [_passing(p) for p in matter.passings.all() if localdate(p.at) >= on]
        if item.status == AgendaItem.Status.PASSED
        else [],
    }


def _source(matter: Matter) -> str:
    if matter.topic:
        return f"{matter.get_source_display()}“{matter.topic.name}”"
    return matter.get_source_display()


def _topic(matter: Matter) -> Sources:
    return fields(of(matter.topic), "name") if matter.topic else ()


def _step(taken: StepTaken) -> dict[str, Any]:
    return {
        "of": of(taken),
        "name_of": [*fields(of(taken.step), "name")],
        "name": taken.step.name,
        "left_out": taken.left_out,
        "on": taken.on.isoformat(),
        "note": taken.note,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    shown = fields(of(remark.seat), "shown") if remark.seat else fields(of(remark), "name")
    return {
        "of": [*fields(of(remark), "gist", "name")],
        "shown_of": [*fields(of(remark), "gist"), *shown],
        "party_of": [*fields(of(remark.party), "name")] if remark.party else [],
        "name": remark.name,
        "shown": remark.public_name,
        "party": remark.party.name if remark.party else "",
        "gist": remark.gist,
    }


def _option(option: Option) -> dict[str, Any]:
    money = list(option.money.all())
    return {
        "of": of(option),
        "money_of": [source for row in money for source in fields(of(row), "source", "amount")],
        "title": option.title,
        "detail": option.detail,
        "carrier": option.carrier,
        "weeks": option.weeks or 0,
        "money": [[row.get_source_display(), f"{row.amount:.2f}"] for row in money],
        "total": f"{sum(row.amount for row in money):.2f}",
    }


def _motion(motion: Motion, on: Any, meeting: Meeting, moved: bool) -> dict[str, Any]:
    verdict, resolution = motion.verdict, getattr(motion, "resolution", None)
    law = verdict.get("law") or {}
    return {
        "of": of(motion),
        "result": motion.result_words,
        "title": motion.title,
        "text": motion.text,
        "rule": _rule(motion, on),
        "law": f"{law['name']}{law['article']}" if law else "",
        "in_force": law.get("from") or "",
        "method": motion.get_method_display() + ("（无记名）" if motion.secret else ""),
        "status": motion.status,
        "status_words": motion.get_status_display(),
        "counts": {choice: _people(motion, choice) for choice in CHOICES},
        "worked": verdict.get("worked", ""),
        **(_chosen(motion) if motion.chooses else {}),
        **({"amended": _amended(motion)} if motion.version > 1 else {}),
        "notice": verdict.get("notice", ""),
        # Who was there at its moment, where people came and went between the votes.
        "here": present_words(motion, meeting) if moved else "",
        "here_of": list(present_of(motion)),
        "reasons": verdict.get("reasons", []),
        "passed": bool(motion.passed),
        "annulled_because": motion.annulled_because,
        "repeats": motion.repeats_id is not None,
        "resolution": _resolution(resolution) if resolution else None,
    }


def _chosen(motion: Motion) -> dict[str, Any]:
    """What was chosen from, by which count, and the votes of each option in every round."""
    rounds = motion.case["choice"]["outcome"]["rounds"] if motion.case else []
    return {
        "form": motion.get_form_display(),
        "answers": list(motion.answers),
        "counting": ballots.COUNTED[motion.form],
        "rounds": [one["votes"] for one in rounds],
    }


def _amended(motion: Motion) -> list[dict[str, Any]]:
    """Who moved which version, and why."""
    return [
        {"of": of(row), "number": row.number, "mover": row.mover, "because": row.because}
        for row in motion.amendments.all()
    ]


def _rule(motion: Motion, on: Any) -> str:
    try:
        return rule_in_force(motion.rule, on).title
    except RuleError:
        return motion.rule


def _people(motion: Motion, choice: str) -> str:
    """Heads, or households where the vote counted those."""
    counts = motion.case.get(choice) or {}
    return str(counts.get("people") or counts.get("households") or 0)


def _resolution(resolution: Resolution) -> dict[str, Any]:
    money, tasks = resolution.money.all(), resolution.tasks.all()
    return {
        "of": of(resolution),
        "money_of": [source for row in money for source in fields(of(row), "source", "amount")],
        "tasks_of": [of(task) for task in tasks],
        "number": resolution.full_number,
        "title": resolution.title,
        "text": resolution.text,
        "lead": resolution.lead,
        "helpers": list(resolution.helpers),
        "money": [[MoneySource(r.source).label, f"{r.amount:.2f}"] for r in money],
        "tasks": [[t.title, t.lead, t.due_on.isoformat()] for t in tasks],
    }


def _passing(passing: Passing) -> dict[str, str]:
    return {
        "of": of(passing),
        "to_of": of(passing.target),
        "way": passing.get_way_display(),
        "to": passing.target.name,
        "reason": passing.reason,
    }
