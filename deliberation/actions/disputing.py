"""数字异议: who says that a figure is wrong is answered, and both stand beside the figure."""

import datetime as dt

from django.db import IntegrityError, transaction

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Dispute, Figure
from deliberation.rules.effect import plain
from suggestions.actions.rules import Refused, move
from suggestions.models import User
from suggestions.models.history import RESIDENT
from suggestions.text.language import TextTooLong, clean_text

LIMIT = 1000


def dispute_figure(figure: Figure, *, text: str, key: str, at: dt.datetime) -> Dispute:
    """Say what is wrong with it; the same `key` finds the same one, however often it is sent."""
    try:
        text = clean_text(text or "", limit=LIMIT)
    except TextTooLong as error:
        raise Refused(f"异议太长：{error}") from error
    if not text:
        raise Refused("请写明哪里不对，应该是多少。")
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                figure=figure, key=key, text=text, said_of=said_of(figure), at=at
            )
            note(dispute, "dispute.received", at=at, actor=RESIDENT, data=_about(figure))
    except IntegrityError:
        return Dispute.objects.get(key=key)
    return dispute


def said_of(figure: Figure) -> str:
    """What everybody read when it was disputed: of a hidden figure nothing more."""
    if figure.denominator < figure.indicator.least:
        return "没有显示的数"
    return f"{plain(figure.numerator)} / {plain(figure.denominator)}"


def answer_dispute(
    dispute: Dispute, *, public_text: str, answer: str, by: User, at: dt.datetime
) -> None:
    """After a look: what of it everybody may read, and what is answered, at once."""
    public_text = open_words(public_text, "公开的异议", LIMIT)
    answer = open_words(answer, "答复", LIMIT)
    with transaction.atomic():
        move(
            dispute,
            Dispute.Status.ANSWERED,
            public_text=public_text,
            answer=answer,
            answered_by=by,
            answered_at=at,
        )
        data = {**_about(dispute.figure), "text": public_text, "answer": answer}
        note(dispute, "dispute.answered", by=by, at=at, data=data)


def _about(figure: Figure) -> dict[str, str]:
    return {"indicator": figure.indicator.name, "month": f"{figure.month:%Y-%m}"}
