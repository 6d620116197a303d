"""A PDF from outside, drawn anew: its pages, as they look, and nothing else.

`python -m suggestions.documents.pdf_pages` reads one from stdin and writes the new one to stdout.
It is a process of its own, without Django, with an end to its memory and its time: what is made
to blow up takes nobody along. Scripts, actions, embedded files, forms that can be filled in and
whatever the file says of its author stay behind; links to web pages stay.
"""

import io
import resource
import sys

import pikepdf

MEMORY, SECONDS = 768 * 1024 * 1024, 20
PAGE_LIMIT = 200
LOCKED, LONG, BROKEN = 3, 4, 5  # how it ends otherwise
_LEFT_BEHIND = ("/AA", "/Metadata", "/PieceInfo", "/StructParents", "/Thumb")


class Unfit(Exception):
    """Not to be drawn anew; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def redrawn(data: bytes) -> bytes:
    """The same pages in a new file; `Unfit` where it cannot be done."""
    try:
        with pikepdf.open(io.BytesIO(data)) as old:
            if len(old.pages) > PAGE_LIMIT:
                raise Unfit(LONG)
            # What is filled in or stamped on becomes part of the page.
            old.generate_appearance_streams()
            old.flatten_annotations("print")
            return _only_pages(old)
    except pikepdf.PasswordError as error:
        raise Unfit(LOCKED) from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise Unfit(BROKEN) from error


def _only_pages(old: pikepdf.Pdf) -> bytes:
    new, out = pikepdf.new(), io.BytesIO()
    new.pages.extend(old.pages)
    for page in new.pages:
        for name in _LEFT_BEHIND:
            if name in page.obj:
                del page.obj[name]
        links = [note for note in page.obj.get("/Annots", []) if _is_web_link(note)]
        page.obj["/Annots"] = new.make_indirect(pikepdf.Array(links))
    if not len(new.pages):
        raise Unfit(BROKEN)
    new.save(out, deterministic_id=True)
    return out.getvalue()


def _is_web_link(note: pikepdf.Object) -> bool:
    action = note.get("/A", pikepdf.Dictionary())
    address = str(action.get("/URI", "")) if action.get("/S") == "/URI" else ""
    plain = not {"/AA", "/PA", "/Next"} & {*note.keys(), *action.keys()}
    return plain and address.startswith(("https://", "http://"))


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sys.stdout.buffer.write(redrawn(sys.stdin.buffer.read()))
    except Unfit as unfit:
        return unfit.code
    except MemoryError:
        return BROKEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
