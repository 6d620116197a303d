"""What a row of a step says, in one sentence: for the desk, the public page and the minutes."""

import datetime as dt
from collections.abc import Callable, Iterator

from deliberation.models import FormatStep, FormRow
from deliberation.models.councils import surname_only
from deliberation.models.form_rows import LEAST_SLIPS, MARKS, mean
from suggestions.documents.lines import day

Proof = FormatStep.Proof
COMING = {"yes": "答应到会", "no": "答复不到会", "none": "没有答复"}


def words(row: FormRow, *, public: bool) -> str:
    """The row itself; names of who came in full only on the paper for the parties."""
    return WORDS[row.step.proof](row, public)


def answer_words(row: FormRow) -> str:
    """What became of it: the answer, or until when one is due."""
    if row.answered_on:
        return f"答复（{day(row.answered_on)}）：{row.answer}"
    return f"应在{day(row.due_on)}以前答复。" if row.due_on else ""


def marks(row: FormRow) -> Iterator[tuple[int, int]]:
    """Each mark with how many gave it."""
    return zip(MARKS, row.counts, strict=True)


def due(day_of_meeting: dt.date, today: dt.date, days: int) -> dt.date:
    """Until when a row is to be answered unless something else is agreed."""
    return max(day_of_meeting, today) + dt.timedelta(days=days)


def _person(row: FormRow, public: bool) -> str:
    name = row.public_name if public else row.name
    return f"（{name}）" if name else ""


def _said(text: str) -> str:
    """After a colon, and ended once."""
    return f"：{_ended(text)}" if text else "。"


def _ended(text: str) -> str:
    return text if text[-1:] in "。！？…" else f"{text}。"


def _invite(row: FormRow, public: bool) -> str:
    return f"邀请{row.side}{_person(row, public)}，{COMING[row.data['coming']]}{_said(row.text)}"


def _statement(row: FormRow, public: bool) -> str:
    spoke = "陈述" if row.data["spoke"] else "没有陈述"
    return f"{row.side}{_person(row, public)}{spoke}{_said(row.text)}"


def _subject(row: FormRow, public: bool) -> str:
    by = f"{row.side}（{row.department}）" if row.department else row.side
    return f"评议{row.text.rstrip('。')}，由{by}办理；标准：{'、'.join(row.data['criteria'])}。"


def _rating(row: FormRow, public: bool) -> str:
    came = f"{row.text}：{row.side}评，发出{row.data['sent']}份，"
    if not row.shown:
        return f"{came}收回不足{LEAST_SLIPS}份，不公开分数。"
    each = "，".join(f"{mark}分{n}份" for mark, n in marks(row))
    return f"{came}收回{row.slips}份，平均{mean(row.counts)}分（{each}）。"


def _question(row: FormRow, public: bool) -> str:
    return _ended(row.text)


def _group(row: FormRow, public: bool) -> str:
    name = row.public_name if public else row.name
    called = f"{name}召集，" if name else ""
    return f"{row.side}（{called}{row.data['people']}人）{_said(row.text)}"


def _idea(row: FormRow, public: bool) -> str:
    return f"{row.side}{_said(row.text)}"


def _visit(row: FormRow, public: bool) -> str:
    return f"{row.side}{_said(row.text)}由{row.data['taker']}接办。"


def _agreement(row: FormRow, public: bool) -> str:
    if not row.data["agreed"]:
        return f"没有达成协议：{_ended(row.text)}"
    signers = [
        f"{side}{surname_only(name) if public else name}" for side, name in row.data["signers"]
    ]
    signed = f"签字：{'、'.join(signers)}。" if signers else "没有签字。"
    return f"达成协议：{_ended(row.text)}{signed}"


def _summon(row: FormRow, public: bool) -> str:
    unit = f"{row.side}（{row.department}）" if row.department else row.side
    return f"约请{unit}，请它答复：{_ended(row.text)}"


def _arrival(row: FormRow, public: bool) -> str:
    came = "到场" if row.data["came"] else "没有到场"
    return f"{row.side}{_person(row, public)}{came}{_said(row.text)}"


WORDS: dict[str, Callable[[FormRow, bool], str]] = {
    Proof.INVITE: _invite,
    Proof.STATEMENT: _statement,
    Proof.SUBJECT: _subject,
    Proof.RATING: _rating,
    Proof.QUESTION: _question,
    Proof.GROUP: _group,
    Proof.IDEA: _idea,
    Proof.VISIT: _visit,
    Proof.AGREEMENT: _agreement,
    Proof.SUMMON: _summon,
    Proof.ARRIVAL: _arrival,
}

# On which fields of the row its sentence stands, for the minutes.
SOURCES: dict[str, tuple[str, ...]] = {
    Proof.INVITE: ("side", "name", "data.coming", "text"),
    Proof.STATEMENT: ("side", "name", "data.spoke", "text"),
    Proof.SUBJECT: ("text", "side", "data.criteria"),
    Proof.RATING: ("text", "side", "data.sent", "data.counts"),
    Proof.QUESTION: ("text",),
    Proof.GROUP: ("side", "name", "data.people", "text"),
    Proof.IDEA: ("side", "text"),
    Proof.VISIT: ("side", "text", "data.taker"),
    Proof.AGREEMENT: ("data.agreed", "text", "data.signers"),
    Proof.SUMMON: ("side", "text"),
    Proof.ARRIVAL: ("side", "name", "data.came", "text"),
}
