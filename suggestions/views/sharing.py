"""The picture that a chat program shows beside a page's address."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from suggestions.opening import drawing
from suggestions.opening.pages import Drawn, pictures
from suggestions.residents import limits

SITE = "site"


@require_safe
def picture(request: HttpRequest, kind: str, pk: int, size: str) -> HttpResponseBase:
    """Of what is public; the site's own goes with every other page."""
    at = timezone.now()
    if size not in drawing.SIZES or (kind != SITE and kind not in pictures()):
        raise Http404
    if limits.count(request, "picture", at=at) > settings.OPEN_DATA_PER_HOUR:
        return limits.refuse(request, at=at)
    own = Drawn(settings.SITE_TAGLINE, "您对城市有什么建议？")
    words = own if kind == SITE else pictures()[kind](pk)
    if words is None:
        raise Http404
    response = FileResponse(drawing.picture(words, size).open("rb"), content_type="image/png")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is there to be shown elsewhere
    response["Cache-Control"] = "public, max-age=3600"
    return response
