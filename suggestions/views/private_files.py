"""Handing out a stored file once somebody has asked who may have it."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def handed_out(stored: FieldFile, *, name: str, kind: str, save: bool = False) -> FileResponse:
    """The file under a name, as of a kind (its content type); `save`: never shown in the page."""
    try:
        opened = stored.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=save, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    # Short and private: what it belongs to may be taken out of sight at any time.
    response["Cache-Control"] = "private, max-age=300"
    return response
