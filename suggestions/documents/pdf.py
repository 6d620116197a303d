"""A paper as PDF: the same lines through an HTML template and the page rules of CSS."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from PIL import ImageFile

from suggestions.documents import layout
from suggestions.documents.lines import Line, blocks, widths

HAIR = 0.002  # mm
# How the page looks: by the rules of 公文, for a certificate with some of its own after them.
PAPER, CERTIFICATE = "paper", "certificate"


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


def laid_out(lines: Sequence[Line], *, title: str, author: str, look: str = PAPER) -> Any:
    """The paper as WeasyPrint's document: pages, boxes, then bytes."""
    weasyprint = _weasyprint()
    html = render_to_string(
        "suggestions/documents/paper.html",
        {"blocks": _shown(lines), "title": title, "author": author},
    )
    measures = {"layout": _measures()}
    rules = [render_to_string(f"suggestions/documents/{name}.css", measures)
             for name in dict.fromkeys((PAPER, look))]  # fmt: skip
    paper = weasyprint.HTML(string=html, url_fetcher=_nothing)
    sheets = [weasyprint.CSS(string=css, url_fetcher=_nothing) for css in rules]
    return paper.render(stylesheets=sheets, presentational_hints=True)  # for the columns' widths


def _shown(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The blocks with what the template needs of them; lengths as CSS writes them."""
    return [
        {
            "lines": block.lines,
            "line": block.line,
            "is_table": block.is_table,
            "gap": f"gap{str(block.gap).replace('.', '-')}" if block.gap else "",
            "widths": [f"{share:.2%}" for share in widths(block.lines)] if block.is_table else [],
        }
        for block in blocks(lines)
    ]


def pdf(
    lines: Sequence[Line], *, title: str, author: str, at: dt.datetime, look: str = PAPER
) -> bytes:
    """The file; its dates are those of the paper, not of the printing."""
    document = laid_out(lines, title=title, author=author, look=look)
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document.metadata.created = document.metadata.modified = stamp
    return document.write_pdf(pdf_identifier=title.encode())


def _measures() -> dict[str, str]:
    """Lengths as CSS writes them, whatever the language of the site does to decimal points."""
    fonts = {
        name: ", ".join(f'"{font}"' for font in fonts) for name, fonts in layout.FAMILIES.items()
    }
    places = layout.TYPE_WIDTH / layout.CHARACTERS - HAIR
    lengths = {
        "top": layout.TOP,
        "bottom": layout.BOTTOM,
        "binding": layout.BINDING,
        "outer": layout.OUTER,
        # A hair less than the exact share: rounding must not push the last one out.
        "line": layout.LINE_MM - HAIR,
        "spacing": layout.SPACING_MM - HAIR,
        # So many places of a line, which are narrower than as many ems.
        **{f"places{n}": n * places for n in (2, 3, 4, 5)},
    }
    sizes = {
        "body": layout.BODY_PT,
        "title": layout.TITLE_PT,
        "masthead": layout.MASTHEAD_PT,
        "masthead_line": layout.MASTHEAD_LINE_PT,
        "small": layout.SMALL_PT,
        "table": layout.TABLE_PT,
        "table_line": layout.TABLE_LINE_PT,
    }
    return {
        **fonts,
        **{name: f"{value:.4f}mm" for name, value in lengths.items()},
        **{name: f"{value}pt" for name, value in sizes.items()},
    }
