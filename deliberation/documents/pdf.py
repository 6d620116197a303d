"""The minutes as PDF: the same lines through an HTML template and the page rules of CSS."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from PIL import ImageFile

from deliberation.documents import layout
from deliberation.documents.lines import Line

HAIR = 0.002  # mm


class NoTypesetter(Exception):
    """This machine lacks pango, which draws the letters."""


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:  # the package is there, the system's library is not
        raise NoTypesetter(str(error)) from error
    # Importing it lets Pillow take half a picture in the whole process; uploads must not.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _nothing(url: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Everything that is printed is in the page itself."""
    raise ValueError(f"a paper fetches nothing: {url}")


def laid_out(lines: Sequence[Line], *, title: str, author: str) -> Any:
    """The paper as WeasyPrint's document: pages, boxes, then bytes."""
    weasyprint = _weasyprint()
    html = render_to_string(
        "deliberation/documents/paper.html", {"lines": lines, "title": title, "author": author}
    )
    css = render_to_string("deliberation/documents/paper.css", {"layout": _measures()})
    paper = weasyprint.HTML(string=html, url_fetcher=_nothing)
    return paper.render(stylesheets=[weasyprint.CSS(string=css, url_fetcher=_nothing)])


def pdf(lines: Sequence[Line], *, title: str, author: str, at: dt.datetime) -> bytes:
    """The file; its dates are those of the paper, not of the printing."""
    document = laid_out(lines, title=title, author=author)
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.created = document.metadata.modified = stamp
    return document.write_pdf(pdf_identifier=title.encode())


def _measures() -> dict[str, str]:
    """Lengths as CSS writes them, whatever the language of the site does to decimal points."""
    fonts = {
        name: ", ".join(f'"{font}"' for font in getattr(layout, name))
        for name in ("SONG_TITLE", "FANGSONG", "HEI", "KAI", "SONG")
    }
    lengths = {
        "top": layout.TOP,
        "bottom": layout.BOTTOM,
        "binding": layout.BINDING,
        "outer": layout.OUTER,
        # A hair less than the exact share: rounding must not push the last one out.
        "line": layout.LINE_MM - HAIR,
        "spacing": layout.SPACING_MM - HAIR,
        # Two, three and five places of a line, which are narrower than as many ems.
        **{f"places{n}": n * (layout.TYPE_WIDTH / layout.CHARACTERS - HAIR) for n in (2, 3, 5)},
    }
    sizes = {
        "body": layout.BODY_PT,
        "title": layout.TITLE_PT,
        "page_number": layout.PAGE_NUMBER_PT,
    }
    return {
        **fonts,
        **{name: f"{value:.4f}mm" for name, value in lengths.items()},
        **{name: f"{value}pt" for name, value in sizes.items()},
    }
