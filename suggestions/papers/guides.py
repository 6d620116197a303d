"""A guide as lines: what its PDF and DOCX print, chapter by chapter."""

import datetime as dt
from collections.abc import Iterator

from django.utils.timezone import localdate

from suggestions.documents.files import PrintedAs
from suggestions.documents.lines import (
    BODY,
    DATE,
    FOOT,
    HEADING1,
    HEADING2,
    MARK,
    NUMBER,
    SIGNER,
    TITLE,
    Line,
    chinese,
    day,
)
from suggestions.models import GuidePage, GuideStage
from suggestions.models.guide_blocks import clauses_of
from suggestions.telling.guides import written_by_guide

LARGE = 100  # from so many on digits are read more easily


def lines_of(page: GuidePage, at: dt.datetime) -> list[Line]:
    """Title and number, 第一章, 第一条, then who made it and when."""
    return [*_head(page, at), *_body(page), *_end(page)]


def _head(page: GuidePage, at: dt.datetime) -> Iterator[Line]:
    stage = page.stage(at)
    yield Line(TITLE, page.title)
    if stage != GuideStage.FINAL:
        yield Line(MARK, f"（{stage.label}，不是定稿）")
    if page.document_number:
        yield Line(NUMBER, page.document_number)


def _body(page: GuidePage) -> Iterator[Line]:
    chapters, last = 0, None
    for clause in clauses_of(page.body):
        if clause.chapter != last:
            last = clause.chapter
            if clause.chapter:
                chapters += 1
                yield Line(HEADING1, f"第{ordinal(chapters)}章　{clause.chapter}")
        head = f"第{ordinal(clause.number)}条" + (f"　{clause.heading}" if clause.heading else "")
        yield Line(HEADING2, head)
        lines = (line.strip() for line in clause.text.splitlines())
        yield from (Line(BODY, line) for line in lines if line)


def _end(page: GuidePage) -> Iterator[Line]:
    yield Line(SIGNER, page.organ)
    if page.adopted_on:
        yield Line(DATE, day(page.adopted_on))
    elif page.last_published_at:
        yield Line(DATE, f"{day(localdate(page.last_published_at))}公布")
    yield from (Line(FOOT, words) for words in _whose(page))


def _whose(page: GuidePage) -> Iterator[str]:
    """Whose words are in it, by the count of the page itself, and until when one can object."""
    number = written_by_guide([page.pk]).get(page.pk, 0)
    source = f"征集“{page.campaign.title}”等" if page.campaign else "征集"
    if number:
        where = "写进哪一条，在本站这份文本的页面上看得到"
        yield f"本文本写进了{source}的居民建议 {number} 条；{where}。"
    if page.adopted_on is None and page.comment_from and page.comment_until:
        first, last = day(page.comment_from), day(page.comment_until)
        yield f"公开征求意见：{first}至{last}。"


def ordinal(number: int) -> str:
    return chinese(number) if number < LARGE else str(number)


def printed_as(page: GuidePage, kind: str, at: dt.datetime) -> PrintedAs:
    """The same bytes for the same text; its moment is that of its publication."""
    moment = (page.last_published_at or at).astimezone(dt.UTC)
    return PrintedAs(kind, tuple(lines_of(page, at)), page.title, page.organ, moment)


def file_name(page: GuidePage, kind: str) -> str:
    return f"{page.title}.{kind}"
