"""批示: what leaders wrote on papers, what is to be done by when, and what was answered."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from suggestions.actions.rules import Refused, move, needed
from suggestions.models import Instruction, Paper, PaperStep, User
from suggestions.text.language import clean_text

Status, Step = Instruction.Status, PaperStep.Verb


def instruct(
    paper: Paper,
    *,
    leader: str,
    given_on: dt.date,
    text: str,
    task: str,
    carrier: str,
    due_on: dt.date | None,
    by: User,
    at: dt.datetime,
) -> Instruction:
    """登记批示. With a task it stays open until it is answered; without one it is noted."""
    if paper.status != Paper.Status.ISSUED or paper.issued_at is None:
        raise Refused("只有已印发的公文可以登记批示，请先编号印发。")
    if not localdate(paper.issued_at) <= given_on <= localdate(at):
        raise Refused("批示日期要在印发当天或以后，不能晚于今天。")
    task = clean_text(task, limit=200, lines=False)
    if bool(task) != bool(due_on):
        raise Refused("要办的事和办理期限要一起填；没有要办的，两个都留空。")
    if due_on and due_on < given_on:
        raise Refused("办理期限不能早于批示日期。")
    with transaction.atomic():
        instruction = Instruction.objects.create(
            paper=paper,
            leader=needed(leader, "批示人", 60),
            given_on=given_on,
            text=needed(text, "批示内容", 2000),
            task=task,
            carrier=clean_text(carrier, limit=80, lines=False),
            due_on=due_on,
            status=Status.OPEN if task else Status.NOTED,
            recorded_by=by,
            recorded_at=at,
        )
        _note(instruction, Step.INSTRUCTED, instruction.leader, by, at)
    return instruction


def settle(instruction: Instruction, *, answer: str, by: User, at: dt.datetime) -> Instruction:
    """办结: what was done about it, as it was answered to the leader."""
    answer = needed(answer, "办理结果", 2000)
    with transaction.atomic():
        move(instruction, Status.ANSWERED, answer=answer, answered_at=at)
        _note(instruction, Step.ANSWERED, instruction.leader, by, at)
    return instruction


def _note(instruction: Instruction, verb: str, words: str, by: User, at: dt.datetime) -> None:
    PaperStep.objects.create(
        paper=instruction.paper, verb=verb, reason=words, by=by, at=at, instead_of=by.acts_for
    )
