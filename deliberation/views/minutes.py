"""纪要 for everybody once it is final, and for a party's seat while it is being confirmed."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from deliberation.actions import minuting
from deliberation.actions.minutes_asking import read_link
from deliberation.minutes.documents.files import kept, printed
from deliberation.minutes.documents.lines import minutes_lines
from deliberation.minutes.parties import words_by_party
from deliberation.models import Minutes, Seat
from deliberation.telling.councils import council_crumbs
from deliberation.views.follow_forms import WordForm
from suggestions.actions import rules
from suggestions.documents.files import TYPES
from suggestions.documents.pdf import NoTypesetter
from suggestions.residents import limits, sheets
from suggestions.views.receipt import private


def _final(pk: int) -> Minutes:
    rows = Minutes.objects.select_related("meeting__council__area", "meeting__format")
    return get_object_or_404(rows, meeting=pk, status=Minutes.Status.FROZEN)


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The final minutes; names as their holders agreed."""
    found = _final(pk)
    meeting = found.meeting
    context = {
        "section": "yishi",
        "crumbs": [
            *council_crumbs(meeting.council),
            {
                "title": f"{meeting.month:%Y年%-m月}{meeting.called}",
                "url": meeting.get_absolute_url(),
            },
            {"title": "会议纪要"},
        ],
        "minutes": found,
        "lines": minutes_lines(found, public=True),
    }
    return render(request, "deliberation/minutes.html", context)


@require_safe
def minutes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same as DOCX or PDF. Setting a PDF costs a second: counted for each address, kept."""
    if kind not in TYPES:
        raise Http404
    found, at = _final(pk), timezone.now()
    data = kept(found, kind, public=True)
    if data is None:
        if limits.count(request, "print", at=at) > settings.LOOKUPS_PER_HOUR:
            return limits.refuse(request, at=at)
        try:
            data = printed(found, kind, public=True)
        except NoTypesetter:
            return no_typesetter(request)
    return file_response(data, found, kind)


def file_response(data: bytes, found: Minutes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[kind])
    name = f"{found.content['title']}{found.full_number}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def no_typesetter(request: HttpRequest) -> HttpResponse:
    """503 with the way that is left: the DOCX needs no system library."""
    return render(request, "deliberation/no_typesetter.html", status=503)


# --- confirming by link -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def sign_minutes(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a seat's own link: the paper, and the word to be said about it."""
    found = read_link(token)
    if found is None:
        context = {"section": "yishi"}
        return private(render(request, "deliberation/link_gone.html", context, status=404))
    minutes, seat = found
    at = timezone.now()
    if request.method != "POST":
        return _sheet(request, minutes, seat, WordForm(), at)
    form = WordForm(request.POST)
    if sheets.put_aside(request, form):
        return _sheet(request, minutes, seat, form, at)
    if not form.is_valid():
        return _sheet(request, minutes, seat, form, at, status=422)
    try:
        minuting.confirm_minutes(minutes, seat=seat, dissent=form.cleaned_data["dissent"], at=at)
    except rules.Refused as refusal:
        form.add_error(None, str(refusal))
        return _sheet(request, minutes, seat, form, at, status=409)
    return private(redirect("deliberation:sign_minutes", token=token))


def _sheet(
    request: HttpRequest,
    minutes: Minutes,
    seat: Seat,
    form: WordForm,
    at: dt.datetime,
    status: int = 200,
) -> HttpResponse:
    said = minutes.confirmations.filter(seat=seat).first()
    last = minutes.confirm_by
    confirming = minutes.status == Minutes.Status.CONFIRMING
    open_still = confirming and last is not None and localdate(at) <= last
    context = {
        "section": "yishi",
        "minutes": minutes,
        "seat": seat,
        "lines": minutes_lines(minutes, public=False),
        "form": form if open_still and said is None else None,
        "refused": "".join(map(str, form.non_field_errors())),
        "said": said,
        "parties": words_by_party(minutes),
    }
    if context["form"]:
        context |= sheets.standing("word-form", request.path)
    return private(render(request, "deliberation/sign_minutes.html", context, status=status))
