"""sitemap.xml: an index of parts, each a block of keys, so that no part grows with the site."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.models import Page

from suggestions.opening.pages import Section, page_link, sections

BLOCK = 10_000  # keys a part; the protocol allows 50,000 addresses
PAGES = "pages"
OWN = (
    "suggestions:campaigns",
    "suggestions:list",
    "suggestions:monthly",
    "suggestions:data",
    "suggestions:api_docs",
)
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def index() -> str:
    parts = [reverse("suggestions:sitemap_part", args=[PAGES, 0])]
    for one in sections().values():
        ends = one.rows().order_by().aggregate(first=Min("pk"), last=Max("pk"))
        if ends["last"] is not None:
            blocks = range(ends["first"] // BLOCK, ends["last"] // BLOCK + 1)
            parts += [reverse("suggestions:sitemap_part", args=[one.name, n]) for n in blocks]
    rows = (f"<sitemap><loc>{_absolute(path)}</loc></sitemap>" for path in parts)
    return _document("sitemapindex", rows)


def part(name: str, number: int) -> str | None:
    """The addresses of one block; None where there is no such part."""
    if name == PAGES:
        return _document("urlset", _pages()) if number == 0 else None
    section = sections().get(name)
    return section and _document("urlset", _records(section, number))


def _records(one: Section, number: int) -> Iterator[str]:
    columns = [one.named_by, *([one.moment] if one.moment else [])]
    first = number * BLOCK
    rows = one.rows().filter(pk__gte=first, pk__lt=first + BLOCK).order_by("pk")
    for named, *moment in rows.values_list(*columns):
        day = f"<lastmod>{localdate(moment[0])}</lastmod>" if moment and moment[0] else ""
        yield f"<url><loc>{_absolute(reverse(one.address, args=[named]))}</loc>{day}</url>"


def _pages() -> Iterator[str]:
    """The editors' pages and our own that stand for themselves."""
    for page in Page.objects.live().public().filter(depth__gt=1).order_by("path")[:BLOCK]:
        if url := page_link(page):
            moment = page.last_published_at
            day = f"<lastmod>{localdate(moment)}</lastmod>" if moment else ""
            yield f"<url><loc>{escape(url)}</loc>{day}</url>"
    for name in OWN:
        yield f"<url><loc>{_absolute(reverse(name))}</loc></url>"


def _absolute(path: str) -> str:
    return escape(settings.SITE_URL + path)


def _document(root: str, rows: Iterable[str]) -> str:
    lines = "\n".join(rows)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_SPACE}>\n{lines}\n</{root}>\n'
