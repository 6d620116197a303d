"""数字异议: who says that a figure is wrong is answered, and both stand beside the figure."""

import datetime as dt

from django.db import IntegrityError, transaction

from deliberation.actions.record import note
from deliberation.actions.wording import open_words
from deliberation.models import Dispute, Figure
from deliberation.rules.effect import plain
from suggestions.actions.rules import Refused, move
from suggestions.actions.submitting import Changed
from suggestions.models import User
from suggestions.models.history import RESIDENT
from suggestions.text.language import TextTooLong, clean_text

LIMIT = 1000
WAITING = 30  # unanswered ones of one figure: more say nothing new
CHANGED = "这份表单刚才已经提交成功。您现在的内容与上次不同：如果还要再提一条，请再按一次按钮。"


def dispute_figure(figure: Figure, *, text: str, key: str, at: dt.datetime) -> Dispute:
    """Say what is wrong with it; the same `key` finds the same one, however often it is sent."""
    try:
        text = clean_text(text or "", limit=LIMIT)
    except TextTooLong as error:
        raise Refused(f"异议太长：{error}") from error
    if not text:
        raise Refused("请写明哪里不对，应该是多少。")
    if earlier := Dispute.objects.filter(key=key).first():
        return _same(earlier, figure, text)
    try:
        with transaction.atomic():
            _bounded(figure)
            dispute = Dispute.objects.create(
                figure=figure, key=key, text=text, said_of=said_of(figure), at=at
            )
            note(dispute, "dispute.received", at=at, actor=RESIDENT, data=_about(figure))
    except IntegrityError:
        return _same(Dispute.objects.get(key=key), figure, text)
    return dispute


def _same(earlier: Dispute, figure: Figure, text: str) -> Dispute:
    if (earlier.figure_id, earlier.text) != (figure.pk, text):
        raise Changed(CHANGED)
    return earlier


def _bounded(figure: Figure) -> None:
    """Within the transaction: those who come at one moment wait for each other."""
    Figure.objects.select_for_update().get(pk=figure.pk)
    if figure.disputes.filter(status=Dispute.Status.PENDING).count() >= WAITING:
        raise Refused(
            f"这个数字已经有 {WAITING} 条异议等着答复，暂时不再收新的。请过几天看这一页的答复。"
        )


def said_of(figure: Figure) -> str:
    """What everybody read when it was disputed: of a hidden figure nothing more."""
    if figure.denominator < figure.indicator.least or figure.is_withheld():
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
