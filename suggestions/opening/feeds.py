"""Atom feeds (RFC 4287): what is new, for programs that look for somebody."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed

ENTRIES = 40
TYPE = "application/atom+xml; charset=utf-8"
CACHED = "public, max-age=600"
# XML holds none of these, not even written as numbers.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """`link` is absolute and stays: it is also the entry's name."""

    title: str
    link: str
    text: str
    at: dt.datetime


def answer(request: HttpRequest, title: str, page: str, entries: Iterable[Entry]) -> HttpResponse:
    """A feed of `page`, or 304 to who has it already.

    There is no Last-Modified: what is taken out of sight leaves the feed without a newer date.
    """
    feed = Atom1Feed(
        title=_written(f"{title} - {settings.SITE_NAME}"),
        link=settings.SITE_URL + page,
        feed_url=settings.SITE_URL + request.get_full_path(),
        description=None,
        language="zh-Hans",
        author_name=_written(settings.SITE_ORGAN or settings.SITE_NAME),
    )
    for one in entries:
        feed.add_item(
            _written(one.title),
            one.link,
            _written(one.text),
            unique_id=one.link,
            pubdate=one.at,
            updateddate=one.at,
        )
    return conditional(request, feed.writeString("utf-8").encode(), TYPE)


def conditional(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """A small file that other programs ask for again and again."""
    response = HttpResponse(content, content_type=kind)
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = CACHED
    return get_conditional_response(request, etag, None, response) or response


def _written(text: str) -> str:
    return _UNWRITABLE.sub("", text)
