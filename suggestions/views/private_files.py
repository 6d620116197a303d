"""Handing out a stored file once somebody has asked who may have it."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

# Short and private: what it belongs to may be taken out of sight at any time.
A_WHILE, NEVER_KEPT = "private, max-age=300", "private, no-store"


def handed_out(
    stored: FieldFile, *, name: str, kind: str, save: bool = False, keep: str = A_WHILE
) -> FileResponse:
    """The file under a name, as of a kind (its content type); `save`: never shown in the page."""
    if not stored:
        raise Http404
    try:
        opened = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=save, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = keep
    return response
