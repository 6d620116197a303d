"""提问 to a party: in public words, answered by its seat's link or as the secretary heard it."""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Comment, Matter, Party, Question, Seat
from suggestions.actions.rules import Refused, move
from suggestions.models import User

LIMIT, ANSWER, SOURCE = 500, 2000, 120
DAYS = 15  # to answer, where nobody says another day
SALT = "deliberation.asking"
Status = Question.Status


def ask(
    matter: Matter,
    *,
    party: Party,
    text: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
    seat: Seat | None = None,
) -> Question:
    """Of a seat, or of the council itself."""
    text = open_words(text, "问题", LIMIT)
    if due_on <= localdate(at):
        raise Refused("答复期限应当在今天以后。")
    if seat and seat.council_id != matter.council_id:
        raise Refused(f"{seat.holder}不是本议事会的成员。")
    return _ask(matter, party, text, due_on, by, at, seat=seat)


def ask_for_resident(comment: Comment, *, by: User, at: dt.datetime) -> Question | None:
    """What a resident addressed to a party, once it is public: its question from then on."""
    if comment.party is None:
        return None
    due_on = localdate(at) + dt.timedelta(days=DAYS)
    matter = comment.item.matter
    return _ask(matter, comment.party, comment.public_text, due_on, by, at, comment=comment)


def _ask(
    matter: Matter,
    party: Party,
    text: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime,
    *,
    seat: Seat | None = None,
    comment: Comment | None = None,
) -> Question:
    with transaction.atomic():
        made = Question.objects.create(
            matter=matter,
            party=party,
            text=text,
            due_on=due_on,
            seat=seat,
            comment=comment,
            asked_at=at,
            by=by,
        )
        data = {"party": party.name, "text": text, "due": f"{due_on:%Y-%m-%d}"}
        note(made, "question.asked", at=at, by=by, data=data)
    return made


def withdraw(question: Question, *, reason: str, by: User, at: dt.datetime) -> None:
    """撤回, with a reason that stays in the record."""
    reason = open_words(reason, "撤回的理由", 200)
    with transaction.atomic():
        move(question, Status.WITHDRAWN)
        note(question, "question.withdrawn", at=at, by=by, data={"reason": reason})


# --- answers --------------------------------------------------------------------------------


def note_answer(question: Question, *, answer: str, source: str, by: User, at: dt.datetime) -> None:
    """What the party said elsewhere, with where it was said."""
    source = open_words(source, "出处", SOURCE)
    _answer(question, answer, at, by=by, way=Question.Way.DESK, source=source)


def answer_by_link(question: Question, *, answer: str, seat: Seat, at: dt.datetime) -> None:
    """By a seat of the party that was asked."""
    if seat not in seats_that_may_answer(question, localdate(at)):
        raise Refused("请选择您的席位。")
    _answer(question, answer, at, way=Question.Way.LINK, answered_by=seat)


def _answer(
    question: Question, answer: str, at: dt.datetime, *, by: User | None = None, **how: object
) -> None:
    answer = open_words(answer, "答复", ANSWER)
    with transaction.atomic():
        move(question, Status.ANSWERED, answer=answer, answered_at=at, **how)
        data = {"answer": answer, "source": question.source}
        note(question, "question.answered", at=at, by=by, actor=question.party.name, data=data)


def seats_that_may_answer(question: Question, on: dt.date) -> list[Seat]:
    rows = question.council.seats.full().in_force(on).filter(party=question.party)
    return list(rows.select_related("party"))


# --- the party's link -------------------------------------------------------------------------


def answer_url(question: Question) -> str:
    """For the party's seats: good until somebody has answered."""
    token = signing.Signer(salt=SALT).sign_object([question.pk])
    return settings.SITE_URL + reverse("deliberation:answer", args=[token])


def read_link(token: str) -> Question | None:
    try:
        (pk,) = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Question.objects.select_related("matter__council__area", "party", "answered_by__party")
    return rows.filter(pk=pk).first()
