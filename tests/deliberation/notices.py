"""Telling everybody on a roll in time, as a vote needs it before it may open."""

import datetime as dt

from django.utils.timezone import localdate

# Owners are asked for a week at least: what is closed at NOW was opened so long before.
OWNERS_OPEN = dt.timedelta(days=8)
REASON = "会议通知晚了，各方同意照开。"


def tell(motion, *, by, at, days=15, **fields):
    """A message to everybody on the roll, so many days before; nothing where no law asks."""
    from deliberation.actions import noticing
    from deliberation.voting import counting

    rule = counting.rule_of(motion, at)
    if not (rule.notice and rule.statutory and motion.roll):
        return None
    told_on = localdate(at) - dt.timedelta(days=days)
    fields = {"channel": "sms", "detail": "批次 1101", **fields}
    fields.setdefault("reached", motion.roll.entries.count())
    proof = noticing.Proof(told_on=told_on, **fields)
    return noticing.record_notice(motion, proof=proof, by=by, at=at)


def open_told(motion, *, by, at):
    """Tell everybody, then open; a council whose meeting was told of late says why."""
    from deliberation.actions import motions

    tell(motion, by=by, at=at)
    motions.open_motion(motion, by=by, at=at, reason=REASON if motion.rule == "council" else "")
