"""A PDF drawn anew: what is on its pages stays to be seen, what it would do does not."""

import io
import resource
import sys
from types import SimpleNamespace

import pikepdf
import pytest

from suggestions.documents import pdf_pages

PRINTED, HIDDEN = 4, 0  # flags of an annotation: printed with its page, or only on the screen


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_notes(*notes):
    made = pikepdf.new()
    made.add_blank_page()
    made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(note(made)) for note in notes])
    return saved(made)


def stamp(words, flags):
    def note(made):
        drawn = made.make_stream(b"BT (%s) Tj ET" % words)
        drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        drawn.BBox = [0, 0, 50, 50]
        return pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 50, 50], F=flags,
            AP=pikepdf.Dictionary(N=drawn),
        )  # fmt: skip

    return note


def link(**more):
    action = {"S": pikepdf.Name.URI, "URI": "https://example.org/plan", **more.pop("action", {})}
    return lambda made: pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10],
        A=pikepdf.Dictionary(**action), **more,
    )  # fmt: skip


def drawn(data):
    """All that a page draws, its forms included, and its annotations."""
    with pikepdf.open(io.BytesIO(pdf_pages.redrawn(data))) as new:
        page = new.pages[0]
        forms = [form.read_bytes() for form in page.obj.get("/Resources", {}).get(
            "/XObject", pikepdf.Dictionary()).values()]  # fmt: skip
        contents = page.obj.get("/Contents")
        own = contents.read_bytes() if isinstance(contents, pikepdf.Stream) else b""
        return b"\n".join([own, *forms]), len(page.obj.Annots)


def test_what_is_stamped_on_for_print_becomes_part_of_the_page_and_nothing_else():
    words, notes = drawn(with_notes(stamp(b"sealed", PRINTED), stamp(b"screen", HIDDEN)))
    assert b"sealed" in words and b"screen" not in words and notes == 0


def test_what_is_filled_in_is_drawn_even_where_no_program_had_drawn_it():
    made = pikepdf.new()
    made.add_blank_page()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    fonts = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=made.make_indirect(font)))
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="lamps",
            V="twelve", DA="/Helv 12 Tf 0 g", Rect=[10, 10, 200, 40], F=PRINTED,
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array([field]), DR=fonts, DA="/Helv 12 Tf 0 g", NeedAppearances=True
    )
    words, notes = drawn(saved(made))
    assert b"twelve" in words and notes == 0


@pytest.mark.parametrize(
    "more",
    [
        {"AA": pikepdf.Dictionary()},
        {"PA": pikepdf.Dictionary()},
        {"action": {"Next": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="evil()")}},
    ],
)
def test_a_link_that_does_more_than_lead_somewhere_stays_behind(more):
    assert drawn(with_notes(link()))[1] == 1
    assert drawn(with_notes(link(**more)))[1] == 0


def test_one_without_pages_is_none():
    with pytest.raises(pdf_pages.Unfit) as unfit:
        pdf_pages.redrawn(saved(pikepdf.new()))
    assert unfit.value.code == pdf_pages.BROKEN


def test_its_process_ends_its_own_memory_and_time_before_it_reads(monkeypatch):
    limits = []
    monkeypatch.setattr(resource, "setrlimit", lambda what, limit: limits.append((what, limit)))

    def read():
        assert len(limits) == 2
        return b"no pdf"

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=SimpleNamespace(read=read)))
    assert pdf_pages.main() == pdf_pages.BROKEN
    assert limits == [
        (resource.RLIMIT_AS, (pdf_pages.MEMORY,) * 2),
        (resource.RLIMIT_CPU, (pdf_pages.SECONDS,) * 2),
    ]
