"""A paper as its list of lines: what page, DOCX and PDF print."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from django.utils.timezone import localdate

from suggestions.documents.files import PrintedAs
from suggestions.documents.lines import (
    BLANK,
    COPIES,
    DATE,
    IMPRINT,
    MARK,
    MASTHEAD,
    NUMBER,
    RULE,
    SIGNER,
    SLIP,
    TITLE,
    TO,
    Line,
    day,
)
from suggestions.models import Paper, PaperKind, PaperVersion
from suggestions.papers import about_referral, about_topic, reports, wording
from suggestions.papers.facts import Facts, numbered, paragraphs
from suggestions.papers.kinds import SHAPES, full_number, office

OPEN_DATE, BY_HAND, TAKEN = "　　　　年　　月　　日", "＿＿＿＿＿＿＿＿＿＿", "收到公文"


def facts_of(paper: Paper, at: dt.datetime) -> Facts:
    """What the record gives now."""
    if paper.referral is not None:
        return about_referral.facts(paper.kind, paper.referral, paper.event, at)
    if paper.topic is not None:
        return about_topic.facts(paper.kind, paper.topic, at)
    if paper.campaign is not None:
        return reports.campaign_facts(paper.campaign, at)
    if paper.first_month is not None:
        return reports.period_facts(paper.kind, paper.first_month, at)
    raise LookupError(f"a {paper.kind} about nothing")


def lines_of(paper: Paper, at: dt.datetime) -> list[Line]:
    """All lines of a draft, as the record stands at `at`."""
    facts = facts_of(paper, at)
    shape = SHAPES[PaperKind(paper.kind)]
    sentences = wording.of(shape).filled(facts.braces)
    return [
        *_head(paper),
        *paragraphs(sentences.opening),
        *numbered(facts.sections),
        *paragraphs(paper.body),
        *paragraphs(sentences.closing),
        *_end(paper),
        *(_slip(paper, facts) if shape.slip else ()),
    ]


def _head(paper: Paper) -> Iterator[Line]:
    mark = Line(MARK, "（拟稿，未编号）")
    if paper.red_head:
        yield from (Line(MASTHEAD, office()), mark, Line(RULE, ""), Line(TITLE, paper.title))
    else:
        yield from (Line(TITLE, paper.title), mark)
    if paper.addressee:
        yield Line(TO, f"{paper.addressee}：")


def _end(paper: Paper) -> Iterator[Line]:
    """署名 and 成文日期, over which the seal is put, then 版记."""
    yield Line(SIGNER, office())
    yield Line(DATE, OPEN_DATE)
    if paper.copies:
        yield Line(COPIES, f"{paper.copies}。", "抄送")
    if paper.red_head:
        yield Line(IMPRINT, "", cells=(office(), OPEN_DATE))


def _slip(paper: Paper, facts: Facts) -> Iterator[Line]:
    """签收回执, filled in with what the system knows already."""
    who, on = facts.received or ("", None)
    yield Line(SLIP, "签收回执")
    yield Line(BLANK, f"{BY_HAND}《{paper.title}》", TAKEN)
    yield Line(BLANK, f"{BY_HAND}（盖章）", "签收单位")
    yield Line(BLANK, who or BY_HAND, "签收人")
    yield Line(BLANK, f"{day(on)}（系统签收）" if on else OPEN_DATE, "签收日期")


def issued(lines: Sequence[Line], paper: Paper) -> list[Line]:
    """The draft that was read, with its number and its date: nothing else changes."""
    number = full_number(paper)
    on = day(localdate(paper.issued_at)) if paper.issued_at else ""

    def finished(line: Line) -> Line:
        if line.kind == MARK:
            return Line(NUMBER, number)
        if line.kind == DATE:
            return Line(DATE, on)
        if line.kind == IMPRINT:
            return replace(line, cells=(line.cells[0], f"{on}印发"))
        if line.kind == BLANK and line.label == TAKEN:
            return replace(line, text=line.text.replace(BY_HAND, number, 1))
        return line

    return [finished(line) for line in lines]


# --- frozen -----------------------------------------------------------------------------------


def stored(lines: Sequence[Line]) -> list[dict]:
    """The lines as they are kept, and read back by `kept_lines`."""
    return [{**asdict(line), "cells": list(line.cells)} for line in lines]


def kept_lines(version: PaperVersion) -> tuple[Line, ...]:
    return tuple(Line(**{**row, "cells": tuple(row["cells"])}) for row in version.lines)


def digest(rows: list[dict]) -> str:
    """The fingerprint of a version's words."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def printed_as(version: PaperVersion, kind: str) -> PrintedAs:
    """The file of a version: the same at every printing."""
    at = version.made_at.astimezone(dt.UTC)
    return PrintedAs(kind, kept_lines(version), version.paper.title, office(), at)


def file_name(paper: Paper, kind: str) -> str:
    return f"{full_number(paper) or paper.get_kind_display() + '（拟稿）'}{paper.title}.{kind}"
