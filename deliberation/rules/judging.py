"""The judge: one case in, one verdict out, by exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deliberation.rules import words
from deliberation.rules.case import Case, read_case
from deliberation.rules.model import Condition, Way
from deliberation.rules.verdict import Check, StillNeeded, Verdict, area_step

Checked = tuple[tuple[Condition, Check], ...]


def judge(case: Mapping[str, Any]) -> Verdict:
    """Judge one motion of one meeting by the rule in force on its day.

    Parameters
    ----------
    case
        ``rule``, ``on`` (ISO date or ``date``) and the groups ``eligible``, ``present``,
        ``for``, ``against``, ``abstain``, each with ``people`` and ``households`` (whole
        numbers) and ``area`` (a decimal string or ``Decimal``, square metres). Bases that
        the rule does not use may be left out. ``council`` also needs ``seats``,
        ``required_parties``, ``parties_present`` and ``threshold``. ``notice`` may say who
        was told when: a vote of which not everybody was told in time is then not valid.
        ``choice`` says what came of a vote among options (``ballots``): then ``for`` are
        the votes of the option that leads. Other keys are ignored.

    Returns
    -------
    Verdict
        ``passed`` is never true for an invalid meeting.

    Raises
    ------
    RuleError
        If the case is malformed or impossible, or no version of the rule was in force.

    Notes
    -----
    Where a law lets either residents or household representatives carry the quorum, the
    votes are counted on the base that carried it. If both carry it, the base on which
    votes were cast decides, heads first: 出席人的过半数 speaks of persons. Who is present
    and does not vote still counts in the denominator, like an abstention.

    Examples
    --------
    >>> verdict = judge({
    ...     "rule": "residents-representatives", "on": "2026-11-20",
    ...     "eligible": {"people": 45}, "present": {"people": 29},
    ...     "for": {"people": 29}, "against": {"people": 0}, "abstain": {"people": 0},
    ... })
    >>> verdict.valid, verdict.passed, verdict.still_needed.people
    (False, False, 1)
    >>> print(verdict.worked)
    应到45人，三分之二以上为30人，实到29人，未达到会人数，本次会议不能表决。
    """
    read = read_case(case)
    quorums = tuple((way, _check_quorum(way, read)) for way in read.ways)
    met = [way for way, checked in quorums if _all_met(checked)]
    told = read.notice is None or read.notice.enough
    valid = bool(met) and not read.missing_parties and told
    way = _carrying(met, read) if met else read.ways[0]
    passing = _check_passing(way, read)
    chosen = read.chosen is None or read.chosen.outcome.winner is not None
    passed = valid and chosen and _all_met(passing)
    return Verdict(
        valid=valid,
        passed=passed,
        reasons=_reasons(read, quorums, passing, bool(met), passed),
        quorum=tuple(check for _, checked in quorums for _, check in checked)
        + _parties_check(read),
        passing=tuple(check for _, check in passing),
        still_needed=StillNeeded() if met else _still_needed(quorums),
        worked=_worked(read, quorums, way, passing, (valid, passed)),
        law=read.rule.law,
        notice=read.notice.words() if read.notice else "",
    )


def _check_quorum(way: Way, case: Case) -> Checked:
    return tuple((c, _check(c, case, case.count("present", c.base))) for c in way.quorum)


def _check_passing(way: Way, case: Case) -> Checked:
    return tuple((c, _check(c, case, case.count("for", c.base))) for c in way.passing)


def _check(condition: Condition, case: Case, have: Any) -> Check:
    whole = case.whole(condition.of, condition.base)
    step = None
    if condition.base == "area":
        step = area_step([figures["area"] for figures in case.counts.values()])
    needed = condition.needed(whole, step)
    return Check(condition.base, needed, have, condition.met(have, whole))


def _all_met(checked: Checked) -> bool:
    return all(check.met for _, check in checked)


def _carrying(met: list[Way], case: Case) -> Way:
    """Choose the base that decides: the first with votes on it, else the first."""
    for way in met:
        if any(case.count(group, way.bases[0]) for group in ("for", "against", "abstain")):
            return way
    return met[0]


def _parties_check(case: Case) -> tuple[Check, ...]:
    if not case.required_parties:
        return ()
    needed = len(case.required_parties)
    have = needed - len(case.missing_parties)
    return (Check("parties", needed, have, have == needed),)


def _still_needed(quorums: tuple[tuple[Way, Checked], ...]) -> StillNeeded:
    """Take the way that is nearest; a household comes as one person, its representative."""

    def shortage(checked: Checked) -> StillNeeded:
        people = sum(int(check.short) for c, check in checked if c.base != "area")
        area = sum(check.short for c, check in checked if c.base == "area")
        return StillNeeded(people, area)

    return min((shortage(checked) for _, checked in quorums), key=lambda still: still.people)


def _reasons(
    case: Case,
    quorums: tuple[tuple[Way, Checked], ...],
    passing: Checked,
    met: bool,
    passed: bool,
) -> tuple[str, ...]:
    reasons: list[str] = []
    if not met:
        shortages = [check for _, checked in quorums for _, check in checked if not check.met]
        reasons += [words.quorum_reason(check, case.rule) for check in shortages]
        if len(quorums) > 1:
            reasons.append("人数和户数有一项够了就可以开会。")
    if case.missing_parties:
        reasons.append(f"{words.parties_clause(case)}。")
    if case.notice and not case.notice.enough:
        reasons.append(case.notice.missing())
    if reasons:
        return (*reasons, "会议无效，不能表决。")
    if passed:
        won = (
            f"票数达到规定，{words.ending(case, True)}。"
            if case.chosen
            else "同意票达到规定，通过。"
        )
        return ("会议有效。", won)
    return (
        "会议有效。",
        *(words.passing_reason(c, check, case) for c, check in passing if not check.met),
        f"{words.ending(case, False)}。",
    )


def _worked(
    case: Case,
    quorums: tuple[tuple[Way, Checked], ...],
    way: Way,
    passing: Checked,
    state: tuple[bool, bool],
) -> str:
    valid, passed = state
    sums = []
    for each, checked in quorums:
        name = f"{words.way_name(each)}：" if len(quorums) > 1 else ""
        sums.append(name + "；".join(words.quorum_clause(c, k, case) for c, k in checked))
    if case.required_parties:
        sums.append(words.parties_clause(case))
    if case.notice and not case.notice.enough:
        sums.append(case.notice.missing().rstrip("。"))
    came = "；".join(sums)
    subject = "本次表决" if case.rule.owners else "本次会议"
    note = "" if case.rule.statutory else "本次表决依本议事会的规则，不是法定表决。"
    if not valid:
        end = "本次表决无效" if case.rule.owners else "本次会议不能表决"
        return f"{came}，{end}。{note}"
    opened = f"{came}，{subject}{'有效' if case.rule.owners else '可以表决'}。"
    voted = "；".join(words.passing_clause(c, check, case) for c, check in passing)
    basis = f"{words.way_name(way)}计票：" if len(quorums) > 1 else ""
    return f"{opened}{basis}{voted}，{words.ending(case, passed)}。{note}"
