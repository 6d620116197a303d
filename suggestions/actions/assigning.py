"""分办: a department's leader, or a section's head, gives a referral to a section or a clerk."""

import datetime as dt

from django.db import transaction

from suggestions.actions.rules import Overtaken, Refused, overtaken, record
from suggestions.models import Referral, Section, User, Verb


def mark(referral: Referral) -> str:
    """What a form remembers of where it lay."""
    return f"{referral.section_id or ''}-{referral.handler_id or ''}"


def whose(referral: Referral) -> str:
    """Where it lies inside the department, in words."""
    found = (referral.section, referral.handler)
    return " ".join(str(part) for part in found if part)


def assign(
    referral: Referral,
    *,
    section: Section | None = None,
    handler: User | None = None,
    seen: str | None = None,
    by: User,
    at: dt.datetime,
) -> Referral:
    """To a section, to a clerk, or (with neither) back to the department as a whole."""
    if referral.status not in Referral.WITH_DEPARTMENT:
        raise overtaken(referral)
    if handler and not section:
        section = handler.section
    check(referral, section, handler)
    was = {"section": referral.section_id, "handler": referral.handler_id}
    if seen is not None and seen != mark(referral):
        raise Overtaken(
            f"同事刚把它分给了{whose(referral) or '本单位（没有分办）'}，请刷新页面后再看。"
        )
    if was == {"section": section and section.pk, "handler": handler and handler.pk}:
        raise Refused("没有改动：它现在就是这样分的。")
    to = " ".join(str(part) for part in (section, handler) if part)
    with transaction.atomic():
        rows = Referral.objects.filter(pk=referral.pk, status=referral.status, **was)
        if not rows.update(section=section, handler=handler):
            raise Overtaken("同事刚刚办过这个事项，请刷新页面后再看。")
        record(Verb.ASSIGNED, referral, at=at, by=by, reason=to or "收回，不再分给谁")
    referral.section, referral.handler = section, handler
    return referral


def check(referral: Referral, section: Section | None, handler: User | None) -> None:
    if section and (section.department_id != referral.department_id or not section.active):
        raise Refused("请选本单位的科室。")
    if handler is None:
        return
    if handler.department_id != referral.department_id or not handler.is_active:
        raise Refused("请选本单位在岗的经办人。")
    if section and handler.section_id not in (None, section.pk):
        raise Refused(f"{handler}不在{section}。请改选科室，或者换一位经办人。")
