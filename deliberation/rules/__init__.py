"""The legal rules of a vote as dated data, and one exact judge; standard library only.

A meeting is judged by the version in force on its day, so an old record never turns
invalid when a law changes. ``python -m deliberation.rules`` is the command line.
"""

from deliberation.rules.chosen import YES_OR_NO, Chosen, read_chosen, refuse_options
from deliberation.rules.judging import judge
from deliberation.rules.model import UNVERIFIED, Condition, Law, Rule, RuleError, Span, Term, Way
from deliberation.rules.notice import Noticed, Told, read_notice
from deliberation.rules.tables import BY_AREA, RULES, rule_in_force
from deliberation.rules.verdict import Check, StillNeeded, Verdict

__all__ = [
    "BY_AREA",
    "RULES",
    "UNVERIFIED",
    "YES_OR_NO",
    "Check",
    "Chosen",
    "Condition",
    "Law",
    "Noticed",
    "Rule",
    "RuleError",
    "Span",
    "StillNeeded",
    "Term",
    "Told",
    "Verdict",
    "Way",
    "judge",
    "read_chosen",
    "read_notice",
    "refuse_options",
    "rule_in_force",
]
