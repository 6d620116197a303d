"""公文: drawn up, revised, numbered, voided, signed for; every version frozen."""

import datetime as dt
from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from suggestions.actions.answering import members
from suggestions.actions.rules import Overtaken, Refused, move, needed, overtaken
from suggestions.documents import files
from suggestions.documents.lines import Line
from suggestions.documents.pdf import NoTypesetter
from suggestions.models import (
    Paper,
    PaperKind,
    PaperRegister,
    PaperStep,
    PaperVersion,
    Referral,
    Topic,
    User,
)
from suggestions.papers import about_referral, about_topic, composing
from suggestions.papers.kinds import full_number
from suggestions.text.language import clean_text

TITLE_LIMIT, NAMES_LIMIT, BODY_LIMIT = 100, 200, 5000
Step = PaperStep.Verb
UNTOLD = {
    PaperKind.REMINDER: "还没有催办记录，请先催办。",
    PaperKind.SUPERVISION: "还没有督办记录，请先督办。",
    PaperKind.REASSIGNMENT: "这个单位不是改派来的，不用改派通知。",
    PaperKind.EXTENSION: "还没有同意过延期，不用延期告知。",
}


def draw_for_referral(referral: Referral, *, kind: str, by: User, at: dt.datetime) -> Paper:
    """A draft about a referral, from what is recorded of it."""
    event = about_referral.told_event(kind, referral)
    if event is None and kind in UNTOLD:
        raise Refused(UNTOLD[PaperKind(kind)])
    paper = Paper(kind=kind, referral=referral, topic=referral.topic, event=event)
    return draw(paper, by=by, at=at)


def draw_for_topic(topic: Topic, *, kind: str, by: User, at: dt.datetime) -> Paper:
    """A draft about a topic: its answer in writing, or what people say of it for a leader."""
    if kind == PaperKind.REPLY and about_topic.standing_answer(topic) is None:
        raise Refused("这个问题还没有采用的答复，不能拟答复书面稿。")
    if not members(topic).exists():
        raise Refused("这个问题里还没有确认的建议，不能拟公文。")
    return draw(Paper(kind=kind, topic=topic), by=by, at=at)


def draw(paper: Paper, *, by: User, at: dt.datetime) -> Paper:
    """A draft of what the record gives, in its first version."""
    paper.drawn_by, paper.drawn_at = by, at
    facts = composing.facts_of(paper, at)
    paper.title = facts.title[:TITLE_LIMIT]
    paper.addressee = facts.addressee[:NAMES_LIMIT]
    paper.copies = facts.copies[:NAMES_LIMIT]
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
            _freeze(paper, 1, composing.lines_of(paper, at), by, at)
            _note(paper, Step.DRAWN, by, at)
    except IntegrityError as error:
        raise Refused(
            f"已经有一份{paper.get_kind_display()}在拟稿，请到“公文”里接着办，或者先作废它。"
        ) from error
    return paper


def revise(
    paper: Paper,
    *,
    title: str,
    addressee: str,
    copies: str,
    body: str,
    red_head: bool,
    seen: int,
    by: User,
    at: dt.datetime,
) -> PaperVersion:
    """Another version, in other words, with the record as it stands now. `seen`: the one read."""
    fields = {
        "title": needed(title, "标题", TITLE_LIMIT),
        "addressee": clean_text(addressee, limit=NAMES_LIMIT, lines=False),
        "copies": clean_text(copies, limit=NAMES_LIMIT, lines=False),
        "body": clean_text(body, limit=BODY_LIMIT),
        "red_head": red_head,
    }
    with transaction.atomic():
        if not Paper.objects.filter(pk=paper.pk, status=Paper.Status.DRAFT).update(**fields):
            raise overtaken(paper)
        for name, value in fields.items():
            setattr(paper, name, value)
        last = _unchanged(paper, seen)
        version = _freeze(paper, last.number + 1, composing.lines_of(paper, at), by, at)
        _note(paper, Step.REVISED, by, at, str(version))
    return version


def issue(paper: Paper, *, seen: int, by: User, at: dt.datetime) -> Paper:
    """编号印发: the next number of its kind and year, under the very words that were read.

    The register's row is held until all is written: no number is given twice, none is lost.
    """
    year = localdate(at).year
    with transaction.atomic():
        held = PaperRegister.objects.select_for_update()
        register, _ = held.get_or_create(kind=paper.kind, year=year)
        register.last += 1
        register.save(update_fields=["last"])
        move(paper, Paper.Status.ISSUED, year=year, number=register.last, issued_at=at)
        last = _unchanged(paper, seen)
        lines = composing.issued(composing.kept_lines(last), paper)
        version = _freeze(paper, last.number + 1, lines, by, at)
        _note(paper, Step.ISSUED, by, at, full_number(paper))
    keep_files(version)
    return paper


def keep_files(version: PaperVersion) -> None:
    """The bytes of what was issued, set once and kept. Outside of the register's lock: a PDF
    takes a second; who finds none yet sets it again, to the same bytes."""
    for kind in files.TYPES:
        if getattr(version, f"{kind}_digest"):
            continue
        try:
            data = files.composed(composing.printed_as(version, kind))
        except NoTypesetter:
            continue  # the DOCX is there; the PDF as soon as the machine can
        digest = files.digest(data)
        name = version.docx.storage.save(f"papers/{digest}.{kind}", ContentFile(data))
        rows = PaperVersion.objects.filter(pk=version.pk, **{f"{kind}_digest": ""})
        if rows.update(**{kind: name, f"{kind}_digest": digest}):
            version.refresh_from_db(fields=[kind, f"{kind}_digest"])


def void(paper: Paper, *, reason: str, by: User, at: dt.datetime) -> Paper:
    """作废: it goes no further; a number that it has is not given again."""
    reason = needed(reason, "作废的理由", 500)
    with transaction.atomic():
        move(paper, Paper.Status.VOID, void_reason=reason)
        _note(paper, Step.VOIDED, by, at, reason)
    return paper


def receive(
    paper: Paper, *, received_by: str, received_on: dt.date, by: User, at: dt.datetime
) -> Paper:
    """登记签收: the slip has come back."""
    received_by = needed(received_by, "签收人", 60)
    if paper.issued_at and not localdate(paper.issued_at) <= received_on <= localdate(at):
        raise Refused("签收日期要在印发当天或以后，不能晚于今天。")
    with transaction.atomic():
        rows = Paper.objects.filter(pk=paper.pk, status=Paper.Status.ISSUED, received_on=None)
        if not rows.update(received_by=received_by, received_on=received_on):
            raise overtaken(paper)
        paper.received_by, paper.received_on = received_by, received_on
        _note(paper, Step.RECEIVED, by, at, f"{received_by}，{received_on:%Y-%m-%d}")
    return paper


def _unchanged(paper: Paper, seen: int) -> PaperVersion:
    """The last version, if it is the one that was read."""
    last = paper.versions.order_by("-number")[0]
    if last.number != seen:
        raise Overtaken("您看的时候，别人刚改过这份稿子。请核对现在的内容，再来一次。")
    return last


def _freeze(
    paper: Paper, number: int, lines: Sequence[Line], by: User, at: dt.datetime
) -> PaperVersion:
    rows = composing.stored(lines)
    return PaperVersion.objects.create(
        paper=paper,
        number=number,
        lines=rows,
        digest=composing.digest(rows),
        made_by=by,
        made_at=at,
    )


def _note(paper: Paper, verb: str, by: User, at: dt.datetime, reason: str = "") -> None:
    PaperStep.objects.create(
        paper=paper, verb=verb, reason=reason, by=by, at=at, instead_of=by.acts_for
    )
